"""Who is counted in which box: one citation's fate becomes entries in the tally."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from winnow_sr.prisma.fate import Fate, Lane
from winnow_sr.prisma.flow import LANE_KEYS
from winnow_sr.prisma.flow_parts import Members, Tail, Unit

DATABASE_LANES: tuple[Lane, ...] = ("database", "register")
SETTLED = ("included", "excluded", "awaiting", "ongoing")
GO_ON = ("included", "not-needed")
SCREENED_OUT = "records_excluded:reason:"
"""What `explain` takes for one reason of exclusion on title and abstract, before its code."""


class Tally:
    """Collects what stands behind each key; a number is the size of its list, nothing else."""

    def __init__(self) -> None:
        self.included: list[Fate] = []
        self._units: dict[str, Unit] = {}
        self._citations: dict[str, list[str]] = defaultdict(list)
        self._records: dict[str, list[str]] = defaultdict(list)

    def records(self, key: str, fate: Fate, places: Sequence[int]) -> None:
        """Count the records in these places of the fate's members; a citation is noted once."""
        if places:
            self._units[key] = "records"
            self._citations[key].extend(fate.citations)
            for place in places:
                self._records[key].extend(fate.records_at(place))

    def citation(self, key: str, fate: Fate) -> None:
        """Count the citation as one."""
        self._add(key, fate, 1, "citations")

    def report(self, key: str, fate: Fate) -> None:
        """Count the documents that the citation stands for."""
        self._add(key, fate, fate.reports, "reports")

    def _add(self, key: str, fate: Fate, times: int, unit: Unit) -> None:
        self._units[key] = unit
        if times > 0:
            self._citations[key].extend(fate.citations * times)
            self._records[key].extend(fate.record_ids)

    def n(self, key: str) -> int:
        counted = self._records if self._units.get(key) == "records" else self._citations
        return len(counted.get(key, ()))

    def members(self, key: str, unit: Unit = "citations") -> Members:
        return Members(
            tuple(self._citations.get(key, ())),
            tuple(self._records.get(key, ())),
            self._units.get(key, unit),
        )

    def names(self) -> list[str]:
        return list(self._units)


class Trouble:
    """Contradictions in the data itself, by the identity they break, with the ids involved."""

    def __init__(self) -> None:
        self._found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))

    def add(self, check: str, what: str, item: str) -> None:
        self._found[check][what].append(item)

    def add_each(self, check: str, what: str, fate: Fate) -> None:
        """Add all citations of a fate."""
        self._found[check][what].extend(fate.citations)

    def text(self, check: str) -> str:
        return "; ".join(
            f"{what}: {', '.join(items[:5])}{' …' if len(items) > 5 else ''}"
            for what, items in self._found.get(check, {}).items()
        )

    def members(self, check: str) -> tuple[str, ...]:
        return tuple(i for items in self._found.get(check, {}).values() for i in items)


def count_fate(tally: Tally, trouble: Trouble, fate: Fate, tail: Tail) -> None:
    """Enter one citation in every box it belongs to."""
    lanes: dict[Lane, list[int]] = {}
    for place, member in enumerate(fate.members):
        lanes.setdefault(member.lane, []).append(place)
    for lane, found in lanes.items():
        tally.records(LANE_KEYS[lane], fate, found)
    inside = [place for lane in DATABASE_LANES for place in lanes.get(lane, ())]
    databases = bool(inside)
    if databases:
        tally.citation("database_citations", fate)
        tally.records("duplicates", fate, sorted(inside)[1:])
        others = [place for place in range(len(fate.members)) if place not in inside]
        tally.records("other_gap:already_in_databases", fate, others)
    else:
        tally.records("other_gap:copies", fate, range(1, len(fate.members)))
    if fate.removed:
        if fate.screening in ("included", "excluded") and fate.excluded_by != "automation":
            trouble.add_each("D2", "removed before screening, yet decided by a person", fate)
        key = {"automation": "excluded_automatic", "other": "excluded_other"}[fate.removed]
        tally.citation(key if databases else "other_gap:removed", fate)
        return
    screen = _screen_databases if databases else _screen_others
    screen(tally, fate, tail)
    if fate.screening in GO_ON:
        _read(tally, trouble, fate, "dbr" if databases else "other")
    elif fate.screening in ("excluded", "unread") and (fate.report or fate.full_text):
        trouble.add_each("A4", "a report is sought though the citation is excluded", fate)


def _screen_databases(tally: Tally, fate: Fate, tail: Tail) -> None:
    state = fate.screening
    if state in ("unscreened", "in-progress"):
        tally.citation(f"unfinished:{state.replace('-', '_')}", fate)
        tally.citation("not_yet_screened", fate)
        return
    if state == "unread":
        tally.citation("unread", fate)
        if tail == "box3":
            tally.citation("excluded_automatic", fate)
            return
    tally.citation("records_screened", fate)
    if state == "not-needed":
        tally.citation("sought_without_screening", fate)
    if state in ("excluded", "unread"):
        by_tool = state == "unread" or fate.excluded_by == "automation"
        tally.citation("records_excluded", fate)
        tally.citation(f"records_excluded:{'automation' if by_tool else 'human'}", fate)
        if state == "excluded" and fate.screening_reason:
            tally.citation(f"{SCREENED_OUT}{fate.screening_reason}", fate)


def _screen_others(tally: Tally, fate: Fate, tail: Tail) -> None:
    """The template has no screening boxes here: what is not sought goes into the printed gap."""
    state = fate.screening
    if state in ("unscreened", "in-progress"):
        tally.citation(f"unfinished:{state.replace('-', '_')}", fate)
        tally.citation("other_gap:open", fate)
    elif state in ("excluded", "unread"):
        tally.citation(f"other_gap:{state}", fate)


def _read(tally: Tally, trouble: Trouble, fate: Fate, lane: str) -> None:
    """From sought to included. Reports in hand or on the way count as assessed while the flow is
    interim, so that A5 holds at every moment; `unfinished` says how many are still to be read."""
    settled = fate.full_text in SETTLED
    if not fate.report and not settled:
        tally.citation("unfinished:not_yet_sought", fate)
        tally.citation(f"{lane}_not_yet_sought", fate)
        if lane == "other":
            tally.citation("other_gap:open", fate)
        return
    tally.citation(f"{lane}_sought_citations", fate)
    tally.report(f"{lane}_sought_reports", fate)
    if fate.report == "not-retrieved":
        tally.report(f"{lane}_notretrieved_reports", fate)
        if fate.full_text:
            trouble.add_each("A5", "not retrieved, yet judged on full text", fate)
        return
    tally.report(f"{lane}_assessed", fate)
    if not settled:
        state = {"in-progress": "full_text_in_progress"}.get(
            fate.full_text,
            "full_text_pending" if fate.report == "retrieved" else "not_yet_retrieved",
        )
        tally.report(f"unfinished:{state}", fate)
        tally.report(f"{lane}_unread_reports", fate)
        return
    tally.report(f"{lane}_{fate.full_text}", fate)
    if fate.full_text == "excluded":
        tally.report(f"{lane}_excluded:{fate.reason}", fate)
        if not fate.reason:
            trouble.add_each("A6", "excluded at full text without a reason", fate)
    elif fate.full_text == "included":
        tally.report("new_reports", fate)
        tally.included.append(fate)
