"""Chapters about pairs that are two publications however alike: tried first."""

from __future__ import annotations

from winnow_sr.dedupe import kinds
from winnow_sr.dedupe.compare import DIFFERS, SAME
from winnow_sr.dedupe.rulebook.notions import NOTICES, meeting, same_people, same_range, same_volume
from winnow_sr.dedupe.rules import Chapter, Rule, always

SPECIAL = NOTICES | {kinds.REGISTRY, kinds.PREPRINT}
"""Kinds that make two publications of one piece of work when only one side has them."""

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
            "Two versions of one Cochrane review: two publications of one review.",
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
                and same_people(e, 0.6)
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
                and same_people(e, 0.6)
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

RETITLED_PREPRINT = Chapter(
    "A preprint under another title",
    lambda e: kinds.PREPRINT in e.kinds_differ and e.doi != SAME,
    (
        Rule(
            "preprint-retitled",
            "ask",
            "One is a preprint with the same authors and abstract; the title was changed.",
            lambda e: (
                e.people >= 0.75
                and e.years_apart <= 4
                and (e.abstract >= 0.75 or (e.wording >= 0.6 and e.abstract >= 0.6))
            ),
            switch="preprints",
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
            "numbers-differ-same-pages",
            "merge",
            "The same pages of the same volume and the same authors: a number was misspelt.",
            lambda e: (
                same_range(e)
                and same_volume(e)
                and DIFFERS not in (e.issue, e.doi)
                and e.people >= 0.8
                and e.wording >= 0.93
                and e.journal >= 0.5
                and not meeting(e)
                and not 0 <= e.abstract < 0.75
            ),
        ),
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
