"""What a kind of review is called, which statement its report follows, how its question is divided."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from winnow_sr.protocol.plan import ReviewKind

STATEMENTS: dict[ReviewKind, str] = {
    "systematic": "PRISMA 2020",
    "scoping": "PRISMA-ScR",
    "network": "PRISMA-NMA",
    "ipd": "PRISMA-IPD",
    "dta": "PRISMA-DTA",
    "living": "PRISMA-LSR",
}
"""The reporting statement of each kind, as it calls itself."""

_WITH: dict[ReviewKind, str] = {
    "dta": "of diagnostic test accuracy",
    "network": "with network meta-analysis",
    "ipd": "of individual participant data",
}


class Parts(NamedTuple):
    """Names of the four parts of a question."""

    population: str
    intervention: str
    comparator: str
    outcomes: str


def review_words(kinds: Sequence[ReviewKind]) -> str:
    """`a systematic review`, `a living systematic review with network meta-analysis`."""
    living = "living " if "living" in kinds else ""
    if "scoping" in kinds:
        return f"a {living}scoping review"
    extra = [words for kind, words in _WITH.items() if kind in kinds]
    return " ".join([f"a {living}systematic review", *extra])


def question_parts(kinds: Sequence[ReviewKind]) -> Parts:
    """What `population`, `intervention`, `comparator` and `outcomes` are called in such a review."""
    if "dta" in kinds:
        return Parts("Participants", "Index test", "Reference standard", "Target condition")
    if "scoping" in kinds:
        return Parts("Population", "Concept", "Comparator", "What is charted")
    return Parts("Population", "Intervention", "Comparator", "Outcomes")
