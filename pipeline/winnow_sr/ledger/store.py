"""Where the ledger and the records lie: an SQL database with append-only tables.

`Store` holds what every database does alike; `sqlite` and `postgresql` hold the rest. A writer
takes the lock first, then reads the state, then appends, so two processes can never build on the
same past.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import Any, NamedTuple

from winnow_sr import __version__
from winnow_sr.errors import WinnowError
from winnow_sr.ledger.codec import StoredEvent, encode
from winnow_sr.ledger.events import Event
from winnow_sr.vocabulary import ActorKind, RecordId

SCHEMA = 2
"""The format of the tables: 2 refuses to replace a row, too."""
GENESIS = "0" * 64
BUSY_SECONDS = 30.0

TABLES = """
CREATE TABLE events (
    seq INTEGER PRIMARY KEY, at TEXT NOT NULL, actor TEXT NOT NULL, actor_kind TEXT NOT NULL,
    kind TEXT NOT NULL, payload TEXT NOT NULL, tool_version TEXT NOT NULL,
    prev_hash TEXT NOT NULL, hash TEXT NOT NULL);
CREATE TABLE records (
    number INTEGER PRIMARY KEY, source TEXT NOT NULL, lane TEXT NOT NULL, accession TEXT NOT NULL,
    doi TEXT NOT NULL, pmid TEXT NOT NULL, year INTEGER, title TEXT NOT NULL,
    content TEXT NOT NULL, data TEXT NOT NULL);
CREATE INDEX records_accession ON records (accession) WHERE accession <> '';
CREATE INDEX records_doi ON records (doi) WHERE doi <> '';
CREATE INDEX records_pmid ON records (pmid) WHERE pmid <> '';
CREATE TABLE remarks (
    import_first INTEGER NOT NULL, digest TEXT NOT NULL, line INTEGER NOT NULL,
    code TEXT NOT NULL, text TEXT NOT NULL);
CREATE INDEX remarks_digest ON remarks (digest);
"""
APPEND_ONLY = ("events", "records", "remarks")
NO_REPLACE = tuple(
    f"CREATE TRIGGER {table}_no_REPLACE BEFORE INSERT ON {table}"
    f" WHEN EXISTS (SELECT 1 FROM {table} WHERE {key} = NEW.{key}) BEGIN"
    f" SELECT RAISE(ABORT, '{table} is append-only'); END"
    for table, key in (("events", "seq"), ("records", "number"))
)
"""SQLite deletes a row that is replaced without asking the trigger for deletes."""
MIGRATIONS: dict[int, dict[str, tuple[str, ...]]] = {
    1: {"sqlite": ("DROP INDEX IF EXISTS records_content", *NO_REPLACE)},
}
"""From a format to the next: the statements, by kind of database (none: only its number is new)."""


class RecordRow(NamedTuple):
    """One record as stored: what is looked for has a column, the rest is in `data`."""

    number: int
    source: str
    lane: str
    accession: str
    doi: str
    pmid: str
    year: int | None
    title: str
    content: str
    """Digest by which an entry exported again is recognised."""
    data: str
    """The record as JSON."""


class Brief(NamedTuple):
    """What lists show of a record, as imported."""

    accession: str
    doi: str
    pmid: str
    year: int | None
    title: str


class Draft(NamedTuple):
    """An event about to be appended: who did it, what they are, what happened."""

    actor: str
    actor_kind: ActorKind
    event: Event


def event_hash(event: Sequence[Any]) -> str:
    """SHA-256 (hex) over every column of an event before its own hash."""
    from hashlib import sha256

    return sha256(
        json.dumps(list(event[:8]), ensure_ascii=False).encode("utf-8", "surrogatepass")
    ).hexdigest()


def row_bytes(row: Sequence[Any]) -> bytes:
    """A row as the bytes that its digest covers: no two different rows give the same.

    Each column's type and length, then all columns' texts.
    """
    texts = [str(value) for value in row]
    shape = ",".join([f"{type(v).__name__}{len(t)}" for v, t in zip(row, texts, strict=True)])
    return f"{shape};{''.join(texts)}\n".encode("utf-8", "surrogatepass")


def first_row_bytes(row: Sequence[Any]) -> bytes:
    """A row as the digests of the first imports covered it: JSON, a line each."""
    return f"{json.dumps(list(row), ensure_ascii=False)}\n".encode("utf-8", "surrogatepass")


def rows_digest(
    rows: Iterable[Sequence[Any]], form: Callable[[Sequence[Any]], bytes] = row_bytes
) -> str:
    """SHA-256 (hex) over rows of a table, all columns, in order."""
    from hashlib import sha256

    digest = sha256()
    for row in rows:
        digest.update(form(row))
    return digest.hexdigest()


def utc_now() -> str:
    """Now, as ISO 8601 in UTC with microseconds: sorts as text."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


class Store:
    """The ledger and the records of one review, over a DB-API connection."""

    dialect = ""
    mark = "?"
    """How the database's driver writes a parameter."""
    errors: tuple[type[Exception], ...] = ()
    """What the driver raises."""
    read_only = ""
    """Why nothing can be written here, in words; empty where it can."""
    version = SCHEMA
    """The format of the tables; older ones are brought up to date by the first who writes."""

    def __init__(self, connection: Any, name: str) -> None:
        self.connection = connection
        self.name = name
        self.inside = False
        """Is a transaction open?"""
        self.pending: StoredEvent | None = None
        """The last event appended in the open transaction."""

    # -- reading ---------------------------------------------------------------------------------
    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[Any]:
        """All rows of a query; damage is reported in the user's words."""
        try:
            return self._fetched(sql, parameters)
        except self.errors as error:
            if self.inside or not self.reopened(error):
                raise self.trouble(error) from error
        try:
            return self._fetched(sql, parameters)
        except self.errors as error:
            raise self.trouble(error) from error

    def _fetched(self, sql: str, parameters: Sequence[Any]) -> list[Any]:
        cursor = self.connection.cursor()
        cursor.execute(sql.replace("?", self.mark), tuple(parameters))
        return list(cursor.fetchall())

    def trouble(self, error: Exception) -> WinnowError:
        """The database's own error as one of ours; said where nothing was changed."""
        raise NotImplementedError

    def reopened(self, error: Exception) -> bool:
        """Where the error is that of a lost connection: make it anew. Was it, and is it there?"""
        return False

    def has_table(self, name: str) -> bool:
        """Is there a table of that name?"""
        raise NotImplementedError

    def head(self) -> tuple[int, str]:
        """(seq, hash) of the last event; (0, zeros) before the first."""
        rows = self.rows("SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1")
        return (int(rows[0][0]), str(rows[0][1])) if rows else (0, GENESIS)

    def hash_at(self, seq: int) -> str:
        """Hash of event `seq`; empty where there is none."""
        rows = self.rows("SELECT hash FROM events WHERE seq = ?", (seq,))
        return str(rows[0][0]) if rows else ""

    def every_event(self) -> list[StoredEvent]:
        """All rows of the table of events, whatever their numbers are, in order."""
        sql = f"SELECT {', '.join(StoredEvent._fields)} FROM events ORDER BY seq"
        return [StoredEvent(*row) for row in self.rows(sql)]

    def events(self, after: int = 0, upto: int | None = None) -> list[StoredEvent]:
        """Events with `after` < seq <= `upto` (the last where not given), in order."""
        limit = "" if upto is None else " AND seq <= ?"
        found = self.rows(
            f"SELECT {', '.join(StoredEvent._fields)} FROM events WHERE seq > ?{limit} ORDER BY seq",
            (after,) if upto is None else (after, upto),
        )
        return [StoredEvent(*row) for row in found]

    def seq_at(self, moment: str) -> int:
        """seq of the last event that had happened at a moment (as events write theirs); 0: none.

        By order, not by clock: events of a machine whose clock was ahead do not hide later ones.
        """
        return int(
            self.rows("SELECT coalesce(max(seq), 0) FROM events WHERE at <= ?", (moment,))[0][0]
        )

    def record_rows(self, first: int = 1, last: int | None = None) -> Iterator[RecordRow]:
        """Stored rows of the records numbered first..last, streamed in chunks."""
        step = 5000
        number, end = first, last if last is not None else self.count_records()
        sql = f"SELECT {', '.join(RecordRow._fields)} FROM records WHERE number BETWEEN ? AND ? ORDER BY number"
        while number <= end:
            yield from map(RecordRow._make, self.rows(sql, (number, min(number + step - 1, end))))
            number += step

    def count_records(self) -> int:
        """How many records are stored (their numbers run from 1 without a gap)."""
        return int(self.rows("SELECT coalesce(max(number), 0) FROM records")[0][0])

    def record_data(self, numbers: Sequence[RecordId]) -> dict[RecordId, str]:
        """number -> stored JSON text of the records asked for."""
        found: dict[RecordId, str] = {}
        for start in range(0, len(numbers), 500):
            part = list(numbers[start : start + 500])
            marks = ", ".join("?" * len(part))
            found.update(
                self.rows(f"SELECT number, data FROM records WHERE number IN ({marks})", part)
            )
        return found

    def briefs(self, numbers: Sequence[RecordId] | None = None) -> dict[RecordId, Brief]:
        """What lists show of records; of all records where no numbers are given."""
        sql = f"SELECT number, {', '.join(Brief._fields)} FROM records"
        if numbers is None:
            return {row[0]: Brief(*row[1:]) for row in self.rows(sql)}
        found: dict[RecordId, Brief] = {}
        for start in range(0, len(numbers), 500):
            part = list(numbers[start : start + 500])
            marks = ", ".join("?" * len(part))
            found.update(
                (row[0], Brief(*row[1:]))
                for row in self.rows(f"{sql} WHERE number IN ({marks})", part)
            )
        return found

    def keys(self) -> dict[RecordId, str]:
        """number -> accession number, else DOI, else empty, for all records."""
        sql = "SELECT number, CASE WHEN accession <> '' THEN accession ELSE doi END FROM records"
        return {RecordId(number): str(key) for number, key in self.rows(sql)}

    def numbers_for(self, text: str, doi: str) -> list[RecordId]:
        """Records whose accession number or PMID is `text`, or whose DOI is `doi`."""
        found = self.rows(
            "SELECT number FROM records WHERE accession = ? AND accession <> ''", (text,)
        )
        found += self.rows("SELECT number FROM records WHERE pmid = ? AND pmid <> ''", (text,))
        if doi:
            found += self.rows("SELECT number FROM records WHERE doi = ? AND doi <> ''", (doi,))
        return sorted({RecordId(row[0]) for row in found})

    def shared_names(self) -> dict[str, list[RecordId]]:
        """Accession number, PMID or DOI -> its records, of those that several records have."""
        names = " UNION ".join(
            f"SELECT number, {column} AS name FROM records WHERE {column} <> ''"
            for column in ("accession", "pmid", "doi")
        )
        found: dict[str, list[RecordId]] = {}
        for number, name in self.rows(
            f"WITH names AS ({names}) SELECT number, name FROM names WHERE name IN"
            " (SELECT name FROM names GROUP BY name HAVING count(*) > 1)"
        ):
            found.setdefault(str(name), []).append(RecordId(number))
        return found

    def numbers_with(self, word: str) -> set[RecordId]:
        """Records that have the word anywhere in what was imported of them (case does not matter in
        plain letters)."""
        pattern = "".join(f"\\{c}" if c in "\\%_" else c for c in word.lower())
        sql = "SELECT number FROM records WHERE lower(data) LIKE ? ESCAPE '\\'"
        return {RecordId(row[0]) for row in self.rows(sql, (f"%{pattern}%",))}

    def contents(self, first: int, last: int) -> set[str]:
        """Content digests of the records numbered first..last."""
        sql = "SELECT content FROM records WHERE number BETWEEN ? AND ?"
        return {row[0] for row in self.rows(sql, (first, last))}

    def remarks(self, digest: str, first: int) -> list[tuple[int, str, str]]:
        """(line, code, text) of the notes and quarantined entries of one import: of the file with
        this digest, when record `first` was the next to be added."""
        sql = (
            "SELECT line, code, text FROM remarks WHERE digest = ? AND import_first = ?"
            " ORDER BY line, code, text"
        )
        return [tuple(row) for row in self.rows(sql, (digest, first))]

    # -- writing ---------------------------------------------------------------------------------
    @contextmanager
    def writing(self) -> Iterator[None]:
        """The writer's lock and one transaction: all of what is appended inside, or nothing.

        Where the answer to the commit is lost, the ledger is asked: the hash of the last event
        appended is like no other, so it is there or it is not. WinnowError says which.
        """
        if self.read_only:
            raise WinnowError(f"{self.name}: {self.read_only}; nothing was changed")
        self._begun()
        try:
            try:
                self._lift()
                yield
            except BaseException:
                self.undo()
                raise
            self._committed()
        except self.errors as error:
            raise self.trouble(error) from error
        finally:
            self.inside, self.pending = False, None

    def _begun(self) -> None:
        try:
            try:
                self.begin()
            except self.errors as error:
                if not self.reopened(error):
                    raise
                self.begin()
        except self.errors as error:
            raise self.trouble(error) from error
        self.inside = True

    def _committed(self) -> None:
        try:
            self.connection.commit()
        except self.errors as error:
            last = self.pending
            if last is None:
                self.undo()
                raise
            if not self.recorded(last, error):
                raise self.trouble(error) from error

    def undo(self) -> None:
        """Take the open transaction back; a connection that is lost has done so itself."""
        with suppress(*self.errors):
            self.connection.rollback()

    def recorded(self, last: StoredEvent, error: Exception) -> bool:
        """After a commit without an answer: is the event in the ledger? WinnowError where even that
        cannot be known."""
        self.undo()
        self.inside = False
        try:
            self.reopened(error)
            self.settled()
            return self.hash_at(last.seq) == last.hash
        except WinnowError as again:
            raise self.unknown() from again
        except self.errors as again:
            raise self.unknown() from again

    def unknown(self) -> WinnowError:
        """What is said where nobody can know whether a commit was recorded."""
        return WinnowError(
            f"{self.name}: no answer came back from the database, and it cannot be asked now: it is "
            "not known whether this was recorded. When it can be reached again, look with "
            "`winnow log -n 5` before you do it again"
        )

    def settled(self) -> None:
        """Wait until what this connection had begun is committed or taken back."""

    def _lift(self) -> None:
        """Bring tables of an older format up to date, inside the transaction."""
        while self.version < SCHEMA:
            for statement in MIGRATIONS[self.version].get(self.dialect, ()):
                self.connection.cursor().execute(statement)
            self.version += 1
            self.say_version()

    def say_version(self) -> None:
        """Write the format of the tables down, inside the transaction."""
        raise NotImplementedError

    def begin(self) -> None:
        """Start a transaction that holds the writer's lock."""
        raise NotImplementedError

    def append(self, drafts: Sequence[Draft]) -> list[StoredEvent]:
        """Append events inside `writing()`; returns them as stored.

        Moments never run backwards: where this machine's clock is behind the last event's, that
        event's moment is written, and the machine's own beside it (`clock` in the payload).
        """
        last = self.rows("SELECT seq, hash, at FROM events ORDER BY seq DESC LIMIT 1")
        seq, prev, at = last[0] if last else (0, GENESIS, "")
        stored: list[StoredEvent] = []
        for draft in drafts:
            own = utc_now()
            seq, clock, at = seq + 1, own if own < at else "", max(at, own)
            kind, payload = encode(draft.event, clock)
            row = (seq, at, draft.actor, draft.actor_kind, kind, payload, __version__, prev)
            prev = event_hash(row)
            stored.append(StoredEvent(*row, prev))
        self.insert("events", StoredEvent._fields, stored)
        self.pending = stored[-1] if stored else self.pending
        return stored

    def insert(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Insert rows inside `writing()`."""
        marks = ", ".join([self.mark] * len(columns))
        sql = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"
        self.connection.cursor().executemany(sql, rows)

    def add_records(self, rows: Iterable[RecordRow]) -> None:
        """Insert records inside `writing()`."""
        self.insert("records", RecordRow._fields, rows)

    def add_remarks(self, first: int, digest: str, remarks: Iterable[tuple[int, str, str]]) -> None:
        """Insert the notes and quarantined entries of one import inside `writing()`."""
        columns = ("import_first", "digest", "line", "code", "text")
        self.insert("remarks", columns, ((first, digest, *r) for r in remarks))

    def damage(self) -> list[str]:
        """What the database itself finds wrong with its file."""
        return []

    def guards(self) -> list[str]:
        """What is missing, foreign or changed among its tables and the guards that keep them
        append-only."""
        return []

    def close(self) -> None:
        """Let go of the database."""
        self.connection.close()
