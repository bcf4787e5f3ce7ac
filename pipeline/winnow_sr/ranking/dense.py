"""Dense models: the default's machines mixed with one over sentence embeddings.

A model called `dense:NAME` embeds title and abstract with the sentence encoder NAME (see
`embedding`): `e5`, or a sentence-transformers model. Embeddings know that two texts mean the same in other
words; single rare words, which often decide what is relevant, they blur. So they have a say
beside the words, never instead of them (late fusion).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from winnow_sr.ranking.model_cards import ModelCard
from winnow_sr.ranking.parts import Learner, together, unread_of
from winnow_sr.ranking.svm import DenseGram, balanced_weights, fit_dual

Rows = NDArray[np.float32]


def centred(rows: Rows) -> Rows:
    """Embeddings less their mean, of length 1 again (0 for a citation without text).

    Encoders put all texts into a narrow cone; what they have in common tells nothing apart.
    """
    there = np.any(rows != 0, axis=1)
    if there.sum() < 2:
        return rows
    found = np.where(there[:, None], rows - rows[there].mean(axis=0, dtype=np.float64), 0.0)
    length = np.linalg.norm(found, axis=1, keepdims=True)
    return np.asarray(found / np.where(length > 1e-9, length, 1.0), dtype=np.float32)


@dataclass
class DenseLearner:
    """A machine over words and one over embeddings, mixed; see `parts.Learner`.

    rows: embeddings of length 1, shape (n, d). share: how much the second machine counts.
    """

    words: Learner
    rows: Rows
    share: float
    cost: float
    ratio: float

    @classmethod
    def of(cls, card: ModelCard, words: Learner, rows: Rows) -> DenseLearner:
        """The learner of a model of kind `dense`; words: the learner over words."""
        given: Mapping[str, Any] = card.parameters
        return cls(words, rows, given["share"], given["cost"], given["ratio"])

    def scores(
        self, chosen: NDArray[np.int64], y: NDArray[np.int64], dry: int = 0
    ) -> NDArray[np.float64]:
        first = self.words.scores(chosen, y, dry)
        known = self.rows[chosen].astype(np.float64)
        weight = self.cost * balanced_weights(y, self.ratio)
        beta = fit_dual(DenseGram(known @ known.T + 1.0), y, weight)
        second = self.rows @ (known.T @ beta) + beta.sum()
        says = (1 - self.share, self.share)
        return together((first, np.asarray(second)), says, unread_of(len(first), chosen))
