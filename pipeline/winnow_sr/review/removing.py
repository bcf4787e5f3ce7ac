"""Removal before screening by a rule: language, year or type of publication.

A citation goes only where every one of its records that says anything says what the rule asks for.
What no record says anything about stays, and is counted: nobody knows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from winnow_sr.errors import WinnowError
from winnow_sr.ledger.events import RecordsRemoved
from winnow_sr.review.answers import RemovedByRule
from winnow_sr.review.lookup import CHUNK, Lookup
from winnow_sr.review.picking import known_source, span
from winnow_sr.review.session import Session
from winnow_sr.screening.blinding import open_pilot
from winnow_sr.screening.team import check_name
from winnow_sr.text import listing
from winnow_sr.vocabulary import STAGES, CitationId, citation_id

if TYPE_CHECKING:
    from winnow_sr.records import Record


class RemovalRule(msgspec.Struct, frozen=True, kw_only=True):
    """What goes. All that is given must hold; within one kind any will do."""

    languages: tuple[str, ...] = ()
    not_languages: tuple[str, ...] = ()
    """Everything in other languages than these goes."""
    years: str = ""
    """A span (2010-2015, -2009, 2020-) that goes."""
    types: tuple[str, ...] = ()
    """Types of publication, or words of them, whatever the capitals."""
    sources: tuple[str, ...] = ()
    """Only citations that came from these sources alone."""

    @property
    def asks(self) -> bool:
        """Is there anything to go by?"""
        return bool(self.languages or self.not_languages or self.years or self.types)

    def words(self) -> str:
        """The rule as the ledger and the report say it."""
        said = []
        if self.languages:
            said.append(f"language: {listing(self.languages, 'or')}")
        if self.not_languages:
            said.append(f"language: not {listing(self.not_languages, 'or')}")
        if self.years:
            said.append(f"year: {self.years}")
        if self.types:
            said.append(f"publication type: {listing(self.types, 'or')}")
        if self.sources:
            said.append(f"source: {listing(self.sources, 'or')}")
        return "; ".join(said)


def remove_by_rule(
    session: Session,
    lookup: Lookup,
    rule: RemovalRule,
    *,
    actor: str,
    reason: str,
    dry_run: bool,
) -> RemovedByRule:
    """See `Duplicates.remove_by_rule`."""
    if not rule.asks:
        raise WinnowError("by which rule? --language, --not-language, --year or --type")
    tests = Tests(rule)
    with session.writing() as state:
        for source in rule.sources:
            known_source(state, source)
        wanted = {source.casefold() for source in rule.sources}
        origins = state.origins()
        voted = {c for stage in STAGES for c in state.voted(stage)} | open_pilot(state)
        going: list[CitationId] = []
        titles: list[str] = []
        screened = unknown = 0
        every = [c for c in state.citations() if c not in state.removed]
        for start in range(0, len(every), CHUNK):
            part = every[start : start + CHUNK]
            texts = lookup.record_texts([n for c in part for n in state.members(c)], state)
            for citation in part:
                members = state.members(citation)
                if wanted and any(origins[n][0].casefold() not in wanted for n in members):
                    continue
                found = tests.of([texts[n] for n in members])
                unknown += found is None
                if found:
                    screened += citation in voted
                    if citation not in voted:
                        going.append(citation)
                        titles.append(texts[citation].title)
        why = "; ".join(text for text in (rule.words(), reason.strip()) if text)
        if going and not dry_run:
            event = RecordsRemoved(citations=going, by="automation", reason=why)
            session.append(check_name(actor), event, actor_kind="rule")
    return RemovedByRule(
        removed=[citation_id(c) for c in going],
        by="automation",
        reason=why,
        dry_run=dry_run,
        titles=titles,
        screened=screened,
        unknown=unknown,
    )


class Tests:
    """The rule, made ready."""

    def __init__(self, rule: RemovalRule) -> None:
        from winnow_sr.records.languages import languages

        self._codes = languages
        self._in = {code for name in rule.languages for code in languages(name)}
        self._not_in = {code for name in rule.not_languages for code in languages(name)}
        self._years = span(rule.years)
        self._types = [" ".join(t.casefold().split()) for t in rule.types]
        if self._in and self._not_in:
            raise WinnowError("--language or --not-language, not both")

    def of(self, records: list[Record]) -> bool | None:
        """Does the citation of these records go? None where one thing that is asked for is said by
        none of them, and nothing else keeps it."""
        found = [
            answer
            for answer in (self._language(records), self._year(records), self._type(records))
            if answer != "any"
        ]
        if "no" in found:
            return False
        return None if "unknown" in found else True

    def _language(self, records: list[Record]) -> str:
        if not (self._in or self._not_in):
            return "any"
        said = [set(codes) for record in records if (codes := self._codes(record.language))]
        if not said:
            return "unknown"
        if self._in:
            return _yes(all(codes <= self._in for codes in said))
        return _yes(all(codes.isdisjoint(self._not_in) for codes in said))

    def _year(self, records: list[Record]) -> str:
        if self._years is None:
            return "any"
        first, last = self._years
        years = [record.year for record in records if record.year is not None]
        if not years:
            return "unknown"
        return _yes(all(first <= year <= last for year in years))

    def _type(self, records: list[Record]) -> str:
        if not self._types:
            return "any"
        said = [types_of(record) for record in records]
        if not any(said):
            return "unknown"
        return _yes(
            all(
                any(_is_type(wanted, t) for wanted in self._types for t in types)
                for types in said
                if types
            )
        )


GENERIC = frozenset(
    [
        "jour",
        "ejour",
        "jfull",
        "gen",
        "article",
        "misc",
        "journal",
        "electronic",
        "generic",
        "j",
        "journal-article",
    ]
)
"""Entry types that nearly everything has: they do not say what a publication is."""


def types_of(record: Record) -> list[str]:
    """What a record says of its type, for comparing."""
    kind = record.kind.casefold().strip()
    said = (*record.publication_types, "" if kind in GENERIC else kind)
    return [" ".join(text.casefold().split()) for text in said if text.strip()]


def _yes(answer: bool) -> str:
    return "yes" if answer else "no"


def _is_type(wanted: str, said: str) -> bool:
    """Is it the type, or one that begins or ends with its words ('review' is not 'reviewed')?"""
    return f" {wanted} " in f" {said.replace('-', ' ')} "
