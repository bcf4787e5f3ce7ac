"""A table as CSV: UTF-8 with a mark so that Excel reads it; no cell can become a formula."""

from __future__ import annotations

import csv
import io

from winnow_sr.report.document import Cell, Table, printable
from winnow_sr.text import safe_cell


def to_csv(table: Table) -> bytes:
    """The table with its headings; a table without rows is its headings."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([safe_cell(name) for name in table.columns])
    for row in table.rows:
        writer.writerow([_cell(value) for value in row])
    return out.getvalue().encode("utf-8-sig")


def _cell(value: Cell) -> Cell:
    return value if isinstance(value, int) else safe_cell(printable(value))
