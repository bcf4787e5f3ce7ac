"""The open review folder: reading its state, writing to its ledger. `making` makes new ones."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

from winnow_sr.errors import WinnowError
from winnow_sr.files import AnyPath
from winnow_sr.ledger.sqlite import DATABASE, open_store
from winnow_sr.ledger.state import ReviewState, decode
from winnow_sr.ledger.store import Draft, Event, Store
from winnow_sr.protocol.plan import Plan

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


def write_atomically(path: Path, text: str) -> None:
    """Write a file so that a reader sees the old text or the new, never a part."""
    import tempfile
    from pathlib import Path

    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    Path(name).replace(path)


class Session:
    """An open review folder: its store, its state, its plan. Every part of `Review` is given it."""

    def __init__(self, folder: AnyPath, store: Store) -> None:
        self.place = os.fspath(folder)
        self.store = store
        self.closed = False
        self._state: ReviewState | None = None
        self._plan: tuple[str, Plan] | None = None

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
    def state(self, as_of: str | None = None) -> ReviewState:
        """The state now, or as it was at a moment (ISO date or time, UTC)."""
        if as_of:
            state = ReviewState().apply(decode(self.store.events(as_of=moment(as_of))))
            if not state.seq:
                raise WinnowError(f"at {as_of} this review did not exist yet")
            return state
        state = self._state or self._from_snapshot() or ReviewState()
        tail = self.store.events(after=state.seq)
        if tail and state.seq and tail[0].prev_hash != state.hash:
            state = ReviewState()  # the ledger below us is another one
            tail = self.store.events()
        state.apply(decode(tail))
        if not state.seq:
            raise WinnowError(f"{self.folder} holds an empty ledger: make the review again")
        if len(tail) >= SNAPSHOT_EVERY:
            self._keep_snapshot(state)
        self._state = state
        return state

    def _from_snapshot(self) -> ReviewState | None:
        try:
            with open(self.inside("cache", "state.json"), encoding="utf-8") as file:
                state = ReviewState.from_snapshot(file.read())
        except (OSError, ValueError, TypeError, LookupError, AttributeError):
            return None
        return state if self.store.hash_at(state.seq) == state.hash else None

    def _keep_snapshot(self, state: ReviewState) -> None:
        try:
            write_atomically(self.folder / "cache" / "state.json", state.to_snapshot())
        except OSError:
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

    # -- writing ---------------------------------------------------------------------------------
    @contextmanager
    def writing(self) -> Iterator[ReviewState]:
        """The state under the writer's lock: what is read here cannot change before `append`."""
        try:
            with self.store.writing():
                yield self.state()
        except BaseException:
            self._state = None  # it may hold events that were rolled back
            raise

    def append(
        self,
        actor: str,
        kind: str,
        payloads: Sequence[Mapping[str, Any]],
        actor_kind: str = "human",
    ) -> list[Event]:
        """Append events of one kind, inside `writing()`."""
        return self.store.append([Draft(actor, actor_kind, kind, p) for p in payloads])

    def record_one(
        self, actor: str, kind: str, payload: Mapping[str, Any], actor_kind: str = "human"
    ) -> Event:
        """Append a single event in a transaction of its own."""
        with self.store.writing():
            return self.append(actor, kind, [payload], actor_kind)[0]


def read_plan(state: ReviewState) -> Plan:
    """The plan that a state holds; WinnowError where it cannot be read."""
    try:
        return Plan.from_dict(state.plan)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise WinnowError(
            "the protocol in the ledger is damaged: run `winnow verify`, restore from a copy"
        ) from error


def is_review(folder: AnyPath) -> bool:
    """Does the folder hold a review?"""
    return any(os.path.isfile(os.path.join(folder, name)) for name in ("review.db", DATABASE))


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
