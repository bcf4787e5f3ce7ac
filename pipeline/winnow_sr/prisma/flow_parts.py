"""The small values a flow is made of: what stands behind a number, checks, notes, own lines."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypedDict

import msgspec

Template = Literal["N1", "N2", "U1", "U2"]
Tail = Literal["box3", "box5"]
Kind = Literal["equality", "inequality", "warning"]
Unit = Literal["records", "citations", "reports", "studies"]

TEMPLATES: tuple[Template, ...] = ("N1", "N2", "U1", "U2")


class ReasonRow(TypedDict):
    """Exclusions for one reason: its code, its words, how many."""

    reason: str
    label: str
    n: int


class SourceRow(TypedDict):
    """Records of one source: its name, the lane it feeds, how many."""

    source: str
    lane: str
    n: int


class Members(msgspec.Struct, frozen=True):
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


class Check(msgspec.Struct, frozen=True):
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


class Note(msgspec.Struct, frozen=True):
    """A sentence printed under the drawing: its id in the wording tables, and its numbers."""

    id: str
    values: Mapping[str, int | str]


class Previous(msgspec.Struct, frozen=True):
    """The previous version of an updated review: what it included.

    `study_ids`: studies it held, so that a new report of one of them is no new study.
    `dropped_*`: studies and reports included then and declared as excluded now (spec U1).
    """

    studies: int
    reports: int
    study_ids: frozenset[str] = frozenset()
    dropped_studies: int = 0
    dropped_reports: int = 0


class MetaAnalysis(msgspec.Struct, frozen=True):
    """Studies and reports in the meta-analysis: the package's optional last box."""

    studies: int
    reports: int


class Breakdown(msgspec.Struct, frozen=True):
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


class OwnLine(msgspec.Struct, frozen=True):
    """A line of the author's own in a box that lists numbers; it counts in the box's sum.

    box: `box2`, `box3` or `box11`. key: its name in the CSV. n: records.
    """

    box: str
    key: str
    text: str
    n: int


class After(msgspec.Struct, frozen=True):
    """Steps after the full text, each None where it was not taken: critical appraisal with what it
    removed, narrative synthesis. (Quantitative synthesis is `total_studies_ma`.)"""

    appraised_studies: int | None = None
    appraised_reports: int | None = None
    removed: tuple[ReasonRow, ...] = ()
    narrative_studies: int | None = None
    narrative_reports: int | None = None

    @property
    def taken(self) -> bool:
        return self != After()
