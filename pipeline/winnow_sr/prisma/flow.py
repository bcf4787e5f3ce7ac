"""What a PRISMA 2020 flow is: the 28 numbers, what stands behind each, and whether they add up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import msgspec

from winnow_sr.prisma.fate import Fate
from winnow_sr.prisma.flow_parts import (
    After,
    Breakdown,
    Check,
    Members,
    Note,
    OwnLine,
    ReasonRow,
    SourceRow,
    Tail,
    Template,
)

KEYS: tuple[str, ...] = (
    "previous_studies",
    "previous_reports",
    "database_results",
    "database_specific_results",
    "register_results",
    "register_specific_results",
    "website_results",
    "organisation_results",
    "citations_results",
    "duplicates",
    "excluded_automatic",
    "excluded_other",
    "records_screened",
    "records_excluded",
    "dbr_sought_reports",
    "dbr_notretrieved_reports",
    "other_sought_reports",
    "other_notretrieved_reports",
    "dbr_assessed",
    "dbr_excluded",
    "other_assessed",
    "other_excluded",
    "new_studies",
    "new_reports",
    "total_studies",
    "total_reports",
    "total_studies_ma",
    "total_reports_ma",
)
"""The keys of the PRISMA2020 CSV, in its order (spec 3.3)."""

LISTS: tuple[str, ...] = ("database_specific_results", "register_specific_results")
"""Keys whose value is text ("Name, n; Name, n"), not a number."""

LANE_KEYS: dict[str, str] = {
    "database": "database_results",
    "register": "register_results",
    "website": "website_results",
    "organisation": "organisation_results",
    "citation": "citations_results",
}
"""The key that counts a lane's records."""

COUNTED_BY_LANE: frozenset[str] = frozenset(
    {
        *LANE_KEYS.values(),
        "other_sought_reports",
        "other_notretrieved_reports",
        "other_assessed",
        "other_excluded",
    }
)
"""Keys that are None where none of their lanes was searched."""

MAY_LACK: frozenset[str] = frozenset(
    {
        *LANE_KEYS.values(),
        "previous_reports",
        "duplicates",
        "excluded_automatic",
        "excluded_other",
        "new_reports",
        "total_reports",
        "total_reports_ma",
    }
)
"""Lines that a diagram can do without. None there means: not searched, not kept, or switched off
by the author. Such a line is absent, while one with 0 is drawn as (n = 0)."""

UNFINISHED: tuple[str, ...] = (
    "unscreened",
    "in_progress",
    "not_yet_sought",
    "not_yet_retrieved",
    "full_text_pending",
    "full_text_in_progress",
)
"""Work that keeps a flow interim, both lanes together (citations, then reports)."""


class Flow(msgspec.Struct, frozen=True):
    """The flow at one moment. Make it with `flow_counts` or `flow_from_csv`.

    boxes: exactly the 28 `KEYS`; counts are ints (None: not applicable, a lane not searched, a line
    switched off, or missing in a CSV). reasons: `{"databases": [{reason, label, n}], "other":
    [...]}`, protocol order, n > 0. sources: `[{source, lane, n}]`. notes: English sentences for the
    legend.
    members: what stands behind every key, and behind `dbr_excluded:CODE` and the like.
    """

    template: Template
    boxes: dict[str, int | str | None]
    reasons: dict[str, list[ReasonRow]]
    sources: list[SourceRow]
    checks: list[Check]
    final: bool
    unfinished: Mapping[str, int] = MappingProxyType({})
    notes: Sequence[str] = ()
    members: Mapping[str, Members] = MappingProxyType({})
    tail: Tail = "box5"
    finished: bool = True
    note_items: tuple[Note, ...] = ()
    extra_notes: tuple[str, ...] = ()
    breakdown: Breakdown = Breakdown()
    fates: Sequence[Fate] = ()
    citations_of_study: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    """The included citations of every study."""
    screening_reasons: tuple[ReasonRow, ...] = ()
    """Why records were excluded on title and abstract, where that was noted."""
    own_lines: tuple[OwnLine, ...] = ()
    after: After = After()
    wording: Mapping[str, str] = MappingProxyType({})
    """The author's words, by key (or box, for titles) in the CSV's way; '' takes a line away."""
    links: Mapping[str, tuple[str, str]] = MappingProxyType({})
    """Tooltip and address of a row of the CSV, by key (or box), where they are the author's."""
    head: str = ""
    """Hash (hex) of the last event that was counted: whoever has the ledger can look it up. Empty for
    a flow that comes from no ledger."""
    spoken: str = ""
    """The language that a file was written in, where its words are those of a wording table."""

    @property
    def citation_of(self) -> dict[str, str]:
        """The citation of every record."""
        found: dict[str, str] = {}
        for fate in self.fates:
            citations = fate.citations
            for place in range(len(fate.members)):
                found.update(zip(fate.records_at(place), citations, strict=True))
        return found

    @property
    def facts(self) -> dict[str, dict[str, str]]:
        """Key and title of the citations that have them, for lists."""
        return {
            fate.citation: {"key": fate.key, "title": fate.title} for fate in self.fates if fate.key
        }

    @property
    def updated(self) -> bool:
        return self.template in ("U1", "U2")

    @property
    def with_other(self) -> bool:
        return self.template in ("N2", "U2")

    @property
    def failures(self) -> list[Check]:
        """The equalities and inequalities that do not hold; empty = the numbers are possible."""
        return [check for check in self.checks if check.failed]

    @property
    def not_searched(self) -> list[str]:
        """The lanes without a search: their lines are absent from the drawing."""
        return [lane for lane, key in LANE_KEYS.items() if self.boxes[key] is None]

    def n(self, key: str) -> int | None:
        """The count of a box, or None."""
        value = self.boxes[key]
        return value if isinstance(value, int) else None

    def _in_json(self, key: str) -> int | str | None:
        """A count as the JSON has it: 0 for what was not searched (`absent` names the key), so that
        sums over the boxes hold."""
        value = self.boxes[key]
        return 0 if value is None and key in COUNTED_BY_LANE else value

    def as_json(self) -> dict[str, Any]:
        """The document `winnow prisma --json` prints (CLI.md), with more keys beside."""
        return {
            "template": self.template,
            "boxes": {key: self._in_json(key) for key in self.boxes},
            "reasons": {lane: [dict(row) for row in rows] for lane, rows in self.reasons.items()},
            "screening_reasons": [dict(row) for row in self.screening_reasons],
            "sources": [dict(row) for row in self.sources],
            "not_searched": self.not_searched,
            "absent": [k for k in self.boxes if k in COUNTED_BY_LANE and self.boxes[k] is None],
            "checks": [
                {
                    "id": c.id,
                    "ok": c.ok,
                    "text": c.text,
                    "kind": c.kind,
                    "members": list(c.members),
                }
                for c in self.checks
            ],
            "final": self.final,
            "unfinished": dict(self.unfinished),
            "notes": list(self.notes),
            "head": self.head,
            "tail": self.tail,
            "tails": tail_conventions(self),
            "excluded_by": {
                "human": self.breakdown.human,
                "automation": self.breakdown.automation,
            },
            "awaiting": {
                "databases": self.breakdown.dbr_awaiting,
                "other": self.breakdown.other_awaiting,
            },
            "ongoing": {
                "databases": self.breakdown.dbr_ongoing,
                "other": self.breakdown.other_ongoing,
            },
            "breakdown": _plain(self.breakdown),
            "own_lines": _plain(self.own_lines),
            "after": _plain(self.after),
            "wording": dict(self.wording),
            "links": {key: list(pair) for key, pair in self.links.items()},
            "spoken": self.spoken,
        }


def _plain(value: object) -> Any:
    return msgspec.json.decode(msgspec.json.encode(value))


def tail_conventions(flow: Flow) -> dict[str, dict[str, int]]:
    """The three numbers on which the two conventions for an unread tail differ, under each."""
    keys = ("excluded_automatic", "records_screened", "records_excluded")
    here = [flow.n(key) or 0 for key in keys]
    unread = flow.breakdown.unread
    shift = {"box3": (unread, -unread, -unread), "box5": (-unread, unread, unread)}
    return {
        tail: {
            key: n + (step if tail != flow.tail else 0)
            for key, n, step in zip(keys, here, steps, strict=True)
        }
        for tail, steps in shift.items()
    }


def reason_total(rows: Sequence[ReasonRow]) -> int:
    """Reports excluded at full text: the sum over the reasons."""
    return sum(int(row["n"] or 0) for row in rows)


def source_key(sources: Sequence[SourceRow], source: SourceRow) -> str:
    """The key that explains a source's number; the lane is named where two share the name."""
    name = source["source"]
    shared = sum(row["source"] == name for row in sources) > 1
    return f"source:{name} ({source['lane']})" if shared else f"source:{name}"
