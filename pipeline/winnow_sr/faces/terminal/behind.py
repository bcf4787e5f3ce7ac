"""Slow work behind a screen, in a process of its own: the ranking, the recall bound, the why.

A thread would not do: training and the imports it needs hold Python's lock for seconds. The child
reads one task a line and answers in JSON, one line each; it is nice to the screen, keeps what it
has loaded, and ends by itself when the screen does, however that ends.

    python -m winnow_sr.faces.terminal.behind FOLDER
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from winnow_sr.review import Review

Answer = dict[str, Any]


class Behind:
    """The screen's end: `ask` returns at once, `told` is called (in a thread) with each answer.

    An answer has `task`, `for` (what was asked about) and either `error` or what the task found.
    """

    def __init__(self, folder: Path, told: Callable[[Answer], None]) -> None:
        self.folder, self.told = folder, told
        self.process: subprocess.Popen[str] | None = None
        self.waiting: set[str] = set()
        self.listener: threading.Thread | None = None

    def ask(self, task: str, about: str = "") -> bool:
        """Ask for `rank`, `bound` or `why`; False where it is being done or cannot be."""
        line = json.dumps({"task": task, "for": about})
        if line in self.waiting:
            return False
        try:
            process = self._started()
            if process.stdin is None:
                return False
            self.waiting.add(line)
            process.stdin.write(line + "\n")
            process.stdin.flush()
        except (OSError, ValueError):
            self.waiting.discard(line)
            return False
        return True

    def _started(self) -> subprocess.Popen[str]:
        if self.process is None or self.process.poll() is not None:
            self.waiting.clear()
            single = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
            self.process = subprocess.Popen(  # noqa: S603 - our own module, no shell
                [sys.executable, "-P", "-m", "winnow_sr.faces.terminal.behind", str(self.folder)],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                encoding="utf-8", start_new_session=True, env={**os.environ, **single},
            )  # fmt: skip
            self.listener = threading.Thread(
                target=self._listen, args=(self.process.stdout,), daemon=True
            )
            self.listener.start()
        return self.process

    def _listen(self, answers: IO[str]) -> None:
        for line in answers:
            answer = json.loads(line)
            self.waiting.discard(json.dumps({"task": answer["task"], "for": answer["for"]}))
            self.told(answer)
        for line in list(self.waiting):  # it has ended without an answer
            self.waiting.discard(line)
            self.told({**json.loads(line), "error": "the work behind the screen was stopped"})

    def close(self, wait: bool = False) -> None:
        """No more questions. The child finishes what it is doing; `wait` waits for that."""
        if self.process is None:
            return
        if self.process.stdin is not None:
            with suppress(OSError):  # it has ended already
                self.process.stdin.close()
        if wait:
            self.process.wait()
            if self.listener is not None:
                self.listener.join()


# -- the child's end ---------------------------------------------------------------------------------


def rank(review: Review, about: str) -> Answer:
    """A fresh ranking, kept for every process to read."""
    kept = review.ranking()
    return {"citations": len(kept.order)}


def bound(review: Review, about: str) -> Answer:
    """The recall bound and what the rule says; no count of anybody's verdicts."""
    found = review.stop()
    return {
        **{key: found["recall"][key] for key in ("estimate", "low", "confidence")},
        "target": found["rule"]["target"], "rule": found["rule"]["name"],
        "may_stop": found["may_stop"], "forecast": found["forecast"],
    }  # fmt: skip


def why(review: Review, about: str) -> Answer:
    """The terms that push a citation up or down."""
    return review.why(about)


TASKS: dict[str, Callable[[Any, str], Answer]] = {"rank": rank, "bound": bound, "why": why}


def serve(folder: Path) -> None:
    """Answer one task a line until the other end is gone."""
    from winnow_sr.errors import WinnowError
    from winnow_sr.review import Review

    out, sys.stdout = sys.stdout, sys.stderr  # nobody else may write between the answers
    review = Review.open(folder)
    review.ranks_again = True
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            answer = TASKS[asked["task"]](review, asked["for"])
        except WinnowError as error:
            answer = {"error": str(error)}
        except Exception as error:  # the screen must go on, and say what failed
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps({**answer, **asked}), file=out, flush=True)
    review.close()


if __name__ == "__main__":
    if hasattr(os, "nice"):
        os.nice(10)
    try:
        serve(Path(sys.argv[1]))
    except (BrokenPipeError, KeyboardInterrupt):
        sys.stderr.close()
