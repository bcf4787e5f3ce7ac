"""A sitting at a terminal, without its screen: the citation in front, a few kept ready behind it, and
each act acknowledged in words. The drawn screen and the prompts both show one of these.

Nothing here tells what anybody else voted: not a vote, not a conflict, not a count of either.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

from winnow_sr.errors import WinnowError
from winnow_sr.faces.keys import keymap
from winnow_sr.faces.review_source import ReviewSource
from winnow_sr.faces.sitting import Draft, Row, Sitting, id_of

if TYPE_CHECKING:
    from winnow_sr.review import Review

AHEAD = 12
"""Citations kept ready."""
RENEW = 20.0
"""Seconds after which what is ready is looked up again: colleagues read on meanwhile."""
PAST = {"include": "included", "exclude": "excluded", "unsure": "unsure"}


class Desk:
    """One reviewer's sitting at one stage. Every verdict is durable before `decide` returns.

    notify: is told before a ranking is made that somebody waits for.
    """

    def __init__(
        self,
        review: Review,
        name: str,
        stage: str,
        notify: Callable[[str], None] | None = None,
        order: str = "ranking",
    ) -> None:
        self.review, self.name, self.stage = review, name, stage
        self.plan = review.protocol.plan
        self.keys = keymap(self.plan.keys)
        self.sitting = Sitting(ReviewSource(lambda: review, name, stage, notify, order))
        self.row: Row | None = None
        """The citation in front of the reviewer; None when nothing is left."""
        self.ahead: deque[Row] = deque()
        self.since_training = 0
        self.looked = 0.0
        self.shown_at = time.monotonic()

    # -- what comes next -------------------------------------------------------------------------
    def begin(self, *, fresh: bool = False) -> None:
        """Look up the first citations; `fresh`: by a ranking that has seen every verdict."""
        self.look(fresh=fresh)
        self.advance()

    def look(self, *, fresh: bool = False) -> None:
        """Fetch the citations to come, in the newest order there is."""
        rows = self.sitting.next(AHEAD + 1, fresh=fresh)
        here = id_of(self.row) if self.row else ""
        self.ahead = deque(row for row in rows if id_of(row) != here)
        self.looked = time.monotonic()

    def refill(self) -> bool:
        """Look again if little is ready or it is old; call it while the reviewer reads."""
        due = len(self.ahead) < AHEAD // 2 < self.sitting.left - len(self.sitting.put_off)
        if due or time.monotonic() - self.looked > RENEW:
            self.look()
            return True
        return False

    def advance(self) -> None:
        """Put the next citation in front; those set aside come last."""
        self.row = None
        if not self.ahead:
            self.look()
        if self.ahead:
            self.row = self.ahead.popleft()
        self.shown_at = time.monotonic()

    # -- what is typed -----------------------------------------------------------------------------
    @property
    def draft(self) -> Draft:
        """What the reviewer has typed for the citation in front."""
        return self.sitting.draft(id_of(self.row)) if self.row else Draft()

    def write_note(self, note: str) -> None:
        """Keep a note with the citation in front, for its verdict."""
        if self.row is None:
            raise WinnowError("nothing is left to write a note on")
        self.sitting.keep(id_of(self.row), Draft(note, self.draft.reason))

    # -- verdicts --------------------------------------------------------------------------------
    def decide(self, verdict: str, reason: str = "", seconds: float | None = None) -> str:
        """Record a verdict on the citation in front, then put the next one there.

        Returns what to acknowledge. WinnowError: nothing was recorded, nothing moved.
        """
        if self.row is None:
            raise WinnowError("nothing is left to decide on")
        taken = time.monotonic() - self.shown_at if seconds is None else seconds
        citation, given = id_of(self.row), Draft(self.draft.note, self._code(verdict, reason))
        self.sitting.decide(citation, verdict, given, taken)
        self.since_training += 1
        said = f"{citation} {PAST[verdict]}{f' ({given.reason})' if given.reason else ''}"
        said += ", with your note" if given.note else ""
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

        Its citation comes to the front again, with the note and the reason that went with it; what
        was in front comes after it, with what was typed for it.
        """
        done = self.sitting.undo()
        waiting = [row for row in (self.row, *self.ahead) if row and id_of(row) != done.citation]
        self.row, self.ahead = self.sitting.source.row(done.citation), deque(waiting)
        self.shown_at = time.monotonic()
        if self.row is None:  # removed meanwhile
            self.advance()
        return (
            f"took back: {done.citation} {PAST.get(done.verdict, '')}".rstrip() + ". Decide anew."
        )

    def skip(self) -> str:
        """Set the citation in front aside for the end of the sitting."""
        if self.row is None:
            raise WinnowError("nothing is left to set aside")
        row, kept = self.row, " with your note" if self.draft.note else ""
        self.sitting.skip(id_of(row))
        self.advance()
        if self.row is not None and id_of(self.row) == id_of(row):
            self.row = row
            raise WinnowError(f"{id_of(row)} is the last one: nothing to read instead")
        return f"{id_of(row)} set aside{kept}; it comes again at the end"

    # -- telling ---------------------------------------------------------------------------------
    def training_due(self) -> bool:
        """Have so many verdicts been given since the last ranking that it should be renewed?"""
        return self.stage == "title-abstract" and self.since_training >= self.plan.screening.batch

    def reasons(self) -> list[tuple[str, str]]:
        """(code, words) of the exclusion reasons, in the protocol's order."""
        return [(reason.code, reason.label or reason.code) for reason in self.plan.reasons]
