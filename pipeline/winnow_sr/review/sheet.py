"""A sheet as people keep it: a table from a spreadsheet, whatever its separator and encoding.

Comma, semicolon, tab or bar; UTF-8, UTF-16, Windows-1252 and what else `add` reads; XLSX. Which
columns mean what is said by whoever reads the sheet: a line is the header if it names more of the
columns `known` than any other of the first lines, and at least one of `needed`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from winnow_sr.errors import WinnowError

LARGEST = 256 << 20
"""Bytes: a sheet of decisions is held in memory."""
HEADER_WITHIN = 20
"""Lines among which the header is looked for."""
SEPARATORS = (",", ";", "\t", "|")
_SAID = re.compile(r"sep=(.)")
"""The line by which spreadsheets say their separator."""


class Row(NamedTuple):
    """A row that is not empty: its line in the file (of a workbook: its row), its cells, its text."""

    line: int
    cells: list[str]
    raw: str


class Sheet(NamedTuple):
    """A table. format: csv, tsv or xlsx; line: where its header stands."""

    names: list[str]
    rows: list[Row]
    format: str
    line: int
    other_sheets: tuple[str, ...] = ()
    """Of a workbook: the sheets that were not read."""

    def place(self, path: Path, row: Row) -> str:
        """Where a row stands, for messages."""
        return f"{path.name}, {'row' if self.format == 'xlsx' else 'line'} {row.line}: "


def read_sheet(path: Path, known: Collection[str], needed: Collection[str]) -> Sheet | None:
    """The table in a file; None where it is text without such a header (RIS, say).

    known, needed: names of columns, folded (`records.exporters.folded`). WinnowError for a file that
    is missing, too large, neither text nor a workbook, or damaged.
    """
    from winnow_sr.records.detect import check_readable, detect_binary

    check_readable(path)
    if path.stat().st_size > LARGEST:
        raise WinnowError(f"{path}: a sheet of decisions cannot be so large; name the right file")
    data = path.read_bytes()
    if detect_binary(path, data[: 1 << 18]) == "xlsx":
        return _workbook(path, known, needed)
    return _text(path, data, known, needed)


def score(names: Sequence[str], known: Collection[str], needed: Collection[str]) -> int:
    """How many of the names are known; 0 unless one is needed."""
    from winnow_sr.records.exporters import folded

    found = {folded(name) for name in names}
    return len(found & set(known)) if found & set(needed) else 0


def _text(path: Path, data: bytes, known: Collection[str], needed: Collection[str]) -> Sheet | None:
    from winnow_sr.records.encodings import guess_encoding
    from winnow_sr.records.tables import RowLines
    from winnow_sr.records.text import TextFile

    name = guess_encoding(data[: 4 << 20]).name
    head = "".join(TextFile.of_bytes(data, name).chunks()).split("\n", HEADER_WITHIN + 1)
    separator, where = _header(head[: HEADER_WITHIN + 1], known, needed)
    if not separator:
        return None
    lines = RowLines(TextFile.of_bytes(data, name), separator)
    for _ in range(where):
        lines.row()
    names = lines.row() or []
    rows: list[Row] = []
    while (cells := lines.row()) is not None:
        line = lines.number - len(lines.taken) + 1
        if lines.unclosed and (len(lines.taken) > 1 or cells == [""]):
            raise WinnowError(f"{path}, line {line}: a quote is never closed")
        if any(cell.strip() for cell in cells):
            rows.append(Row(line, [cell.strip() for cell in cells], "\n".join(lines.taken)))
    kind = "tsv" if separator == "\t" else "csv"
    return Sheet([n.strip() for n in names], rows, kind, where + 1)


def _header(
    lines: Sequence[str], known: Collection[str], needed: Collection[str]
) -> tuple[str, int]:
    """(separator, line from 0) of the header; ("", 0) where there is none."""
    import csv

    said = _SAID.fullmatch(lines[0].strip("\r\n")) if lines else None
    best, where, most = "", 0, (0, 0)
    for number, line in enumerate(lines[:HEADER_WITHIN]):
        if len(line) > 20_000 or line[2:6] == "  - ":
            continue
        for separator in (said[1],) if said else SEPARATORS:
            try:
                names = next(csv.reader([line], delimiter=separator), [])
            except csv.Error:
                continue
            found = (score(names, known, needed), len(names))
            if found[0] and found > most:
                best, where, most = separator, number, found
    return best, where


def _workbook(path: Path, known: Collection[str], needed: Collection[str]) -> Sheet:
    from winnow_sr.records.workbooks import open_workbook, sheet_rows

    best, where, most = "", 0, 0
    with open_workbook(path) as workbook:
        titles = [sheet.title for sheet in workbook.worksheets]
        for title in titles:
            for number, cells in _first(sheet_rows(path, workbook[title]), HEADER_WITHIN):
                found = score(cells, known, needed)
                if found > most:
                    best, where, most = title, number, found
        if not best:
            first = titles[0] if titles else ""
            names = next(iter(sheet_rows(path, workbook[first])), (0, []))[1] if first else []
            raise WinnowError(
                f"{path}: no sheet has a header that says which citation a row is about (key, "
                f"DOI, PMID, title); the first has {', '.join(n for n in names if n) or 'nothing'}"
            )
        names, rows = [], []
        for number, cells in sheet_rows(path, workbook[best]):
            if number == where:
                names = cells
            elif number > where and any(cells):
                rows.append(Row(number, cells, "\t".join(cells)))
    while names and not names[-1]:
        names.pop()
    others = tuple(title for title in titles if title != best)
    return Sheet(names, rows, "xlsx", where, others)


def _first(rows: Iterator[tuple[int, list[str]]], most: int) -> Iterator[tuple[int, list[str]]]:
    for number, cells in rows:
        if number > most:
            return
        yield number, cells
