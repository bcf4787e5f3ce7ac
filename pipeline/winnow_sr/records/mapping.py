"""From an entry's (tag, value) pairs to a `Record`, by a table of `tags.py`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

from winnow_sr.records.format import Row
from winnow_sr.records.model import Record
from winnow_sr.records.normal_forms import has_markup, needs_tidying, plain_text
from winnow_sr.records.notes import NoteBook
from winnow_sr.records.placeholders import ALL as PLACEHOLDERS
from winnow_sr.records.placeholders import says_nothing
from winnow_sr.records.value_shapes import SHAPES, Reader, texts

Fields = tuple[tuple[str, str], ...]
Values = dict[str, list[str]]

MANY = frozenset(("authors", "publication_types", "keywords", "mesh", "urls"))
"""Attributes that hold a tuple of values."""
JOINED = frozenset(("abstract", "issn"))
"""Attributes that join the values of the tag they take."""
PMID_DATABASES = ("medline", "pubmed", "nlm", "ovid medline", "premedline")
"""Databases whose accession number is the PubMed id (compared in lower case, by beginning)."""

_SHARED = frozenset(("L3", "M3"))
"""Tags that hold other things as well: nothing is lost if they hold no DOI."""
_PLANS_KEPT = 4096


class _Step(NamedTuple):
    """How one attribute is found in an entry with certain tags."""

    attribute: str
    sources: tuple[tuple[str, Reader, bool], ...]
    """(tag, reader, only where nothing was found before)"""
    many: bool


class _Plan(NamedTuple):
    """The rows that matter to entries with one set of tags."""

    simple: tuple[tuple[str, str], ...]
    """(attribute, tag) for attributes with one value that may be anything."""
    settled: int
    """How many attributes are found if none of these is empty."""
    others: tuple[_Step, ...]
    """The steps for these, where one is empty."""
    singles: tuple[tuple[str, str, Reader], ...]
    """(attribute, tag, reader) for attributes with one value from one tag."""
    lists: tuple[tuple[str, str, Reader], ...]
    """The same for those with many."""
    steps: tuple[_Step, ...]
    """All other attributes."""
    ends: tuple[str, ...]
    """Tags of last pages."""
    counts: tuple[str, ...]
    """Tags of numbers of pages."""
    titles: tuple[str, ...]
    """Tags that hold the title in full."""
    expected: tuple[tuple[str, str, tuple[str, ...]], ...]
    """(attribute, code, tags): something is odd if these tags say something and yield nothing."""


class Mapper:
    """Builds records of one format. `rows` is the format's table; `standard` names further tags
    of the format that have no place in the record: only tags outside both are noted as unknown.
    """

    def __init__(
        self, format: str, rows: Sequence[Row], standard: Collection[str] | None = None
    ) -> None:
        self.format = format
        self.known = frozenset(row.tag for row in rows)
        self._rows = rows
        self._standard = None if standard is None else self.known | frozenset(standard)
        self._plans: dict[tuple[str, ...], _Plan] = {}

    def record(
        self, fields: Fields, line: int, book: NoteBook, rough: bool = True, controls: bool = True
    ) -> Record:
        """The record of an entry; what is odd about its values goes to `book`.

        rough: whether values may hold mark-up, entities, line breaks or text beyond ASCII;
        controls: whether they may hold control characters (then they are rough as well).
        """
        values: Values = defaultdict(list)
        for tag, value in fields:
            values[tag].append(value)
        return self.grouped(fields, values, line, book, rough, controls)

    def grouped(
        self,
        fields: Fields,
        values: Values,
        line: int,
        book: NoteBook,
        rough: bool,
        controls: bool = False,
    ) -> Record:
        """As `record`, with the values grouped by tag already."""
        if not PLACEHOLDERS.isdisjoint([value for _, value in fields if len(value) < 32]):
            values = self._without_placeholders(values, line, book)
        tags = tuple(values)
        plan = self._plans.get(tags) or self._plan(tags, line, book)
        found: dict[str, Any] = {"fields": fields, "line": line, "format": self.format}
        for attribute, tag in plan.simple:
            text = values[tag][0]
            if rough and (controls or needs_tidying(text)):
                if attribute == "title" and has_markup(text):
                    book.add(line, "markup", f"{attribute} {text}")
                text = plain_text(text)
            if text:
                found[attribute] = text
        for attribute, tag, reader in plan.singles:
            if items := reader(values[tag]):
                text = items[0]
                if rough and (controls or needs_tidying(text)):
                    text = plain_text(text)
                if text:
                    found[attribute] = text
        for attribute, tag, reader in plan.lists:
            if items := reader(values[tag]):
                if rough and (controls or needs_tidying(" ".join(items))):
                    items = [text for item in items if (text := plain_text(item))]
                if items:
                    found[attribute] = tuple(items)
        steps = plan.steps
        if len(found) < plan.settled:  # an empty value: another row, or a repeat, may have one
            steps += tuple(step for step in plan.others if step.attribute not in found)
        if steps:
            self._slow_steps(steps, found, values, line, book, rough, controls)
        if plan.ends:
            _add_last_page(found, values, plan.ends)
        if plan.counts:
            _add_page_count(found, values, plan.counts)
        if "year" in found:
            found["year"] = int(found["year"])
        for attribute, code, sure in plan.expected:
            if attribute not in found and (lost := _first(v for t in sure for v in values[t])):
                book.add(line, code, lost)
        if "title" not in found:
            book.add(line, "no-title")
        elif len(plan.titles) > 1 or (plan.titles and len(values[plan.titles[0]]) > 1):
            titles = {" ".join(v.split()) for tag in plan.titles for v in values[tag] if v}
            if len(titles) > 2:
                book.crowded += 1
            if len(titles) > 1:
                book.add(line, "second-title", min(titles - {found["title"]}))
        if (
            "pmid" not in found
            and (accession := found.get("accession", "")).isdigit()
            and found.get("source_database", "").lower().startswith(PMID_DATABASES)
        ):
            found["pmid"] = accession
        return Record(**found)

    def _slow_steps(
        self,
        steps: tuple[_Step, ...],
        found: dict[str, Any],
        values: Values,
        line: int,
        book: NoteBook,
        rough: bool,
        controls: bool,
    ) -> None:
        """Attributes with several sources, or whose values are joined."""
        for attribute, sources, many in steps:
            items: list[str] = []
            if many:
                for tag, reader, instead in sources:
                    if not (instead and items):
                        items = items + reader(values[tag]) if items else reader(values[tag])
                if rough and (controls or needs_tidying(" ".join(items))):
                    items = [text for item in items if (text := plain_text(item))]
                if items:
                    found[attribute] = tuple(dict.fromkeys(items) if len(sources) > 1 else items)
                continue
            for tag, reader, _ in sources:
                items = reader(values[tag])
                if items:
                    text = items[0]
                    if len(items) > 1 and attribute in JOINED:
                        text = " ".join(dict.fromkeys(items))
                        if attribute == "abstract" and text != items[0]:
                            book.add(line, "second-abstract", items[1])
                    if rough and (controls or needs_tidying(text)):
                        if attribute in ("title", "abstract") and has_markup(text):
                            book.add(line, "markup", f"{attribute} {text}")
                        text = plain_text(text)
                    if text:
                        found[attribute] = text
                        break

    def _without_placeholders(self, values: Values, line: int, book: NoteBook) -> Values:
        """The values with what only says that there is none made empty; each kind noted once."""
        kept: Values = {}
        for tag, items in values.items():
            kept[tag] = items
            if PLACEHOLDERS.isdisjoint(items):
                continue
            homes = {row.attribute for row in self._rows if row.tag == tag}
            if not homes:
                continue
            for place, item in enumerate(items):
                if item and all(says_nothing(item, attribute) for attribute in homes):
                    kept[tag] = [*kept[tag][:place], "", *kept[tag][place + 1 :]]
                    book.once(line, "placeholder", f"{tag} {item}")
        return kept

    def _plan(self, tags: tuple[str, ...], line: int, book: NoteBook) -> _Plan:
        """The plan for entries with these tags; kept, since most entries of a file are alike."""
        rows = [row for row in self._rows if row.tag in tags]
        sources: dict[str, list[tuple[str, Reader, bool]]] = {}
        for row in rows:
            if row.shape not in ("pages-end", "pages-count"):
                step = (row.tag, SHAPES[row.shape], row.shape.endswith("instead"))
                sources.setdefault(row.attribute, []).append(step)
        expected = []
        for attribute in ("year", "doi"):
            own = [r.tag for r in rows if r.attribute == r.shape == attribute]
            if sure := tuple(tag for tag in own if tag not in _SHARED):
                expected.append((attribute, f"impossible-{attribute}", sure))
        simple = tuple(
            (name, found[0][0])
            for name, found in sources.items()
            if found[0][1] is texts and name not in MANY and name not in JOINED
        )
        steps = [_Step(name, tuple(found), name in MANY) for name, found in sources.items()]
        plain = {name for name, _ in simple}
        alone = [s for s in steps if len(s.sources) == 1 and s.attribute not in plain | JOINED]
        plan = _Plan(
            simple,
            len(simple) + 3,  # fields, line and format are always there
            tuple(step for step in steps if step.attribute in plain),
            tuple((s.attribute, *s.sources[0][:2]) for s in alone if not s.many),
            tuple((s.attribute, *s.sources[0][:2]) for s in alone if s.many),
            tuple(s for s in steps if s.attribute not in plain and s not in alone),
            tuple(row.tag for row in rows if row.shape == "pages-end"),
            tuple(row.tag for row in rows if row.shape == "pages-count"),
            tuple(row.tag for row in rows if row.attribute == "title" and row.shape == "main"),
            tuple(expected),
        )
        if self._standard is not None:
            for tag in tags:
                if tag not in self._standard:
                    book.once(line, "unknown-tag", tag)
        if len(self._plans) < _PLANS_KEPT:
            self._plans[tags] = plan
        return plan


def _add_last_page(found: dict[str, Any], values: Values, ends: tuple[str, ...]) -> None:
    """Pages as `start-end`, unless the first page is a range itself."""
    start = found.get("pages", "")
    end = values[ends[0]][0] if len(ends) == 1 else _first(v for tag in ends for v in values[tag])
    if end and end != start and "-" not in start:
        if not end.isalnum():
            end = " ".join(end.split()).lstrip("- ")
        found["pages"] = f"{start}-{end}" if start else end


def _add_page_count(found: dict[str, Any], values: Values, counts: tuple[str, ...]) -> None:
    """Pages as `start-end` where the export gives the first page and their number."""
    start = found.get("pages", "")
    count = _first(value for tag in counts for value in values[tag])
    if start.isdecimal() and count.isdecimal() and len(start) < 9 and 1 < int(count[:5]) < 5000:
        found["pages"] = f"{start}-{int(start) + int(count) - 1}"


def _first(values: Iterable[str]) -> str:
    """The first that is not empty, on one line."""
    return next((" ".join(value.split()) for value in texts(list(values))), "")
