"""Tables as spreadsheets save them: any encoding, separator and line end; numbers as people write
them. Knows nothing of PRISMA but the names of its columns."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from winnow_sr.errors import WinnowError

NOTHING = frozenset({"", "na", "n/a", "null", "none"})
"""What stands for no value, in lower case."""
_SEPARATORS = ",;\t|"
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:[,.'’\s]\d{3})+")
_PLACEHOLDER = re.compile(r"x{2,}", re.IGNORECASE)
_SEP_LINE = re.compile(r"\"?sep=(.|\\t)\"?[,;\t ]*", re.IGNORECASE)
_BOMS = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
    (b"\xef\xbb\xbf", "utf-8-sig"),
)


class Record(NamedTuple):
    """One row: the line it ends on, and its cells by column name (in lower case)."""

    line: int
    cells: dict[str, str]


class Named(NamedTuple):
    """A name and its number; the number as written where it is none."""

    label: str
    n: int | None
    written: str


def read_bytes(path: Path) -> bytes:
    """The content of a file. WinnowError where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise WinnowError(f"{path}: cannot be read ({error.strerror}); check the path") from error


def decoded(raw: bytes) -> str:
    """Text in UTF-8, UTF-16, UTF-32 or the Windows code page, its line ends made one."""
    return re.sub(r"\r\n?", "\n", _text(raw)).replace("\0", "")


def _text(raw: bytes) -> str:
    for bom, encoding in _BOMS:
        if raw.startswith(bom):
            return raw.decode(encoding, errors="replace")
    for start, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):  # no mark: Latin text shows it
        if len(raw) > 3 and raw[start::2].count(0) > 0.7 * len(raw[start::2]):
            return raw.decode(encoding, errors="replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def records(text: str, path: Path, needed: Sequence[str]) -> list[Record]:
    """The rows below the header. Blank lines and a `sep=` line before it are passed over.

    WinnowError, with the line, where a needed column is missing or the text is no table.
    """
    lines = text.split("\n")
    first = next((i for i, line in enumerate(lines) if line.strip(" ,;\t")), 0)
    told = _SEP_LINE.fullmatch(lines[first].strip(" "))
    if told:
        first = next((i for i in range(first + 1, len(lines)) if lines[i].strip()), first)
    header = lines[first]
    separator = told[1].replace("\\t", "\t") if told else max(_SEPARATORS, key=header.count)
    reader = csv.reader(io.StringIO("\n".join(lines[first:])), delimiter=separator)
    try:
        names = [name.strip().lower() for name in next(reader, [])]
        if not set(needed) <= set(names):
            raise WinnowError(
                f"{path}: line {first + 1} must name the columns data,node,box,description,boxtext,"
                f"tooltips,url,n (found: {', '.join(names)[:80] or 'nothing'})"
            )
        blank = dict.fromkeys(names, "")
        return [
            Record(first + reader.line_num, blank | _cells(names, row))
            for row in reader
            if any(cell.strip() for cell in row)
        ]
    except csv.Error as error:
        where = first + reader.line_num
        raise WinnowError(f"{path}: line {where}: not readable as CSV ({error})") from error


def _cells(names: Sequence[str], row: Sequence[str]) -> dict[str, str]:
    return {name: value.strip() for name, value in zip(names, row, strict=False)}


def empty(text: str) -> bool:
    """No value: blank, NA, or the template's xxx."""
    return text.strip().lower() in NOTHING or _PLACEHOLDER.fullmatch(text.strip()) is not None


def whole(text: str) -> int | None:
    """A whole number, thousands separators allowed; None if it is not one."""
    compact = text.strip().replace("\u2212", "-")
    if _GROUPED.fullmatch(compact):
        return int(re.sub(r"[,.'’\s]", "", compact))
    match = re.fullmatch(r"([+-]?\d{1,15})(?:\.0*)?", compact)
    return int(match[1]) if match else None


def named(text: str) -> list[Named]:
    """ "Label, n; Label, n" as names and numbers. A lone number is one without a name."""
    found: list[Named] = []
    for part in text.split(";") if text.strip().lower() not in NOTHING else ():
        alone = whole(part)
        label, _, count = ("", "", part) if alone is not None else part.partition(",")
        label, count = label.strip(), count.strip()
        if _PLACEHOLDER.fullmatch(count) or not (label or count):
            continue
        n = whole(count)
        if n is None and "," in count:  # a comma in the label itself
            label, _, count = (text.strip() for text in part.rpartition(","))
            n = whole(count)
        found.append(Named(label, n, part.strip()))
    return found
