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


def fates(state: ReviewState, plan: Plan) -> list[Fate]:
    """The fates of all citations, in order. Citations of one record without a report whose fate is
    alike in everything but their ids are told as one `Fate` (`alike`)."""
    origins = state.origins()
    first_stage = statuses(state, plan, "title-abstract")
    full_text = statuses(state, plan, "full-text")
    second_stage = {c: outcome_at(state, plan, "full-text", c) for c in full_text}
    sought = sought_reports(state, plan, first_stage)
    unread = {state.citation_of(n) for n in state.stop["unread"]} if state.stop else set()
    studies: dict[int, list[str]] = {}
    for study, linked in state.studies.items():
        for record in linked:
            studies.setdefault(state.citation_of(record), []).append(study)
    apart = sought.keys() | state.groups.keys() | studies.keys()
    herds: dict[Any, list[int]] = {}
    status, removed, stays = first_stage.get, state.removed.get, [""]
    for citation in state.citations():
        if citation in apart:
            herds[citation] = [citation]
            continue
        kind = (
            origins[citation],
            status(citation),
            citation in unread,
            removed(citation, stays)[0],
        )
        herd = herds.get(kind)
        if herd is None:
            herds[kind] = [citation]
        else:
            herd.append(citation)
    found: list[Fate] = []
    for herd in herds.values():
        citation = herd[0]
        members = tuple(
            Member(record_id(number), *origins[number])  # type: ignore[arg-type]
            for number in state.members(citation)
        )
        fields = _progress(citation, status(citation), second_stage.get(citation), sought, unread)
        if citation in state.removed:
            fields = {"removed": state.removed[citation][0]}
        for number in state.members(citation):
            if number in state.report_counts and "report" in fields:
                fields["reports"] = state.report_counts[number]
            if number in state.aside and fields.get("full_text") not in (
                "",
                None,
                "included",
                "excluded",
            ):
                fields["full_text"] = state.aside[number]
        others = herd[1:]
        found.append(
            Fate(
                citation=citation_id(citation),
                key="",
                title="",
                members=members,
                studies=tuple(studies.get(citation, ())),
                alike=(tuple(map("C{:06d}".format, others)), tuple(map("R{:06d}".format, others))),
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
