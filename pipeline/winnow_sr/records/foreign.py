"""Entries of another tagged format in the same file: exports that were joined by hand.

Only a line that no other format has, at the start of a block, shows another format; its entries
are given to the reader of that format and keep their place in the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from winnow_sr.records.notes import NoteBook
from winnow_sr.records.text import TextFile

if TYPE_CHECKING:
    from winnow_sr.records.format import Entry

STARTS: dict[str, re.Pattern[str]] = {
    "ris": re.compile(r"TY  - [A-Z]{2,7}\s*"),
    "nbib": re.compile(r"PMID- \d{1,9}\s*"),
    "wos": re.compile(r"PT [A-Z]\s*|FN (?:Clarivate|Thomson|ISI).*"),
    "enw": re.compile(r"%0 [A-Z]\w+.*"),
    "bibtex": re.compile(r"@[A-Za-z]{4,}\s*\{[^{}\"]*,\s*"),
}
"""Format -> the line that starts one of its entries and is in no other format."""

IN_RIS = re.compile(
    r"\n[ \t]*\n(?=(PMID- \d{1,9}|PT [A-Z]|FN (?:Clarivate|Thomson|ISI)[^\n]*|%0 [A-Z]\w+[^\n]*|@[A-Za-z]{4,}\s*\{[^{}\"\n]*,)[ \t]*\n)"
)
"""Such a line after a blank one; group 1."""
_MOST = 16 << 20
"""Characters of another format that are taken at once."""


class Lines:
    """Numbered lines of a text, one of which can be put back."""

    def __init__(self, text: TextFile) -> None:
        self._lines = enumerate(text.lines(), 1)
        self._back: list[tuple[int, str]] = []

    def __iter__(self) -> Iterator[tuple[int, str]]:
        return self

    def __next__(self) -> tuple[int, str]:
        return self._back.pop() if self._back else next(self._lines)

    def put_back(self, line: tuple[int, str]) -> None:
        self._back.append(line)


def foreign_start(line: str, own: str) -> str:
    """The name of the other format that the line starts an entry of; empty for none."""
    if line[:1] in "TPF%@":
        for name, start in STARTS.items():
            if name != own and start.fullmatch(line):
                return name
    return ""


def foreign_part(line: str, lines: Lines, own: str) -> str:
    """The text from `line` up to the next start of an entry of format `own` after a blank line."""
    start = STARTS.get(own)
    held, size, blank = [line], 0, False
    for number, text in lines:
        if blank and ((start and start.fullmatch(text)) or size > _MOST):
            lines.put_back((number, text))
            break
        blank = not text.strip()
        held.append(text)
        size += len(text)
    return "\n".join(held) + "\n"


def foreign_entries(name: str, text: str, first: int, book: NoteBook) -> Iterator[Entry]:
    """The entries of a text in format `name` that begins on line `first` of its file."""
    from winnow_sr.records.format import FORMATS, Sample, Source

    book.add(first, "other-format", name)
    ours = NoteBook()
    source = Source(Path(name), TextFile.of_text(text, ours), ours, Sample(text))
    for entry in FORMATS[name].read(source):
        moved: Entry = msgspec.structs.replace(entry, line=entry.line + first - 1)
        yield moved
    for note in ours.notes:
        book.add(note.line + first - 1, note.code, note.text.partition(": ")[2])
