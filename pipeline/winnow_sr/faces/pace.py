"""How fast a reviewer reads, and how long the rest will take.

In: the seconds each decision of a sitting took. Out: decisions per minute, minutes, words.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

PAUSE = 300.0
"""Seconds: whoever takes longer over one citation has been away, and that is not reading."""
RECENT = 50
"""Decisions that the pace is taken from, so that it follows the reviewer."""
ENOUGH = 5
"""Decisions before a pace is worth telling."""


class Pace:
    """Decisions of one sitting and their seconds."""

    def __init__(self, seconds: Iterable[float] = ()) -> None:
        self.decided = 0
        self.recent: deque[float] = deque(maxlen=RECENT)
        for value in seconds:
            self.add(value)

    def add(self, seconds: float) -> None:
        """One more decision; a pause counts as a decision but not as time spent reading."""
        self.decided += 1
        if seconds <= PAUSE:
            self.recent.append(seconds)

    def take_back(self) -> None:
        """A decision of this sitting was undone; the time it took was spent all the same."""
        self.decided = max(0, self.decided - 1)

    def per_minute(self) -> float | None:
        """Decisions a minute over the recent ones; None before there are enough."""
        if len(self.recent) < ENOUGH:
            return None
        return 60 * len(self.recent) / max(sum(self.recent), 0.1)

    def minutes(self, left: int) -> float | None:
        """Minutes that `left` more citations take at this pace; None while it is unknown."""
        pace = self.per_minute()
        return None if pace is None else left / pace


def in_words(minutes: float) -> str:
    """A length of time as people say it: `under a minute`, `40 min`, `3 h 10 min`, `26 h`."""
    if minutes < 1:
        return "under a minute"
    whole = round(minutes)
    if whole < 60:
        return f"{whole} min"
    if whole >= 600:
        return f"{round(minutes / 60)} h"
    hours, rest = divmod(round(whole / 10) * 10, 60)
    return f"{hours} h {rest} min" if rest else f"{hours} h"
