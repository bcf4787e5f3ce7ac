"""What an SQLite database says when it cannot, in the reader's words: what happened, and what is safe
to do next.

A full disk, a read-only place, a missing permission, a drive that does not answer, a lock, damage and
a foreign file are told apart: each wants something else from the reader, and who restores a copy
because the disk is full goes back to an older review.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from winnow_sr.errors import WinnowError
from winnow_sr.files import AnyPath

UNCHANGED = "nothing was changed"
ROOM = 256 * 1024
"""Bytes free below which a write that failed without a reason is told as a full disk."""

FULL = "the disk is full: make room and do it again"
READ_ONLY = (
    "the place is read-only: look at it here, and work on a copy of the whole folder in a place "
    "that you may write to"
)
FORBIDDEN = "permission denied: ask whoever owns the folder to let you read and write it"
DRIVE = (
    "the drive does not answer (disk I/O error): copy the whole folder to another drive before "
    "anything else, and run `winnow verify` on the copy"
)
LOCKED = "another program is writing to this review; try again in a moment"
DAMAGED = "it is damaged: keep it as it is and restore it from a copy (a backup's folder, whole)"
FOREIGN = (
    "it is not a database: it was overwritten, or another program's file has its name; keep it and "
    "restore it from a copy"
)
MEMORY = "there is not enough memory: close other programs and do it again"

_BY_CODE = {
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_READONLY: READ_ONLY,
    sqlite3.SQLITE_PERM: FORBIDDEN,
    sqlite3.SQLITE_AUTH: FORBIDDEN,
    sqlite3.SQLITE_IOERR: DRIVE,
    sqlite3.SQLITE_BUSY: LOCKED,
    sqlite3.SQLITE_LOCKED: LOCKED,
    sqlite3.SQLITE_NOTADB: FOREIGN,
    sqlite3.SQLITE_NOMEM: MEMORY,
}


class Damaged(WinnowError):
    """A database is not what winnow wrote: `verify` reports it, other commands stop."""


def code_of(error: BaseException) -> int:
    """SQLite's primary result code of an error; 0 where it has none."""
    return int(getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF


def sqlite_trouble(name: str, error: BaseException, then: str = UNCHANGED) -> WinnowError:
    """An SQLite error about the file `name` as one line. then: what became of what was asked."""
    code = code_of(error)
    why = _why(name, code)
    if why in (FOREIGN, DAMAGED):
        return Damaged(f"{name}: {why} ({_said(error)}); {then}")
    return WinnowError(f"{name}: {why}; {then}")


def _why(name: str, code: int) -> str:
    if code == sqlite3.SQLITE_CANTOPEN:
        return _cannot_open(name)
    if code == sqlite3.SQLITE_IOERR and _room(name) < ROOM:
        return FULL
    return _BY_CODE.get(code, DAMAGED)


def _cannot_open(name: str) -> str:
    """Why a file cannot be opened: SQLite does not say."""
    if not os.path.exists(name):
        return "the file is missing"
    if not os.access(name, os.R_OK):
        return FORBIDDEN
    if _room(name) < ROOM:
        return FULL
    if not os.access(os.path.dirname(name) or ".", os.W_OK):
        return READ_ONLY
    return "it cannot be opened (are too many files open?): close other programs and do it again"


def _room(name: str) -> int:
    import shutil

    try:
        return shutil.disk_usage(os.path.dirname(os.path.abspath(name))).free
    except OSError:
        return ROOM


def _said(error: BaseException) -> str:
    return " ".join(str(error).split())[:120]


@contextmanager
def told(path: AnyPath, mend: str = "") -> Iterator[None]:
    """Errors of SQLite inside, about the small database `path`, as a WinnowError. mend: what to do
    where it is damaged, if not to restore a copy."""
    name = os.fspath(path)
    try:
        yield
    except (sqlite3.Error, UnicodeError) as error:
        trouble = sqlite_trouble(name, error)
        if mend and isinstance(trouble, Damaged):
            raise Damaged(f"{name}: it is damaged ({_said(error)}): {mend}") from error
        raise trouble from error
