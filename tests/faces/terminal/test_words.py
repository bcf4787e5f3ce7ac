"""What the screens say in words: no bound is ever rounded up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from winnow_sr.faces.ranking_worker import RecallBound
from winnow_sr.faces.terminal.desk import Desk
from winnow_sr.faces.terminal.words import recall_words, standing
from winnow_sr.review import Review


def bound(low: float, estimate: float = 0.996, *, may_stop: bool = False) -> RecallBound:
    return RecallBound(low, estimate, 0.95, may_stop, "About 40 more.", "certified")


@pytest.mark.parametrize(
    ("low", "said"),
    [(0.9461, "94.6 %"), (0.9499, "94.9 %"), (0.95, "95 %"), (0.9999, "99.9 %"), (1.0, "100 %")],
)
def test_a_lower_bound_is_never_rounded_up(review: Review, low: float, said: str) -> None:
    assert recall_words(bound(low)) == (
        f"Of all relevant citations at least {said} have been found (best guess 99.6 %; "
        "confidence 95 %). About 40 more."
    )
    desk = Desk(review, "Ana", "title-abstract")
    desk.begin()
    assert standing(desk.sitting, bound(low)).endswith(f"recall ≥ {said}")


@given(st.floats(0.005, 1))
def test_no_bound_says_more_than_it_is(low: float) -> None:
    said = recall_words(bound(low)).split("at least ")[1].split(" %")[0]
    assert float(said) / 100 <= low + 1e-9


def test_too_little_read_and_a_rule_that_is_met() -> None:
    assert recall_words(bound(0.0049)).startswith("Too little has been read")
    assert recall_words(bound(0.96, may_stop=True)).endswith(
        "May stop (certified): see `winnow stop`."
    )
