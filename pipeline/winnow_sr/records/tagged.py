"""The relatives of RIS, read line by line: PubMed, Web of Science, EndNote, Ovid, RefWorks...

They differ by data, a `Dialect`: what a tag looks like, which one starts an entry and which ends
it, what stands between entries. Where an entry begins is not decided by the start tag alone:
exports write tags before it, leave it out, or have blank lines inside an entry. So lines are
taken in blocks between blank lines, and a block continues the entry before it unless it shows
that it is another one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import msgspec

from winnow_sr.records.foreign import Lines, foreign_entries, foreign_part, foreign_start
from winnow_sr.records.format import NONE, Entry, Evidence, Row, Sample, Source
from winnow_sr.records.mapping import Mapper
from winnow_sr.records.model import Record
from winnow_sr.records.notes import NoteBook, Quarantined
from winnow_sr.records.text import TextFile

_LONGEST_BLOCK = 5000
"""Lines after which a block is taken as it is."""

_MOST_LINES = 100_000
"""Lines of one entry; what is longer is none."""


class Dialect(msgspec.Struct, frozen=True, kw_only=True):
    """What sets one line format apart from another."""

    name: str
    rows: tuple[Row, ...]
    pattern: re.Pattern[str]
    """Group 1: the tag, group 2: the value."""
    loose: re.Pattern[str] | None = None
    """The same, for lines with wrong white space; only known tags count."""
    start: str = ""
    end: str = ""
    blank_ends: bool = False
    """Whether a blank line stands between entries."""
    separator: re.Pattern[str] | None = None
    """A line between entries that belongs to none, such as `<12. >`."""
    header: frozenset[str] = frozenset()
    """Tags of the file, not of an entry."""
    once: frozenset[str] = frozenset()
    """Tags that stand in an entry once: after a blank line a second one starts the next entry."""
    marks: frozenset[str] = frozenset()
    """Tags that no other format has: where the start tag is missing they speak for this one."""
    known_only: bool = False
    """Whether a line counts as a tag only if the tag is in the table."""


def tagged_evidence(dialect: Dialect, sample: Sample) -> Evidence:
    """Starts of entries, and the share of lines that are tags, their continuation or between."""
    if not _may_be(dialect, sample.text):
        return NONE
    known = {row.tag for row in dialect.rows} | dialect.header
    counts: Counter[str] = Counter()
    explained = separators = 0.0
    inside = False
    for line in sample.lines:
        if dialect.separator and dialect.separator.fullmatch(line.strip()):
            separators += 1
            explained += 1
            inside = True
            continue
        found = dialect.pattern.fullmatch(line)
        if found and found[1] in known:
            counts[found[1]] += 1
            explained += 1
            inside = True
        elif inside:
            explained += 1 if found or line[0].isspace() else 0.6
    if sum(counts.values()) < max(2, 0.1 * len(sample.lines)):
        return NONE
    entries = counts[dialect.start] or int(separators)
    if not entries and any(counts[mark] for mark in dialect.marks):
        titles = [row.tag for row in dialect.rows if row.attribute == "title"]
        entries = max((counts[tag] for tag in titles), default=0)
    return Evidence(entries, explained / len(sample.lines)) if entries else NONE


def _may_be(dialect: Dialect, text: str) -> bool:
    """Whether anything that starts an entry is in the text at all (a quick look)."""
    if dialect.separator and re.search(rf"(?m)^[ \t]*(?:{dialect.separator.pattern})", text):
        return True
    return any(
        f"\n{start}{tag}" in text or text.startswith(f"{start}{tag}")
        for tag in (dialect.start, *dialect.marks)
        if tag
        for start in ("", "{")
    )


Block = list[tuple[int, str, str, str]]
"""Lines between blank ones: number, line, tag (empty: none), value."""


class TaggedReader:
    """Reads one file of a dialect; `records` streams its entries."""

    def __init__(self, dialect: Dialect, book: NoteBook, format: str = "") -> None:
        self.dialect = dialect
        self.book = book
        self.mapper = Mapper(format or dialect.name, dialect.rows)
        self.kind = next((row.tag for row in dialect.rows if row.attribute == "kind"), "")
        self.titles = frozenset(row.tag for row in dialect.rows if row.attribute == "title")
        self.once = dialect.once | {dialect.start} - {""}
        self._clear()

    def _clear(self) -> None:
        self.fields: list[tuple[str, list[str]]] = []
        self.tags: set[str] = set()
        self.raw: list[str] = []
        self.first = 0

    def records(self, text: TextFile) -> Iterator[Entry]:
        """Every entry of the file in order."""
        dialect = self.dialect
        block: Block = []
        fresh = True
        lines = Lines(text)
        for number, line in lines:
            if not line.strip():
                yield from self._take(block, fresh)
                block, fresh = [], True
                if self.fields:
                    self.fields[-1][1].append("")
                continue
            if dialect.separator and dialect.separator.fullmatch(line.strip()):
                yield from self._take(block, fresh)
                block, fresh = [], True
                yield from self._close(number)
                continue
            if fresh and not block and (other := foreign_start(line, dialect.name)):
                yield from self._close(number)
                part = foreign_part(line, lines, dialect.name)
                yield from foreign_entries(other, part, number, self.book)
                continue
            tag, value = self._split(line, number)
            if tag in dialect.header:
                continue
            if tag == dialect.end and value.strip():
                tag = ""  # a wrapped line that starts with these letters
            block.append((number, line, tag, value))
            if (tag and tag == dialect.end) or len(block) >= _LONGEST_BLOCK:
                yield from self._take(block, fresh)
                block, fresh = [], False
        yield from self._take(block, fresh)
        yield from self._close(0)

    def _take(self, block: Block, fresh: bool) -> Iterator[Entry]:
        """Add a block to the entry it belongs to; `fresh`: a blank line stands before it."""
        for place, part in enumerate(self._parts(block) if fresh else self._cut(block)):
            if self.fields and self._begins(part, fresh and not place):
                if self.dialect.end:
                    self.book.add(part[0][0], "missing-end")
                yield from self._close(part[0][0])
            for number, line, tag, value in part:
                if tag and tag == self.dialect.end:
                    self.raw.append(line)
                    self.first = self.first or number
                    yield self._closed(number)
                elif tag:
                    self.first = self.first or number
                    self.fields.append((tag, [value]))
                    self.tags.add(tag)
                    self.raw.append(line)
                elif self.fields:
                    if not line[0].isspace():
                        self.book.add(number, "wrapped-line", line)
                    self.fields[-1][1].append(line)
                    self.raw.append(line)
                else:
                    self.book.add(number, "stray-text", line)
            if len(self.raw) > _MOST_LINES:
                why = f"an entry of more than {_MOST_LINES:,} lines"
                self.book.add(self.first, "broken-entry", why)
                yield Quarantined(self.first, "\n".join(self.raw[:2000]), why)
                self._clear()

    def _cut(self, block: Block) -> list[Block]:
        """A block cut before each start tag."""
        start = self.dialect.start
        places = [at for at, line in enumerate(block) if line[2] == start and start]
        if not places:
            return [block] if block else []
        cuts = [0, *places] if places[0] else places
        return [block[a:b] for a, b in zip(cuts, [*cuts[1:], len(block)], strict=True)]

    def _parts(self, block: Block) -> list[Block]:
        """As `_cut`, but tags before the first start tag stay with it, unless they repeat what
        comes after it: then they are an entry that lacks its start tag."""
        parts = self._cut(block)
        if len(parts) > 1 and parts[0][0][2] and parts[0][0][2] != self.dialect.start:
            early = {line[2] for line in parts[0]} & self.once
            if not early & {line[2] for line in parts[1]}:
                self.book.add(parts[0][0][0], "early-tags", parts[0][0][1])
                parts[:2] = [parts[0] + parts[1]]
        return parts

    def _begins(self, part: Block, fresh: bool) -> bool:
        """Whether a part of a block is another entry than the one being read."""
        tags = {line[2] for line in part}
        start = self.dialect.start
        if start in tags and start:
            alone = len(self.fields) < 3 and not self.tags & (self.titles | {start})
            return not (alone and self.dialect.blank_ends and not tags & self.tags & self.once)
        return fresh and self.dialect.blank_ends and bool(tags & self.tags & self.once)

    def _split(self, line: str, number: int) -> tuple[str, str]:
        """(tag, value); the tag is empty if the line has none."""
        found = self.dialect.pattern.fullmatch(line)
        if found and not (self.dialect.known_only and found[1] not in self.mapper.known):
            return found[1], found[2]
        found = self.dialect.loose.fullmatch(line) if self.dialect.loose else None
        if found and found[1] in self.mapper.known:
            self.book.add(number, "loose-tag", line)
            return found[1], found[2]
        return "", ""

    def _close(self, number: int) -> Iterator[Entry]:
        """The entry that is being read, if there is one; `number` 0: the file ends."""
        if self.fields:
            if self.dialect.end and not number:
                self.book.add(self.first, "missing-end")
            yield self._closed(number)

    def _closed(self, number: int) -> Record | Quarantined:
        fields = tuple((tag, "\n".join(lines).strip()) for tag, lines in self.fields)
        line, raw, tags = self.first or number, "\n".join(self.raw), self.tags
        self._clear()
        if not any(value for tag, value in fields if tag != self.kind):
            self.book.add(line, "empty-entry")
            return Quarantined(line, raw, "an entry without any value")
        if self.dialect.start and not self.dialect.separator and self.dialect.start not in tags:
            self.book.add(line, "missing-start", raw.split("\n", 1)[0])
        return self.mapper.record(fields, line, self.book)


def read_tagged(dialect: Dialect, source: Source, format: str = "") -> Iterator[Entry]:
    """The entries of a file of a dialect."""
    return TaggedReader(dialect, source.book, format).records(source.lines_of_text)
