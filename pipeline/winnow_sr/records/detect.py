"""Which format a file is in, by its content; and plain words for what is no export at all."""

from __future__ import annotations

import re
from pathlib import Path

from winnow_sr.errors import WinnowError

_EXPORT_AS = "export the results as RIS, NBIB (PubMed) or CSV and add that file"

_BINARY: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "a PDF"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\xd0\xcf\x11\xe0", "an old Office file (.doc, .xls): save it as .xlsx or .csv; or"),
    (b"\x1f\x8b", "a gzip archive: unpack it; or"),
    (b"7z\xbc\xaf", "a 7-Zip archive: unpack it; or"),
    (b"Rar!", "a RAR archive: unpack it; or"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"{\\rtf", "an RTF document"),
    (b"\x00\x05\x16\x07", "a macOS resource file, not the export itself"),
)

_TEXT: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("pubmed-xml", re.compile(r"<(?:PubmedArticleSet|PubmedArticle|PubmedBookArticle)\b")),
    ("endnote-xml", re.compile(r"<xml>\s*<records>|<records>\s*<record>|<record>\s*<database")),
    ("ris", re.compile(r"(?m)^[ \t]*TY[ \t]{0,4}-(?!\w*\s*-)|^ER  -")),
    ("nbib", re.compile(r"(?m)^PMID ?- ?\d|^(?:PMID|OWN|STAT|DCOM|JT|FAU|OID) ?- ")),
    (
        "wos",
        re.compile(r"(?m)^PT [A-Z]\s*$|^FN (?:Clarivate|Thomson|ISI|Web of)|^UT (?:WOS|ISI|MED)"),
    ),
    ("enw", re.compile(r"(?m)^%0 \S|^%[TA] \S")),
    ("bibtex", re.compile(r"(?m)^\s*@[A-Za-z]+\s*[{(]\s*[^\s,{}]*\s*,?")),
    ("ris", re.compile(r"(?m)^(?:TI|T1|AU|AB|PY|ID|AN|DO)  - ?")),
    ("wos", re.compile(r"(?m)^(?:AU|TI|SO|UT) \S.*\n(?:   |[A-Z][A-Z0-9] )")),
)
"""Tried in this order; the first that matches earliest in the sample wins."""


def unreadable(path: Path, what: str) -> WinnowError:
    """The error for a file that is no export."""
    return WinnowError(f"{path}: {what}; {_EXPORT_AS}")


def check_readable(path: Path) -> None:
    """Raise `WinnowError` if there is no file to read."""
    if path.is_dir():
        raise WinnowError(f"{path} is a folder, not a file: name the export files in it")
    if not path.exists():
        raise WinnowError(f"{path}: no such file; check the name and the folder")
    if path.stat().st_size == 0:
        raise unreadable(path, "the file is empty (0 bytes)")
    try:
        with path.open("rb"):
            pass
    except OSError as error:
        raise WinnowError(f"{path} cannot be read: {error.strerror}") from error


def detect_binary(path: Path, sample: bytes) -> str:
    """`xlsx` for a workbook, empty for text; raises `WinnowError` for other binary files."""
    if path.suffix.lower() in (".enl", ".enlx") and not _looks_like_text(sample):
        raise WinnowError(
            f"{path} is an EndNote library: in EndNote choose File, Export, output style "
            "`RefMan (RIS) Export`, and add that file"
        )
    if sample.startswith(b"PK\x03\x04"):
        if b"xl/" in sample or _zip_has(path, "xl/workbook.xml"):
            return "xlsx"
        raise unreadable(path, "a zip archive that is no workbook: unpack it")
    for start, what in _BINARY:
        if sample.lstrip().startswith(start) or sample.startswith(start):
            raise unreadable(path, f"this is {what}")
    if not _looks_like_text(sample):
        raise unreadable(path, "this is a binary file, not text")
    return ""


def _zip_has(path: Path, name: str) -> bool:
    import zipfile

    try:
        with zipfile.ZipFile(path) as archive:
            return name in archive.namelist()
    except (zipfile.BadZipFile, OSError):
        return False


def _looks_like_text(sample: bytes) -> bool:
    """Few control characters, unless every other byte is zero (UTF-16)."""
    if not sample or sample.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        return True
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if max(even, odd) > len(sample) / 5 and min(even, odd) < max(even, odd) / 10:
        return True
    controls = len(sample) - len(sample.translate(None, bytes(set(range(32)) - {9, 10, 12, 13})))
    return controls <= max(8, len(sample) / 50)


def detect_format(sample: str, suffix: str) -> tuple[str, int]:
    """(format, where its first mark stands) of a text; empty if nothing is recognised."""
    best, where = "", len(sample) + 1
    for name, pattern in _TEXT:
        found = pattern.search(sample)
        if found and found.start() < where:
            best, where = name, found.start()
    if best == "wos" and suffix.lower() == ".ciw":
        return "ciw", where
    return best, where


def unrecognised(path: Path, sample: str) -> WinnowError:
    """The error for a text in which no format is recognised."""
    start = sample.lstrip()[:200].lower()
    for marks, what in _OTHER_TEXT:
        if start.startswith(marks):
            return unreadable(path, f"this is {what}")
    return unreadable(path, "no entry of a format known here was found in it")


_OTHER_TEXT: tuple[tuple[tuple[str, ...], str], ...] = (
    (("<!doctype html", "<html"), "a web page"),
    (("{", "["), "JSON"),
    (("<?xml", "<"), "XML, but neither EndNote's nor PubMed's"),
)
