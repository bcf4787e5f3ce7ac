"""Tables: CSV, TSV and workbooks, one record a row, columns found by their header."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

from pipeline.errors import WinnowError
from pipeline.records.columns import TABLE, folded
from pipeline.records.mapping import Mapper
from pipeline.records.model import Record
from pipeline.records.notes import NoteBook, Quarantined
from pipeline.records.tags import Row
from pipeline.records.text import TextFile

_KNOWN = {folded(row.tag) for row in TABLE}
DELIMITERS = {",": "csv", "\t": "tsv", ";": "csv", "|": "csv"}


def header_score(names: Iterable[str]) -> int:
    """How many of the names are known column names."""
    return len({folded(name) for name in names} & _KNOWN)


def sniff_delimiter(sample: str) -> str:
    """The delimiter of a table with a header that we know; empty if it is none."""
    best, score = "", 0
    for delimiter in DELIMITERS:
        for row in csv.reader(sample.split("\n")[:1], delimiter=delimiter):
            found = header_score(row)
            if found > score and "title" in {folded(name)[-5:] for name in row}:
                best, score = delimiter, found
    return best


class TableReader:
    """Turns rows into records. `header` is the first row."""

    def __init__(self, header: list[str], book: NoteBook, format: str, line: int = 1) -> None:
        self.names = [name.strip() for name in header]
        self.book = book
        by_name: dict[str, list[Row]] = {}
        for row in TABLE:
            by_name.setdefault(folded(row.tag), []).append(row)
        order = {id(row): place for place, row in enumerate(TABLE)}
        rows: list[tuple[int, Row]] = []
        for name in dict.fromkeys(self.names):
            known = by_name.get(folded(name), [])
            if not known and name:
                book.add(line, "unmapped-column", name)
            rows += [(order[id(row)], row._replace(tag=name)) for row in known]
        if len(set(self.names)) < len(self.names):
            twice = next(n for n in self.names if self.names.count(n) > 1)
            book.add(line, "repeated-column", twice)
        self.mapper = Mapper(format, tuple(row for _, row in sorted(rows, key=lambda r: r[0])))

    def entry(self, cells: list[str], line: int, raw: str) -> Record | Quarantined:
        """The record of a row; every cell that is not empty becomes a field."""
        if not any(cell.strip() for cell in cells):
            self.book.add(line, "empty-entry")
            return Quarantined(line, raw, "a row without any value")
        if len(cells) < len(self.names):
            self.book.add(line, "short-row")
        elif len(cells) > len(self.names):
            self.book.add(line, "long-row")
        names = self.names + [""] * (len(cells) - len(self.names))
        fields = tuple(
            (name, cell.strip()) for name, cell in zip(names, cells, strict=False) if cell.strip()
        )
        return self.mapper.record(fields, line, self.book)


def read_csv(text: TextFile, book: NoteBook, delimiter: str) -> Iterator[Record | Quarantined]:
    """The rows of a delimited text."""
    csv.field_size_limit(1 << 30)
    rows = csv.reader((line + "\n" for line in text.lines()), delimiter=delimiter)
    reader: TableReader | None = None
    line = 1
    for cells in rows:
        if reader is None:
            if cells:
                reader = TableReader(cells, book, DELIMITERS[delimiter], line)
        elif cells:
            yield reader.entry(cells, line, delimiter.join(cells))
        line = rows.line_num + 1
    if reader is None:
        raise WinnowError("the table has no header")


def read_xlsx(path: Path, book: NoteBook) -> Iterator[Record | Quarantined]:
    """The rows of the first sheet that has a header we know."""
    raise NotImplementedError
