"""A record made ready for comparing: every field in its common form, once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from sys import intern

from winnow_sr.dedupe import kinds, names, notices, place, text
from winnow_sr.dedupe.folding import fold, words
from winnow_sr.dedupe.forms import form_of
from winnow_sr.dedupe.placeholders import given, identifier
from winnow_sr.dedupe.registrations import Trials, trials_of
from winnow_sr.records.model import Record

_DATABASES = (
    (re.compile(r"medline|pubmed|\bnlm\b"), "medline"),
    (re.compile(r"embase"), "embase"),
    (re.compile(r"psyc ?info|psycinfo"), "psycinfo"),
    (re.compile(r"cinahl"), "cinahl"),
    (re.compile(r"scopus"), "scopus"),
    (re.compile(r"web of science|\bwos\b|\bisi\b"), "wos"),
    (re.compile(r"central|cochrane"), "cochrane"),
)


_FIRST, _LAST = 1500, 2100
"""Years outside stand for no year (0001, 9999)."""
_DOI_VERSION = re.compile(r"(?<=\d)/?v\d{1,2}$")
"""Preprint servers add the version to the DOI; the versions are one preprint."""


@dataclass(slots=True, eq=False)
class Prepared:
    """What the matcher looks at. Missing text is '', a missing year 0, missing lists empty."""

    number: int
    record: Record
    title: str
    """Bare words."""
    tight: str
    """The title without spaces: hyphens and spaces are written at will."""
    other_titles: tuple[str, ...]
    numerals: tuple[str, ...]
    names: tuple[str, ...]
    year: int
    journal: tuple[str, ...]
    issns: tuple[str, ...]
    volume: str
    issue: str
    first_page: str
    last_page: str
    doi: str
    abstract: str
    kinds: frozenset[str]
    form: str
    """Article, conference, thesis...; '' when not told."""
    trials: Trials
    """Registration numbers, and whether the record is a registration."""
    cochrane: tuple[str, int] | None
    database: str
    """The family of databases the accession number belongs to; '' when unknown."""
    accession: str
    pmid: str
    addresses: tuple[str, ...]


@lru_cache(maxsize=10_000)
def database_family(name: str) -> str:
    """PubMed and MEDLINE number alike; others by their own name; '' when no name is given."""
    name = given(name)
    if not name:
        return ""
    folded = words(fold(name))
    for pattern, family in _DATABASES:
        if pattern.search(folded):
            return family
    return folded


def prepare(number: int, record: Record) -> Prepared:
    """The record in its common form."""
    folded = fold(given(record.title))
    title, others = text.title_forms(folded)
    if record.original_title:
        original, more = text.title_forms(fold(given(record.original_title)))
        others = tuple(t for t in dict.fromkeys((*others, original, *more)) if t and t != title)
    volume, issue, pages = given(record.volume), given(record.issue), given(record.pages)
    if inside := place.place_in_journal(record.journal):
        volume, issue, pages = (
            own or was for own, was in zip(inside, (volume, issue, pages), strict=True)
        )
    first, last, letters = place.page_range(pages)
    year = record.year if record.year and _FIRST <= record.year <= _LAST else 0
    if year and first == str(year) and not last:
        first = ""  # the year slipped into the pages
    doi = _DOI_VERSION.sub("", place.bare_doi(record.doi))
    if doi == record.doi:
        doi = record.doi  # one string, not two
    trials = trials_of(record)
    found = kinds.kinds_of(record, folded, title, doi, letters, trials.registered)
    people = names.surnames(record.authors)
    if not found.isdisjoint(kinds.NOTICES):
        if subject := words(notices.subject_of(folded)):
            others = tuple(dict.fromkeys((*others, subject)))
        if notices.by_the_editors(record.authors):
            people = ()
    return Prepared(
        number=number,
        record=record,
        title=title,
        tight=title.replace(" ", ""),
        other_titles=others,
        numerals=text.numerals(title),
        names=people,
        year=year,
        journal=place.journal_words(record.journal),
        issns=place.issns(record.issn),
        volume=intern(place.volume_number(volume)),
        issue=intern(place.volume_number(issue)),
        first_page=intern(first),
        last_page=intern(last),
        doi=doi,
        abstract=text.abstract_opening(record.abstract),
        kinds=found,
        form=form_of(record, kinds.CONFERENCE in found),
        trials=trials,
        cochrane=place.cochrane_version(doi),
        database=database_family(record.source_database),
        accession=identifier(record.accession),
        pmid=identifier(record.pmid),
        addresses=place.addresses(record.urls) if record.urls else (),
    )
