"""Files that were sent and wait for a person to say where they are from."""

from __future__ import annotations

import secrets
import shutil
import threading
from pathlib import Path
from typing import NamedTuple

from werkzeug.datastructures import FileStorage

from winnow_sr.errors import WinnowError
from winnow_sr.files import cannot_write
from winnow_sr.review import Review
from winnow_sr.review.proposing import Proposed

LONGEST_NAME = 150
MOST = 40
"""Files that wait at once for one person."""


class Waiting(NamedTuple):
    """A file that waits."""

    token: str
    path: Path
    bytes: int
    proposed: Proposed | None
    error: str
    """Why it cannot be imported as it is; empty where it can."""


def safe_name(name: str) -> str:
    """A file's own name without anything that leads elsewhere."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(c for c in last if c.isprintable() and c not in '<>:"|?*').strip(". ")
    stem, dot, ending = kept.rpartition(".")
    if dot:
        return f"{stem[:LONGEST_NAME]}.{ending[:20]}"
    return kept[:LONGEST_NAME] or "file"


class Tray:
    """What waits, for each person; the files lie in the review's cache and go with the server."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "cache" / "incoming"
        shutil.rmtree(self.folder, ignore_errors=True)  # what an earlier server left
        self._lock = threading.Lock()
        self._waiting: dict[str, dict[str, Waiting]] = {}

    def put(self, name: str, file: FileStorage, review: Review) -> Waiting:
        """Keep a file that was sent, and look at what it is."""
        with self._lock:
            if len(self._waiting.get(name, {})) >= MOST:
                raise WinnowError(f"{MOST} files wait already: import or leave these first")
        token = secrets.token_hex(8)
        place = self.folder / token
        try:
            place.mkdir(parents=True)
            path = place / safe_name(file.filename or "")
            file.save(path)
        except OSError as error:
            raise cannot_write(place, error) from error
        proposed, said = None, ""
        try:
            proposed = review.sources.propose(path)
        except WinnowError as error:
            said = str(error).replace(str(path), path.name)
        found = Waiting(token, path, path.stat().st_size, proposed, said)
        with self._lock:
            self._waiting.setdefault(name, {})[token] = found
        return found

    def all(self, name: str) -> list[Waiting]:
        """What waits for this person, as it came."""
        with self._lock:
            return list(self._waiting.get(name, {}).values())

    def drop(self, name: str, token: str) -> None:
        """It was imported, or is not wanted."""
        with self._lock:
            found = self._waiting.get(name, {}).pop(token, None)
        if found:
            shutil.rmtree(found.path.parent, ignore_errors=True)
