"""What a declared reader with a role does to citations: second a person's vote, set one aside.

Both are computed from scores and roles, so that they end where the role ends. In a sample drawn at
random people give every vote: it is there to measure the reader.
"""

from __future__ import annotations

from winnow_sr.ledger.state import ReaderState, ReviewState
from winnow_sr.protocol.plan import Plan
from winnow_sr.vocabulary import TITLE_ABSTRACT, CitationId, ReaderRole, Status

DRAWN = ("pilot", "random", "audit")
"""Kinds of rounds whose batch was drawn at random from what nobody had settled."""


def scores_of(state: ReviewState, reader: ReaderState) -> dict[CitationId, float]:
    """citation -> score; of a citation of several records the one that speaks most for it."""
    found: dict[CitationId, float] = {}
    for record, score in reader.scores.items():
        if record in state.gone and record not in state.heirs:
            continue
        citation = state.citation_of(record)
        found[citation] = max(score, found.get(citation, score))
    return found


def score_on(state: ReviewState, reader: ReaderState, citation: CitationId) -> float | None:
    """The score of one citation, as `scores_of` gives it."""
    found = [reader.scores[n] for n in state.members(citation) if n in reader.scores]
    return max(found, default=None)


def cut_of(plan: Plan, reader: ReaderState) -> float | None:
    """Scores under this say exclude: the protocol's cut, else the declared threshold."""
    planned = plan.reader(reader.declared.reader)
    if planned is not None and planned.cut is not None:
        return planned.cut
    return reader.declared.threshold


def holder(state: ReviewState, role: ReaderRole) -> ReaderState | None:
    """The reader that has a role."""
    return next((r for r in state.readers.values() if r.role == role), None)


def in_sample(state: ReviewState, citation: CitationId) -> bool:
    """Was the citation drawn at random, to be read by people?"""
    members = set(state.members(citation))
    return any(
        not members.isdisjoint(found.citations)
        for found in state.rounds
        if found.kind in DRAWN and not found.cancelled
    )


def seconds(state: ReviewState, plan: Plan, citation: CitationId, status: Status) -> bool:
    """Does a reader in the role `second` say of the citation what a person has said?"""
    reader = holder(state, "second")
    if reader is None or reader.cut is None:
        return False
    score = score_on(state, reader, citation)
    if score is None or ("exclude" if score < reader.cut else "include") != status:
        return False
    return not in_sample(state, citation)


def under_cut(state: ReviewState, reader: ReaderState, cut: float) -> set[CitationId]:
    """Citations without a vote or resolution that are scored under the cut."""
    voted = state.voted(TITLE_ABSTRACT)
    voted |= set(state.citations_of(state.resolutions[TITLE_ABSTRACT]))
    out = state.removed.keys() | voted
    return {c for c, score in scores_of(state, reader).items() if score < cut and c not in out}


def set_aside(state: ReviewState) -> set[CitationId]:
    """Citations that a reader in the role `exclude` sets aside unread."""
    reader = holder(state, "exclude")
    if reader is None or reader.cut is None:
        return set()
    return {c for c in under_cut(state, reader, reader.cut) if not in_open_batch(state, c)}


def in_open_batch(state: ReviewState, citation: CitationId) -> bool:
    """Is it in the batch of the open round? Then people read it."""
    members = set(state.members(citation))
    return any(
        not members.isdisjoint(found.citations)
        for found in state.rounds
        if not found.closed and found.stage == TITLE_ABSTRACT
    )


def seconded(state: ReviewState, plan: Plan) -> list[CitationId]:
    """Citations that are settled only because a reader stands for the second vote."""
    from winnow_sr.screening.outcomes import people_statuses, statuses
    from winnow_sr.vocabulary import SETTLED

    if holder(state, "second") is None:
        return []
    people = people_statuses(state, plan, TITLE_ABSTRACT)
    return [
        c
        for c, status in statuses(state, plan, TITLE_ABSTRACT).items()
        if status in SETTLED and people.get(c) not in SETTLED
    ]
