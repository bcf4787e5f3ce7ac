"""Tables: CSV, TSV and workbooks, one record a row, columns found by their header."""

from __future__ import annotations

import csv
import datetime
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from winnow_sr.errors import WinnowError
from winnow_sr.records.columns import IDENTIFYING, KNOWN, TABLE, folded
from winnow_sr.records.mapping import Mapper
from winnow_sr.records.model import Record
from winnow_sr.records.notes import NoteBook, Quarantined
from winnow_sr.records.tags import Row
from winnow_sr.records.text import TextFile

DELIMITERS = {",": "csv", "\t": "tsv", ";": "csv", "|": "csv"}
HEADER_WITHIN = 20
"""Lines at the start of a table among which its header is looked for."""
_ROW_LINES = 1000
_ROW_CHARACTERS = 1 << 20
_GUARDED = ("'=", "'+", "'-", "'@")


def header_score(names: list[str]) -> int:
    """How many of the names are known column names; 0 unless one of them tells what a record is."""
    found = {folded(name) for name in names}
    return len(found & KNOWN) if found & IDENTIFYING else 0


def sniff_header(sample: str) -> tuple[str, int]:
    """(delimiter, line from 0) of the header in the first lines; ("", 0) if there is none."""
    best, where, score = "", 0, 0
    for number, line in enumerate(sample.split("\n", HEADER_WITHIN)[:HEADER_WITHIN]):
        if len(line) > 20_000 or line[2:5] == "  -":
            continue
        for delimiter in DELIMITERS:
            names = next(csv.reader([line], delimiter=delimiter), [])
            found = header_score(names)
            if found > score and (len(names) > 1 or line.strip().lower() == "title"):
                best, where, score = delimiter, number, found
    return best, where


class TableReader:
    """Turns rows into records. `header` is the header row."""

    def __init__(self, header: list[str], book: NoteBook, format: str, line: int) -> None:
        self.names = [name.strip() for name in header]
        self.book = book
        order: list[tuple[int, Row]] = []
        for name in dict.fromkeys(self.names):
            rows = [(i, row) for i, row in enumerate(TABLE) if folded(row.tag) == folded(name)]
            if not rows and name:
                book.add(line, "unmapped-column", name)
            order += [(place, row._replace(tag=name)) for place, row in rows]
        if len(set(self.names)) < len(self.names):
            twice = next(n for n in self.names if self.names.count(n) > 1)
            book.add(line, "repeated-column", twice)
        self.mapper = Mapper(format, tuple(row for _, row in sorted(order)))

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


class _Lines:
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
        while len(self.taken) < _ROW_LINES and sum(map(len, self.taken[-1:])) < _ROW_CHARACTERS:
            line = self._back.popleft() if self._back else next(self._lines, None)
            if line is None:
                break
            self.number += 1
            self.taken.append(line)
            yield line + "\n"
        self.unclosed = True  # the reader asks for more only inside quotes

    def row(self) -> list[str] | None:
        """The cells of the next row; None at the end. `taken` holds its lines."""
        self.taken, self.unclosed = [], False
        row = next(csv.reader(self._next(), delimiter=self.delimiter), None)
        return None if not self.taken else row or []

    def put_back(self, lines: list[str]) -> None:
        self._back.extendleft(reversed(lines))
        self.number -= len(lines)


def read_csv(
    text: TextFile, book: NoteBook, delimiter: str, header: int
) -> Iterator[Record | Quarantined]:
    """The rows of a delimited text whose header is on line `header` (from 0)."""
    csv.field_size_limit(4 * _ROW_CHARACTERS)
    lines = _Lines(text, delimiter)
    for _ in range(header):
        lines.row()
        if any(line.strip() for line in lines.taken):
            book.add(lines.number, "stray-text", lines.taken[0])
    names = lines.row()
    if names is None:
        raise WinnowError("the table has no header")
    reader = TableReader(names, book, DELIMITERS[delimiter], lines.number)
    while (cells := lines.row()) is not None:
        line = lines.number - len(lines.taken) + 1
        if lines.unclosed and len(lines.taken) > 1:
            book.add(line, "unclosed-quote")
            yield Quarantined(line, _cut_row(lines, len(reader.names)), "a quote never closed")
        elif any(part.strip() for part in lines.taken):
            yield reader.entry(cells, line, "\n".join(lines.taken))


def _cut_row(lines: _Lines, width: int) -> str:
    """Give up the row just taken up to the next line that is a whole row; its text."""
    taken = lines.taken
    end = 1
    while end < len(taken):
        cells = next(csv.reader([taken[end]], delimiter=lines.delimiter), [])
        if len(cells) == width and taken[end].count('"') % 2 == 0:
            break
        end += 1
    lines.put_back(taken[end:])
    return "\n".join(taken[:end])


def read_xlsx(path: Path, book: NoteBook) -> Iterator[Record | Quarantined]:
    """The rows of the sheet whose header we know best; other sheets are noted."""
    import warnings

    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # styles and extensions that do not matter here
            # Opened here, since openpyxl refuses by the ending of a name.
            workbook = load_workbook(path.open("rb"), read_only=True, data_only=True)
    except Exception as error:  # openpyxl raises whatever the damage makes it meet
        raise WinnowError(
            f"{path}: the workbook cannot be opened ({error}); save it again"
        ) from error
    try:
        yield from _sheet_entries(path, workbook, book)
    finally:
        workbook.close()


def _sheet_entries(path: Path, workbook: Any, book: NoteBook) -> Iterator[Record | Quarantined]:
    best, where, score = None, 0, 0
    for sheet in workbook.worksheets:
        sheet.reset_dimensions()
        for number, row in enumerate(sheet.iter_rows(max_row=HEADER_WITHIN, values_only=True)):
            found = header_score([_cell(value) for value in row])
            if found > score:
                best, where, score = sheet, number, found
    if best is None:
        raise WinnowError(
            f"{path}: no sheet has a header with a column `title`; name the columns in its first row"
        )
    for sheet in workbook.worksheets:
        if sheet is not best:
            book.add(0, "other-sheet", sheet.title)
    reader: TableReader | None = None
    rows = best.iter_rows(min_row=where + 1, values_only=True)
    number = where
    try:
        for number, row in enumerate(rows, where + 1):
            cells = [_cell(value) for value in row]
            if reader is None:
                while cells and not cells[-1]:
                    cells.pop()
                reader = TableReader(cells, book, "xlsx", number)
            elif any(cells):
                cells += [""] * (len(reader.names) - len(cells))  # empty cells are not stored
                yield reader.entry(cells, number, "\t".join(cells))
    except (WinnowError, GeneratorExit):
        raise
    except Exception as error:  # a damaged sheet: keep the rows before
        book.add(number + 1, "broken-file", str(error))
        yield Quarantined(number + 1, "", f"the sheet cannot be read from here: {error}")


def _cell(value: Any) -> str:
    """A cell's value as text: whole numbers without decimals, dates as YYYY-MM-DD."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    return str(value).strip()
