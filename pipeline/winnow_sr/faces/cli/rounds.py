"""agreement, round."""

from __future__ import annotations

import click
from msgspec import structs

from winnow_sr.errors import WinnowError
from winnow_sr.faces.cli.common import (
    emit,
    json_option,
    open_review,
    say,
    stage_option,
    table,
    warn,
)
from winnow_sr.review.answers import Agreement, Gate, RoundAnswer
from winnow_sr.text import count, number
from winnow_sr.vocabulary import ROUND_KINDS


@click.command("agreement")
@stage_option
@click.option("--round", "number", type=int, default=None, metavar="R", help="Of one round only.")
@click.option(
    "--every",
    type=click.IntRange(min=2),
    metavar="N",
    help="Over time: in successive blocks of N citations.",
)
@click.option("--as", "name", default="", metavar="NAME", help="Who asks: blinding is kept.")
@json_option
@click.pass_context
def agreement_command(
    ctx: click.Context, stage: str, number: int | None, every: int | None, name: str, as_json: bool
) -> None:
    """Inter-rater agreement, from first votes."""
    rows = open_review(ctx).rounds.agreement(stage, number, every, viewer=name)
    if as_json:
        emit(rows)
        return
    columns = {"first": "from", "last": "to"} if every else {}
    columns |= {
        "raters": "reviewers",
        "n": "both read",
        "observed": "observed",
        "kappa": "kappa (95 %)",
        "pabak": "PABAK (95 %)",
        "ac1": "AC1 (95 %)",
    }
    if any(row.krippendorff_alpha is not None for row in rows):
        columns["krippendorff_alpha"] = "alpha (all)"
    shown = [structs.asdict(row) | in_words(row) for row in rows]
    table(shown, columns, "No two reviewers have read the same citation.")
    for row in rows:
        if row.words:
            say(f"{' and '.join(row.raters)}: {row.words}")


def in_words(row: Agreement) -> dict[str, str]:
    """The three coefficients of a row, each with its interval where it has one."""
    found = {
        "kappa": (row.cohen_kappa, row.kappa_low, row.kappa_high),
        "pabak": (row.pabak, row.pabak_low, row.pabak_high),
        "ac1": (row.gwet_ac1, row.ac1_low, row.ac1_high),
    }
    return {name: with_interval(*values) for name, values in found.items()}


def with_interval(value: float | None, low: float | None, high: float | None) -> str:
    """`0.400 (0.151 to 0.649)`; no interval where it would be degenerate."""
    if value is None:
        return ""
    return (
        f"{value:.3f}" if low is None or high is None else f"{value:.3f} ({low:.3f} to {high:.3f})"
    )


@click.group("round")
def round_command() -> None:
    """Pilot, priority and random rounds, and checks of what was excluded.

    Without an open round, screening is one endless priority round.
    """


@round_command.command("open")
@click.argument("what", required=False, metavar="[KIND]", type=click.Choice(ROUND_KINDS))
@click.option(
    "--kind", type=click.Choice(ROUND_KINDS), help="What kind of round; KIND alone says the same."
)
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
    help="Go on although the last pilot did not pass its gate, and why.",
)
@click.option(
    "--as", "name", default="team", show_default=True, metavar="NAME", help="Who opens it."
)
@json_option
@click.pass_context
def open_(
    ctx: click.Context,
    what: str | None,
    kind: str | None,
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
    rest before or after a stop. check: a random sample of what was excluded, read again blind.
    """
    if (what or kind) is None or (what and kind and what != kind):
        raise WinnowError(f"which kind of round? --kind {', '.join(ROUND_KINDS)}")
    done = open_review(ctx).rounds.open(
        what or kind or "",
        size,
        actor=name,
        notify=warn,
        despite=despite,
        reviewers=reviewers or 0,
        model=model,
    )
    emit(done) if as_json else say(
        f"Round {done.round} ({done.kind}) is open: {count(done.size, 'citation')}"
        + (f", all that there are (not {number(size)})." if size and size > done.size else ".")
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
    if done.check is not None:
        say(f"Check of what was excluded: {done.check.text}.")


@round_command.command("cancel")
@click.option("--reason", required=True, metavar="TEXT", help="Why.")
@click.option(
    "--as", "name", default="team", show_default=True, metavar="NAME", help="Who cancels it."
)
@json_option
@click.pass_context
def cancel(ctx: click.Context, reason: str, name: str, as_json: bool) -> None:
    """Give the open pilot up.

    Its votes stay, as votes read outside any sample; it has no gate.
    """
    done = open_review(ctx).rounds.cancel(actor=name, reason=reason)
    emit(done) if as_json else say(f"Round {done.round} is cancelled; its votes stay.")


@round_command.command("override")
@click.option("--reason", required=True, metavar="TEXT", help="Why to go on.")
@click.option(
    "--as", "name", default="team", show_default=True, metavar="NAME", help="Who says so."
)
@json_option
@click.pass_context
def override(ctx: click.Context, reason: str, name: str, as_json: bool) -> None:
    """Screen on although the last pilot did not pass its gate.

    The reason goes into the ledger and the report.
    """
    done = open_review(ctx).rounds.override(actor=name, reason=reason)
    emit(done) if as_json else say(f"Screening goes on despite the gate of round {done.round}.")


def show_gate(gate: Gate) -> None:
    """Did the pilot pass, and if not, what was disagreed on?"""
    if gate.passed:
        say(f"Gate passed: {gate.text}.")
        return
    say(f"Gate {'NOT passed: ' if gate.passed is False else ''}{gate.text}.")
    if gate.disagreements:
        say("Disagreements, by the reason the excluding reviewer gave:")
    for row in gate.disagreements:
        say(f"  {row.n:3d}  {row.label}: {', '.join(row.citations)}")
    say(
        "Screening waits. Talk it over, amend protocol.yaml (winnow amend), and run another pilot; or "
        "say why to go on (winnow round override)."
    )


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
            "closed": "cancelled" if row.cancelled else (row.closed or "open")[:16],
            "result": result(row),
        }
        for row in rows
    ]
    columns = ("round", "kind", "size", "opened", "closed", "decided", "result")
    table(shown, {c: c for c in columns}, "No rounds: screening is one endless priority round.")


def result(row: RoundAnswer) -> str:
    """What a round has come to: its gate by the coefficient it uses, its check, or agreement."""
    if row.gate is not None:
        went_on = f"; overridden: {row.gate.overridden}" if row.gate.overridden else ""
        return row.gate.text + went_on
    if row.check is not None:
        return row.check.text
    return "; ".join(
        f"{'/'.join(a.raters)} kappa {a.cohen_kappa:.2f}"
        for a in row.agreement
        if a.cohen_kappa is not None
    )
