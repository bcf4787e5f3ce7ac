"""queue, decide, undo, conflicts, resolve, why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from winnow_sr.errors import WinnowError
from winnow_sr.faces.cli.common import (
    FILE,
    as_option,
    emit,
    json_option,
    open_review,
    order_option,
    say,
    stage_option,
    table,
    warn,
)
from winnow_sr.faces.cli.left_out import asker, tell_left_out
from winnow_sr.text import count
from winnow_sr.vocabulary import TITLE_ABSTRACT

if TYPE_CHECKING:
    from pathlib import Path

    from winnow_sr.review.answers import Decided


@click.command("queue")
@as_option
@click.option(
    "-n", "n", type=click.IntRange(min=1), default=10, show_default=True, help="How many."
)
@stage_option
@order_option
@click.option("--tag", "tags", multiple=True, metavar="T", help="Only with this tag. Repeatable.")
@json_option
@click.pass_context
def queue_command(
    ctx: click.Context,
    name: str,
    n: int,
    stage: str,
    order: str,
    tags: tuple[str, ...],
    as_json: bool,
) -> None:
    """What a reviewer should read next.

    Ranked by active learning on the team's verdicts so far; before both kinds of verdict exist, by
    likeness to the protocol's question. Never shows anybody else's vote.
    """
    review = open_review(ctx)
    rows = review.screening.queue(
        name, n, stage, notify=warn, offering=True, order=order, tags=tags
    )
    if as_json:
        emit(rows)
    else:
        table(
            rows,
            {
                "citation": "citation",
                "key": "key",
                "rank": "rank",
                "year": "year",
                "title": "title",
            },
            "",
        )
        if not rows:
            from winnow_sr.faces.terminal.words import nothing_left

            say(
                nothing_left(name, stage, review.screening.reading(name, 0, stage, stale=True).held)
            )


@click.command("decide")
@click.argument("citation", required=False)
@click.argument("verdict", required=False)
@click.option(
    "--from",
    "path",
    type=FILE,
    metavar="FILE",
    help="Many at once: a sheet (key, verdict, reason, note...), or an export of what is included.",
)
@click.option(
    "--verdict",
    "for_all",
    default="",
    metavar="V",
    help="With --from: of all rows, where the file states no verdict. Default: include.",
)
@click.option(
    "--every-reader",
    is_flag=True,
    help="With --from: record each row for the reader whom it names, not for NAME.",
)
@click.option(
    "--from-records",
    is_flag=True,
    help="Take the verdicts that came with the imported files; NAME is the earlier screening.",
)
@click.option("--source", default="", metavar="NAME", help="With --from-records: of one source.")
@as_option
@click.option(
    "--stage",
    default=None,
    metavar="STAGE",
    help="title-abstract or full-text. Default: what the file says, else title-abstract.",
)
@click.option(
    "--reason",
    default="",
    metavar="CODE",
    help="Exclusion reason of the protocol (code, number or label).",
)
@click.option("--note", default="", metavar="TEXT", help="A note kept with the decision.")
@json_option
@click.pass_context
def decide_command(
    ctx: click.Context,
    citation: str | None,
    verdict: str | None,
    path: Path | None,
    for_all: str,
    every_reader: bool,
    from_records: bool,
    source: str,
    name: str,
    stage: str | None,
    reason: str,
    note: str,
    as_json: bool,
) -> None:
    """Record verdicts: one, or a file of them.

    CITATION is an id, an accession number or a DOI; VERDICT is include, exclude or unsure. A
    decision is acknowledged only when it is safely on the disk. A file may be CSV with commas,
    semicolons or tabs, XLSX, or an export as ASReview, Rayyan or Covidence write it; RIS, NBIB and
    the like are matched as duplicates are, and what is not sure is asked.
    """
    review = open_review(ctx)
    done: Decided
    if from_records:
        done = review.screening.decide_from_records(name, source=source, stage=stage)
    elif path is not None:
        if citation or verdict:
            raise WinnowError(
                "give either one citation and its verdict, or --from FILE (--verdict for all rows)"
            )
        done = review.screening.decide_from(
            path,
            reviewer=name,
            stage=stage,
            verdict=for_all,
            every_reader=every_reader,
            ask=asker(as_json),
        )
        tell_left_out(done, path)
    else:
        if not citation or not verdict:
            raise WinnowError(
                "which citation, and what? winnow decide ID include|exclude|unsure --as NAME"
            )
        done = review.screening.decide(
            citation,
            verdict,
            reviewer=name,
            stage=stage or TITLE_ABSTRACT,
            reason=reason,
            note=note,
        )
    if as_json:
        emit(done)
    else:
        say(f"{done.decided} decided, {done.conflicts} of them in conflict.")


@click.command("undo")
@as_option
@json_option
@click.pass_context
def undo_command(ctx: click.Context, name: str, as_json: bool) -> None:
    """Take back a reviewer's last decision.

    Again and again, as far back as there is one. The ledger keeps both.
    """
    done = open_review(ctx).screening.undo(reviewer=name)
    emit(done) if as_json else say(
        f"Took back the {done.undone} on {done.citation} ({done.stage})."
    )


@click.command("conflicts")
@stage_option
@click.option("--as", "name", default="", metavar="NAME", help="Who is looking.")
@json_option
@click.pass_context
def conflicts_command(ctx: click.Context, stage: str, name: str, as_json: bool) -> None:
    """Citations on which reviewers disagree.

    What somebody (--as) still has to read is not listed for them. Where the protocol keeps conflicts
    blind, the votes are shown only to whoever resolves them and has not voted on them.
    """
    rows = open_review(ctx).screening.conflicts(stage, name)
    if as_json:
        emit(rows)
        return
    shown = [
        {
            "citation": row.citation,
            "key": row.key,
            "title": row.title,
            "votes": "; ".join(
                f"{d.reviewer}: {d.verdict}" + (f" ({d.reason})" if d.reason else "")
                for d in row.decisions
            ),
        }
        for row in rows
    ]
    table(
        shown,
        {"citation": "citation", "key": "key", "votes": "votes", "title": "title"},
        "No conflicts.",
    )


@click.command("resolve")
@click.argument("citation", required=False)
@click.argument("verdict", required=False)
@click.option(
    "--from",
    "path",
    type=FILE,
    metavar="FILE",
    help="Many at once: columns key, verdict, reason, note. All rows or none.",
)
@as_option
@click.option("--stage", default=None, metavar="STAGE", help="Default: the stage of the conflict.")
@click.option("--reason", default="", metavar="CODE", help="Exclusion reason of the protocol.")
@click.option("--note", default="", metavar="TEXT", help="A note kept with the resolution.")
@click.option("--change", is_flag=True, help="Decide otherwise what was resolved before.")
@json_option
@click.pass_context
def resolve_command(
    ctx: click.Context,
    citation: str | None,
    verdict: str | None,
    path: Path | None,
    name: str,
    stage: str | None,
    reason: str,
    note: str,
    change: bool,
    as_json: bool,
) -> None:
    """End a disagreement with an adjudicator's verdict, or many from a file."""
    if path is not None:
        if citation or verdict:
            raise WinnowError("give either one citation and its verdict, or --from FILE")
        ended = open_review(ctx).screening.resolve_from(
            path, actor=name, stage=stage, change=change, ask=asker(as_json)
        )
        tell_left_out(ended, path)
        if as_json:
            emit(ended)
        else:
            say(f"{count(ended.resolved, 'conflict')} resolved, {ended.conflicts} left.")
        return
    if not citation or not verdict:
        raise WinnowError(
            "which citation, and what? winnow resolve ID include|exclude|unsure --as NAME"
        )
    done = open_review(ctx).screening.resolve(
        citation, verdict, actor=name, stage=stage, reason=reason, note=note, change=change
    )
    if as_json:
        emit(done)
    else:
        say(
            f"{done.citation}: {done.verdict} ({done.stage}); {count(done.conflicts, 'conflict')} left."
        )


@click.command("why")
@click.argument("citation")
@json_option
@click.pass_context
def why_command(ctx: click.Context, citation: str, as_json: bool) -> None:
    """Which terms push a citation up or down in the ranking.

    Look at it after deciding: before, it would anchor you.
    """
    found = open_review(ctx).rankings.why(citation)
    if as_json:
        emit(found)
    else:
        say(f"{found.citation}  {found.title}")
        table(
            found.terms,
            {"field": "field", "term": "term", "weight": "weight"},
            "No term is known to the model.",
        )
