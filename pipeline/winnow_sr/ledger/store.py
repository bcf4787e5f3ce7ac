"""Where the ledger and the records lie: an SQL database with append-only tables.

`Store` holds what every database does alike; `sqlite` and `postgresql` hold the rest. A writer
takes the lock first, then reads the state, then appends, so two processes can never build on the
same past.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, NamedTuple

from winnow_sr import __version__
from winnow_sr.errors import WinnowError

SCHEMA = 1
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
RECORD_COLUMNS = (
    "number", "source", "lane", "accession", "doi", "pmid", "year", "title", "content", "data",
)  # fmt: skip
RecordRow = tuple[int, str, str, str, str, str, int | None, str, str, str]


class Event(NamedTuple):
    """One event as stored: `payload` is the JSON text that the hash covers."""

    seq: int
    at: str
    actor: str
    actor_kind: str
    kind: str
    payload: str
    tool_version: str
    prev_hash: str
    hash: str


class Draft(NamedTuple):
    """An event about to be appended."""

    actor: str
    actor_kind: str
    kind: str
    payload: Mapping[str, Any]


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


def rows_digest(rows: Iterable[Sequence[Any]]) -> str:
    """SHA-256 (hex) over rows of a table, all columns, in order."""
    from hashlib import sha256

    digest = sha256()
    for row in rows:
        digest.update(row_bytes(row))
    return digest.hexdigest()


def utc_now() -> str:
    """Now, as ISO 8601 in UTC with microseconds: sorts as text."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


class Store:
    """The ledger and the records of one review, over a DB-API connection."""

    mark = "?"
    """How the database's driver writes a parameter."""
    errors: tuple[type[Exception], ...] = ()
    """What the driver raises."""

    def __init__(self, connection: Any, name: str) -> None:
        self.connection = connection
        self.name = name

    # -- reading ---------------------------------------------------------------------------------
    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[Any]:
        """All rows of a query; damage is reported in the user's words."""
        try:
            cursor = self.connection.cursor()
            cursor.execute(sql.replace("?", self.mark), tuple(parameters))
            return list(cursor.fetchall())
        except self.errors as error:
            raise self.trouble(error) from error

    def trouble(self, error: Exception) -> WinnowError:
        """The database's own error as one of ours."""
        if "locked" in str(error) or "busy" in str(error):
            return WinnowError(
                f"{self.name}: another program is writing to this review; try again in a moment"
            )
        return WinnowError(
            f"{self.name} cannot be read ({error}): restore it from a copy; nothing was changed"
        )

    def head(self) -> tuple[int, str]:
        """(seq, hash) of the last event; (0, zeros) before the first."""
        rows = self.rows("SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1")
        return (int(rows[0][0]), str(rows[0][1])) if rows else (0, GENESIS)

    def hash_at(self, seq: int) -> str:
        """Hash of event `seq`; empty where there is none."""
        rows = self.rows("SELECT hash FROM events WHERE seq = ?", (seq,))
        return str(rows[0][0]) if rows else ""

    def events(self, after: int = 0, as_of: str | None = None) -> list[Event]:
        """Events with seq > `after`, and at <= `as_of` where given, in order."""
        limit = " AND at <= ?" if as_of else ""
        found = self.rows(
            f"SELECT seq, at, actor, actor_kind, kind, payload, tool_version, prev_hash, hash"
            f" FROM events WHERE seq > ?{limit} ORDER BY seq",
            (after, as_of) if as_of else (after,),
        )
        return [Event(*row) for row in found]

    def record_rows(self, first: int = 1, last: int | None = None) -> Iterator[RecordRow]:
        """Stored rows of the records numbered first..last, streamed in chunks."""
        step = 5000
        number, end = first, last if last is not None else self.count_records()
        sql = f"SELECT {', '.join(RECORD_COLUMNS)} FROM records WHERE number BETWEEN ? AND ? ORDER BY number"
        while number <= end:
            yield from self.rows(sql, (number, min(number + step - 1, end)))
            number += step

    def count_records(self) -> int:
        """How many records are stored (their numbers run from 1 without a gap)."""
        return int(self.rows("SELECT coalesce(max(number), 0) FROM records")[0][0])

    def record_data(self, numbers: Sequence[int]) -> dict[int, str]:
        """number -> stored JSON text of the records asked for."""
        found: dict[int, str] = {}
        for start in range(0, len(numbers), 500):
            part = list(numbers[start : start + 500])
            marks = ", ".join("?" * len(part))
            found.update(
                self.rows(f"SELECT number, data FROM records WHERE number IN ({marks})", part)
            )
        return found

    def briefs(
        self, numbers: Sequence[int] | None = None
    ) -> dict[int, tuple[str, str, str, int | None, str]]:
        """number -> (accession, doi, pmid, year, title); all records where no numbers are given."""
        sql = "SELECT number, accession, doi, pmid, year, title FROM records"
        if numbers is None:
            return {row[0]: tuple(row[1:]) for row in self.rows(sql)}
        found: dict[int, tuple[str, str, str, int | None, str]] = {}
        for start in range(0, len(numbers), 500):
            part = list(numbers[start : start + 500])
            marks = ", ".join("?" * len(part))
            found.update(
                (r[0], tuple(r[1:])) for r in self.rows(f"{sql} WHERE number IN ({marks})", part)
            )
        return found

    def keys(self) -> dict[int, str]:
        """number -> accession number, else DOI, else empty, for all records."""
        sql = "SELECT number, CASE WHEN accession <> '' THEN accession ELSE doi END FROM records"
        return {int(number): str(key) for number, key in self.rows(sql)}

    def numbers_for(self, text: str, doi: str) -> list[int]:
        """Records whose accession number or PMID is `text`, or whose DOI is `doi`."""
        found = self.rows(
            "SELECT number FROM records WHERE accession = ? AND accession <> ''", (text,)
        )
        found += self.rows("SELECT number FROM records WHERE pmid = ? AND pmid <> ''", (text,))
        if doi:
            found += self.rows("SELECT number FROM records WHERE doi = ? AND doi <> ''", (doi,))
        return sorted({int(row[0]) for row in found})

    def contents(self, source: str) -> set[str]:
        """Content digests of the records already imported from `source`."""
        return {
            row[0] for row in self.rows("SELECT content FROM records WHERE source = ?", (source,))
        }

    def remarks(self, digest: str) -> list[tuple[int, str, str]]:
        """(line, code, text) of the notes and quarantined entries of the file with this digest."""
        sql = "SELECT line, code, text FROM remarks WHERE digest = ? ORDER BY line, code, text"
        return [tuple(row) for row in self.rows(sql, (digest,))]

    # -- writing ---------------------------------------------------------------------------------
    @contextmanager
    def writing(self) -> Iterator[None]:
        """The writer's lock and one transaction: all of what is appended inside, or nothing."""
        try:
            self.begin()
            try:
                yield
            except BaseException:
                self.connection.rollback()
                raise
            self.connection.commit()
        except self.errors as error:
            raise self.trouble(error) from error

    def begin(self) -> None:
        """Start a transaction that holds the writer's lock."""
        raise NotImplementedError

    def append(self, drafts: Sequence[Draft]) -> list[Event]:
        """Append events inside `writing()`; returns them as stored."""
        seq, prev = self.head()
        events: list[Event] = []
        for draft in drafts:
            seq += 1
            payload = json.dumps(draft.payload, ensure_ascii=False, separators=(",", ":"))
            row = (
                seq,
                utc_now(),
                draft.actor,
                draft.actor_kind,
                draft.kind,
                payload,
                __version__,
                prev,
            )
            prev = event_hash(row)
            events.append(Event(*row, prev))
        self.insert("events", Event._fields, events)
        return events

    def insert(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Insert rows inside `writing()`."""
        marks = ", ".join([self.mark] * len(columns))
        sql = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"
        self.connection.cursor().executemany(sql, rows)

    def add_records(self, rows: Iterable[RecordRow]) -> None:
        """Insert records inside `writing()`."""
        self.insert("records", RECORD_COLUMNS, rows)

    def add_remarks(self, first: int, digest: str, remarks: Iterable[tuple[int, str, str]]) -> None:
        """Insert the notes and quarantined entries of one import inside `writing()`."""
        columns = ("import_first", "digest", "line", "code", "text")
        self.insert("remarks", columns, ((first, digest, *r) for r in remarks))

    def damage(self) -> list[str]:
        """What the database itself finds wrong with its file."""
        return []

    def close(self) -> None:
        """Let go of the database."""
        self.connection.close()
