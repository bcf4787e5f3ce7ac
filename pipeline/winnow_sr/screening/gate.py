"""The pilot's gate: do the reviewers agree well enough to go on, and if not, on what not?

A gate that was not passed, or could not be computed, holds screening at title and abstract back
(`check_gate`) until another pilot passes or somebody says why to go on. Every face asks here.
"""

from __future__ import annotations

from typing import cast

import msgspec

from winnow_sr.errors import AnswerIsNo
from winnow_sr.ledger.state import ReviewState, Round
from winnow_sr.protocol.plan import Plan
from winnow_sr.screening.agreement import first_votes
from winnow_sr.screening.coefficients import Statistic, pilot_gate
from winnow_sr.screening.queues import open_round
from winnow_sr.vocabulary import TITLE_ABSTRACT, CitationId, Stage, citation_id


class Disagreements(msgspec.Struct, frozen=True):
    """Citations of a pilot on which people differ, by the reason that the excluding side gave."""

    reason: str
    label: str
    n: int
    citations: list[str]


class Gate(msgspec.Struct, frozen=True):
    """The gate of a pilot: passed where the pair that agrees least reaches the threshold."""

    round: int
    statistic: str
    value: float | None
    """Of the pair that agrees least; None where it was not computed."""
    threshold: float
    passed: bool | None
    """None where it was not computed: `text` says why."""
    disagreements: list[Disagreements]
    low: float | None = None
    """95 % interval of the value; None where it would be degenerate."""
    high: float | None = None
    text: str = ""
    """The coefficient with its interval and what was needed, or why there is none."""
    read: int = 0
    """Citations of the sample that as many people as are wanted have read."""
    size: int = 0
    overridden: str = ""
    """Why screening went on all the same."""


def gate(state: ReviewState, plan: Plan, found: Round) -> Gate | None:
    """The gate of one pilot round.

    None where there is nothing to compare: it was cancelled, or one reader is wanted for each
    citation and no second one has read anything of it.
    """
    batch = set(state.citations_of(found.citations)) - state.removed.keys()
    wanted = found.reviewers or plan.screening.title_abstract_reviewers
    verdicts = first_votes(state, found.stage, batch)
    if found.cancelled or (wanted < 2 and len(verdicts) < 2):
        return None
    pilot = plan.screening.pilot
    said = pilot_gate(
        batch,
        verdicts,
        wanted=wanted,
        statistic=cast("Statistic", pilot.statistic),
        threshold=pilot.threshold,
    )
    return Gate(
        round=found.round,
        statistic=pilot.statistic,
        value=said.value,
        threshold=pilot.threshold,
        passed=said.passed,
        disagreements=disagreements(state, plan, found.stage, batch),
        low=said.low,
        high=said.high,
        text=said.text,
        read=said.read,
        size=said.size,
        overridden=found.overridden,
    )


def disagreements(
    state: ReviewState, plan: Plan, stage: Stage, batch: set[CitationId]
) -> list[Disagreements]:
    """What the excluding side gave as reason, in protocol order."""
    by_reason: dict[str, list[CitationId]] = {}
    verdicts = first_votes(state, stage, batch)
    for citation in sorted(batch):
        given = {who: votes[citation] for who, votes in verdicts.items() if citation in votes}
        if len(set(given.values())) < 2:
            continue
        votes = state.votes_on(stage, citation)
        reasons = {v.reason for v in votes.values() if v.verdict == "exclude"} or {""}
        for reason in reasons:
            by_reason.setdefault(reason, []).append(citation)
    order = {reason.code: place for place, reason in enumerate(plan.reasons)}
    labels = {reason.code: reason.label or reason.code for reason in plan.reasons}
    return [
        Disagreements(
            reason,
            labels.get(reason, "no reason given"),
            len(by_reason[reason]),
            [citation_id(c) for c in by_reason[reason]],
        )
        for reason in sorted(by_reason, key=lambda code: order.get(code, len(order)))
    ]


def shut_gate(state: ReviewState, plan: Plan) -> Gate | None:
    """The gate that holds screening back: that of the last pilot that was closed, where it was not
    passed and nobody has said why to go on."""
    pilots = [r for r in state.rounds if r.kind == "pilot" and r.closed and not r.cancelled]
    if not pilots or pilots[-1].overridden:
        return None
    found = gate(state, plan, pilots[-1])
    return found if found is not None and not found.passed else None


def check_gate(state: ReviewState, plan: Plan, stage: Stage) -> None:
    """Refuse screening at title and abstract while a gate is shut; the next pilot may be read."""
    if stage != TITLE_ABSTRACT:
        return
    batch = open_round(state)
    if batch is not None and batch.kind == "pilot":
        return
    found = shut_gate(state, plan)
    if found is not None:
        raise AnswerIsNo(
            f"{gate_words(found)} Talk it over, amend the protocol, run another pilot; or say why "
            "to go on: winnow round override --reason TEXT --as NAME"
        )


def gate_words(found: Gate) -> str:
    """Why a gate is shut, in a sentence."""
    if found.passed is None:
        return f"The gate of pilot round {found.round} was {found.text}."
    return f"Pilot round {found.round} did not pass its gate ({found.text})."
