"""Where the protocol's terms are highlighted."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from winnow_sr.faces.terms import spans


def marked(text: str, include: list[str], exclude: list[str] | None = None) -> list[str]:
    return [text[s.start : s.end] for s in spans(text, include, exclude or [])]


def test_whole_words_any_case_and_open_endings() -> None:
    assert marked("Kratom and kratoms, Opioids", ["kratom", "opioid*"]) == ["Kratom", "Opioids"]


def test_a_phrase_is_found_across_line_breaks_and_hyphens_and_the_longer_term_wins() -> None:
    assert marked("the biak-biak leaf; opioid\nwithdrawal", ["opioid", "opioid withdrawal", "biak biak"]) == [
        "biak-biak", "opioid\nwithdrawal",
    ]  # fmt: skip


def test_signs_in_terms_mean_themselves() -> None:
    assert marked("7-OH (x) 7aOH", ["7-OH"]) == ["7-OH"]


@given(
    st.text(max_size=60),
    st.lists(st.text(max_size=8), max_size=5),
    st.lists(st.text(max_size=8), max_size=5),
)
def test_any_terms_give_ordered_spans_inside_the_text(
    text: str, include: list[str], exclude: list[str]
) -> None:
    found = spans(text, include, exclude)
    edges = [edge for s in found for edge in (s.start, s.end)]
    assert edges == sorted(edges)
    assert all(0 <= s.start < s.end <= len(text) for s in found)
