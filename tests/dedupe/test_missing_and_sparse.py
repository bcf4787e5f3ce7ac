"""What is not there is no evidence; what is there, and is all the same, is not passed over."""

from __future__ import annotations

from typing import Any

import pytest

from winnow_sr.dedupe import explain, find_duplicates
from winnow_sr.dedupe.placeholders import given, identifier
from winnow_sr.records.model import Record

PLACEHOLDERS = (
    "NA",
    "n/a",
    "N.A.",
    "[NA]",
    "null",
    "None",
    "-",
    "—",
    "?",
    "0",
    "000",
    "nan",
    "Not available",
    "(not applicable)",
    "Unknown",
    "#N/A",
    "",
)


@pytest.mark.parametrize("text", PLACEHOLDERS)
def test_placeholders_are_empty(text: str) -> None:
    assert given(text) == identifier(text) == ""


@pytest.mark.parametrize("text", ["12", "Nature", "NA12", "0-9", "e7", "Nasal melatonin", "10"])
def test_values_are_not(text: str) -> None:
    assert given(text) == identifier(text) == text


@pytest.mark.parametrize("nothing", PLACEHOLDERS)
def test_a_placeholder_says_nothing_in_any_field(nothing: str, article: Any) -> None:
    """Neither for two works, nor against two exports of one."""
    empty = {
        "accession": nothing,
        "pmid": nothing,
        "doi": nothing,
        "issue": nothing,
        "issn": nothing,
        "registry_number": nothing,
        "source_database": "Lens",
    }
    other = {
        "title": "Kratom tea in two villages",
        "authors": ("Eze, Ikenna",),
        "year": 2003,
        "pages": "7",
        "volume": "1",
        "abstract": "",
    }
    assert explain(article(**empty), article(**other, **empty)).outcome == "leave"
    assert explain(article(), article(**empty)).outcome == "merge"
    blank = article(title=nothing, authors=(nothing,), journal=nothing, pages=nothing, **empty)
    assert explain(blank, article(title=nothing, authors=(nothing,), **empty)).outcome != "merge"


@pytest.mark.parametrize("number", ["1", "9999", "99999999"])
def test_one_sign_is_no_accession_number(number: str, article: Any) -> None:
    shared = {"accession": number, "source_database": "Lens"}
    other = {
        "title": "Kratom tea",
        "authors": ("Eze, I.",),
        "doi": "",
        "pages": "7",
        "abstract": "",
    }
    assert explain(article(**shared), article(**other, **shared)).outcome == "leave"


def test_a_number_given_twice_is_asked_about(article: Any) -> None:
    """The number and the title agree, and everything else speaks against it."""
    shared = {"accession": "2014123456", "source_database": "Embase"}
    again = article(**shared, authors=("Eze, I.",), year=2003, doi="10.5555/other", abstract="")
    assert explain(article(**shared), again).rule == "same-entry-other-title"


SPARSE = (
    {"title": "Kratom use in Southeast Asia: what is known about it"},
    {"title": "Kratom use in Southeast Asia: what is known about it", "year": 2018},
    {"title": "Kratom use in Southeast Asia: what is known about it", "authors": ("Eze, I.",)},
    {"title": "Kratom use in Southeast Asia: what is known about it", "journal": "Sleep Gazette"},
    {"title": "Kratom", "year": 2018},
    {"title": "Kratom", "authors": ("Eze, I.",)},
    {"title": "Kratom in Asia", "journal": "Sleep Gazette", "year": 2018},
    {"title": "Editorial", "journal": "Sleep Gazette", "year": 2018},
    {"title": "Kratom", "urls": ("https://a.example/kratom",)},
)


@pytest.mark.parametrize("fields", SPARSE)
def test_identical_records_are_merged_or_asked_however_little_they_say(
    fields: dict[str, Any],
) -> None:
    found = find_duplicates([(1, Record(**fields)), (2, Record(**fields))])
    assert found.groups or found.doubtful


def test_identical_entries_under_two_numbers_of_one_database_are_asked() -> None:
    same = {"title": "Kratom use in Southeast Asia: what is known", "year": 2018}
    one, two = (Record(**same, accession=n, source_database="Embase") for n in ("L100", "L200"))
    assert explain(one, two).outcome == "ask"


def test_a_title_alone_is_not_joined_to_two_articles(article: Any) -> None:
    """The next year's article has the same title; the bare title is asked about, not merged."""
    later = article(year=2017, volume="15", pages="7-15", doi="10.5555/jim.2017.0007", abstract="")
    found = find_duplicates([(1, article()), (2, later), (3, Record(title=article().title))])
    assert found.groups == []
    assert {3} <= {n for link in found.doubtful for n in (link.a, link.b)}


@pytest.mark.parametrize(
    ("kind", "types"),
    [
        ("CONF", ()),
        ("THES", ()),
        ("CHAP", ()),
        ("RPRT", ()),
        ("phdthesis", ()),
        ("inproceedings", ()),
        ("JOUR", ("Conference Abstract",)),
        ("JOUR", ("Meeting Abstract",)),
        ("JOUR", ("Conference proceeding",)),
        ("JOUR", ("Dissertation",)),
        ("JOUR", ("Preprint",)),
    ],
)
def test_the_kind_of_publication_counts_where_title_and_year_are_all_there_is(
    kind: str, types: tuple[str, ...], article: Any
) -> None:
    other = Record(
        kind=kind,
        publication_types=types,
        title=article().title,
        authors=article().authors,
        year=2014,
    )
    assert explain(article(kind="JOUR"), other).outcome == "ask"
    assert explain(other, other).outcome == "merge"
