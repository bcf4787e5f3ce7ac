"""Ids, DOIs and words are read one way everywhere."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from winnow_sr.errors import WinnowError
from winnow_sr.vocabulary import (
    STAGES,
    VERDICTS,
    citation_id,
    find_doi,
    ids,
    is_doi,
    one_of,
    parse_citation,
    parse_record,
    record_id,
)


@given(st.integers(1, 10_000_000))
def test_ids_are_read_as_they_are_shown(number: int) -> None:
    assert parse_citation(citation_id(number)) == number
    assert parse_record(record_id(number)) == number
    assert parse_citation(record_id(number)) is None
    assert parse_record(citation_id(number)) is None
    assert ids("C", [number, 1]) == (citation_id(number), "C000001")


@pytest.mark.parametrize("text", ["c000012", " C000012 ", "C000012"])
def test_case_and_white_space_do_not_matter(text: str) -> None:
    assert parse_citation(text) == 12


@pytest.mark.parametrize("text", ["C12", "R000001x", "C-00001", "", "CC000001", "NCT00000001"])
def test_what_is_no_id_is_none(text: str) -> None:
    assert parse_citation(text) is None
    assert parse_record(text) is None


def test_dois() -> None:
    assert find_doi("see https://doi.org/10.5555/ABC.1 there") == "10.5555/ABC.1"
    assert find_doi("page 10 of 12") == ""
    assert is_doi("10.5555/abc")
    assert not is_doi("doi:10.5555/abc")
    assert not is_doi("10.5555/a b")


def test_a_word_is_found_or_named() -> None:
    assert one_of("verdict", " Include ", VERDICTS) == "include"
    with pytest.raises(WinnowError, match="unknown stage 'x': title-abstract or full-text"):
        one_of("stage", "x", STAGES)
