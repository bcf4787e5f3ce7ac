"""What a page's script sends is done once: each page numbers what it sends, and the answer to its last
is remembered while the server runs.

A connection that breaks after the server has acted leaves the script in doubt; it sends again. The
ledger refuses to record a verdict twice; for an undo only this book knows.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeAlias

PAGES = 500
"""Pages remembered; the one that was silent longest is forgotten first."""
Said: TypeAlias = dict[str, object]


class Page:
    """What came from one page of one person."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.number = 0
        self.answer: Said | None = None


class JobBook:
    """The last job of each page, and what was answered. Safe to use from many threads."""

    def __init__(self, pages: int = PAGES) -> None:
        self._most = pages
        self._lock = threading.Lock()
        self._pages: OrderedDict[tuple[str, str], Page] = OrderedDict()

    @contextmanager
    def of(self, name: str, page: str) -> Iterator[Page]:
        """The page of a person, for one thread at a time: a job sent again waits for the first."""
        with self._lock:
            found = self._pages.setdefault((name, page), Page())
            self._pages.move_to_end((name, page))
            while len(self._pages) > self._most:
                self._pages.popitem(last=False)
        with found.lock:
            yield found
