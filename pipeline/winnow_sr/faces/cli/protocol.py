"""protocol: before there is a review."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from winnow_sr.errors import WinnowError
from winnow_sr.faces.cli.common import FILE, emit, json_option, say

if TYPE_CHECKING:
    from pathlib import Path

    from winnow_sr.review.answers import ProtocolChecked, ProtocolProblem


@click.group("protocol")
def protocol_command() -> None:
    """Write a protocol: the template, and whether a file would do.

    Neither needs a review. The next step is winnow init DIR --protocol FILE.
    """


@protocol_command.command("template")
@click.option("-o", "path", type=FILE, metavar="FILE", help="Write it to FILE, which must be new.")
def template(path: Path | None) -> None:
    """The commented template of a protocol, to fill in."""
    from winnow_sr.files import write_whole
    from winnow_sr.review.protocol_file import template as text_of_template

    text = text_of_template()
    if path is None:
        click.echo(text, nl=False)
        return
    if path.exists():
        raise WinnowError(f"{path} is there already: name another file")
    write_whole(path, text)
    say(f"Written: {path}. Fill it in, then: winnow protocol check {path}")


@protocol_command.command("check")
@click.argument("path", type=FILE, metavar="FILE")
@click.option(
    "--records",
    multiple=True,
    type=FILE,
    metavar="FILE",
    help="Exports that hold relevant studies: would the search strategies find them? Repeatable.",
)
@click.option(
    "--labels",
    type=FILE,
    metavar="FILE.csv",
    help="With --records: which are relevant (key, title_abstract, full_text). Default: those the "
    "protocol names as known studies.",
)
@json_option
@click.pass_context
def check(
    ctx: click.Context, path: Path, records: tuple[Path, ...], labels: Path | None, as_json: bool
) -> None:
    """Would FILE do as a protocol, and do its strategies find what is known?

    Names everything that is wrong with its line, and reads every search strategy as its platform
    would. Exit code 1 when something is wrong.
    """
    from winnow_sr.review.protocol_file import check_protocol

    found = check_protocol(path, records, labels)
    emit(found) if as_json else show(found)
    ctx.exit(0 if found.ok else 1)


def show(found: ProtocolChecked) -> None:
    """The answer, a line for each thing."""
    for problem in found.problems:
        say(in_words(problem))
    for line in found.searches:
        say(line)
    if found.ok:
        say(f"{found.file} will do. Next: winnow init DIR --protocol {found.file}")
    elif not found.problems:
        say(f"{found.file} can be used, but its search strategies should be looked at.")


def in_words(problem: ProtocolProblem) -> str:
    """What is wrong, and where."""
    where = f"line {problem.line}" if problem.line else ""
    place = ", ".join(part for part in (where, problem.field) if part)
    return f"{place}: {problem.text}" if place else problem.text
