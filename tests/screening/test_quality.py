"""How many were excluded by mistake: the exact bound."""

from __future__ import annotations

from math import comb

import pytest

from winnow_sr.screening.quality import most_wrong


def at_most_found(population: int, relevant: int, drawn: int, found: int) -> float:
    """P(no more than `found` relevant ones in the sample), counted out."""
    ways = sum(comb(relevant, x) * comb(population - relevant, drawn - x) for x in range(found + 1))
    return ways / comb(population, drawn)


@pytest.mark.parametrize(
    ("population", "drawn", "found"),
    [
        (30, 12, 1),
        (30, 12, 0),
        (2000, 200, 0),
        (2000, 200, 3),
        (100, 100, 4),
        (5, 1, 1),
        (40, 1, 0),
    ],
)
def test_the_bound_is_the_last_number_that_is_not_ruled_out(
    population: int, drawn: int, found: int
) -> None:
    most = most_wrong(population, drawn, found, 0.95)
    assert found <= most <= population - drawn + found
    assert at_most_found(population, most, drawn, found) >= 0.05
    if most < population - drawn + found:
        assert at_most_found(population, most + 1, drawn, found) < 0.05


def test_worked_examples_of_a_control_sample() -> None:
    """Specification, section 7, example 7: 2,000 records, 200 drawn."""
    assert most_wrong(2000, 200, 0, 0.95) == 28
    assert most_wrong(2000, 200, 3, 0.95) == 74
    assert most_wrong(2000, 100, 5, 0.95) == 201
