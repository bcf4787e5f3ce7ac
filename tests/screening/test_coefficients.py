"""Agreement coefficients against irrCAC, their words, and the gate of a pilot."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from winnow_sr.screening.coefficients import (
    STATISTIC_WORDS,
    Statistic,
    coefficients,
    explanation,
    pilot_gate,
)

Table = Sequence[Sequence[int]]

# (value, standard error) of kappa; (value, low, high) of PABAK and AC1: irrCAC 0.4.4, irrCAC.table.
# Its interval of kappa takes Student's t where Fleiss, Cohen and Everitt take the normal.
IRRCAC: list[tuple[Table, tuple[float, ...], tuple[float, ...], tuple[float, ...]]] = [
    ([[20, 5], [10, 15]], (0.4, 0.127), (0.4, 0.13953, 0.66047), (0.40594, 0.14439, 0.66749)),
    (
        [[118, 5], [2, 0]],
        (-0.02339, 0.01229),
        (0.888, 0.80659, 0.96941),
        (0.94078, 0.89532, 0.98623),
    ),
    ([[3, 9], [1, 37]], (0.28977, 0.15273), (0.6, 0.37264, 0.82736), (0.72648, 0.54324, 0.90972)),
    (
        [[12, 30], [2, 16]],
        (0.12088, 0.0744),
        (-0.06667, -0.32442, 0.19109),
        (-0.06195, -0.32232, 0.19843),
    ),
    (
        [[13, 0, 0], [0, 20, 7], [0, 4, 56]],
        (0.79641, 0.05891),
        (0.835, 0.74187, 0.92813),
        (0.84933, 0.76358, 0.93508),
    ),
    ([[40, 1], [0, 9]], (0.93506, 0.06415), (0.96, 0.88042, 1.0), (0.97111, 0.9127, 1.0)),
]


@pytest.mark.parametrize(("table", "kappa", "pabak", "ac1"), IRRCAC)
def test_values_and_intervals_are_those_of_irrcac(
    table: Table, kappa: tuple[float, ...], pabak: tuple[float, ...], ac1: tuple[float, ...]
) -> None:
    found = coefficients(table)
    value, error = kappa
    reach = 1.959964 * error
    assert found.cohen_kappa.value == pytest.approx(value, abs=6e-6)
    assert found.cohen_kappa.low == pytest.approx(value - reach, abs=3e-5)
    assert found.cohen_kappa.high == pytest.approx(min(value + reach, 1), abs=3e-5)
    for ours, theirs in ((found.pabak, pabak), (found.gwet_ac1, ac1)):
        assert (ours.value, ours.low, ours.high) == pytest.approx(theirs, abs=6e-6)


def test_where_nothing_varied_there_is_no_interval() -> None:
    """cli.md, minor 2: `0.000 to 0.000` for kappa 0 where one reader included everything."""
    one_sided = coefficients([[4, 8], [0, 0]])
    assert one_sided.cohen_kappa.value == pytest.approx(0)
    assert one_sided.cohen_kappa.low is None
    perfect = coefficients([[5, 0], [0, 45]])
    for coefficient in (perfect.cohen_kappa, perfect.pabak, perfect.gwet_ac1):
        assert coefficient.value == pytest.approx(1)
        assert coefficient.low is coefficient.high is None
        assert "no interval" in coefficient.text
    assert coefficients([[7, 0], [0, 0]]).cohen_kappa.value is None
    assert coefficients([[1, 0], [0, 0]]).gwet_ac1.low is None


@pytest.mark.parametrize(
    ("table", "words", "not_said"),
    [
        (
            [[118, 5], [2, 0]],
            "below PABAK because one verdict is much more frequent (97.2 %",
            "above",
        ),
        ([[3, 9], [1, 37]], "below PABAK", "by chance"),
        # cli.md, minor 1: kappa 0, PABAK -1/3: one reader included everything
        (
            [[10, 20], [0, 0]],
            "above PABAK because one includes 100 % and the other 33.3 %",
            "below",
        ),
        (
            [[12, 30], [2, 16]],
            "above PABAK because one includes 70 % and the other 23.3 %",
            "below",
        ),
        ([[2, 20], [25, 3]], "less often than by chance", "PABAK"),
        ([[118, 5], [2, 0]], "no more often than by chance", "less often"),
        ([[3, 2], [1, 5]], "Over 11 shared citations", "PABAK"),
        ([[0, 0], [0, 50]], "undefined", "PABAK"),
    ],
)
def test_the_words_follow_sign_and_size(table: Table, words: str, not_said: str) -> None:
    said = explanation(coefficients(table))
    assert words in said
    assert not_said not in said


def test_nothing_is_said_where_coefficients_lie_together() -> None:
    assert explanation(coefficients([[20, 5], [10, 15]])) == ""


cells = st.integers(0, 40)


@given(cells, cells, cells, cells)
def test_prevalence_lowers_and_bias_raises_kappa(a: int, b: int, c: int, d: int) -> None:
    """Byrt, Bishop and Carlin 1993: kappa - PABAK has the sign of bias^2 - prevalence^2, so the
    sentence that is chosen by the sign of the difference names the right cause."""
    n = a + b + c + d
    if not n:
        return
    found = coefficients([[a, b], [c, d]])
    kappa, pabak = found.cohen_kappa.value, found.pabak.value
    if kappa is None or pabak is None or abs(kappa - pabak) < 1e-9:
        return
    assert (kappa > pabak) == ((b - c) ** 2 > (a - d) ** 2)
    for coefficient in (found.cohen_kappa, found.pabak, found.gwet_ac1):
        if coefficient.low is not None and coefficient.high is not None:
            assert coefficient.value is not None
            assert -1 <= coefficient.low < coefficient.high <= 1
            assert coefficient.low <= coefficient.value <= coefficient.high


def votes(a: str, b: str) -> dict[str, dict[int, str]]:
    """One letter a citation: i include, e exclude, a dot for not read."""
    words = {"i": "include", "e": "exclude"}
    return {
        who: {n: words[letter] for n, letter in enumerate(letters) if letter != "."}
        for who, letters in (("Ana", a), ("Ben", b))
    }


def test_a_pilot_that_is_not_read_is_not_passed() -> None:
    """cli.md, M8: Ana read 25, Ben 25 others and one shared; AC1 1.00 on that one passed."""
    gate = pilot_gate(range(50), votes("e" * 26 + "." * 24, "." * 25 + "e" * 25))
    assert gate.passed is None
    assert gate.text == "not computed: 1 of 50 read by both"
    nobody = pilot_gate(range(50), {})
    assert nobody.text == "not computed: 0 of 50 read by both"
    three = pilot_gate(range(4), votes("eeie", "eeie"), wanted=3)
    assert three.text == "not computed: 0 of 4 read by 3 people"
    assert pilot_gate([], {}).passed is None


def test_a_pilot_read_by_both_passes_or_not_with_an_interval() -> None:
    a = "i" * 20 + "e" * 30
    passed = pilot_gate(range(50), votes(a, "i" * 18 + "e" * 32))
    assert passed.passed is True
    assert passed.low is not None
    assert passed.value is not None
    assert passed.low < passed.value
    assert passed.text.startswith("Gwet's AC1 0.9")
    assert "needed 0.6: passed" in passed.text
    failed = pilot_gate(
        range(50), votes(a, "e" * 20 + "i" * 20 + "e" * 10), statistic="cohen_kappa"
    )
    assert failed.passed is False
    assert "not passed" in failed.text


def test_kappa_of_one_verdict_throughout_decides_nothing() -> None:
    gate = pilot_gate(range(50), votes("e" * 50, "e" * 50), statistic="cohen_kappa")
    assert gate.passed is None
    assert "undefined" in gate.text


def test_the_pair_that_agrees_least_decides_and_a_guest_does_not() -> None:
    everybody = votes("i" * 10 + "e" * 10, "i" * 10 + "e" * 10)
    everybody["Cem"] = {0: "exclude"}  # one vote of a third: no pair to judge by
    assert pilot_gate(range(20), everybody).value == pytest.approx(1)
    everybody["Cem"] = {n: "exclude" if n % 2 else "include" for n in range(20)}
    assert pilot_gate(range(20), everybody).passed is False


def test_a_pilot_read_in_turns_has_no_pair_to_judge() -> None:
    shared: dict[str, dict[int, str]] = {name: {} for name in ("A", "B", "C", "D", "E", "F")}
    pairs = [("A", "B"), ("C", "D"), ("E", "F")]
    for n in range(30):
        for who in pairs[n % 3]:
            shared[who][n] = "exclude"
    assert (
        pilot_gate(range(30), shared).text == "not computed: no two people share half of the sample"
    )


@pytest.mark.parametrize("statistic", list(STATISTIC_WORDS))
def test_each_statistic_is_shown_by_its_name(statistic: Statistic) -> None:
    gate = pilot_gate(range(4), votes("iiee", "iiee"), statistic=statistic)
    assert gate.text.startswith(STATISTIC_WORDS[statistic])


def test_a_gate_on_observed_agreement_has_its_exact_interval() -> None:
    """9 of 10 alike. Clopper and Pearson's limits p: P(X >= 9 | 10, p) = .025, P(X <= 9) = .025."""
    ana = {n: "include" if n < 3 else "exclude" for n in range(10)}
    ben = ana | {2: "exclude"}
    found = pilot_gate(ana.keys(), {"ana": ana, "ben": ben}, statistic="observed", threshold=0.8)
    assert (found.passed, found.value) == (True, 0.9)
    assert found.low is not None
    assert found.high is not None
    low, high = found.low, found.high
    assert 10 * low**9 * (1 - low) + low**10 == pytest.approx(0.025)
    assert 1 - high**10 == pytest.approx(0.025)
    assert "Observed agreement 0.90 (95 % interval 0.55 to 1.00)" in found.text
