"""A sitting without a screen: what comes next, verdicts, undo. Every screen shows one of these.

Nothing here tells what anybody else voted: not a vote, not a conflict, not a count of either.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from winnow_sr.errors import WinnowError
from winnow_sr.screening.keys import keymap
from winnow_sr.screening.pace import Pace

if TYPE_CHECKING:
    from winnow_sr.review import Review

Row = dict[str, Any]

AHEAD = 12
"""Citations kept ready."""
RENEW = 20.0
"""Seconds after which what is ready is looked up again: colleagues read on meanwhile."""
PAST = {"include": "included", "exclude": "excluded", "unsure": "unsure"}


class Desk:
    """One reviewer's sitting at one stage. Every verdict is durable before `decide` returns."""

    def __init__(self, review: Review, name: str, stage: str) -> None:
        self.review, self.name, self.stage = review, name, stage
        self.plan = review.session.plan_of(review.session.state())
        self.keys = keymap(self.plan.keys)
        self.pace = Pace()
        self.row: Row | None = None
        """The citation in front of the reviewer; None when nothing is left."""
        self.ahead: deque[Row] = deque()
        self.skipped: dict[str, Row] = {}
        self.mine: list[str] = []
        """Citations decided in this sitting, oldest first."""
        self.note = ""
        self.left = self.decided = 0
        self.fresh = True
        self.round: dict[str, Any] | None = None
        self.since_training = 0
        self.looked = 0.0
        self.shown_at = time.monotonic()

    # -- what comes next -------------------------------------------------------------------------
    def begin(self, notify: Callable[[str], None] | None = None, *, stale: bool = True) -> None:
        """Look up the first citations. `stale` takes a ranking that is behind the votes."""
        self.look(stale=stale, notify=notify)
        self.advance()

    def look(self, *, stale: bool = True, notify: Callable[[str], None] | None = None) -> None:
        """Fetch the citations to come, in the newest order there is."""
        wanted = AHEAD + len(self.skipped) + 1
        found = self.review.screening.reading(self.name, wanted, self.stage, notify, stale=stale)
        here = {self.row["citation"]} if self.row else set()
        waiting = here | self.skipped.keys()
        self.ahead = deque(row for row in found["rows"] if row["citation"] not in waiting)
        self.left, self.decided = found["left"], found["decided"]
        self.fresh, self.round = found["fresh"], found["round"]
        self.looked = time.monotonic()

    def refill(self) -> bool:
        """Look again if little is ready or it is old; call it while the reviewer reads."""
        due = len(self.ahead) < AHEAD // 2 < self.left - len(self.skipped)
        if due or time.monotonic() - self.looked > RENEW:
            self.look()
            return True
        return False

    def advance(self) -> None:
        """Put the next citation in front; those set aside come last."""
        self.row = None
        if not self.ahead:
            self.look()
        if not self.ahead and self.skipped:
            self.ahead.extend(self.skipped.values())
            self.skipped.clear()
        if self.ahead:
            self.row = self.ahead.popleft()
        self.note = ""
        self.shown_at = time.monotonic()

    # -- verdicts --------------------------------------------------------------------------------
    def decide(self, verdict: str, reason: str = "", seconds: float | None = None) -> str:
        """Record a verdict on the citation in front, then put the next one there.

        Returns what to acknowledge. WinnowError: nothing was recorded, nothing moved.
        """
        if self.row is None:
            raise WinnowError("nothing is left to decide on")
        taken = time.monotonic() - self.shown_at if seconds is None else seconds
        citation = self.row["citation"]
        code = self._code(verdict, reason)
        self.review.screening.decide(
            citation, verdict, reviewer=self.name, stage=self.stage, reason=code, note=self.note,
            seconds=taken,
        )  # fmt: skip
        self.pace.add(taken)
        self.mine.append(citation)
        self.left, self.decided = max(0, self.left - 1), self.decided + 1
        self.since_training += 1
        self.skipped.pop(citation, None)
        said = f"{citation} {PAST[verdict]}{f' ({code})' if code else ''}"
        said += ", with your note" if self.note else ""
        try:
            self.advance()
        except WinnowError as error:  # the verdict is recorded: that must not look undone
            return f"{said}. The next citation cannot be read: {error}"
        return said

    def _code(self, verdict: str, reason: str) -> str:
        found = self.plan.reason(reason) if verdict == "exclude" and reason.strip() else None
        return found.code if found else reason

    def undo(self) -> str:
        """Take back the reviewer's newest verdict, of this sitting or an earlier one.

        Its citation comes to the front again, with the note that went with it.
        """
        state = self.review.session.state()
        last = state.last_by(self.name)
        if last and (last[3] or last[1] != self.stage):
            what = "resolution of a conflict" if last[3] else f"verdict at {last[1]}"
            raise WinnowError(
                f"your last act was a {what}: take that back with `winnow undo --as {self.name}`"
            )
        vote = (
            state.votes_on(self.stage, state.citation_of(last[2])).get(self.name) if last else None
        )
        taken = self.review.screening.undo(reviewer=self.name)["citation"]
        row = self.review.screening.shown(taken)
        if self.row is not None:
            self.ahead.appendleft(self.row)
        self.row, self.note = row, vote.note if vote else ""
        self.ahead = deque(r for r in self.ahead if r["citation"] != taken)
        self.left, self.decided = self.left + 1, max(0, self.decided - 1)
        if taken in self.mine:
            self.mine.remove(taken)
            self.pace.take_back()
        self.shown_at = time.monotonic()
        return (
            f"took back: {taken} {PAST[vote.verdict] if vote else ''}".rstrip() + ". Decide anew."
        )

    def skip(self) -> str:
        """Set the citation in front aside for the end of the sitting."""
        if self.row is None:
            raise WinnowError("nothing is left to set aside")
        citation = self.row["citation"]
        self.skipped[citation] = self.row
        if not self.ahead:
            self.look()
        if not self.ahead and len(self.skipped) == 1:
            self.skipped.clear()
            raise WinnowError(f"{citation} is the last one: nothing to read instead")
        self.advance()
        return f"{citation} set aside; it comes again at the end"

    # -- telling ---------------------------------------------------------------------------------
    def training_due(self) -> bool:
        """Have so many verdicts been given since the last ranking that it should be renewed?"""
        return self.stage == "title-abstract" and self.since_training >= self.plan.screening.batch

    def reasons(self) -> list[tuple[str, str]]:
        """(code, words) of the exclusion reasons, in the protocol's order."""
        return [(reason.code, reason.label or reason.code) for reason in self.plan.reasons]
