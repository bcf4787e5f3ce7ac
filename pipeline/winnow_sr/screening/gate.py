"""The pilot's gate: do the reviewers agree well enough to go on, and if not, on what not?"""

from __future__ import annotations

from typing import Any

from winnow_sr.ledger.state import ReviewState
from winnow_sr.protocol.plan import Plan
from winnow_sr.screening.agreement import agreement, first_votes
from winnow_sr.screening.deciding import citation_id


def gate(state: ReviewState, plan: Plan, found: dict[str, Any]) -> dict[str, Any] | None:
    """The gate of one pilot round: statistic, value (of the pair that agrees least), threshold,
    passed, disagreements by reason. None where no two people have read the same citation yet."""
    batch = {state.citation_of(c) for c in found["citations"]}
    pilot = plan.screening.pilot
    pairs = [row for row in agreement(state, found["stage"], batch) if len(row["raters"]) == 2]
    values = [row[pilot.statistic] for row in pairs]
    if not values:
        return None
    # kappa is undefined where both gave one verdict throughout: that is full agreement
    known = [1.0 if value is None else value for value in values]
    return {
        "statistic": pilot.statistic,
        "value": min(known),
        "threshold": pilot.threshold,
        "passed": min(known) >= pilot.threshold,
        "disagreements": disagreements(state, plan, found["stage"], batch),
    }


def disagreements(
    state: ReviewState, plan: Plan, stage: str, batch: set[int]
) -> list[dict[str, Any]]:
    """What the excluding side gave as reason, in protocol order: reason, label, n, citations."""
    by_reason: dict[str, list[int]] = {}
    verdicts = first_votes(state, stage, batch)
    for citation in sorted(batch):
        given = {who: votes[citation] for who, votes in verdicts.items() if citation in votes}
        if len(set(given.values())) < 2:
            continue
        votes = state.votes_on(stage, citation)
        reasons = {v.reason for v in votes.values() if v.verdict == "exclude"} or {""}
        for reason in reasons:
            by_reason.setdefault(reason, []).append(citation)
    order = [r.code for r in plan.reasons]
    labels = {r.code: r.label or r.code for r in plan.reasons}
    return [
        {
            "reason": reason,
            "label": labels.get(reason, "no reason given"),
            "n": len(citations),
            "citations": [citation_id(c) for c in citations],
        }
        for reason, citations in sorted(
            by_reason.items(), key=lambda item: order.index(item[0]) if item[0] in order else 999
        )
    ]


def failed_gate(state: ReviewState, plan: Plan) -> dict[str, Any] | None:
    """The gate of the last closed pilot, if it was not passed."""
    pilots = [r for r in state.rounds if r["kind"] == "pilot" and r["closed"]]
    found = gate(state, plan, pilots[-1]) if pilots else None
    return {**found, "round": pilots[-1]["round"]} if found and not found["passed"] else None
