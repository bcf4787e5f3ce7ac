"""Which format a file is in, by evidence in its content; plain words for what is no export.

A format is taken only if something speaks for it: entries begin in it, and it explains a good
part of the lines. The name of a file says nothing, but for `.ciw`.
"""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from winnow_sr.errors import WinnowError
from winnow_sr.records.format import Format, Sample
from winnow_sr.records.formats import FORMATS

_EXPORT_AS = "export the results as RIS, NBIB (PubMed) or CSV and add that file"
_ENOUGH = 0.35
_ENOUGH_OF_A_TABLE = 0.6
"""Shares of lines that a format must explain."""

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


def unreadable(path: Path, what: str, instead: str = _EXPORT_AS) -> WinnowError:
    """The error for a file that is no export."""
    return WinnowError(f"{path}: {what}; {instead}")


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
    try:
        with zipfile.ZipFile(path) as archive:
            return name in archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False


def _looks_like_text(sample: bytes) -> bool:
    """Few control characters, unless every other byte is zero (UTF-16)."""
    if not sample or sample.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        return True
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if max(even, odd) > max(3, len(sample) / 50) and min(even, odd) < max(even, odd) / 10:
        return True
    controls = len(sample) - len(sample.translate(None, bytes(set(range(32)) - {9, 10, 12, 13})))
    return controls <= max(8, len(sample) / 50)


def named_format(name: str) -> Format:
    """The format of this name; raises `WinnowError` for one that is not known."""
    found = FORMATS.get(name.strip().lower())
    if found is None:
        raise WinnowError(f"unknown format {name!r}; known are {', '.join(FORMATS)}")
    return found


def detect_format(path: Path, sample: Sample) -> Format:
    """The format with the most evidence for it.

    Raises `WinnowError` (what it looks like, what to export instead) if there is too little.
    """
    if (what := _refused(sample)) is not None:
        raise unreadable(path, *what)
    found = [(format.evidence(sample), format) for format in FORMATS.values()]
    found = [
        (evidence, format)
        for evidence, format in found
        if evidence.entries and evidence.explained > 0
    ]
    if not found:
        raise _unrecognised(path, sample)
    best, format = max(found, key=lambda pair: (round(pair[0].explained, 2), pair[0].entries > 1))
    enough = _ENOUGH_OF_A_TABLE if format.name in ("csv", "tsv") else _ENOUGH
    if best.explained < enough:
        raise WinnowError(
            f"{path}: this looks like {format.title}, but only {best.explained:.0%} of its lines are "
            f"explained by that; {_EXPORT_AS}, or say --format {format.name} to read it all the same"
        )
    return format


_REFUSED: tuple[tuple[str, re.Pattern[str], str, str], ...] = (
    (
        "<",
        re.compile(r"<rdf:RDF\b"),
        "this is RDF of Zotero or another reference manager",
        "in Zotero choose File, Export Library, format RIS, and add that file",
    ),
    (
        "{[",
        re.compile(r'"itemType"\s*:|"translatorID"\s*:|"citationKey"\s*:'),
        "this is JSON of Zotero (Better BibTeX)",
        "in Zotero choose File, Export Library, format RIS or CSL JSON, and add that file",
    ),
    (
        "{[",
        re.compile(r'"(?:openalex|abstract_inverted_index|cited_by_api_url)"\s*:'),
        "this is JSON of OpenAlex",
        "export the results as CSV and add that file",
    ),
    (
        "<",
        re.compile(r"(?i)<!doctype html|<html\b"),
        "this is a web page",
        _EXPORT_AS,
    ),
    (
        "<",
        re.compile(r"<(?:\w+:)?mods(?:Collection)?\b"),
        "this is MODS XML",
        "export the results as RIS and add that file",
    ),
)
"""First characters, what the beginning holds, what it is, what to do instead."""


def _refused(sample: Sample) -> tuple[str, str] | None:
    """What a file of a known kind that is not read is, and the way out."""
    first = sample.start[:1]
    for starts, mark, what, instead in _REFUSED:
        if first and first in starts and mark.search(sample.text, 0, 1 << 16):
            return what, instead
    return None


_TAGGED = re.compile(r"(?m)^(?:[A-Z][A-Z0-9]{1,3} {0,2}- |%[A-Z0-9] |[A-Z][A-Z0-9] \S)")


def _unrecognised(path: Path, sample: Sample) -> WinnowError:
    """The error for a text in which no format is recognised."""
    start = sample.start
    if start.startswith(("{", "[")):
        return unreadable(path, "this is JSON, but none that is known here")
    if start.startswith("<"):
        root = re.search(r"<([A-Za-z][\w:.-]*)", start)
        name = f" (its first element is <{root[1][:40]}>)" if root else ""
        return unreadable(path, f"this is XML, but none that is known here{name}")
    tagged = len(_TAGGED.findall(sample.text[: 1 << 16]))
    if tagged > 3 and tagged * 3 > len(sample.lines):
        return unreadable(
            path,
            "no entry found: these are lines with tags, but nothing shows where an entry begins "
            "(TY and ER, PMID-, PT, %0, <1. >)",
            "export the results again as RIS, or say --format",
        )
    first = sample.lines[0] if sample.lines else ""
    if first.count(",") > 1 or first.count("\t") > 1 or first.count(";") > 1:
        return unreadable(
            path,
            "no entry found: this may be a table, but no column of its first lines is called title, "
            "abstract, DOI or PMID",
            "name its columns in the first row, or export the results as RIS",
        )
    return unreadable(path, "no entry of a format known here was found in it")
