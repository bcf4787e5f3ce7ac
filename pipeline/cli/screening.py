"""queue, decide, undo, conflicts, resolve, agreement, round, why."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from pipeline.cli.common import (
    as_option,
    emit,
    json_option,
    open_review,
    say,
    stage_option,
    table,
    warn,
)
from pipeline.errors import WinnowError


@click.command("queue")
@as_option
@click.option(
    "-n", "n", type=click.IntRange(min=1), default=10, show_default=True, help="How many."
)
@stage_option
@json_option
@click.pass_context
def queue_command(ctx: click.Context, name: str, n: int, stage: str, as_json: bool) -> None:
    """What a reviewer should read next.

    Ranked by active learning on the team's verdicts so far; before both kinds of verdict exist, by
    likeness to the protocol's question. Never shows anybody else's vote.
    """
    rows = open_review(ctx).queue(name, n, stage, notify=warn)
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
            f"Nothing left for {name} at {stage}.",
        )


@click.command("decide")
@click.argument("citation", required=False)
@click.argument("verdict", required=False)
@click.option(
    "--from",
    "path",
    type=click.Path(path_type=Path),
    metavar="FILE.csv",
    help="Many at once: columns key, verdict, reason. All rows or none.",
)
@click.option(
    "--from-records",
    is_flag=True,
    help="Take the verdicts that came with the imported files; NAME is the earlier screening.",
)
@click.option("--source", default="", metavar="NAME", help="With --from-records: of one source.")
@as_option
@stage_option
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
    from_records: bool,
    source: str,
    name: str,
    stage: str,
    reason: str,
    note: str,
    as_json: bool,
) -> None:
    """Record verdicts: one, or a file of them.

    CITATION is an id, an accession number or a DOI; VERDICT is include, exclude or unsure. A
    decision is acknowledged only when it is safely on the disk.
    """  # fmt: skip
    review = open_review(ctx)
    if from_records:
        done = review.decide_from_records(name, source=source)
    elif path is not None:
        if citation or verdict:
            raise WinnowError("give either one citation and its verdict, or --from FILE.csv")
        done = review.decide_from(path, reviewer=name, stage=stage)
    else:
        if not citation or not verdict:
            raise WinnowError(
                "which citation, and what? winnow decide ID include|exclude|unsure --as NAME"
            )
        done = review.decide(
            citation, verdict, reviewer=name, stage=stage, reason=reason, note=note
        )
    if as_json:
        emit(done)
    else:
        say(f"{done['decided']} decided, {done['conflicts']} of them in conflict.")


@click.command("undo")
@as_option
@json_option
@click.pass_context
def undo_command(ctx: click.Context, name: str, as_json: bool) -> None:
    """Take back a reviewer's last decision.

    Again and again, as far back as there is one. The ledger keeps both.
    """
    done = open_review(ctx).undo(reviewer=name)
    emit(done) if as_json else say(
        f"Took back the {done['undone']} on {done['citation']} ({done['stage']})."
    )


@click.command("conflicts")
@stage_option
@click.option("--as", "name", default="", metavar="NAME", help="Who is looking.")
@json_option
@click.pass_context
def conflicts_command(ctx: click.Context, stage: str, name: str, as_json: bool) -> None:
    """Citations on which reviewers disagree.

    Where the protocol keeps conflicts blind, the votes are shown only to somebody (--as) who has
    not voted on them.
    """
    rows = open_review(ctx).conflicts(stage, name)
    if as_json:
        emit(rows)
        return
    shown = [
        {
            **row,
            "votes": "; ".join(
                f"{d['reviewer']}: {d['verdict']}" + (f" ({d['reason']})" if d["reason"] else "")
                for d in row["decisions"]
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
@click.argument("citation")
@click.argument("verdict")
@as_option
@click.option("--stage", default=None, metavar="STAGE", help="Default: the stage of the conflict.")
@click.option("--reason", default="", metavar="CODE", help="Exclusion reason of the protocol.")
@click.option("--note", default="", metavar="TEXT", help="A note kept with the resolution.")
@json_option
@click.pass_context
def resolve_command(
    ctx: click.Context,
    citation: str,
    verdict: str,
    name: str,
    stage: str | None,
    reason: str,
    note: str,
    as_json: bool,
) -> None:
    """End a disagreement with an adjudicator's verdict."""
    done = open_review(ctx).resolve(
        citation, verdict, actor=name, stage=stage, reason=reason, note=note
    )
    if as_json:
        emit(done)
    else:
        say(
            f"{done['citation']}: {done['verdict']} ({done['stage']}); {done['conflicts']} conflicts left."
        )


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
    rows = open_review(ctx).agreement(stage, number, every)
    if as_json:
        emit(rows)
        return
    columns = {"from": "from", "to": "to"} if every else {}
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
    if any("krippendorff_alpha" in row for row in rows):
        columns["krippendorff_alpha"] = "alpha (all)"
    table(rows, columns, "No two reviewers have read the same citation.")
    if any(
        r["cohen_kappa"] is not None
        and r["pabak"] is not None
        and abs(r["pabak"] - r["cohen_kappa"]) > 0.2
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
    done = open_review(ctx).open_round(
        kind, size, actor=name, notify=warn, despite=despite, reviewers=reviewers or 0, model=model
    )
    emit(done) if as_json else say(
        f"Round {done['round']} ({done['kind']}) is open: {done['size']} citations."
    )


@round_command.command("close")
@click.option(
    "--as", "name", default="team", show_default=True, metavar="NAME", help="Who closes it."
)
@json_option
@click.pass_context
def close(ctx: click.Context, name: str, as_json: bool) -> None:
    """Close the open round."""
    done = open_review(ctx).close_round(actor=name)
    if as_json:
        emit(done)
        return
    say(f"Round {done['round']} closed: {done['decided']} of {done['size']} decided.")
    if done["gate"]:
        show_gate(done["gate"])


def show_gate(gate: dict[str, Any]) -> None:
    """Did the pilot pass, and if not, what was disagreed on?"""
    word = "passed" if gate["passed"] else "NOT passed"
    say(f"Gate {word}: {gate['statistic']} {gate['value']:.2f}, needed {gate['threshold']}.")
    if gate["passed"]:
        return
    say("Disagreements, by the reason the excluding reviewer gave:")
    for row in gate["disagreements"]:
        say(f"  {row['n']:3d}  {row['label']}: {', '.join(row['citations'])}")
    say("Talk them over, amend protocol.yaml (winnow amend), and run another pilot.")


@round_command.command("list")
@json_option
@click.pass_context
def list_(ctx: click.Context, as_json: bool) -> None:
    """All rounds."""
    rows = open_review(ctx).rounds()
    if as_json:
        emit(rows)
        return
    shown = [
        {
            **row,
            "opened": row["opened"][:16],
            "closed": (row["closed"] or "open")[:16],
            "agreement": "; ".join(
                f"{'/'.join(a['raters'])} kappa {a['cohen_kappa']:.2f}"
                for a in row["agreement"]
                if a["cohen_kappa"] is not None
            ),
        }
        for row in rows
    ]
    columns = ("round", "kind", "size", "opened", "closed", "decided", "agreement")
    table(shown, {c: c for c in columns}, "No rounds: screening is one endless priority round.")


@click.command("why")
@click.argument("citation")
@json_option
@click.pass_context
def why_command(ctx: click.Context, citation: str, as_json: bool) -> None:
    """Which terms push a citation up or down in the ranking.

    Look at it after deciding: before, it would anchor you.
    """
    found = open_review(ctx).why(citation)
    if as_json:
        emit(found)
    else:
        say(f"{found['citation']}  {found['title']}")
        table(
            found["terms"],
            {"field": "field", "term": "term", "weight": "weight"},
            "No term is known to the model.",
        )
