"""How votes become training labels and the history that stopping rules see."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from winnow_sr.ledger.state import ReviewState
from winnow_sr.protocol.plan import Plan
from winnow_sr.screening.outcomes import outcome_at, statuses
from winnow_sr.vocabulary import SETTLED, TITLE_ABSTRACT, CitationId

T = TypeVar("T")
POLICY = (
    "agreed and resolved verdicts; a single verdict counts until contradicted; conflicts count "
    "for nothing until resolved; unsure counts as include"
)


def training_labels(state: ReviewState, plan: Plan) -> dict[CitationId, int]:
    """citation -> 1 relevant, 0 not, by `POLICY`."""
    labels: dict[CitationId, int] = {}
    for citation, status in statuses(state, plan, TITLE_ABSTRACT).items():
        if citation in state.removed or status == "conflict":
            continue
        if status in SETTLED:
            labels[citation] = int(status == "include")
        else:
            votes = state.votes_on(TITLE_ABSTRACT, citation).values()
            labels[citation] = int(any(vote.verdict != "exclude" for vote in votes))
    return labels


def dry_spell(state: ReviewState, plan: Plan) -> int:
    """How many irrelevant citations have been settled since the last relevant one."""
    settled = sorted(
        (outcome_at(state, plan, TITLE_ABSTRACT, citation).seq, status == "include")
        for citation, status in statuses(state, plan, TITLE_ABSTRACT).items()
        if status in SETTLED and citation not in state.removed
    )
    relevant = [place for place, (_, label) in enumerate(settled, 1) if label]
    return len(settled) - max(relevant, default=0)


def audits(state: ReviewState, plan: Plan) -> list[tuple[int, int, int, int]]:
    """(unread, found, sampled, hits) of every random round that has been read completely.

    Each was drawn from all that was unread when it was opened, all equally likely.
    """
    status = statuses(state, plan, TITLE_ABSTRACT)
    found = []
    for batch in state.rounds:
        citations = [state.citation_of(c) for c in batch.citations]
        if batch.kind != "random" or any(status.get(c) not in SETTLED for c in citations):
            continue
        hits = sum(status[c] == "include" for c in citations)
        found.append((batch.unread, batch.found, len(citations), hits))
    return found


def random_sample(pool: Sequence[T], size: int, seed: int) -> list[T]:
    """`size` of the pool at random (Python's Mersenne Twister), in random order."""
    import random

    chosen = list(pool)
    random.Random(seed).shuffle(chosen)  # noqa: S311 - a reproducible draw, not a secret
    return chosen[:size]
