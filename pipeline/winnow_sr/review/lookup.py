"""From what a person writes (an id, an accession number, a DOI) to a citation; and its texts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from winnow_sr.errors import WinnowError
from winnow_sr.ledger.state import ReviewState
from winnow_sr.ledger.store import Brief
from winnow_sr.ledger.taking_back import records_of
from winnow_sr.review.session import Session
from winnow_sr.vocabulary import (
    CitationId,
    RecordId,
    citation_id,
    find_doi,
    parse_citation,
    parse_record,
    record_id,
)

if TYPE_CHECKING:
    from winnow_sr.records.model import Record

CHUNK = 2000
"""Records read at once where all are read."""
MANY = 50
"""Texts from which on reading all keys at once is quicker than asking for each."""


class Lookup:
    """Ids, keys and the texts that go with them; accessed via `review.lookup`."""

    _asked: tuple[int, int, dict[str, list[RecordId]] | None] | None = None
    """(records then, keys asked for one by one, those that several records have): where many are asked
    for, all are read at once."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def citation(self, text: str, state: ReviewState) -> CitationId:
        """The citation meant by an id (C or R), an accession number, a PMID or a DOI."""
        wanted = text.strip()
        meant = parse_citation(wanted)
        number = meant or parse_record(wanted)
        if number is not None:
            if not 1 <= number <= state.n_records:
                raise WinnowError(
                    f"{wanted} does not exist; this review has {state.n_records} records"
                )
            citation = state.citation_of(number)
            if number in state.gone:
                raise taken_back(number, state)
            if meant and citation != number:
                raise WinnowError(
                    f"{wanted} was removed as a duplicate: it is part of {citation_id(citation)} now"
                )
            return citation
        doi = find_doi(wanted.lower()).rstrip(".,;")
        numbers = self._session.store.numbers_for(wanted, doi)
        found = {state.citation_of(n) for n in numbers if n not in state.gone}
        if numbers and not found:
            raise taken_back(numbers[0], state)
        return self.only_one(wanted, found)

    def id_of(self, text: str) -> str:
        """The id, as people see it, of the citation meant by an id, accession number, PMID or DOI."""
        return citation_id(self.citation(text, self._session.state()))

    def record_of(self, text: str) -> tuple[Record, str]:
        """A record (of a citation: its first) with its edits, and the source that brought it."""
        state = self._session.state()
        number = self.record_or_first(text, state)
        return self.record(number, state), state.origin(number).source

    def record_or_first(self, text: str, state: ReviewState) -> RecordId:
        """The record meant by a record id; of any other id, the first record of its citation."""
        citation = self.citation(text, state)
        return parse_record(text) or citation

    @staticmethod
    def only_one(wanted: str, citations: set[CitationId]) -> CitationId:
        """The single citation of a key, or an error that says which there are."""
        if not citations:
            raise WinnowError(f"no citation is called {wanted!r}: `winnow records` lists all")
        if len(citations) > 1:
            ids = ", ".join(citation_id(c) for c in sorted(citations)[:5])
            raise WinnowError(f"{wanted!r} could be any of {ids}: give the id")
        return citations.pop()

    def finder(self, state: ReviewState, many: int) -> Callable[[str], CitationId]:
        """`citation` for many texts: where they are many, all keys are read once."""
        keys = self.citations_by_key(state) if many > MANY else {}

        def find(text: str) -> CitationId:
            wanted = text.strip()
            if parse_citation(wanted) or parse_record(wanted):
                return self.citation(wanted, state)
            found = keys.get(wanted)
            return self.only_one(wanted, set(found)) if found else self.citation(wanted, state)

        return find

    def citations_by_key(self, state: ReviewState) -> dict[str, set[CitationId]]:
        """Accession number, DOI or PMID -> the citations whose records have it."""
        found: dict[str, set[CitationId]] = {}
        for number, brief in self._session.store.briefs().items():
            if number in state.gone:
                continue
            citation = state.citation_of(number)
            for key in {brief.accession, brief.doi, brief.pmid} - {""}:
                found.setdefault(key, set()).add(citation)
        return found

    def record(self, number: RecordId, state: ReviewState) -> Record:
        """A record with its edits."""
        return self.record_texts([number], state)[number]

    def record_texts(
        self, numbers: Sequence[RecordId], state: ReviewState
    ) -> dict[RecordId, Record]:
        """Records with their edits applied."""
        from winnow_sr.records.canonical_json import record_from_json

        found: dict[RecordId, Record] = {}
        for number, data in self._session.store.record_data(numbers).items():
            try:
                found[number] = record_from_json(data)
            except (ValueError, KeyError, TypeError) as error:
                raise WinnowError(
                    f"{record_id(number)} is damaged: run `winnow verify`, restore from a copy"
                ) from error
        for number in found.keys() & state.edits.keys():
            found[number] = edited(found[number], state.edits[number])
        return found

    def without_abstract(self, numbers: Sequence[RecordId]) -> set[RecordId]:
        """Those of the records that had no abstract when they were imported."""
        from winnow_sr.records.canonical_json import record_from_json

        rows = self._session.store.record_data(numbers).items()
        return {n for n, data in rows if not record_from_json(data).abstract.strip()}

    def streamed(self, source: str = "") -> Iterator[tuple[RecordId, Record]]:
        """(number, record with its edits) of every record, or of one source, in order."""
        state = self._session.state()
        origins = state.origins()
        for start in range(1, state.n_records + 1, CHUNK):
            numbers = state.records(start, start + CHUNK - 1)
            wanted = [n for n in numbers if not source or origins[n][0] == source]
            yield from sorted(self.record_texts(wanted, state).items())

    def composed(
        self, citations: Sequence[CitationId], state: ReviewState
    ) -> dict[CitationId, Record]:
        """citation -> the record shown to reviewers, made of the best fields of its records."""
        numbers = [n for citation in citations for n in state.members(citation)]
        records = self.record_texts(numbers, state)
        found: dict[CitationId, Record] = {}
        for citation in citations:
            members = state.members(citation)
            if len(members) == 1:
                found[citation] = records[citation]
            else:
                from winnow_sr.dedupe import compose

                found[citation] = compose([(n, records[n]) for n in members]).record
        return found

    def key_of(
        self,
        citation: CitationId,
        state: ReviewState,
        briefs: Mapping[RecordId, Brief] | None = None,
    ) -> str:
        """What people call a citation: its records' accession number, else DOI, else record id. One
        that other citations have, too, is passed over: what is given out must be taken back in."""
        members = state.members(citation)
        known = briefs if briefs is not None else self._session.store.briefs(members)
        keys = [known[n].accession for n in members] + [known[n].doi for n in members]
        named = [key for key in keys if key]
        own = next((key for key in named if self._is_own(key, citation, state)), None)
        return own or (citation_id(citation) if named else record_id(citation))

    def record_key(self, record: RecordId, brief: Brief, state: ReviewState) -> str:
        """`key_of`, of one record as it was imported."""
        citation = state.citation_of(record)
        named = [key for key in (brief.accession, brief.doi) if key]
        own = next((key for key in named if self._is_own(key, citation, state)), None)
        return own or (citation_id(citation) if named else record_id(record))

    def _is_own(self, key: str, citation: CitationId, state: ReviewState) -> bool:
        """Does this key name no other citation?"""
        if self._asked is None or self._asked[0] != state.n_records:
            self._asked = (state.n_records, 0, None)
        n, many, shared = self._asked
        if shared is None and many < MANY:
            self._asked = (n, many + 1, None)
            found = self._session.store.numbers_for(key, find_doi(key.lower()).rstrip(".,;"))
        else:
            if shared is None:
                shared = self._session.store.shared_names()
                self._asked = (n, many, shared)
            found = shared.get(key, [])
        return all(state.citation_of(m) == citation for m in found if m not in state.gone)


def taken_back(record: RecordId, state: ReviewState) -> WinnowError:
    """The error of a record that counts no more."""
    back = next(b for b in state.taken_back if record in records_of(b.search, b.repairs))
    text = f"{record_id(record)} was taken back with its import, {back.search.file}"
    now = state.citation_of(record)
    return WinnowError(text if now == record else f"{text}: its citation is {citation_id(now)} now")


EDITABLE = (
    "title",
    "original_title",
    "abstract",
    "authors",
    "year",
    "journal",
    "volume",
    "issue",
    "pages",
    "doi",
    "pmid",
    "pmcid",
    "registry_number",
    "language",
    "keywords",
    "mesh",
    "publication_types",
)
LISTS = ("authors", "keywords", "mesh", "publication_types")


def edited(record: Record, edits: dict[str, str]) -> Record:
    """The record with edited fields; lists are written with `;` between their items."""
    from msgspec.structs import replace

    values: dict[str, Any] = {}
    for field, text in edits.items():
        if field in LISTS:
            values[field] = tuple(part.strip() for part in text.split(";") if part.strip())
        elif field == "year":
            values[field] = int(text) if text.strip() else None
        else:
            values[field] = text
    return replace(record, **values)
