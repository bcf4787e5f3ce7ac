"""What the review folder remembers of packets: the key, what was issued, what was taken."""

from __future__ import annotations

import hmac
import os
import secrets
import sqlite3
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import msgspec

from winnow_sr.databases import told
from winnow_sr.files import cannot_write
from winnow_sr.vocabulary import Stage

TABLES = """
CREATE TABLE IF NOT EXISTS keys (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS taken (
    packet TEXT NOT NULL, citation TEXT NOT NULL, verdict TEXT NOT NULL, reason TEXT NOT NULL,
    note TEXT NOT NULL, PRIMARY KEY (packet, citation));
"""

MEND = "restore it from a copy; without one delete it, and make packets that are still out anew"


class Issue(msgspec.Struct, frozen=True, kw_only=True):
    """What went out with a packet. Its JSON is signed, and comes back with the answers."""

    packet: str
    title: str
    reviewer: str
    stage: Stage
    made: str
    citations: list[str]
    offers: dict[str, tuple[str, int, float | None]] = {}
    """citation -> digest of the ranking that offered it, its rank and score there."""
    head: str = ""
    """Hash of the ledger's last event when it was made: it comes back signed with the answers."""


class Answer(NamedTuple):
    """One verdict out of a packet. citation: its id when the packet was made."""

    citation: str
    verdict: str
    reason: str
    note: str


class Register:
    """The file `packets.db`."""

    def __init__(self, folder: Path) -> None:
        self._path = path = folder / "packets.db"
        try:
            if not path.exists():
                os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        except OSError as error:
            raise cannot_write(path, error) from error
        with told(path, MEND):
            self._db = sqlite3.connect(path, timeout=30, isolation_level=None)
            self._db.executescript(TABLES)
            key = secrets.token_hex(32)
            self._db.execute("INSERT OR IGNORE INTO keys VALUES ('key', ?)", (key,))
            row = self._db.execute("SELECT value FROM keys WHERE name = 'key'").fetchone()
            self._key = bytes.fromhex(row[0])

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def sign(self, text: str) -> str:
        """HMAC-SHA256 (hex) of a text under the review's key."""
        return signature(self._key, text)

    def answer_key(self, packet: str) -> str:
        """The key (hex) by which one packet signs its own answers."""
        return self.sign(f"answers of {packet}")

    def taken(self, packet: str) -> dict[str, Answer]:
        """citation id -> the answer taken last from this packet."""
        with told(self._path, MEND):
            rows = self._db.execute(
                "SELECT citation, verdict, reason, note FROM taken WHERE packet = ?", (packet,)
            )
            return {row[0]: Answer(*row) for row in rows}

    def take(self, packet: str, answers: list[Answer]) -> None:
        """Remember answers as taken."""
        with told(self._path, MEND):
            self._db.execute("BEGIN IMMEDIATE")
            self._db.executemany(
                "INSERT OR REPLACE INTO taken VALUES (?, ?, ?, ?, ?)",
                [(packet, *answer) for answer in answers],
            )
            self._db.execute("COMMIT")


def signature(key: bytes, text: str) -> str:
    """HMAC-SHA256 (hex) of a text's UTF-8."""
    return hmac.new(key, text.encode("utf-8"), sha256).hexdigest()
