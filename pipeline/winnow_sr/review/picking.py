"""Which records a list or an export is to hold: by status, tag, source, reader, year, language."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from winnow_sr.errors import WinnowError
from winnow_sr.ledger.state import ReviewState
from winnow_sr.protocol.plan import Plan
from winnow_sr.screening import standings
from winnow_sr.screening.blinding import may_see, pilot_unread
from winnow_sr.text import listing
from winnow_sr.vocabulary import FULL_TEXT, LANES, STAGES, CitationId, RecordId

if TYPE_CHECKING:
    from winnow_sr.records import Record


class Pick(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked for; what is empty asks for nothing. Within one kind any will do."""

    statuses: tuple[str, ...] = ()
    """Words of `standings.PICKED_BY`."""
    tags: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    lanes: tuple[str, ...] = ()
    readers: tuple[str, ...] = ()
    """Who has voted on it, as far as the viewer may know."""
    years: str = ""
    """2010, 2010-2015, 2010- or -2015."""
    languages: tuple[str, ...] = ()


ALL = Pick()


class Picker:
    """Answers for one record after the other; made for one state and one viewer."""

    def __init__(self, state: ReviewState, plan: Plan, pick: Pick, viewer: str = "") -> None:
        self.state, self.plan, self.viewer = state, plan, viewer
        self.standings = standings.standings(state, plan, viewer)
        self._origins = state.origins()
        self._pick = pick
        self._statuses = [known_status(status) for status in pick.statuses]
        self._tags = {known_tag(plan, tag) for tag in pick.tags}
        self._sources = {known_source(state, source).casefold() for source in pick.sources}
        self._readers = [known_reader(state, reader) for reader in pick.readers]
        self._years = span(pick.years)
        self._languages = _codes(pick.languages)
        self._unread = pilot_unread(state, plan, viewer)
        for lane in pick.lanes:
            if lane not in LANES:
                raise WinnowError(f"unknown lane {lane!r}: {listing(LANES, 'or')}")

    @property
    def needs_text(self) -> bool:
        """Must the record itself be looked at?"""
        return bool(self._years or self._languages)

    def standing(self, citation: CitationId) -> standings.Standing:
        """How far a citation has come."""
        return self.standings.get(citation, standings.UNSCREENED)

    def word(self, record: RecordId) -> str:
        """The one word for a record."""
        citation = self.state.citation_of(record)
        if citation != record and citation not in self.state.removed:
            return standings.DUPLICATE
        return self.standing(citation).word

    def by_ledger(self, record: RecordId) -> bool:
        """Is it wanted, as far as the ledger can say?"""
        citation = self.state.citation_of(record)
        source, lane = self._origins[record]
        return (
            (not self._statuses or self._has_status(record, citation))
            and (not self._tags or not self._tags.isdisjoint(self.state.tags_of(citation)))
            and (not self._sources or source.casefold() in self._sources)
            and (not self._pick.lanes or lane in self._pick.lanes)
            and (not self._readers or self._read(citation))
        )

    def by_text(self, record: Record) -> bool:
        """Is it wanted, by its year and language?"""
        from winnow_sr.records.languages import languages

        if self._years and not (
            record.year is not None and self._years[0] <= record.year <= self._years[1]
        ):
            return False
        return not self._languages or bool(self._languages & set(languages(record.language)))

    def _has_status(self, record: RecordId, citation: CitationId) -> bool:
        if record != citation:
            return standings.DUPLICATE in self._statuses
        found = self.standing(citation)
        return any(standings.picks(status, found) for status in self._statuses)

    def _read(self, citation: CitationId) -> bool:
        state, plan = self.state, self.plan
        for stage in STAGES:
            if stage == FULL_TEXT and citation in self._unread:
                continue
            votes = state.votes_on(stage, citation)
            wanted = [reader for reader in self._readers if reader in votes]
            if self.viewer in wanted:
                return True
            if wanted and may_see(state, plan, self.viewer, stage, citation):
                return True
        return False


def known_status(text: str) -> str:
    """The status as it is spelt; WinnowError names them all."""
    wanted = text.strip().lower()
    if wanted not in standings.PICKED_BY:
        raise WinnowError(f"unknown status {text!r}: {', '.join(standings.PICKED_BY)}")
    return wanted


def known_tag(plan: Plan, text: str) -> str:
    """The tag as the protocol spells it."""
    found = plan.tag(text)
    if found is None:
        names = ", ".join(tag.name for tag in plan.tags) or "the protocol lists none (tags:)"
        raise WinnowError(f"tag {text!r} is not in the protocol: {names}")
    return found.name


def known_source(state: ReviewState, text: str) -> str:
    """The source as it was named when something was imported from it."""
    names = sorted({search.source for search in state.searches})
    for name in names:
        if name.casefold() == text.strip().casefold():
            return name
    raise WinnowError(f"no records from {text!r}; imported so far: {', '.join(names) or 'nothing'}")


def known_reader(state: ReviewState, text: str) -> str:
    """A reader with a verdict, as they are spelt."""
    names = {who for by in state.ballots.values() for who in by}
    wanted = " ".join(text.split())
    if wanted in names:
        return wanted
    alike = [name for name in names if name.casefold() == wanted.casefold()]
    if len(alike) == 1:
        return alike[0]
    raise WinnowError(f"{wanted!r} has decided nothing; {listing(sorted(names)) or 'nobody'} has")


def span(text: str) -> tuple[int, int] | None:
    """The first and last year that are meant; None where none are."""
    if not text.strip():
        return None
    first, dash, last = text.strip().replace("\u2013", "-").partition("-")
    try:
        begin = int(first) if first.strip() else 0
        end = int(last) if last.strip() else 9999 if dash else begin
    except ValueError:
        begin, end = 1, 0
    if begin > end or not (first.strip() or last.strip()):
        raise WinnowError(f"{text!r} is no span of years: 2015, 2010-2015, 2010- or -2015")
    return begin, end


def _codes(names: tuple[str, ...]) -> set[str]:
    if not names:
        return set()
    from winnow_sr.records.languages import languages

    return {code for name in names for code in languages(name)}
