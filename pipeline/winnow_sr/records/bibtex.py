"""BibTeX, entry by entry: each is cut out by its `@type{` and read by bibtexparser on its own, so
that damage costs one entry; LaTeX becomes text by pylatexenc (`latex`).
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from winnow_sr.records.format import NONE, Entry, Evidence, Row, Sample
from winnow_sr.records.latex import plain
from winnow_sr.records.mapping import Mapper
from winnow_sr.records.notes import NoteBook, Quarantined, brief
from winnow_sr.records.text import TextFile

if TYPE_CHECKING:
    from bibtexparser.library import Library
    from bibtexparser.model import Entry as BibtexEntry

_START = re.compile(r"^\s*@\s*([A-Za-z]+)\s*[{(]")
_FIELD = re.compile(r"^\s*[A-Za-z][\w :.+-]{0,40}?\s*=\s*[{\"\w]")
_NO_KEY = re.compile(r"(@\s*[A-Za-z]+\s*[{(])\s*(?:,\s*)?(?=[A-Za-z][\w -]{0,40}=)")
_NOT_ENTRIES = frozenset(("comment", "preamble", "string"))
_NAMES = frozenset(("author", "authors"))
_RAW = frozenset(("url", "doi", "file", "eprint", "issn", "isbn", "key", "type", "link"))
"""Fields that hold no LaTeX but may look like it."""
_LONGEST_ENTRY = 4 << 20
_LONGEST_MACRO = 100_000
"""Characters that an `@string` may grow to, put together from others."""
_DEEPEST = 200_000
"""Braces in one entry."""


class BibtexReader:
    """Reads one file; `records` streams its entries."""

    def __init__(self, book: NoteBook, rows: tuple[Row, ...]) -> None:
        self.book = book
        self.mapper = Mapper("bibtex", rows)
        self.strings: dict[str, str] = {}

    def records(self, text: TextFile) -> Iterator[Entry]:
        """Every entry of the file in order."""
        logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)
        for line, kind, raw in self._cut(text):
            if kind in ("comment", "preamble"):
                continue
            try:
                entry = self._entry(line, kind, raw)
            except (ValueError, RecursionError, MemoryError) as error:
                entry = Quarantined(line, raw.strip(), f"the BibTeX is damaged: {brief(error)}")
            except Exception as error:  # whatever a library meets, it costs one entry
                entry = Quarantined(line, raw.strip(), f"the BibTeX cannot be read: {brief(error)}")
            if isinstance(entry, Quarantined) and kind not in _NOT_ENTRIES:
                self.book.add(line, "broken-entry", entry.reason)
            if entry is not None and kind not in _NOT_ENTRIES:
                yield entry

    def _cut(self, text: TextFile) -> Iterator[tuple[int, str, str]]:
        """(line, kind in lower case, text) of each `@kind{...}`, up to the next one."""
        held: list[str] = []
        line, kind, size = 0, "", 0
        for number, row in enumerate(text.lines(), 1):
            found = _START.match(row)
            if found:
                if held:
                    yield line, kind, "\n".join(held)
                line, kind, held, size = number, found[1].lower(), [row], len(row)
            elif held:
                if size <= _LONGEST_ENTRY:
                    held.append(row)
                size += len(row)
            elif row.strip() and not row.lstrip().startswith("%"):
                self.book.add(number, "stray-text", row)
        if held:
            yield line, kind, "\n".join(held)

    def _entry(self, line: int, kind: str, raw: str) -> Entry | None:
        """The record of one entry; None for a macro. Raises `ValueError` where it is damaged."""
        if len(raw) > _LONGEST_ENTRY:
            raise ValueError("an entry of more than 4 MB")
        if raw.count("{") > _DEEPEST:
            raise ValueError(f"more than {_DEEPEST:,} braces")
        found = _parsed(_NO_KEY.sub(r"\1nokey,", raw, count=1) if kind != "string" else raw)
        for block in found.strings:
            self._define(line, block.key, block.value)
        if kind == "string":
            return None
        entries = [*found.entries, *_with_repeats(found)]
        if len(entries) != 1:
            raise ValueError(_why(found))
        entry = entries[0]
        key = "" if entry.key == "nokey" else entry.key
        pairs = [(field.key, self._value(str(field.value))) for field in entry.fields]
        if not any(value for _, value in pairs):
            self.book.add(line, "empty-entry")
            return Quarantined(line, raw.strip(), "an entry without any value")
        fields = (("type", kind), ("key", key), *pairs)
        texts = tuple((tag.lower(), self._text(tag.lower(), value, line)) for tag, value in fields)
        record = self.mapper.record(texts, line, self.book)
        whole: Entry = msgspec.structs.replace(record, fields=fields)
        return whole

    def _define(self, line: int, name: str, value: str) -> None:
        text = self._value(value)
        if len(text) > _LONGEST_MACRO:
            self.book.add(line, "macro-too-long", name)
            text = ""
        self.strings[name.lower()] = text

    def _value(self, value: str) -> str:
        """A value as written, without its delimiters: `{...}`, `"..."`, macros, joined by `#`."""
        text = value.strip()
        if text[:1] == "{" and text[-1:] == "}" and "#" not in text:
            return " ".join(text[1:-1].split())
        parts: list[str] = []
        size = 0
        for part in _concatenated(text):
            if part[:1] in ('"', "{") and len(part) > 1:
                parts.append(" ".join(part[1:-1].split()))
            else:
                parts.append(self.strings.get(part.lower(), part))
            size += len(parts[-1])
            if size > _LONGEST_MACRO * 40:
                break
        return "".join(parts)

    def _text(self, tag: str, value: str, line: int) -> str:
        """The value as plain text; names one a line, so that ` and ` in a group's name stays."""
        if tag in _NAMES:
            names = (self._text("", name, line) for name in split_names(value))
            return "\n".join(name for name in names if name.lower() != "others")
        if tag in _RAW:
            return value.translate({ord("{"): None, ord("}"): None}).replace("\\_", "_")
        text, sound = plain(value)
        if not sound:
            self.book.add(line, "raw-latex", value)
        return text


def _parsed(raw: str) -> Library:
    """What bibtexparser makes of the text of one entry."""
    from bibtexparser.splitter import Splitter

    return Splitter(raw + "\n").split()


def _with_repeats(found: Library) -> list[BibtexEntry]:
    """Entries that repeat a field: bibtexparser sets them apart, with all their fields."""
    from bibtexparser.model import DuplicateFieldKeyBlock, Entry

    kept = []
    for block in found.failed_blocks:
        entry = block.ignore_error_block
        if isinstance(block, DuplicateFieldKeyBlock) and isinstance(entry, Entry):
            kept.append(entry)
    return kept


def _why(found: Library) -> str:
    """What is wrong with an entry that could not be read."""
    for block in found.failed_blocks:
        text = getattr(block.error, "abort_reason", "") or str(block.error)
        return " ".join(str(text).split()).replace("Unexpectedly reached", "it reached the") or (
            "a brace is not closed"
        )
    return "a brace is not closed"


def _concatenated(text: str) -> Iterator[str]:
    """The parts of a value between `#` outside braces and quotation marks."""
    depth, quoted, start = 0, False, 0
    for at, char in enumerate(text):
        if char == "{":
            depth += 1
        elif char == "}":
            depth -= 1
        elif char == '"' and depth == 0:
            quoted = not quoted
        elif char == "#" and depth == 0 and not quoted:
            yield text[start:at].strip()
            start = at + 1
    yield text[start:].strip()


def split_names(value: str) -> list[str]:
    """The names between ` and ` outside braces."""
    names, depth, start = [], 0, 0
    for found in re.finditer(r"[{}]|\s+and\s+", value, re.IGNORECASE):
        if found[0] == "{":
            depth += 1
        elif found[0] == "}":
            depth -= 1
        elif depth <= 0:
            names.append(value[start : found.start()])
            start = found.end()
    names.append(value[start:])
    return [name for part in names if (name := part.strip())]


def bibtex_evidence(sample: Sample) -> Evidence:
    """Starts of entries, and the share of lines behind the first that are fields or their text."""
    entries = fields = explained = 0
    for line in sample.lines:
        if found := _START.match(line):
            if found[1].lower() not in _NOT_ENTRIES:
                entries += 1
            fields += "=" in line
            explained += 1
        elif entries:
            fields += _FIELD.match(line) is not None
            explained += 1
    if not entries or not fields:
        return NONE
    before = len(sample.lines) - explained
    return Evidence(entries, (explained + min(before, 20) * 0.7) / len(sample.lines))
