"""The rules, in the order they are tried: what forbids a merge before what allows it.

Each sentence is read by people (`why-same`, the methods text), so it says what was seen, not how.
Numbers are similarities from 0 to 1. Where they come from: docs/dedupe.md.
"""

from __future__ import annotations

from pipeline.dedupe import kinds
from pipeline.dedupe.compare import DIFFERS, MISSING, SAME, Evidence
from pipeline.dedupe.rules import Chapter, Rule, always

NOTICES = frozenset({kinds.ERRATUM, kinds.REPLY, kinds.RETRACTION})
SPECIAL = NOTICES | {kinds.REGISTRY, kinds.PREPRINT}
"""Kinds that make two publications of one piece of work when only one side has them."""


def _same_people(e: Evidence, least: float) -> bool:
    return e.people >= least or e.nobody


def _within_a_year(e: Evidence) -> bool:
    return e.years_apart <= 1


def _meeting(e: Evidence) -> bool:
    return kinds.CONFERENCE in e.kinds_either


def _other_abstract(e: Evidence) -> bool:
    return 0 <= e.abstract < 0.55


def _elsewhere(e: Evidence) -> bool:
    return e.page == DIFFERS and e.volume == DIFFERS and e.journal < 0.5


COCHRANE = Chapter(
    "Cochrane reviews",
    lambda e: e.cochrane in ("other", "version"),
    (
        Rule(
            "cochrane-other-review",
            "apart",
            "The DOIs name two different Cochrane reviews.",
            lambda e: e.cochrane == "other",
        ),
        Rule(
            "cochrane-version",
            "ask",
            "The DOIs name two versions of one Cochrane review: two publications of one review.",
            lambda e: e.wording >= 0.8,
            switch="cochrane_versions",
        ),
        Rule(
            "cochrane-version-retitled",
            "leave",
            "Two versions of one Cochrane review under different titles.",
            always,
        ),
    ),
)

ENTRY = Chapter(
    "The same entry of one database",
    lambda e: e.same_entry == SAME,
    (
        Rule(
            "same-entry",
            "merge",
            "The same accession number in the same database, and a similar title.",
            lambda e: e.wording >= 0.8,
        ),
        Rule(
            "same-entry-other-title",
            "ask",
            "The same accession number in the same database, but the titles differ.",
            always,
        ),
    ),
)

KIND = Chapter(
    "Two kinds of publication",
    lambda e: e.wording >= 0.8 and not SPECIAL.isdisjoint(e.kinds_differ),
    (
        Rule(
            "notice-and-article",
            "ask",
            "One is an erratum, reply or retraction notice, the other has the same title.",
            lambda e: (
                not NOTICES.isdisjoint(e.kinds_differ)
                and e.wording >= 0.9
                and _same_people(e, 0.6)
                and e.doi != DIFFERS
            ),
            switch="errata",
        ),
        Rule(
            "registry-entry-and-report",
            "ask",
            "One is an entry of a trial registry, the other a report with the same title.",
            lambda e: (
                kinds.REGISTRY in e.kinds_differ
                and NOTICES.isdisjoint(e.kinds_differ)
                and e.wording >= 0.9
                and _same_people(e, 0.6)
            ),
            switch="registry_entries",
        ),
        Rule(
            "preprint-and-article",
            "ask",
            "One is a preprint, the other has the same title and authors.",
            lambda e: (
                kinds.PREPRINT in e.kinds_differ
                and NOTICES.isdisjoint(e.kinds_differ)
                and e.people >= 0.6
                and e.years_apart <= 4
            ),
            switch="preprints",
        ),
        Rule(
            "other-kind",
            "leave",
            "A similar title, but another kind of publication.",
            always,
        ),
    ),
)

NUMBERS = Chapter(
    "Numbers in the title",
    lambda e: (
        e.numbers_clash
        and e.wording >= 0.8
        and e.title < 1
        and not (e.doi == SAME and e.page != DIFFERS)
    ),
    (
        Rule(
            "numbers-differ-same-place",
            "ask",
            "The titles differ in a number, but volume, issue and page agree.",
            lambda e: e.agree >= 2 and e.clash == 0 and e.people >= 0.6,
        ),
        Rule(
            "numbers-differ",
            "leave",
            "The titles differ in a number: parts, doses or years of a series.",
            always,
        ),
    ),
)

GENERIC = Chapter(
    "Short or generic titles",
    lambda e: kinds.GENERIC in e.kinds_either,
    (
        Rule(
            "generic-title-and-page",
            "merge",
            "A short title, with the same page of the same journal.",
            lambda e: (
                e.wording >= 0.9
                and e.page == SAME
                and DIFFERS not in (e.volume, e.issue, e.doi)
                and _same_people(e, 0.7)
                and e.journal >= 0.7
                and _within_a_year(e)
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
                        and _same_people(e, 0.9)
                        and e.page == MISSING
                    )
                )
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
            lambda e: e.wording >= 0.9 and e.people >= 0.6 and e.agree > 0 and _within_a_year(e),
        ),
        Rule(
            "generic-title",
            "leave",
            "Only a short title such as Editorial or Preface is shared.",
            always,
        ),
    ),
)

DOI = Chapter(
    "The same DOI",
    lambda e: e.doi == SAME,
    (
        Rule(
            "doi-but-elsewhere",
            "ask",
            "The same DOI and a similar title, but another place or abstract.",
            lambda e: (
                (_elsewhere(e) or (_other_abstract(e) and e.wording < 0.9)) and e.wording >= 0.5
            ),
        ),
        Rule(
            "doi-borrowed",
            "leave",
            "The same DOI, but everything else differs: a DOI put on the wrong record.",
            lambda e: _elsewhere(e) or (_other_abstract(e) and e.wording < 0.9),
        ),
        Rule(
            "doi-and-exact-title",
            "merge",
            "The same DOI and the same title.",
            lambda e: (
                e.title >= 0.97
                and e.title_length >= 30
                and e.page != DIFFERS
                and e.volume != DIFFERS
            ),
        ),
        Rule(
            "doi-and-title",
            "merge",
            "The same DOI, a similar title and the same authors.",
            lambda e: e.wording >= 0.85 and _same_people(e, 0.55) and e.page != DIFFERS,
        ),
        Rule(
            "doi-and-title-pages-differ",
            "merge",
            "The same DOI, nearly the same title and the same authors; the pages differ.",
            lambda e: e.wording >= 0.93 and _same_people(e, 0.55),
        ),
        Rule(
            "doi-and-page",
            "merge",
            "The same DOI, first page and authors; the title was rewritten.",
            lambda e: (
                e.page == SAME
                and e.volume != DIFFERS
                and e.people >= 0.7
                and e.wording >= 0.5
                and not _meeting(e)
                and not _other_abstract(e)
            ),
        ),
        Rule(
            "doi-and-authors",
            "merge",
            "The same DOI and authors, and a title that is partly the same.",
            lambda e: (
                e.wording >= 0.6 and e.people >= 0.8 and e.page != DIFFERS and not _meeting(e)
            ),
        ),
        Rule(
            "doi-only",
            "ask",
            "The same DOI, but title or authors differ.",
            lambda e: (
                e.wording >= 0.5 or (e.people >= 0.8 and e.wording >= 0.35 and e.page != DIFFERS)
            ),
        ),
        Rule(
            "doi-shared",
            "leave",
            "The same DOI with another title: a supplement or issue under one DOI.",
            always,
        ),
    ),
)

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
                and _within_a_year(e)
                and e.doi != DIFFERS
            ),
        ),
    ),
)

TITLE = Chapter(
    "The same title and authors",
    lambda e: e.wording >= 0.88 and (e.people >= 0.6 or (e.nobody and e.wording >= 0.95)),
    (
        Rule(
            "years-differ",
            "ask",
            "The same title and authors, but published more than a year apart.",
            lambda e: (
                e.years_apart > 1
                and not (e.agree >= 2 and e.clash == 0)
                and (e.journal >= 0.7 or e.abstract >= 0.9 or e.journal < 0)
            ),
        ),
        Rule(
            "years-and-journal-differ",
            "leave",
            "The same title and authors in another year and another journal.",
            lambda e: e.years_apart > 1 and not (e.agree >= 2 and e.clash == 0),
        ),
        Rule(
            "title-and-place",
            "merge",
            "The same title and authors on the same page.",
            lambda e: (
                e.page == SAME
                and e.volume != DIFFERS
                and (e.journal >= 0.45 or e.volume == SAME or e.journal < 0)
                and not (e.wording < 0.95 and 0 <= e.abstract < 0.75)
                and (_within_a_year(e) or e.volume == SAME)
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
            "The same title and authors, but two DOIs.",
            lambda e: e.doi == DIFFERS and (e.journal >= 0.7 or e.abstract >= 0.9),
        ),
        Rule(
            "dois-and-journal-differ",
            "leave",
            "The same title and authors, but two DOIs and two journals.",
            lambda e: e.doi == DIFFERS,
        ),
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
                _meeting(e) and e.page == DIFFERS and (e.journal >= 0.6 or e.abstract >= 0.85)
            ),
            switch="conference_abstracts",
        ),
        Rule(
            "meeting-abstract-elsewhere",
            "leave",
            "A meeting abstract with the same title and authors at another place.",
            lambda e: _meeting(e) and e.page == DIFFERS,
        ),
        Rule(
            "title-and-page-range",
            "merge",
            "The same title, authors, year, first and last page; the journal is named otherwise.",
            lambda e: (
                e.page == SAME
                and e.last_page == SAME
                and e.wording >= 0.97
                and e.people >= 0.75
                and e.years_apart == 0
            ),
        ),
        Rule(
            "title-and-journal",
            "merge",
            "The same title, authors, journal and year; nothing about the place disagrees.",
            lambda e: (
                e.clash == 0
                and e.wording >= 0.93
                and e.journal >= (0.6 if e.agree else 0.75)
                and _within_a_year(e)
                and not (
                    _meeting(e) and not e.agree and (e.years_apart != 0 or 0 <= e.abstract < 0.7)
                )
            ),
        ),
        Rule(
            "title-and-year",
            "merge",
            "The same title, authors and year; one side names no journal.",
            lambda e: (
                e.clash == 0
                and e.journal < 0
                and e.wording >= 0.97
                and e.people >= 0.8
                and 0 <= e.years_apart <= 1
            ),
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
                and _within_a_year(e)
            ),
        ),
        Rule(
            "title-and-numbers",
            "merge",
            "The same title and authors, and volume, issue or page agree twice.",
            lambda e: e.clash == 0 and e.agree >= 2 and e.wording >= 0.95 and e.people >= 0.75,
        ),
        Rule(
            "title-only",
            "ask",
            "The same title and authors, but the place is uncertain or differs.",
            lambda e: (
                e.journal >= 0.6
                or e.abstract >= 0.85
                or e.clash == 0
                or (e.people >= 0.85 and e.wording >= 0.97 and _within_a_year(e))
            ),
        ),
        Rule(
            "title-elsewhere",
            "leave",
            "A similar title and authors at another place.",
            always,
        ),
    ),
)

PLACE = Chapter(
    "The same place under another title",
    always,
    (
        Rule(
            "place-and-abstract",
            "merge",
            "The same pages of the same volume and the same abstract; the title was rewritten.",
            lambda e: (
                e.page == e.last_page == e.volume == SAME
                and DIFFERS not in (e.issue, e.doi)
                and e.journal >= 0.45
                and e.abstract >= 0.8
                and e.wording >= 0.4
                and _within_a_year(e)
            ),
        ),
        Rule(
            "place-and-authors",
            "merge",
            "The same page of the same volume, the same authors, and a related title or abstract.",
            lambda e: (
                _one_place(e)
                and e.people >= 0.7
                and (
                    (
                        e.wording >= 0.6
                        and not _other_abstract(e)
                        and not (_meeting(e) and e.abstract < 0.8)
                    )
                    or e.abstract >= 0.8
                )
            ),
        ),
        Rule(
            "place-and-authors-retitled",
            "merge",
            "The same first and last page of the same volume and the same authors.",
            lambda e: (
                _one_place(e)
                and e.people >= 0.8
                and e.last_page == SAME
                and e.wording >= 0.4
                and not _meeting(e)
                and not _other_abstract(e)
            ),
        ),
        Rule(
            "place-other-work",
            "leave",
            "The same page and authors, but title and abstract differ: short items on one page.",
            lambda e: _one_place(e) and e.people >= 0.8 and _other_abstract(e) and e.wording < 0.6,
        ),
        Rule(
            "place-weak-title",
            "ask",
            "The same page of the same volume; title or authors differ.",
            lambda e: _one_place(e) and (e.wording >= 0.7 or e.people >= 0.6),
        ),
        Rule(
            "place-only",
            "leave",
            "The same page of the same volume, but other title and authors.",
            lambda e: _one_place(e),
        ),
        Rule(
            "abstract-and-authors",
            "merge",
            "The same abstract, authors, journal and year; the title is similar.",
            lambda e: (
                _same_abstract(e)
                and e.journal >= 0.75
                and _within_a_year(e)
                and e.doi != DIFFERS
                and e.wording >= 0.75
            ),
        ),
        Rule(
            "abstract-weak-title",
            "ask",
            "The same abstract and authors under a somewhat different title.",
            lambda e: _same_abstract(e),
        ),
        Rule(
            "near-title",
            "ask",
            "A rather similar title, the same authors and journal.",
            lambda e: (
                e.wording >= 0.82
                and e.people >= 0.75
                and e.clash == 0
                and e.journal >= 0.6
                and _within_a_year(e)
            ),
        ),
    ),
)


def _one_place(e: Evidence) -> bool:
    return (
        e.page == SAME
        and e.volume == SAME
        and DIFFERS not in (e.issue, e.doi)
        and _within_a_year(e)
        and e.journal >= 0.7
    )


def _same_abstract(e: Evidence) -> bool:
    return e.abstract >= 0.93 and e.people >= 0.75 and e.wording >= 0.6 and e.clash == 0


BOOK: tuple[Chapter, ...] = (
    COCHRANE,
    ENTRY,
    KIND,
    NUMBERS,
    GENERIC,
    DOI,
    EXACT,
    TITLE,
    PLACE,
)  # fmt: skip

REASONS: dict[str, str] = {
    **{rule.name: rule.reason for chapter in BOOK for rule in chapter.rules},
    "different": "Nothing suggests that these are one publication.",
    "person": "A person judged that these are one publication.",
}
"""Rule name -> the reason in words."""
