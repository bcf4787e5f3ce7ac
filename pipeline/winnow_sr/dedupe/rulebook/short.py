"""The chapter about titles that say too little: Editorial, Preface, `#NAME?`, two words."""

from __future__ import annotations

from winnow_sr.dedupe import kinds
from winnow_sr.dedupe.compare import DIFFERS, MISSING, SAME, Evidence
from winnow_sr.dedupe.rulebook.notions import (
    cut_over_one_abstract,
    nothing_differs,
    one_place,
    other_abstract,
    same_people,
    same_range,
    same_volume,
    within_a_year,
)
from winnow_sr.dedupe.rules import Chapter, Rule, always


def _untitled(e: Evidence) -> bool:
    return e.title_length == 0


def _column(e: Evidence) -> bool:
    """A title that returns in every issue, by the same people and often on the same page."""
    return kinds.GENERIC in e.kinds_either


def _telling_title(e: Evidence) -> bool:
    """Short, but a title of its own: the same words by the same people."""
    return not _column(e) and e.title == 1 and e.title_length >= 12


SHORT = Chapter(
    "Short or generic titles",
    lambda e: kinds.GENERIC in e.kinds_either or kinds.SHORT in e.kinds_either,
    (
        Rule(
            "untitled-same-place",
            "merge",
            "One has no title; the same authors on the same pages of the same volume.",
            lambda e: (
                _untitled(e)
                and one_place(e)
                and (same_range(e) or e.issue == SAME)
                and e.people >= 0.7
                and not other_abstract(e)
            ),
        ),
        Rule(
            "untitled",
            "leave",
            "A record without a title, and the place is not certain.",
            lambda e: _untitled(e) and e.doi != SAME,
        ),
        Rule(
            "generic-title-and-page",
            "merge",
            "A short title, with the same page of the same journal.",
            lambda e: (
                e.wording >= 0.9
                and e.page == SAME
                and DIFFERS not in (e.volume, e.issue, e.doi)
                and same_people(e, 0.7)
                and (e.journal >= 0.7 or (same_range(e) and e.title == 1 and e.journal >= 0.45))
                and within_a_year(e)
                and (not _column(e) or e.issue == SAME or e.doi == SAME)
            ),
        ),
        Rule(
            "cut-title-same-pages",
            "merge",
            "The same pages and authors; one title is the beginning of the other.",
            lambda e: (
                e.contained == 1
                and e.page == SAME
                and same_volume(e)
                and DIFFERS not in (e.issue, e.doi)
                and (same_range(e) or (e.issue == SAME and e.volume == SAME))
                and same_people(e, 0.7)
                and e.journal >= 0.6
                and within_a_year(e)
                and not other_abstract(e)
            ),
        ),
        Rule(
            "generic-title-and-issue",
            "merge",
            "A short title in the same issue of the same year, with the same abstract or authors.",
            lambda e: (
                e.wording >= 0.97
                and e.volume == SAME
                and e.issue == SAME
                and DIFFERS not in (e.page, e.doi)
                and e.journal >= 0.7
                and e.years_apart == 0
                and (
                    e.abstract >= 0.95
                    or (
                        e.title == 1
                        and e.title_length >= 12
                        and e.abstract != 0
                        and same_people(e, 0.9)
                        and e.page == MISSING
                    )
                )
            ),
        ),
        Rule(
            "short-title-and-journal",
            "merge",
            "The same short title, authors, journal and year, and the same issue or abstract.",
            lambda e: (
                _telling_title(e)
                and e.clash == 0
                and e.doi != DIFFERS
                and e.people >= 0.9
                and e.journal >= 0.9
                and e.years_apart == 0
                and (e.agree > 0 or e.abstract >= 0.9)
                and not other_abstract(e)
            ),
        ),
        Rule(
            "generic-title-and-doi",
            "merge",
            "A short title with the same DOI and authors.",
            lambda e: e.doi == SAME and e.wording >= 0.9 and e.people >= 0.7 and e.page != DIFFERS,
        ),
        Rule(
            "generic-title-near",
            "ask",
            "The same short title and authors, but the place is not certain.",
            lambda e: (
                e.wording >= 0.9
                and e.people >= 0.6
                and (e.agree > 0 if not _column(e) else SAME in (e.issue, e.page))
                and not (_column(e) and e.last_page == DIFFERS)
                and (e.clash == 0 or (e.clash == 1 and _telling_title(e)))
                and e.doi != DIFFERS
                and within_a_year(e)
                and e.journal >= 0.7
            ),
        ),
        Rule(
            "short-title-and-address",
            "merge",
            "The same short title at the same web address; nothing differs.",
            lambda e: e.address == SAME and not _column(e) and e.title == 1 and nothing_differs(e),
        ),
        Rule(
            "short-title-same-abstract",
            "ask",
            "The same abstract, authors and journal; the longer title begins with the short one.",
            lambda e: cut_over_one_abstract(e) and not _column(e),
        ),
        Rule(
            "short-title-nothing-differs",
            "ask",
            "The same short title, and nothing differs; the records say too little to be sure.",
            lambda e: (
                nothing_differs(e)
                and e.title == 1
                and (
                    e.identical
                    or (not _column(e) and (e.people >= 0.8 or SAME in (e.doi, e.address)))
                )
            ),
        ),
        Rule(
            "generic-title",
            "leave",
            "Only a short title such as Editorial or Preface is shared.",
            always,
        ),
    ),
)
