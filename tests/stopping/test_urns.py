"""The urns themselves, on orders as sparse as reviews are, against slower ways."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from math import floor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import hypergeom

from winnow_sr.stopping import History, make_rule
from winnow_sr.stopping.urns import (
    hits_of,
    least_probability,
    missing_to_fail,
    rough_least,
    urns_at,
)

TARGETS = st.sampled_from([0.5, 0.8, 0.9, 0.95, 0.99])


@st.composite
def sparse(draw: st.DrawFn, most: int = 900) -> tuple[np.ndarray, int]:
    """(positions of the relevant, N): 1 to 5 % of them relevant, most of those early, so that
    rules stop well before the end."""
    total = draw(st.integers(150, most))
    count = max(1, round(total * draw(st.sampled_from([0.01, 0.02, 0.03, 0.05]))))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    power = draw(st.sampled_from([1, 2, 4]))  # 1: random order; 4: a ranking that works
    hits = np.unique((total * rng.random(count) ** power).astype(np.int64))
    return hits, total


def one_urn(hits: np.ndarray, start: int, read: int, total: int, missing: int) -> float:
    """P(no more found between start and read, were `missing` still unread), from its definition."""
    since = int(((hits >= start) & (hits < read)).sum())
    return float(hypergeom.cdf(since, total - start, missing + since, read - start))


def every_urn(hits: np.ndarray, read: int, first: int, total: int, target: float) -> list[float]:
    """The same of the urn at n0 and after each relevant citation, in that order."""
    found = int((hits < read).sum())
    missing = floor(found / target) + 1 - found
    starts = [first, *(int(hit) + 1 for hit in hits if first <= hit < read)]
    return [one_urn(hits, s, read, total, missing) for s in starts if s < read]


@given(sparse(), TARGETS, st.floats(0, 1), st.floats(0, 0.3))
@settings(max_examples=150, deadline=None)
def test_p_min_is_the_smallest_of_the_urns_and_names_its_urn(
    order: tuple[np.ndarray, int], target: float, part: float, front: float
) -> None:
    hits, total = order
    read, first = int(part * total), int(front * part * total)
    seen = hits[hits < read]
    p_min, urn = least_probability(seen, read, first, total, target)
    missing = missing_to_fail(len(seen), target)
    if missing > total - read:
        assert (p_min, urn) == (0.0, first)
    elif read == first:
        assert (p_min, urn) == (1.0, first)
    else:
        assert p_min == pytest.approx(min(every_urn(hits, read, first, total, target)), rel=1e-12)
        assert urn == first or urn - 1 in set(seen.tolist())
        assert first <= urn < read
        assert one_urn(hits, urn, read, total, missing) == pytest.approx(p_min, rel=1e-12)


@given(sparse(), TARGETS, st.floats(0, 0.3))
@settings(max_examples=40, deadline=None)
def test_the_fast_pass_is_the_slow_one_at_every_moment(
    order: tuple[np.ndarray, int], target: float, front: float
) -> None:
    """rough_least over twenty moments of one order, against each urn of each moment by SciPy."""
    hits, total = order
    first = int(front * total)
    reads = np.unique(np.linspace(first + 1, total - 1, 20).astype(np.int64))
    founds = np.searchsorted(hits, reads)
    rough = rough_least(hits, founds, reads, first, total, target)
    assert rough.shape == reads.shape
    for read, value in zip(reads.tolist(), rough.tolist(), strict=True):
        seen = hits[hits < read]
        exact = 1.0
        for start in (first, *(int(hit) + 1 for hit in seen if hit >= first)):
            successes = floor(len(seen) / target) + 1 - int((hits < start).sum())
            if start < read:
                since = int((seen >= start).sum())
                fits = successes <= total - start
                p = hypergeom.cdf(since, total - start, successes, read - start) if fits else 0.0
                exact = min(exact, float(p))
        assert value == pytest.approx(exact, rel=1e-7, abs=1e-300)


def test_before_the_ranked_phase_there_is_no_urn() -> None:
    none = np.array([], dtype=np.int64)
    reads = np.array([10, 50], dtype=np.int64)
    rough = rough_least(none, np.array([0, 0]), reads, 50, 100, 0.9)
    assert rough.tolist() == [1.0, 1.0]
    assert urns_at(none, 50, 50, 100).starts.tolist() == []


@given(sparse(400), TARGETS, st.sampled_from(["cmh", "cmh-seq"]), st.integers(0, 60))
@settings(max_examples=40, deadline=None)
def test_first_stop_is_the_first_of_all_looks_where_rules_do_stop(
    order: tuple[np.ndarray, int], target: float, name: str, first: int
) -> None:
    hits, total = order
    relevant = np.zeros(total, dtype=bool)
    relevant[hits] = True
    history, rule = History(relevant, total, first), make_rule(name, target=target)
    at = rule.first_stop(history)
    assert at is not None
    # the stop, the look before it, and every look up to it in steps: none of them stops earlier
    looks = {*range(0, at, max(1, at // 40)), at - 1} - {-1}
    assert rule.evaluate(history.prefix(at)).stop
    assert not any(rule.evaluate(history.prefix(look)).stop for look in looks)


@given(sparse(), st.floats(0.05, 1), st.lists(st.integers(1, 40), min_size=1, max_size=5))
@settings(max_examples=80, deadline=None)
def test_rough_gives_the_smallest_p_for_each_number_missing(
    order: tuple[np.ndarray, int], part: float, missing: list[int]
) -> None:
    hits, total = order
    read = max(1, int(part * total) - 45)  # as many as may be missing do fit
    seen = hits[hits < read]
    urns = urns_at(seen, read, 0, total)
    assert (urns.found, urns.read, urns.total) == (len(seen), read, total)
    assert urns.before.tolist() == [int((hits < s).sum()) for s in urns.starts]
    exact = [min(one_urn(hits, int(s), read, total, k) for s in urns.starts) for k in missing]
    assert urns.rough(missing) == pytest.approx(exact, rel=1e-7, abs=1e-300)


def test_hits_are_the_places_of_the_relevant() -> None:
    assert hits_of(History([False, True, True, False], 9)).tolist() == [1, 2]
    assert hits_of(History([], 9)).tolist() == []


@pytest.mark.parametrize(
    ("found", "target", "missing"),
    [
        (0, 0.95, 1),
        (18, 0.95, 1),
        (19, 0.95, 2),
        (38, 0.95, 3),
        (9, 0.9, 2),
        (8, 0.9, 1),
        (4, 0.8, 2),
    ],
)
def test_how_many_missing_break_a_target(found: int, target: float, missing: int) -> None:
    """With `missing` more the target is missed, with one fewer it is not."""
    assert missing_to_fail(found, target) == missing
    assert found < target * (found + missing)
    assert found >= target * (found + missing - 1) - 1e-12


def test_the_urns_of_one_moment() -> None:
    """Twelve read of a hundred, relevant at 0, 4 and 11; the ranked phase begins at 3."""
    urns = urns_at(np.array([0, 4, 11]), 12, 3, 100)
    assert urns.starts.tolist() == [3, 5]  # 12 is no urn: nothing has been drawn from it
    assert urns.before.tolist() == [1, 2]
    assert urns.found == 3
    p, urn = urns.least(np.array([4, 3]))  # two missing: 4 left in the first urn, 3 in the second
    exact = [hypergeom.cdf(2, 97, 4, 9), hypergeom.cdf(1, 95, 3, 7)]
    assert p == pytest.approx(min(exact), rel=1e-12)
    assert urn == [3, 5][int(np.argmin(exact))]
    with pytest.raises(FrozenInstanceError):
        urns.found = 4  # type: ignore[misc]


def test_a_place_at_the_start_of_the_ranked_phase_counts_in_it() -> None:
    assert urns_at(np.array([3]), 10, 3, 50).starts.tolist() == [3, 4]
    assert urns_at(np.array([2]), 10, 3, 50).starts.tolist() == [3]
    reads, founds = np.array([10]), np.array([1])
    for hit in (2, 3):
        hits = np.array([hit])
        expected = min(every_urn(hits, 10, 3, 50, 0.9))
        assert rough_least(hits, founds, reads, 3, 50, 0.9)[0] == pytest.approx(expected, rel=1e-7)


def test_as_many_missing_as_are_unread_can_still_be_missing() -> None:
    """Nine found of ten, one unread: with it missed recall is .9, which is not below 90 %; at 95 %
    it would be, and nothing rules it out but the draws."""
    hits = np.arange(9)
    assert least_probability(hits, 9, 0, 10, 0.9)[0] == 0.0  # two would have to be missing
    p, urn = least_probability(hits, 9, 0, 10, 0.95)
    assert p == pytest.approx(1.0)
    assert 0 <= urn < 9
