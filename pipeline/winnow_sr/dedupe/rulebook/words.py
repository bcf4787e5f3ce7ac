"""Chapters about titles that are alike in all but a word that matters: parts, doses, opposites.

A shared DOI or page proves little here: whole books and supplements carry one DOI, two short items
begin on one page. So nothing in these chapters merges.
"""

from __future__ import annotations

from winnow_sr.dedupe.compare import DIFFERS, SAME, Evidence
from winnow_sr.dedupe.contrast import Contrast
from winnow_sr.dedupe.rulebook.notions import (
    one_place,
    other_abstract,
    same_people,
    same_range,
    within_a_year,
)
from winnow_sr.dedupe.rules import Chapter, Rule, always


def _same_place(e: Evidence) -> bool:
    similar = e.page == SAME or e.wording >= 0.8
    return similar and same_people(e, 0.6) and e.clash == 0 and (e.agree >= 2 or same_range(e))


def _same_doi(e: Evidence) -> bool:
    return e.doi == SAME and not other_abstract(e)


NUMBERS = Chapter(
    "Numbers in the title",
    lambda e: e.numbers_clash and e.title < 1 and (e.wording >= 0.8 or e.doi == SAME),
    (
        Rule(
            "numbers-differ-same-doi",
            "ask",
            "The same DOI, but the titles differ in a number.",
            _same_doi,
        ),
        Rule(
            "numbers-differ-same-place",
            "ask",
            "The titles differ in a number, but volume, issue and page agree.",
            _same_place,
        ),
        Rule(
            "numbers-differ",
            "leave",
            "The titles differ in a number: parts, doses or years of a series.",
            always,
        ),
    ),
)


def _other_words(e: Evidence) -> bool:
    """An opposite at all events; any other word unless the abstract or all pages speak for one text."""
    if e.contrast == Contrast.WORD:
        return e.abstract < 0.9 and not (one_place(e) and same_range(e))
    return e.contrast == Contrast.DECISIVE


WORDS = Chapter(
    "A word of the title",
    lambda e: _other_words(e) and e.wording >= 0.5,
    (
        Rule(
            "word-differs-same-doi",
            "ask",
            "The same DOI, but the titles differ in a word that matters.",
            _same_doi,
        ),
        Rule(
            "word-differs-same-place",
            "ask",
            "The titles differ in a word that matters, but volume, issue or pages agree.",
            _same_place,
        ),
        Rule(
            "word-differs-same-abstract",
            "ask",
            "The titles differ in a word that matters, but abstract and authors agree.",
            lambda e: e.abstract >= 0.93 and e.people >= 0.6 and e.doi != DIFFERS and e.clash <= 1,
        ),
        Rule(
            "word-differs",
            "ask",
            "The titles differ in one word; authors, journal and year agree, and no abstract tells.",
            lambda e: (
                e.contrast == Contrast.WORD
                and e.wording >= 0.82
                and e.clash == 0
                and e.people >= 0.75
                and e.journal >= 0.6
                and within_a_year(e)
                and not other_abstract(e)
            ),
        ),
        Rule(
            "other-word",
            "leave",
            "The titles differ in a word that matters: men and women, acute and chronic.",
            always,
        ),
    ),
)
