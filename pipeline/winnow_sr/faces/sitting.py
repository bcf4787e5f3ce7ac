"""A reviewer's sitting at one stage, without a screen: what is ahead, what was put off, what was
typed, what came back by an undo, how fast it goes. Every screen has one.

No rule of the domain is here: which citations a reviewer is to read, whether a verdict may be given
and what an undo takes back is asked of a `Source`. A sitting is remembered only while its screen is
open; what is decided is durable before `decide` returns.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol, TypeAlias

import msgspec

from winnow_sr.faces.pace import Pace
from winnow_sr.review.answers import QueueRow
from winnow_sr.vocabulary import Stage

TRIES = 3
"""How often to look again where colleagues took something in the same moment."""
Row: TypeAlias = QueueRow
"""A citation as the review's queue gives it."""


def id_of(row: Row) -> str:
    """The id of the citation in a row."""
    return row.citation


class Draft(msgspec.Struct, frozen=True):
    """What a reviewer has typed for a citation and not yet given with a verdict."""

    note: str = ""
    reason: str = ""


class Round(msgspec.Struct, frozen=True):
    """The round that is open."""

    number: int
    kind: str


class Reading(msgspec.Struct, frozen=True):
    """What there is for a reviewer to read now."""

    rows: Sequence[Row]
    """The first of the queue, best first."""
    left: int
    """How many are in the whole queue."""
    decided: int
    """Verdicts of this reviewer at the stage, of this sitting and of earlier ones."""
    fresh: bool
    """Has the ranking seen every verdict?"""
    round: Round | None = None
    held: int = 0
    """How many more there would be if colleagues had not these before them."""


class Withdrawn(msgspec.Struct, frozen=True):
    """A verdict that was taken back, with what had been typed for it."""

    citation: str
    stage: Stage
    verdict: str = ""
    draft: Draft = Draft()
    resolution: bool = False
    """Was it the resolution of a conflict? Then nothing comes back to be read."""


class Source(Protocol):
    """What a sitting asks of the review. Refusals are WinnowErrors."""

    def reading(self, n: int, *, fresh: bool) -> Reading:
        """What to read now, at most `n` rows of it; `fresh`: by a ranking that has seen all."""

    def row(self, citation: str) -> Row | None:
        """One citation to be read once more; None where that is no longer wanted."""

    def hold(self, citations: Sequence[str]) -> Sequence[str]:
        """Keep citations for this reviewer; returns those that no colleague took first."""

    def let_go(self, citations: Sequence[str] | None = None) -> None:
        """Keep these (or, where not given, everything) no longer."""

    def decide(self, citation: str, verdict: str, given: Draft, seconds: float) -> bool:
        """Record a verdict; False where the very same one stands already."""

    def pass_over(self, citation: str) -> None:
        """Write down that the reader saw a citation and put it off."""

    def undo(self) -> Withdrawn:
        """Take back the reviewer's newest act."""


class Sitting:
    """One reviewer at one stage, from sitting down to leaving."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.pace = Pace()
        self.mine: list[str] = []
        """Citations decided in this sitting, oldest first."""
        self.put_off: list[str] = []
        """Skipped, oldest first: read when nothing else is left."""
        self.came_back: list[str] = []
        """Taken back and not yet decided anew, the next to be read first."""
        self.drafts: dict[str, Draft] = {}
        self.left = self.decided = self.held = 0
        self.fresh = True
        self.round: Round | None = None

    # -- what is ahead ---------------------------------------------------------------------------
    def next(self, n: int, *, fresh: bool = False) -> list[Row]:
        """The next `n`: what came back by an undo, then the queue, then what was put off.

        What was put off stands in the queue too: what colleagues have settled meanwhile is gone.
        What is given here is kept for this reviewer; what a colleague took first is left out.
        """
        rows: list[Row] = []
        for _ in range(TRIES):
            rows = self._ahead(n, fresh=fresh)
            kept = set(self.source.hold([id_of(row) for row in rows])) if rows else set()
            if len(kept) == len(rows):
                break
            rows = [row for row in rows if id_of(row) in kept]
        return rows

    def _ahead(self, n: int, *, fresh: bool) -> list[Row]:
        found = self.source.reading(n + len(self.put_off) + len(self.came_back), fresh=fresh)
        self.left, self.decided, self.held = found.left, found.decided, found.held
        self.fresh, self.round = found.fresh, found.round
        queue = {id_of(row): row for row in found.rows}
        again = self._again(queue)
        rows = [row for c, row in queue.items() if c not in again and c not in self.put_off]
        rows = [*again.values(), *rows]
        if not rows:
            rows = [queue[c] for c in self.put_off if c in queue]
            self.put_off.clear()
        return rows[:n]

    def _again(self, queue: Mapping[str, Row]) -> dict[str, Row]:
        """What came back by an undo; from afar where the queue does not begin with it."""
        found: dict[str, Row] = {}
        for citation in list(self.came_back):
            row = queue.get(citation) or self.source.row(citation)
            if row is None:
                self.came_back.remove(citation)
            else:
                found[citation] = row
        return found

    def skip(self, citation: str) -> None:
        """Put a citation off until nothing else is left; what was typed for it is kept."""
        self.source.pass_over(citation)
        self.source.let_go([citation])
        if citation in self.came_back:
            self.came_back.remove(citation)
        if citation not in self.put_off:
            self.put_off.append(citation)

    def leave(self) -> None:
        """The reviewer goes: colleagues may read what was kept for them."""
        self.source.let_go()

    # -- what is typed -----------------------------------------------------------------------------
    def draft(self, citation: str) -> Draft:
        """What was typed for a citation and waits for its verdict."""
        return self.drafts.get(citation, Draft())

    def keep(self, citation: str, draft: Draft) -> None:
        """Keep what was typed, however the reviewer comes and goes."""
        if draft == Draft():
            self.drafts.pop(citation, None)
        else:
            self.drafts[citation] = draft

    # -- verdicts ------------------------------------------------------------------------------------
    def decide(self, citation: str, verdict: str, given: Draft, seconds: float) -> None:
        """Record a verdict with its note and reason. WinnowError: nothing was recorded or moved."""
        if self.source.decide(citation, verdict, given, seconds):
            self.pace.add(seconds)
            self.mine.append(citation)
            self.left, self.decided = max(0, self.left - 1), self.decided + 1
        self.drafts.pop(citation, None)
        for waiting in (self.put_off, self.came_back):
            if citation in waiting:
                waiting.remove(citation)

    def undo(self) -> Withdrawn:
        """Take back the newest act, of this sitting or an earlier one; it is read next."""
        done = self.source.undo()
        self.took_back(done)
        return done

    def took_back(self, done: Withdrawn) -> None:
        """A verdict at this stage was taken back: its citation is the next to be read."""
        if done.resolution:
            return
        citation = done.citation
        if citation in self.put_off:
            self.put_off.remove(citation)
        if citation in self.came_back:
            self.came_back.remove(citation)
        self.came_back.insert(0, citation)
        self.keep(citation, done.draft)
        self.left, self.decided = self.left + 1, max(0, self.decided - 1)
        if citation in self.mine:
            self.mine.remove(citation)
            self.pace.take_back()
