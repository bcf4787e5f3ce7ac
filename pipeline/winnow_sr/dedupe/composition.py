"""The citation a reviewer sees: the best fields of all the records that describe one work."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from winnow_sr.dedupe.marks import preprint, retracted
from winnow_sr.dedupe.place import bare_doi, page_range
from winnow_sr.dedupe.registrations import trials_of
from winnow_sr.records.model import Record


class Composed(msgspec.Struct, frozen=True):
    """The survivor of a group, and which record number each of its fields came from."""

    record: Record
    origin: dict[str, int]
    """Field name -> record number, for every field that is not empty."""


def _length(value: Any) -> float:
    return len(value)


def _shouting(title: str) -> float:
    """Longer is better, all capitals or an error of a spreadsheet is worse."""
    bad = title.isupper() or title.startswith("#")
    return len(title) - (10_000 if bad else 0)


def _range_first(pages: str) -> float:
    first, last, _ = page_range(pages)
    return (2 if last else 1) if first else 0


_BEST: dict[str, Callable[[Any], float]] = {
    "abstract": _length,
    "authors": _length,
    "title": _shouting,
    "pages": _range_first,
    "journal": _length,
    "language": _length,
}
"""How the value of a field is judged where records differ; other fields: the first that has one."""

_UNITED = ("keywords", "mesh", "publication_types", "urls")
_PLAIN = (
    *("kind", "title", "original_title", "abstract", "authors"),
    *("year", "journal", "volume", "issue", "pages", "issn"),
    *("doi", "pmid", "pmcid", "registry_number", "accession", "language", "source_database"),
)
_TOGETHER = ("year", "journal", "volume", "issue", "pages")
"""These describe one place: mixing two records' places would invent a third."""


def compose(members: Sequence[tuple[int, Record]]) -> Composed:
    """One record out of the best fields of `members`, independent of their order.

    The journal article comes before its preprint or registration, the fuller record before the
    emptier. Year, journal, volume, issue and pages come from one record, gaps filled only by
    records that agree. A mark of retraction on any member is kept in the title.
    """
    ranked = sorted(members, key=_standing)
    values: dict[str, Any] = {}
    origin: dict[str, int] = {}
    for name in _PLAIN:
        judge = _BEST.get(name)
        having = [(n, r) for n, r in ranked if getattr(r, name)]
        if name in _TOGETHER and having and name != "pages":
            judge = None
        if not having:
            continue
        n, best = having[0] if judge is None else max(having, key=_by(name, judge))
        values[name], origin[name] = getattr(best, name), n
    for name in _UNITED:
        union = {_fold(v): (v, n) for n, r in reversed(ranked) for v in reversed(getattr(r, name))}
        if union:
            values[name] = tuple(v for v, _ in reversed(union.values()))
            origin[name] = next(n for n, r in ranked if getattr(r, name))
    if marked := [(n, r) for n, r in ranked if retracted(r)]:
        n, record = marked[0]
        if not retracted(Record(title=values.get("title", ""))):
            values["title"], origin["title"] = record.title, n
    first = ranked[0][1]
    return Composed(Record(fields=first.fields, line=first.line, **values), origin)


def _by(name: str, judge: Callable[[Any], float]) -> Callable[[tuple[int, Record]], float]:
    return lambda member: judge(getattr(member[1], name))


def _fold(value: str) -> str:
    return value.casefold().strip()


def _standing(member: tuple[int, Record]) -> tuple[bool, int, int]:
    number, record = member
    filled = sum(bool(getattr(record, name)) for name in _PLAIN)
    early = preprint(record, bare_doi(record.doi)) or trials_of(record).registered
    return (early, -filled, number)
