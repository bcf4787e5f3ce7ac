"""Several machines with a say each: scores made comparable over what is unread, then averaged.

The protocol's question has a say as well, which fades as relevant records are found and ends where
the labels speak against it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Positions = NDArray[np.int64]
Labels = NDArray[np.int64]
Mask = NDArray[np.bool_]


class Learner(Protocol):
    """Scores all n citations from some labelled ones."""

    def scores(self, chosen: Positions, y: Labels, dry: int = 0) -> Floats:
        """chosen: positions, shape (k,); y: 1 relevant, 0 not, both present. Returns shape (n,).

        dry: how many irrelevant records were read since the last relevant one.
        """


def standard(scores: Floats, among: Mask) -> Floats:
    """Scores less their mean, over their spread; both are those of `among`, which is not empty."""
    centre, spread = float(scores[among].mean()), float(scores[among].std())
    return (scores - centre) / spread if spread > 1e-12 else np.zeros(len(scores))


def unread_of(n: int, chosen: Positions) -> Mask:
    """Which of n records are not labelled; all, where all are."""
    unread = np.ones(n, dtype=bool)
    unread[chosen] = False
    return unread if unread.any() else np.ones(n, dtype=bool)


def together(scores: Sequence[Floats], says: Sequence[float], among: Mask) -> Floats:
    """The weighted mean of scores made comparable, on the first's scale, which stopping rules read.

    Mean and spread are those of `among`. Says need not sum to 1.
    """
    first, total = scores[0][among], sum(says)
    made = sum(
        (
            say / total * standard(part, among)
            for part, say in zip(scores, says, strict=True)
            if say
        ),
        np.zeros(len(scores[0])),
    )
    return np.asarray(float(first.mean()) + spread_of(first) * made)


def spread_of(scores: Floats) -> float:
    """The standard deviation that others are brought to; 1 where all scores are alike."""
    spread = float(scores.std())
    return spread if spread > 1e-12 else 1.0


def misplaced(scores: Floats, y: Labels) -> float:
    """Mean share of irrelevant records above a relevant one; ties count half."""
    from scipy.stats import rankdata

    relevant, count = int(y.sum()), len(y)
    ranks = rankdata(-scores)[y == 1]
    return float((ranks.mean() - (relevant + 1) / 2) / (count - relevant))


def fading(say: float, found: int) -> float:
    """What a say that begins as `say` is when `found` relevant records are known: half at five."""
    return say / (1 + found / 5)


FEW = 3
"""With fewer relevant records known, nothing is said about whether a question misleads."""


def asked_say(say: float, asked: Floats, chosen: Positions, y: Labels) -> float:
    """What likeness to the question counts beside the machines: `say` at first, fading; 0 where the
    labels speak against it, ordered by it no better than by chance.

    asked: likeness of all records, shape (n,).
    """
    found = int(y.sum())
    if found >= FEW and misplaced(asked[chosen], y) >= 0.5:
        return 0.0
    return fading(say, found)


def with_question(
    scores: Floats, asked: Floats, most: float, chosen: Positions, y: Labels
) -> Floats:
    """The machines' scores with what likeness to the question has to say; see `asked_say`."""
    say = asked_say(most, asked, chosen, y)
    if not say:
        return scores
    return together((scores, asked), (1 - say, say), unread_of(len(scores), chosen))
