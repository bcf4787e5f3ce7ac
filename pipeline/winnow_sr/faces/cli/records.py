"""add, records, edit, remove, export."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
from msgspec.structs import asdict

from winnow_sr.errors import WinnowError
from winnow_sr.faces.cli.common import (
    as_option,
    emit,
    json_option,
    open_review,
    progress_bar,
    say,
    table,
)
from winnow_sr.faces.cli.picking import pick_options
from winnow_sr.files import whole_file
from winnow_sr.review.picking import Pick
from winnow_sr.review.searches import MORE_COLUMNS
from winnow_sr.text import cell_of

if TYPE_CHECKING:
    from winnow_sr.review.answers import Answer, Imported, Json, QuarantinedEntry

SHOWN_NOTES = 8


@click.command("add")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="FILE...")
@click.option(
    "--source", default="", metavar="NAME", help="The database, register or website searched."
)
@click.option(
    "--lane",
    default="",
    metavar="LANE",
    help="database, register, website, organisation or citation. Default: from the protocol.",
)
@click.option("--date", default="", metavar="D", help="Day of the search, such as 2026-05-31.")
@click.option("--platform", default="", metavar="T", help="Platform or interface, such as Ovid.")
@click.option(
    "--strategy",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The search exactly as it was run. Without it the protocol's is noted as planned.",
)
@click.option(
    "--hits",
    type=click.IntRange(min=0),
    metavar="N",
    help="Results that the platform reported; the report says where the files hold another number.",
)
@click.option(
    "--format",
    "format_",
    default="",
    metavar="NAME",
    help="Read the files as this format (docs/formats.md), whatever they look like.",
)
@click.option(
    "--even-so",
    is_flag=True,
    help="Import a file although its entries look wrong: most without a title, many in one...",
)
@click.option("--quarantine", is_flag=True, help="Show the entries that could not be read.")
@click.option(
    "--repair",
    nargs=2,
    type=str,
    default=None,
    metavar="IMPORT:LINE FILE",
    help="Add a quarantined entry from a file with its mended text.",
)
@click.option("--as", "name", default="import", metavar="NAME", help="Who imports it.")
@json_option
@click.pass_context
def add_command(
    ctx: click.Context,
    files: tuple[Path, ...],
    source: str,
    lane: str,
    date: str,
    platform: str,
    strategy: Path | None,
    hits: int | None,
    format_: str,
    even_so: bool,
    quarantine: bool,
    repair: tuple[str, str] | None,
    name: str,
    as_json: bool,
) -> None:
    """Import the export files of a search.

    RIS of every kind, PubMed, Web of Science, EndNote, BibTeX, CSV, Excel...: recognised by what
    is in the file; one that is not recognised, or gives entries that cannot be right, is refused
    as a whole. Nothing is lost or changed; what deviates from the format is noted, what truly
    cannot be read is kept apart (--quarantine). A file imported before is recognised, and a newer
    export of the same search adds only what is new.
    """
    review = open_review(ctx)
    if quarantine:
        show_quarantine(review.searches.quarantine(), as_json)
        return
    if repair:
        mended = review.searches.repair(repair[0], Path(repair[1]), actor=name)
        emit(mended) if as_json else say(f"Added {', '.join(mended.records)}.")
        return
    if not files:
        raise WinnowError("which file? winnow add FILE... --source NAME")
    if not source:
        raise WinnowError("where do these records come from? winnow add FILE... --source NAME")
    with progress_bar("importing") as bar:
        reports = review.searches.add(
            files,
            source,
            lane=lane,
            date=date,
            platform=platform,
            strategy=strategy,
            hits=hits,
            format=format_,
            even_so=even_so,
            actor=name,
            progress=lambda file, done, total: bar(done, total),
        )
    if as_json:
        from winnow_sr.review.answers import ImportedFiles

        emit(ImportedFiles(files=reports))
        return
    for report in reports:
        show_report(report)


def show_report(report: Imported) -> None:
    """One file's import, in words."""
    say(
        f"{report.file} ({report.format}) as {report.source}, {report.lane}: "
        f"{report.entries} entries, {report.imported} imported, {report.unchanged} unchanged, "
        f"{report.quarantined} quarantined"
    )
    for note in report.notes[:SHOWN_NOTES]:
        say(f"  line {note.line}: {note.text} [{note.code}]")
    rest = Counter(note.code for note in report.notes[SHOWN_NOTES:])
    if rest:
        say(
            "  and "
            + ", ".join(f"{n} more {code}" for code, n in rest.items())
            + " (all with --json)"
        )
    if report.quarantined:
        say("  see the quarantined entries: winnow add --quarantine")


def show_quarantine(rows: list[QuarantinedEntry], as_json: bool) -> None:
    """The entries that could not be read, with their raw text."""
    if as_json:
        emit(rows)
        return
    for row in rows:
        mended = " (repaired)" if row.repaired else ""
        say(f"{row.search}:{row.line}  {row.file}: {row.reason}{mended}")
        for line in row.raw.splitlines():
            say(f"    {line}")
    if not rows:
        say("Nothing is quarantined.")


@click.command("records")
@pick_options
@click.option(
    "--columns",
    default="",
    metavar="A,B",
    help=f"Which columns, in this order. Also: {', '.join(MORE_COLUMNS)}.",
)
@click.option(
    "--csv",
    "path",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write them to a CSV file.",
)
@click.option(
    "--missing-abstracts", is_flag=True, help="Citations that no record gives an abstract."
)
@click.option("--as", "name", default="", metavar="NAME", help="Who is looking.")
@json_option
@click.pass_context
def records_command(
    ctx: click.Context,
    pick: Pick,
    columns: str,
    path: Path | None,
    missing_abstracts: bool,
    name: str,
    as_json: bool,
) -> None:
    """List records.

    All of them, or those with a status, a tag, a source, a reader, a year, a language. A record
    that is a duplicate is listed with the citation that it belongs to.
    """
    review = open_review(ctx)
    if missing_abstracts:
        missing = review.searches.missing_abstracts()
        if as_json:
            emit(missing)
        else:
            show(missing, "citation key sources title", "Every citation has an abstract.")
        return
    wanted = [column.strip() for column in columns.split(",") if column.strip()]
    rows: Sequence[Answer | dict[str, Json]]
    rows = (
        review.searches.columns(wanted, pick=pick, viewer=name)
        if wanted
        else review.searches.records(pick=pick, viewer=name)
    )
    show_listed(rows, wanted, path, as_json)


def show_listed(
    rows: Sequence[Answer | dict[str, Json]],
    wanted: Sequence[str],
    path: Path | None,
    as_json: bool,
) -> None:
    """Records as a table, as JSON, in a file."""
    if path is not None:
        write_csv(path, rows)
    if as_json:
        emit(rows)
    elif path is not None:
        say(f"{len(rows)} records written to {path}")
    else:
        fields = wanted or ["record", "citation", "key", "source", "year", "status", "title"]
        table(rows, {field: field for field in fields}, "No such record.")


def show(rows: Sequence[Answer], fields: str, empty: str) -> None:
    """Some fields of the answers as a table, in this order."""
    table(map(asdict, rows), {field: field for field in fields.split()}, empty)


def write_csv(path: Path, rows: Sequence[Answer | dict[str, Json]]) -> None:
    """Rows as CSV, UTF-8 with a mark so that Excel reads it; no cell can become a formula."""
    if not rows:
        raise WinnowError("there are no records to write")
    plain = [row if isinstance(row, dict) else asdict(row) for row in rows]
    with whole_file(path) as part, part.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(plain[0])
        writer.writerows([cell_of(cell) for cell in row.values()] for row in plain)


@click.command("edit")
@click.argument("record", metavar="ID")
@click.argument("field")
@click.argument("value")
@click.option("--reason", required=True, metavar="TEXT", help="Why, or where the value comes from.")
@as_option
@json_option
@click.pass_context
def edit_command(
    ctx: click.Context, record: str, field: str, value: str, reason: str, name: str, as_json: bool
) -> None:
    """Correct or fill a field of a record.

    The record as imported stays beside it; the edit is an event with its reason. FIELD is title,
    abstract, authors, year, doi...; lists are written with semicolons.
    """
    done = open_review(ctx).searches.edit(record, field, value, actor=name, reason=reason)
    emit(done) if as_json else say(f"{done.record}: {done.field} is now {done.value[:80]!r}")
