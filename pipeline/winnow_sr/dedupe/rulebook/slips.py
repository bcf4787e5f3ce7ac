"""The last rules about the same title and authors: how much of the rest may slip?

They are tried when years, DOIs and pages have not settled the pair. Merge while what is known
agrees, ask when one part of the place differs, leave when more does.
"""

from __future__ import annotations

from winnow_sr.dedupe.compare import DIFFERS, MISSING, SAME
from winnow_sr.dedupe.forms import CONFERENCE_FORM
from winnow_sr.dedupe.rulebook.notions import (
    companion,
    meeting,
    nothing_differs,
    notice,
    other_abstract,
    other_pages,
    same_range,
    within_a_year,
)
from winnow_sr.dedupe.rules import Rule, always

SLIPS = (
    Rule(
        "title-and-journal",
        "merge",
        "The same title, authors, journal and year; nothing about the place disagrees.",
        lambda e: (
            e.clash == 0
            and e.wording >= 0.93
            and e.journal >= (0.6 if e.agree else 0.75)
            and within_a_year(e)
            and not (meeting(e) and not e.agree and (e.years_apart != 0 or 0 <= e.abstract < 0.7))
        ),
    ),
    Rule(
        "title-and-year",
        "merge",
        "The same title, authors and year; one side names no journal.",
        lambda e: (
            e.clash == 0
            and not e.forms_differ
            and e.journal < 0
            and e.wording >= 0.97
            and e.people >= 0.8
            and 0 <= e.years_apart <= 1
        ),
    ),
    Rule(
        "conference-and-article",
        "ask",
        "The same title and authors, once at a conference and once elsewhere; nothing else differs.",
        lambda e: CONFERENCE_FORM in e.forms_differ and e.people >= 0.8 and nothing_differs(e),
        switch="conference_abstracts",
    ),
    Rule(
        "title-abstract-journal",
        "merge",
        "The same title, abstract, authors and journal; one part of the place differs.",
        lambda e: (
            e.abstract >= 0.9
            and e.wording >= 0.93
            and e.journal >= 0.75
            and e.clash <= 1
            and e.people >= 0.75
            and within_a_year(e)
            and not (meeting(e) and e.years_apart != 0)
            and not (e.years_apart != 0 and e.agree == 0 and e.clash)
        ),
    ),
    Rule(
        "title-abstract-volume",
        "merge",
        "The same title, abstract, authors, journal and year; issue and pages slipped.",
        lambda e: (
            e.abstract >= 0.95
            and e.wording >= 0.97
            and e.journal >= 0.9
            and e.people >= 0.9
            and e.volume != DIFFERS
            and e.years_apart == 0
            and not meeting(e)
        ),
    ),
    Rule(
        "title-and-issue-page-count",
        "merge",
        "The same title and authors in the same issue; one side gives a count of pages, it seems.",
        lambda e: (
            e.volume == SAME
            and e.issue == SAME
            and e.last_page == MISSING
            and e.title == 1
            and e.people >= 0.9
            and e.journal >= 0.9
            and e.years_apart == 0
            and not meeting(e)
            and not other_abstract(e)
        ),
    ),
    Rule(
        "title-and-volume-one-slip",
        "merge",
        "The same title, authors, journal, volume and year; only the issue or the pages differ.",
        lambda e: (
            e.volume == SAME
            and e.clash == 1
            and e.title == 1
            and e.title_length >= 40
            and e.people >= 0.9
            and e.journal >= 0.9
            and e.years_apart == 0
            and not meeting(e)
            and not notice(e)
            and not 0 <= e.abstract < 0.75
        ),
    ),
    Rule(
        "title-and-numbers",
        "merge",
        "The same title and authors, and volume, issue or page agree twice.",
        lambda e: e.clash == 0 and e.agree >= 2 and e.wording >= 0.95 and e.people >= 0.75,
    ),
    Rule(
        "title-one-slip",
        "ask",
        "The same title and authors; one part of the place differs.",
        lambda e: (
            e.wording >= 0.95
            and not companion(e)
            and (e.journal >= 0.6 or e.abstract >= 0.85)
            and (e.clash <= 1 or (e.volume == SAME and e.journal >= 0.9 and e.title >= 0.98))
        ),
    ),
    Rule(
        "title-near-one-slip",
        "ask",
        "A similar title, the same authors and journal; one part of the place differs.",
        lambda e: (
            e.clash <= 1
            and not other_pages(e)
            and e.journal >= 0.6
            and within_a_year(e)
            and (e.abstract >= 0.75 or (e.abstract < 0 and e.page != DIFFERS))
        ),
    ),
    Rule(
        "title-without-abstract",
        "ask",
        "The same title, authors and year without abstracts to compare; the place differs.",
        lambda e: (
            e.abstract < 0
            and not companion(e)
            and not (meeting(e) and 0 <= e.journal < 0.6)
            and e.title >= 0.97
            and e.people >= 0.85
            and e.years_apart == 0
            and (e.journal >= 0.6 or e.clash <= 1)
        ),
    ),
    Rule(
        "title-same-pages",
        "ask",
        "The same pages of one journal, a similar title and the same authors; the volume differs.",
        lambda e: same_range(e) and e.volume == DIFFERS and e.journal >= 0.7 and within_a_year(e),
    ),
    Rule(
        "title-and-abstract-elsewhere",
        "ask",
        "The same title, authors, abstract and year at what looks like two places.",
        lambda e: (
            e.abstract >= 0.9
            and e.wording >= 0.97
            and e.people >= 0.8
            and e.years_apart == 0
            and (e.clash < 3 or e.journal >= 0.6)
        ),
    ),
    Rule(
        "title-and-page-other-abstract",
        "ask",
        "A similar title and the same authors on the same page, but another abstract.",
        lambda e: e.page == SAME and e.clash == 0 and (e.journal >= 0.6 or e.journal < 0),
    ),
    Rule(
        "title-and-address",
        "merge",
        "The same title at the same web address; nothing differs.",
        lambda e: e.address == SAME and not e.forms_differ and nothing_differs(e),
    ),
    Rule(
        "title-nothing-differs",
        "ask",
        "The same title, and nothing differs; a record says too little, or is of another kind.",
        nothing_differs,
    ),
    Rule(
        "title-elsewhere",
        "leave",
        "A similar title and authors at another place.",
        always,
    ),
)
