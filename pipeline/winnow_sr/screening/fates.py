"""How far every citation came: the bridge from the ledger's state to the PRISMA flow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from winnow_sr.ledger.state import ReviewState
from winnow_sr.prisma.fate import Fate, Member
from winnow_sr.protocol.plan import Plan
from winnow_sr.screening.outcomes import Outcome, outcome_at, statuses
from winnow_sr.screening.reports import sought_reports
from winnow_sr.screening.seconding import set_aside
from winnow_sr.vocabulary import (
    FULL_TEXT,
    TITLE_ABSTRACT,
    CitationId,
    Lane,
    RecordId,
    ReportStatus,
    Status,
    citation_id,
    ids,
    record_id,
)

FullText = Literal["", "pending", "in-progress", "included", "excluded", "awaiting", "ongoing"]

READ: dict[Status, FullText] = {
    "unscreened": "pending",
    "waiting": "in-progress",
    "conflict": "in-progress",
    "include": "included",
    "exclude": "excluded",
    "unsure": "awaiting",
}


def fates(state: ReviewState, plan: Plan) -> list[Fate]:
    """The fates of all citations, in order of their first records. Citations whose fate is alike in
    everything but their ids are told as one `Fate` (`alike`)."""
    first_stage = statuses(state, plan, TITLE_ABSTRACT)
    full_text = statuses(state, plan, FULL_TEXT)
    second_stage = {c: outcome_at(state, plan, FULL_TEXT, c) for c in full_text}
    sought = sought_reports(state, plan, first_stage)
    reasons = screening_reasons(state, plan)
    unread = set(state.citations_of(state.stop.unread)) if state.stop else set()
    aside = set_aside(state) - sought.keys()
    studies: dict[CitationId, list[str]] = {}
    for study, linked in state.studies.items():
        for record in linked:
            studies.setdefault(state.citation_of(record), []).append(study)
    alone = full_text.keys() | studies.keys()
    alone |= {state.citation_of(n) for n in state.report_counts.keys() | state.aside.keys()}
    kinds: dict[RecordId, Any] = dict(first_stage.items())
    kinds.update((n, (kinds.get(n), "for", reason)) for n, reason in reasons.items())
    kinds.update((n, (kinds.get(n), "unread")) for n in unread)
    kinds.update((n, (kinds.get(n), "set aside")) for n in aside)
    kinds.update((n, (kinds.get(n), status)) for n, status in sought.items())
    kinds.update((n, (kinds.get(n), "removed", r.by)) for n, r in state.removed.items())
    kinds.update((n, (kinds.get(n), n)) for n in alone)
    origins = state.origins()
    found: list[Fate] = []
    for herd in _herds(state, kinds, origins):
        citation, others = herd[0], herd[1:]
        fate = Fate(
            citation=citation_id(citation),
            key="",
            title="",
            members=tuple(Member(record_id(n), *origins[n]) for n in state.members(citation)),
            studies=tuple(studies.get(citation, ())),
            alike=_alike(state, others),
        )
        if citation in state.removed:
            found.append(fate._replace(removed=state.removed[citation].by))
            continue
        first, second = first_stage.get(citation), second_stage.get(citation)
        fate = _screened(fate, first, citation in sought, citation in unread)
        if citation in aside:
            fate = fate._replace(screening="excluded", excluded_by="automation")
        fate = fate._replace(screening_reason=reasons.get(citation, ""))
        if citation in sought:
            fate = _read(fate, sought[citation], second)
            fate = _declared(fate, state, citation)
        found.append(fate)
    return found


def screening_reasons(state: ReviewState, plan: Plan) -> dict[CitationId, str]:
    """citation -> code of the reason that counts, of exclusions on title and abstract for which a
    reason was noted."""
    noted = {r for ballot in state.ballots[TITLE_ABSTRACT].values() for r in ballot.reasons}
    stacks = state.resolutions[TITLE_ABSTRACT].items()
    noted |= {record for record, stack in stacks if stack and stack[-1].reason}
    found = {c: outcome_at(state, plan, TITLE_ABSTRACT, c) for c in state.citations_of(noted)}
    return {c: done.reason for c, done in found.items() if done.status == "exclude" and done.reason}


def _herds(
    state: ReviewState, kinds: Mapping[RecordId, Any], origins: Sequence[tuple[str, Lane]]
) -> list[list[CitationId]]:
    """Citations of one kind, from the same sources, together; in the order of their first."""
    found: dict[Any, dict[Any, list[CitationId]]] = defaultdict(lambda: defaultdict(list))
    grouped, kind_of = state.first, kinds.get
    for search in state.imports():
        herds = found[(search.source, search.lane),]
        for number in map(RecordId, range(search.first, search.first + search.count)):
            if number not in grouped:
                herds[kind_of(number)].append(CitationId(number))
    for citation, members in state.groups.items():
        found[tuple([origins[n] for n in members])][kind_of(citation)].append(CitationId(citation))
    return sorted(herd for herds in found.values() for herd in herds.values())


def _alike(
    state: ReviewState, citations: Sequence[CitationId]
) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """The ids of citations, and of their records place by place."""
    if not citations:
        return (), ()
    places: Iterable[Sequence[RecordId]] = (citations,)
    if citations[0] in state.groups:
        places = zip(*map(state.groups.__getitem__, citations), strict=True)
    return ids("C", citations), tuple(ids("R", numbers) for numbers in places)


def _screened(fate: Fate, status: Status | None, sought: bool, unread: bool) -> Fate:
    """How far it came on title and abstract."""
    if status == "include":
        return fate._replace(screening="included")
    if status == "exclude":
        return fate._replace(screening="excluded", excluded_by="human")
    if sought:
        return fate._replace(screening="not-needed")
    if status is not None:  # waiting or in conflict
        return fate._replace(screening="in-progress")
    return fate._replace(screening="unread") if unread else fate


def _read(fate: Fate, report: ReportStatus, outcome: Outcome | None) -> Fate:
    """How far its report came."""
    fate = fate._replace(report=report)
    if report == "not-retrieved":
        return fate
    status = outcome.status if outcome is not None else "unscreened"
    reason = outcome.reason if outcome is not None and status == "exclude" else ""
    return fate._replace(full_text=READ[status], reason=reason)


def _declared(fate: Fate, state: ReviewState, citation: CitationId) -> Fate:
    """What people declared of its reports: another number than one, awaiting, ongoing."""
    for number in state.members(citation):
        if number in state.report_counts:
            fate = fate._replace(reports=state.report_counts[number])
        if number in state.aside and fate.full_text not in ("", "included", "excluded"):
            fate = fate._replace(full_text=state.aside[number])
    return fate
