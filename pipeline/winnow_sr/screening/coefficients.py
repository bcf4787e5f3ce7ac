"""Agreement of two readers over a table of their verdicts: kappa, PABAK, AC1, with intervals.

In: counts, rows the first reader's verdicts, columns the second's in the same order, include
first. Out: the
coefficients, the words that belong under them, and the answer of a pilot's gate. Estimators:
Cohen 1960 with the standard error of Fleiss, Cohen and Everitt 1969; Byrt, Bishop and Carlin 1993
(PABAK, for more than two verdicts Brennan and Prediger 1981); Gwet 2008 (AC1, its variance for two
readers as in Gwet, Handbook of Inter-Rater Reliability, 2014). Values and standard errors are
those of the package irrCAC 0.4.4, and the intervals of PABAK and AC1 too.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import combinations
from math import sqrt
from typing import Literal, TypeVar

import msgspec

from winnow_sr.text import count, percent

C = TypeVar("C", bound=int)
Statistic = Literal["cohen_kappa", "pabak", "gwet_ac1", "observed"]
STATISTIC_WORDS: dict[Statistic, str] = {
    "cohen_kappa": "Cohen's kappa",
    "pabak": "PABAK",
    "gwet_ac1": "Gwet's AC1",
    "observed": "Observed agreement",
}
Z_95 = 1.959963984540054
FEW = 20
"""Shared citations under which nothing is said about why coefficients differ."""
APART = 0.1
"""Difference of kappa and PABAK from which their difference is explained."""
TINY = 1e-12


class Coefficient(msgspec.Struct, frozen=True):
    """value : None where it is 0/0. low, high : 95 % interval, None where it would be degenerate:
    a standard error of 0 shows no certainty, only that nothing varied."""

    name: Statistic
    value: float | None
    low: float | None = None
    high: float | None = None

    @property
    def text(self) -> str:
        """`Gwet's AC1 0.62 (95 % interval 0.41 to 0.83)`."""
        words = STATISTIC_WORDS[self.name]
        if self.value is None:
            return f"{words} undefined"
        if self.low is None or self.high is None:
            return f"{words} {self.value:.2f} (no interval: nothing varied)"
        return f"{words} {self.value:.2f} (95 % interval {self.low:.2f} to {self.high:.2f})"


class Coefficients(msgspec.Struct, frozen=True):
    """n : citations that both read. observed : share with the same verdict. rows, columns : share
    of each verdict, first and second reader."""

    n: int
    observed: float
    cohen_kappa: Coefficient
    pabak: Coefficient
    gwet_ac1: Coefficient
    rows: tuple[float, ...]
    columns: tuple[float, ...]

    def of(self, statistic: Statistic) -> Coefficient:
        """The coefficient of that name."""
        if statistic == "observed":
            low, high = _clopper_pearson(round(self.observed * self.n), self.n)
            return Coefficient(statistic, self.observed, low, high)
        return {c.name: c for c in (self.cohen_kappa, self.pabak, self.gwet_ac1)}[statistic]


def coefficients(table: Sequence[Sequence[int]]) -> Coefficients:
    """The three coefficients of a square table of counts, at least two verdicts, at least one
    citation."""
    n, q = sum(map(sum, table)), len(table)
    share = [[cell / n for cell in row] for row in table]
    rows = tuple(sum(row) for row in share)
    columns = tuple(sum(column) for column in zip(*share, strict=True))
    observed = sum(table[k][k] for k in range(q)) / n
    mean = [(row + column) / 2 for row, column in zip(rows, columns, strict=True)]
    chance_ac1 = sum(p * (1 - p) for p in mean) / (q - 1)
    # What one citation in cell (k, l) contributes to the chance agreement of each coefficient.
    half = [[(columns[k] + rows[m]) / 2 for m in range(q)] for k in range(q)]
    hard = [[(1 - (mean[k] + mean[m]) / 2) / (q - 1) for m in range(q)] for k in range(q)]
    chance = sum(row * column for row, column in zip(rows, columns, strict=True))
    return Coefficients(
        n=n,
        observed=observed,
        cohen_kappa=_coefficient("cohen_kappa", share, n, chance, half),
        pabak=_coefficient("pabak", share, n, 1 / q, [[1 / q] * q] * q),
        gwet_ac1=_coefficient("gwet_ac1", share, n, chance_ac1, hard),
        rows=rows,
        columns=columns,
    )


def _coefficient(
    name: Statistic,
    share: Sequence[Sequence[float]],
    n: int,
    chance: float,
    part: Sequence[Sequence[float]],
) -> Coefficient:
    """(observed - chance) / (1 - chance) with the large-sample interval of the linearised value.

    part : half the derivative of the chance agreement after each cell. Where chance is a constant
    the general formula gives observed (1 - observed) / (n (1 - chance)^2).
    """
    q = len(share)
    observed = sum(share[k][k] for k in range(q))
    if chance > 1 - TINY:
        return Coefficient(name, None)
    value = (observed - chance) / (1 - chance)
    square = sum(
        share[k][m] * ((k == m) - 2 * (1 - value) * part[k][m]) ** 2
        for k in range(q)
        for m in range(q)
    )
    variance = (square - (observed - 2 * (1 - value) * chance) ** 2) / (n * (1 - chance) ** 2)
    if variance < TINY or n < 2:
        return Coefficient(name, value)
    reach = (Z_95 if name == "cohen_kappa" else _t_95(n - 1)) * sqrt(variance)
    return Coefficient(name, value, max(value - reach, -1.0), min(value + reach, 1.0))


def _t_95(degrees: int) -> float:
    """97.5 % point of Student's t, which Gwet takes for PABAK and AC1."""
    from scipy.special import stdtrit

    return float(stdtrit(degrees, 0.975))


def _clopper_pearson(agreed: int, n: int) -> tuple[float, float]:
    """Exact 95 % interval of a share (Clopper and Pearson 1934)."""
    from scipy.special import betaincinv

    low = float(betaincinv(agreed, n - agreed + 1, 0.025)) if agreed else 0.0
    return low, float(betaincinv(agreed + 1, n - agreed, 0.975)) if agreed < n else 1.0


def explanation(found: Coefficients) -> str:
    """What belongs under the coefficients: why kappa and PABAK lie apart, by sign and size.

    For two verdicts kappa - PABAK = (B^2 - P^2) (1 - PABAK) / (1 - P^2 + B^2), with P the
    difference of the shares of the two verdicts (prevalence) and B the difference of the readers'
    shares of includes (bias): prevalence lowers kappa, bias raises it. Empty where there is
    nothing to say. Byrt, Bishop and Carlin 1993.
    """
    kappa, pabak = found.cohen_kappa.value, found.pabak.value
    if found.n < FEW:
        return f"Over {count(found.n, 'shared citation')} no coefficient says much."
    if kappa is None:
        return "Both gave one and the same verdict throughout: kappa is undefined."
    said = []
    if kappa <= 0:
        high = found.cohen_kappa.high
        less = high is not None and high < 0
        said.append(f"They agree {'less often than' if less else 'no more often than'} by chance.")
    if pabak is not None and len(found.rows) == 2 and abs(kappa - pabak) >= APART:
        said.append(_prevalence(found) if kappa < pabak else _bias(found))
    return " ".join(said)


def _prevalence(found: Coefficients) -> str:
    most = max((row + column) / 2 for row, column in zip(found.rows, found.columns, strict=True))
    return (
        f"Kappa lies below PABAK because one verdict is much more frequent ({percent(most)} of all "
        "verdicts), which lowers kappa."
    )


def _bias(found: Coefficients) -> str:
    return (
        f"Kappa lies above PABAK because one includes {percent(found.rows[0])} and the other "
        f"{percent(found.columns[0])}: such a difference raises kappa, it is no agreement."
    )


class Gate(msgspec.Struct, frozen=True):
    """What a pilot says. passed : None where it was not computed, and `text` says why.

    value, low, high : of the pair that agrees least. read, size : citations of the sample that
    enough people have read, and all of them.
    """

    statistic: Statistic
    threshold: float
    passed: bool | None
    text: str
    read: int
    size: int
    value: float | None = None
    low: float | None = None
    high: float | None = None


def pilot_gate(
    sample: Collection[C],
    verdicts: Mapping[str, Mapping[C, str]],
    *,
    wanted: int = 2,
    statistic: Statistic = "gwet_ac1",
    threshold: float = 0.6,
) -> Gate:
    """Do the readers agree well enough to go on? Only once the whole sample has been read.

    sample : citations of the pilot. verdicts : reader -> citation -> include or exclude (first
    votes; unsure counts as include). wanted : people who must have read each, at least two.
    Counted is the pair that agrees least among those who share at least half of the sample.
    """
    members, wanted = set(sample), max(wanted, 2)
    votes = {who: {c: v for c, v in by.items() if c in members} for who, by in verdicts.items()}
    read = sum(sum(c in by for by in votes.values()) >= wanted for c in members)

    def not_computed(why: str) -> Gate:
        return Gate(statistic, threshold, None, f"not computed: {why}", read, len(members))

    if not members:
        return not_computed("the sample is empty")
    if read < len(members):
        who = "both" if wanted == 2 else f"{wanted} people"
        return not_computed(f"{read} of {len(members)} read by {who}")
    pairs = [
        coefficients(table_of(votes[a], votes[b])).of(statistic)
        for a, b in combinations(sorted(votes), 2)
        if 2 * len(votes[a].keys() & votes[b].keys()) >= len(members)
    ]
    if not pairs:
        return not_computed("no two people share half of the sample")
    if any(pair.value is None for pair in pairs):
        return not_computed(
            f"{STATISTIC_WORDS[statistic]} is undefined where both gave one verdict throughout"
        )
    worst = min(pairs, key=lambda pair: pair.value or 0.0)
    value = worst.value or 0.0
    passed = value >= threshold - TINY
    text = f"{worst.text}, needed {threshold:g}: {'passed' if passed else 'not passed'}"
    return Gate(
        statistic, threshold, passed, text, read, len(members), worst.value, worst.low, worst.high
    )


def categories_of(a: Mapping[C, str], b: Mapping[C, str]) -> list[str]:
    """The verdicts that two readers used, include before exclude."""
    shared = a.keys() & b.keys()
    used = {by[c] for c in shared for by in (a, b)}
    return sorted({"exclude", "include"} | used, reverse=True)


def table_of(a: Mapping[C, str], b: Mapping[C, str]) -> list[list[int]]:
    """Counts of what both have read, in the order of `categories_of`."""
    categories = categories_of(a, b)
    place = {verdict: n for n, verdict in enumerate(categories)}
    table = [[0] * len(categories) for _ in categories]
    for citation in a.keys() & b.keys():
        table[place[a[citation]]][place[b[citation]]] += 1
    return table
