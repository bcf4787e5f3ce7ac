"""How far every citation came: the bridge from the ledger's state to the PRISMA flow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from winnow_sr.ledger.state import ReviewState
from winnow_sr.prisma.fate import Fate, Member
from winnow_sr.protocol.plan import Plan
from winnow_sr.screening.deciding import citation_id, ids, record_id
from winnow_sr.screening.outcomes import Outcome, outcome_at, statuses
from winnow_sr.screening.queues import sought_reports

FULL_TEXT = {
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
    first_stage = statuses(state, plan, "title-abstract")
    full_text = statuses(state, plan, "full-text")
    second_stage = {c: outcome_at(state, plan, "full-text", c) for c in full_text}
    sought = sought_reports(state, plan, first_stage)
    unread = {state.citation_of(n) for n in state.stop["unread"]} if state.stop else set()
    studies: dict[int, list[str]] = {}
    for study, linked in state.studies.items():
        for record in linked:
            studies.setdefault(state.citation_of(record), []).append(study)
    alone = full_text.keys() | studies.keys()
    alone |= {state.citation_of(n) for n in state.report_counts.keys() | state.aside.keys()}
    kinds: dict[int, Any] = dict(first_stage)
    kinds.update((n, (kinds.get(n), "unread")) for n in unread)
    kinds.update((n, (kinds.get(n), status)) for n, status in sought.items())
    kinds.update((n, (kinds.get(n), "removed", by)) for n, (by, _) in state.removed.items())
    kinds.update((n, (kinds.get(n), n)) for n in alone)
    origins = state.origins()
    found: list[Fate] = []
    for herd in _herds(state, kinds, origins):
        citation, others = herd[0], herd[1:]
        fields = _progress(
            citation, first_stage.get(citation), second_stage.get(citation), sought, unread
        )
        if citation in state.removed:
            fields = {"removed": state.removed[citation][0]}
        numbers = state.members(citation)
        for number in numbers:
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
                members=tuple(Member(record_id(n), *origins[n]) for n in numbers),  # type: ignore[arg-type]
                studies=tuple(studies.get(citation, ())),
                alike=_alike(state, others),
                **fields,
            )
        )
    return found


def _herds(
    state: ReviewState, kinds: Mapping[int, Any], origins: Sequence[tuple[str, str]]
) -> list[list[int]]:
    """Citations of one kind, from the same sources, together; in the order of their first."""
    found: dict[Any, dict[Any, list[int]]] = defaultdict(lambda: defaultdict(list))
    grouped, kind_of = state.first, kinds.get
    for search in (*state.searches, *state.repairs):
        herds = found[(search["source"], search["lane"]),]
        for number in range(search["first"], search["first"] + search["count"]):
            if number not in grouped:
                herds[kind_of(number)].append(number)
    for citation, members in state.groups.items():
        found[tuple([origins[n] for n in members])][kind_of(citation)].append(citation)
    return sorted(herd for herds in found.values() for herd in herds.values())


def _alike(
    state: ReviewState, citations: Sequence[int]
) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """The ids of citations, and of their records place by place."""
    if not citations:
        return (), ()
    places: Iterable[Sequence[int]] = (citations,)
    if citations[0] in state.groups:
        places = zip(*map(state.groups.__getitem__, citations), strict=True)
    return ids("C", citations), tuple(ids("R", numbers) for numbers in places)


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
