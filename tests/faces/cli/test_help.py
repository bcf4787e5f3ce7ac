"""Every command has its help, the table of commands says the same, and the reference is up to date."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import click
import pytest

from tests.winnow import winnow
from winnow_sr.faces.cli.app import COMMANDS
from winnow_sr.faces.cli.app import winnow as group

ROOT = Path(__file__).resolve().parents[3]


def every(command: click.Command, name: str) -> list[tuple[str, click.Command]]:
    found = [(name, command)]
    if isinstance(command, click.Group):
        context = click.Context(command)
        for sub in command.list_commands(context):
            child = command.get_command(context, sub)
            assert child is not None, f"{name} {sub} is listed but not there"
            found += every(child, f"{name} {sub}")
    return found


ALL = every(group, "winnow")


@pytest.mark.parametrize(("name", "command"), ALL, ids=[name for name, _ in ALL])
def test_a_command_explains_itself_and_each_of_its_options(
    name: str, command: click.Command
) -> None:
    assert command.help, f"{name} has no help"
    for option in command.params:
        if isinstance(option, click.Option) and not isinstance(option.type, click.Choice):
            assert option.help, f"{name} {option.opts[0]} has no help"
    done = winnow(*name.split()[1:], "--help")
    assert done.out.startswith("Usage: winnow")


def test_the_table_in_help_says_what_the_commands_say() -> None:
    for name, (_, _, line, _) in COMMANDS.items():
        command = group.get_command(click.Context(group), name)
        assert command is not None
        assert command.help is not None
        assert command.help.splitlines()[0] == line, name


def test_help_and_status_start_without_any_heavy_package(tmp_path: Path) -> None:
    code = "import sys; from winnow_sr.faces.cli.app import winnow; import winnow_sr.review, winnow_sr.faces.cli.status; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    loaded = {name.split(".")[0] for name in done.stdout.split()}
    assert not loaded & {
        "pandas",
        "numpy",
        "scipy",
        "sklearn",
        "asreview",
        "pydantic",
        "rich",
        "rispy",
        "yaml",
    }


def test_the_reference_is_up_to_date() -> None:
    spec = importlib.util.spec_from_file_location("commands", ROOT / "docs" / "commands.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert (ROOT / "docs" / "commands.md").read_text("utf-8") == module.page(), "run `make docs`"
