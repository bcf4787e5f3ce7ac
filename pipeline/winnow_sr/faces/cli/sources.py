"""source."""

from __future__ import annotations

import click

from winnow_sr.faces.cli.common import as_option, emit, json_option, open_review, say, table
from winnow_sr.text import count


@click.group("source")
def source_command() -> None:
    """Mend an import: another source, or taken back.

    Both are recorded as events; nothing is deleted. IMPORT is a file's name, the beginning of its
    digest or the number of its event (winnow source list).
    """


@source_command.command("list")
@json_option
@click.pass_context
def list_(ctx: click.Context, as_json: bool) -> None:
    """Every import that counts."""
    rows = open_review(ctx).sources.all()
    if as_json:
        emit(rows)
        return
    fields = {"search": "import", "file": "file", "source": "source", "lane": "lane"}
    fields |= {"records": "records", "at": "added"}
    table(rows, fields, "Nothing has been imported: winnow add FILE --source NAME")


@source_command.command("rename")
@click.argument("old")
@click.argument("new")
@click.option(
    "--lane",
    default="",
    metavar="LANE",
    help="database, register, website, organisation or citation. Default: from the protocol, else as it was.",
)
@as_option
@json_option
@click.pass_context
def rename(ctx: click.Context, old: str, new: str, lane: str, name: str, as_json: bool) -> None:
    """Name a source rightly: all imports from OLD are from NEW."""
    done = open_review(ctx).sources.rename(old, new, actor=name, lane=lane)
    if as_json:
        emit(done)
        return
    say(
        f"{count(done.records, 'record')} in {count(done.imports, 'import')}: now from {done.new} "
        f"({', '.join(done.lanes)})."
    )


@source_command.command("take-back")
@click.argument("search", metavar="IMPORT")
@click.option("--reason", required=True, metavar="TEXT", help="Why it was a mistake.")
@click.option(
    "--with-decisions",
    is_flag=True,
    help="Even if some of it has been screened; those decisions count no more.",
)
@as_option
@json_option
@click.pass_context
def take_back(
    ctx: click.Context, search: str, reason: str, with_decisions: bool, name: str, as_json: bool
) -> None:
    """Take a wrong import back; its file may be added anew.

    Its records count nowhere any more. Decisions on citations that other imports hold too stay.
    """
    done = open_review(ctx).sources.take_back(
        search, actor=name, reason=reason, with_decisions=with_decisions
    )
    if as_json:
        emit(done)
        return
    say(
        f"{done.file} from {done.source} was taken back: {count(done.records, 'record')}, "
        f"{count(done.citations, 'citation')} of which nothing is left, "
        f"{count(done.decisions, 'decision')}."
    )
