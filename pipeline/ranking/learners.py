"""From labels to scores: one small learner per kind of model, on features made once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from pipeline.ranking.cards import ModelCard
from pipeline.ranking.features import Features, Matrix
from pipeline.ranking.svm import SparseGram, balanced_weights, fit_dual

Floats = NDArray[np.float64]
Positions = NDArray[np.int64]
DECIMALS = 9
"""Scores are rounded to this many places, so that the last bits of a sum never decide a tie."""


class Learner(Protocol):
    """Scores all n citations from some labelled ones."""

    def scores(self, chosen: Positions, y: NDArray[np.int64]) -> Floats:
        """chosen: positions, shape (k,); y: 1 relevant, 0 not, both present. Returns shape (n,)."""


@dataclass
class SvmLearner:
    """Blocks of fields and the squared-hinge support vector machine of ELAS u4."""

    matrix: Matrix
    cost: float
    ratio: float

    @classmethod
    def of(cls, features: Features, parameters: Mapping[str, Any]) -> SvmLearner:
        return cls(features.matrix(parameters["blocks"]), parameters["cost"], parameters["ratio"])

    def weights(self, chosen: Positions, y: NDArray[np.int64]) -> tuple[Floats, Floats]:
        """The weight of every column and, last, of the intercept; and the dual coefficients."""
        rows = self.matrix.rows[chosen]
        used, compact = _compact(rows)
        gram = SparseGram(compact, self.matrix.own[chosen])
        beta = fit_dual(gram, y, self.cost * balanced_weights(y, self.ratio))
        weights = np.zeros(rows.shape[1] + 1)
        weights[used] = compact.T @ beta
        weights[-1] = beta.sum()
        return weights, beta

    def scores(self, chosen: Positions, y: NDArray[np.int64]) -> Floats:
        weights, beta = self.weights(chosen, y)
        precise = weights[:-1].astype(self.matrix.rows.dtype)
        scores = np.asarray(self.matrix.rows @ precise, dtype=np.float64) + weights[-1]
        scores[chosen] += self.matrix.own[chosen] * beta
        return np.asarray(scores)


def _compact(rows: Any) -> tuple[NDArray[np.int64], Any]:
    """The columns some rows use, and the rows over those columns only."""
    from scipy.sparse import csr_array

    mask = np.zeros(rows.shape[1], dtype=bool)
    mask[rows.indices] = True
    used = np.flatnonzero(mask)
    place = np.zeros(rows.shape[1], dtype=np.int32)
    place[used] = np.arange(len(used), dtype=np.int32)
    data = rows.data.astype(np.float64)
    return used, csr_array(
        (data, place[rows.indices], rows.indptr), shape=(len(rows.indptr) - 1, len(used))
    )


def learner_for(card: ModelCard, features: Features) -> Learner:
    """The learner of a model of kind `svm`."""
    return SvmLearner.of(features, card.parameters)


def ordered(scores: Floats) -> list[int]:
    """Positions by falling score; equal ones in their own order."""
    return [int(i) for i in np.argsort(-scores, kind="stable")]
