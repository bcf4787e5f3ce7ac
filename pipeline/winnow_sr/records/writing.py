"""Writing records to a file, by its ending: RIS, CSV, XLSX, JSONL."""

from __future__ import annotations

import csv
import json
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, TextIO

from winnow_sr.errors import WinnowError
from winnow_sr.files import whole_file
from winnow_sr.records.canonical_json import document
from winnow_sr.records.model import Record
from winnow_sr.records.ris_lines import Notes, fields_as_imported, ris_entry
from winnow_sr.text import FORMULA, safe_cell

Rows = Iterable[tuple[Record, Notes]]

COLUMNS = (
    "key", "title", "original_title", "abstract", "authors", "year", "journal", "volume", "issue",
    "pages", "issn", "doi", "pmid", "pmcid", "registry_number", "accession", "language",
    "publication_types", "keywords", "mesh", "source_database", "urls", "kind",
)  # fmt: skip
"""Columns of CSV and XLSX; the columns of our notes follow. Lists are joined with `; `."""

EXCEL_CELL = 32_767
"""Characters an Excel cell holds."""
_CUT = " [cut: a cell holds no more; the CSV, RIS and JSONL exports have all]"
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def write_export(records: Rows, path: Path) -> None:
    """Write records with our own notes to `path`; the ending says how.

    `.ris`: the entry's own tags, all of them and in order, then our notes as `N1  - winnow NAME:
    VALUE`; records of other formats by their attributes. `.csv`, `.xlsx`: one row a record; no
    cell can become a formula. `.jsonl`: one JSON object a line. The file appears whole or not at
    all. Raises `WinnowError` for another ending or a folder that cannot be written.
    """
    write = WRITERS.get(path.suffix.lower())
    if write is None:
        raise WinnowError(f"{path}: cannot write this format; name it {', '.join(WRITERS)}")
    with whole_file(path) as part:
        write(records, part)


def open_out(path: Path, newline: str = "\n", mark: bool = False) -> TextIO:
    encoding = "utf-8-sig" if mark else "utf-8"
    return path.open("w", encoding=encoding, errors="replace", newline=newline)


def write_ris(records: Rows, path: Path) -> None:
    with open_out(path) as out:
        for record, notes in records:
            fields, ours = fields_as_imported(record)
            out.write(ris_entry(fields, [*ours, *notes]))


def write_jsonl(records: Rows, path: Path) -> None:
    with open_out(path) as out:
        for record, notes in records:
            line = document(record)
            if notes:
                line["notes"] = [list(note) for note in notes]
            out.write(json.dumps(line, separators=(",", ":")) + "\n")


def row_of(record: Record) -> dict[str, str]:
    """The record as cells by column name."""
    cells = {}
    for column in COLUMNS:
        value = getattr(record, column)
        if value:
            cells[column] = "; ".join(value) if isinstance(value, tuple) else str(value)
    return cells


def write_csv(records: Rows, path: Path) -> None:
    with open_out(path, newline="", mark=True) as out:
        writer = csv.writer(out, lineterminator="\r\n")
        for row in _rows(records):
            writer.writerow([safe_cell(cell) for cell in row])


def write_xlsx(records: Rows, path: Path) -> None:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    sheet = book.create_sheet("records")
    sheet.freeze_panes = "A2"

    def cell(text: str) -> Any:
        text = _ILLEGAL.sub("", text)
        if len(text) > EXCEL_CELL:
            text = text[: EXCEL_CELL - len(_CUT)] + _CUT
        made = WriteOnlyCell(sheet, value="")
        made.value = text
        made.data_type = "s"
        if text.startswith(FORMULA):
            made.quotePrefix = True
        return made

    for row in _rows(records):
        sheet.append([cell(text) if text else None for text in row])
    book.save(path)


def _rows(records: Rows) -> Iterator[list[str]]:
    """Header and rows. The names of our notes are known only at the end, so rows wait on disk."""
    names: dict[str, None] = {}
    with tempfile.TemporaryFile("w+", encoding="utf-8") as waiting:
        for record, notes in records:
            names.update(dict.fromkeys(name for name, _ in notes))
            waiting.write(json.dumps([row_of(record), dict(notes)]) + "\n")
        columns = [_note_column(name) for name in names]
        yield [*COLUMNS, *columns]
        waiting.seek(0)
        for line in waiting:
            cells, ours = json.loads(line)
            yield [cells.get(c, "") for c in COLUMNS] + [str(ours.get(n, "")) for n in names]


def _note_column(name: str) -> str:
    return f"{name} (winnow)" if name in COLUMNS else name


WRITERS: dict[str, Callable[[Rows, Path], None]] = {
    ".ris": write_ris,
    ".csv": write_csv,
    ".xlsx": write_xlsx,
    ".jsonl": write_jsonl,
}
