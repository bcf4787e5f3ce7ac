"""Opening an export: find out what it is, then stream its entries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from winnow_sr.errors import WinnowError
from winnow_sr.records.detect import check_readable, detect_binary, detect_format, unrecognised
from winnow_sr.records.model import Record
from winnow_sr.records.notes import Note, NoteBook, Quarantined
from winnow_sr.records.ris import read_ris
from winnow_sr.records.tables import DELIMITERS, read_csv, read_xlsx, sniff_header
from winnow_sr.records.tagged import DIALECTS, read_tagged
from winnow_sr.records.tags import FORMATS
from winnow_sr.records.text import SAMPLE, TextFile, guess_encoding


@dataclass(frozen=True, slots=True)
class Parsed:
    """A whole file, read."""

    format: str
    encoding: str
    records: list[Record]
    notes: list[Note]
    quarantined: list[Quarantined]

    @property
    def entries(self) -> int:
        return len(self.records) + len(self.quarantined)


class ExportReader:
    """Iterating yields every entry once, in order, as `Record` or `Quarantined`.

    `format` and `encoding` are known from the start; `notes` grows while reading; `progress` is
    (bytes read, bytes in all). Raises `WinnowError` at the end if there was no entry.
    """

    def __init__(
        self,
        name: str,
        format: str,
        encoding: str,
        book: NoteBook,
        text: TextFile | None,
        entries: Iterator[Record | Quarantined],
    ) -> None:
        self.format = format
        self.encoding = encoding
        self._name = name
        self._book = book
        self._text = text
        self._entries = entries
        self._seen: set[int] = set()
        self._count = 0

    @property
    def notes(self) -> list[Note]:
        return self._book.notes

    @property
    def progress(self) -> tuple[int, int]:
        return self._text.progress if self._text else (0, 0)

    def __iter__(self) -> Iterator[Record | Quarantined]:
        seen = self._seen
        for entry in self._entries:
            self._count += 1
            if isinstance(entry, Record) and entry.accession:
                key = hash(entry.accession)
                if key in seen:
                    self._book.add(entry.line, "repeated-accession", entry.accession)
                else:
                    seen.add(key)
            yield entry
        self._book.close()
        if not self._count:
            raise WinnowError(f"{self._name}: no entry found in it; export the results again")


def open_export(path: Path) -> ExportReader:
    """Open an export file of any supported format, found by content and not by ending.

    Raises `WinnowError` (one line: what it is, what to export instead) for a folder, a missing,
    empty or binary file, or a text in which no format is recognised.
    """
    check_readable(path)
    with path.open("rb") as stream:
        sample = stream.read(SAMPLE)
    book = NoteBook()
    if detect_binary(path, sample) == "xlsx":
        return ExportReader(str(path), "xlsx", "", book, None, read_xlsx(path, book))
    encoding = guess_encoding(sample)
    text = TextFile.open(path, encoding, book)
    return _reader(str(path), _sample_text(path, encoding), path.suffix, text, book)


def _sample_text(path: Path, encoding: str) -> str:
    with path.open("rb") as stream:
        data = stream.read(SAMPLE)
    return next(TextFile.of_bytes(data, encoding).chunks(), "")


def _reader(name: str, sample: str, suffix: str, text: TextFile, book: NoteBook) -> ExportReader:
    delimiter, header = sniff_header(sample)
    format, mark = detect_format(sample, suffix)
    if delimiter and mark >= _start_of_line(sample, header):
        format = DELIMITERS[delimiter]  # what looks like another format stands in a cell
    if not format:
        raise unrecognised(Path(name), sample)
    entries = _entries(format, text, book, delimiter, header)
    return ExportReader(name, format, text.encoding, book, text, entries)


def _start_of_line(text: str, line: int) -> int:
    """Where line `line` (from 0) begins."""
    return sum(len(part) + 1 for part in text.split("\n", line)[:line])


def _entries(
    format: str, text: TextFile, book: NoteBook, delimiter: str, header: int
) -> Iterator[Record | Quarantined]:
    if format == "ris":
        return read_ris(text, book)
    if format in DIALECTS:
        return read_tagged(text, book, format)
    if format in ("csv", "tsv"):
        return read_csv(text, book, delimiter or ",", header)
    if format == "bibtex":
        from winnow_sr.records.bibtex import read_bibtex

        return read_bibtex(text, book)
    if format in ("endnote-xml", "pubmed-xml"):
        from winnow_sr.records.xmlfiles import read_xml

        return read_xml(text, book, format)
    raise WinnowError(f"unknown format {format!r}: {', '.join(FORMATS)}, csv, tsv")


def read_export(path: Path) -> Parsed:
    """A whole file at once; see `open_export`."""
    reader = open_export(path)
    return _parsed(reader)


def read_text(text: str, format: str) -> Parsed:
    """The entries of a text in a given format: a quarantined entry that was repaired."""
    book = NoteBook()
    source = TextFile.of_text(text, book)
    entries = _entries(format, source, book, *sniff_header(text))
    return _parsed(ExportReader("the text", format, "utf-8", book, source, entries))


def _parsed(reader: ExportReader) -> Parsed:
    records: list[Record] = []
    quarantined: list[Quarantined] = []
    for entry in reader:
        if isinstance(entry, Record):
            records.append(entry)
        else:
            quarantined.append(entry)
    return Parsed(reader.format, reader.encoding, records, reader.notes, quarantined)
