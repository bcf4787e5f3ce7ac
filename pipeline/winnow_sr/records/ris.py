"""RIS in every dialect: rispy's parser classes carry the format, this one adds tolerance.

Most entries of most files follow the rules, so each entry is first tried as a whole with one
regular expression (fast); only an entry with an odd line is read line by line (tolerant).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rispy import RisParser

from winnow_sr.records.mapping import Mapper, Values
from winnow_sr.records.model import Record
from winnow_sr.records.notes import NoteBook, Quarantined
from winnow_sr.records.tags import RIS
from winnow_sr.records.text import TextFile

_END = re.compile(r"\nER(?:  -|[ \t]*-?[ \t]*(?=\n))")
_LAST_END = re.compile(r"\nER(?:  -|[ \t]*-?[ \t]*$)")
_FIELD = re.compile(r"\n([A-Z][A-Z0-9])  -(?: +(.*\S)?|(?=\n|\Z))")
"""A line that follows the rules, its value without white space around it."""
_LOOSE = re.compile(
    r"[ \t]*([A-Za-z][A-Za-z0-9]{1,2})([ \t]{0,4}[-\u2010-\u2015\u2212][ \t]*)(.*)", re.DOTALL
)
_START = re.compile(r"\nTY[ \t]{0,4}-")
_HOLD = 8 << 20
"""Characters without an end tag after which entries are cut at start tags."""


class LosslessRisParser(RisParser):  # type: ignore[misc]
    """rispy's RIS parser that keeps every tag, repeat and order, and knows each entry's line.

    `records` streams; the tags that count as known are rispy's and the ones of our table.
    """

    def __init__(self, book: NoteBook) -> None:
        super().__init__()
        self.book = book
        self.known = frozenset(self.mapping) - {self.UNKNOWN_TAG} | {row.tag for row in RIS}
        self.mapper = Mapper("ris", RIS, self.known)
        self.controls = False

    def records(self, text: TextFile) -> Iterator[Record | Quarantined]:
        """Every entry of the file in order."""
        held = "\n"
        line = 0
        for chunk in text.chunks():
            held += chunk
            self.controls = text.controls
            at = 0
            for end in _END.finditer(held):
                block = held[at : end.start()]
                record = self._regular(block, line)
                at = end.end()
                if record is not None:
                    yield record
                    line = record.line + len(record.fields)
                else:
                    yield from self._tolerant(block, line, True)
                    line += block.count("\n") + 1
            held = held[at:]
            if len(held) > _HOLD:
                starts = [found.start() for found in _START.finditer(held)]
                if len(starts) > 1:
                    block = held[: starts[-1]]
                    yield from self._tolerant(block, line, False)
                    line += block.count("\n")
                    held = held[starts[-1] :]
        end_ = _LAST_END.search(held)
        if end_:
            yield from self._tolerant(held[: end_.start()], line, True)
            line += held.count("\n", 0, end_.start()) + 1
            held = held[end_.end() :]
        if held.strip():
            yield from self._tolerant(held, line, False)

    def _regular(self, block: str, line: int) -> Record | None:
        """The record of an entry that follows the rules line by line; None for any other.

        block: from the end tag before to the line end before its own.
        """
        start = block.find("\nTY  - ")
        if start < 0 or (start and not block[:start].isspace()):
            return None
        fields = _FIELD.findall(block, start)
        lines = len(fields)
        if block.count("\n", start) != lines:
            return None
        values: Values = {}
        for tag, value in fields:
            if tag in values:
                values[tag].append(value)
            else:
                values[tag] = [value]
        if len(values["TY"]) > 1 or (
            (lines == 1 or not fields[-1][1]) and not any(value for _, value in fields[1:])
        ):
            return None
        rough = (
            not block.isascii() or self.controls or "&" in block or "<" in block or "\t" in block
        )
        first = line + block.count("\n", 0, start) + 1
        return self.mapper.grouped(tuple(fields), values, first, self.book, rough, self.controls)

    def _tolerant(self, block: str, line: int, ended: bool) -> Iterator[Record | Quarantined]:
        """Line by line: wrapped lines, loose tags, missing tags, text between entries."""
        fields: list[tuple[str, list[str]]] = []
        raw: list[str] = []
        first = 0
        for number, text in enumerate(block.split("\n"), line):
            if not text.strip():
                if fields:
                    raw.append(text)
                    fields[-1][1].append("")
                continue
            if number == line > 0:
                self.book.add(number, "text-after-end", text)
                text = text.lstrip()
            tag, value = self._split(text, number, bool(fields))
            if fields and tag in (self.START_TAG, self.END_TAG):
                if tag == self.START_TAG:
                    self.book.add(number, "missing-end")
                yield self._closed(fields, first, raw)
                fields, raw = [], []
            if not fields and (not tag or tag == self.END_TAG):
                if not tag:
                    self.book.add(number, "stray-text", text)
                continue
            if not fields:
                first = number
                if tag != self.START_TAG:
                    self.book.add(number, "missing-start", text)
            raw.append(text)
            if tag:
                fields.append((tag, [value]))
            else:
                self.book.add(number, "wrapped-line", text)
                fields[-1][1].append(text)
        if fields:
            if not ended:
                self.book.add(first, "missing-end")
            yield self._closed(fields, first, raw)
        elif ended and not first:
            number = line + block.count("\n") + 1
            self.book.add(number, "empty-entry")
            yield Quarantined(number, "ER  - ", "an end tag with no entry before it")

    def _split(self, text: str, number: int, inside: bool) -> tuple[str, str]:
        """(tag, value) of a line; the tag is empty if the line has none."""
        if self.is_tag(text) or (text[2:5] == "  -" and len(text) == 5 and text[:2].isupper()):
            return self.get_tag(text), self.get_content(text)
        loose = _LOOSE.match(text)
        if not loose:
            return "", ""
        tag, dash, value = loose[1].upper(), loose[2], loose[3]
        spaced = dash[0] in " \t" or (dash[-1] in " \t" and (tag.isalpha() or not inside))
        exact = text[2:5] == "  -" and text[:2].isupper()
        if not exact and (tag not in self.known or not spaced):
            return "", ""
        if not text[:1].isupper() and inside and not dash.startswith("  "):
            return "", ""
        self.book.add(number, "loose-tag", text)
        return tag, value.strip()

    def _closed(
        self, fields: list[tuple[str, list[str]]], first: int, raw: list[str]
    ) -> Record | Quarantined:
        pairs = tuple((tag, "\n".join(lines).strip()) for tag, lines in fields)
        if not any(value for tag, value in pairs if tag != self.START_TAG):
            self.book.add(first, "empty-entry")
            return Quarantined(first, "\n".join([*raw, "ER  - "]), "an entry without any value")
        return self.mapper.record(pairs, first, self.book, True, self.controls)


def read_ris(text: TextFile, book: NoteBook) -> Iterator[Record | Quarantined]:
    """The entries of a RIS file."""
    return LosslessRisParser(book).records(text)
