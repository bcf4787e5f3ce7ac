"""Pairs of entries as exports write them (`pairs/`, names and texts invented): merge, ask or leave.

Each file holds one pair that a published tool or this one once decided wrongly and silently.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from winnow_sr.dedupe import Found, find_duplicates
from winnow_sr.records import read_export

PAIRS = Path(__file__).parent / "pairs"
EXPECTED: dict[str, tuple[str, str]] = {
    "an_na": ("leave", "NA is no accession number"),
    "na_accession": ("leave", "nor is it under similar titles: other authors, years and DOIs"),
    "bibdedupe_stahl_conf_vs_article": ("ask leave", "a conference paper and an article"),
    "central_conference_abstract_vs_article_novol": ("ask leave", "the type says conference"),
    "meetingabstract_vs_article_journal_missing": ("ask", "a meeting abstract and an article"),
    "citesource160_identical_title_only": ("ask", "the same title and nothing else"),
    "citesource160_identical_title_year": ("merge ask", "nothing differs"),
    "short_title_website": ("merge ask", "one page of the web"),
    "title_only_vs_full": ("ask", "a list of titles"),
    "title_year_vs_full": ("ask", "a list of titles and years"),
    "jmir_preprint_suffix": ("ask", "a preprint is marked in the title and in its DOI"),
    "nct_ctgov_central": ("merge ask", "the number is in AN here, in the address there"),
    "nct_ctgov_ictrp_other_title": ("merge ask", "public and scientific title"),
    "nct_same_an_same_title_noDB": ("merge", "one registration number twice"),
    "nct_same_an_same_title_withDB": ("merge", "one registration number at two portals"),
    "opentrials298_euctr_countries": ("ask", "one trial, a title for each country"),
    "opentrials298_euctr_same_title": ("merge ask", "one trial, an entry for each country"),
    "registry_and_report_same_title": ("ask", "a registration without a journal, and its report"),
    "notice_correction_to_nextyear": ("ask", "a notice has a DOI, pages and a year of its own"),
    "notice_retraction_notice_nextyear": ("ask", "and so has a retraction"),
    "sdoi_hyper_hypo": ("ask leave", "hypertension and hypotension under one DOI"),
    "sdoi_men_women": ("ask leave", "chapters of a book under its DOI"),
    "sdoi_with_without": ("ask leave", "with and without under one DOI"),
}


def decide(name: str) -> Found:
    records = list(read_export(PAIRS / f"{name}.ris").records)
    assert len(records) == 2, "every file holds one pair"
    return find_duplicates(list(enumerate(records, 1)))


def outcome(found: Found) -> str:
    return "merge" if found.groups else "ask" if found.doubtful else "leave"


def test_every_pair_has_its_expected_outcome() -> None:
    assert {path.stem for path in PAIRS.glob("*.ris")} == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_a_pair_is_merged_asked_or_left_as_a_librarian_would(name: str) -> None:
    allowed, why = EXPECTED[name]
    assert outcome(decide(name)) in allowed.split(), why


def test_the_warning_names_the_retracted_article() -> None:
    (warning,) = decide("notice_retraction_notice_nextyear").warnings
    assert (warning.record, warning.about) == (2, (1,))
    assert "R000001: Melatonin for sleep in methadone patients" in str(warning)
