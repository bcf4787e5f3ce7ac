"""Who may sign in: invitations, passwords, sessions. Not ledger matters, so kept beside it.

Only digests are kept of invitation links and session cookies; passwords are hashed with scrypt.
"""

from __future__ import annotations

import os
import secrets
import sqlite3
import threading
import time
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from werkzeug.security import check_password_hash, generate_password_hash

from winnow_sr.databases import told
from winnow_sr.errors import WinnowError
from winnow_sr.files import cannot_write

INVITATION_DAYS = 14
SESSION_HOURS = 12
SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 128
MEND = "restore it from a copy; without one delete it, and invite everybody again"
"""What to do where the file is damaged: it holds no decision."""

TABLES = """
CREATE TABLE IF NOT EXISTS accounts (name TEXT PRIMARY KEY, hash TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS invitations (
    digest TEXT PRIMARY KEY, name TEXT NOT NULL, until REAL NOT NULL, used INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS sessions (digest TEXT PRIMARY KEY, name TEXT NOT NULL, until REAL NOT NULL);
CREATE TABLE IF NOT EXISTS settings (key TEXT PRIMARY KEY, value TEXT NOT NULL);
"""


def digest(token: str) -> str:
    """What is kept of a secret that is itself random and long."""
    return sha256(token.encode()).hexdigest()


class Accounts:
    """The file `accounts.db` of a review folder; one connection per thread."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "accounts.db"
        self._local = threading.local()
        try:
            if not self.path.exists():
                os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))
        except OSError as error:
            raise cannot_write(self.path, error) from error
        with told(self.path, MEND):
            self._db.executescript(TABLES)

    @property
    def _db(self) -> sqlite3.Connection:
        found: sqlite3.Connection | None = getattr(self._local, "db", None)
        if found is None:
            found = self._local.db = sqlite3.connect(self.path, timeout=30, isolation_level=None)
        return found

    # -- keys ------------------------------------------------------------------------------------
    @cached_property
    def secret_key(self) -> str:
        """The key that signs cookies, made once."""
        self._db.execute(
            "INSERT OR IGNORE INTO settings VALUES ('secret_key', ?)", (secrets.token_hex(32),)
        )
        row = self._db.execute("SELECT value FROM settings WHERE key = 'secret_key'").fetchone()
        return str(row[0])

    @cached_property
    def _nobody(self) -> str:
        """A hash to check against where there is no account: it takes as long as a real one."""
        return generate_password_hash(secrets.token_hex(16))

    # -- invitations -----------------------------------------------------------------------------
    def invite(self, name: str) -> str:
        """The secret part of a new link for `name`; earlier links of theirs end."""
        token = secrets.token_urlsafe(32)
        until = time.time() + INVITATION_DAYS * 86_400
        self._db.execute("UPDATE invitations SET used = 1 WHERE name = ?", (name,))
        self._db.execute(
            "INSERT INTO invitations VALUES (?, ?, ?, 0)", (digest(token), name, until)
        )
        return token

    def invited(self, token: str) -> str | None:
        """Whom a link invites; None where it is unknown, used or too old."""
        row = self._db.execute(
            "SELECT name FROM invitations WHERE digest = ? AND used = 0 AND until > ?",
            (digest(token), time.time()),
        ).fetchone()
        return str(row[0]) if row else None

    def accept(self, token: str, password: str) -> str:
        """Set the password of the person invited; the link ends, as do their old sessions."""
        check_password(password)
        name = self.invited(token)
        if name is None:
            raise WinnowError("this link has been used or has expired: ask for a new one")
        hashed = generate_password_hash(password)
        claimed = self._db.execute(
            "UPDATE invitations SET used = 1 WHERE digest = ? AND used = 0", (digest(token),)
        )
        if claimed.rowcount != 1:
            raise WinnowError("this link has been used or has expired: ask for a new one")
        self._db.execute("INSERT OR REPLACE INTO accounts VALUES (?, ?)", (name, hashed))
        self._db.execute("DELETE FROM sessions WHERE name = ?", (name,))
        return name

    # -- signing in ------------------------------------------------------------------------------
    def check(self, name: str, password: str) -> bool:
        """Is this the person's password? Takes as long whether or not there is such a person."""
        row = self._db.execute("SELECT hash FROM accounts WHERE name = ?", (name,)).fetchone()
        right = check_password_hash(row[0] if row else self._nobody, password[:LONGEST_PASSWORD])
        return bool(row) and right

    def begin(self, name: str) -> str:
        """A new session; its secret goes into the cookie."""
        token, now = secrets.token_urlsafe(32), time.time()
        self._db.execute("DELETE FROM sessions WHERE until BETWEEN 1 AND ?", (now,))
        self._db.execute(
            "INSERT INTO sessions VALUES (?, ?, ?)",
            (digest(token), name, now + SESSION_HOURS * 3600),
        )
        return token

    def who(self, token: str) -> str | None:
        """Whose session it is; None where it has ended."""
        row = self._db.execute(
            "SELECT name FROM sessions WHERE digest = ? AND until > ?", (digest(token), time.time())
        ).fetchone()
        return str(row[0]) if row else None

    def end(self, token: str) -> None:
        """End a session."""
        self._db.execute("DELETE FROM sessions WHERE digest = ?", (digest(token),))

    def has_password(self) -> set[str]:
        """Who has accepted an invitation."""
        return {str(row[0]) for row in self._db.execute("SELECT name FROM accounts")}

    def forget(self, name: str) -> None:
        """Take away password, sessions and open invitations of somebody who left."""
        for table in ("accounts", "invitations"):
            self._db.execute(f"DELETE FROM {table} WHERE name = ?", (name,))  # noqa: S608
        self._db.execute("UPDATE sessions SET until = 0 WHERE name = ?", (name,))

    def left(self, token: str) -> bool:
        """Did this session end because its person left the team?"""
        row = self._db.execute(
            "SELECT 1 FROM sessions WHERE digest = ? AND until = 0", (digest(token),)
        ).fetchone()
        return row is not None


def check_password(password: str) -> None:
    """Long enough to be worth having; no other rule."""
    if len(password) < SHORTEST_PASSWORD:
        raise WinnowError(f"choose a password of at least {SHORTEST_PASSWORD} characters")
    if len(password) > LONGEST_PASSWORD:
        raise WinnowError(f"choose a password of at most {LONGEST_PASSWORD} characters")
