"""Workbooks (XLSX), one record a row, with limits on what a small file may grow to."""

from __future__ import annotations

import datetime
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from winnow_sr.errors import WinnowError
from winnow_sr.records.format import Source
from winnow_sr.records.model import Record
from winnow_sr.records.notes import NoteBook, Quarantined, brief
from winnow_sr.records.tables import HEADER_WITHIN, TableReader, header_score

_STRINGS = 256 << 20
"""Bytes that the part with all texts may have: it is held in memory."""
_SHEETS = 2 << 30
"""Bytes that all sheets may have: they are streamed."""
_SWOLLEN = 32 << 20
_RATIO = 50
"""Bytes from which a workbook is no table of texts if it packs them so many times smaller."""
_CELL = 4 << 20
"""Bytes between two elements: a cell of Excel holds 32,767 letters."""


def read_workbook(source: Source) -> Iterator[Record | Quarantined]:
    """The rows of the sheet whose header we know best; other sheets are noted."""
    with open_workbook(source.path) as workbook:
        yield from _sheet_entries(source.path, workbook, source.book)


@contextmanager
def open_workbook(path: Path) -> Iterator[Any]:
    """A workbook of openpyxl, for reading; WinnowError where it is damaged or too large."""
    import warnings

    from openpyxl import load_workbook

    _check_sizes(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # styles and extensions that do not matter here
            # Opened here, since openpyxl refuses by the ending of a name.
            workbook = load_workbook(path.open("rb"), read_only=True, data_only=True)
    except Exception as error:  # openpyxl raises whatever the damage makes it meet
        raise WinnowError(
            f"{path}: the workbook cannot be opened ({brief(error)}); save it again"
        ) from error
    try:
        yield workbook
    finally:
        workbook.close()


def sheet_rows(path: Path, sheet: Any) -> Iterator[tuple[int, list[str]]]:
    """(row from 1, its cells as texts) of one sheet; WinnowError where it is damaged."""
    try:
        sheet.reset_dimensions()
        for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
            yield number, [_cell(value) for value in row]
    except (WinnowError, GeneratorExit):
        raise
    except Exception as error:  # openpyxl raises whatever the damage makes it meet
        raise WinnowError(f"{path}: sheet {sheet.title} cannot be read ({brief(error)})") from error


def _check_sizes(path: Path) -> None:
    """Raise `WinnowError` for a workbook that would grow beyond measure."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = [part for part in archive.infolist() if part.filename.startswith("xl/")]
            sheets = sum(p.file_size for p in parts if "worksheets/" in p.filename)
            strings = sum(p.file_size for p in parts if "sharedStrings" in p.filename)
            swollen = sheets + strings > _SWOLLEN and (
                sheets + strings > _RATIO * sum(part.compress_size for part in parts)
            )
            if sheets > _SHEETS or strings > _STRINGS or swollen:
                raise _too_large(path, sheets + strings)
            for part in parts:
                if part.file_size > _CELL and _longest_text(archive, part) > _CELL:
                    raise _too_large(path, part.file_size)
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError) as error:
        raise WinnowError(
            f"{path}: the workbook cannot be opened ({brief(error)}); save it again"
        ) from error
    except WinnowError:
        raise
    except Exception as error:  # zlib's own errors, and passwords
        raise WinnowError(
            f"{path}: the workbook cannot be opened ({brief(error)}); save it again"
        ) from error


def _too_large(path: Path, size: int) -> WinnowError:
    return WinnowError(
        f"{path}: the workbook holds {size / 1e6:,.0f} MB, or one cell beyond all measure; save the "
        "table as CSV and add that"
    )


def _longest_text(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> int:
    """The most bytes between two elements, roughly: as far as whole pieces hold none."""
    longest = run = 0
    with archive.open(part) as stream:
        while piece := stream.read(1 << 20):
            at = piece.rfind(b"<")
            run = run + len(piece) if at < 0 else len(piece) - at
            longest = max(longest, run)
            if longest > _CELL:
                break
    return longest


def _sheet_entries(path: Path, workbook: Any, book: NoteBook) -> Iterator[Record | Quarantined]:
    best, where, score = None, 0, 0
    for sheet in workbook.worksheets:
        try:
            sheet.reset_dimensions()
            rows = sheet.iter_rows(max_row=HEADER_WITHIN, values_only=True)
            for number, row in enumerate(rows):
                found = header_score([_cell(value) for value in row])
                if found > score:
                    best, where, score = sheet, number, found
        except Exception as error:  # damage in one sheet: look at the others
            book.add(0, "broken-file", f"{sheet.title}: {brief(error)}")
    if best is None:
        raise WinnowError(
            f"{path}: no sheet has a header with a column `title`; name the columns in its first row"
        )
    for sheet in workbook.worksheets:
        if sheet is not best:
            book.add(0, "other-sheet", sheet.title)
    reader: TableReader | None = None
    number = where
    try:
        rows = best.iter_rows(min_row=where + 1, values_only=True)
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
        book.add(number + 1, "broken-file", brief(error))
        yield Quarantined(number + 1, "", f"the sheet cannot be read from here: {brief(error)}")


def _cell(value: Any) -> str:
    """A cell's value as text: whole numbers without decimals, dates as YYYY-MM-DD."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    return str(value).strip()
