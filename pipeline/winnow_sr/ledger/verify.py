"""Is the ledger intact? Every hash, every stored record, every file as received."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from winnow_sr.errors import WinnowError
from winnow_sr.ledger.events import PAYLOADS
from winnow_sr.ledger.state import ReviewState, decode
from winnow_sr.ledger.store import GENESIS, Event, Store, event_hash, rows_digest


class Verdict(NamedTuple):
    """What `verify` found: how many events, the head's hash, and each problem in words."""

    ok: bool
    events: int
    head: str
    problems: list[str]


def chain_problems(events: list[Event]) -> list[str]:
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
        elif event.kind in PAYLOADS and not _fits(event):
            problems.append(f"event {event.seq} ({event.kind}) has not the fields of its kind")
        previous, expected = event.hash, event.seq + 1
    return problems


def _fits(event: Event) -> bool:
    try:
        payload = json.loads(event.payload)
    except ValueError:
        return False
    kind: Any = PAYLOADS[event.kind]
    return bool(kind.__required_keys__ <= payload.keys())


def record_problems(store: Store, state: ReviewState) -> list[str]:
    """Records and remarks that are not what was imported."""
    problems: list[str] = []
    for search in (*state.searches, *state.repairs):
        first, count = search["first"], search["count"]
        rows = store.record_rows(first, first + count - 1) if count else iter(())
        if rows_digest(rows) != search["records_digest"]:
            problems.append(
                f"records R{first:06d} to R{first + count - 1:06d} (import event {search['seq']}) "
                "were changed after import"
            )
        if "remarks_digest" in search and remarks_digest(store, search) != search["remarks_digest"]:
            problems.append(f"the notes of import event {search['seq']} were changed")
    if store.count_records() != state.n_records:
        problems.append(
            f"{store.count_records()} records are stored, the ledger knows {state.n_records}"
        )
    return problems


def remarks_digest(store: Store, search: dict[str, Any]) -> str:
    """Digest of the stored notes and quarantined entries of one import."""
    sql = (
        "SELECT line, code, text FROM remarks WHERE digest = ? AND import_first = ?"
        " ORDER BY line, code, text"
    )
    return rows_digest(store.rows(sql, (search["digest"], search["first"])))


def file_problems(exports: Path, state: ReviewState) -> list[str]:
    """Files in exports/ that are missing or differ from what was imported."""
    problems: list[str] = []
    kept = {path.name.split(".")[0]: path for path in exports.glob("*")} if exports.is_dir() else {}
    for digest, name in {s["digest"]: s["file"] for s in state.searches}.items():
        path = kept.get(digest)
        if path is None:
            problems.append(f"exports/ lacks the file {name} as received ({digest[:12]}...)")
        elif sha256(path.read_bytes()).hexdigest() != digest:
            problems.append(f"exports/{path.name} ({name}) was changed after import")
    return problems


def verify(store: Store, folder: Path) -> Verdict:
    """Check everything that can be checked; never raises for damage, reports it."""
    problems = store.damage()
    try:
        events = store.events()
        head = events[-1].hash if events else ""
        problems += chain_problems(events)
        if not events or events[0].kind != "review_created":
            problems.append("the ledger does not begin with the making of a review")
        state = ReviewState().apply(decode(events))
        problems += record_problems(store, state)
        problems += file_problems(folder / "exports", state)
        problems += snapshot_problems(folder / "cache" / "state.json", events)
    except WinnowError as error:
        return Verdict(False, 0, "", [*problems, str(error)])
    except (KeyError, TypeError, ValueError) as error:
        return Verdict(
            False, len(events), head, [*problems, f"the events cannot be replayed: {error!r}"]
        )
    return Verdict(not problems, len(events), head, problems)


def snapshot_problems(path: Path, events: list[Event]) -> list[str]:
    """Does the kept snapshot say what replaying the events says?"""
    if not path.is_file():
        return []
    try:
        kept = ReviewState.from_snapshot(path.read_text("utf-8"))
    except (ValueError, TypeError, LookupError, AttributeError):
        return []  # an unreadable snapshot is never used
    if not any(e.seq == kept.seq and e.hash == kept.hash for e in events):
        return []  # nor one of another ledger
    replayed = ReviewState().apply(decode(e for e in events if e.seq <= kept.seq))
    if json.loads(replayed.to_snapshot()) == json.loads(kept.to_snapshot()):
        return []
    return ["cache/state.json disagrees with the ledger: delete the folder cache/"]
