"""Is the ledger intact? Every hash, every stored record, every file as received."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from winnow_sr.errors import WinnowError
from winnow_sr.ledger.codec import StoredEvent, decode, entries
from winnow_sr.ledger.events import KINDS
from winnow_sr.ledger.snapshot import from_snapshot
from winnow_sr.ledger.state import ReviewState, Search
from winnow_sr.ledger.store import GENESIS, Store, event_hash, first_row_bytes, rows_digest
from winnow_sr.vocabulary import record_id


class Verdict(NamedTuple):
    """What `verify` found: how many events, the head's hash, and each problem in words."""

    ok: bool
    events: int
    head: str
    problems: list[str]


def chain_problems(events: Iterable[StoredEvent]) -> list[str]:
    """Where the chain of events is broken."""
    problems: list[str] = []
    previous, expected = GENESIS, 1
    for event in events:
        if event.seq != expected:
            problems.append(f"event {expected} is missing")
        if event.prev_hash != previous:
            problems.append(f"event {event.seq} does not follow the one before it")
        if event_hash(event) != event.hash:
            problems.append(f"event {event.seq} ({event.kind}) was changed after it was written")
        elif event.kind in KINDS and not _fits(event):
            problems.append(f"event {event.seq} ({event.kind}) has not the fields of its kind")
        previous, expected = event.hash, event.seq + 1
    return problems


def _fits(event: StoredEvent) -> bool:
    try:
        decode(event.kind, event.payload, event.seq)
    except WinnowError:
        return False
    return True


def record_problems(store: Store, state: ReviewState) -> list[str]:
    """Records and remarks that are not what was imported."""
    problems: list[str] = []
    for search in state.every_import():
        first, last = search.first, search.first + search.count - 1
        rows = list(store.record_rows(first, last)) if search.count else []
        if not matches(rows, search.records_digest):
            problems.append(
                f"records {record_id(first)} to {record_id(last)} (import event {search.seq}) "
                "were changed after import"
            )
        if isinstance(search, Search) and not matches(
            store.remarks(search.digest, search.first), search.remarks_digest
        ):
            problems.append(f"the notes of import event {search.seq} were changed")
    if store.count_records() != state.n_records:
        problems.append(
            f"{store.count_records()} records are stored, the ledger knows {state.n_records}"
        )
    return problems


def matches(rows: Sequence[Sequence[object]], digest: str) -> bool:
    """Are these the rows that the digest covers? In either of the two forms ever used."""
    return rows_digest(rows) == digest or rows_digest(rows, first_row_bytes) == digest


def file_problems(exports: Path, state: ReviewState) -> list[str]:
    """Files in exports/ that are missing or differ from what was imported."""
    problems: list[str] = []
    kept = {path.name.split(".")[0]: path for path in exports.glob("*")} if exports.is_dir() else {}
    imports = [search for search in state.every_import() if isinstance(search, Search)]
    for digest, name in {search.digest: search.file for search in imports}.items():
        path = kept.get(digest)
        if path is None:
            problems.append(f"exports/ lacks the file {name} as received ({digest[:12]}...)")
        elif sha256(path.read_bytes()).hexdigest() != digest:
            problems.append(f"exports/{path.name} ({name}) was changed after import")
    return problems


def verify(store: Store, folder: Path) -> Verdict:
    """Check everything that can be checked; never raises for damage, reports it."""
    problems = store.damage()
    events: list[StoredEvent] = []
    try:
        events = store.every_event()
        problems += chain_problems(events)
        if not events or events[0].kind != "review_created":
            problems.append("the ledger does not begin with the making of a review")
        state = ReviewState().replay(entries(events))
        problems += record_problems(store, state)
        problems += file_problems(folder / "exports", state)
        problems += snapshot_problems(folder / "cache" / "state", events)
    except WinnowError as error:
        problems.append(str(error))
    return Verdict(not problems, len(events), events[-1].hash if events else "", problems)


def snapshot_problems(path: Path, events: Sequence[StoredEvent]) -> list[str]:
    """Does the kept snapshot say what replaying the events says?"""
    kept = from_snapshot(path.read_bytes()) if path.is_file() else None
    if kept is None or not any(e.seq == kept.seq and e.hash == kept.hash for e in events):
        return []  # one that is not whole, or of another ledger, is never used
    if ReviewState().replay(entries(e for e in events if e.seq <= kept.seq)) == kept:
        return []
    return ["cache/state disagrees with the ledger: delete the folder cache/"]
