"""Relevant citations that both of two readers excluded: capture and recapture on their first votes.

In: the state. Out: `MissedByBoth`, of the two who share most citations at title and abstract.
"""

from __future__ import annotations

from itertools import combinations

import msgspec

from winnow_sr.ledger.state import ReviewState
from winnow_sr.protocol.plan import Plan
from winnow_sr.screening.agreement import first_votes
from winnow_sr.screening.outcomes import statuses
from winnow_sr.vocabulary import TITLE_ABSTRACT


class MissedByBoth(msgspec.Struct, frozen=True):
    """Estimate of relevant citations that both excluded, among those that both have read.

    found : relevant ones that at least one of them called so. missed : None where it cannot be
    estimated. low, high : 95 % interval, None where it would be degenerate. text : with the
    assumption.
    """

    reviewers: list[str]
    found: int
    missed: float | None
    low: int | None
    high: int | None
    text: str


def missed_by_readers(state: ReviewState, plan: Plan) -> MissedByBoth | None:
    """The estimate; None where no two people have read the same citation."""
    from winnow_sr.stopping.capture import missed_by_both

    votes = first_votes(state, TITLE_ABSTRACT)
    shared = {
        pair: votes[pair[0]].keys() & votes[pair[1]].keys()
        for pair in combinations(sorted(votes), 2)
    }
    if not any(shared.values()):
        return None
    first, second = max(shared, key=lambda pair: len(shared[pair]))
    status = statuses(state, plan, TITLE_ABSTRACT)
    relevant = {
        c for c in shared[first, second] if status.get(c) == "include" and c not in state.removed
    }
    by_first = {c for c in relevant if votes[first][c] == "include"}
    by_second = {c for c in relevant if votes[second][c] == "include"}
    found = missed_by_both(
        len(by_first & by_second), len(by_first - by_second), len(by_second - by_first)
    )
    return MissedByBoth(
        [first, second], found.found, found.missed, found.low, found.high, found.text
    )
