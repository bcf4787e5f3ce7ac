"""What events of declared readers change in the state; `evolve` registers these."""

from __future__ import annotations

import msgspec

from winnow_sr.ledger import events as ev
from winnow_sr.ledger.codec import Entry
from winnow_sr.ledger.state import ReaderState, ReviewState, RoleEnded


def reader_declared(state: ReviewState, at: Entry, event: ev.ReaderDeclared) -> None:
    """A reader, or another version of one: then nothing that the earlier one said counts."""
    old = state.readers.get(event.reader)
    made = ReaderState(event, at.seq, at.at, at.actor)
    if old is not None:
        made.ended = old.ended
        made.fresh = at.seq if old.scored or old.fresh else 0
        state.training_seq = at.seq
    state.readers[event.reader] = made


def reader_scored(state: ReviewState, at: Entry, event: ev.ReaderScored) -> None:
    """Scores; those of other files of the same version stay."""
    reader = state.readers[event.reader]
    for citation, score in zip(event.citations, event.scores, strict=True):
        if score is None:
            reader.unanswered.add(citation)
        else:
            reader.scores[citation] = score
            reader.unanswered.discard(citation)
    reader.files.append(event.digest)
    if not reader.scored:
        reader.scored, reader.scored_at = at.seq, at.at
    if event.endpoint and event.endpoint not in reader.endpoints:
        reader.endpoints.append(event.endpoint)
    if event.settings:
        reader.settings.append(", ".join(f"{k} {v}" for k, v in event.settings.items()))
    if reader.role == "rank":
        state.training_seq = at.seq


def reader_role_granted(state: ReviewState, at: Entry, event: ev.ReaderRoleGranted) -> None:
    """A role; the one before gives way to it."""
    reader = state.readers[event.reader]
    if "rank" in (reader.role, event.role):
        state.training_seq = at.seq
    reader.role, reader.cut, reader.evidence = event.role, event.cut, event.evidence
    reader.granted, reader.granted_at, reader.granted_by = at.seq, at.at, at.actor


def reader_role_ended(state: ReviewState, at: Entry, event: ev.ReaderRoleEnded) -> None:
    """No role but that of being compared."""
    reader = state.readers[event.reader]
    if reader.role == "rank":
        state.training_seq = at.seq
    ended = RoleEnded(
        event.role,
        reader.granted_at,
        at.at,
        at.actor,
        event.reason,
        event.evidence,
        list(event.citations),
    )
    reader.ended = [*reader.ended, ended]
    reader.role, reader.cut, reader.granted = "compare", None, 0


class _Planned(msgspec.Struct):
    name: str
    cut: float | None = None


class _Readers(msgspec.Struct):
    readers: list[_Planned] = []


def plan_changed(state: ReviewState, at: Entry, before: str, after: str) -> None:
    """A cut that was changed after scores were there is another instrument: what was known when it
    was changed may have chosen it."""
    old, new = (_cuts(plan) for plan in (before, after))
    for name, reader in state.readers.items():
        wanted = " ".join(name.split()).casefold()
        if reader.scored and old.get(wanted) != new.get(wanted):
            reader.fresh = at.seq


def _cuts(plan: str) -> dict[str, float | None]:
    try:
        found = msgspec.json.decode(plan, type=_Readers).readers
    except msgspec.MsgspecError:
        return {}
    return {" ".join(reader.name.split()).casefold(): reader.cut for reader in found}
