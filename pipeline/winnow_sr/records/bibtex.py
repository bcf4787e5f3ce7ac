"""BibTeX, entry by entry. bibtexparser turns LaTeX into Unicode; the entries are cut here, since
it drops repeated fields and every entry after one with an unclosed brace.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from winnow_sr.records.mapping import Mapper
from winnow_sr.records.model import Record
from winnow_sr.records.notes import NoteBook, Quarantined
from winnow_sr.records.tags import BIBTEX
from winnow_sr.records.text import TextFile

_START = re.compile(r"^\s*@\s*([A-Za-z]+)\s*[{(]", re.MULTILINE)
_NAME = re.compile(r"[\s,]*([^\s=,{}\"#]+)\s*=\s*")
_BARE = re.compile(r"[^\s,{}\"#]+")
_NOT_ENTRIES = frozenset(("comment", "preamble", "string"))


def read_bibtex(text: TextFile, book: NoteBook) -> Iterator[Record | Quarantined]:
    """The entries of a BibTeX file."""
    from bibtexparser.latexenc import latex_to_unicode

    mapper = Mapper("bibtex", BIBTEX)
    strings: dict[str, str] = {}
    for line, kind, raw in _cut(text, book):
        try:
            key, pairs = _fields(raw, strings, macro=kind == "string")
        except ValueError as error:
            if kind not in _NOT_ENTRIES:
                book.add(line, "broken-entry", str(error))
                yield Quarantined(line, raw.strip(), f"the BibTeX is damaged: {error}")
            continue
        if kind == "string":
            strings.update((name.lower(), value) for name, value in pairs)
        if kind in _NOT_ENTRIES:
            continue
        if not any(value for _, value in pairs):
            book.add(line, "empty-entry")
            yield Quarantined(line, raw.strip(), "an entry without any value")
            continue
        fields = (("type", kind), ("key", key), *pairs)
        plain = tuple(
            (tag.lower(), latex_to_unicode(value) if "\\" in value else value.translate(_BRACES))
            for tag, value in fields
        )
        record = mapper.record(plain, line, book)
        yield _with_fields(record, fields)


_BRACES = {ord("{"): None, ord("}"): None}


def _with_fields(record: Record, fields: tuple[tuple[str, str], ...]) -> Record:
    from dataclasses import replace

    return replace(record, fields=fields)


def _cut(text: TextFile, book: NoteBook) -> Iterator[tuple[int, str, str]]:
    """(line, kind in lower case, text) of each `@kind{...}`, up to the next one."""
    held: list[str] = []
    line, kind = 0, ""
    for number, row in enumerate(text.lines(), 1):
        found = _START.match(row)
        if found:
            if held:
                yield line, kind, "\n".join(held)
            line, kind, held = number, found[1].lower(), [row]
        elif held:
            held.append(row)
        elif row.strip() and not row.lstrip().startswith("%"):
            book.add(number, "stray-text", row)
    if held:
        yield line, kind, "\n".join(held)


def _fields(raw: str, strings: dict[str, str], macro: bool) -> tuple[str, list[tuple[str, str]]]:
    """(citation key, fields) of one entry. Raises ValueError where it is damaged."""
    at = re.search(r"[{(]", raw).end()  # type: ignore[union-attr]
    key = ""
    if not macro:
        found = re.compile(r"\s*([^\s,{}=]*)\s*(?:,|(?=[})]))").match(raw, at)
        if found:
            key, at = found[1], found.end()
    pairs: list[tuple[str, str]] = []
    while (name := _NAME.match(raw, at)) is not None:
        value, at = _value(raw, name.end(), strings)
        pairs.append((name[1], value))
    rest = raw[at:].strip(" \t\n,")
    if not rest.startswith(("}", ")")):
        raise ValueError("a brace is not closed" if not rest else f"cannot read {rest[:40]!r}")
    return key, pairs


def _value(raw: str, at: int, strings: dict[str, str]) -> tuple[str, int]:
    """A value and where it ends: `{...}`, `"..."`, a number or a macro, joined by `#`."""
    parts: list[str] = []
    while True:
        if at < len(raw) and raw[at] in '{"':
            end = _closing(raw, at)
            parts.append(" ".join(raw[at + 1 : end].split()))
            at = end + 1
        else:
            bare = _BARE.match(raw, at)
            if not bare:
                raise ValueError("a field has no value")
            parts.append(strings.get(bare[0].lower(), bare[0]))
            at = bare.end()
        joined = re.compile(r"\s*#\s*").match(raw, at)
        if not joined:
            return "".join(parts), at
        at = joined.end()


def _closing(raw: str, at: int) -> int:
    """Where the brace or quotation mark at `at` is closed."""
    quoted = raw[at] == '"'
    depth = 0
    for place in range(at + 1, len(raw)):
        char = raw[place]
        if char == "{" and raw[place - 1] != "\\":
            depth += 1
        elif char == "}" and raw[place - 1] != "\\":
            if depth == 0:
                if quoted:
                    break
                return place
            depth -= 1
        elif quoted and char == '"' and depth == 0 and raw[place - 1] != "\\":
            return place
    raise ValueError("a brace or quotation mark is not closed")
