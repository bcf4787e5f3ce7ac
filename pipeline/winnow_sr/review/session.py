"""The open review folder: reading its state, writing to its ledger. `making` makes new ones."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Self

from winnow_sr.errors import WinnowError
from winnow_sr.files import AnyPath, holds_review
from winnow_sr.ledger.codec import Entry, StoredEvent, entries
from winnow_sr.ledger.events import Event
from winnow_sr.ledger.snapshot import from_snapshot, to_snapshot
from winnow_sr.ledger.sqlite import open_store
from winnow_sr.ledger.state import ReviewState
from winnow_sr.ledger.store import Draft, Store
from winnow_sr.ledger.witness import Head, Witness, missing_events, read_head
from winnow_sr.protocol.plan import Plan
from winnow_sr.vocabulary import ActorKind

if TYPE_CHECKING:
    from pathlib import Path

SNAPSHOT_EVERY = 400
"""Events after which the state is kept anew, so that no command replays many more."""

Progress = Callable[[int, int], None]


def find_folder(start: AnyPath) -> str:
    """The nearest review folder from `start` upward."""
    folder = os.fspath(start)
    while not is_review(folder):
        above = os.path.dirname(folder)
        if above == folder:
            break
        folder = above
    else:
        return folder
    raise WinnowError(
        f"no review in {start} or above it: make one with `winnow init DIR --protocol FILE`, "
        "or name one with `winnow -C DIR`"
    )


class Session:
    """An open review folder: its store, its state, its plan. Every part of `Review` is given it."""

    def __init__(self, folder: AnyPath, store: Store) -> None:
        self.place = os.fspath(folder)
        self.store = store
        self.closed = False
        self.witness = Witness(self.place)
        self._state: ReviewState | None = None
        self._plan: tuple[str, Plan] | None = None
        self._mark = ""

    @cached_property
    def folder(self) -> Path:
        """The folder as a path; `place` is the same as text, at no cost to start-up."""
        from pathlib import Path

        return Path(self.place)

    def inside(self, *names: str) -> str:
        """The place of something in the folder, as text."""
        return os.path.join(self.place, *names)

    @classmethod
    def open(cls, folder: AnyPath) -> Self:
        """An existing review. WinnowError where there is none, or none that can be read."""
        if not os.path.isdir(folder):
            raise WinnowError(
                f"{folder} is not a folder: make a review with `winnow init {folder}`"
            )
        return cls(folder, open_store(os.fspath(folder)))

    def close(self) -> None:
        """Let go of the review."""
        self.closed = True
        self.store.close()

    # -- reading ---------------------------------------------------------------------------------
    def state(self) -> ReviewState:
        """The state now; from the kept snapshot where that is whole, and the events after it.

        For everyday work. What will be published is computed by `replayed`.
        """
        state = self._state or self._from_snapshot() or ReviewState()
        tail = self.store.events(after=state.seq)
        if tail and state.seq and tail[0].prev_hash != state.hash:
            state = ReviewState()  # the ledger below us is another one
            tail = self.store.events()
        state.replay(entries(tail))
        if not state.seq:
            raise WinnowError(f"{self.folder} holds an empty ledger: make the review again")
        if len(tail) >= SNAPSHOT_EVERY and self.store.pending is None:  # else it may be taken back
            self._keep_snapshot(state)
        self._state = state
        return state

    def replayed(self, as_of: str | None = None) -> ReviewState:
        """The state now, or as it was at a moment, from the events alone: nothing kept is asked.

        as_of: an ISO date (its last instant) or date and time (UTC), or an event's number.
        """
        state = ReviewState().replay(self.entries(self.seq_at(as_of)))
        if not state.seq:
            raise WinnowError(f"{self.folder} holds an empty ledger: make the review again")
        if as_of is None:
            self._state = state
        return state

    def entries(self, upto: int | None = None) -> Iterator[Entry]:
        """The events up to a number (all where not given), in order."""
        return entries(self.store.events(upto=upto))

    def seq_at(self, as_of: str | None) -> int | None:
        """The number of the last event that had happened by then; None for now."""
        if as_of is None or not as_of.strip():
            return None
        text = as_of.strip()
        if text.isdigit() and len(text) < 10 and len(text) != 4:
            seq = min(int(text), self.store.head()[0])
        else:
            seq = self.store.seq_at(moment(text))
        if not seq:
            raise WinnowError(f"at {as_of} this review did not exist yet")
        return seq

    def _from_snapshot(self) -> ReviewState | None:
        try:
            with open(self.inside("cache", "state"), "rb") as file:
                state = from_snapshot(file.read())
        except OSError:
            return None
        if state is None or self.store.hash_at(state.seq) != state.hash:
            return None
        return state

    def _keep_snapshot(self, state: ReviewState) -> None:
        from winnow_sr.files import write_whole

        try:
            os.makedirs(self.inside("cache"), exist_ok=True)
            write_whole(self.inside("cache", "state"), to_snapshot(state), ours=True)
        except (OSError, WinnowError):
            return  # a read-only folder only costs time

    def plan_of(self, state: ReviewState) -> Plan:
        """The protocol's plan as the ledger has it."""
        if self._plan is None or self._plan[0] != state.protocol_digest:
            self._plan = (state.protocol_digest, read_plan(state))
        return self._plan[1]

    def protocol_changed(self, state: ReviewState) -> bool:
        """Does protocol.yaml differ from what the ledger recorded?"""
        try:
            with open(self.inside("protocol.yaml"), "rb") as file:
                return file.read() != state.protocol_text.encode()
        except OSError:
            return True

    def require_protocol(self, state: ReviewState) -> None:
        """Refuse work that must not rest on an unrecorded change of plan."""
        if self.protocol_changed(state):
            raise WinnowError(
                "protocol.yaml is not what the ledger recorded: record the change with "
                "`winnow amend --reason TEXT --as NAME`, or put the file back"
            )

    # -- what speaks against what is here ----------------------------------------------------------
    def notices(self) -> list[str]:
        """What whoever opens this review should know before they believe what they see."""
        found = []
        if self.store.read_only:
            found.append(f"nothing can be recorded here: {self.store.read_only}")
        head = Head(*self.store.head())
        missing = missing_events(read_head(self.witness.inside), head, self.store.hash_at)
        if missing is not None:
            local = self.store.dialect == "sqlite"
            asked = "put back from a copy, or copied without review.db-wal" if local else "put back"
            found.append(
                f"{missing[1]}. Was {self.store.name} {asked}? `winnow verify` says more; to go on "
                f"from here on purpose, delete {self.witness.inside}"
            )
        return found

    def mark(self) -> str:
        """The hash (hex) of the review's first event: the same in every copy of it."""
        if not self._mark:
            self._mark = self.store.hash_at(1)
        return self._mark

    # -- writing ---------------------------------------------------------------------------------
    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """One transaction of the store; its last event is noted as the head once it is durable."""
        with self.store.writing():
            yield
            last = self.store.pending
        if last is not None:
            self.note_head(last.seq, last.hash)

    def note_head(self, events: int, hash_: str) -> None:
        """Note the head outside the database, where nothing that was noted speaks against it."""
        if not self.store.read_only:
            self.witness.note(Head(events, hash_), self.mark(), self.store.hash_at)

    @contextmanager
    def writing(self) -> Iterator[ReviewState]:
        """The state under the writer's lock: what is read here cannot change before `append`."""
        try:
            with self._transaction():
                yield self.state()
        except BaseException:
            self._state = None  # it may hold events that were rolled back
            raise

    def append(
        self, actor: str, *events: Event, actor_kind: ActorKind = "human"
    ) -> list[StoredEvent]:
        """Append events, inside `writing()`."""
        return self.store.append([Draft(actor, actor_kind, event) for event in events])

    def record(self, actor: str, event: Event, actor_kind: ActorKind = "human") -> StoredEvent:
        """Append a single event in a transaction of its own."""
        with self._transaction():
            return self.append(actor, event, actor_kind=actor_kind)[0]


def read_plan(state: ReviewState) -> Plan:
    """The plan that a state holds; WinnowError where it cannot be read."""
    import msgspec

    try:
        return Plan.from_dict(msgspec.json.decode(state.plan))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise WinnowError(
            "the protocol in the ledger is damaged: run `winnow verify`, restore from a copy"
        ) from error


def is_review(folder: AnyPath) -> bool:
    """Does the folder hold a review?"""
    return holds_review(folder)


def moment(text: str) -> str:
    """An ISO date (its last instant) or date and time (UTC), as events write theirs."""
    from datetime import UTC, datetime

    try:
        if len(text) == 10:
            datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
            return f"{text}T23:59:59.999999Z"
        when = datetime.fromisoformat(text)
    except ValueError as error:
        raise WinnowError(
            f"{text!r} is not a moment: write 2026-05-31 or 2026-05-31T14:00 (UTC)"
        ) from error
    when = when.astimezone(UTC) if when.tzinfo else when.replace(tzinfo=UTC)
    return when.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
