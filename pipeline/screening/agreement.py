"""Inter-rater agreement from first votes: Cohen's kappa, PABAK, Gwet's AC1.

First votes, because a vote changed after talking it over is no longer independent. On title and
abstract `unsure` counts with `include`, as it does in settling.
"""

from __future__ import annotations

from collections.abc import Collection
from itertools import combinations
from math import sqrt
from statistics import NormalDist
from typing import Any

from pipeline.ledger.state import ReviewState


def first_votes(
    state: ReviewState, stage: str, citations: Collection[int] | None = None
) -> dict[str, dict[int, str]]:
    """reviewer -> citation -> include/exclude (or unsure at the full text), from first votes."""
    found: dict[str, dict[int, str]] = {}
    for who, ballot in state.ballots[stage].items():
        for record in ballot.letters:
            citation = state.citation_of(record)
            if citations is not None and citation not in citations:
                continue
            verdict = ballot.first(who, record).verdict
            if stage == "title-abstract" and verdict == "unsure":
                verdict = "include"
            found.setdefault(who, {}).setdefault(citation, verdict)
    return found


def pairwise(
    first: str, second: str, a: dict[int, str], b: dict[int, str]
) -> dict[str, Any] | None:
    """Agreement of two reviewers on what both have read; None where they share nothing.

    cohen_kappa with a 95 % interval from the large-sample standard error (Fleiss, Cohen and
    Everitt 1969), None where both used one and the same verdict throughout (kappa is 0/0).
    pabak = 2 observed - 1 (Byrt 1993, two categories). gwet_ac1: Gwet 2008.
    """
    shared = sorted(a.keys() & b.keys())
    n = len(shared)
    if not n:
        return None
    categories = sorted({a[c] for c in shared} | {b[c] for c in shared} | {"include", "exclude"})
    table = {(x, y): 0 for x in categories for y in categories}
    for citation in shared:
        table[a[citation], b[citation]] += 1
    rows = {x: sum(table[x, y] for y in categories) / n for x in categories}
    columns = {y: sum(table[x, y] for x in categories) / n for y in categories}
    observed = sum(table[x, x] for x in categories) / n
    chance = sum(rows[x] * columns[x] for x in categories)
    kappa, low, high = _kappa(table, categories, rows, columns, observed, chance, n)
    mean = {x: (rows[x] + columns[x]) / 2 for x in categories}
    q = len(categories)
    chance_ac1 = sum(p * (1 - p) for p in mean.values()) / (q - 1)
    return {
        "raters": [first, second],
        "n": n,
        "observed": observed,
        "cohen_kappa": kappa,
        "kappa_low": low,
        "kappa_high": high,
        "pabak": (q * observed - 1) / (q - 1),
        "gwet_ac1": (observed - chance_ac1) / (1 - chance_ac1),
        "both_include": table["include", "include"],
        "both_exclude": table["exclude", "exclude"],
    }


def _kappa(
    table: dict[tuple[str, str], int],
    categories: list[str],
    rows: dict[str, float],
    columns: dict[str, float],
    observed: float,
    chance: float,
    n: int,
) -> tuple[float | None, float | None, float | None]:
    if chance >= 1:
        return None, None, None
    kappa = (observed - chance) / (1 - chance)
    on = sum(table[x, x] / n * (1 - (rows[x] + columns[x]) * (1 - kappa)) ** 2 for x in categories)
    off = (1 - kappa) ** 2 * sum(
        table[x, y] / n * (columns[x] + rows[y]) ** 2
        for x in categories
        for y in categories
        if x != y
    )
    variance = (on + off - (kappa - chance * (1 - kappa)) ** 2) / (n * (1 - chance) ** 2)
    half = NormalDist().inv_cdf(0.975) * sqrt(max(variance, 0.0))
    return kappa, max(kappa - half, -1.0), min(kappa + half, 1.0)


def agreement(
    state: ReviewState, stage: str, citations: Collection[int] | None = None
) -> list[dict[str, Any]]:
    """Agreement of every pair of reviewers, those who share most first."""
    votes = first_votes(state, stage, citations)
    found = [
        result
        for first, second in combinations(sorted(votes), 2)
        if (result := pairwise(first, second, votes[first], votes[second]))
    ]
    return sorted(found, key=lambda result: -int(result["n"]))
