"""search, history."""

from __future__ import annotations

from pathlib import Path

import click

from winnow_sr.faces.cli.common import emit, json_option, open_review, table
from winnow_sr.faces.cli.picking import pick_options
from winnow_sr.faces.cli.records import show_listed
from winnow_sr.review.picking import Pick


@click.command("search")
@click.argument("query", nargs=-1, required=True)
@pick_options
@click.option(
    "--csv",
    "path",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write them to a CSV file.",
)
@click.option("--as", "name", default="", metavar="NAME", help="Who is looking.")
@json_option
@click.pass_context
def search_command(
    ctx: click.Context,
    query: tuple[str, ...],
    pick: Pick,
    path: Path | None,
    name: str,
    as_json: bool,
) -> None:
    """Find citations by words.

    In titles, abstracts, authors, journals, keywords, ids, tags, and in the notes that you may see.
    Every word must be there; '"two words"' is a phrase, author:lee looks in one field (title,
    abstract, author, journal, keyword, id, doi, year, note, tag); -word must not be there: then put
    the query into quotes, "kratom -mice".
    """
    words = [
        f'"{word}"' if " " in word and '"' not in word and len(query) > 1 else word
        for word in query
    ]
    rows = open_review(ctx).finding.search(" ".join(words), pick=pick, viewer=name)
    show_listed(rows, (), path, as_json)


@click.command("history")
@click.argument("citation", required=False, default="", metavar="[ID]")
@click.option("--as", "name", default="", metavar="NAME", help="Who is looking.")
@click.option("--reader", default="", metavar="NAME", help="What this person decided.")
@json_option
@click.pass_context
def history_command(
    ctx: click.Context, citation: str, name: str, reader: str, as_json: bool
) -> None:
    """Who decided what and when, as far as you may know.

    Of one citation, or of all. Nobody is shown a colleague's verdict on what they have still to
    read. What was changed or taken back since is listed and does not stand.
    """
    rows = open_review(ctx).finding.history(citation, viewer=name, reader=reader)
    if as_json:
        emit(rows)
        return
    shown = [
        {
            "at": row.at[:16].replace("T", " "),
            "who": row.actor,
            "citation": row.citation,
            "stage": row.stage,
            "what": f"{'resolved: ' if row.resolution else ''}{row.verdict}"
            + (f" ({row.reason})" if row.reason else ""),
            "stands": "yes" if row.standing else "no",
            "note": row.note,
        }
        for row in rows
    ]
    names = ("at", "who", "citation", "stage", "what", "stands", "note")
    table(shown, {name: name for name in names}, "No decision that you may see.")
