"""From an entry's (tag, value) pairs to a `Record`, by a table of `tags.py`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from pipeline.records.model import Record
from pipeline.records.normal import has_markup, plain_text
from pipeline.records.notes import NoteBook
from pipeline.records.shapes import SHAPES, Reader, texts
from pipeline.records.tags import Row

MANY = frozenset(("authors", "publication_types", "keywords", "mesh", "urls"))
"""Attributes that hold a tuple of values."""
JOINED = frozenset(("abstract", "issn"))
"""Attributes that join the values of the tag they take."""
PMID_DATABASES = ("medline", "pubmed", "nlm", "ovid medline", "premedline")
"""Databases whose accession number is the PubMed id (compared in lower case, by beginning)."""

_PLANS_KEPT = 4096


class _Step(NamedTuple):
    attribute: str
    sources: tuple[tuple[str, Reader, bool], ...]
    """(tag, reader, only where nothing was found before)"""
    many: bool


class Mapper:
    """Builds records of one format. `rows` is the format's table."""

    def __init__(self, format: str, rows: Sequence[Row]) -> None:
        self.format = format
        self.known = frozenset(row.tag for row in rows)
        self._rows = rows
        self._plans: dict[tuple[str, ...], tuple[_Step, ...]] = {}
        self._titles = tuple(
            row.tag for row in rows if row.attribute == "title" and row.meaning in _MAIN_TITLES
        )
        self._ends = frozenset(row.tag for row in rows if row.shape == "pages-end")

    def record(
        self,
        fields: tuple[tuple[str, str], ...],
        line: int,
        book: NoteBook,
        rough: bool = True,
        **known: Any,
    ) -> Record:
        """The record of an entry; what is odd about its values goes to `book`.

        rough: whether values may hold mark-up, entities, line breaks or control characters.
        known: attributes the reader knows better than the table.
        """
        values: dict[str, list[str]] = {}
        for tag, value in fields:
            if tag in values:
                values[tag].append(value)
            else:
                values[tag] = [value]
        tags = tuple(values)
        plan = self._plans.get(tags) or self._plan(tags)
        found: dict[str, Any] = {"fields": fields, "line": line, "format": self.format}
        for attribute, sources, many in plan:
            if many:
                items: list[str] = []
                for tag, reader, instead in sources:
                    if not (instead and items):
                        items += reader(values[tag])
                if items:
                    if rough:
                        items = [text for item in items if (text := plain_text(item))]
                    found[attribute] = tuple(dict.fromkeys(items))
                continue
            for tag, reader, _ in sources:
                items = reader(values[tag])
                if not items:
                    continue
                text = items[0]
                if len(items) > 1 and attribute in JOINED:
                    text = " ".join(dict.fromkeys(items))
                    if attribute == "abstract":
                        book.add(line, "second-abstract", items[1])
                if rough and (text := self._plain(attribute, text, line, book)) == "":
                    continue
                found[attribute] = text
                break
        self._finish(found, values, line, book)
        return Record(**{**found, **known} if known else found)

    def _plan(self, tags: tuple[str, ...]) -> tuple[_Step, ...]:
        """The rows that matter to an entry with these tags, attribute by attribute."""
        present = frozenset(tags)
        sources: dict[str, list[tuple[str, Reader, bool]]] = {}
        for row in self._rows:
            if row.tag in present and row.tag not in self._ends:
                step = (row.tag, SHAPES[row.shape], row.shape.endswith("instead"))
                sources.setdefault(row.attribute, []).append(step)
        plan = tuple(_Step(name, tuple(found), name in MANY) for name, found in sources.items())
        if len(self._plans) < _PLANS_KEPT:
            self._plans[tags] = plan
        return plan

    def _plain(self, attribute: str, text: str, line: int, book: NoteBook) -> str:
        if attribute in ("title", "abstract") and has_markup(text):
            book.add(line, "markup", f"{attribute} {text}")
        return plain_text(text)

    def _finish(
        self, found: dict[str, Any], values: dict[str, list[str]], line: int, book: NoteBook
    ) -> None:
        """What needs more than one tag: pages, the year as a number, an accession that is a PMID."""
        if "year" in found:
            found["year"] = int(found["year"])
        else:
            self._note_lost(values, "year", "impossible-year", line, book)
        if "doi" not in found:
            self._note_lost(values, "doi", "impossible-doi", line, book)
        for tag in self._ends:
            start = found.get("pages", "")
            end = first_text(values.get(tag, ()))
            if end and end != start:
                found["pages"] = f"{start}-{end}" if start and "-" not in start else start or end
        if len(self._titles) > 1 or len(values.get(self._titles[0], ())) > 1:
            titles = {v for tag in self._titles for v in values.get(tag, ()) if v}
            if len(titles) > 1:
                book.add(line, "second-title", sorted(titles - {found.get("title", "")})[0])
        if not found.get("title"):
            book.add(line, "no-title")
        accession = found.get("accession", "")
        if (
            accession.isdigit()
            and "pmid" not in found
            and found.get("source_database", "").lower().startswith(PMID_DATABASES)
        ):
            found["pmid"] = accession

    def _note_lost(
        self, values: dict[str, list[str]], attribute: str, code: str, line: int, book: NoteBook
    ) -> None:
        """Note a value in the attribute's own tag from which nothing could be read."""
        for row in self._rows:
            if row.attribute == attribute and row.shape == attribute and row.tag in values:
                if row.tag in _SHARED:
                    continue
                lost = first_text(values[row.tag])
                if lost:
                    book.add(line, code, lost)
                    return


_MAIN_TITLES = ("title", "primary title")
_SHARED = frozenset(("L3", "M3"))
"""Tags that hold other things as well: nothing is lost if they hold no DOI."""


def first_text(values: Iterable[str]) -> str:
    return next(iter(texts(list(values))), "")
