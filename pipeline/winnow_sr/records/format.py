"""What a format is: a table of tags, how to know a file of it, and how to read one.

A `Format` is a value. Its rows say where each tag goes; `evidence` says how much of a file's
beginning it explains; `read` streams the entries. `formats/` holds one module per family, and
`formats.register` takes another: nothing else has to know of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import msgspec

from winnow_sr.records.model import Record
from winnow_sr.records.notes import NoteBook, Quarantined
from winnow_sr.records.text import TextFile

Entry = Record | Quarantined


class Row(NamedTuple):
    """One tag's place in the record.

    The order of rows is the order of preference: for an attribute with one value the first row
    that yields something wins; for one with many values every row adds. `shape` names a reader in
    `shapes.SHAPES`: the value counts only if it has that shape.
    """

    tag: str
    attribute: str
    meaning: str
    shape: str = ""


class Evidence(NamedTuple):
    """What speaks for a format: entries begun and share (0 to 1) of the lines it explains."""

    entries: int
    explained: float


NONE = Evidence(0, 0.0)
"""Nothing speaks for the format."""


class Sample:
    """The beginning of a file as text; `whole` says whether that is all of it."""

    LINES = 3000
    """Lines that are looked at, at most."""

    def __init__(self, text: str, suffix: str = "", whole: bool = True) -> None:
        self.text = text
        self.suffix = suffix.lower()
        self.whole = whole

    @cached_property
    def lines(self) -> list[str]:
        """Lines with something on them, the last one only if it is whole."""
        found = self.text.split("\n", self.LINES)
        if len(found) > 1 and (not self.whole or len(found) > self.LINES):
            found.pop()
        return [line for line in found if line.strip()]

    @cached_property
    def start(self) -> str:
        """The first characters that are not white space."""
        return self.text[:4096].lstrip("\ufeff \t\r\n")


class Source(msgspec.Struct):
    """A file opened for reading: its text (None for a workbook), its name and its notes."""

    path: Path
    text: TextFile | None
    book: NoteBook
    sample: Sample

    @property
    def lines_of_text(self) -> TextFile:
        """The text; a format for text is never given a workbook."""
        assert self.text is not None
        return self.text


class Format(msgspec.Struct, frozen=True, kw_only=True):
    """A format: `name` is what reports and `--format` call it, `title` what people call it."""

    name: str
    title: str
    written_by: str
    """What usually writes it."""
    rows: tuple[Row, ...] = ()
    evidence: Callable[[Sample], Evidence]
    read: Callable[[Source], Iterator[Entry]]
    sample: str = ""
    """The public sample that the reader was tried on, or whose layout its tests follow."""
    more: str = ""
    """What else docs/formats.md says above its table."""


FORMATS: dict[str, Format] = {}
"""Every format by its name; `formats/` fills it."""


def register(format: Format) -> None:
    """Read files of this format too."""
    FORMATS[format.name] = format
