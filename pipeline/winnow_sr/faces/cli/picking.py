"""Options by which a list or an export is picked."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

import click

from winnow_sr.review.picking import Pick

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
    """The options of a pick, in this order in the help; the command is given them as one `pick`."""

    @wraps(command)
    def with_pick(*args: Any, **values: Any) -> Any:
        picked = {name: values.pop(name) for name in Pick.__struct_fields__ if name in values}
        return command(*args, pick=Pick(**picked), **values)

    found: Any = with_pick
    for option in reversed(OPTIONS):
        found = option(found)
    return cast("F", found)
