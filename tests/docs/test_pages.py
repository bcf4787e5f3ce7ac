"""Every page: its links lead somewhere, and the commands it shows exist with their options."""

from __future__ import annotations

import re
import shlex

import click
import pytest

from tests.docs.pages import ROOT, page
from winnow_sr.faces.cli.app import winnow

PAGES = [
    path.relative_to(ROOT).as_posix()
    for path in (*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), ROOT / "data" / "README.md")
]
LINK = re.compile(r"\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`(winnow [^`]+)`")
GENERATED = ("docs/commands.md", "docs/library.md")


def anchors(text: str) -> set[str]:
    """The anchors of a page's headings, as the usual renderers make them."""
    headings = re.findall(r"^#+ (.+)$", FENCE.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("name", PAGES)
def test_links_lead_somewhere(name: str) -> None:
    text = page(name)
    for link in LINK.findall(FENCE.sub("", text)):
        if "://" in link or link.startswith("mailto:"):
            continue
        file, _, anchor = link.partition("#")
        target = (ROOT / name).parent / file if file else ROOT / name
        assert target.exists(), link
        if anchor:
            assert anchor in anchors(target.read_text("utf-8")), link


def shown(text: str) -> list[str]:
    """The command lines of a page: those of its blocks, and those in its sentences."""
    lines = [
        line
        for block in FENCE.findall(text)
        for line in block.splitlines()
        if line.startswith("winnow ")
    ]
    return [line.split("  #")[0] for line in lines] + INLINE.findall(" ".join(text.split("\n")))


def problem(line: str) -> str:
    """What is wrong with a command line; empty where its command and options exist."""
    words = [word.strip("[],;") for word in shlex.split(line.replace("'", ""))][1:]
    if words[:1] == ["-C"]:
        words = words[2:]
    command: click.Command = winnow
    context = click.Context(winnow)
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        name = words.pop(0)
        found = command.get_command(context, name)
        if found is None:
            return f"{line}: no command {name}"
        command, context = found, click.Context(found)
    known = {name for option in command.params for name in (*option.opts, *option.secondary_opts)}
    known |= {"--help", "-h"}
    given = {word.split("=")[0] for word in words if re.match(r"--?[a-z]", word)}
    return f"{line}: no option {given - known}" if given - known else ""


@pytest.mark.parametrize("name", [name for name in PAGES if name not in GENERATED])
def test_the_commands_that_are_shown_exist(name: str) -> None:
    assert [found for line in shown(page(name)) if (found := problem(line))] == []


def test_a_command_that_does_not_exist_would_be_seen() -> None:
    assert problem("winnow decide K1 include --as ana") == ""
    assert "no command decid" in problem("winnow decid K1")
    assert "--nobody" in problem("winnow -C rev decide K1 include --nobody")
    assert "no command" in problem("winnow team joins ana")
