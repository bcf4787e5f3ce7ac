"""Parts that the study tried and the product does not have: they did not help."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from winnow_sr.ranking.parts import Floats, Labels, Mask, Positions, misplaced, standard
from winnow_sr.records.model import Record

TERSE = 10
"""An abstract of fewer words is none: `No abstract available`."""
FEWEST = 2
"""Unread records with an abstract that a scale can be taken from."""


def terse(records: Iterable[Record]) -> Mask:
    """Which records have no abstract. Shape (n,)."""
    return np.array([len(r.abstract.split(None, TERSE)) < TERSE for r in records], dtype=bool)


@dataclass(frozen=True)
class Terse:
    """Records without an abstract, judged by titles alone.

    A short text of length 1 has large numbers for its few words, so one machine for all sends
    such records to either end. `titles` is trained on the titles of all that is labelled; what it
    says of a terse record counts as what it says of the titles of the others.
    """

    which: Mask

    def judges(self, position: int, unread: Mask) -> bool:
        """Is this record's score its title's?"""
        return bool(self.which[position]) and int((unread & ~self.which).sum()) >= FEWEST

    def judged(self, scores: Floats, titles: Floats, unread: Mask) -> Floats:
        """`scores` with those of terse records taken from `titles`, on the scale of the others."""
        others = unread & ~self.which
        if not self.which.any() or others.sum() < FEWEST:
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


def saying(first: Floats, second: Floats, y: Labels, prior: float, few: int = 10) -> float:
    """The second part's say beside the first, from held-out standardised scores of labelled records.

    `prior` while fewer than `few` relevant ones are known.
    """
    if y.sum() < few or y.sum() == len(y):
        return prior
    errors = {say: misplaced((1 - say) * first + say * second, y) for say in SAYS}
    return min(errors, key=lambda say: (round(errors[say], 6), abs(say - prior)))
