"""retrieve, study."""

from __future__ import annotations

import csv
from pathlib import Path

import click

from winnow_sr.errors import WinnowError
from winnow_sr.faces.cli.common import emit, json_option, open_review, say
from winnow_sr.review.answers import ReportRow


@click.command("retrieve")
@click.argument("citation", required=False)
@click.argument("status", required=False)
@click.option(
    "--from",
    "path",
    type=click.Path(path_type=Path),
    metavar="FILE.csv",
    help="Many at once: columns key, status, reason. All rows or none.",
)
@click.option("--reason", default="", metavar="TEXT", help="Why it could not be retrieved.")
@click.option(
    "--as", "name", default="team", show_default=True, metavar="NAME", help="Who is doing this."
)
@json_option
@click.pass_context
def retrieve_command(
    ctx: click.Context,
    citation: str | None,
    status: str | None,
    path: Path | None,
    reason: str,
    name: str,
    as_json: bool,
) -> None:
    """Say which reports were sought, retrieved, not retrieved.

    STATUS is sought, retrieved or not-retrieved. A citation included on title and abstract is
    sought without being told; one from citation searching, websites or organisations may be
    sought straight away.
    """
    review = open_review(ctx)
    if path is not None:
        if citation or status:
            raise WinnowError("give either one citation and its status, or --from FILE.csv")
        done = review.full_texts.retrieve_all(read_statuses(path), actor=name)
    else:
        if not citation or not status:
            raise WinnowError(
                "which citation, and what happened? winnow retrieve ID sought|retrieved|not-retrieved"
            )
        done = review.full_texts.retrieve(citation, status, actor=name, reason=reason)
    if as_json:
        emit(done)
    else:
        say(f"{done.reports} reports noted.")


def read_statuses(path: Path) -> list[ReportRow]:
    """What the file says of reports, a row each."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            if not {"key", "status"} <= set(reader.fieldnames or ()):
                raise WinnowError(f"{path} lacks the columns key and status")
            return [
                ReportRow(
                    row["key"] or "",
                    (row["status"] or "").strip(),
                    row.get("reason") or "",
                    f"{path.name}, line {reader.line_num}: ",
                )
                for row in reader
            ]
    except UnicodeDecodeError as error:
        raise WinnowError(f"{path} is not UTF-8 text: save it as CSV UTF-8") from error
    except csv.Error as error:
        raise WinnowError(f"{path}: {error}") from error


@click.command("study")
@click.argument("study")
@click.argument("reports", nargs=-1, required=True)
@click.option(
    "--as", "name", default="team", show_default=True, metavar="NAME", help="Who is doing this."
)
@json_option
@click.pass_context
def study_command(
    ctx: click.Context, study: str, reports: tuple[str, ...], name: str, as_json: bool
) -> None:
    """Say which reports describe one study.

    REPORTS are citations whose full text is sought: they may be linked before they are read. A report that is linked to no study counts as a study of its own.
    """
    done = open_review(ctx).full_texts.link_study(study, reports, actor=name)
    emit(done) if as_json else say(f"Study {done.study}: {', '.join(done.reports)}")


@click.command("reports")
@click.argument("citation")
@click.argument("number", type=int)
@click.option("--reason", required=True, metavar="TEXT", help="Why it is not one.")
@click.option(
    "--as", "name", default="team", show_default=True, metavar="NAME", help="Who says so."
)
@json_option
@click.pass_context
def reports_command(
    ctx: click.Context, citation: str, number: int, reason: str, name: str, as_json: bool
) -> None:
    """Say that a citation stands for other than one report.

    NUMBER is 2 or more for several documents behind one record, 0 where its report is counted with
    another citation.
    """
    done = open_review(ctx).full_texts.count_reports(citation, number, actor=name, reason=reason)
    emit(done) if as_json else say(f"{done.citation} stands for {done.reports} reports.")


@click.command("aside")
@click.argument("citation")
@click.argument("status")
@click.option("--reason", default="", metavar="TEXT", help="Why.")
@click.option(
    "--as", "name", default="team", show_default=True, metavar="NAME", help="Who says so."
)
@json_option
@click.pass_context
def aside_command(
    ctx: click.Context, citation: str, status: str, reason: str, name: str, as_json: bool
) -> None:
    """Set a report aside: awaiting classification, or an ongoing study.

    STATUS is awaiting, ongoing, or back. Such reports are neither included nor excluded; the
    diagram names them.
    """
    done = open_review(ctx).full_texts.set_aside(citation, status, actor=name, reason=reason)
    emit(done) if as_json else say(f"{done.citation}: {done.status}")


@click.command("meta")
@click.argument("studies", nargs=-1, required=True)
@click.option(
    "--as", "name", default="team", show_default=True, metavar="NAME", help="Who says so."
)
@json_option
@click.pass_context
def meta_command(ctx: click.Context, studies: tuple[str, ...], name: str, as_json: bool) -> None:
    """Say which studies went into the meta-analysis.

    The diagram then has its last, optional box. Each call replaces the former list.
    """
    done = open_review(ctx).full_texts.meta_analysed(studies, actor=name)
    emit(done) if as_json else say(f"In the meta-analysis: {', '.join(done.studies)}")
