"""One registration number is one registration, wherever an export puts it."""

from __future__ import annotations

from typing import Any

import pytest

from winnow_sr.dedupe import Policy, explain
from winnow_sr.dedupe.registrations import numbers, trials_of
from winnow_sr.records.model import Record

TITLE = "Melatonin in methadone maintenance"
NUMBER = "NCT01234567"
ENTRIES = {
    "ClinicalTrials.gov": Record(
        kind="DBASE", title=TITLE, accession=NUMBER, source_database="ClinicalTrials.gov", year=2018
    ),
    "no database": Record(kind="DBASE", title=TITLE, accession=NUMBER),
    "ICTRP": Record(
        title=TITLE,
        source_database="WHO ICTRP",
        year=2019,
        urls=(f"https://trialsearch.who.int/Trial2.aspx?TrialID={NUMBER}",),
    ),
    "CENTRAL, address": Record(
        kind="JOUR",
        title=TITLE,
        accession="CN-01500002",
        source_database="CENTRAL",
        urls=(f"https://clinicaltrials.gov/show/{NUMBER}",),
    ),
    "CENTRAL, address as journal": Record(
        kind="JOUR",
        title=TITLE,
        accession="CN-01500002",
        journal=f"https://clinicaltrials.gov/show/{NUMBER}",
        year=2018,
    ),
    "Embase": Record(
        kind="JOUR",
        title=TITLE,
        accession="L634000000",
        source_database="Embase",
        journal="clinicaltrials.gov",
        registry_number=f"ClinicalTrials.gov ({NUMBER})",
    ),
    "in the title": Record(kind="GEN", title=f"{TITLE} ({NUMBER})"),
    "in a note": Record(
        kind="DBASE", title=TITLE, source_database="ClinicalTrials.gov", fields=(("N1", NUMBER),)
    ),
}


@pytest.mark.parametrize("place", ENTRIES)
def test_the_number_is_found_wherever_it_is(place: str) -> None:
    found = trials_of(ENTRIES[place])
    assert (found.own, found.registered) == (NUMBER, True)


@pytest.mark.parametrize("one", ENTRIES)
@pytest.mark.parametrize("two", ENTRIES)
def test_one_number_is_one_registration_across_databases(one: str, two: str) -> None:
    assert explain(ENTRIES[one], ENTRIES[two]).rule == "same-registration"


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("EUCTR2013-002654-75-GB", "EU201300265475"),
        ("EudraCT 2013-002654-75", "EU201300265475"),
        ("CTIS2022-500123-45-00", "EU202250012345"),
        ("ISRCTN 12345678", "ISRCTN12345678"),
        ("ChiCTR-TRC-10001234", "CHICTRTRC10001234"),
        ("JPRN-UMIN000012345", "UMIN000012345"),
        ("DRKS00012345", "DRKS00012345"),
        ("CTRI/2012/03/002512", "CTRI201203002512"),
        ("IRCT20131012345678N1", "IRCT20131012345678N1"),
    ],
)
def test_numbers_are_brought_to_one_form(written: str, number: str) -> None:
    assert numbers(f"registered as {written}.") == [number]


@pytest.mark.parametrize(
    "text",
    ["", "NCT1234", "12 of 2013-14", "neurotensin receptor NTR1", "call 0044-2013-002654-7"],
)
def test_other_numbers_are_none(text: str) -> None:
    assert numbers(text) == []


def test_a_report_that_names_its_registration_is_asked_about(article: Any) -> None:
    report = article(title="Another title altogether", registry_number=NUMBER)
    assert not trials_of(report).registered
    why = explain(report, ENTRIES["ClinicalTrials.gov"])
    assert (why.outcome, why.rule) == ("ask", "registration-and-report")
    assert why.comparison.fields["registry_number"].says == "same"
    merged = explain(report, ENTRIES["ClinicalTrials.gov"], Policy(registry_entries="merge"))
    assert merged.outcome == "merge"


def test_two_reports_of_one_trial_are_not_brought_together_by_its_number(article: Any) -> None:
    first = article(registry_number=NUMBER)
    second = article(
        title="Mood of the same patients a year later",
        registry_number=NUMBER,
        doi="",
        pages="333",
        abstract="",
        year=2016,
    )
    assert explain(first, second).outcome == "leave"


def test_two_numbers_of_one_register_are_two_registrations() -> None:
    other = Record(kind="DBASE", title=TITLE, accession="NCT07654321", year=2018)
    assert explain(ENTRIES["ClinicalTrials.gov"], other).outcome == "leave"
    elsewhere = Record(kind="DBASE", title=TITLE, accession="ISRCTN12345678", year=2018)
    assert explain(ENTRIES["ClinicalTrials.gov"], elsewhere).outcome == "ask"
    both = Record(
        kind="DBASE", title=TITLE, accession="ISRCTN12345678", registry_number=NUMBER, year=2018
    )
    assert explain(ENTRIES["ClinicalTrials.gov"], both).rule == "same-registration-other-title"
