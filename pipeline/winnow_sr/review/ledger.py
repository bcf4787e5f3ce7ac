"""What happened, and whether the ledger is intact."""

from __future__ import annotations

from typing import Any

from winnow_sr.errors import WinnowError
from winnow_sr.review.lookup import payload_of
from winnow_sr.review.session import Session


class Ledger:
    """The events, looked at; accessed via `review.ledger`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def log(self, limit: int | None = None, kind: str = "") -> list[dict[str, Any]]:
        """Events, oldest first: seq, at, actor, actor_kind, kind, payload, tool_version, hash."""
        events = [event for event in self._session.store.events() if not kind or event.kind == kind]
        if kind and not events:
            raise WinnowError(f"no event of kind {kind!r} has happened")
        shown = events[-limit:] if limit else events
        return [
            {
                "seq": e.seq, "at": e.at, "actor": e.actor, "actor_kind": e.actor_kind, "kind": e.kind,
                "payload": payload_of(e), "tool_version": e.tool_version, "hash": e.hash,
            }
            for e in shown
        ]  # fmt: skip

    def verify(self) -> dict[str, Any]:
        """Is the ledger intact? ok, events, head (hash), problems in words."""
        from winnow_sr.ledger.verify import verify

        found = verify(self._session.store, self._session.folder)
        return {
            "ok": found.ok,
            "events": found.events,
            "head": found.head,
            "problems": found.problems,
        }
