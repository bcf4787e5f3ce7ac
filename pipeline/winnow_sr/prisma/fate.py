"""What the flow needs to know of each citation: the plain values that all counts come from."""

from __future__ import annotations

from typing import Literal, NamedTuple

Lane = Literal["database", "register", "website", "organisation", "citation"]
LANES: tuple[Lane, ...] = ("database", "register", "website", "organisation", "citation")


class Member(NamedTuple):
    """One record of a citation: its id (`R000001`), where it came from, and the PRISMA lane."""

    record: str
    source: str
    lane: Lane


class Fate(NamedTuple):
    """One citation and how far it came. Everything the flow counts is a function of these."""

    citation: str
    key: str
    title: str
    members: tuple[Member, ...]
    """All records of the citation, in import order; never empty."""
    removed: Literal["", "automation", "other"] = ""
    """Removed before screening, other than as a duplicate: by a rule, or for another reason."""
    screening: Literal[
        "unscreened", "in-progress", "included", "excluded", "unread", "not-needed"
    ] = "unscreened"
    """Title and abstract. in-progress: votes are missing or in conflict. unread: in the tail left
    unread by a declared stop. not-needed: an other-methods citation sought without screening."""
    excluded_by: Literal["", "human", "automation"] = ""
    report: Literal["", "sought", "retrieved", "not-retrieved"] = ""
    """'' where no report is sought (not included on title and abstract)."""
    full_text: Literal[
        "", "pending", "in-progress", "included", "excluded", "awaiting", "ongoing"
    ] = ""
    """'' unless the report is sought and not declared as not retrieved. pending: no votes yet."""
    reason: str = ""
    """Code of the one primary reason of a full-text exclusion."""
    screening_reason: str = ""
    """Code of the one primary reason of an exclusion on title and abstract, where one was noted."""
    reports: int = 1
    """Documents this citation stands for (declared: one record -> two reports; 0: its report is
    counted with another citation)."""
    studies: tuple[str, ...] = ()
    """Studies an included report is linked to; empty = the report is a study of its own."""

    alike: tuple[tuple[str, ...], tuple[tuple[str, ...], ...]] = ((), ())
    """Further citations whose fate is this one's in everything else, and their records: for each of
    `members` the records in its place, from the same source and lane. A review of 10,000 has few
    kinds of fate. Not for included reports; `citation`, `key` and `title` are the first one's."""

    @property
    def citations(self) -> list[str]:
        """All citations of this fate."""
        return [self.citation, *self.alike[0]]

    def records_at(self, place: int) -> list[str]:
        """The records in one place of `members`, of all citations of this fate."""
        return [self.members[place].record, *(self.alike[1][place] if self.alike[0] else ())]

    @property
    def record_ids(self) -> list[str]:
        """All records of this fate's citations."""
        if not self.alike[0]:
            return [member.record for member in self.members]
        return [record for place in range(len(self.members)) for record in self.records_at(place)]

    @property
    def lane(self) -> Literal["databases", "other"]:
        """A citation found in any database or register belongs to that lane, however else found."""
        found = any(m.lane in ("database", "register") for m in self.members)
        return "databases" if found else "other"
