"""The chapters about the same title and authors: does the place agree, or contradict itself?

Merge when the place agrees or slips in one part; ask when what is known contradicts itself; leave
when place and DOI both say two.
"""

from __future__ import annotations

from winnow_sr.dedupe.compare import DIFFERS, SAME, Evidence
from winnow_sr.dedupe.rulebook.notions import companion, meeting, same_range, within_a_year
from winnow_sr.dedupe.rulebook.slips import SLIPS
from winnow_sr.dedupe.rules import Chapter, Rule


def _years_apart(e: Evidence) -> bool:
    return e.years_apart > 1 and not (e.agree >= 2 and e.clash == 0)


EXACT = Chapter(
    "The same title at the same place",
    lambda e: e.title >= 0.97 and e.title_length >= 30,
    (
        Rule(
            "exact-title-and-place",
            "merge",
            "The same title on the same page of the same volume.",
            lambda e: (
                e.page == SAME
                and e.volume != DIFFERS
                and (e.volume == SAME or e.last_page == SAME)
                and e.issue != DIFFERS
                and e.journal >= 0.45
                and within_a_year(e)
                and e.doi != DIFFERS
            ),
        ),
        Rule(
            "identical-records",
            "merge",
            "The same title and year, and every other field the same or missing in both.",
            lambda e: e.identical and e.years_apart == 0 and e.same_entry != DIFFERS,
        ),
    ),
)

YEARS = (
    Rule(
        "later-version",
        "ask",
        "The same title, authors and journal in a later year: a new version or a reprint.",
        lambda e: _years_apart(e) and e.title >= 0.98 and e.journal >= 0.9 and e.authors >= 0.6,
        switch="cochrane_versions",
    ),
    Rule(
        "years-differ",
        "ask",
        "The same title, authors and abstract, but more than a year apart.",
        lambda e: (
            _years_apart(e)
            and e.wording >= 0.95
            and e.people >= 0.8
            and (e.journal >= 0.7 or e.journal < 0)
            and (e.abstract >= 0.9 or (e.clash <= 1 and e.agree > 0))
        ),
    ),
    Rule(
        "years-far-apart",
        "leave",
        "A similar title and the same authors in another year.",
        _years_apart,
    ),
)

SAME_PLACE = (
    Rule(
        "title-and-place",
        "merge",
        "The same title and authors on the same page.",
        lambda e: (
            e.page == SAME
            and e.volume != DIFFERS
            and (e.journal >= 0.45 or e.volume == SAME or e.journal < 0)
            and not (e.wording < 0.95 and 0 <= e.abstract < 0.75)
            and (within_a_year(e) or e.volume == SAME)
        ),
    ),
    Rule(
        "title-and-page-volume-slip",
        "merge",
        "The same title, authors, journal and page; only the volume differs.",
        lambda e: (
            e.page == SAME
            and e.volume == DIFFERS
            and e.journal >= 0.8
            and e.people >= 0.8
            and e.wording >= 0.95
            and e.doi != DIFFERS
        ),
    ),
    Rule(
        "title-and-volume",
        "merge",
        "The same title, authors, journal and volume; pages are missing on one side.",
        lambda e: (
            e.volume == SAME
            and DIFFERS not in (e.page, e.issue, e.doi)
            and e.journal >= 0.6
            and e.wording >= 0.93
        ),
    ),
)

TWO_DOIS = (
    Rule(
        "dois-differ-same-place",
        "merge",
        "The same title, authors, journal, volume and page; the article has two DOIs.",
        lambda e: (
            e.doi == DIFFERS
            and e.agree >= 2
            and e.clash == 0
            and e.journal >= 0.7
            and e.wording >= 0.95
        ),
    ),
    Rule(
        "doi-and-abstract-differ",
        "apart",
        "DOI and abstract differ: two works with similar titles.",
        lambda e: e.doi == DIFFERS and e.wording < 0.95 and 0 <= e.abstract < 0.75,
    ),
    Rule(
        "dois-differ",
        "ask",
        "The same title and authors with two DOIs, but journal and place agree in part.",
        lambda e: (
            e.doi == DIFFERS
            and e.wording >= 0.95
            and not companion(e)
            and e.journal >= 0.7
            and (e.clash == 0 or e.agree > 0 or e.abstract >= 0.9)
        ),
    ),
    Rule(
        "dois-and-place-differ",
        "leave",
        "The same title and authors, but DOI and place say two publications.",
        lambda e: e.doi == DIFFERS,
    ),
)

PAGES = (
    Rule(
        "title-and-issue-pages-differ",
        "merge",
        "The same title, authors, abstract, volume and issue; the pages differ.",
        lambda e: (
            e.volume == SAME
            and e.issue == SAME
            and e.journal >= 0.7
            and e.wording >= 0.95
            and e.people >= 0.8
            and e.abstract >= 0.9
        ),
    ),
    Rule(
        "meeting-abstract-other-page",
        "ask",
        "The same title and authors; one or both are meeting abstracts, on different pages.",
        lambda e: (
            meeting(e)
            and e.page == DIFFERS
            and e.wording >= 0.93
            and (e.journal >= 0.6 or e.abstract >= 0.85 or (e.abstract >= 0.7 and e.title >= 0.97))
        ),
        switch="conference_abstracts",
    ),
    Rule(
        "meeting-abstract-elsewhere",
        "leave",
        "A meeting abstract with a similar title and the same authors at another place.",
        lambda e: meeting(e) and e.page == DIFFERS,
    ),
    Rule(
        "title-and-page-range",
        "merge",
        "The same title, authors, year, first and last page; the journal is named otherwise.",
        lambda e: same_range(e) and e.wording >= 0.97 and e.people >= 0.75 and e.years_apart == 0,
    ),
)

TITLE = Chapter(
    "The same title and authors",
    lambda e: e.wording >= 0.88 and (e.people >= 0.6 or (e.nobody and e.wording >= 0.95)),
    YEARS + SAME_PLACE + TWO_DOIS + PAGES + SLIPS,
)
