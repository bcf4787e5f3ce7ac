"""One export file into the review: its records and remarks stored, the event that vouches for them,
and its copy as received."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from winnow_sr.errors import WinnowError
from winnow_sr.files import cannot_write, whole_file
from winnow_sr.ledger.events import SearchImported
from winnow_sr.ledger.store import RecordRow, Store, row_bytes, rows_digest
from winnow_sr.review.answers import Imported, Note
from winnow_sr.vocabulary import Lane

if TYPE_CHECKING:
    from pathlib import Path

    from winnow_sr.records import ExportReader
    from winnow_sr.review.columns import Columns, Remark

FileProgress: TypeAlias = Callable[[str, int, int], None]
"""Told the file's name, the bytes read, the bytes in all."""


class Given(NamedTuple):
    """What is said of a search; empty where nobody said."""

    source: str
    lane: Lane
    date: str
    platform: str
    strategy: str
    as_run: bool = False
    """Was the strategy given, not taken from the protocol?"""
    hits: int | None = None
    """Results that the platform reported."""


class Intake:
    """Numbers the rows of one import, leaves out what the source had before, and keeps the digest
    that the event will carry."""

    def __init__(self, first: int, source: str, lane: Lane, known: set[str] | None = None) -> None:
        from hashlib import sha256

        self.first = first
        self.count = 0
        self.unchanged = 0
        self.source, self.lane = source, lane
        self.known = known or set()
        self.digest = sha256()

    def rows(self, batch: Iterable[Columns]) -> list[RecordRow]:
        """The rows to store; an entry that an earlier import of the source brought has none."""
        found: list[RecordRow] = []
        for columns in batch:
            *_, content, _ = columns
            if content in self.known:
                self.unchanged += 1
                continue
            row = RecordRow(self.first + self.count, self.source, self.lane, *columns)
            self.count += 1
            self.digest.update(row_bytes(row))
            found.append(row)
        return found


def import_file(
    store: Store,
    path: Path,
    reader: ExportReader,
    digest: str,
    given: Given,
    known: set[str],
    progress: FileProgress | None,
) -> tuple[SearchImported, list[Remark]]:
    """Store one file's records and remarks, inside `writing()`; what happened, and the notes.

    known: content digests of the entries that the source had before.
    """
    from winnow_sr.review.columns import clean, read_columns

    intake = Intake(store.count_records() + 1, given.source, given.lane, known)
    quarantined: list[Remark] = []
    for batch in read_columns(path, reader):
        quarantined += batch.quarantined
        store.add_records(intake.rows(batch.columns))
        if progress:
            progress(path.name, *batch.progress)
    remarks = [*quarantined, *((line, code, clean(text)) for line, code, text in batch.notes)]
    keep_remarks(store, intake.first, digest, remarks)
    event = SearchImported(
        file=path.name,
        digest=digest,
        format=reader.format,
        encoding=batch.encoding,
        **given._asdict(),
        entries=intake.count + intake.unchanged + len(quarantined),
        first=intake.first,
        count=intake.count,
        unchanged=intake.unchanged,
        quarantined=len(quarantined),
        records_digest=intake.digest.hexdigest(),
        remarks_digest=rows_digest(sorted(remarks)),
    )
    return event, batch.notes


def keep_remarks(store: Store, first: int, digest: str, remarks: list[Remark]) -> None:
    """Store an import's remarks. They are there already where it brought no record, was taken back
    and comes again."""
    kept = store.remarks(digest, first)
    if not kept:
        store.add_remarks(first, digest, remarks)
    elif kept != sorted(remarks):
        raise WinnowError(
            "this file was imported before, without a record, and taken back; it is read otherwise "
            "now: import another file first"
        )


def imported(event: SearchImported, notes: Iterable[Remark]) -> Imported:
    """The answer on a file that was imported now."""
    return Imported(
        file=event.file,
        format=event.format,
        source=event.source,
        lane=event.lane,
        entries=event.entries,
        imported=event.count,
        unchanged=event.unchanged,
        quarantined=event.quarantined,
        notes=[Note(line=line, code=code, text=text) for line, code, text in notes],
    )


def imported_before(path: Path, event: SearchImported, given: Given, lane: str) -> Imported:
    """The answer on a file that was imported before, under whatever name.

    lane: as asked for, if it was. WinnowError where it was imported as of another source or lane:
    what is asked for now would be dropped.
    """
    other = given.source.casefold() != event.source.casefold()
    if other or (lane and given.lane != event.lane):
        raise WinnowError(
            f"{path.name} was imported before as {event.file}, from {event.source} ({event.lane}): "
            "name it rightly with `winnow source rename OLD NEW`, or take it back with "
            f"`winnow source take-back {event.digest[:12]}` and add it again"
        )
    text = f"this file was imported before as {event.file} from {event.source}"
    return Imported(
        file=path.name,
        format=event.format,
        source=event.source,
        lane=event.lane,
        entries=event.entries,
        imported=0,
        unchanged=event.entries,
        quarantined=0,
        notes=[Note(line=0, code="same-file", text=text)],
    )


def file_digest(path: Path) -> str:
    """SHA-256 (hex) of a file, read in pieces."""
    from hashlib import sha256

    digest = sha256()
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()


def keep_copy(exports: Path, path: Path, digest: str) -> None:
    """See that exports/ holds a file as received, whole and on the disk, named by its digest.

    A copy that is missing or is not what was received is made again. WinnowError where it cannot
    be written, or where the file is another one than it was a moment ago.
    """
    import shutil

    try:
        exports.mkdir(exist_ok=True)
    except OSError as error:
        raise cannot_write(exports, error) from error
    for copy in sorted(exports.glob(f"{digest}*")) or [exports / f"{digest}{path.suffix.lower()}"]:
        if copy.is_file() and file_digest(copy) == digest:
            continue
        with whole_file(copy, ours=True) as part:
            shutil.copyfile(path, part)
            if file_digest(part) != digest:
                raise WinnowError(f"{path} was changed while it was read: import it again")
