"""Heads seen, kept outside the database: what shows that a ledger was put back or cut off.

A chain of hashes shows any change inside it, but a ledger that lacks its end is whole in itself. So
the last head that was acknowledged is noted twice: in the review folder (`head.txt`), for a database
that is older than its folder (put back, or copied without its write-ahead log); and on this machine,
outside the folder, for a folder that was put back whole. Neither is believed for anything else, and
neither is in the way where it cannot be written.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from typing import NamedTuple

from winnow_sr.text import count

NAME = "head.txt"
_LINE = re.compile(r"(\d{12}) ([0-9a-f]{64})\n")


class Head(NamedTuple):
    """A head: how many events there were, and the hash of the last."""

    events: int
    hash: str


def read_head(path: str) -> Head | None:
    """The head noted in a file; None where there is none that is whole."""
    try:
        with open(path, encoding="ascii") as file:
            found = _LINE.fullmatch(file.read(100))
    except (OSError, ValueError):
        return None
    return Head(int(found[1]), found[2]) if found else None


def note_head(path: str, head: Head) -> None:
    """Write a head over the one noted before: always as many bytes, in place, at once. So a full
    disk does not take the old one, and no synchronising holds a decision up."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT, 0o666)
        try:
            os.write(handle, f"{head.events:012d} {head.hash}\n".encode())
        finally:
            os.close(handle)
    except OSError:
        return


def machine_place(mark: str, folder: str) -> str:
    """Where this machine keeps the head of the review with this mark in this folder.

    `WINNOW_STATE` names another folder than the system's for such things.
    """
    from hashlib import sha256

    base = os.environ.get("WINNOW_STATE") or os.path.join(_state_home(), "winnow")
    place = sha256(os.fsencode(os.path.realpath(folder))).hexdigest()
    return os.path.join(base, "heads", f"{mark[:16]}-{place[:16]}.txt")


def _state_home() -> str:
    if os.name == "nt":
        return os.environ.get("LOCALAPPDATA") or os.path.expanduser("~")
    return os.environ.get("XDG_STATE_HOME") or os.path.expanduser("~/.local/state")


def missing_events(
    noted: Head | None, head: Head, hash_at: Callable[[int], str]
) -> tuple[int, str] | None:
    """What a noted head shows against the ledger: (how many events may be missing at least, in
    words); None where the ledger holds it."""
    if noted is None or hash_at(noted.events) == noted.hash:
        return None
    lacking = noted.events - head.events
    if lacking > 0:
        return lacking, (
            f"{count(lacking, 'event')} that had been acknowledged may be missing: there were "
            f"{noted.events}, the ledger ends at {head.events}"
        )
    return 0, (
        f"event {noted.events} is another than the one acknowledged here before "
        f"({noted.hash[:12]}...): the ledger was put back and went on, or was written anew"
    )


class Witness:
    """The two notes of one open review, kept up as it is written to."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.inside = os.path.join(folder, NAME)
        self._outside = ""
        self._good: set[str] = set()
        """Notes that the ledger holds: only these may be written over."""

    def outside(self, mark: str) -> str:
        """The file on this machine."""
        if not self._outside:
            self._outside = machine_place(mark, self.folder)
        return self._outside

    def note(self, head: Head, mark: str, hash_at: Callable[[int], str]) -> None:
        """Note a head that was acknowledged. A note that speaks against the ledger stays: it is the
        only trace of what happened."""
        for path in (self.inside, self.outside(mark)):
            if path not in self._good:
                if missing_events(read_head(path), head, hash_at) is not None:
                    continue
                self._good.add(path)
                if path != self.inside:
                    try:
                        os.makedirs(os.path.dirname(path), exist_ok=True)
                    except OSError:
                        continue
            note_head(path, head)
