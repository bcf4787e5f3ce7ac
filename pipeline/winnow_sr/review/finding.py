"""Looking up: citations by words, and who decided what and when."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from winnow_sr.errors import WinnowError
from winnow_sr.ledger.events import ConflictResolved, DecisionMade
from winnow_sr.ledger.state import ReviewState
from winnow_sr.protocol.plan import Plan
from winnow_sr.review.answers import HistoryRow, Listed
from winnow_sr.review.lookup import CHUNK, Lookup
from winnow_sr.review.picking import ALL, Pick, Picker
from winnow_sr.review.searches import listed
from winnow_sr.review.session import Session
from winnow_sr.screening.blinding import may_see, pilot_unread
from winnow_sr.screening.team import check_name
from winnow_sr.vocabulary import (
    FULL_TEXT,
    STAGES,
    CitationId,
    RecordId,
    Stage,
    citation_id,
    record_id,
)

if TYPE_CHECKING:
    from winnow_sr.records import Record

FIELDS = ("title", "abstract", "author", "journal", "id", "doi", "keyword", "note", "tag", "year")
_TERM = re.compile(r'(-?)(?:(\w+):)?(?:"([^"]+)"|(\S+))')


class Term(NamedTuple):
    """One thing to look for. field: empty for anywhere; out: it must not be there."""

    text: str
    field: str
    out: bool


class Finding:
    """Search and history; accessed via `review.finding`."""

    def __init__(self, session: Session, lookup: Lookup) -> None:
        self._session = session
        self._lookup = lookup

    def search(self, query: str, *, pick: Pick = ALL, viewer: str = "") -> list[Listed]:
        """Citations in which every word of a query is found, each by its first record.

        Words are looked for in titles, abstracts, authors, journals, keywords, ids, tags, and in
        the notes that the viewer may see; capitals and accents do not matter. `"two words"` is a
        phrase, `-word` must not be there, `author:lee` (`FIELDS`) looks in one field.
        """
        terms = terms_of(query)
        state = self._session.state()
        plan = self._session.plan_of(state)
        picker = Picker(state, plan, pick, viewer)
        origins = state.origins()
        notes = _Notes(state, plan, viewer)
        found: list[RecordId] = []
        wanted = [c for c in state.citations() if picker.by_ledger(c)]
        for start in range(0, len(wanted), CHUNK):
            part = wanted[start : start + CHUNK]
            numbers = [n for c in part for n in state.members(c)]
            texts = self._lookup.record_texts(numbers, state)
            for citation in part:
                members = {n: texts[n] for n in state.members(citation)}
                if picker.needs_text and not picker.by_text(texts[citation]):
                    continue
                fields = fields_of(members, state.tags_of(citation), notes.of(citation))
                if all(matches(term, fields) for term in terms):
                    found.append(citation)
        briefs = self._session.store.briefs(found)
        return [listed(self._lookup, n, briefs[n], origins[n], picker) for n in found]

    def history(self, text: str = "", *, viewer: str = "", reader: str = "") -> list[HistoryRow]:
        """Who decided what and when, oldest first: of one citation, of one reader, or of all.

        Only what the viewer may see: their own, and others' where they need not read the citation
        any more and the votes are complete.
        """
        state = self._session.state()
        plan = self._session.plan_of(state)
        who = check_name(viewer) if viewer else ""
        wanted = self._lookup.citation(text, state) if text else None
        of = check_name(reader) if reader else ""
        standing = standing_seqs(state)
        unread = pilot_unread(state, plan, who)
        seen: dict[tuple[Stage, CitationId], bool] = {}
        rows = []
        for entry in self._session.entries():
            made = entry.event
            if not isinstance(made, DecisionMade | ConflictResolved):
                continue
            citation = state.citation_of(made.citation)
            if citation in state.gone or (wanted is not None and citation != wanted):
                continue
            if of and entry.actor != of:
                continue
            if entry.actor != who or not who:
                place = (made.stage, citation)
                if place not in seen:
                    hidden = made.stage == FULL_TEXT and citation in unread
                    seen[place] = not hidden and may_see(state, plan, who, made.stage, citation)
                if not seen[place]:
                    continue
            rows.append(
                HistoryRow(
                    seq=entry.seq,
                    at=entry.at,
                    actor=entry.actor,
                    citation=citation_id(citation),
                    stage=made.stage,
                    verdict=made.verdict,
                    reason=made.reason,
                    note=made.note,
                    standing=entry.seq in standing,
                    resolution=isinstance(made, ConflictResolved),
                )
            )
        return rows


def standing_seqs(state: ReviewState) -> set[int]:
    """The events whose verdict stands: the last of each reader on a citation, the last resolution."""
    found: set[int] = set()
    for stage in STAGES:
        for citation in state.voted(stage):
            found.update(vote.seq for vote in state.votes_on(stage, citation).values())
        for record in state.resolutions[stage]:
            last = state.resolution_of(stage, state.citation_of(record))
            if last is not None:
                found.add(last.seq)
    return found


class _Notes:
    """The notes on citations that one viewer may see."""

    def __init__(self, state: ReviewState, plan: Plan, viewer: str) -> None:
        self._state, self._plan, self._viewer = state, plan, viewer
        self._unread = pilot_unread(state, plan, viewer)
        self._noted: dict[Stage, set[CitationId]] = {
            stage: {
                state.citation_of(record)
                for ballot in state.ballots[stage].values()
                for record in ballot.notes
            }
            | {
                state.citation_of(record)
                for record, stack in state.resolutions[stage].items()
                if any(vote.note for vote in stack)
            }
            for stage in STAGES
        }

    def of(self, citation: CitationId) -> list[str]:
        return [note for stage in STAGES for note in self._at(stage, citation) if note]

    def _at(self, stage: Stage, citation: CitationId) -> Iterator[str]:
        if citation not in self._noted[stage]:
            return
        state = self._state
        votes = state.votes_on(stage, citation)
        hidden = stage == FULL_TEXT and citation in self._unread
        if hidden or not may_see(state, self._plan, self._viewer, stage, citation):
            votes = {who: vote for who, vote in votes.items() if who == self._viewer}
        elif (ended := state.resolution_of(stage, citation)) is not None:
            yield ended.note
        yield from (vote.note for vote in votes.values())


def terms_of(query: str) -> list[Term]:
    """What a query asks for; WinnowError where it asks for nothing."""
    found = []
    for out, field, phrase, word in _TERM.findall(query):
        name = field.lower().removesuffix("s") if field else ""
        if field and name not in FIELDS:  # a colon in what is looked for (a DOI, a title)
            found.append(Term(folded(f"{field}:{phrase or word}"), "", bool(out)))
        else:
            found.append(Term(folded(phrase or word), name, bool(out)))
    terms = [term for term in found if term.text]
    if not any(not term.out for term in terms):
        raise WinnowError('search for what? winnow search "word \\"a phrase\\" author:name -not"')
    return terms


def folded(text: str) -> str:
    """Without capitals and accents, white space made single."""
    if not text.isascii():
        parts = unicodedata.normalize("NFKD", text)
        text = "".join(c for c in parts if not unicodedata.combining(c))
    return " ".join(text.casefold().split())


def fields_of(members: dict[RecordId, Record], tags: list[str], notes: list[str]) -> dict[str, str]:
    """field -> everything that a citation says in it, folded."""
    records = members.values()
    said: dict[str, Callable[[Record], tuple[str, ...]]] = {
        "title": lambda r: (r.title, r.original_title),
        "abstract": lambda r: (r.abstract,),
        "author": lambda r: r.authors,
        "journal": lambda r: (r.journal,),
        "keyword": lambda r: (*r.keywords, *r.mesh),
        "doi": lambda r: (r.doi,),
        "year": lambda r: (str(r.year or ""),),
        "id": lambda r: (r.accession, r.doi, r.pmid, r.pmcid, r.registry_number),
    }
    found = {
        field: folded(" | ".join(text for record in records for text in tell(record) if text))
        for field, tell in said.items()
    }
    ids = [record_id(n) for n in members] + [citation_id(min(members))]
    found["id"] += folded(" | " + " | ".join(ids))
    return found | {"tag": folded(" | ".join(tags)), "note": folded(" | ".join(notes))}


def matches(term: Term, fields: dict[str, str]) -> bool:
    """Is what is looked for there (or not there, if it must not be)?"""
    texts = [fields[term.field]] if term.field else fields.values()
    return any(term.text in text for text in texts) != term.out
