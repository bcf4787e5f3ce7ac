"""The relatives of RIS, read line by line: PubMed NBIB, Web of Science tagged text, EndNote ENW.

They differ by data: what a tag looks like, which one starts an entry and which one ends it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from winnow_sr.records.mapping import Mapper
from winnow_sr.records.model import Record
from winnow_sr.records.notes import NoteBook, Quarantined
from winnow_sr.records.tags import ENW, NBIB, WOS, Row
from winnow_sr.records.text import TextFile


@dataclass(frozen=True)
class Dialect:
    """What sets one line format apart from another."""

    name: str
    rows: tuple[Row, ...]
    pattern: re.Pattern[str]
    """Group 1: the tag, group 2: the value."""
    loose: re.Pattern[str]
    """The same, for lines with wrong white space; only known tags count."""
    start: str
    end: str = ""
    blank_ends: bool = False
    """Whether a blank line stands between entries."""
    header: frozenset[str] = frozenset()
    """Tags of the file, not of an entry."""
    once: frozenset[str] = frozenset()
    """Tags that stand in an entry once: after a blank line a second one starts the next entry."""


DIALECTS = {
    "nbib": Dialect(
        "nbib",
        NBIB,
        re.compile(r"(?=.{4}-)([A-Z][A-Z0-9]{1,3}) {0,2}-(?: |$)(.*)"),
        re.compile(r"([A-Z][A-Z0-9]{1,3})[ \t]{0,4}-[ \t]*(.*)"),
        start="PMID",
        blank_ends=True,
        once=frozenset(("PMID", "OWN", "TI", "AB")),
    ),
    "wos": Dialect(
        "wos",
        WOS,
        re.compile(r"([A-Z][A-Z0-9])(?: |$)(.*)"),
        re.compile(r"([A-Z][A-Z0-9])(?:\t| - |$)(.*)"),
        start="PT",
        end="ER",
        header=frozenset(("FN", "VR", "EF")),
    ),
    "enw": Dialect(
        "enw",
        ENW,
        re.compile(r"(%[0-9A-Z?@!#$\]&(){}>\[=~^+*<])(?: |$)(.*)"),
        re.compile(r"(%[0-9A-Z?@!#$\]&(){}>\[=~^+*<])\t?(.*)"),
        start="%0",
        blank_ends=True,
        once=frozenset(("%0", "%T", "%D", "%X")),
    ),
}
DIALECTS["ciw"] = DIALECTS["wos"]


class TaggedReader:
    """Reads one file of a dialect; `records` streams its entries."""

    def __init__(self, dialect: Dialect, book: NoteBook, format: str) -> None:
        self.dialect = dialect
        self.book = book
        self.mapper = Mapper(format, dialect.rows)
        self.kind = next((row.tag for row in dialect.rows if row.attribute == "kind"), "")
        self._clear()

    def _clear(self) -> None:
        self.fields: list[tuple[str, list[str]]] = []
        self.tags: set[str] = set()
        self.raw: list[str] = []
        self.first = 0

    def records(self, text: TextFile) -> Iterator[Record | Quarantined]:
        dialect = self.dialect
        start = dialect.start
        blank = False
        number = 0
        for number, line in enumerate(text.lines(), 1):
            if not line.strip():
                blank = True
                if self.fields:
                    self.fields[-1][1].append("")
                continue
            tag, value = self._split(line, number)
            if tag in dialect.header:
                continue
            if tag == dialect.end and value.strip():
                tag = ""  # a wrapped line that starts with these letters
            if tag and tag == dialect.end:
                self.raw.append(line)
                yield self._closed(number)
            elif tag:
                again = blank and dialect.blank_ends and tag in dialect.once and tag in self.tags
                if self.fields and (tag == start or again):
                    if dialect.end:
                        self.book.add(number, "missing-end")
                    yield self._closed(number)
                if not self.fields:
                    self.first = number
                    if tag != start:
                        self.book.add(number, "missing-start", line)
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
            blank = False
        if self.fields:
            if dialect.end:
                self.book.add(self.first, "missing-end")
            yield self._closed(number)

    def _split(self, line: str, number: int) -> tuple[str, str]:
        """(tag, value); the tag is empty if the line has none."""
        found = self.dialect.pattern.fullmatch(line)
        if found:
            return found[1], found[2]
        found = self.dialect.loose.fullmatch(line)
        if found and found[1] in self.mapper.known:
            self.book.add(number, "loose-tag", line)
            return found[1], found[2]
        return "", ""

    def _closed(self, number: int) -> Record | Quarantined:
        fields = tuple((tag, "\n".join(lines).strip()) for tag, lines in self.fields)
        line, raw = self.first or number, "\n".join(self.raw)
        self._clear()
        if not any(value for tag, value in fields if tag != self.kind):
            self.book.add(line, "empty-entry")
            return Quarantined(line, raw, "an entry without any value")
        return self.mapper.record(fields, line, self.book)


def read_tagged(text: TextFile, book: NoteBook, format: str) -> Iterator[Record | Quarantined]:
    """The entries of an NBIB, Web of Science or ENW file."""
    return TaggedReader(DIALECTS[format], book, format).records(text)
