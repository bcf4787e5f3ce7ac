"""What of a file of decisions was not taken: asked of a person at a terminal, else named."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from winnow_sr.faces.cli.common import say, warn
from winnow_sr.text import count, listing, one_line

if TYPE_CHECKING:
    from winnow_sr.review.answers import DecidedFrom, LeftOut, Likely, ResolvedFrom
    from winnow_sr.review.handing_in import Ask

SHOWN = 10
"""Rows that are named; --json has all."""


def asker(as_json: bool) -> Ask | None:
    """Asks a person what an unsure row means; None where nobody sits at a terminal."""
    return None if as_json or not (sys.stdin.isatty() and sys.stdout.isatty()) else ask


def ask(row: LeftOut) -> str | None:
    """The citation that a person says a row is."""
    say()
    say(f"{row.where}: {in_words(row)}")
    for number, found in enumerate(row.candidates, 1):
        say(f"  {number}  {found.citation}  {in_words(found)} (likeness {found.score:.2f})")
    keys = [str(n) for n in range(1, len(row.candidates) + 1)]
    said = click.prompt(
        "Is it the same? Its number, or n", type=click.Choice([*keys, "n"]), default="n"
    )
    return None if said == "n" else row.candidates[int(said) - 1].citation


def in_words(row: LeftOut | Likely) -> str:
    """Who, when, what."""
    who = f"{row.authors[0]} " if row.authors else ""
    return one_line(f"{who}{row.year or ''} {row.title or 'without a title'}".strip(), 110)


def tell_left_out(done: DecidedFrom | ResolvedFrom, path: Path) -> None:
    """Name on standard error what was not taken."""
    if done.ignored:
        names = listing([f"'{name}'" for name in done.ignored])
        warn(f"{path.name}: not understood and left out: {names}")
    if done.undecided:
        warn(f"{path.name}: {count(done.undecided, 'row')} without a verdict, left as they are")
    taken_as = getattr(done, "taken_as", "")
    if taken_as:
        warn(f"{path.name} states no verdict: every entry was taken as {taken_as}")
    for row in done.unsure[:SHOWN]:
        might = ", ".join(found.citation for found in row.candidates)
        warn(f"{row.where}: not surely the same as {might}, and not recorded: {in_words(row)}")
    for row in done.unmatched[:SHOWN]:
        warn(f"{row.where}: no citation of this review: {in_words(row)}")
    more = len(done.unsure[SHOWN:]) + len(done.unmatched[SHOWN:])
    if more:
        warn(f"and {count(more, 'more row')} of the kind (all with --json)")
