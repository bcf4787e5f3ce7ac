"""Roles of declared readers that end, by hand or because the verdicts no longer support them."""

from __future__ import annotations

from winnow_sr.ledger.events import ReaderRoleEnded
from winnow_sr.ledger.state import ReaderState, ReviewState
from winnow_sr.protocol.plan import Plan
from winnow_sr.review.session import Session
from winnow_sr.screening.readers import evidence_of, lost
from winnow_sr.screening.seconding import seconded, set_aside, under_cut
from winnow_sr.vocabulary import CitationId


def resting(state: ReviewState, plan: Plan, reader: ReaderState) -> list[CitationId]:
    """Citations that a reader's role decides now."""
    if reader.role == "second":
        return seconded(state, plan)
    return sorted(set_aside(state)) if reader.role == "exclude" else []


def ended(state: ReviewState, plan: Plan, reader: ReaderState, reason: str) -> ReaderRoleEnded:
    """The event that ends a reader's role."""
    rested = set(resting(state, plan, reader))
    if reader.role == "exclude" and reader.cut is not None:
        rested |= under_cut(state, reader, reader.cut)
    return ReaderRoleEnded(
        reader=reader.declared.reader,
        role=reader.role,
        reason=reason,
        evidence=evidence_of(state, plan, reader, whole=False),
        citations=sorted(rested),
    )


def end_lost(session: Session) -> list[str]:
    """End the roles that are no longer supported; inside `writing()`, after what was appended."""
    state = session.state()
    if all(reader.role in ("compare", "rank") for reader in state.readers.values()):
        return []
    plan = session.plan_of(state)
    found = []
    for name, reader in state.readers.items():
        if why := lost(state, plan, reader):
            session.append("rule", ended(state, plan, reader, why), actor_kind="rule")
            found.append(name)
    return found
