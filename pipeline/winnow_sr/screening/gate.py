"""The pilot's gate: do the reviewers agree well enough to go on, and if not, on what not?"""

from __future__ import annotations

import msgspec

from winnow_sr.ledger.state import ReviewState, Round
from winnow_sr.protocol.plan import Plan
from winnow_sr.screening.agreement import agreement, first_votes
from winnow_sr.vocabulary import CitationId, Stage, citation_id


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
    value: float
    threshold: float
    passed: bool
    disagreements: list[Disagreements]


def gate(state: ReviewState, plan: Plan, found: Round) -> Gate | None:
    """The gate of one pilot round; None where no two people have read the same citation yet."""
    batch = set(state.citations_of(found.citations))
    pilot = plan.screening.pilot
    pairs = [row for row in agreement(state, found.stage, batch) if len(row.raters) == 2]
    values: list[float | None] = [getattr(row, pilot.statistic) for row in pairs]
    if not values:
        return None
    # kappa is undefined where both gave one verdict throughout: that is full agreement
    known = [1.0 if value is None else value for value in values]
    return Gate(
        round=found.round,
        statistic=pilot.statistic,
        value=min(known),
        threshold=pilot.threshold,
        passed=min(known) >= pilot.threshold,
        disagreements=disagreements(state, plan, found.stage, batch),
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


def failed_gate(state: ReviewState, plan: Plan) -> Gate | None:
    """The gate of the last closed pilot, if it was not passed."""
    pilots = [r for r in state.rounds if r.kind == "pilot" and r.closed]
    found = gate(state, plan, pilots[-1]) if pilots else None
    return found if found is not None and not found.passed else None
