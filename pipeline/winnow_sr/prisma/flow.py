"""What a PRISMA 2020 flow is: the 28 numbers, what stands behind each, and whether they add up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Literal

from winnow_sr.prisma.fate import Fate
from winnow_sr.values import Value

Template = Literal["N1", "N2", "U1", "U2"]
Tail = Literal["box3", "box5"]
Kind = Literal["equality", "inequality", "warning"]
Unit = Literal["records", "citations", "reports", "studies"]

TEMPLATES: tuple[Template, ...] = ("N1", "N2", "U1", "U2")

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

UNFINISHED: tuple[str, ...] = (
    "unscreened",
    "in_progress",
    "not_yet_sought",
    "not_yet_retrieved",
    "full_text_pending",
    "full_text_in_progress",
)
"""Work that keeps a flow interim, both lanes together (citations, then reports)."""


class Members(Value):
    """What stands behind one number.

    `items` has exactly the printed size, less `elsewhere` (studies and reports of the previous
    version, which this ledger does not hold). A citation that stands for two reports is listed
    twice in `citations` where reports are counted.
    """

    citations: tuple[str, ...] = ()
    records: tuple[str, ...] = ()
    unit: Unit = "citations"
    studies: tuple[str, ...] = ()
    elsewhere: int = 0

    @property
    def items(self) -> tuple[str, ...]:
        """The ids of the things counted: records, citations, one entry per report, or studies."""
        lists = {"records": self.records, "studies": self.studies}
        return lists.get(self.unit, self.citations)

    @property
    def n(self) -> int:
        return len(self.items) + self.elsewhere

    def as_json(self, key: str) -> dict[str, Any]:
        """The shape of `winnow prisma --explain KEY --json`."""
        return {
            "key": key,
            "n": self.n,
            "unit": self.unit,
            "citations": list(self.citations),
            "records": list(self.records),
            "studies": list(self.studies),
            "elsewhere": self.elsewhere,
        }


class Check(Value):
    """One identity of spec 3.2 and whether it holds. `members`: the ids that break it, if known.

    `kind` says what a failure means: an equality or inequality that fails makes the numbers
    impossible, a warning only asks for a second look.
    """

    id: str
    ok: bool
    text: str
    kind: Kind = "equality"
    members: tuple[str, ...] = ()

    @property
    def failed(self) -> bool:
        return not self.ok and self.kind != "warning"


class Note(Value):
    """A sentence printed under the drawing: its id in the wording tables, and its numbers."""

    id: str
    values: Mapping[str, int | str]


class Previous(Value):
    """The previous version of an updated review: what it included.

    `study_ids`: studies it held, so that a new report of one of them is no new study.
    `dropped_*`: studies and reports included then and declared as excluded now (spec U1).
    """

    studies: int
    reports: int
    study_ids: frozenset[str] = frozenset()
    dropped_studies: int = 0
    dropped_reports: int = 0


class MetaAnalysis(Value):
    """Studies and reports in the meta-analysis: the package's optional last box."""

    studies: int
    reports: int


class Breakdown(Value):
    """The numbers that the identities need and the 28 keys do not hold. All default to 0."""

    human: int = 0
    """Of `records_excluded`: by a person."""
    automation: int = 0
    """Of `records_excluded`: by automation tools, the unread tail included."""
    unread: int = 0
    """Citations of the databases lane left unread by a declared stop (either convention)."""
    unscreened: int = 0
    """Databases lane: no settled verdict yet."""
    dbr_not_yet_sought: int = 0
    dbr_adjustment: int = 0
    """Reports sought minus records they came from, as declared (one record -> two reports...)."""
    other_adjustment: int = 0
    dbr_unread_reports: int = 0
    """Reports not yet retrieved, or retrieved and not yet judged: they keep a flow interim."""
    other_unread_reports: int = 0
    dbr_awaiting: int = 0
    dbr_ongoing: int = 0
    other_awaiting: int = 0
    other_ongoing: int = 0
    dbr_included: int | None = None
    """Reports included, databases lane; None where only a CSV is known."""
    other_included: int | None = None
    dropped_studies: int = 0
    dropped_reports: int = 0
    database_citations: int | None = None
    """Citations found in any database or register; None where only a CSV is known."""


class Flow(Value):
    """The flow at one moment. Make it with `flow_counts` or `flow_from_csv`.

    boxes: exactly the 28 `KEYS`; counts are ints (None: not applicable, or missing in a CSV).
    reasons: `{"databases": [{reason, label, n}], "other": [...]}`, protocol order, n > 0.
    sources: `[{source, lane, n}]`. notes: English sentences printed under the drawing.
    members: what stands behind every key, and behind `dbr_excluded:CODE` and the like.
    """

    template: Template
    boxes: dict[str, int | str | None]
    reasons: dict[str, list[dict[str, Any]]]
    sources: list[dict[str, Any]]
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

    def n(self, key: str) -> int | None:
        """The count of a box, or None."""
        value = self.boxes[key]
        return value if isinstance(value, int) else None

    def as_json(self) -> dict[str, Any]:
        """The document `winnow prisma --json` prints (CLI.md), with more keys beside."""
        return {
            "template": self.template,
            "boxes": dict(self.boxes),
            "reasons": {lane: [dict(row) for row in rows] for lane, rows in self.reasons.items()},
            "sources": [dict(row) for row in self.sources],
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
        }


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


def reason_total(rows: Sequence[Mapping[str, Any]]) -> int:
    """Reports excluded at full text: the sum over the reasons."""
    return sum(int(row["n"] or 0) for row in rows)


def source_key(sources: Sequence[Mapping[str, Any]], source: Mapping[str, Any]) -> str:
    """The key that explains a source's number; the lane is named where two share the name."""
    name = source["source"]
    shared = sum(row["source"] == name for row in sources) > 1
    return f"source:{name} ({source['lane']})" if shared else f"source:{name}"
