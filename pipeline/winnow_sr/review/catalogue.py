"""Looking things up: citations by their words and where they stand, and all that is known of one."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from winnow_sr.errors import WinnowError
from winnow_sr.ledger import events as ev
from winnow_sr.ledger.ballots import VERDICT_OF
from winnow_sr.ledger.state import ReviewState
from winnow_sr.ledger.store import Brief
from winnow_sr.protocol.plan import Plan
from winnow_sr.review.answers import Answer, QueueRow, Vote
from winnow_sr.review.listing import GroupedRecord, Listing
from winnow_sr.review.lookup import Lookup
from winnow_sr.review.reading import queue_rows
from winnow_sr.review.session import Session
from winnow_sr.screening.blinding import may_see, must_read, statuses_for
from winnow_sr.vocabulary import (
    FULL_TEXT,
    STAGES,
    TITLE_ABSTRACT,
    CitationId,
    RecordId,
    Stage,
    citation_id,
    parse_citation,
    parse_record,
    record_id,
)

REMOVED = "removed"
UNREAD = "unscreened"
AFTERWARDS = (
    ev.ReportSought,
    ev.ReportRetrieved,
    ev.ReportNotRetrieved,
    ev.ReportSetAside,
    ev.StudiesLinked,
)
"""Events that follow an include."""
ORDERS = ("number", "year", "title")


class Filter(msgspec.Struct, frozen=True):
    """What a list is asked for; an empty field asks for nothing."""

    query: str = ""
    """Words that must all stand in the records of a citation, or an id."""
    status: str = ""
    """At title and abstract, or `removed`."""
    full_text: str = ""
    source: str = ""
    lane: str = ""
    mine: str = ""
    """The viewer's own verdict at title and abstract."""
    since: int | None = None
    until: int | None = None
    order: str = "number"


class FoundRow(Answer, frozen=True, kw_only=True):
    """A citation in a list."""

    citation: str
    key: str
    title: str
    year: int | None
    sources: list[str]
    records: int
    status: str
    full_text: str
    """Empty where it did not come to the full text."""
    mine: str


class Found(Answer, frozen=True, kw_only=True):
    """A part of a list, and how many citations are in the whole."""

    rows: list[FoundRow]
    total: int


class StageView(Answer, frozen=True, kw_only=True):
    """How a citation stands at a stage, as one person may see it."""

    stage: Stage
    status: str
    votes: list[Vote]
    """All where they may be seen, else the viewer's own."""
    open: bool
    """May the others' votes be seen?"""
    resolved: Vote | None


class Happened(Answer, frozen=True, kw_only=True):
    """Something that happened to a citation."""

    seq: int
    at: str
    actor: str
    what: str


class CitationView(Answer, frozen=True, kw_only=True):
    """All that one person may know of a citation."""

    text: QueueRow
    records: list[GroupedRecord]
    removed: str
    stages: list[StageView]
    history: list[Happened]


class Catalogue:
    """Citations looked up; accessed via `review.catalogue`."""

    def __init__(self, session: Session, lookup: Lookup) -> None:
        self._session = session
        self._lookup = lookup

    def find(self, wanted: Filter, *, viewer: str, first: int = 0, n: int | None = None) -> Found:
        """The citations that fit, as this person may see them: `n` from the `first` on."""
        if wanted.order not in ORDERS:
            raise WinnowError(f"unknown order {wanted.order!r}: {', '.join(ORDERS)}")
        state = self._session.state()
        plan = self._session.plan_of(state)
        first_stage = statuses_for(state, plan, TITLE_ABSTRACT, viewer)
        second = statuses_for(state, plan, FULL_TEXT, viewer)
        letters = state.standing(TITLE_ABSTRACT, viewer)
        own = {c: VERDICT_OF[letter] for c, letter in letters.items()}
        origins = state.origins()
        briefs = self._session.store.briefs()

        def fits(c: CitationId) -> bool:
            where = [origins[m] for m in state.members(c)]
            year = briefs[c].year
            status = REMOVED if c in state.removed else first_stage.get(c, UNREAD)
            return (
                (not wanted.status or status == wanted.status)
                and (not wanted.full_text or second.get(c, "") == wanted.full_text)
                and (not wanted.source or any(s == wanted.source for s, _ in where))
                and (not wanted.lane or any(lane == wanted.lane for _, lane in where))
                and (not wanted.mine or own.get(c) == wanted.mine)
                and (wanted.since is None or (year is not None and year >= wanted.since))
                and (wanted.until is None or (year is not None and year <= wanted.until))
            )

        found = [c for c in self._with_words(wanted.query, state) if fits(c)]
        if wanted.order == "year":
            found.sort(key=lambda c: (-(briefs[c].year or 0), c))
        elif wanted.order == "title":
            found.sort(key=lambda c: (briefs[c].title.casefold(), c))
        rows = [
            FoundRow(
                citation=citation_id(c),
                key=self._lookup.key_of(c, state, briefs),
                title=title_of(c, state, briefs),
                year=briefs[c].year,
                sources=sorted({origins[m][0] for m in state.members(c)}),
                records=len(state.members(c)),
                status=REMOVED if c in state.removed else first_stage.get(c, UNREAD),
                full_text=second.get(c, ""),
                mine=own.get(c, ""),
            )
            for c in found[first : None if n is None else first + n]
        ]
        return Found(rows=rows, total=len(found))

    def _with_words(self, query: str, state: ReviewState) -> Sequence[CitationId]:
        """Citations that have every word of the query in one of their records, in order."""
        text = query.strip()
        number = parse_citation(text) or parse_record(text)
        if number is not None:
            there = 1 <= number <= state.n_records and number not in state.gone
            return [state.citation_of(number)] if there else []
        found: set[CitationId] | None = None
        for word in text.split()[:12]:
            records = self._session.store.numbers_with(word) - state.gone
            records |= edited_with(word, state)
            having = {state.citation_of(n) for n in records}
            found = having if found is None else found & having
        every = state.citations()
        return [c for c in every if found is None or c in found]

    def citation(self, text: str, *, viewer: str) -> CitationView:
        """All that this person may know of a citation (by any of its ids)."""
        state = self._session.state()
        plan = self._session.plan_of(state)
        citation = self._lookup.citation(text, state)
        removed = state.removed.get(citation)
        return CitationView(
            text=queue_rows(self._session, self._lookup, state, [citation])[0],
            records=Listing(self._session, self._lookup).records_of(state.members(citation), state),
            removed=f"{removed.reason} ({removed.by})" if removed else "",
            stages=[stage_view(state, plan, viewer, stage, citation) for stage in STAGES],
            history=self._history(citation, state, plan, viewer),
        )

    def _history(
        self, citation: CitationId, state: ReviewState, plan: Plan, viewer: str
    ) -> list[Happened]:
        members = set(state.members(citation))
        open_ = {stage: may_see(state, plan, viewer, stage, citation) for stage in STAGES}
        untold = must_read(state, plan, viewer, TITLE_ABSTRACT, citation)
        found = []
        for entry in self._session.entries():
            if untold and isinstance(entry.event, AFTERWARDS):
                continue  # that it came so far would tell what colleagues said
            what = happened(entry.event, entry.actor, members, viewer, open_)
            if what:
                found.append(Happened(seq=entry.seq, at=entry.at, actor=entry.actor, what=what))
        return found


def title_of(citation: CitationId, state: ReviewState, briefs: dict[RecordId, Brief]) -> str:
    """The title that a list shows: the first one among a citation's records, as edited."""
    titles = (state.edits.get(m, {}).get("title", briefs[m].title) for m in state.members(citation))
    return next((title for title in titles if title), "")


def edited_with(word: str, state: ReviewState) -> set[RecordId]:
    """Records in whose corrections the word stands."""
    wanted = word.casefold()
    return {
        record
        for record, fields in state.edits.items()
        if record not in state.gone and any(wanted in v.casefold() for v in fields.values())
    }


def stage_view(
    state: ReviewState, plan: Plan, viewer: str, stage: Stage, citation: CitationId
) -> StageView:
    """How the citation stands at a stage, as this person may see it."""
    seen = may_see(state, plan, viewer, stage, citation)
    votes = state.votes_on(stage, citation)
    resolved = state.resolution_of(stage, citation) if seen else None
    hidden = must_read(state, plan, viewer, stage, citation)
    known = statuses_for(state, plan, stage, viewer).get(citation, "")
    return StageView(
        stage=stage,
        status="" if hidden and viewer not in votes else known,
        votes=[
            Vote(reviewer=who, verdict=vote.verdict, reason=vote.reason, note=vote.note)
            for who, vote in votes.items()
            if seen or who == viewer
        ],
        open=seen,
        resolved=Vote(
            reviewer=resolved.actor,
            verdict=resolved.verdict,
            reason=resolved.reason,
            note=resolved.note,
        )
        if resolved
        else None,
    )


def happened(
    event: ev.Event, actor: str, members: set[RecordId], viewer: str, open_: dict[Stage, bool]
) -> str:
    """What an event says of a citation's records, in words; empty where it says nothing, or nothing
    that this person may know."""
    match event:
        case ev.DecisionMade() if event.citation in members:
            told = actor == viewer or open_[event.stage]
            return f"{event.verdict} ({event.stage})" if told else ""
        case ev.DecisionWithdrawn() if event.citation in members:
            told = actor == viewer or open_[event.stage]
            return f"took a verdict back ({event.stage})" if told else ""
        case ev.ConflictResolved() if event.citation in members:
            return f"resolved: {event.verdict} ({event.stage})" if open_[event.stage] else ""
        case ev.SearchImported() | ev.QuarantineRepaired():
            brought = sorted(n for n in members if event.first <= n < event.first + event.count)
            words = ", ".join(record_id(n) for n in brought)
            return f"{words} imported from {event.source}" if brought else ""
        case ev.CitationsMerged() if {event.a, event.b} & members:
            return f"{record_id(event.a)} and {record_id(event.b)} merged"
        case ev.CitationsSplit() if event.record in members:
            return f"{record_id(event.record)} split off"
        case ev.CitationsKeptApart() if {event.a, event.b} & members:
            return f"{record_id(event.a)} and {record_id(event.b)} kept apart"
        case ev.RecordEdited() if event.record in members:
            return f"{event.field} of {record_id(event.record)} corrected: {event.reason}"
        case ev.RecordsRemoved() if members & set(event.citations):
            return f"removed before screening: {event.reason}"
        case ev.RecordsRestored() if members & set(event.citations):
            return "brought back"
        case ev.ReportSought() | ev.ReportRetrieved() | ev.ReportNotRetrieved():
            kind = type(event).__name__.removeprefix("Report").lower()
            words = {"notretrieved": "not retrieved"}.get(kind, kind)
            return f"report {words}" if event.citation in members else ""
        case ev.StudiesLinked() if members & set(event.citations):
            return f"linked to the study {event.study}"
        case ev.ReportSetAside() if event.citation in members:
            return f"report set aside: {event.status or 'back'}"
    return ""
