"""Options by which a list or an export is picked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])
OPTIONS = (
    click.option(
        "--status",
        "statuses",
        multiple=True,
        metavar="S",
        help="final, include, exclude, excluded-full-text, not-retrieved, awaiting, ongoing, "
        "conflict, waiting, unscreened, removed, duplicate, sought, title-abstract-include, "
        "title-abstract-exclude. Repeatable.",
    ),
    click.option("--tag", "tags", multiple=True, metavar="T", help="With this tag. Repeatable."),
    click.option(
        "--source", "sources", multiple=True, metavar="NAME", help="From this source. Repeatable."
    ),
    click.option(
        "--reader",
        "readers",
        multiple=True,
        metavar="NAME",
        help="On which this person has voted, as far as you may know. Repeatable.",
    ),
    click.option("--year", "years", default="", metavar="Y", help="2015, 2010-2015, 2010-, -2015."),
    click.option(
        "--language", "languages", multiple=True, metavar="L", help="In this language. Repeatable."
    ),
)


def pick_options(command: F) -> F:
    """The options of a pick, in this order in the help."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command
