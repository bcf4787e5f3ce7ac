"""Exact bounds against SciPy's own interval and against sums of binomial terms in fractions."""

from __future__ import annotations

from fractions import Fraction
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from winnow_sr.stopping.exact import clopper_pearson, error_at, more_needed, share_low

SAMPLES = st.integers(0, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(SAMPLES.filter(lambda s: s[1] > 0), st.sampled_from([0.9, 0.95, 0.99]))
def test_the_interval_is_that_of_another_program(sample: tuple[int, int], level: float) -> None:
    found, n = sample
    low, high = clopper_pearson(found, n, level)
    other = binomtest(found, n).proportion_ci(confidence_level=level, method="exact")
    assert low == pytest.approx(other.low, abs=1e-9)
    assert high == pytest.approx(other.high, abs=1e-9)


@given(SAMPLES.filter(lambda s: s[0] > 0), st.sampled_from([0.05, 0.025, 0.001]))
def test_at_the_bound_so_many_or_more_are_exactly_as_likely_as_the_error(
    sample: tuple[int, int], error: float
) -> None:
    found, n = sample
    p = Fraction(share_low(found, n, error))
    tail = sum(comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(found, n + 1))
    assert float(tail) == pytest.approx(error, rel=1e-6)


def test_nothing_seen_says_nothing() -> None:
    assert clopper_pearson(0, 0) == (0.0, 1.0)
    assert share_low(0, 5, 0.05) == 0.0


def test_all_looks_together_make_the_error() -> None:
    looks = [error_at(n, 0.95) for n in range(1, 20_000)]
    assert looks[0] == pytest.approx(0.025)
    assert sum(looks) == pytest.approx(0.05, rel=1e-3)
    assert sum(looks) < 0.05


@given(SAMPLES, st.sampled_from([0.5, 0.8, 0.95]), st.sampled_from([0.025, 0.01]))
def test_what_is_needed_is_the_fewest_that_reach_the_floor(
    sample: tuple[int, int], floor: float, error: float
) -> None:
    found, n = sample
    more = more_needed(found, n, floor, error)
    assert more is not None
    if more or n:
        assert share_low(found + more, n + more, error) >= floor - 1e-12
    if more:
        assert share_low(found + more - 1, n + more - 1, error) < floor
