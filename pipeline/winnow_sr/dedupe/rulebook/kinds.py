"""Chapters about pairs that are two publications however alike: tried first."""

from __future__ import annotations

from winnow_sr.dedupe import kinds
from winnow_sr.dedupe.compare import DIFFERS, SAME, Evidence
from winnow_sr.dedupe.kinds import NOTICES
from winnow_sr.dedupe.rulebook.notions import alike_in_words, same_people
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


def _against(e: Evidence) -> int:
    """How much says that a number was given twice: other people, year, DOI, place."""
    return (0 <= e.authors < 0.4) + (e.years_apart > 1) + (e.doi == DIFFERS) + (e.clash > 1)


ENTRY = Chapter(
    "The same entry of one database",
    lambda e: e.same_entry == SAME,
    (
        Rule(
            "same-entry",
            "merge",
            "The same accession number in the same database, and a similar title.",
            lambda e: e.wording >= 0.8 and alike_in_words(e) and _against(e) < 2,
        ),
        Rule(
            "same-entry-other-title",
            "ask",
            "The same accession number in the same database, but title or other fields differ.",
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
            "One is an erratum, reply or retraction notice, the other the article it names.",
            lambda e: (
                e.notices == 1
                and kinds.PREPRINT not in e.kinds_differ
                and e.wording >= 0.9
                and same_people(e, 0.6)
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
