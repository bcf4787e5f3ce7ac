"""A consistent copy of a ledger while others write to it, whatever database it lies in."""

from __future__ import annotations

import os
from pathlib import Path

from winnow_sr.errors import WinnowError
from winnow_sr.files import why
from winnow_sr.ledger.codec import StoredEvent
from winnow_sr.ledger.sqlite import SqliteStore
from winnow_sr.ledger.store import RecordRow, Store, event_hash

REMARK = ("import_first", "digest", "line", "code", "text")
STEP = 5000


def copy_ledger(store: Store, path: Path) -> tuple[int, str]:
    """Copy the ledger into a new SQLite file, which gets its name when it is whole and on the disk.

    Returns how many events it holds, and the head's hash. WinnowError where it cannot be written.
    """
    part = path.with_name(f".{path.name}.part")
    part.unlink(missing_ok=True)
    try:
        if isinstance(store, SqliteStore):
            store.copied_to(part)
        else:
            copy_rows(store, part)
        made = SqliteStore(part)
        made.rows("PRAGMA wal_checkpoint(TRUNCATE)")
        events, head = made.head()
        last = made.events(after=events - 1)
        damage = made.damage()
        made.close()
        if damage or not last or event_hash(last[0]) != head:
            raise WinnowError(
                f"{path}: the copy is not whole: {(damage or ['its end differs'])[0]}"
            )
        synced(part)
        os.replace(part, path)
    except OSError as error:
        raise WinnowError(f"{path} cannot be written: {why(error)}; no copy was made") from error
    finally:
        for end in ("", "-wal", "-shm"):
            part.with_name(f"{part.name}{end}").unlink(missing_ok=True)
    return events, head


def copy_rows(store: Store, path: Path) -> None:
    """Every row of another database, as of one moment.

    Events first: they vouch for records and notes that lie there already, so what is read of those
    after them holds all that the events know, and what is newer is left out.
    """
    made = SqliteStore.create(path)
    with made.writing():
        events = store.every_event()
        made.insert("events", StoredEvent._fields, events)
        made.pending = events[-1] if events else None
        known = records_known(events)
        number = 1
        while number <= known:
            last = min(number + STEP - 1, known)
            made.insert("records", RecordRow._fields, list(store.record_rows(number, last)))
            number = last + 1
        columns = ", ".join(REMARK)
        rows = store.rows(f"SELECT {columns} FROM remarks ORDER BY {columns}")  # noqa: S608
        imports = imports_known(events)
        made.insert("remarks", REMARK, [r for r in rows if (r[0], r[1]) in imports])
    made.close()


def records_known(events: list[StoredEvent]) -> int:
    """How many records the events know."""
    from winnow_sr.ledger.codec import entries
    from winnow_sr.ledger.state import ReviewState

    return ReviewState().replay(entries(events)).n_records


def imports_known(events: list[StoredEvent]) -> set[tuple[int, str]]:
    """(first record, digest) of every import that the events know."""
    import msgspec

    found = (msgspec.json.decode(e.payload) for e in events if e.kind == "search_imported")
    return {(int(p["first"]), str(p["digest"])) for p in found}


def synced(path: Path) -> None:
    """The file is on the disk when this returns."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
