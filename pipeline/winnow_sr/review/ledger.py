"""What happened, and whether the ledger is intact."""

from __future__ import annotations

import msgspec

from winnow_sr.errors import WinnowError
from winnow_sr.ledger.codec import StoredEvent, decode
from winnow_sr.ledger.events import ConflictResolved, DecisionMade
from winnow_sr.ledger.state import ReviewState
from winnow_sr.protocol.plan import Plan
from winnow_sr.review.answers import Json, KeptFiles, LogRow, Verified
from winnow_sr.review.session import Session
from winnow_sr.screening.blinding import may_see


class Ledger:
    """The events, looked at; accessed via `review.ledger`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def log(
        self,
        limit: int | None = None,
        kind: str = "",
        *,
        viewer: str | None = None,
    ) -> list[LogRow]:
        """Events, oldest first (the last `limit`, of one kind).

        With a viewer, verdicts on citations that they (or, of a viewer without a name, anybody)
        must still read are left out of the payload, which then says `hidden`. Without one the
        events are given as they are: for an audit, not for somebody who screens.
        """
        events = [event for event in self._session.store.events() if not kind or event.kind == kind]
        if kind and not events:
            raise WinnowError(f"no event of kind {kind!r} has happened")
        state = self._session.state()
        plan = self._session.plan_of(state)
        return [
            LogRow(
                seq=e.seq,
                at=e.at,
                actor=e.actor,
                actor_kind=e.actor_kind,  # type: ignore[arg-type] # checked when it was written
                kind=e.kind,
                payload=payload(e) if viewer is None else blinded(e, state, plan, viewer),
                tool_version=e.tool_version,
                hash=e.hash,
            )
            for e in (events[-limit:] if limit else events)
        ]

    def newest(self) -> int:
        """The number of the newest event: what was computed at the same number still holds."""
        return self._session.state().seq

    def head(self) -> str:
        """The hash (hex) of the last event: whoever notes it elsewhere can tell whether it is still
        there."""
        return self._session.store.head()[1]

    def mark(self) -> str:
        """The review's own mark: the hash (hex) of its first event, the same in every copy."""
        return self._session.store.hash_at(1)

    def place(self) -> str:
        """Where the ledger lies: a file, or a database and the schema in it."""
        return self._session.store.name

    def verify(self, head: str = "") -> Verified:
        """Is the ledger intact? Every event, record, received file and full text is checked.

        head: a hash noted elsewhere, to be looked for in the chain.
        """
        from winnow_sr.ledger.verify import verify

        found = verify(self._session.store, self._session.folder, head)
        if found.ok and found.events:
            self._session.note_head(found.events, found.head)
        return Verified(
            **found._asdict()
            | {
                "exports": KeptFiles(**found.exports._asdict()),
                "fulltexts": KeptFiles(**found.fulltexts._asdict()),
            }
        )

    def notices(self) -> list[str]:
        """What whoever opens the review should know: nothing can be written here, or events that
        had been acknowledged may be missing."""
        return self._session.notices()


def payload(event: StoredEvent) -> dict[str, Json]:
    """The payload of a stored event, as it stands there."""
    found: dict[str, Json] = msgspec.json.decode(event.payload)
    return found


def blinded(event: StoredEvent, state: ReviewState, plan: Plan, viewer: str) -> dict[str, Json]:
    """The payload, without a verdict that the viewer may not see."""
    found = payload(event)
    if event.kind in ("reader_scored", "reader_role_ended"):  # what a model said of a citation
        return {k: v for k, v in found.items() if k not in ("citations", "scores")} | {
            "hidden": True
        }
    if event.kind not in ("decision_made", "conflict_resolved") or event.actor == viewer:
        return found
    made = decode(event.kind, event.payload, event.seq)
    if not isinstance(made, DecisionMade | ConflictResolved):
        return found
    citation = state.citation_of(made.citation)
    if may_see(state, plan, viewer, made.stage, citation):
        return found
    return {**found, "verdict": None, "reason": None, "note": None, "hidden": True}
