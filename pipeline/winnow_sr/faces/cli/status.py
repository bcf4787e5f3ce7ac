"""status, log, verify."""

from __future__ import annotations

import os
from collections.abc import Mapping

import click
from msgspec import structs

from winnow_sr.faces.cli.common import emit, json_option, open_review, say, table, warn
from winnow_sr.review.answers import FullTextCounts, Json, ScreeningCounts, StatusAnswer
from winnow_sr.text import count, one_line
from winnow_sr.vocabulary import STAGE_WORDS, STAGES, citation_id, record_id


@click.command("status")
@json_option
@click.pass_context
def status_command(ctx: click.Context, as_json: bool) -> None:
    """Where the review stands and what to do next."""
    found = open_review(ctx).status()
    if as_json:
        emit(found)
        return
    first, second = found.title_abstract, found.full_text
    say(found.title)
    say(
        f"  records      {found.records}, {found.duplicates} of them duplicates"
        + (f", {found.doubtful} doubtful pairs" if found.doubtful else "")
    )
    say(
        f"  citations    {found.citations}"
        + (f", {found.removed} removed before screening" if found.removed else "")
    )
    say("  screening    " + ", ".join(f"{n} {name}" for name, n in counts_of(first)))
    say(
        "  full texts   "
        + ", ".join(f"{n} {name.replace('_', ' ')}" for name, n in counts_of(second))
    )
    for name in sorted({*found.reviewers, *found.left, *found.held}):
        say(f"  {name:12s} {work_of(name, found)}")
    if found.round:
        say(
            f"  open round   {found.round.round} ({found.round.kind}, {found.round.size}), "
            f"{found.round_left} left"
        )
    if found.gate:
        say(f"  WARNING      {found.gate}")
    if found.stopped:
        say(f"  stopped      {'everything read' if found.stopped == 'none' else found.stopped}")
    if found.twins_decided_differently:
        say(
            f"  WARNING      {found.twins_decided_differently} merged citations carry different "
            "verdicts of one reviewer"
        )
    for text in found.warnings:
        say(f"  WARNING      {text}")
    say(f"Next: {found.next}")


def work_of(name: str, found: StatusAnswer) -> str:
    """What one person has read, and has left to read."""
    read, left = found.reviewers.get(name, {}), found.left.get(name, {})
    held = found.held.get(name, {})
    parts = []
    for stage in STAGES:
        more = f"{left.get(stage, 0)} left" if left.get(stage) else ""
        done = f"{read.get(stage, 0)} read" if read.get(stage) or more else ""
        now = f"{held[stage]} on a screen or in a packet" if held.get(stage) else ""
        if said := ", ".join(filter(None, (done, more, now))):
            parts.append(f"{STAGE_WORDS[stage]}: {said}")
    return "; ".join(parts) or "nothing read, nothing left"


def counts_of(counts: ScreeningCounts | FullTextCounts) -> list[tuple[str, int]]:
    """(name, n) of each count."""
    return list(structs.asdict(counts).items())


@click.command("log")
@click.option(
    "-n", "limit", type=click.IntRange(min=1), default=None, help="The last N events only."
)
@click.option(
    "--kind", default="", metavar="KIND", help="Events of one kind, such as decision_made."
)
@click.option("--as", "name", default="", metavar="NAME", help="Who is looking.")
@click.option(
    "--unblinded",
    is_flag=True,
    help="Show verdicts on what somebody must still read too: for an audit, not while you screen.",
)
@json_option
@click.pass_context
def log_command(
    ctx: click.Context, limit: int | None, kind: str, name: str, unblinded: bool, as_json: bool
) -> None:
    """The events, oldest first.

    Verdicts on citations that somebody (or the one named by --as) still has to read are hidden;
    --json without --as gives the events as they are, for programs and audits.
    """
    whole = unblinded or (as_json and not name)
    events = open_review(ctx).ledger.log(limit, kind, viewer=None if whole else name)
    if as_json:
        emit(events)
        return
    rows = [
        {"seq": e.seq, "at": e.at[:19], "actor": e.actor, "kind": e.kind, "what": told(e.payload)}
        for e in events
    ]
    headings = {"seq": "seq", "at": "at (UTC)", "actor": "actor", "kind": "kind", "what": "what"}
    table(rows, headings, "no events")


def told(payload: Mapping[str, Json]) -> str:
    """What an event says, on one line: ids as people write them, nothing empty."""
    parts = []
    for name, value in payload.items():
        if isinstance(value, dict | list) or value in ("", 0, False, None) or name == "v":
            continue
        if name == "citation" and isinstance(value, int):
            value = citation_id(value)
        elif name in ("record", "a", "b") and isinstance(value, int):
            value = record_id(value)
        parts.append(f"{name}={value}")
    return one_line(", ".join(parts), 100)


@click.command("verify")
@click.option(
    "--head",
    default="",
    metavar="HASH",
    help="A head noted elsewhere (on a drawing, in a report, of a backup): is it in this ledger?",
)
@json_option
@click.pass_context
def verify_command(ctx: click.Context, head: str, as_json: bool) -> None:
    """Is the ledger intact?

    Every event, record, received file and full text is checked, and what lies beside them. A ledger
    that was put back to an earlier state is whole in itself: only a head that was noted elsewhere
    shows it, with --head. Exit code 1 when anything is not as the ledger says.
    """
    from winnow_sr.review import Review, find_folder

    review = Review.open(ctx.obj or find_folder(os.getcwd()))
    ctx.call_on_close(review.close)
    found = review.ledger.verify(head)
    if as_json:
        emit(found)
    else:
        for text in found.warnings:
            warn(text)
        for problem in found.problems:
            say(f"BROKEN: {problem}")
        if found.ok:
            say(f"Intact: {found.events} events, head {found.head}")
        if found.follows is not None:
            after = count(found.follows, "event")
            say(
                f"The head given is in this ledger; {after} {'follows' if found.follows == 1 else 'follow'} it."
            )
    ctx.exit(0 if found.ok else 1)
