"""The chapter about the same DOI: strong, but whole supplements share one, and databases err."""

from __future__ import annotations

from winnow_sr.dedupe.compare import DIFFERS, SAME, Evidence
from winnow_sr.dedupe.rulebook.notions import meeting, other_abstract, same_people
from winnow_sr.dedupe.rules import Chapter, Rule, always


def _elsewhere(e: Evidence) -> bool:
    """Another volume of another journal: a meeting abstract given the DOI of its article."""
    return e.volume == DIFFERS and e.journal < 0.5 and (e.page == DIFFERS or 0 <= e.abstract < 0.75)


def _other_journal(e: Evidence) -> bool:
    return 0 <= e.journal < 0.5 and e.abstract < 0.9


def _doubtful(e: Evidence) -> bool:
    return _elsewhere(e) or (other_abstract(e) and e.wording < 0.9)


DOI = Chapter(
    "The same DOI",
    lambda e: e.doi == SAME,
    (
        Rule(
            "doi-but-elsewhere",
            "ask",
            "The same DOI and a similar title, but another place or abstract.",
            lambda e: _doubtful(e) and e.wording >= 0.75,
        ),
        Rule(
            "doi-borrowed",
            "leave",
            "The same DOI, but another title and abstract: a supplement under one DOI.",
            _doubtful,
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
            lambda e: e.wording >= 0.85 and same_people(e, 0.55) and e.page != DIFFERS,
        ),
        Rule(
            "doi-and-title-pages-differ",
            "merge",
            "The same DOI, nearly the same title and the same authors; the pages differ.",
            lambda e: e.wording >= 0.93 and same_people(e, 0.55),
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
                and not _other_journal(e)
                and not meeting(e)
                and not other_abstract(e)
            ),
        ),
        Rule(
            "doi-and-authors",
            "merge",
            "The same DOI and authors, and a title that is partly the same.",
            lambda e: (
                e.wording >= 0.6
                and e.people >= 0.8
                and e.page != DIFFERS
                and not meeting(e)
                and not _other_journal(e)
            ),
        ),
        Rule(
            "doi-only",
            "ask",
            "The same DOI, but title or authors differ.",
            lambda e: (
                e.wording >= 0.7 or (e.people >= 0.8 and e.wording >= 0.35 and e.page != DIFFERS)
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
