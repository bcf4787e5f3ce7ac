"""RIS in every dialect: rispy's parser classes carry the format, this one adds tolerance.

Most entries of most files follow the rules, so each entry is first tried as a whole (fast); only an
entry with an odd line is read line by line (`_tolerant`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from rispy import RisParser

from winnow_sr.errors import WinnowError
from winnow_sr.records.ends import FAR, HOLD, MOST, Ends
from winnow_sr.records.foreign import IN_RIS, foreign_entries, foreign_start
from winnow_sr.records.format import Entry, Row
from winnow_sr.records.mapping import Mapper, Values
from winnow_sr.records.model import Record
from winnow_sr.records.notes import NoteBook, Quarantined
from winnow_sr.records.text import TextFile

_PROPER = re.compile(r"[A-Z][A-Z0-9]")
_DASHES = frozenset(("  - ", "  -"))
"""What stands between tag and value by the rules."""
_LOOSE = re.compile(
    r"[ \t]*([A-Za-z][A-Za-z0-9]{1,2})([ \t]{0,4}[-\u2010-\u2015\u2212][ \t]*)(.*)", re.DOTALL
)
_START = re.compile(r"\nTY[ \t]{0,4}-")
_MOST_LINES = 100_000
"""Lines of an entry that breaks rules; what is longer is none."""
TRAILERS = frozenset(("NL", "XT", "XL", "N/A"))
"""Tags behind the end tag of an entry (Ovid): links, nothing of the entry itself."""

Line = tuple[int, str, str, str]
"""Number, text, tag (empty: none), value."""


class LosslessRisParser(RisParser):  # type: ignore[misc]
    """rispy's RIS parser that keeps every tag, repeat and order, and knows each entry's line.

    `records` streams; the tags that count as known are rispy's and the ones of our table.
    """

    def __init__(self, book: NoteBook, rows: tuple[Row, ...]) -> None:
        super().__init__()
        self.book = book
        self.known = frozenset(self.mapping) - {self.UNKNOWN_TAG} | {row.tag for row in rows}
        self.content = self.known - TRAILERS - {self.START_TAG, self.END_TAG}
        self.mapper = Mapper("ris", rows, self.known)
        self.controls = False
        self.titles = frozenset(r.tag for r in rows if r.attribute == "title" and r.shape == "main")
        self.once = self.titles | {"AB", "N2", "PY", "Y1", "DO", "VL", "IS", "SP", "EP", "JO", "JF"}
        self.early = False
        """Whether the file's first entry has tags before its start tag."""
        self.entries = 0
        self.sound: set[str] = set()
        """Tags met so far that are written by the rules."""

    def records(self, text: TextFile) -> Iterator[Entry]:
        """Every entry of the file in order."""
        ends = Ends(self.content, self.titles)
        held = "\n"
        line = seen = 0
        for chunk in text.chunks():
            held += chunk
            self.controls = text.controls
            at = 0
            for start, end in ends.found(held, False, seen):
                block = held[at:start]
                record = self._regular(block, line)
                at = end
                if record is not None:
                    yield record
                    line = record.line + len(record.fields)
                else:
                    yield from self._tolerant(block, line, True)
                    line += block.count("\n") + 1
                self.entries += 1
            held = held[at:]
            seen = max(0, len(held) - FAR) if not at else 0
            if len(held) > MOST:
                raise WinnowError(
                    f"line {max(line, 1)}: an entry of more than {MOST >> 20} MB without an end; this "
                    "is no export of records"
                )
            if len(held) > HOLD:
                starts = [found.start() for found in _START.finditer(held)]
                if len(starts) > 1:
                    block = held[: starts[-1]]
                    yield from self._tolerant(block, line, False)
                    line += block.count("\n")
                    held = held[starts[-1] :]
                    seen = max(0, len(held) - FAR)
        at = 0
        for start, end in ends.found(held, True):
            yield from self._tolerant(held[at:start], line, True)
            line += held.count("\n", at, start) + 1
            at = end
        if held[at:].strip():
            yield from self._tolerant(held[at:], line, False)

    def _regular(self, block: str, line: int) -> Record | None:
        """The record of an entry that follows the rules line by line; None for any other.

        block: from the end tag before to the line end before its own.
        """
        start = block.find("\nTY  - ")
        if start < 0 or (start and not block[:start].isspace()):
            return None
        lines = block[start + 1 :].split("\n")
        if not {line[2:6] for line in lines} <= _DASHES:
            return None
        if " \n" in block or "  -  " in block or block[-1] == " " or not block.isascii():
            fields = [(line[:2], line[6:].lstrip(" ").rstrip()) for line in lines]
        else:
            fields = [(line[:2], line[6:]) for line in lines]
        values: Values = defaultdict(list)
        for tag, value in fields:
            values[tag].append(value)
        if not values.keys() <= self.sound and not self._sound(values):
            return None
        if len(values["TY"]) > 1 or (
            (len(lines) == 1 or not fields[-1][1]) and not any(value for _, value in fields[1:])
        ):
            return None
        rough = (
            not block.isascii() or self.controls or "&" in block or "<" in block or "\t" in block
        )
        first = line + block.count("\n", 0, start) + 1
        return self.mapper.grouped(tuple(fields), values, first, self.book, rough, self.controls)

    def _sound(self, values: Values) -> bool:
        """Whether all are tags as RIS has them, and none ends an entry."""
        if all(_PROPER.fullmatch(tag) and tag != self.END_TAG for tag in values):
            self.sound.update(values)
            return True
        return False

    def _tolerant(self, block: str, line: int, ended: bool) -> Iterator[Entry]:
        """Line by line: wrapped lines, loose tags, missing tags, text between entries.

        block: from the end tag before to the line end before its own, or a part of the file
        without an end tag (`ended` false). Line `line` is the one it begins on.
        """
        if found := IN_RIS.search("\n\n" + block.lstrip("\n") if line == 0 else block):
            yield from self._two_formats(block, line, ended, found[1])
            return
        if block.count("\n") > _MOST_LINES and len(_START.findall(block)) < 2:
            why = f"an entry of more than {_MOST_LINES:,} lines"
            self.book.add(line, "broken-entry", why)
            yield Quarantined(line, block[:200_000].strip(), why)
            return
        head, parts = self._cut(block, line)
        early = self._early(head, alone=not parts)
        if early and (not parts or self._apart(early, parts[0])):
            yield from self._entry(early, missing_start=True, missing_end=bool(parts) or not ended)
        elif early:
            self.book.add(early[0][0], "early-tags", early[0][1])
            parts[0] = early + parts[0]
        for place, part in enumerate(parts):
            if place:
                self.book.add(part[0][0], "missing-end")
            last = place == len(parts) - 1
            yield from self._entry(part, missing_end=last and not ended)
        if ended and not parts and not early:
            number = line + block.count("\n") + 1
            self.book.add(number, "empty-entry")
            yield Quarantined(number, "ER  - ", "an end tag with no entry before it")
        self.entries += 1

    def _cut(self, block: str, line: int) -> tuple[list[Line], list[list[Line]]]:
        """(lines before the first start tag, lines of each entry from its start tag on)."""
        head: list[Line] = []
        parts: list[list[Line]] = []
        here = head
        for number, text in enumerate(block.split("\n"), line):
            if not text.strip():
                if (here or here is head) and number > line:
                    here.append((number, "", "", ""))
                continue
            if number == line > 0:
                self.book.add(number, "text-after-end", text)
                text = text.lstrip()
            inside = here is not head or any(tag in self.content for _, _, tag, _ in head)
            tag, value = self._split(text, number, inside)
            if tag == self.START_TAG:
                here = []
                parts.append(here)
            elif tag == self.END_TAG:
                self.book.add(number, "end-inside", text)
                tag, value = "", ""
            here.append((number, text, tag, value))
        return head, parts

    def _early(self, head: list[Line], alone: bool) -> list[Line]:
        """The lines before a start tag that belong to the entry it starts, or to one that lacks
        it; all others are noted, and belong to no entry. alone: no start tag follows."""
        first = next((i for i, line in enumerate(head) if line[2] in self.content), len(head))
        kept = head[first:]
        if kept and self.entries:
            gap_before = any(not line[1].strip() for line in head[:first])
            gap_after = not kept[-1][1].strip()
            told = sum(line[2] in self.content for line in kept)
            if any(line[2] in self.titles for line in kept) or (alone and told > 1):
                pass
            elif (told < 2 and gap_after) or (not gap_before and (gap_after or not self.early)):
                kept, first = [], len(head)
        elif kept:
            self.early = True
        for number, text, tag, _ in head[:first]:
            if text.strip():
                self.book.add(number, "outside-entry" if tag else "stray-text", text)
        return kept

    def _apart(self, early: list[Line], part: list[Line]) -> bool:
        """Whether tags before a start tag are an entry of their own: they repeat what comes after."""
        return bool({line[2] for line in early} & {line[2] for line in part} & self.once)

    def _entry(
        self, lines: list[Line], missing_end: bool, missing_start: bool = False
    ) -> Iterator[Entry]:
        """The record of the lines of one entry."""
        fields: list[tuple[str, list[str]]] = []
        raw: list[str] = []
        first = lines[0][0]
        if missing_start:
            self.book.add(first, "missing-start", lines[0][1])
        for number, text, tag, value in lines:
            if tag:
                fields.append((tag, [value]))
            elif fields:
                if text.strip():
                    self.book.add(number, "wrapped-line", text)
                fields[-1][1].append(text)
            raw.append(text)
        if missing_end:
            self.book.add(first, "missing-end")
        yield self._closed(fields, first, raw)

    def _two_formats(self, block: str, line: int, ended: bool, start: str) -> Iterator[Entry]:
        """A block in which entries of another format stand, from the line `start` up to the next
        start tag of RIS."""
        at = block.index(start)
        after = _START.search(block, at)
        stop = after.start() if after else len(block)
        first = line + block.count("\n", 0, at)
        if block[:at].strip():
            yield from self._tolerant(block[:at].rstrip() + "\n", line, False)
        name = foreign_start(start, "ris")
        yield from foreign_entries(name, block[at:stop] + "\n", first, self.book)
        if after:
            yield from self._tolerant(block[stop:], line + block.count("\n", 0, stop), ended)

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
            text = "\n".join(raw).rstrip("\n")
            return Quarantined(first, text + "\nER  - ", "an entry without any value")
        return self.mapper.record(pairs, first, self.book, True, self.controls)
