"""The reviewers at their browsers: a sitting for each of them at each stage, as long as the server
runs.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from winnow_sr.faces.review_source import ReviewSource, withdrawn
from winnow_sr.faces.sitting import Draft, Row, Sitting, Withdrawn
from winnow_sr.faces.web.served_review import FIRST, ServedReview


class Sittings:
    """What the pages ask of a reviewer's sitting. Any number of threads may."""

    def __init__(self, served: ServedReview) -> None:
        self.served = served
        self._lock = threading.Lock()
        self._open: dict[tuple[str, str], tuple[Sitting, threading.RLock]] = {}

    @contextmanager
    def of(self, name: str, stage: str) -> Iterator[Sitting]:
        """A reviewer's sitting at a stage, for one thread at a time."""
        with self._lock:
            if (name, stage) not in self._open:
                source = ServedSource(self.served, name, stage)
                self._open[name, stage] = Sitting(source), threading.RLock()
            sitting, lock = self._open[name, stage]
        with lock:
            yield sitting

    def next(self, name: str, stage: str, n: int) -> list[Row] | None:
        """The next citations for a reviewer; None while there is no ranking to take them from."""
        if stage == FIRST and not self.served.ranked():
            return None
        with self.of(name, stage) as sitting:
            found = sitting.next(n)
        if not found and stage == FIRST:
            self.served.renew_where_stale()
        return found

    def anything(self, name: str, stage: str) -> bool:
        """Is anything left for a reviewer? Asked without handing it out."""
        with self.of(name, stage) as sitting:
            return bool(sitting.source.reading(1, fresh=False).rows)

    def draft(self, name: str, stage: str, citation: str) -> Draft:
        """What this reviewer has typed for a citation and not yet given with a verdict."""
        with self.of(name, stage) as sitting:
            return sitting.draft(citation)

    def keep(self, name: str, stage: str, citation: str, draft: Draft) -> None:
        """Keep what was typed for a citation that is left for another."""
        with self.of(name, stage) as sitting:
            sitting.keep(citation, draft)

    def skip(self, name: str, stage: str, citation: str, draft: Draft) -> None:
        """Put a citation off until nothing else is left."""
        with self.of(name, stage) as sitting:
            sitting.keep(citation, draft)
            sitting.skip(citation)

    def decide(
        self, name: str, stage: str, citation: str, verdict: str, given: Draft, seconds: float
    ) -> None:
        """Record a verdict; it is durable when this returns."""
        with self.of(name, stage) as sitting:
            sitting.decide(citation, verdict, given, seconds)

    def undo(self, name: str, based: str = "") -> Withdrawn:
        """Take back this person's newest act; what it was about comes before them again.

        based: the newest act that their page knows of, as `last` gave it; no other is taken back.
        """
        at, _, only = based.partition(":")
        with self.served.writer() as review:
            done = withdrawn(review, name, only, at)
        with self.of(name, done.stage) as sitting:
            sitting.took_back(done)
        return done

    def last(self, name: str) -> str:
        """This person's newest act, as a page carries it: stage and citation; '' where none is."""
        found = self.served.review.desk.last(name)
        return f"{found.stage}:{found.citation}" if found else ""

    def held_by_others(self, name: str, stage: str) -> int:
        """How many citations would be this reviewer's to read, had not colleagues them before them."""
        with self.of(name, stage) as sitting:
            return sitting.source.reading(0, fresh=False).held


class ServedSource(ReviewSource):
    """One reviewer's questions at one stage, less what colleagues have before them."""

    by = "browser"

    def __init__(self, served: ServedReview, name: str, stage: str) -> None:
        super().__init__(lambda: served.review, name, stage)
        self.served = served

    def hold(self, citations: Sequence[str]) -> Sequence[str]:
        """Keep citations for this reviewer, no other thread of this server writing."""
        with self.served.writer():
            return super().hold(citations)

    def let_go(self, citations: Sequence[str] | None = None) -> None:
        """Keep these no longer, no other thread of this server writing."""
        with self.served.writer():
            super().let_go(citations)

    def decide(self, citation: str, verdict: str, given: Draft, seconds: float) -> bool:
        """Record a verdict, no other thread of this server writing."""
        with self.served.writer():
            return super().decide(citation, verdict, given, seconds)
