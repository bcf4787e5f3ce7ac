"""What the commands share: opening the review, options, printing for people and for programs."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import click

from winnow_sr.errors import WinnowError

if TYPE_CHECKING:
    from pathlib import Path

    from winnow_sr.review import Review

F = TypeVar("F", bound=Callable[..., Any])


class FilePath(click.ParamType):  # type: ignore[type-arg]
    """A `pathlib.Path`, imported when a file is named: most commands name none."""

    name = "path"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        from pathlib import Path

        return Path(value)


FILE = FilePath()

json_option = click.option(
    "--json", "as_json", is_flag=True, help="One JSON document instead of text."
)
as_option = click.option("--as", "name", metavar="NAME", required=True, help="Who is doing this.")
stage_option = click.option(
    "--stage",
    default="title-abstract",
    show_default=True,
    metavar="STAGE",
    help="title-abstract or full-text.",
)

order_option = click.option(
    "--order",
    default="ranking",
    show_default=True,
    metavar="ORDER",
    help="ranking, year (newest first), title or random; what is read in another order than the "
    "ranking's is written down so, and no stopping rule rests on it.",
)


def open_review(ctx: click.Context) -> Review:
    """The review named by -C, or the nearest one upward; warns when the protocol has changed."""
    from winnow_sr.review import Review, find_folder, is_review

    folder = ctx.obj or find_folder(os.getcwd())
    if not is_review(folder):
        check_lost(folder)
        raise WinnowError(
            f"{folder} is not a review: make one with `winnow init {folder} --protocol FILE`"
        )
    review = Review.open(folder)
    ctx.call_on_close(review.close)
    for text in review.ledger.notices():
        warn(text)
    if ctx.info_name != "amend" and review.protocol.changed():
        warn(
            "protocol.yaml differs from what the ledger recorded; `winnow amend --reason TEXT --as NAME`"
        )
    return review


def check_lost(folder: str) -> None:
    """Refuse a folder that was a review and has lost its ledger: a new one would hide that."""
    parts = [name for name in ("exports", "protocol.yaml", "head.txt") if name in names_in(folder)]
    if len(parts) > 1:
        raise WinnowError(
            f"{folder} holds {' and '.join(parts)} but no ledger: review.db (or database.json) is "
            "missing; restore it from a copy (a backup's folder, whole)"
        )


def names_in(folder: str) -> list[str]:
    """What a folder holds; nothing where it cannot be read."""
    try:
        return os.listdir(folder)
    except OSError:
        return []


def warn(text: str) -> None:
    """A line on standard error."""
    click.echo(f"winnow: {text}", err=True)


def emit(document: object) -> None:
    """One JSON document on standard output: an answer, a list of them, or plain values."""
    import msgspec

    click.echo(json.dumps(msgspec.to_builtins(document), ensure_ascii=False, indent=1))


def say(text: str = "") -> None:
    """A line for people."""
    click.echo(text)


def fancy() -> bool:
    """Is a person looking at a terminal that shows colours and boxes?"""
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"


def table(rows: Iterable[object], columns: Mapping[str, str], empty: str) -> None:
    """Rows (answers, or mappings) as a table: columns maps a row's key to its heading."""
    cells = [[cell(value_of(row, key)) for key in columns] for row in rows]
    if not cells:
        say(empty) if empty else None
    elif fancy():
        rich_table(cells, list(columns.values()))
    else:
        plain_table(cells, list(columns.values()))


def value_of(row: object, key: str) -> object:
    """What a row says under a key; None where it says nothing."""
    return row.get(key) if isinstance(row, Mapping) else getattr(row, key, None)


def rich_table(cells: Sequence[Sequence[str]], headings: Sequence[str]) -> None:
    """A table with rules, folded to the terminal's width."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    made = Table(header_style="bold")
    for heading in headings:
        made.add_column(heading, overflow="fold")
    for line in cells:
        made.add_row(*(Text(text) for text in line))
    Console().print(made)


def plain_table(cells: Sequence[Sequence[str]], headings: Sequence[str]) -> None:
    """Columns aligned with spaces, one row a line."""
    widths = [max(len(line[i]) for line in [headings, *cells]) for i in range(len(headings))]
    widths[-1] = 0
    for line in [headings, *cells]:
        say("  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip())


def cell(value: object) -> str:
    """A value as one line of text."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.3f}"
    if isinstance(value, list | tuple):
        return ", ".join(cell(item) for item in value)
    return " ".join(str(value).split())


@contextmanager
def progress_bar(label: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on standard error, shown only to people: call it with (done, total)."""
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(label, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def reason_hint(text: str) -> str:
    """Text cut to a line of a table."""
    line = " ".join(text.split())
    return line if len(line) <= 100 else f"{line[:97]}..."
