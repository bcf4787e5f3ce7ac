"""Delimited tables: CSV and TSV, one record a row, columns found by their header."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator

from winnow_sr.errors import WinnowError
from winnow_sr.records.columns import IDENTIFYING, KNOWN, rows_for
from winnow_sr.records.exporters import EXPORTERS, exporter, folded
from winnow_sr.records.format import NONE, Evidence, Sample, Source
from winnow_sr.records.mapping import Mapper
from winnow_sr.records.model import Record
from winnow_sr.records.notes import NoteBook, Quarantined
from winnow_sr.records.text import TextFile

DELIMITERS = {",": "csv", "\t": "tsv", ";": "csv", "|": "csv"}
HEADER_WITHIN = 20
"""Lines at the start of a table among which its header is looked for."""
_ROW_LINES = 1000
_ROW_CHARACTERS = 4 << 20
_GUARDED = ("'=", "'+", "'-", "'@")
_SAMPLE_ROWS = 400


def header_score(names: list[str]) -> int:
    """How many of the names are known column names; 0 unless one of them tells what a record is."""
    found = {folded(name) for name in names}
    if any(known.rows and known.marks <= found for known in EXPORTERS):
        return len(found)
    return len(found & KNOWN) if found & IDENTIFYING else 0


def sniff_header(sample: str) -> tuple[str, int]:
    """(delimiter, line from 0) of the header in the first lines; ("", 0) if there is none."""
    best, where, score = "", 0, 0
    for number, line in enumerate(sample.split("\n", HEADER_WITHIN)[:HEADER_WITHIN]):
        if len(line) > 20_000 or line[2:5] == "  -":
            continue
        for delimiter in DELIMITERS:
            names = _cells(line, delimiter)
            found = header_score(names)
            single = len(names) == 1 and not number and line.strip().lower() == "title"
            if found > score and (len(names) > 1 or single):
                best, where, score = delimiter, number, found
    return best, where


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []


def table_evidence(sample: Sample, format: str) -> Evidence:
    """The share of rows that have as many cells as the header; short ones count half."""
    delimiter, header = sniff_header(sample.text)
    if not delimiter or DELIMITERS[delimiter] != format:
        return NONE
    if sample.start[:1] in ("{", "<") or (sample.start[:1] == "[" and header):
        return NONE
    body = sample.text.split("\n", header)[header]
    rows: list[list[str]] = []
    try:
        for row in csv.reader((line + "\n" for line in body.split("\n")), delimiter=delimiter):
            if any(cell.strip() for cell in row):
                rows.append(row)
            if len(rows) > _SAMPLE_ROWS:
                break
    except csv.Error:
        pass
    if not sample.whole and len(rows) > 2:
        rows.pop()  # it may be cut
    if not rows:
        return NONE
    width = len(rows[0])
    body_rows = rows[1:]
    if width == 1:
        odd = sum(row[0][:1].isspace() or len(row) > 1 for row in body_rows)
        return Evidence(len(body_rows), 0.0 if odd * 5 > len(body_rows) else 0.7)
    fit = 0.0
    for row in body_rows:
        size = len(row)
        while size > width and not row[size - 1].strip():
            size -= 1
        fit += 1.0 if size == width else 0.5 if 1 < size < width else 0.0
    above = sum(1 for line in sample.text.split("\n", header)[:header] if line.strip())
    return Evidence(max(1, len(body_rows)), (fit + 1) / (len(body_rows) + 1 + 0.5 * above))


class TableReader:
    """Turns rows into records. `header` is the header row."""

    def __init__(self, header: list[str], book: NoteBook, format: str, line: int) -> None:
        self.names = [name.strip() for name in header]
        self.book = book
        rows, unknown = rows_for(self.names)
        if whose := exporter(self.names):
            book.add(line, "exported-by", whose.name)
        for name in unknown:
            book.add(line, "unmapped-column", name)
        if len(set(self.names)) < len(self.names):
            twice = next(n for n in self.names if self.names.count(n) > 1)
            book.add(line, "repeated-column", twice)
        self.mapper = Mapper(format, rows)

    def entry(self, cells: list[str], line: int, raw: str) -> Record | Quarantined:
        """The record of a row; every cell that is not empty becomes a field."""
        if not any(cell.strip() for cell in cells):
            self.book.add(line, "empty-entry")
            return Quarantined(line, raw, "a row without any value")
        if len(cells) < len(self.names):
            self.book.add(line, "short-row")
        elif any(cell.strip() for cell in cells[len(self.names) :]):
            self.book.add(line, "long-row")
        names = self.names + [""] * (len(cells) - len(self.names))
        fields = tuple(
            (name, cell[1:] if cell.startswith(_GUARDED) else cell)
            for name, cell in zip(names, map(str.strip, cells), strict=False)
            if cell
        )
        return self.mapper.record(fields, line, self.book)


class RowLines:
    """Lines that can be put back; `row` takes as many as the next row of the table has."""

    def __init__(self, text: TextFile, delimiter: str) -> None:
        self._lines = text.lines()
        self._back: deque[str] = deque()
        self.delimiter = delimiter
        self.number = 0
        """Lines taken so far."""
        self.taken: list[str] = []
        self.unclosed = False

    def _next(self) -> Iterator[str]:
        size = 0
        while len(self.taken) < _ROW_LINES and size < _ROW_CHARACTERS:
            line = self._back.popleft() if self._back else next(self._lines, None)
            if line is None:
                break
            self.number += 1
            self.taken.append(line)
            size += len(line)
            yield line + "\n"
        self.unclosed = True  # the reader asks for more only inside quotes

    def row(self) -> list[str] | None:
        """The cells of the next row; None at the end. `taken` holds its lines. A row with a cell
        beyond measure is one cell, and `unclosed`."""
        self.taken, self.unclosed = [], False
        try:
            row = next(csv.reader(self._next(), delimiter=self.delimiter), None)
        except csv.Error:
            self.unclosed = True
            return [""]
        return None if not self.taken else row or []

    def put_back(self, lines: list[str]) -> None:
        self._back.extendleft(reversed(lines))
        self.number -= len(lines)


def read_table(source: Source) -> Iterator[Record | Quarantined]:
    """The rows of a delimited text."""
    delimiter, header = sniff_header(source.sample.text)
    delimiter = delimiter or ("\t" if "\t" in source.sample.text.split("\n", 1)[0] else ",")
    csv.field_size_limit(_ROW_CHARACTERS)
    book = source.book
    lines = RowLines(source.lines_of_text, delimiter)
    for _ in range(header):
        lines.row()
        if any(line.strip() for line in lines.taken):
            book.add(lines.number, "stray-text", lines.taken[0])
    names = lines.row()
    if names is None:
        raise WinnowError(
            f"{source.path}: the table has no header; name its columns in a first row"
        )
    reader = TableReader(names, book, DELIMITERS[delimiter], lines.number)
    while (cells := lines.row()) is not None:
        line = lines.number - len(lines.taken) + 1
        if lines.unclosed and (len(lines.taken) > 1 or cells == [""]):
            book.add(line, "unclosed-quote")
            yield Quarantined(line, _cut_row(lines, len(reader.names)), "a quote never closed")
        elif any(part.strip() for part in lines.taken):
            yield reader.entry(cells, line, "\n".join(lines.taken))


def _cut_row(lines: RowLines, width: int) -> str:
    """Give up the row just taken up to the next line that is a whole row; its text."""
    taken = lines.taken
    end = 1
    while end < len(taken):
        if taken[end].count('"') % 2 == 0 and len(_cells(taken[end], lines.delimiter)) == width:
            break
        end += 1
    lines.put_back(taken[end:])
    return "\n".join(taken[:end])
