"""Work that takes longer than a person waits for: it goes on behind, and a page says how far it is."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from winnow_sr.errors import WinnowError
from winnow_sr.review import Review

WAIT_SECONDS = 2.0
"""How long a form waits for its work before it shows a page that says how far it is."""
UNEXPECTED = "something went wrong on the server; nothing of it was kept"


@dataclass
class Job:
    """A piece of work: running, or done with an answer or an error."""

    what: str
    """In words: *Reading the files*."""
    by: str
    running: bool = True
    done: int = 0
    total: int = 0
    doing: str = ""
    """What it is at: the name of a file."""
    answer: object = None
    error: str = ""
    ended: threading.Event = field(default_factory=threading.Event)

    def told(self, done: int, total: int, doing: str = "") -> None:
        """How far it is."""
        self.done, self.total, self.doing = done, total, doing or self.doing

    @property
    def percent(self) -> int | None:
        """How far, in whole percent; None where that is not known."""
        return min(100, 100 * self.done // self.total) if self.total else None


Work = Callable[[Review, Job], object]


class Behind:
    """The jobs of one served review, one at a time of each kind."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._jobs: dict[str, Job] = {}
        self._lock = threading.Lock()

    def start(self, kind: str, what: str, by: str, work: Work) -> Job:
        """Begin a piece of work on a connection of its own, and wait a moment for it.

        WinnowError where one of the same kind still runs.
        """
        with self._lock:
            if (now := self._jobs.get(kind)) and now.running:
                raise WinnowError(f"{now.by} is at it already ({now.what}): wait until it is done")
            job = self._jobs[kind] = Job(what, by)
        threading.Thread(target=self._run, args=(job, work), daemon=True).start()
        job.ended.wait(WAIT_SECONDS)
        return job

    def _run(self, job: Job, work: Work) -> None:
        try:
            with Review.open(self.folder) as review:
                job.answer = work(review, job)
        except WinnowError as error:
            job.error = str(error)
        except Exception:  # a thread has nobody else to tell
            job.error = UNEXPECTED
            raise
        finally:
            job.running = False
            job.ended.set()

    def job(self, kind: str) -> Job | None:
        """The newest work of a kind, running or done."""
        return self._jobs.get(kind)

    def running(self, kind: str) -> Job | None:
        """The work of a kind, while it runs."""
        job = self._jobs.get(kind)
        return job if job and job.running else None
