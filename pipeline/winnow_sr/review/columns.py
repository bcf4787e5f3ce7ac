"""Export files as columns ready to be stored; a large file is read by a second process meanwhile.

Reading and storing cost about the same, so a file of many megabytes is imported in little more than
the time that the slower of the two takes.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from winnow_sr.errors import WinnowError
from winnow_sr.records.canonical_json import content_digest, record_to_json
from winnow_sr.text import one_line

if TYPE_CHECKING:
    from multiprocessing.context import SpawnProcess
    from multiprocessing.queues import Queue

    from winnow_sr.records import ExportReader, Record

Columns: TypeAlias = tuple[str, str, str, int | None, str, str, str]
"""accession, DOI, PMID, year, title, content digest, the record as JSON."""
Remark: TypeAlias = tuple[int, str, str]
"""line, code, text."""
BATCH = 2000
LARGE = 24 << 20
"""Bytes from which a second process pays: it takes a fraction of a second to start."""


class Batch(NamedTuple):
    """Some entries of a file. `notes` and `encoding` are complete in the last batch, which is
    always there, even for a file without a readable entry."""

    columns: list[Columns]
    quarantined: list[Remark]
    progress: tuple[int, int]
    notes: list[Remark]
    encoding: str


Item: TypeAlias = Batch | str | None
"""What comes out of the second process: a batch, an error's text, or nothing more."""


def read_columns(path: Path, reader: ExportReader) -> Iterator[Batch]:
    """The batches of a file; `reader` is the one that `open_export` made for it."""
    if path.stat().st_size < LARGE:
        return batches(path, reader)
    return batches_from_process(path, reader.format, reader.even_so)


def batches(path: Path, reader: ExportReader) -> Iterator[Batch]:
    """Read in this process; whatever goes wrong becomes one line for the reader."""
    try:
        yield from _batches(reader)
    except (WinnowError, GeneratorExit):
        raise
    except Exception as error:
        raise WinnowError(fault(path, error)) from error


def fault(path: Path, error: BaseException) -> str:
    """What is said of an error that nobody foresaw."""
    from winnow_sr.faults import report_fault

    said = one_line(f"{type(error).__name__}: {error}", 160)
    place = report_fault(error, f"reading {path}")
    return f"{path}: a fault of winnow stopped the import ({said}); nothing was imported. " + (
        f"The report is in {place}: please send it" if place else "Report this line"
    )


def _batches(reader: ExportReader) -> Iterator[Batch]:
    from winnow_sr.records import Quarantined

    columns: list[Columns] = []
    quarantined: list[Remark] = []
    for entry in reader:
        if isinstance(entry, Quarantined):
            quarantined.append((entry.line, f"quarantined: {entry.reason}", clean(entry.raw)))
            continue
        columns.append(column_of(entry))
        if len(columns) >= BATCH:
            yield Batch(columns, quarantined, reader.progress, [], "")
            columns, quarantined = [], []
    notes = [(note.line, note.code, note.text) for note in reader.notes]
    yield Batch(columns, quarantined, reader.progress, notes, reader.encoding)


def columns_of(records: Iterable[Record]) -> list[Columns]:
    """The columns of records."""
    return [column_of(record) for record in records]


def column_of(record: Record) -> Columns:
    """The columns of one record."""
    return (
        clean(record.accession),
        clean(record.doi),
        clean(record.pmid),
        record.year,
        clean(record.title),
        content_digest(record),
        record_to_json(record),
    )


def batches_from_process(path: Path, format: str = "", even_so: bool = False) -> Iterator[Batch]:
    """Read in a second process, a few batches ahead of who stores them.

    format, even_so: as `open_export` takes them.
    """
    from multiprocessing import get_context

    context = get_context("spawn")
    with safe_path():  # the queue too starts a process, one that keeps watch over it
        queue: Queue[Item] = context.Queue(maxsize=4)
        asked = (str(path), format, even_so, queue)
        process = context.Process(target=send_batches, args=asked, daemon=True)
        process.start()
    try:
        while True:
            item = receive(queue, process)
            if isinstance(item, str):
                raise WinnowError(item)
            if item is None:
                return
            yield item
    finally:
        if process.is_alive():
            process.terminate()
        process.join()


@contextmanager
def safe_path() -> Iterator[None]:
    """A Python started in here takes no file of the current folder for a module: a folder that
    came by mail may hold one of any name."""
    before = os.environ.get("PYTHONSAFEPATH")
    os.environ["PYTHONSAFEPATH"] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ["PYTHONSAFEPATH"]
        else:
            os.environ["PYTHONSAFEPATH"] = before


def receive(queue: Queue[Item], process: SpawnProcess) -> Item:
    """The next item; an error where the other process died without a word."""
    from queue import Empty

    while True:
        try:
            return queue.get(timeout=1)
        except Empty:
            if not process.is_alive():
                raise WinnowError(
                    "the process that reads the file ended too soon; try again"
                ) from None


def send_batches(name: str, format: str, even_so: bool, queue: Queue[Item]) -> None:
    """What the second process does: batches, then None; or an error's text."""
    from winnow_sr.records import open_export

    path = Path(name)
    try:
        for batch in batches(path, open_export(path, format=format, even_so=even_so)):
            queue.put(batch)
        queue.put(None)
    except WinnowError as error:
        queue.put(str(error))
    except Exception as error:
        queue.put(fault(path, error))


def clean(text: str) -> str:
    """Text that every database can hold."""
    if text.isascii() and "\x00" not in text:
        return text
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
