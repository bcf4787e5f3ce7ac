"""status, log, verify."""

from __future__ import annotations

import os

import click

from winnow_sr.faces.cli.common import emit, json_option, open_review, reason_hint, say, table


@click.command("status")
@json_option
@click.pass_context
def status_command(ctx: click.Context, as_json: bool) -> None:
    """Where the review stands and what to do next."""
    found = open_review(ctx).status()
    if as_json:
        emit(found)
        return
    first, second = found["title_abstract"], found["full_text"]
    say(found["title"])
    say(
        f"  records      {found['records']}, {found['duplicates']} of them duplicates"
        + (f", {found['doubtful']} doubtful pairs" if found["doubtful"] else "")
    )
    say(
        f"  citations    {found['citations']}"
        + (f", {found['removed']} removed before screening" if found["removed"] else "")
    )
    say("  screening    " + ", ".join(f"{n} {name}" for name, n in first.items()))
    say(
        "  full texts   " + ", ".join(f"{n} {name.replace('_', ' ')}" for name, n in second.items())
    )
    for name, counts in found["reviewers"].items():
        say(f"  {name:12s} " + ", ".join(f"{n} at {stage}" for stage, n in counts.items()))
    if found["round"]:
        say(
            f"  open round   {found['round']['round']} ({found['round']['kind']}, {found['round']['size']})"
        )
    if found["stopped"]:
        say(f"  stopped      {found['stopped']}")
    if found["twins_decided_differently"]:
        say(
            f"  WARNING      {found['twins_decided_differently']} merged citations carry different "
            "verdicts of one reviewer"
        )
    for text in found["warnings"]:
        say(f"  WARNING      {text}")
    say(f"Next: {found['next']}")


@click.command("log")
@click.option(
    "-n", "limit", type=click.IntRange(min=1), default=None, help="The last N events only."
)
@click.option(
    "--kind", default="", metavar="KIND", help="Events of one kind, such as decision_made."
)
@json_option
@click.pass_context
def log_command(ctx: click.Context, limit: int | None, kind: str, as_json: bool) -> None:
    """The events, oldest first."""
    events = open_review(ctx).ledger.log(limit, kind)
    if as_json:
        emit(events)
        return
    rows = [
        {
            "seq": e["seq"],
            "at": e["at"][:19],
            "actor": e["actor"],
            "kind": e["kind"],
            "what": reason_hint(
                ", ".join(
                    f"{k}={v}"
                    for k, v in e["payload"].items()
                    if not isinstance(v, dict | list) and v not in ("", 0, False)
                )
            ),
        }
        for e in events
    ]
    table(
        rows,
        {"seq": "seq", "at": "at (UTC)", "actor": "actor", "kind": "kind", "what": "what"},
        "no events",
    )


@click.command("verify")
@json_option
@click.pass_context
def verify_command(ctx: click.Context, as_json: bool) -> None:
    """Is the ledger intact?

    Every event, record and received file is checked. Exit code 1 when anything was changed behind the ledger's back.
    """
    from winnow_sr.review import Review, find_folder

    review = Review.open(ctx.obj or find_folder(os.getcwd()))
    ctx.call_on_close(review.close)
    found = review.ledger.verify()
    if as_json:
        emit(found)
    elif found["ok"]:
        say(f"Intact: {found['events']} events, head {found['head']}")
    else:
        for problem in found["problems"]:
            say(f"BROKEN: {problem}")
    ctx.exit(0 if found["ok"] else 1)
