"""Which citation a row of a file means: by its ids and keys, else as duplicates are found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from winnow_sr.errors import WinnowError
from winnow_sr.ledger.state import ReviewState
from winnow_sr.protocol.plan import Plan
from winnow_sr.records.model import Record
from winnow_sr.review.decision_file import Statement
from winnow_sr.review.lookup import Lookup
from winnow_sr.text import one_line
from winnow_sr.vocabulary import (
    CitationId,
    RecordId,
    citation_id,
    find_doi,
    parse_citation,
    parse_record,
)

SHORTEST_TITLE = 12
"""Letters: a shorter one says too little."""
LIKE = 60.0
"""Least likeness (0 to 100) of a sheet's title to that of the citation whose id it gives: half of
the words are others below it."""


class Candidate(NamedTuple):
    """A citation that a row may mean. score: likeness from 0 to 1."""

    citation: CitationId
    score: float


class Located(NamedTuple):
    """What a row means: one citation; or candidates for a person to choose from; or nothing."""

    citation: CitationId | None
    candidates: tuple[Candidate, ...] = ()


class Locator:
    """Finds citations for the rows of one file."""

    def __init__(self, lookup: Lookup, state: ReviewState, plan: Plan) -> None:
        self._lookup, self._state, self._plan = lookup, state, plan
        self._keys = lookup.citations_by_key(state)

    def all(self, statements: Sequence[Statement]) -> list[Located]:
        """What each statement means. WinnowError where one names a citation that is not there, or
        two different ones, and nothing else to match it by."""
        found: list[Located | None] = []
        for said in statements:
            try:
                found.append(self._by_ids(said) or self._by_keys(said))
            except WinnowError as error:
                raise WinnowError(f"{said.where}{error}") from error
        open_ = [n for n, located in enumerate(found) if located is None]
        records = [record for n in open_ if (record := statements[n].record) is not None]
        for n, located in zip(open_, self._matched(records), strict=True):
            found[n] = located
        return [located or Located(None) for located in found]

    # -- by ids and keys -------------------------------------------------------------------------
    def _by_ids(self, said: Statement) -> Located | None:
        state = self._state
        if not said.ids:
            return None
        meant: set[CitationId] = set()
        for text in said.ids:
            citation = parse_citation(text)
            if citation is not None and citation in state.first:  # merged since the sheet was made
                meant.add(state.citation_of(citation))
            else:
                meant.add(self._lookup.citation(text, state))
        others = [key for key in said.keys if key not in said.ids]
        if len(meant) > 1:
            raise WinnowError(f"{' and '.join(said.ids)} are two citations here: leave one")
        (found,) = meant
        named = [self._named(key) for key in others]
        if any(others) and not any(found in citations for citations in named):
            raise WinnowError(
                f"{said.ids[0]} is not {others[0]!r} here: is it the sheet of another review? Leave "
                "the column of ids away to go by keys and titles"
            )
        if not any(others):
            self._check_title(said, found)
        return Located(found)

    def _check_title(self, said: Statement, citation: CitationId) -> None:
        """Where nothing but ids and a title are given, the title must be like the citation's."""
        from rapidfuzz.fuzz import token_set_ratio

        title = said.record.title.casefold() if said.record else ""
        if len(title) < SHORTEST_TITLE:
            return
        records = self._lookup.record_texts(self._state.members(citation), self._state).values()
        known = [t.casefold() for r in records for t in (r.title, r.original_title) if t]
        if known and max(token_set_ratio(title, other) for other in known) < LIKE:
            raise WinnowError(
                f"{said.ids[0]} is called {one_line(known[0], 60)!r} here, not "
                f"{one_line(title, 60)!r}: is it the sheet of another review?"
            )

    def _by_keys(self, said: Statement) -> Located | None:
        """None where the keys say nothing and the row can be matched."""
        found = [citations for key in said.keys if (citations := self._named(key))]
        one = {next(iter(citations)) for citations in found if len(citations) == 1}
        if len(one) > 1:
            ids = " and ".join(citation_id(c) for c in sorted(one))
            raise WinnowError(f"its keys ({', '.join(said.keys)}) mean two citations, {ids}")
        if one:
            return Located(one.pop())
        matchable = said.record is not None and bool(said.record.title)
        if matchable:
            return None
        if found:
            self._lookup.only_one(said.keys[0], set(found[0]))  # says which there are
        if not said.keys:
            raise WinnowError("nothing in the row says which citation it is about")
        return Located(self._lookup.citation(said.keys[0], self._state))

    def _named(self, text: str) -> set[CitationId]:
        """The citations that an accession number, PMID or DOI names."""
        wanted = text.strip().removeprefix("PMID:").strip()
        if wanted.endswith(".0") and wanted[:-2].isdigit():
            wanted = wanted[:-2]  # as spreadsheets write a number
        number = parse_record(wanted)
        if number is not None and 1 <= number <= self._state.n_records:
            return {self._state.citation_of(number)}
        doi = find_doi(wanted.lower()).rstrip(".,;")
        return self._keys.get(wanted) or (self._keys.get(doi) if doi else None) or set()

    # -- as duplicates are found -----------------------------------------------------------------
    def _matched(self, records: Sequence[Record]) -> list[Located]:
        """What each record is, by the rules of de-duplication: sure only where these are."""
        if not records:
            return []
        from winnow_sr.dedupe import Policy, find_duplicates
        from winnow_sr.review.duplicates import known_of

        state = self._state
        old = list(state.records())
        texts: list[tuple[int, Record]] = sorted(self._lookup.record_texts(old, state).items())
        begin = state.n_records + 1
        incoming = dict(enumerate(records, begin))
        known = known_of(state)
        known = type(known)(
            groups=known.groups,
            different=known.different,
            settled=range(1, begin),
        )
        policy = Policy.from_dict(self._plan.dedupe)
        found = find_duplicates([*texts, *incoming.items()], policy, known)
        sure: dict[int, set[CitationId]] = {n: set() for n in incoming}
        for group in found.groups:
            cited = {state.citation_of(RecordId(n)) for n in group if n < begin}
            for n in group:
                if n in sure:
                    sure[n] = cited
        group_of = {n: set(group) for group in found.groups for n in group}
        likely: dict[int, dict[CitationId, float]] = {n: {} for n in incoming}
        for link in found.doubtful:
            one, two = (group_of.get(n, {n}) for n in (link.a, link.b))
            for news, olds in ((one, two), (two, one)):
                for n in news & incoming.keys():
                    for number in olds:
                        if number < begin:
                            cited_by = state.citation_of(RecordId(number))
                            likely[n][cited_by] = max(link.score, likely[n].get(cited_by, 0.0))
        return [self._one(record, sure[n], likely[n]) for n, record in incoming.items()]

    def _one(
        self, record: Record, sure: set[CitationId], likely: dict[CitationId, float]
    ) -> Located:
        if len(sure) == 1:
            return Located(next(iter(sure)))
        found = likely | dict.fromkeys(sure, 1.0)
        if not found:  # one number is not enough: two chapters of a book share a DOI
            for key in (record.doi, record.pmid):
                found |= dict.fromkeys(self._named(key) if key else (), 0.5)
        ranked = sorted(found.items(), key=lambda item: (-item[1], item[0]))
        return Located(None, tuple(Candidate(citation, score) for citation, score in ranked))
