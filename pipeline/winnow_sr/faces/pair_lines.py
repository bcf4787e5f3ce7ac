"""Two records field by field, as a person compares them: shared by the terminal and the browser."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from winnow_sr.review import Review

FIELDS = (
    "title",
    "authors",
    "year",
    "journal",
    "volume",
    "issue",
    "pages",
    "doi",
    "pmid",
    "registry_number",
    "publication_types",
    "language",
    "abstract",
)
NAMES = {"registry_number": "registry", "publication_types": "type"}


class Line(NamedTuple):
    """One field of the two records."""

    field: str
    one: str
    two: str

    @property
    def same(self) -> bool:
        """Do the records say the same, case aside?"""
        return self.one.casefold() == self.two.casefold()


def pair_lines(review: Review, a: str, b: str) -> list[Line]:
    """Two records (any of their ids), field by field; fields that both lack are left out."""
    one, one_source = review.lookup.record_of(a)
    two, two_source = review.lookup.record_of(b)
    found = [
        Line(NAMES.get(f, f), in_one_line(getattr(one, f)), in_one_line(getattr(two, f)))
        for f in FIELDS
    ]
    found.insert(1, Line("source", one_source, two_source))
    return [line for line in found if line.one or line.two]


def in_one_line(value: object) -> str:
    """A field as one line."""
    if isinstance(value, tuple | list):
        return " ".join("; ".join(str(item) for item in value).split())
    return "" if value is None else " ".join(str(value).split())
