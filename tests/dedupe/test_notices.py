"""Errata and retractions find the article they are about; merges are counted from the groups."""

from __future__ import annotations

from typing import Any

import pytest

from winnow_sr.dedupe import Policy, explain, find_duplicates, merges_by_rule
from winnow_sr.dedupe.folding import fold
from winnow_sr.dedupe.notices import subject_of

SUBJECT = "melatonin in the night of owls"
NOTICES = (
    "Correction to: Melatonin in the night of owls",
    "Author Correction: Melatonin in the night of owls",
    "Publisher's Erratum to: Melatonin in the night of owls",
    "Retraction: Melatonin in the night of owls",
    "Retraction notice to “Melatonin in the night of owls” [J. Sleep 12 (2018) 45–52]",
    'Corrigendum to "Melatonin in the night of owls" [J. Sleep 12(2018) 45-52]',
    "Melatonin in the night of owls (vol 12, pg 45, 2018)",
    "Melatonin in the night of owls: Erratum",
    "Melatonin in the night of owls [Corrigendum]",
    "Expression of Concern: Melatonin in the night of owls",
    "Correction for Abara et al., Melatonin in the night of owls",
    "Notice of Retraction: Abara et al. Melatonin in the night of owls",
)
NONE = (
    "Erratum",
    "Correction of refractive errors in children",
    "Withdrawal of opioids at night",
    "Retracted: Melatonin in the night of owls",
    "Vision after surgical correction",
)


@pytest.mark.parametrize("title", NOTICES)
def test_a_notice_names_its_article(title: str, article: Any) -> None:
    assert subject_of(fold(title)) == SUBJECT
    notice = article(
        title=title, doi="10.5555/n.9", volume="13", issue="", pages="99", year=2016, abstract=""
    )
    about = article(title="Melatonin in the night of owls")
    why = explain(about, notice)
    assert (why.outcome, why.rule) == ("ask", "notice-and-article")
    assert explain(about, notice, Policy(errata="leave")).outcome == "leave"


@pytest.mark.parametrize("title", NONE)
def test_not_every_correction_is_a_notice(title: str) -> None:
    assert subject_of(fold(title)) == ""


def test_a_retraction_signed_by_the_editors_finds_its_article(article: Any) -> None:
    notice = article(
        title=f"Retraction: {article().title}",
        authors=("Journal of Imagined Medicine Editors",),
        doi="10.5555/n.9",
        year=2019,
        pages="e99",
        abstract="",
    )
    assert explain(article(), notice).rule == "notice-and-article"


def test_two_notices_are_not_article_and_notice(article: Any) -> None:
    erratum = article(title=NOTICES[0], doi="10.5555/n.9", pages="99", abstract="")
    retraction = article(title=NOTICES[3], doi="10.5555/n.10", pages="199", abstract="", year=2016)
    assert explain(erratum, retraction).rule != "notice-and-article"


def test_the_warning_names_every_record_of_the_article_also_later(article: Any) -> None:
    notice = article(
        title=f"Retraction: {article().title}",
        doi="10.5555/n.9",
        pages="99",
        year=2016,
        abstract="",
    )
    records = [(1, article()), (2, article(doi="")), (3, notice), (4, article(title="Kratom tea"))]
    found = find_duplicates(records)
    (warning,) = found.warnings
    assert (warning.rule, warning.about) == ("retraction-notice", (1, 2))
    assert "R000001 and R000002" in str(warning)
    (alone,) = find_duplicates(records[2:]).warnings
    assert alone.about == ()
    assert "no record of the retracted article was found" in str(alone)


def test_merges_are_counted_from_the_groups_and_never_twice(article: Any) -> None:
    """Two runs at once record the same links; the second adds nothing to what the groups show."""
    records = [(n, article(doi="" if n % 2 else article().doi)) for n in range(1, 6)]
    links = [(link.a, link.b, link.rule) for link in find_duplicates(records).links]
    once = merges_by_rule(links)
    assert merges_by_rule(links + links) == once
    assert sum(once.values()) == 4, "five records, one citation"
    assert merges_by_rule(links, before=[(1, 2)]) != once
    assert sum(merges_by_rule(links, before=[(1, 2)]).values()) == 3, "one was joined by a person"
