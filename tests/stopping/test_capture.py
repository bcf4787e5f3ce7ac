"""Relevant citations that both readers excluded, and the best guess of recall."""

from __future__ import annotations

import numpy as np
import pytest

from winnow_sr.stopping import History, recall
from winnow_sr.stopping.capture import missed_by_both
from winnow_sr.stopping.recall import GUESS_FROM, GUESS_RECORD


def test_chapmans_estimate_of_the_turtle_example() -> None:
    """Wikipedia, Mark and recapture: 10 marked, 15 caught, 5 of them marked: 28.3 in all, so 8.3
    beside the 20 that were seen. Seber's variance: 11 * 16 * 5 * 10 / (36 * 7) = 34.92."""
    found = missed_by_both(both=5, only_first=5, only_second=10)
    assert found.found == 20
    assert found.missed == pytest.approx(11 * 16 / 6 - 1 - 20)
    factor = np.exp(1.959964 * np.sqrt(np.log(1 + 34.9206 / (25 / 3) ** 2)))
    assert found.low == int(25 / 3 / factor) == 2
    assert found.high == int(25 / 3 * factor) + 1 == 30
    assert found.recall_low == pytest.approx(20 / 50)
    assert "independently" in found.text


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ((0, 0, 0), "have called nothing relevant"),
        ((0, 3, 4), "share no relevant citation"),
        ((20, 0, 4), "no interval: one found all that the other did"),
    ],
)
def test_no_interval_where_nothing_varied(counts: tuple[int, int, int], words: str) -> None:
    found = missed_by_both(*counts)
    assert found.high is found.low is found.recall_low is None
    assert words in found.text


def test_the_interval_holds_for_independent_readers() -> None:
    """400 simulated reviews, 60 relevant, readers who see 80 and 70 % of them: the 95 % interval
    holds the number both missed in at least 90 % (standard error 1.5 points)."""
    rng = np.random.default_rng(3)
    held = used = 0
    for _ in range(400):
        first, second = rng.random(60) < 0.8, rng.random(60) < 0.7
        found = missed_by_both(
            int((first & second).sum()), int((first & ~second).sum()), int((~first & second).sum())
        )
        if found.low is not None and found.high is not None:
            used += 1
            held += found.low <= int((~first & ~second).sum()) <= found.high
    assert used > 390
    assert held / used > 0.90


def test_no_best_guess_until_the_bound_is_high() -> None:
    relevant = [True] * 40 + [False] * 960
    early, late = recall(History(relevant[:300], 1000)), recall(History(relevant[:900], 1000))
    assert early.low < GUESS_FROM <= late.low
    assert early.estimate is None
    assert "uess" not in early.text
    assert late.estimate is not None
    assert late.low <= late.estimate <= 1
    assert GUESS_RECORD in late.text


def test_a_guess_of_none_left_is_not_a_hundred_per_cent() -> None:
    """cli.md, minor 5: "best guess 100 %" with citations unread."""
    certain = recall(History([True] * 40 + [False] * 955, 1000))
    assert certain.text == "Found 40; with 95 % confidence none is left unread."
    likely = recall(History([True] * 40 + [False] * 850, 1000))
    assert "100 %" not in likely.text
    assert "Best guess none left" in likely.text
