"""The ledger on PostgreSQL, for teams: the same tables, one schema per review.

A writer holds an advisory lock of the review for its transaction, so that the chain never forks;
readers are never held up.
"""

from __future__ import annotations

import re
from zlib import crc32

import psycopg

from winnow_sr.errors import WinnowError
from winnow_sr.ledger.store import APPEND_ONLY, BUSY_SECONDS, SCHEMA, TABLES, Store

NAME = re.compile(r"winnow_[a-z0-9_]{1,50}")


class PostgresStore(Store):
    """One schema of a PostgreSQL database."""

    mark = "%s"
    errors = (psycopg.Error, UnicodeError)

    def __init__(self, url: str, schema: str) -> None:
        if not NAME.fullmatch(schema):
            raise WinnowError(f"{schema!r} is not the name of a review in a database (winnow_...)")
        try:
            connection = psycopg.connect(
                url, autocommit=True, connect_timeout=10, options=f"-c search_path={schema}"
            )
        except psycopg.Error as error:
            reason = " ".join(str(error).split())
            raise WinnowError(f"the PostgreSQL server cannot be reached: {reason}") from error
        super().__init__(connection, f"PostgreSQL schema {schema}")
        self.schema = schema

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
        version = store.rows("SELECT format FROM winnow")[0][0]
        if version > SCHEMA:
            raise WinnowError(
                f"{schema} was made by a newer winnow (format {version}, this one reads {SCHEMA}): "
                "upgrade winnow to open it"
            )
        return store

    def has_table(self, name: str) -> bool:
        return self.rows("SELECT to_regclass(?)", (f"{self.schema}.{name}",))[0][0] is not None

    def begin(self) -> None:
        self.connection.execute("BEGIN")
        try:
            self.connection.execute(f"SET LOCAL lock_timeout = '{int(BUSY_SECONDS)}s'")
            self.connection.execute(
                "SELECT pg_advisory_xact_lock(%s)", (crc32(self.schema.encode()),)
            )
        except psycopg.Error:
            self.connection.rollback()
            raise

    def trouble(self, error: Exception) -> WinnowError:
        reason = " ".join(str(error).split())
        if isinstance(error, psycopg.errors.LockNotAvailable):
            return WinnowError(f"{self.name}: another program is writing; try again in a moment")
        return WinnowError(f"{self.name}: {reason}; nothing was changed")
