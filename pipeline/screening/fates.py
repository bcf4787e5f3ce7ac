"""How far every citation came: the bridge from the ledger's state to the PRISMA flow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipeline.ledger.state import ReviewState
from pipeline.prisma.fate import Fate, Member
from pipeline.protocol.plan import Plan
from pipeline.screening.deciding import citation_id, record_id
from pipeline.screening.outcomes import Outcome, outcome_at, statuses
from pipeline.screening.queues import sought_reports

FULL_TEXT = {
    "unscreened": "pending",
    "waiting": "in-progress",
    "conflict": "in-progress",
    "include": "included",
    "exclude": "excluded",
    "unsure": "awaiting",
}


def fates(
    state: ReviewState, plan: Plan, keys: Mapping[int, str], titles: Mapping[int, str] | None = None
) -> list[Fate]:
    """One `Fate` per citation, in order. keys, titles: record number -> key, title."""
    origins = state.origins()
    first_stage = statuses(state, plan, "title-abstract")
    second_stage = {
        c: outcome_at(state, plan, "full-text", c) for c in statuses(state, plan, "full-text")
    }
    sought = sought_reports(state, plan)
    unread = {state.citation_of(n) for n in state.stop["unread"]} if state.stop else set()
    studies: dict[int, list[str]] = {}
    for study, linked in state.studies.items():
        for record in linked:
            studies.setdefault(state.citation_of(record), []).append(study)
    found: list[Fate] = []
    for citation in state.citations():
        members = tuple(
            Member(record_id(number), *origins[number])  # type: ignore[arg-type]
            for number in state.members(citation)
        )
        key = next((keys[n] for n in state.members(citation) if keys.get(n)), record_id(citation))
        fields = _progress(
            citation, first_stage.get(citation), second_stage.get(citation), sought, unread
        )
        if citation in state.removed:
            fields = {"removed": state.removed[citation][0]}
        found.append(
            Fate(
                citation=citation_id(citation),
                key=key,
                title=titles.get(citation, "") if titles else "",
                members=members,
                studies=tuple(studies.get(citation, ())),
                **fields,
            )
        )
    return found


def _progress(
    citation: int,
    first: str | None,
    second: Outcome | None,
    sought: Mapping[int, str],
    unread: set[int],
) -> dict[str, Any]:
    """The stage-dependent fields of one fate."""
    fields: dict[str, Any] = {"screening": "unscreened"}
    if first == "include":
        fields["screening"] = "included"
    elif first == "exclude":
        fields.update(screening="excluded", excluded_by="human")
    elif citation in sought:
        fields["screening"] = "not-needed"
    elif first is not None:  # waiting or in conflict
        fields["screening"] = "in-progress"
    elif citation in unread:
        fields["screening"] = "unread"
    if citation in sought:
        fields["report"] = sought[citation]
        if sought[citation] != "not-retrieved":
            status = second.status if second is not None else "unscreened"
            fields["full_text"] = FULL_TEXT[status]
            if second is not None and status == "exclude":
                fields["reason"] = second.reason
    return fields
