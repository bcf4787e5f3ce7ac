"""Inter-rater agreement from first votes: Cohen's kappa, PABAK, Gwet's AC1, Krippendorff's alpha.

First votes, because a vote changed after talking it over is no longer independent. On title and
abstract `unsure` counts with `include`, as it does in settling.
"""

from __future__ import annotations

from collections.abc import Collection
from itertools import combinations
from math import comb

import msgspec

from winnow_sr.ledger.ballots import Ballot
from winnow_sr.ledger.state import ReviewState
from winnow_sr.screening.coefficients import (
    categories_of,
    coefficients,
    explanation,
    table_of,
)
from winnow_sr.vocabulary import TITLE_ABSTRACT, CitationId, RecordId, Stage


class Agreement(msgspec.Struct, frozen=True, kw_only=True):
    """Agreement of two reviewers (or of all together) on what both have read.

    cohen_kappa, pabak and gwet_ac1 with 95 % intervals as `coefficients` estimates them, None where
    they would be degenerate (nothing varied) and where kappa is 0/0. Of all together:
    krippendorff_alpha, nominal (Krippendorff 2011).
    """

    raters: list[str]
    n: int
    """Citations that both (of all: at least two) have read."""
    observed: float
    cohen_kappa: float | None = None
    kappa_low: float | None = None
    kappa_high: float | None = None
    pabak: float | None = None
    pabak_low: float | None = None
    pabak_high: float | None = None
    gwet_ac1: float | None = None
    ac1_low: float | None = None
    ac1_high: float | None = None
    both_include: int | None = None
    both_exclude: int | None = None
    krippendorff_alpha: float | None = None
    first: int | None = msgspec.field(default=None, name="from")
    """Of a block over time: its first and last place in the order of second votes."""
    last: int | None = msgspec.field(default=None, name="to")
    words: str = ""
    """What belongs under the coefficients: why they lie apart, by sign and size; mostly empty."""


def first_votes(
    state: ReviewState, stage: Stage, citations: Collection[CitationId] | None = None
) -> dict[str, dict[CitationId, str]]:
    """reviewer -> citation -> include/exclude (or unsure at the full text), from first votes."""
    found: dict[str, dict[CitationId, str]] = {}
    for who, ballot in state.ballots[stage].items():
        for record in ballot.letters if citations is None else _voted(state, ballot, citations):
            citation = state.citation_of(record)
            verdict: str = ballot.first(who, record).verdict
            if stage == TITLE_ABSTRACT and verdict == "unsure":
                verdict = "include"
            found.setdefault(who, {}).setdefault(citation, verdict)
    return found


def _voted(state: ReviewState, ballot: Ballot, citations: Collection[CitationId]) -> list[RecordId]:
    """The records of these citations that a ballot has a vote on, in the order of the votes."""
    found = [n for c in citations for n in state.members(c) if n in ballot.letters]
    return sorted(found, key=ballot.seqs.__getitem__)


def pairwise(
    first: str, second: str, a: dict[CitationId, str], b: dict[CitationId, str]
) -> Agreement | None:
    """Agreement of two reviewers on what both have read; None where they share nothing."""
    if not a.keys() & b.keys():
        return None
    table = table_of(a, b)
    found = coefficients(table)
    kappa, pabak, ac1 = found.cohen_kappa, found.pabak, found.gwet_ac1
    place = categories_of(a, b).index
    include, exclude = place("include"), place("exclude")
    return Agreement(
        raters=[first, second],
        n=found.n,
        observed=found.observed,
        cohen_kappa=kappa.value,
        kappa_low=kappa.low,
        kappa_high=kappa.high,
        pabak=pabak.value,
        pabak_low=pabak.low,
        pabak_high=pabak.high,
        gwet_ac1=ac1.value,
        ac1_low=ac1.low,
        ac1_high=ac1.high,
        both_include=table[include][include],
        both_exclude=table[exclude][exclude],
        words=explanation(found),
    )


def everybody(votes: dict[str, dict[CitationId, str]]) -> Agreement | None:
    """Agreement of three or more reviewers who need not have read the same citations.

    krippendorff_alpha: nominal (Krippendorff 2011, by the package `krippendorff`); n: citations
    that at least two have read; observed: mean over those of the share of agreeing pairs.
    """
    citations = sorted({c for by in votes.values() for c in by})
    table = [[by.get(c) for c in citations] for by in votes.values()]
    shared = [[v for v in column if v is not None] for column in zip(*table, strict=True)]
    shared = [column for column in shared if len(column) > 1]
    if len(votes) < 3 or not shared:
        return None
    agreeing = [sum(a == b for a, b in combinations(c, 2)) / comb(len(c), 2) for c in shared]
    return Agreement(
        raters=sorted(votes),
        n=len(shared),
        observed=sum(agreeing) / len(agreeing),
        krippendorff_alpha=krippendorff_alpha(table),
    )


def krippendorff_alpha(table: list[list[str | None]]) -> float | None:
    """Nominal alpha of reviewers x citations; None where only one verdict was ever given."""
    import krippendorff
    import numpy as np

    codes = {"include": 0.0, "exclude": 1.0, "unsure": 2.0}
    if len({verdict for row in table for verdict in row if verdict is not None}) < 2:
        return None
    data = [[np.nan if verdict is None else codes[verdict] for verdict in row] for row in table]
    return float(krippendorff.alpha(reliability_data=data, level_of_measurement="nominal"))


def agreement(
    state: ReviewState, stage: Stage, citations: Collection[CitationId] | None = None
) -> list[Agreement]:
    """Agreement of every pair of reviewers, those who share most first; then of all together,
    where there are more than two."""
    votes = first_votes(state, stage, citations)
    pairs = [
        result
        for first, second in combinations(sorted(votes), 2)
        if (result := pairwise(first, second, votes[first], votes[second]))
    ]
    found = sorted(pairs, key=lambda result: -result.n)
    overall = everybody(votes)
    return [*found, overall] if overall else found


def over_time(state: ReviewState, stage: Stage, every: int) -> list[Agreement]:
    """Agreement in successive blocks of `every` citations, in the order they got their second vote.

    Rows as of `agreement`, each with `first` and `last`, the places in that order.
    """
    second: list[tuple[int, CitationId]] = []
    for citation in state.voted(stage):
        seqs = sorted(vote.seq for vote in state.votes_on(stage, citation).values())
        if len(seqs) > 1:
            second.append((seqs[1], citation))
    order = [citation for _, citation in sorted(second)]
    return [
        msgspec.structs.replace(row, first=start + 1, last=min(start + every, len(order)))
        for start in range(0, len(order), every)
        for row in agreement(state, stage, set(order[start : start + every]))
    ]
