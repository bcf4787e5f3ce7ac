"""Opening an export: find out what it is, then stream its entries."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec

from winnow_sr.errors import WinnowError
from winnow_sr.records.detect import check_readable, detect_binary, detect_format, named_format
from winnow_sr.records.encodings import first_letters, guess_encoding
from winnow_sr.records.format import Entry, Format, Sample, Source
from winnow_sr.records.formats import FORMATS
from winnow_sr.records.model import Record
from winnow_sr.records.notes import Note, NoteBook, Quarantined, brief
from winnow_sr.records.plausible import Plausibility
from winnow_sr.records.text import SAMPLE, TextFile

_WEAK = frozenset(("csv", "tsv", "xlsx", "vertical-csv", "csl-json"))
"""Formats for which an entry without a title is no entry."""


_LONGEST_RAW = 200_000
"""Characters of the text of an entry in quarantine that are kept."""


class Parsed(msgspec.Struct, frozen=True):
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

    `format`, `encoding` and `even_so` are known from the start (another process opens the same file
    with them); `notes` grows while reading; `progress` is (bytes read, bytes in all). Raises `WinnowError` at the end if there was no entry, or if the
    entries as a whole are not plausible and the file was not opened with `even_so`.
    """

    def __init__(self, format: Format, source: Source, even_so: bool = False) -> None:
        self.format = format.name
        self.encoding = source.text.encoding if source.text else ""
        self._format = format
        self._source = source
        self.even_so = even_so

    @property
    def notes(self) -> list[Note]:
        return self._source.book.notes

    @property
    def progress(self) -> tuple[int, int]:
        return self._source.text.progress if self._source.text else (0, 0)

    def __iter__(self) -> Iterator[Entry]:
        book = self._source.book
        seen: set[int] = set()
        check = Plausibility(book, self._source.sample, self.format in _WEAK)
        records = titled = 0
        for entry in self._entries():
            if isinstance(entry, Record):
                records += 1
                if entry.title:
                    titled += 1
                if entry.accession:
                    key = hash(entry.accession)
                    if key in seen:
                        book.add(entry.line, "repeated-accession", entry.accession)
                    else:
                        seen.add(key)
            elif check.hopeless(entry, records) and not self.even_so:
                break
            elif len(entry.raw) > _LONGEST_RAW:
                cut = entry.raw[:_LONGEST_RAW] + f"... [{len(entry.raw):,} characters in all]"
                entry = Quarantined(entry.line, cut, entry.reason)
            yield entry
        check.records, check.titled = records, titled
        book.close()
        name = self._source.path
        if not check.records and not check.quarantined:
            raise WinnowError(f"{name}: no entry found in it; export the results again")
        if not self.even_so and (doubt := check.doubt()):
            raise WinnowError(
                f"{name}: read as {self._format.title}, {doubt}; so it is not imported. Export the "
                "results as RIS, name the format with --format, or say --even-so to take it as it is"
            )

    def _entries(self) -> Iterator[Entry]:
        """The entries; whatever goes wrong in reading them becomes one line for the reader."""
        try:
            yield from self._format.read(self._source)
        except (WinnowError, GeneratorExit):
            raise
        except MemoryError as error:
            raise WinnowError(
                f"{self._source.path}: the file needs more memory than there is; export the results "
                "in parts"
            ) from error
        except Exception as error:
            raise WinnowError(
                f"{self._source.path}: a fault of winnow stopped the reading as {self._format.title} "
                f"({type(error).__name__}: {brief(error)}); nothing was imported. Export the results "
                "as RIS, and report this line"
            ) from error


def open_export(path: Path, *, format: str = "", even_so: bool = False) -> ExportReader:
    """Open an export file of any format, found by the evidence in its content.

    format: read it as this (a name of `FORMATS`), whatever it looks like; even_so: keep its
    entries even if they are not plausible as a whole. Raises `WinnowError` (one line: what it is,
    what to export instead) for a folder, a missing, empty or binary file, or a text in which no
    format is recognised.
    """
    wanted = named_format(format) if format else None
    check_readable(path)
    with path.open("rb") as stream:
        head = stream.read(SAMPLE)
        guess = guess_encoding(first_letters(stream, head))
    book = NoteBook()
    if detect_binary(path, head) == "xlsx":
        source = Source(path, None, book, Sample("", path.suffix))
        return ExportReader(FORMATS["xlsx"], source, even_so)
    name = guess.name
    if name == "utf-8" and head.startswith(b"\xef\xbb\xbf"):
        name = "utf-8-sig"
    sample = Sample(_sample_text(head, name), path.suffix, path.stat().st_size <= len(head))
    chosen = wanted or detect_format(path, sample)
    if chosen.name == "xlsx":
        raise WinnowError(f"{path}: this is text, no workbook; leave --format out")
    if not guess.certain:
        book.add(0, "encoding-guessed", name)
    text = TextFile.open(path, name, book)
    return ExportReader(chosen, Source(path, text, book, sample), even_so)


def _sample_text(head: bytes, encoding: str) -> str:
    return next(TextFile.of_bytes(head, encoding).chunks(), "")


def read_export(path: Path, *, format: str = "", even_so: bool = False) -> Parsed:
    """A whole file at once; see `open_export`."""
    return _parsed(open_export(path, format=format, even_so=even_so))


def read_text(text: str, format: str) -> Parsed:
    """The entries of a text in a given format: a quarantined entry that was repaired."""
    book = NoteBook()
    source = Source(Path("the text"), TextFile.of_text(text, book), book, Sample(text))
    return _parsed(ExportReader(named_format(format), source, even_so=True))


def _parsed(reader: ExportReader) -> Parsed:
    records: list[Record] = []
    quarantined: list[Quarantined] = []
    for entry in reader:
        if isinstance(entry, Record):
            records.append(entry)
        else:
            quarantined.append(entry)
    return Parsed(reader.format, reader.encoding, records, reader.notes, quarantined)
