"""When screening runs dry, a record like two or three relevant ones rises, and one can see why."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from winnow_sr.ranking import rank, why
from winnow_sr.ranking.block_svm import Settings, SvmLearner
from winnow_sr.ranking.features import Features
from winnow_sr.ranking.model_cards import FIELDS
from winnow_sr.ranking.neighbours import Near, Remembered, with_neighbours
from winnow_sr.ranking.replays import Grams, ReplayLearner
from winnow_sr.records.model import Record

RNG = np.random.RandomState(3)
NOUNS = [f"noun{chr(97 + i)}{chr(97 + i // 7)}" for i in range(50)]
RECORDS = [
    Record(
        title=" ".join(RNG.choice(NOUNS, 5)),
        abstract=" ".join(RNG.choice(NOUNS, 30)),
        keywords=tuple(dict.fromkeys(RNG.choice(NOUNS, 4).tolist())),
    )
    for _ in range(60)
]
LABELS = {i: int(i % 3 == 0) for i in range(36)}
NEAR = Near(count=1, against=0.5, say=1.0, short=3, hard=2)


def test_the_odd_one_with_a_relevant_neighbour_comes_first() -> None:
    """Records 0 to 2 are relevant, 3 and 4 not; 5 is like 2 alone, 6 a little like them all."""
    alike = np.full((8, 8), 0.1)
    alike[2, 5] = 0.9
    alike[[0, 1, 2], 6] = 0.3
    scores = np.array([2.0, 2.0, 1.0, -1.0, -1.0, 0.1, 0.2, 0.0])
    chosen, y = np.arange(5), np.array([1, 1, 1, 0, 0])
    found, where = with_neighbours(
        scores, chosen, y, NEAR, 1.0, lambda some, others: alike[np.ix_(some, others)]
    )
    assert np.argmax(found[5:]) + 5 == 5
    assert where.relevant.tolist() == [0, 2], "those nearest to the boundary"
    nearest = where.nearest(5)
    assert nearest is not None
    assert nearest[0].tolist() == [2]
    assert found[:5].tolist() == scores[:5].tolist(), "what is read keeps its score"


def test_who_is_not_compared_stays_below_in_the_machines_order() -> None:
    scores = np.array([1.0, -1.0, 0.5, 0.4, 0.3, 0.2, 0.1])
    alike = np.zeros((7, 7))
    alike[0, 2], alike[1, 2], alike[0, 4] = 0.0, 1.0, 1.0
    found, where = with_neighbours(
        scores, np.array([0, 1]), np.array([1, 0]), NEAR, 1.0,
        lambda some, others: alike[np.ix_(some, others)],
    )  # fmt: skip
    assert where.unread.tolist() == [2, 3, 4]
    assert (np.argsort(-found[2:], kind="stable") + 2).tolist() == [4, 3, 2, 5, 6]
    assert where.nearest(5) is None


def test_neighbours_are_asked_only_when_screening_runs_dry() -> None:
    settings = Settings.of(FIELDS)
    assert settings.neighbours(0, 1000) is None
    asked = [settings.neighbours(dry, 1000) for dry in (10, 100, 500)]
    shares = [found[1] for found in asked if found is not None]
    assert 0 < shares[0] < shares[1] == shares[2] == settings.near["say"]
    assert replace(settings, near={}).neighbours(500, 1000) is None


@pytest.mark.parametrize("short", [6, 300])
def test_a_replay_asks_the_same_neighbours_as_a_session(short: int) -> None:
    parameters = dict(FIELDS)
    parameters["near"] = {**parameters["near"], "short": short, "hard": 8}  # type: ignore[dict-item]
    settings = Settings.of(parameters)
    matrix = Features.of(RECORDS).matrix(settings.names)
    chosen = np.array(sorted(LABELS))
    y = np.array([LABELS[int(i)] for i in chosen])
    session = SvmLearner(matrix, settings).scores(chosen, y, 6)
    replayed = ReplayLearner(Grams.of(matrix, settings), settings).scores(chosen, y, 6)
    assert replayed == pytest.approx(session, abs=1e-5)
    alone = SvmLearner(matrix, replace(settings, near={})).scores(chosen, y, 6)
    assert session != pytest.approx(alone, abs=1e-3)


def test_the_terms_shared_with_neighbours_explain_the_difference_of_scores() -> None:
    scores = rank(RECORDS, LABELS, dry=6).scores
    total = {
        i: sum(t.weight for t in why(RECORDS, LABELS, i, dry=6, limit=10_000)) for i in (40, 50, 59)
    }
    for one, other in ((40, 50), (50, 59)):
        assert scores[one] - scores[other] == pytest.approx(total[one] - total[other], abs=1e-6)


def test_blank_records_have_no_neighbours_and_keep_their_order() -> None:
    labels = {0: 1, 1: 0}
    records = [Record(title="opioids"), Record(title="heart"), *[Record() for _ in range(4)]]
    assert rank(records, labels, dry=2).order[-4:] == rank(records, labels).order[-4:]


SOME = st.lists(st.integers(0, 35), unique=True, max_size=12)
OTHERS = st.lists(st.integers(36, 59), unique=True, max_size=12)


@given(st.lists(st.tuples(SOME, OTHERS), max_size=6))
def test_what_is_remembered_is_what_would_be_found_anew_to_the_last_bit(asked: list) -> None:
    """Or a session would give another order than a fresh start."""
    settings = Settings.of(FIELDS)
    matrix = Features.of(RECORDS).matrix(settings.names)
    seen: list[tuple[int, int]] = []

    def alike(some: np.ndarray, others: np.ndarray) -> np.ndarray:
        seen.extend((int(i), int(j)) for i in some for j in others)
        return matrix.alike(settings.blocks, some, others)

    remembered = Remembered(alike)
    before: set[tuple[int, int]] = set()
    for some, others in asked:
        seen.clear()
        one, two = np.array(some, dtype=np.int64), np.array(others, dtype=np.int64)
        found = remembered(one, two)
        assert np.array_equal(found, matrix.alike(settings.blocks, one, two))
        assert not before & set(seen), "nothing is compared twice in a row"
        before = {(i, j) for i in some for j in others}
