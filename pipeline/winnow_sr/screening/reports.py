"""The reports of citations: which are sought, which may be decided on."""

from __future__ import annotations

from collections.abc import Mapping

from winnow_sr.errors import WinnowError
from winnow_sr.ledger.state import Report, ReviewState
from winnow_sr.protocol.plan import Plan
from winnow_sr.screening.outcomes import outcome_at, statuses
from winnow_sr.vocabulary import (
    FULL_TEXT,
    SEARCHED_LANES,
    SETTLED,
    TITLE_ABSTRACT,
    CitationId,
    ReportStatus,
    Status,
    citation_id,
)

WHY_NOT: dict[str, str] = {
    "unscreened": "has not been screened on title and abstract",
    "waiting": "still waits for a vote on title and abstract",
    "conflict": "is in conflict on title and abstract",
    "exclude": "was excluded on title and abstract",
}


def is_other_lane(state: ReviewState, citation: CitationId) -> bool:
    """Found neither by a database nor by a register (only then may screening be skipped)."""
    lanes = {state.origin(record).lane for record in state.members(citation)}
    return not lanes & SEARCHED_LANES


def report_of(state: ReviewState, citation: CitationId) -> Report | None:
    """What is known of the report, looked for on all records of the citation."""
    return next((state.reports[m] for m in state.members(citation) if m in state.reports), None)


def check_sought(state: ReviewState, plan: Plan, citation: CitationId) -> None:
    """Is the report of this citation sought?"""
    outcome = outcome_at(state, plan, TITLE_ABSTRACT, citation)
    if outcome.status == "include":
        return
    if is_other_lane(state, citation) and report_of(state, citation) and not outcome.settled:
        return
    why = WHY_NOT.get(outcome.status, "was not included")
    raise WinnowError(f"the report of {citation_id(citation)} is not sought: the citation {why}")


def check_can_become(
    state: ReviewState, plan: Plan, citation: CitationId, status: ReportStatus
) -> None:
    """May the report be said to be sought, retrieved or not retrieved?"""
    if status == "sought" and is_other_lane(state, citation):
        if outcome_at(state, plan, TITLE_ABSTRACT, citation).status == "exclude":
            raise WinnowError(f"{citation_id(citation)} was excluded on title and abstract")
        return
    check_sought(state, plan, citation)
    if status == "not-retrieved" and state.votes_on(FULL_TEXT, citation):
        raise WinnowError(f"the full text of {citation_id(citation)} has been decided on already")


def sought_reports(
    state: ReviewState, plan: Plan, screened: Mapping[CitationId, Status] | None = None
) -> dict[CitationId, ReportStatus]:
    """citation -> sought, retrieved or not-retrieved, for every report that is sought.

    screened: the statuses at title and abstract, where they are known already.
    """
    if screened is None:
        screened = statuses(state, plan, TITLE_ABSTRACT)
    found: dict[CitationId, ReportStatus] = {}
    for citation, status in screened.items():
        if status == "include" and citation not in state.removed:
            report = report_of(state, citation)
            found[citation] = report.status if report else "sought"
    for record, report in state.reports.items():
        citation = state.citation_of(record)
        if citation in found or citation in state.removed or screened.get(citation) in SETTLED:
            continue
        if is_other_lane(state, citation):
            found[citation] = report.status
    return dict(sorted(found.items()))
