"""A reader's scores beside the ranking: used where they help, left out where they do not."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from winnow_sr.ranking.beside import area, learned_weight, mixed, split

N = 80
LABELS = {i: int(i % 4 == 0) for i in range(N)}
TRUTH = np.array([LABELS[i] for i in range(N)], dtype=float)


def weight_of(
    own: np.ndarray, said: Mapping[int, float], labels: Mapping[int, int] = LABELS
) -> float:
    return learned_weight(lambda known: own, said, labels, seed=1)


def test_a_reader_that_knows_helps_a_ranking_that_guesses() -> None:
    rng = np.random.default_rng(0)
    own = rng.normal(size=N) + TRUTH
    said = dict(enumerate(TRUTH + rng.normal(scale=0.5, size=N)))
    assert weight_of(own, said) > 0


def test_a_reader_that_guesses_is_left_out_of_a_ranking_that_knows() -> None:
    said = dict(enumerate(np.random.default_rng(1).random(N)))
    assert weight_of(TRUTH + np.linspace(0, 0.1, N), said) == 0


def test_a_reader_that_says_the_contrary_is_left_out() -> None:
    own = TRUTH + np.random.default_rng(2).normal(size=N)
    assert weight_of(own, dict(enumerate(-TRUTH))) == 0


@pytest.mark.parametrize("labels", [{}, {0: 1, 1: 0}, dict.fromkeys(range(20), 0)])
def test_too_few_labels_teach_no_weight(labels: dict[int, int]) -> None:
    assert weight_of(TRUTH, dict(enumerate(TRUTH)), labels) == 0


@given(st.lists(st.tuples(st.floats(-5, 5), st.booleans()), min_size=4, max_size=40))
def test_the_area_is_that_of_another_program(rows: list[tuple[float, bool]]) -> None:
    scores, labels = np.array([s for s, _ in rows]), {i: int(y) for i, (_, y) in enumerate(rows)}
    if 0 < sum(labels.values()) < len(labels):
        assert area(scores, labels) == pytest.approx(roc_auc_score(list(labels.values()), scores))


def test_halves_share_nothing_and_hold_both_kinds() -> None:
    one, two = split(LABELS, 3)
    assert not one.keys() & two.keys()
    assert {**one, **two} == LABELS
    assert abs(sum(one.values()) - sum(two.values())) <= 1
    assert [one, two] == list(split(LABELS, 3))


def test_without_weight_or_scores_the_order_stays() -> None:
    own = np.random.default_rng(4).normal(size=N)
    for said, weight in ((dict(enumerate(TRUTH)), 0.0), ({}, 0.5)):
        assert np.array_equal(np.argsort(mixed(own, said, weight)), np.argsort(own))
