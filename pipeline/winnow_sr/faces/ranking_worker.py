"""Slow work behind the screens, in a process of its own: the ranking, the recall bound, the why.

A thread would not do: training and the imports it needs hold Python's lock for seconds. The other
process is `ranking_process`; the two talk in JSON, one message a line. It is started when first
needed, does one task at a time, and ends when its input does, however that ends.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeAlias

import msgspec

MODULE = "winnow_sr.faces.ranking_process"
RESTART_SECONDS = 2.0
"""A process that ended without an answer is started again no sooner than after so long."""
LONGEST_REST = 60.0


class Rank(msgspec.Struct, frozen=True, tag="rank"):
    """Make a fresh ranking and keep it for every process to read."""


class Bound(msgspec.Struct, frozen=True, tag="bound"):
    """Bound the recall and ask the stopping rule."""


class Why(msgspec.Struct, frozen=True, tag="why"):
    """Name the terms that push a citation up or down."""

    citation: str


Task: TypeAlias = Rank | Bound | Why


class Ranked(msgspec.Struct, frozen=True, tag="ranked"):
    """A ranking has been made and kept."""

    citations: int


class RecallBound(msgspec.Struct, frozen=True, tag="recall_bound"):
    """The recall bound and what the rule says; no count of anybody's verdicts."""

    low: float
    """Lower bound of recall, a share."""
    estimate: float | None
    """None where no estimate is calibrated."""
    confidence: float
    may_stop: bool
    forecast: str
    """In words: about how much reading is left."""
    label: str = "none"
    """On what a stop would rest."""


class Term(msgspec.Struct, frozen=True):
    """A term of a field and its push: up where positive."""

    field: str
    term: str
    weight: float


class Explained(msgspec.Struct, frozen=True, tag="explained"):
    """Why a citation stands where it does."""

    citation: str
    title: str
    terms: tuple[Term, ...]


class Answer(msgspec.Struct, frozen=True):
    """What became of a task: what it found, or in one line what went wrong."""

    task: Task
    found: Ranked | RecallBound | Explained | None = None
    error: str = ""


encode = msgspec.json.encode
decode_task = msgspec.json.Decoder(Task).decode
decode_answer = msgspec.json.Decoder(Answer).decode


class RankingWorker:
    """A screen's end: `ask` returns at once, `told` is called, in a thread, with each answer.

    rest: after a ranking, rest this many times as long as it took (0: not at all).
    """

    def __init__(
        self, folder: Path, told: Callable[[Answer], None] | None = None, *, rest: float = 0.0
    ) -> None:
        self.folder, self.told, self.rest = Path(folder), told, rest
        self.error = ""
        """Why the last task was not done; empty where it was."""
        self._waiting: list[Task] = []
        self._changed = threading.Condition()
        self._closed = False
        self._child: subprocess.Popen[bytes] | None = None
        self._failed_at = -RESTART_SECONDS
        self._thread: threading.Thread | None = None

    @property
    def waiting(self) -> tuple[Task, ...]:
        """Tasks asked for and not yet answered, the one being done first."""
        with self._changed:
            return tuple(self._waiting)

    def ask(self, task: Task) -> bool:
        """Have a task done; False where it is waiting already or the work has been closed."""
        with self._changed:
            if self._closed or task in self._waiting:
                return False
            self._waiting.append(task)
            if self._thread is None:
                self._thread = threading.Thread(
                    target=self._work, daemon=True, name="ranking worker"
                )
                self._thread.start()
            self._changed.notify_all()
        return True

    def close(self, wait: float | None = None) -> None:
        """No more tasks. What is being done is finished, with nobody waiting for it; with `wait`
        the process is given so many seconds to end by itself, and then ended."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
            child = self._child
        if child is None:
            return
        if child.stdin is not None:
            with suppress(OSError):  # it has ended already
                child.stdin.close()
        if wait is None:
            return
        try:
            child.wait(timeout=wait)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(timeout=5)

    # -- the thread that talks to the process --------------------------------------------------
    def _work(self) -> None:
        while (task := self._next()) is not None:
            begun = time.monotonic()
            answer = self._done(task)
            took = time.monotonic() - begun
            with self._changed:
                self._waiting.remove(task)
                if self._closed:
                    break
                self.error = answer.error
            if self.told is not None:
                self.told(answer)
            if self.rest and isinstance(task, Rank):
                self._pause(min(LONGEST_REST, max(RESTART_SECONDS, self.rest * took)))
        if self._child is not None:
            self._child.wait()  # or it would stay in the table of processes

    def _next(self) -> Task | None:
        """The task that has waited longest; None once closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or bool(self._waiting))
            return None if self._closed else self._waiting[0]

    def _pause(self, seconds: float) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._closed, timeout=seconds)

    def _done(self, task: Task) -> Answer:
        """The process's answer, or why there is none."""
        try:
            child = self._running()
            assert child.stdin is not None
            assert child.stdout is not None
            child.stdin.write(encode(task) + b"\n")
            child.stdin.flush()
            return decode_answer(child.stdout.readline())
        except (OSError, ValueError) as error:  # msgspec's errors are ValueErrors
            ended = self._let_go()
            self._failed_at = time.monotonic()
            return Answer(
                task, error="the work behind the screen was stopped" if ended else str(error)
            )

    def _running(self) -> subprocess.Popen[bytes]:
        """The process; started where there is none or it has ended."""
        if self._child is not None and self._child.poll() is None:
            return self._child
        self._pause(self._failed_at + RESTART_SECONDS - time.monotonic())
        with self._changed:
            if self._closed:
                raise ValueError("closed")
            self._child = started(self.folder)
            return self._child

    def _let_go(self) -> bool:
        """End a process that gives no answers; was there one?"""
        with self._changed:
            child, self._child = self._child, None
        if child is None:
            return False
        child.kill()
        child.wait()
        return True


def started(folder: Path) -> subprocess.Popen[bytes]:
    """The process for the review in `folder`.

    `-P`: a file in the folder where somebody stands is never taken for a module of ours.
    """
    single = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
    return subprocess.Popen(  # noqa: S603 - our own module, no shell
        [sys.executable, "-P", "-m", MODULE, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C is for the screen
        env={**os.environ, **single, "PYTHONSAFEPATH": "1"},
    )
