"""A flow from numbers alone (a CSV, our JSON): what it needs, and how it is put together."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

import msgspec

from winnow_sr.prisma.checks import identities
from winnow_sr.prisma.flow import UNFINISHED, Flow
from winnow_sr.prisma.flow_parts import (
    After,
    Breakdown,
    OwnLine,
    ReasonRow,
    SourceRow,
    Tail,
    Template,
)
from winnow_sr.prisma.notes import breakdown_notes, note_text


class Remarks(msgspec.Struct, frozen=True):
    """What the 28 keys do not hold."""

    more: Breakdown = Breakdown()
    tail: Tail = "box5"
    unfinished: Mapping[str, int] = MappingProxyType({})
    finished: bool = True


class Numbers(msgspec.Struct, frozen=True):
    """Everything a file says. Fields as in `Flow`; faults: what is wrong with it as written."""

    template: Template
    boxes: dict[str, int | str | None]
    reasons: dict[str, list[ReasonRow]]
    sources: list[SourceRow]
    faults: tuple[str, ...] = ()
    remarks: Remarks = Remarks()
    screening_reasons: tuple[ReasonRow, ...] = ()
    own_lines: tuple[OwnLine, ...] = ()
    after: After = After()
    wording: Mapping[str, str] = MappingProxyType({})
    links: Mapping[str, tuple[str, str]] = MappingProxyType({})
    spoken: str = ""
    extra_notes: tuple[str, ...] = ()


def flow_of(numbers: Numbers) -> Flow:
    """The flow of these numbers, checked; nothing stands behind them."""
    more, tail, unfinished = (getattr(numbers.remarks, f) for f in ("more", "tail", "unfinished"))
    checks = identities(
        numbers.template,
        numbers.boxes,
        numbers.reasons,
        numbers.sources,
        more,
        faults=numbers.faults,
        from_file=True,
        own_lines=numbers.own_lines,
        after=numbers.after,
        screening_reasons=numbers.screening_reasons,
    )
    notes = tuple(breakdown_notes(tail, more, unfinished))
    settled = numbers.remarks.finished and not any(unfinished.values())
    return Flow(
        template=numbers.template,
        boxes=numbers.boxes,
        reasons=numbers.reasons,
        sources=numbers.sources,
        checks=checks,
        final=settled and not any(check.failed for check in checks),
        unfinished=unfinished,
        notes=[note_text(note) for note in notes] + list(numbers.extra_notes),
        tail=tail,
        finished=numbers.remarks.finished,
        note_items=notes,
        extra_notes=numbers.extra_notes,
        breakdown=more,
        screening_reasons=numbers.screening_reasons,
        own_lines=numbers.own_lines,
        after=numbers.after,
        wording=numbers.wording,
        links=numbers.links,
        spoken=numbers.spoken,
    )


def read_remarks(remarks: Mapping[str, Mapping[str, str]], waiting: Mapping[str, int]) -> Remarks:
    """What our own export wrote into `description`: see `flow_to_csv`. By row, names and values."""

    def told(key: str, name: str) -> int:
        text = remarks.get(key, {}).get(name, "0")
        return int(text) if re.fullmatch(r"-?\d{1,15}", text) else 0

    tail: Tail = "box3" if told("excluded_automatic", "unread") else "box5"
    more = Breakdown(
        human=told("records_excluded", "human"),
        automation=told("records_excluded", "automation"),
        unread=told("excluded_automatic", "unread") or told("records_excluded", "unread"),
        unscreened=told("records_screened", "unscreened"),
        dbr_not_yet_sought=told("dbr_sought_reports", "not_yet_sought"),
        dbr_adjustment=told("dbr_sought_reports", "adjustment"),
        other_adjustment=told("other_sought_reports", "adjustment"),
        dbr_unread_reports=told("dbr_assessed", "unread_reports"),
        other_unread_reports=told("other_assessed", "unread_reports"),
        dropped_studies=told("total_studies", "dropped"),
        dropped_reports=told("total_reports", "dropped"),
        **waiting,
    )
    unfinished = dict.fromkeys(UNFINISHED, 0) | {
        "unscreened": more.unscreened,
        "not_yet_sought": more.dbr_not_yet_sought,
        "full_text_pending": more.dbr_unread_reports + more.other_unread_reports,
    }
    return Remarks(more, tail, unfinished, told("newstud", "interim") == 0)
