"""Renewing the ranking behind the screens, in a process of its own.

A process, not a thread: training holds the interpreter for seconds, and no reviewer may wait for
it. The child is started when first needed, is told "train" on a line, answers with a line, and
ends when its input does.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

REST = 2.0
"""Seconds of rest after a training, at least as long as the training took."""


class Trainer:
    """Makes rankings behind; `wanted()` never blocks."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.error = ""
        self._child: subprocess.Popen[str] | None = None
        self._asked = threading.Event()
        self._closed = False
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    @property
    def busy(self) -> bool:
        """Is a ranking being made or about to be?"""
        return self._asked.is_set()

    def wanted(self) -> None:
        """Ask for a fresh ranking."""
        with self._lock:
            if self._closed:
                return
            self._asked.set()
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, daemon=True, name="trainer")
                self._thread.start()

    def close(self) -> None:
        """Let the child end."""
        with self._lock:
            self._closed = True
            child, self._child = self._child, None
        if child is not None and child.stdin is not None:
            child.stdin.close()
            try:
                child.wait(timeout=10)
            except subprocess.TimeoutExpired:
                child.kill()

    def _run(self) -> None:
        while not self._closed and self._asked.is_set():
            begun = time.monotonic()
            self._train()
            self._asked.clear()
            time.sleep(min(60.0, max(REST, time.monotonic() - begun)))

    def _train(self) -> None:
        try:
            child = self._child
            if child is None or child.poll() is not None:
                command = [
                    sys.executable,
                    "-P",
                    "-m",
                    "winnow_sr.faces.web.training",
                    str(self.folder),
                ]
                child = subprocess.Popen(  # noqa: S603 - our own module
                    command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
                )
                self._child = child
            assert child.stdin
            assert child.stdout
            child.stdin.write("train\n")
            child.stdin.flush()
            answer = child.stdout.readline().strip()
            self.error = "" if answer == "done" else answer or "the ranking process ended"
        except (OSError, ValueError) as error:
            self.error = str(error)


def main(folder: Path) -> None:
    """The child: one ranking for each line it reads."""
    from winnow_sr.errors import WinnowError
    from winnow_sr.review import Review

    if hasattr(os, "nice"):
        os.nice(5)  # people at the screens come first
    review = Review.open(folder)
    review.ranks_again = True
    for _ in sys.stdin:
        try:
            review.ranking()
            print("done", flush=True)
        except WinnowError as error:
            print(" ".join(str(error).split()), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
