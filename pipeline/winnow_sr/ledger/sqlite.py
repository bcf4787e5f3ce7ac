"""The ledger in one SQLite file, made so that an acknowledged event survives a power cut."""

from __future__ import annotations

import json
import os
import sqlite3
from typing import TYPE_CHECKING

from winnow_sr.errors import WinnowError
from winnow_sr.ledger.store import APPEND_ONLY, BUSY_SECONDS, SCHEMA, TABLES, Store

if TYPE_CHECKING:
    from pathlib import Path

APPLICATION_ID = 0x77696E6E
"""'winn', in the header of the SQLite file: tells our databases from others."""
DATABASE = "database.json"
"""In a review folder whose ledger lies on PostgreSQL: {url, schema}."""


class SqliteStore(Store):
    """One file. Write-ahead log with synchronous=FULL: a commit is on the disk when it returns."""

    # a damaged file may hold bytes that are no UTF-8, in its schema too
    errors = (sqlite3.Error, UnicodeError)

    def __init__(self, path: Path | str) -> None:
        connection = sqlite3.connect(
            path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        super().__init__(connection, str(path))

    def has_table(self, name: str) -> bool:
        return bool(self.rows("SELECT 1 FROM sqlite_master WHERE name = ?", (name,)))

    @classmethod
    def create(cls, path: Path | str) -> SqliteStore:
        """A new, empty database."""
        store = cls(path)
        run = store.connection.execute
        run("PRAGMA page_size = 16384")  # a record takes 2 kB: in pages of 4 half would be wasted
        run(f"PRAGMA application_id = {APPLICATION_ID}")
        run(f"PRAGMA user_version = {SCHEMA}")
        run("PRAGMA journal_mode = WAL")
        run("PRAGMA synchronous = FULL")
        store.connection.executescript(TABLES + sqlite_guards())
        return store

    @classmethod
    def open(cls, path: Path | str) -> SqliteStore:
        """An existing database, after checking that it is one of ours and not from the future."""
        if not os.path.isfile(path):
            raise WinnowError(f"{path} is missing: this folder is not a whole review")
        store = cls(path)
        application = store.rows("PRAGMA application_id")[0][0]
        version = store.rows("PRAGMA user_version")[0][0]
        if application != APPLICATION_ID:
            raise WinnowError(f"{path} is not a winnow database; is this the right folder?")
        if version > SCHEMA:
            raise WinnowError(
                f"{path} was made by a newer winnow (format {version}, this one reads {SCHEMA}): "
                "upgrade winnow to open it"
            )
        store.rows("PRAGMA synchronous = FULL")
        return store

    def begin(self) -> None:
        self.connection.execute("BEGIN IMMEDIATE")

    def damage(self) -> list[str]:
        try:
            found = [str(row[0]) for row in self.connection.execute("PRAGMA integrity_check(20)")]
        except self.errors as error:
            return [f"the database file is damaged: {error}"]
        return [f"the database file is damaged: {text}" for text in found if text != "ok"]


def sqlite_guards() -> str:
    """Triggers that refuse to change or delete what was appended."""
    return "".join(
        f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table} BEGIN"
        f" SELECT RAISE(ABORT, '{table} is append-only'); END;\n"
        for table in APPEND_ONLY
        for verb in ("UPDATE", "DELETE")
    )


def open_store(folder: Path | str) -> Store:
    """The store of the review in `folder`: review.db, or the PostgreSQL that database.json names."""
    link = os.path.join(folder, DATABASE)
    if not os.path.isfile(link):
        return SqliteStore.open(os.path.join(folder, "review.db"))
    from winnow_sr.ledger.postgresql import PostgresStore

    try:
        with open(link, encoding="utf-8") as file:
            values = json.load(file)
        url, schema = str(values["url"]), str(values["schema"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise WinnowError(f"{link} cannot be read: it must hold a url and a schema") from error
    return PostgresStore.open(url, schema)
