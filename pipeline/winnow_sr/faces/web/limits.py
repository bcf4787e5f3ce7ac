"""Limits on guessing passwords and links."""

from __future__ import annotations

import threading
import time
from collections import deque


class Limiter:
    """At most `most` failures per key within `seconds`."""

    def __init__(self, most: int, seconds: float) -> None:
        self.most, self.seconds = most, seconds
        self._failures: dict[str, deque[float]] = {}
        self._lock = threading.Lock()

    def wait(self, key: str) -> float:
        """Seconds until the next attempt is allowed; 0 where it is allowed now."""
        now = time.monotonic()
        with self._lock:
            found = self._failures.get(key)
            while found and found[0] < now - self.seconds:
                found.popleft()
            if not found or len(found) < self.most:
                return 0.0
            return found[0] + self.seconds - now

    def failed(self, key: str) -> None:
        """Count a failure."""
        with self._lock:
            if len(self._failures) > 10_000:  # a flood of names must not fill the memory
                self._failures.clear()
            self._failures.setdefault(key, deque(maxlen=self.most)).append(time.monotonic())

    def passed(self, key: str) -> None:
        """Forget the failures of a key."""
        with self._lock:
            self._failures.pop(key, None)


class Limits:
    """How often somebody may be wrong."""

    def __init__(self) -> None:
        self.address = Limiter(30, 300)
        """Wrong passwords and dead links from one address."""
        self.person = Limiter(5, 300)
        """Wrong passwords for one name from one address."""
        self.name = Limiter(50, 3600)
        """Wrong passwords for one name from anywhere: slows a guesser with many addresses."""

    def of(self, name: str, address: str) -> list[tuple[Limiter, str]]:
        """The limits that one attempt to sign in falls under."""
        return [(self.person, f"{name}@{address}"), (self.name, name), (self.address, address)]
