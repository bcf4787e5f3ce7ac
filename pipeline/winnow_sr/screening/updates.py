"""The searches of a living review, told apart by the day on which they were run."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

from winnow_sr.ledger.state import ReviewState, Search
from winnow_sr.protocol.plan import Plan
from winnow_sr.screening.fates import fates
from winnow_sr.screening.flow import previous_version
from winnow_sr.vocabulary import Lane, parse_record

if TYPE_CHECKING:
    from winnow_sr.prisma import Update
    from winnow_sr.prisma.flow_parts import Tail

_MONTH = re.compile(r"^\d{4}-\d\d")


def month_of(search: Search) -> str:
    """The month of a search: of its date where that is a date, else of its import."""
    return (search.date if _MONTH.match(search.date) else search.at)[:7]


def updates_of(state: ReviewState, plan: Plan, *, tail: str | None = None) -> list[Update]:
    """A flow for every month in which something was searched, oldest first; empty without any."""
    from winnow_sr.prisma import by_update

    months = {s.seq: month_of(s) for s in state.searches}
    labels = sorted(set(months.values()))
    place = {month: i for i, month in enumerate(labels)}
    spans: list[tuple[int, int, int]] = []
    sources: list[list[tuple[str, Lane]]] = [[] for _ in labels]
    for search in state.searches:
        at = place[months[search.seq]]
        spans.append((search.first, search.first + search.count, at))
        sources[at].append((search.source, search.lane))
    for repair in state.repairs:
        spans.append((repair.first, repair.first + repair.count, place[months[repair.search]]))

    def update_of(record: str) -> int:
        number = parse_record(record) or 0
        return next((at for first, end, at in spans if first <= number < end), 0)

    return by_update(
        fates(state, plan),
        update_of,
        labels,
        sources=[list(dict.fromkeys(found)) for found in sources],
        reasons=[(reason.code, reason.label or reason.code) for reason in plan.reasons],
        tail=cast("Tail", tail or "box5"),
        previous=previous_version(plan),
    )
