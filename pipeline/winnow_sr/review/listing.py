"""What a page lists: which records were merged and by which rule."""

from __future__ import annotations

from winnow_sr.ledger import events as ev
from winnow_sr.ledger.state import ReviewState
from winnow_sr.review.answers import Answer
from winnow_sr.review.lookup import Lookup
from winnow_sr.review.session import Session
from winnow_sr.vocabulary import CitationId, Lane, RecordId, citation_id, record_id


class GroupedRecord(Answer, frozen=True, kw_only=True):
    """A record of a citation, as a list shows it."""

    record: str
    source: str
    lane: Lane
    key: str
    title: str
    authors: list[str]
    year: int | None
    journal: str
    doi: str


class MergedGroup(Answer, frozen=True, kw_only=True):
    """A citation of several records, and what joined them."""

    citation: str
    records: list[GroupedRecord]
    rules: list[str]
    """The matcher's rules behind it."""
    people: list[str]
    """Who said that records of it are one publication."""


class Listing:
    """Lists for reading; accessed via `review.listing`."""

    def __init__(self, session: Session, lookup: Lookup) -> None:
        self._session = session
        self._lookup = lookup

    def groups(self, first: int = 0, n: int | None = None) -> tuple[list[MergedGroup], int]:
        """Citations of several records, in order, `n` from the `first` on; and how many there are."""
        state = self._session.state()
        every = sorted(state.groups)
        wanted = every[first : None if n is None else first + n]
        links = self._links({m for c in wanted for m in state.groups[c]}, state)
        found = []
        for number in wanted:
            citation = state.citation_of(number)
            rules = sorted({rule for rule, who in links.get(citation, ()) if not who})
            people = sorted({who for _, who in links.get(citation, ()) if who})
            records = self._grouped(state.members(citation), state)
            found.append(
                MergedGroup(
                    citation=citation_id(citation), records=records, rules=rules, people=people
                )
            )
        return found, len(every)

    def _links(
        self, records: set[RecordId], state: ReviewState
    ) -> dict[CitationId, list[tuple[str, str]]]:
        """citation -> (rule, who) of every merge between two of its records."""
        found: dict[CitationId, list[tuple[str, str]]] = {}

        def note(a: RecordId, b: RecordId, rule: str, who: str) -> None:
            if a in records and b in records and state.citation_of(a) == state.citation_of(b):
                found.setdefault(state.citation_of(a), []).append((rule, who))

        for entry in self._session.entries():
            match entry.event:
                case ev.DuplicatesFound():
                    for link in entry.event.links:
                        note(link.a, link.b, link.rule, "")
                case ev.CitationsMerged():
                    note(entry.event.a, entry.event.b, "", entry.actor)
        return found

    def _grouped(self, numbers: list[RecordId], state: ReviewState) -> list[GroupedRecord]:
        texts = self._lookup.record_texts(numbers, state)
        origins = state.origins()
        return [
            GroupedRecord(
                record=record_id(n),
                source=origins[n][0],
                lane=origins[n][1],
                key=texts[n].key or record_id(n),
                title=texts[n].title,
                authors=list(texts[n].authors),
                year=texts[n].year,
                journal=texts[n].journal,
                doi=texts[n].doi,
            )
            for n in numbers
        ]
