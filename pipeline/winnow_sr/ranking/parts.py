"""Several machines with a say each: scores made comparable over what is unread, then averaged.

Each part is a model of kind `svm`, or a machine over sentence embeddings. A part's say is fixed,
or asked of the labels: the greatest that does not order held-out labelled records worse
(`saying`), so that a part which does not help a review is switched off in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
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
    """The weighted mean of standardised scores. Says need not sum to 1."""
    total = sum(says)
    made = sum(
        (
            say / total * standard(part, among)
            for part, say in zip(scores, says, strict=True)
            if say
        ),
        np.zeros(len(scores[0])),
    )
    return np.asarray(made)


@dataclass(frozen=True)
class Terse:
    """Records without an abstract, judged by titles alone.

    A short text of length 1 has large numbers for its few words, so one machine for all sends
    such records to either end. `titles` is trained on the titles of all that is labelled; what it
    says of a terse record counts as what it says of the titles of the others.
    """

    which: Mask

    def judged(self, scores: Floats, titles: Floats, unread: Mask) -> Floats:
        """`scores` with those of terse records taken from `titles`, on the scale of the others."""
        others = unread & ~self.which
        if not self.which.any() or others.sum() < 2:
            return scores
        out = scores.copy()
        centre, spread = float(scores[others].mean()), float(scores[others].std())
        out[self.which] = centre + spread * standard(titles, others)[self.which]
        return out


FOLDS = 3
SAYS = (0.0, 0.15, 0.3, 0.5)


def folds_of(chosen: Positions) -> Positions:
    """The fold of each labelled record: by its position, so a record never changes its fold."""
    return (chosen * 2654435761 % 2**32) * FOLDS // 2**32


def misplaced(scores: Floats, y: Labels) -> float:
    """Mean share of irrelevant records above a relevant one; ties count half."""
    from scipy.stats import rankdata

    relevant, count = int(y.sum()), len(y)
    ranks = rankdata(-scores)[y == 1]
    return float((ranks.mean() - (relevant + 1) / 2) / (count - relevant))


def saying(first: Floats, second: Floats, y: Labels, prior: float, few: int = 10) -> float:
    """The second part's say beside the first, from held-out standardised scores of labelled records.

    `prior` while fewer than `few` relevant ones are known.
    """
    if y.sum() < few or y.sum() == len(y):
        return prior
    errors = {say: misplaced((1 - say) * first + say * second, y) for say in SAYS}
    return min(errors, key=lambda say: (round(errors[say], 6), abs(say - prior)))


def fading(say: float, found: int) -> float:
    """What a say that begins as `say` is when `found` relevant records are known: half at five."""
    return say / (1 + found / 5)
