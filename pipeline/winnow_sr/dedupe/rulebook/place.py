"""The chapter about the same place or abstract under another title."""

from __future__ import annotations

from winnow_sr.dedupe.compare import DIFFERS, SAME, Evidence
from winnow_sr.dedupe.rulebook.notions import (
    cut_over_one_abstract,
    meeting,
    one_place,
    other_abstract,
    same_range,
    same_volume,
    within_a_year,
)
from winnow_sr.dedupe.rules import Chapter, Rule, always


def _same_abstract(e: Evidence) -> bool:
    return e.abstract >= 0.93 and e.people >= 0.75 and e.wording >= 0.6 and e.clash == 0


PLACE = Chapter(
    "The same place under another title",
    always,
    (
        Rule(
            "place-and-abstract",
            "merge",
            "The same pages of the same volume and the same abstract; the title was rewritten.",
            lambda e: (
                same_range(e)
                and e.volume == SAME
                and DIFFERS not in (e.issue, e.doi)
                and e.journal >= 0.45
                and e.abstract >= 0.8
                and e.wording >= 0.7
                and within_a_year(e)
            ),
        ),
        Rule(
            "place-and-authors",
            "merge",
            "The same page of the same volume, the same authors, and a related title or abstract.",
            lambda e: (
                one_place(e)
                and e.people >= 0.7
                and not other_abstract(e)
                and not (meeting(e) and e.abstract < 0.8)
                and (
                    e.wording >= 0.85
                    or (e.abstract >= 0.8 and e.wording >= 0.7)
                    or (same_range(e) and e.people >= 0.8 and e.wording >= 0.75 and not meeting(e))
                )
            ),
        ),
        Rule(
            "pages-and-authors-cut-title",
            "merge",
            "The same pages, authors, journal and year; one title is the beginning of the other.",
            lambda e: (
                e.contained == 1
                and same_range(e)
                and DIFFERS not in (e.volume, e.issue, e.doi)
                and e.people >= 0.8
                and e.journal >= 0.7
                and within_a_year(e)
                and not other_abstract(e)
            ),
        ),
        Rule(
            "place-other-work",
            "leave",
            "The same page and authors, but title and abstract differ: short items on one page.",
            lambda e: one_place(e) and e.people >= 0.8 and other_abstract(e) and e.wording < 0.6,
        ),
        Rule(
            "place-weak-title",
            "ask",
            "The same page of the same volume; title or authors differ.",
            lambda e: (
                one_place(e)
                and not (meeting(e) and other_abstract(e))
                and (e.wording >= 0.7 or e.abstract >= 0.8 or (e.people >= 0.6 and same_range(e)))
            ),
        ),
        Rule(
            "place-only",
            "leave",
            "The same page of the same volume, but other title and authors.",
            one_place,
        ),
        Rule(
            "translated-title",
            "ask",
            "The same pages, authors and year; title and journal may be translations.",
            lambda e: (
                same_range(e)
                and same_volume(e)
                and DIFFERS not in (e.issue, e.doi)
                and e.people >= 0.8
                and e.years_apart == 0
                and not other_abstract(e)
            ),
        ),
        Rule(
            "pages-and-authors-volume-differs",
            "ask",
            "The same pages, authors, journal and year under related titles; the volume differs.",
            lambda e: (
                same_range(e)
                and e.issue != DIFFERS
                and e.doi != DIFFERS
                and e.people >= 0.8
                and e.journal >= 0.7
                and e.years_apart == 0
                and e.wording >= 0.6
                and not other_abstract(e)
            ),
        ),
        Rule(
            "abstract-and-authors",
            "merge",
            "The same abstract, authors, journal and year; the title is similar.",
            lambda e: (
                _same_abstract(e)
                and e.journal >= 0.75
                and within_a_year(e)
                and e.doi != DIFFERS
                and e.wording >= 0.75
            ),
        ),
        Rule(
            "abstract-weak-title",
            "ask",
            "The same abstract and authors under a somewhat different title.",
            _same_abstract,
        ),
        Rule(
            "abstract-and-cut-title",
            "ask",
            "The same abstract, authors and journal; one title is the beginning of the other.",
            cut_over_one_abstract,
        ),
        Rule(
            "near-title",
            "ask",
            "A rather similar title, the same authors and journal.",
            lambda e: (
                e.wording >= 0.82
                and e.people >= 0.75
                and e.clash == 0
                and (e.agree > 0 or not other_abstract(e))
                and e.journal >= 0.6
                and within_a_year(e)
            ),
        ),
    ),
)
