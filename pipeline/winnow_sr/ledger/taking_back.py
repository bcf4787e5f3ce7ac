"""Taking the records of an import out of a state, so that they count nowhere any more.

A citation that other imports hold too stays: what was said of the records that go (verdicts,
reports, studies, answers on doubtful pairs) is from then on said of its first record that stays,
their heir. Of a citation of which nothing is left, everything said goes with it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import TypeVar

from msgspec.structs import replace

from winnow_sr.ledger.ballots import Ballot, Vote
from winnow_sr.ledger.state import Repair, ReviewState, Search
from winnow_sr.vocabulary import (
    TITLE_ABSTRACT,
    CitationId,
    RecordId,
    citation_id,
    parse_citation,
    parse_record,
)

T = TypeVar("T")
_ID = re.compile(r"\b[CR]\d{6,}\b")


def records_of(search: Search, repairs: Iterable[Repair]) -> set[RecordId]:
    """The records that an import brought, and those mended from it."""
    spans = [(search.first, search.count), *((r.first, r.count) for r in repairs)]
    return {RecordId(n) for first, count in spans for n in range(first, first + count)}


def leaving_citations(state: ReviewState, records: Collection[RecordId]) -> set[CitationId]:
    """The citations of which nothing is left without these records."""
    return {
        citation
        for citation in set(state.citations_of(records))
        if all(member in records for member in state.members(citation))
    }


def decisions_on(state: ReviewState, citations: Collection[CitationId]) -> int:
    """How many verdicts and resolutions stand on any record of these citations."""
    records = {member for citation in citations for member in state.members(citation)}
    votes = sum(
        len(ballot.letters.keys() & records)
        for by in state.ballots.values()
        for ballot in by.values()
    )
    return votes + sum(
        len(on[record]) for on in state.resolutions.values() for record in on.keys() & records
    )


def take_out(state: ReviewState, records: set[RecordId]) -> None:
    """These records count nowhere any more."""
    _Leaving(state, records).take_out()


class _Leaving:
    """One taking back: which records go, and who inherits from whom."""

    def __init__(self, state: ReviewState, records: set[RecordId]) -> None:
        self.state = state
        self.gone = records
        self.shared: list[tuple[RecordId, list[RecordId]]] = []
        """(heir, the members before) of the citations that stay."""
        self.heirs: dict[RecordId, RecordId] = {}
        for members in [m for m in state.groups.values() if not records.isdisjoint(m)]:
            staying = [member for member in members if member not in records]
            if staying:
                self.shared.append((staying[0], members))
                leaving = (member for member in members if member in records)
                self.heirs.update(dict.fromkeys(leaving, staying[0]))

    def take_out(self) -> None:
        state = self.state
        relevant = self._relevant_that_leave()
        self._studies()
        self._what_is_said()
        self._votes()
        self._pairs()
        state.rounds = [
            replace(
                found, citations=self.cited(found.citations), found=max(0, found.found - relevant)
            )
            for found in state.rounds
        ]
        if state.stop is not None:
            state.stop = replace(state.stop, unread=self.cited(state.stop.unread))
        self._groups()
        state.warnings = [text for text in state.warnings if not self._names_one(text)]

    def mapped(self, records: Iterable[RecordId]) -> list[RecordId]:
        """The records, those that go by their heirs; in order, each once."""
        heirs = (self.heirs.get(record, record) for record in records)
        return list(dict.fromkeys(record for record in heirs if record not in self.gone))

    def cited(self, citations: Iterable[CitationId]) -> list[CitationId]:
        """`mapped`, for citations."""
        return [CitationId(record) for record in self.mapped(citations)]

    def _relevant_that_leave(self) -> int:
        """Citations that leave and somebody included: no longer among what had been found."""
        state = self.state
        said = {
            record
            for ballot in state.ballots[TITLE_ABSTRACT].values()
            for record in ballot.letters.keys() & self.gone
            if ballot.letters[record] != "e"
        }
        said |= {
            record
            for record in state.resolutions[TITLE_ABSTRACT].keys() & self.gone
            if state.resolutions[TITLE_ABSTRACT][record][-1].verdict != "exclude"
        }
        return len(set(state.citations_of(said - self.heirs.keys())))

    def _groups(self) -> None:
        state = self.state
        for record in self.gone:
            state.groups.pop(record, None)
            state.first.pop(record, None)
        for heir, members in self.shared:
            staying = [member for member in members if member not in self.gone]
            state.groups.pop(members[0], None)
            for member in staying:
                state.first.pop(member, None)
            if len(staying) > 1:
                state.groups[heir] = staying
                state.first.update(dict.fromkeys(staying, heir))
        for record, heir in list(state.heirs.items()):
            if heir in self.heirs:
                state.heirs[record] = self.heirs[heir]
            elif heir in self.gone:
                del state.heirs[record]
        state.heirs.update(self.heirs)
        state.gone |= self.gone

    def _pairs(self) -> None:
        """Pairs that people or the matcher spoke of: of heirs where there are any."""
        state = self.state
        state.same = list(self._kept(state.same))
        state.apart = list(self._kept(state.apart))
        doubtful = []
        for doubt in state.doubtful:
            pair = self.mapped((doubt.a, doubt.b))
            if len(pair) == 2:
                doubtful.append(replace(doubt, a=pair[0], b=pair[1]))
        state.doubtful = doubtful

    def _kept(
        self, pairs: Iterable[tuple[RecordId, RecordId]]
    ) -> Iterable[tuple[RecordId, RecordId]]:
        for pair in pairs:
            found = self.mapped(pair)
            if len(found) == 2:
                yield found[0], found[1]

    def _what_is_said(self) -> None:
        """Everything that is kept by record, but votes."""
        state = self.state
        first, last = (lambda found: found[0]), (lambda found: found[-1])
        self._inherited(state.reports, first)
        self._inherited(state.removed, first)
        self._inherited(state.report_counts, last)
        self._inherited(state.aside, last)
        self._inherited(state.wanted, lambda found: min(found, key=state.wanted.__getitem__))
        for on in state.shared.values():
            self._inherited(on, first)
        for record in state.edits.keys() & self.gone:
            del state.edits[record]
        for record in sorted(state.tags.keys() & self.gone):
            tags = state.tags.pop(record)
            if record in self.heirs:
                heirs = state.tags.setdefault(self.heirs[record], [])
                heirs.extend(tag for tag in tags if tag not in heirs)
        for looked in state.exposed.values():
            for record in sorted(looked.keys() & self.gone):
                said = looked.pop(record)
                if record in self.heirs:
                    heir = looked.setdefault(self.heirs[record], {})
                    for who, agreed in said.items():
                        heir[who] = heir.get(who, False) or agreed

    def _inherited(
        self,
        said: dict[RecordId, T],
        which: Callable[[Sequence[RecordId]], RecordId],
    ) -> None:
        """Where what holds of a citation was said of a record that goes, it is said of the heir.

        which: of the records of a citation of which something is said, the one that holds.
        """
        if said.keys().isdisjoint(self.gone):
            return
        for heir, members in self.shared:
            about = [member for member in members if member in said]
            if about and (holds := which(about)) in self.gone:
                value = said[holds]
                for member in about:
                    del said[member]
                said[heir] = value
        for record in said.keys() & self.gone:
            del said[record]

    def _votes(self) -> None:
        for by in self.state.ballots.values():
            for who, ballot in by.items():
                for record in sorted(ballot.letters.keys() & self.gone):
                    votes = _cleared(ballot, who, record)
                    heir = self.heirs.get(record)
                    if heir is not None:
                        if heir in ballot.letters:
                            votes += _cleared(ballot, who, heir)
                        for vote in sorted(votes, key=lambda vote: vote.seq):
                            ballot.cast(heir, vote)
        for on in self.state.resolutions.values():
            for record in sorted(on.keys() & self.gone):
                stack = on.pop(record)
                if record in self.heirs:
                    heir = self.heirs[record]
                    on[heir] = sorted([*on.get(heir, []), *stack], key=lambda vote: vote.seq)

    def _studies(self) -> None:
        """Studies of which no report is left are none; one that is a report by itself is named by
        its heir."""
        state = self.state
        linked = {study: self.mapped(on) for study, on in state.studies.items()}
        described = {}
        for name, said in sorted(state.described.items(), key=lambda item: item[1].seq):
            if study := self._study(name, linked):
                described[study] = replace(said, study=study)
        state.described = described
        named = (self._study(name, linked) for name in state.meta)
        state.meta = list(dict.fromkeys(study for study in named if study))
        state.studies = {study: on for study, on in linked.items() if on}

    def _study(self, name: str, linked: Mapping[str, Sequence[RecordId]]) -> str:
        """What a study is called now; empty where no report of it is left."""
        if name in linked:
            return name if linked[name] else ""
        cited = parse_citation(name)
        if cited is None:
            return name
        left = self.mapped([cited])
        return citation_id(left[0]) if left else ""

    def _names_one(self, text: str) -> bool:
        """Does a warning of the matcher name a record that goes?"""
        found = (parse_record(mark) or parse_citation(mark) for mark in _ID.findall(text))
        return any(number in self.gone for number in found if number is not None)


def _cleared(ballot: Ballot, who: str, record: RecordId) -> list[Vote]:
    """Take all votes on a record out of the ballot; returns them, oldest first."""
    votes = [*ballot.earlier.get(record, []), ballot.vote(who, record)]
    for vote in reversed(votes):
        ballot.withdraw(record, vote.seq)
    return votes
