"""Is the ledger intact? Every hash, every stored record, every file as received."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from winnow_sr.errors import WinnowError
from winnow_sr.ledger.codec import StoredEvent, decode, entries
from winnow_sr.ledger.events import KINDS
from winnow_sr.ledger.state import ReviewState, Search
from winnow_sr.ledger.store import GENESIS, Store, event_hash, first_row_bytes, rows_digest
from winnow_sr.ledger.surroundings import (
    Kept,
    cache_problems,
    exports_of,
    fulltexts_of,
    kept_problems,
    kept_warnings,
    strays,
)
from winnow_sr.ledger.witness import NAME, Head, machine_place, missing_events, read_head
from winnow_sr.text import count
from winnow_sr.vocabulary import record_id

CLOCK = re.compile(r'"clock":"[0-9TZ:.-]+"\}$')


class Findings(NamedTuple):
    """What is wrong, and what is only odd, in words."""

    problems: list[str]
    warnings: list[str]


class Verdict(NamedTuple):
    """What `verify` found: how many events, the head's hash, and each problem in words.

    follows: how many events follow the head that was given; None where none was, or it is not there.
    """

    ok: bool
    events: int
    head: str
    problems: list[str]
    warnings: list[str]
    exports: Kept
    fulltexts: Kept
    follows: int | None


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
    stored, first, last = store.rows("SELECT count(*), min(number), max(number) FROM records")[0]
    if (stored, first or 1, last or 0) != (state.n_records, 1, state.n_records):
        problems.append(f"{stored} records are stored, the ledger knows {state.n_records}")
    known = {(s.first, s.digest) for s in state.every_import() if isinstance(s, Search)}
    noted = store.rows("SELECT DISTINCT import_first, digest FROM remarks")
    if strange := [row for row in noted if (row[0], row[1]) not in known]:
        problems.append(f"notes of {count(len(strange), 'import')} that the ledger does not know")
    return problems


def matches(rows: Sequence[Sequence[object]], digest: str) -> bool:
    """Are these the rows that the digest covers? In either of the two forms ever used."""
    return rows_digest(rows) == digest or rows_digest(rows, first_row_bytes) == digest


def verify(store: Store, folder: Path, given: str = "") -> Verdict:
    """Check everything that can be checked; never raises for damage, reports it.

    given: a head noted elsewhere (at least 8 letters of its hash), to be looked for in the chain.
    """
    found = Findings(store.damage(), [])
    events: list[StoredEvent] = []
    exports = fulltexts = Kept(0, [], [], [], [], [])
    try:
        events = store.every_event()
        found.problems.extend(chain_problems(events))
        if not events or events[0].kind != "review_created":
            found.problems.append("the ledger does not begin with the making of a review")
        state = ReviewState().replay(entries(events))
        found.problems.extend(record_problems(store, state))
        exports, fulltexts = exports_of(folder, state), fulltexts_of(folder, state, events)
    except WinnowError as error:
        found.problems.append(str(error))
    found.problems.extend(store.guards())
    for place, kept, after in (("exports", exports, "import"), ("fulltexts", fulltexts, "upload")):
        found.problems.extend(kept_problems(place, kept, after))
        found.warnings.extend(kept_warnings(place, kept))
    for more, less in (cache_problems(folder, events), witness_problems(folder, events)):
        found.problems.extend(more)
        found.warnings.extend(less)
    found.warnings.extend([*clock_warnings(events), *strays(folder)])
    if store.read_only:
        found.warnings.append(f"nothing can be recorded here: {store.read_only}")
    follows = following(events, given) if given else None
    if given and follows is None:
        found.problems.append(
            f"the head {given} is not in this ledger: it is of another review, or the events up to "
            "it were lost or written anew"
        )
    return Verdict(
        ok=not found.problems,
        events=len(events),
        head=events[-1].hash if events else "",
        problems=found.problems,
        warnings=found.warnings,
        exports=exports,
        fulltexts=fulltexts,
        follows=follows,
    )


def following(events: Sequence[StoredEvent], given: str) -> int | None:
    """How many events follow the one with this hash (or so beginning); None where there is none."""
    wanted = given.strip().lower()
    if not re.fullmatch(r"[0-9a-f]{8,64}", wanted):
        raise WinnowError(
            f"{given!r} is not a head: 64 letters and digits (0-9, a-f), or at least the first 8"
        )
    for place, event in enumerate(reversed(events)):
        if event.hash.startswith(wanted):
            return place
    return None


def witness_problems(folder: Path, events: Sequence[StoredEvent]) -> tuple[list[str], list[str]]:
    """(problems, warnings): heads that were acknowledged here and are not in the ledger."""
    hashes = {event.seq: event.hash for event in events}
    head = Head(events[-1].seq, events[-1].hash) if events else Head(0, "")
    inside = missing_events(read_head(str(folder / NAME)), head, lambda seq: hashes.get(seq, ""))
    problems = [f"{inside[1]} (noted in {NAME})"] if inside else []
    place = machine_place(hashes.get(1, ""), str(folder))
    outside = missing_events(read_head(place), head, lambda seq: hashes.get(seq, ""))
    warnings = []
    if outside and not inside:
        warnings.append(
            f"{outside[1]} (noted on this machine for this folder, in {place}). If the folder was "
            "put back on purpose, delete that file"
        )
    return problems, warnings


def clock_warnings(events: Sequence[StoredEvent]) -> list[str]:
    """Where clocks ran backwards: moments that say less than the order does."""
    back = [b.seq for a, b in pairwise(events) if b.at < a.at]
    behind = [event.seq for event in events if CLOCK.search(event.payload)]
    found = []
    if back:
        found.append(
            f"the moment of event {back[0]} lies before that of the event before it"
            + (f", and so {count(len(back) - 1, 'more time')}" if len(back) > 1 else "")
            + ": a clock ran backwards; the order of events holds, moments around it do not"
        )
    if behind:
        found.append(
            f"{count(len(behind), 'event')} (the first: {behind[0]}) came from a machine whose clock "
            "was behind: each has the moment of the event before it, and its own clock beside it"
        )
    return found
