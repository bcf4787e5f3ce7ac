"""No bound is ever overstated by rounding, and one thing is never called several."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from winnow_sr.text import at_least, at_most, count, guess, listing, one_line, percent


@pytest.mark.parametrize(
    ("share", "low", "near", "high"),
    [
        (0.0, "0 %", "0 %", "0 %"),
        (0.9, "90 %", "90 %", "90 %"),
        (0.9461, "94.6 %", "94.6 %", "94.7 %"),
        (0.94691, "94.6 %", "94.7 %", "94.7 %"),
        (0.29, "29 %", "29 %", "29 %"),
        (0.9999, "99.9 %", "99.9 %", "100 %"),
        (0.0001, "0 %", "under 0.1 %", "0.1 %"),
        (1.0, "100 %", "100 %", "100 %"),
    ],
)
def test_percentages(share: float, low: str, near: str, high: str) -> None:
    assert (at_least(share), percent(share), at_most(share)) == (low, near, high)


@given(st.floats(0, 1))
def test_a_bound_is_never_better_than_it_is(share: float) -> None:
    low, high = (float(f(share).removesuffix(" %")) / 100 for f in (at_least, at_most))
    assert low <= share + 1e-9
    assert high >= share - 1e-9
    assert high - low <= 0.001 + 1e-9


def test_a_guess_never_says_that_all_was_found() -> None:
    assert (guess(0.9469), guess(1.0)) == ("94.7 %", "no more expected")


def test_counting() -> None:
    assert count(1, "study") == "1 study"
    assert count(1200, "study") == "1,200 studies"
    assert count(0, "record") == "0 records"
    assert count(2, "person", "people") == "2 people"


def test_lists_and_lines() -> None:
    assert listing([]) == ""
    assert listing(["a"]) == "a"
    assert listing(["a", "b", "c"], "or") == "a, b or c"
    assert one_line("  a\n b\tc ") == "a b c"
    assert one_line("abcdef", 4) == "abc…"
    assert one_line("abcd", 4) == "abcd"
