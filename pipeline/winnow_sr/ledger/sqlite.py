"""The ledger in one SQLite file, made so that an acknowledged event survives a power cut."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from winnow_sr.databases import READ_ONLY, Damaged, code_of, sqlite_trouble
from winnow_sr.errors import WinnowError
from winnow_sr.files import why_unread
from winnow_sr.ledger.reserved import TABLE as RESERVED
from winnow_sr.ledger.store import APPEND_ONLY, BUSY_SECONDS, NO_REPLACE, SCHEMA, TABLES, Store

if TYPE_CHECKING:
    from pathlib import Path
    from tempfile import TemporaryDirectory

APPLICATION_ID = 0x77696E6E
"""'winn', in the header of the SQLite file: tells our databases from others."""
OLD_INDEX = "records_content"
"""An index that the first ledgers have; the step to format 2 drops it."""
DATABASE = "database.json"
"""In a review folder whose ledger lies on PostgreSQL: {url, schema}."""


class SqliteStore(Store):
    """One file. Write-ahead log with synchronous=FULL: a commit is on the disk when it returns.

    In a place where nothing can be written it is opened for reading only, with what its write-ahead
    log holds.
    """

    dialect = "sqlite"
    # a damaged file may hold bytes that are no UTF-8, in its schema too
    errors = (sqlite3.Error, UnicodeError)

    def __init__(self, path: Path | str, connection: sqlite3.Connection | None = None) -> None:
        super().__init__(connection or connected(path), str(path))
        self.copy: TemporaryDirectory[str] | None = None

    def has_table(self, name: str) -> bool:
        return bool(self.rows("SELECT 1 FROM sqlite_master WHERE name = ?", (name,)))

    @classmethod
    def create(cls, path: Path | str) -> SqliteStore:
        """A new, empty database."""
        try:
            store = cls(path)
            run = store.connection.execute
            run("PRAGMA page_size = 16384")  # a record takes 2 kB: in pages of 4 half is wasted
            run(f"PRAGMA application_id = {APPLICATION_ID}")
            run(f"PRAGMA user_version = {SCHEMA}")
            run("PRAGMA journal_mode = WAL")
            run("PRAGMA synchronous = FULL")
            store.connection.executescript(TABLES + sqlite_guards())
        except sqlite3.Error as error:
            raise sqlite_trouble(str(path), error) from error
        return store

    @classmethod
    def open(cls, path: Path | str) -> SqliteStore:
        """An existing database, after checking that it is one of ours and not from the future."""
        if not os.path.isfile(path):
            raise WinnowError(
                f"{path} is missing: this folder is not a whole review; copy it whole, or restore "
                "it from a backup"
            )
        if not os.path.getsize(path):
            raise Damaged(
                f"{path} is empty: it was overwritten, or never copied whole; restore it from a copy "
                "(a backup's folder, whole)"
            )
        store = opened(cls, path)
        application = store.rows("PRAGMA application_id")[0][0]
        store.version = int(store.rows("PRAGMA user_version")[0][0])
        if application != APPLICATION_ID:
            store.close()
            raise WinnowError(f"{path} is not a winnow database; is this the right folder?")
        if store.version > SCHEMA:
            version = store.version
            store.close()
            raise WinnowError(
                f"{path} was made by a newer winnow (format {version}, this one reads {SCHEMA}): "
                "upgrade winnow to open it"
            )
        if not store.read_only:
            store.rows("PRAGMA synchronous = FULL")
        return store

    def begin(self) -> None:
        self.connection.execute("BEGIN IMMEDIATE")

    def say_version(self) -> None:
        self.connection.execute(f"PRAGMA user_version = {self.version}")

    def trouble(self, error: Exception) -> WinnowError:
        return sqlite_trouble(self.name, error)

    def damage(self) -> list[str]:
        try:
            found = [str(row[0]) for row in self.connection.execute("PRAGMA integrity_check(20)")]
        except self.errors as error:
            return [f"the database file is damaged: {error}"]
        return [f"the database file is damaged: {text}" for text in found if text != "ok"]

    def guards(self) -> list[str]:
        try:
            rows = self._fetched("SELECT type, name, tbl_name, sql FROM sqlite_master", ())
        except self.errors as error:
            return [f"the database's own list of tables is damaged: {error}"]
        return schema_problems(
            [(str(a), str(b), str(c), str(d or "")) for a, b, c, d in rows], self.version
        )

    def copied_to(self, path: Path) -> None:
        from contextlib import closing

        try:
            with closing(sqlite3.connect(path)) as copy:
                self.connection.backup(copy)
                copy.execute("PRAGMA journal_mode = WAL")
        except sqlite3.Error as error:
            raise sqlite_trouble(str(path), error) from error

    def close(self) -> None:
        super().close()
        if self.copy is not None:
            self.copy.cleanup()


def connected(path: Path | str, options: str = "") -> sqlite3.Connection:
    """A connection to a database file. options: of an address (`mode=ro`), for reading only."""
    from urllib.parse import quote

    name = f"file:{quote(os.fsencode(path))}?{options}" if options else path
    return sqlite3.connect(
        name,
        timeout=BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
        uri=bool(options),
    )


def looked_at(connection: sqlite3.Connection) -> None:
    """Read something that needs the file, its log and its locks."""
    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()


def opened(cls: type[SqliteStore], path: Path | str) -> SqliteStore:
    """The database for reading and writing, or where the place does not let us, for reading."""
    try:
        connection = connected(path)
        looked_at(connection)
        open_up(path)
        return cls(path, connection)
    except sqlite3.OperationalError as error:
        if code_of(error) not in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN):
            raise sqlite_trouble(str(path), error) from error
        why = error
    except (sqlite3.Error, UnicodeError) as error:
        raise sqlite_trouble(str(path), error) from error
    return read_only(cls, path, why)


def open_up(path: Path | str) -> None:
    """The log and its index were made with the permissions that the database had then: one that was
    read-only for a while leaves them read-only, and no writer could go on."""
    if os.access(path, os.W_OK):
        for end in ("-wal", "-shm"):
            beside = f"{os.fspath(path)}{end}"
            if os.path.exists(beside) and not os.access(beside, os.W_OK):
                with suppress(OSError):
                    os.chmod(beside, os.stat(path).st_mode & 0o777)


def read_only(cls: type[SqliteStore], path: Path | str, why: sqlite3.Error) -> SqliteStore:
    """The database for reading. A write-ahead log beside it is read too: through its own index
    where that is there, else from a copy of both."""
    log = f"{os.fspath(path)}-wal"
    logged = os.path.isfile(log) and os.path.getsize(log) > 0
    try:
        connection = connected(path, "mode=ro" if logged else "mode=ro&immutable=1")
        looked_at(connection)
        store = cls(path, connection)
    except sqlite3.Error:
        if not logged:
            raise sqlite_trouble(str(path), why) from why
        store = from_copy(cls, path, log)
    store.read_only = READ_ONLY
    return store


def from_copy(cls: type[SqliteStore], path: Path | str, log: str) -> SqliteStore:
    """A copy of the database and its log, in a folder for temporary files."""
    import shutil
    from tempfile import TemporaryDirectory

    try:
        folder = TemporaryDirectory(prefix="winnow-read-")
        copy = os.path.join(folder.name, "review.db")
        shutil.copyfile(path, copy)
        shutil.copyfile(log, f"{copy}-wal")
        store = cls(path, connected(copy))
        looked_at(store.connection)
    except OSError as error:
        raise WinnowError(f"{path}: {why_unread(error)}") from error
    except sqlite3.Error as error:
        raise sqlite_trouble(str(path), error) from error
    store.copy = folder
    return store


def sqlite_guards() -> str:
    """Triggers that refuse to change or delete what was appended."""
    return "".join(
        f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table} BEGIN"
        f" SELECT RAISE(ABORT, '{table} is append-only'); END;\n"
        for table in APPEND_ONLY
        for verb in ("UPDATE", "DELETE")
    ) + "".join(f"{statement};\n" for statement in NO_REPLACE)


def schema_problems(rows: Sequence[tuple[str, str, str, str]], version: int) -> list[str]:
    """Tables, indexes and guards (type, name, table, SQL) that are not those of a format."""
    wanted = sqlite3.connect(":memory:")
    wanted.executescript(TABLES + sqlite_guards() + RESERVED)
    right = {
        (kind, name): sql
        for kind, name, sql in wanted.execute("SELECT type, name, sql FROM sqlite_master")
        if (version > 1 or not name.endswith("_no_REPLACE")) and not name.startswith("sqlite_")
    }
    wanted.close()
    found = {(kind, name): sql for kind, name, _, sql in rows if not name.startswith("sqlite_")}
    # "reserved" is made when a screen first keeps a citation for somebody
    lost = sorted(right.keys() - found.keys() - {("table", "reserved")})
    problems = [f"the {kind} {name} is missing" for kind, name in lost if kind != "trigger"]
    if guards := [name for kind, name in lost if kind == "trigger"]:
        problems.append(f"guards against changes (triggers) are missing: {', '.join(guards)}")
    for kind, name in sorted(found.keys() - right.keys()):
        if version == 1 and name == OLD_INDEX:
            continue
        problems.append(f"the database holds a {kind} that is not winnow's: {name}")
    for kind, name in sorted(found.keys() & right.keys()):
        if found[kind, name] != right[kind, name]:
            problems.append(f"the {kind} {name} of the database was changed")
    return problems


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
