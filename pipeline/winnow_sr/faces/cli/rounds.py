"""agreement, round."""

from __future__ import annotations

import click

from winnow_sr.faces.cli.common import (
    emit,
    json_option,
    open_review,
    say,
    stage_option,
    table,
    warn,
)
from winnow_sr.review.answers import Gate


@click.command("agreement")
@stage_option
@click.option("--round", "number", type=int, default=None, metavar="R", help="Of one round only.")
@click.option(
    "--every",
    type=click.IntRange(min=2),
    metavar="N",
    help="Over time: in successive blocks of N citations.",
)
@json_option
@click.pass_context
def agreement_command(
    ctx: click.Context, stage: str, number: int | None, every: int | None, as_json: bool
) -> None:
    """Inter-rater agreement, from first votes."""
    rows = open_review(ctx).rounds.agreement(stage, number, every)
    if as_json:
        emit(rows)
        return
    columns = {"first": "from", "last": "to"} if every else {}
    columns |= {
        "raters": "reviewers",
        "n": "both read",
        "observed": "observed",
        "cohen_kappa": "kappa",
        "kappa_low": "95 % from",
        "kappa_high": "to",
        "pabak": "PABAK",
        "gwet_ac1": "AC1",
    }
    if any(row.krippendorff_alpha is not None for row in rows):
        columns["krippendorff_alpha"] = "alpha (all)"
    table(rows, columns, "No two reviewers have read the same citation.")
    if any(
        r.cohen_kappa is not None and r.pabak is not None and abs(r.pabak - r.cohen_kappa) > 0.2
        for r in rows
    ):
        say("Kappa and PABAK lie far apart: one verdict is much more frequent, which lowers kappa.")


@click.group("round")
def round_command() -> None:
    """Pilot, priority and random rounds.

    Without an open round, screening is one endless priority round.
    """


@round_command.command("open")
@click.option("--kind", required=True, type=click.Choice(["pilot", "priority", "random"]))
@click.option(
    "--size", type=click.IntRange(min=1), default=None, help="Default: from the protocol."
)
@click.option(
    "--reviewers",
    type=click.IntRange(min=1),
    default=None,
    metavar="N",
    help="Votes each citation of this round needs, where not the protocol's number.",
)
@click.option(
    "--model",
    default="",
    metavar="M",
    help="With priority: another ranking model, to look for what the first cannot see.",
)
@click.option(
    "--despite-gate",
    "despite",
    default="",
    metavar="TEXT",
    help="Go on although the last pilot failed its gate, and why.",
)
@click.option(
    "--as", "name", default="team", show_default=True, metavar="NAME", help="Who opens it."
)
@json_option
@click.pass_context
def open_(
    ctx: click.Context,
    kind: str,
    size: int | None,
    reviewers: int | None,
    model: str,
    despite: str,
    name: str,
    as_json: bool,
) -> None:
    """Open a round.

    pilot: a random sample that everybody reads. priority: the best of the ranking, so that all
    read the same. random: a random sample of the unread, for estimation or as an audit of the
    rest before or after a stop.
    """
    done = open_review(ctx).rounds.open(
        kind, size, actor=name, notify=warn, despite=despite, reviewers=reviewers or 0, model=model
    )
    emit(done) if as_json else say(
        f"Round {done.round} ({done.kind}) is open: {done.size} citations."
    )


@round_command.command("close")
@click.option(
    "--as", "name", default="team", show_default=True, metavar="NAME", help="Who closes it."
)
@json_option
@click.pass_context
def close(ctx: click.Context, name: str, as_json: bool) -> None:
    """Close the open round."""
    done = open_review(ctx).rounds.close(actor=name)
    if as_json:
        emit(done)
        return
    say(f"Round {done.round} closed: {done.decided} of {done.size} decided.")
    if done.gate is not None:
        show_gate(done.gate)


def show_gate(gate: Gate) -> None:
    """Did the pilot pass, and if not, what was disagreed on?"""
    word = "passed" if gate.passed else "NOT passed"
    say(f"Gate {word}: {gate.statistic} {gate.value:.2f}, needed {gate.threshold}.")
    if gate.passed:
        return
    say("Disagreements, by the reason the excluding reviewer gave:")
    for row in gate.disagreements:
        say(f"  {row.n:3d}  {row.label}: {', '.join(row.citations)}")
    say("Talk them over, amend protocol.yaml (winnow amend), and run another pilot.")


@round_command.command("list")
@json_option
@click.pass_context
def list_(ctx: click.Context, as_json: bool) -> None:
    """All rounds."""
    rows = open_review(ctx).rounds.all()
    if as_json:
        emit(rows)
        return
    shown = [
        {
            "round": row.round,
            "kind": row.kind,
            "size": row.size,
            "decided": row.decided,
            "opened": row.opened[:16],
            "closed": (row.closed or "open")[:16],
            "agreement": "; ".join(
                f"{'/'.join(a.raters)} kappa {a.cohen_kappa:.2f}"
                for a in row.agreement
                if a.cohen_kappa is not None
            ),
        }
        for row in rows
    ]
    columns = ("round", "kind", "size", "opened", "closed", "decided", "agreement")
    table(shown, {c: c for c in columns}, "No rounds: screening is one endless priority round.")
