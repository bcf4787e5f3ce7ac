"""The other end of `ranking_worker`: one task a line on standard input, one answer a line out.

    python -P -m winnow_sr.faces.ranking_process FOLDER

It is nice to the screens, keeps what it has loaded, and ends without a word when the other end is
gone, also in the middle of an answer.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING

from winnow_sr.errors import WinnowError
from winnow_sr.faces.ranking_worker import (
    Answer,
    Bound,
    Explained,
    Rank,
    Ranked,
    RecallBound,
    Task,
    Term,
    Why,
    decode_task,
    encode,
)
from winnow_sr.faults import fault_line
from winnow_sr.text import one_line

if TYPE_CHECKING:
    from winnow_sr.review import Review

Found = Ranked | RecallBound | Explained


class RankingProcess:
    """Does tasks on one review, which is opened with the first of them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._review: Review | None = None

    @property
    def review(self) -> Review:
        """The review, set to rank again and again."""
        if self._review is None:
            from winnow_sr.review import Review

            self._review = Review.open(self.folder)
            self._review.rankings.ranks_again = True
        return self._review

    def answer(self, task: Task) -> Answer:
        """What a task found, or in one line what went wrong: the screen must go on."""
        try:
            return Answer(task, self.found(task))
        except WinnowError as error:
            return Answer(task, error=one_line(str(error)))
        except Exception as error:
            return Answer(task, error=one_line(fault_line(error, f"ranking process, {task}")))

    def found(self, task: Task) -> Found:
        """What a task finds."""
        match task:
            case Rank():
                return Ranked(len(self.review.rankings.current().order))
            case Bound():
                return recall_bound(self.review)
            case Why(citation):
                return explained(self.review, citation)

    def close(self) -> None:
        """Let go of the review."""
        if self._review is not None:
            self._review.close()


def recall_bound(review: Review) -> RecallBound:
    """The recall bound and the rule's answer as the screens tell them."""
    found = review.stopping.check()
    recall = found.recall
    ahead = found.problems[0] if found.problems and not found.may_stop else found.forecast
    return RecallBound(
        recall.low, recall.estimate, recall.confidence, found.may_stop, ahead, found.label
    )


def explained(review: Review, citation: str) -> Explained:
    """The terms that push a citation up or down, as the screens tell them."""
    found = review.rankings.why(citation)
    terms = tuple(Term(t.field, t.term, t.weight) for t in found.terms)
    return Explained(citation, found.title, terms)


def serve(process: RankingProcess, tasks: Iterable[bytes], answers: IO[bytes]) -> None:
    """Answer one task a line until the other end is gone."""
    for line in tasks:
        answers.write(encode(process.answer(decode_task(line))) + b"\n")


def main(folder: Path) -> None:
    """Serve on standard input and output."""
    if hasattr(os, "nice"):
        os.nice(10)  # people at the screens come first
    # Nobody else may write between the answers, and nothing may be left to flush at the end.
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    process = RankingProcess(folder)
    with suppress(KeyboardInterrupt):  # one that comes while the work is being ended
        try:
            serve(process, sys.stdin.buffer, answers)
        except (BrokenPipeError, KeyboardInterrupt):
            pass
        finally:
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            process.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
