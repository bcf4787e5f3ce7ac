"""Writes docs/commands.md from the commands' own help: `make docs`. A test checks it is up to date."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from winnow_sr.faces.cli.app import COMMANDS, winnow

PAGE = Path(__file__).resolve().parent / "commands.md"
HEAD = """# The commands

Made from `--help` by `make docs`; do not edit. Every command takes `--json` where it answers with
data: exactly one JSON document on standard output. Exit codes: 0 done, 1 the answer is no (a check
failed, may not stop, ledger broken), 2 usage or input error with one line on standard error.
Wherever a command takes a citation it takes `C000001`, a record id `R000001`, an accession number,
a PMID or a DOI.
"""


def helps(command: click.Command, name: str, parent: click.Context) -> Iterator[str]:
    """The help of a command and of its subcommands."""
    context = click.Context(command, parent, name, terminal_width=96, max_content_width=96)
    yield f"### `{context.command_path}`\n\n```\n{command.get_help(context)}\n```\n"
    if isinstance(command, click.Group):
        for sub in command.list_commands(context):
            found = command.get_command(context, sub)
            if found is not None:
                yield from helps(found, sub, context)


def page() -> str:
    """The whole page."""
    parts = [HEAD]
    context = click.Context(winnow, info_name="winnow", **winnow.context_settings)
    for group in dict.fromkeys(g for g, *_ in COMMANDS.values()):
        parts.append(f"## {group}\n")
        for name, (of, *_) in COMMANDS.items():
            command = winnow.get_command(context, name) if of == group else None
            if command is not None:
                parts.extend(helps(command, name, context))
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
