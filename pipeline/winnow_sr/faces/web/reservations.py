"""Who has which citation before them: remembered only while the server runs."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable

READING_SECONDS = 900.0
"""How long a citation handed to a reviewer is kept for them."""


class Reservations:
    """Citations handed out to reviewers, by stage. Safe to use from many threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._until: dict[tuple[str, str], dict[str, float]] = {}

    def hand_out(self, name: str, stage: str, citations: Iterable[str]) -> None:
        """Keep citations (ids) for a reviewer for a while."""
        until = self._clock() + READING_SECONDS
        with self._lock:
            for citation in citations:
                self._until.setdefault((stage, citation), {})[name] = until

    def give_back(self, name: str, stage: str, citation: str) -> None:
        """A reviewer no longer reads a citation."""
        with self._lock:
            self._until.get((stage, citation), {}).pop(name, None)

    def by_others(self, name: str, stage: str) -> dict[str, int]:
        """citation -> how many others have it before them."""
        now = self._clock()
        found: dict[str, int] = {}
        with self._lock:
            for (at, citation), readers in list(self._until.items()):
                for who in [who for who, until in readers.items() if until < now]:
                    del readers[who]
                if not readers:
                    del self._until[at, citation]
                elif at == stage and (others := len(readers.keys() - {name})):
                    found[citation] = others
        return found
