"""May this decision be made? One line that says why not, otherwise."""

from __future__ import annotations

from typing import Literal

from winnow_sr.errors import WinnowError
from winnow_sr.ledger.ballots import Vote
from winnow_sr.ledger.state import ReviewState
from winnow_sr.protocol.plan import Plan
from winnow_sr.screening.outcomes import outcome_at
from winnow_sr.screening.queues import open_round
from winnow_sr.screening.reports import check_sought, report_of
from winnow_sr.vocabulary import (
    FULL_TEXT,
    STAGES,
    TITLE_ABSTRACT,
    VERDICTS,
    CitationId,
    Stage,
    Verdict,
    citation_id,
    one_of,
)


def check_stage(stage: str) -> Stage:
    """The stage, if there is such a one."""
    return one_of("stage", stage, STAGES)


def check_verdict(verdict: str) -> Verdict:
    """The verdict, if there is such a one."""
    return one_of("verdict", verdict, VERDICTS)


def check_reason(plan: Plan, stage: Stage, verdict: Verdict, reason: str) -> str:
    """The reason's code. A full-text exclusion must have one, an inclusion must not."""
    text = reason.strip()
    if verdict != "exclude":
        if text:
            raise WinnowError(f"a reason ({text!r}) goes with exclude only, not with {verdict}")
        return ""
    if not text:
        if stage == FULL_TEXT:
            raise WinnowError(f"a full-text exclusion needs its reason (--reason): {codes(plan)}")
        return ""
    found = plan.reason(text)
    if found is None:
        raise WinnowError(f"reason {text!r} is not in the protocol: {codes(plan)}")
    return found.code


def codes(plan: Plan) -> str:
    """The reason codes in order, for messages."""
    return ", ".join(reason.code for reason in plan.reasons) or "the protocol lists none"


def check_open(state: ReviewState, plan: Plan, stage: Stage, citation: CitationId) -> None:
    """Is the citation there to be decided on at this stage?"""
    if citation in state.removed:
        by, why = state.removed[citation]
        raise WinnowError(f"{citation_id(citation)} was removed before screening ({by}: {why})")
    if stage == TITLE_ABSTRACT:
        check_in_pilot(state, citation)
    if stage == FULL_TEXT:
        check_sought(state, plan, citation)
        report = report_of(state, citation)
        if report is not None and report.status == "not-retrieved":
            raise WinnowError(
                f"the report of {citation_id(citation)} was not retrieved: mark it as retrieved first"
            )


def check_in_pilot(state: ReviewState, citation: CitationId) -> None:
    """While a pilot is open only its sample is read: other votes would be given without the
    agreement that it is there to reach."""
    batch = open_round(state)
    if batch is None or batch.kind != "pilot":
        return
    if citation not in set(state.citations_of(batch.citations)):
        raise WinnowError(
            f"{citation_id(citation)} is not in the sample of pilot round {batch.round}, which is "
            "open: read its sample first (winnow queue), or close or cancel it (winnow round)"
        )


def repeated(
    standing: Vote | None, verdict: Verdict, reason: str, note: str
) -> Literal["new", "same", "other"]:
    """Is a verdict the first of its reader on the citation, the one that stands, or another?"""
    if standing is None:
        return "new"
    said = (standing.verdict, standing.reason, standing.note)
    return "same" if said == (verdict, reason, note) else "other"


class AlreadyResolved(WinnowError):
    """Somebody has ended the conflict meanwhile; a change must be asked for."""

    def __init__(self, citation: CitationId, standing: Vote) -> None:
        self.citation, self.by, self.verdict = (
            citation_id(citation),
            standing.actor,
            standing.verdict,
        )
        super().__init__(
            f"{self.citation} was resolved by {self.by} ({self.verdict}) meanwhile: say --change "
            "to decide it otherwise"
        )


def check_conflict(
    state: ReviewState, plan: Plan, citation: CitationId, stage: Stage | None, change: bool
) -> Stage:
    """The stage at which the citation is in conflict (the one asked for, or any).

    What is no longer a conflict is refused, unless a standing resolution is to be changed.
    """
    for at in (stage,) if stage else STAGES:
        if outcome_at(state, plan, at, citation).status == "conflict":
            return at
    for at in (stage,) if stage else STAGES:
        standing = state.resolution_of(at, citation)
        if standing is not None:
            if change:
                return at
            raise AlreadyResolved(citation, standing)
    where = f" at {stage}" if stage else ""
    raise WinnowError(f"{citation_id(citation)} is not in conflict{where}")
