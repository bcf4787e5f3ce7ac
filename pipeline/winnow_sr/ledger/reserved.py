"""Who has which citation on the screen just now: kept beside the ledger, in its database, so that all
who work on a review see it, from one folder or many. Nothing of it is believed for longer than
somebody reads, and no count rests on it: it only keeps two people from reading the same by chance.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable

from winnow_sr.ledger.store import Store
from winnow_sr.vocabulary import RecordId, Stage

READING_SECONDS = 900.0
"""How long a citation handed to a reviewer is kept for them."""
TABLE = """
CREATE TABLE IF NOT EXISTS reserved (
    stage TEXT NOT NULL, citation INTEGER NOT NULL, reviewer TEXT NOT NULL,
    until DOUBLE PRECISION NOT NULL, PRIMARY KEY (stage, citation, reviewer))
"""


class Reserved:
    """Citations handed out to people, by stage. clock: seconds since the epoch."""

    def __init__(self, store: Store, clock: Callable[[], float] = time.time) -> None:
        self._store = store
        self._clock = clock

    def readers(self, stage: Stage) -> dict[RecordId, set[str]]:
        """citation -> who has it before them now."""
        found: dict[RecordId, set[str]] = {}
        if self._store.has_table("reserved"):
            sql = "SELECT citation, reviewer FROM reserved WHERE stage = ? AND until > ?"
            for citation, who in self._store.rows(sql, (stage, self._clock())):
                found.setdefault(RecordId(citation), set()).add(who)
        return found

    def lacks(self, who: str, stage: Stage, citations: Iterable[RecordId]) -> bool:
        """Is one of these not kept for this person for a good while yet?"""
        if not self._store.has_table("reserved"):
            return True
        sql = "SELECT citation FROM reserved WHERE stage = ? AND reviewer = ? AND until > ?"
        soon = self._clock() + READING_SECONDS / 2
        kept = {row[0] for row in self._store.rows(sql, (stage, who, soon))}
        return any(citation not in kept for citation in citations)

    def hand_out(self, who: str, stage: Stage, citations: Collection[RecordId]) -> None:
        """Keep citations for somebody for a while; inside `writing()`."""
        self._run(TABLE)
        self._run("DELETE FROM reserved WHERE until <= ?", self._clock())
        self._forget(who, stage, citations)
        until = self._clock() + READING_SECONDS
        columns = ("stage", "citation", "reviewer", "until")
        self._store.insert("reserved", columns, [(stage, c, who, until) for c in citations])

    def give_back(
        self, who: str, stage: Stage, citations: Collection[RecordId] | None = None
    ) -> None:
        """Somebody no longer reads these (all at the stage, where not given); inside `writing()`."""
        if not self._store.has_table("reserved"):
            return
        if citations is None:
            self._run("DELETE FROM reserved WHERE reviewer = ? AND stage = ?", who, stage)
        else:
            self._forget(who, stage, citations)

    def _forget(self, who: str, stage: Stage, citations: Iterable[RecordId]) -> None:
        for citation in citations:
            sql = "DELETE FROM reserved WHERE reviewer = ? AND stage = ? AND citation = ?"
            self._run(sql, who, stage, citation)

    def _run(self, sql: str, *parameters: object) -> None:
        cursor = self._store.connection.cursor()
        cursor.execute(sql.replace("?", self._store.mark), parameters)
