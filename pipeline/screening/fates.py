"""How far every citation came: the bridge from the ledger's state to the PRISMA flow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Set
from typing import Any

from pipeline.ledger.state import ReviewState
from pipeline.prisma.fate import Fate, Member
from pipeline.protocol.plan import Plan
from pipeline.screening.deciding import citation_id, ids_of_both, record_id
from pipeline.screening.outcomes import Outcome, Status, outcome_at, statuses
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
    origin_of = state.origin
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
    found: list[Fate] = []
    for herd in _herds(state, apart, first_stage, unread):
        citation, *others = herd
        members = tuple(
            Member(record_id(n), origin["source"], origin["lane"])
            for n in state.members(citation)
            for origin in [origin_of(n)]
        )
        fields = _progress(
            citation, first_stage.get(citation), second_stage.get(citation), sought, unread
        )
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
        found.append(
            Fate(
                citation=citation_id(citation),
                key="",
                title="",
                members=members,
                studies=tuple(studies.get(citation, ())),
                alike=ids_of_both(others),
                **fields,
            )
        )
    return found


def _herds(
    state: ReviewState, apart: Set[int], first_stage: Mapping[int, Status], unread: Set[int]
) -> list[list[int]]:
    """Citations of one fate together, in the order of their first; those in `apart` alone.

    Within a source they differ in their status, and in being removed or left unread.
    """
    kinds: dict[int, Any] = dict(first_stage)
    kinds.update((n, (kinds.get(n), "unread")) for n in unread)
    kinds.update((n, (kinds.get(n), by)) for n, (by, _) in state.removed.items())
    found: dict[Any, dict[Any, list[int]]] = defaultdict(lambda: defaultdict(list))
    skip, kind_of = apart | state.first.keys(), kinds.get
    for search in (*state.searches, *state.repairs):
        herds = found[search["source"], search["lane"]]
        for number in range(search["first"], search["first"] + search["count"]):
            if number not in skip:
                herds[kind_of(number)].append(number)
    plain = (herd for herds in found.values() for herd in herds.values())
    return sorted([*([n] for n in apart), *plain])


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
