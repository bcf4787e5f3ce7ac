"""The ledger on PostgreSQL, for teams: the same tables, one schema per review.

A writer holds an advisory lock of the review for its transaction, so that the chain never forks;
readers are never held up.
"""

from __future__ import annotations

import re
from time import monotonic, sleep
from zlib import crc32

import psycopg

from winnow_sr.errors import WinnowError
from winnow_sr.ledger.store import APPEND_ONLY, BUSY_SECONDS, SCHEMA, TABLES, Store

NAME = re.compile(r"winnow_[a-z0-9_]{1,50}")
REOPEN_SECONDS = 30.0
"""How long a lost connection is asked for again: a server that is started anew takes seconds."""
FIRST_SECONDS = 2.0
"""How long a server that does not answer at all is asked: the address may be wrong."""
BETWEEN = re.compile(r"\b(starting up|shutting down|in recovery)\b")
"""What a server says that will be there in a moment."""
REMEDIES = {
    "53100": "the server's disk is full: make room there and do it again",
    "53200": "the server has not enough memory: do it again in a moment",
    "53300": "the server has too many connections: close some and do it again",
    "55P03": "another program is writing; try again in a moment",
    "25006": "the server takes no changes now (it is read-only): ask whoever keeps it",
    "42501": "permission denied: ask whoever keeps the server to let you use this review",
    "58030": "the server's drive does not answer (I/O error): ask whoever keeps the server",
    "XX001": "its tables are damaged: ask whoever keeps the server; restore from a backup",
    "XX002": "an index is damaged: ask whoever keeps the server to make it anew (REINDEX)",
    "57P03": "the server is starting or stopping: try again in a moment",
}
"""What an error of the server means, by its code (SQLSTATE), and what to do next."""


class PostgresStore(Store):
    """One schema of a PostgreSQL database, over one connection, which is opened anew when it is lost."""

    dialect = "postgresql"
    mark = "%s"
    errors = (psycopg.Error, UnicodeError)

    def __init__(self, url: str, schema: str) -> None:
        if not NAME.fullmatch(schema):
            raise WinnowError(f"{schema!r} is not the name of a review in a database (winnow_...)")
        self.url, self.schema = url, schema
        try:
            connection = self._patiently(FIRST_SECONDS)
        except psycopg.Error as error:
            reason = " ".join(str(error).split())
            raise WinnowError(f"the PostgreSQL server cannot be reached: {reason}") from error
        super().__init__(connection, f"PostgreSQL schema {schema}")

    def _patiently(self, seconds: float) -> psycopg.Connection[tuple[object, ...]]:
        """A connection; asked for again for some seconds, as a server that is started anew needs
        them: longer where it says itself that it is starting."""
        begun, pause = monotonic(), 0.05
        while True:
            try:
                return self._connect()
            except psycopg.Error as error:
                longest = REOPEN_SECONDS if BETWEEN.search(str(error)) else seconds
                if monotonic() + pause > begun + longest:
                    raise
            sleep(pause)
            pause = min(1.0, 2 * pause)

    def _connect(self) -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(
            self.url,
            autocommit=True,
            connect_timeout=10,
            keepalives_idle=30,  # a connection that a firewall cut is noticed
            keepalives_interval=10,
            options=f"-c search_path={self.schema}",
        )

    def reopened(self, error: Exception) -> bool:
        """Connect again where the connection is lost."""
        if not self.connection.closed:
            return False
        try:
            self.connection = self._patiently(REOPEN_SECONDS)
        except psycopg.Error:
            return False
        return True

    @classmethod
    def create(cls, url: str, schema: str) -> PostgresStore:
        """A new, empty schema."""
        store = cls(url, schema)
        statements = f"""
            CREATE SCHEMA {schema};
            {TABLES}
            CREATE TABLE winnow (format INTEGER NOT NULL);
            INSERT INTO winnow VALUES ({SCHEMA});
            CREATE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS
              $$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$;
        """ + "".join(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
            " EXECUTE FUNCTION append_only();"
            for table in APPEND_ONLY
        )
        try:
            with store.connection.transaction():
                store.connection.execute(statements)
        except psycopg.errors.DuplicateSchema as error:
            raise WinnowError(f"the database already holds a review called {schema}") from error
        except psycopg.Error as error:
            raise store.trouble(error) from error
        return store

    @classmethod
    def open(cls, url: str, schema: str) -> PostgresStore:
        """An existing schema, after checking that it is one of ours and not from the future."""
        store = cls(url, schema)
        if store.rows("SELECT to_regclass('winnow')")[0][0] is None:
            raise WinnowError(f"the database holds no review called {schema}")
        store.version = int(store.rows("SELECT format FROM winnow")[0][0])
        if store.version > SCHEMA:
            raise WinnowError(
                f"{schema} was made by a newer winnow (format {store.version}, this one reads "
                f"{SCHEMA}): upgrade winnow to open it"
            )
        return store

    def has_table(self, name: str) -> bool:
        return self.rows("SELECT to_regclass(?)", (f"{self.schema}.{name}",))[0][0] is not None

    def begin(self) -> None:
        self.connection.execute("BEGIN")
        try:
            self._lock("SET LOCAL")
            if self.version < SCHEMA:  # a colleague may have been the first
                self.version = int(self._fetched("SELECT format FROM winnow", ())[0][0])
        except psycopg.Error:
            self.undo()
            raise

    def _lock(self, set_: str) -> None:
        self.connection.execute(f"{set_} lock_timeout = '{int(BUSY_SECONDS)}s'")
        self.connection.execute("SELECT pg_advisory_xact_lock(%s)", (crc32(self.schema.encode()),))

    def settled(self) -> None:
        """Wait for the writer's lock: whoever had it before has committed, or never will."""
        self._lock("SET")

    def say_version(self) -> None:
        self.connection.execute("UPDATE winnow SET format = %s", (self.version,))

    def trouble(self, error: Exception) -> WinnowError:
        reason = " ".join(str(error).split())
        code = str(getattr(error, "sqlstate", None) or "")
        if code in REMEDIES:
            return WinnowError(f"{self.name}: {REMEDIES[code]}; nothing was changed")
        if self.connection.closed:
            return WinnowError(
                f"{self.name}: the connection to the server was lost ({reason}): try again when it "
                "can be reached; nothing was changed"
            )
        return WinnowError(f"{self.name}: {reason}; nothing was changed")

    def guards(self) -> list[str]:
        sql = (
            "SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE n.nspname = ? AND t.tgname = c.relname || '_append_only' AND t.tgenabled = 'O'"
        )
        there = {str(row[0]) for row in self.rows(sql, (self.schema,))}
        return [
            f"the guard (trigger) {table}_append_only of the database is missing or switched off"
            for table in APPEND_ONLY
            if table not in there
        ]
