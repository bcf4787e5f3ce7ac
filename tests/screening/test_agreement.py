"""Agreement statistics against published worked examples."""

from __future__ import annotations

import pytest

from winnow_sr.screening.agreement import Agreement, pairwise


def two_by_two(yes_yes: int, yes_no: int, no_yes: int, no_no: int) -> Agreement:
    cells = [("include", "include", yes_yes), ("include", "exclude", yes_no),
             ("exclude", "include", no_yes), ("exclude", "exclude", no_no)]  # fmt: skip
    votes = [(x, y) for x, y, n in cells for _ in range(n)]
    found = pairwise(
        "a", "b", {i: x for i, (x, _) in enumerate(votes)}, {i: y for i, (_, y) in enumerate(votes)}
    )
    assert found is not None
    return found


def test_cohens_kappa_of_the_grant_example() -> None:
    """Wikipedia, Cohen's kappa: 20 yes/yes, 5, 10, 15 no/no -> observed .70, chance .50, kappa .40."""
    found = two_by_two(20, 5, 10, 15)
    assert found.observed == pytest.approx(0.70)
    assert found.cohen_kappa == pytest.approx(0.40)
    assert found.pabak == pytest.approx(0.40)


def test_interval_of_kappa_by_fleiss_cohen_everitt() -> None:
    """The large-sample standard error of the same table, worked by hand: sqrt(.01584)."""
    found = two_by_two(20, 5, 10, 15)
    # a = sum p_ii (1 - (p_i. + p_.i)(1 - k))^2 = .4(1 - 1.1*.6)^2 + .3(1 - .9*.6)^2 = .10972
    # b = .36 * (.1*(.6 + .5)^2 + .2*(.4 + .5)^2) = .36 * (.1*1.21 + .2*.81) = .10188
    # c = (.4 - .5*.6)^2 = .01; variance = (a + b - c) / (50 * .25) = .0161280
    half = 1.959964 * 0.0161280**0.5
    assert found.kappa_low == pytest.approx(0.40 - half, abs=1e-5)
    assert found.kappa_high == pytest.approx(0.40 + half, abs=1e-5)


def test_gwets_ac1_where_kappa_collapses() -> None:
    """Gwet 2008, the paradox: 118 yes/yes, 5, 2, 0 no/no: kappa about -.02, AC1 about .94."""
    found = two_by_two(118, 5, 2, 0)
    assert found.cohen_kappa == pytest.approx(-0.0234, abs=5e-4)
    assert found.gwet_ac1 == pytest.approx(0.9408, abs=5e-4)
    assert found.pabak == pytest.approx(2 * 118 / 125 - 1)


def test_one_verdict_throughout_leaves_kappa_undefined_and_nothing_shared_says_nothing() -> None:
    assert two_by_two(0, 0, 0, 7).cohen_kappa is None
    assert pairwise("a", "b", {1: "include"}, {2: "include"}) is None


def test_each_coefficient_has_its_interval_and_none_where_nothing_varied() -> None:
    found = two_by_two(20, 5, 10, 15)
    for low, value, high in (
        (found.pabak_low, found.pabak, found.pabak_high),
        (found.ac1_low, found.gwet_ac1, found.ac1_high),
    ):
        assert low is not None
        assert value is not None
        assert high is not None
        assert low < value < high
    # PABAK: observed .7, variance 4 * .7 * .3 / 50; Student's t with 49 degrees: 2.00958
    assert found.pabak_high == pytest.approx(0.40 + 2.00958 * (4 * 0.7 * 0.3 / 50) ** 0.5, abs=1e-4)
    for table in ((0, 0, 0, 12), (1, 0, 0, 0), (0, 12, 0, 0)):
        same = two_by_two(*table)
        assert (same.kappa_low, same.pabak_low, same.ac1_low) == (None, None, None)


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ((2, 3, 5, 190), "Kappa lies below PABAK because one verdict is much more frequent"),
        ((10, 20, 0, 0), "Kappa lies above PABAK because one includes 100 %"),
        ((5, 20, 20, 5), "less often than by chance"),
        ((1, 0, 0, 0), "no coefficient says much"),
        ((40, 2, 2, 40), ""),
    ],
)
def test_what_stands_under_them_follows_sign_and_size(
    table: tuple[int, int, int, int], said: str
) -> None:
    words = two_by_two(*table).words
    assert said in words if said else words == ""
