"""From labels to scores: one small learner per kind of model, on features made once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from pipeline.ranking.cards import ModelCard
from pipeline.ranking.features import Features, Matrix
from pipeline.ranking.svm import DenseGram, SparseGram, balanced_weights, fit_dual
from pipeline.records.model import Record

Floats = NDArray[np.float64]
Positions = NDArray[np.int64]
DECIMALS = 9
"""Scores are rounded to this many places, so that the last bits of a sum never decide a tie."""

DENSE_UP_TO = 8000
"""A replay of up to this many records keeps all inner products."""
REPLAY_TOLERANCE = 1e-7


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


@dataclass
class ReplayLearner:
    """The same machine for a replay: labels only ever grow, so the last solution is the start.

    gram: shape (n, n), inner products of all records, plus 1 for the intercept.
    """

    gram: Floats
    cost: float
    ratio: float
    _beta: Floats = field(default_factory=lambda: np.zeros(0))
    _square: Floats = field(default_factory=lambda: np.zeros((0, 0)))
    _rows: Floats = field(default_factory=lambda: np.zeros((0, 0)))

    def scores(self, chosen: Positions, y: NDArray[np.int64]) -> Floats:
        """As `Learner.scores`; `chosen` begins with what it was at the last call."""
        old, new = len(self._beta), len(chosen)
        if new > len(self._rows):
            room = min(len(self.gram), max(2 * new, 256))
            self._rows, rows = np.empty((room, len(self.gram))), self._rows
            self._square, square = np.empty((room, room)), self._square
            if old:
                self._rows[:old], self._square[:old, :old] = rows[:old], square[:old, :old]
        self._rows[old:new] = self.gram[chosen[old:]]
        block = self._rows[:new, chosen[old:]]
        self._square[:new, old:new], self._square[old:new, :new] = block, block.T
        start = np.concatenate([self._beta, np.zeros(new - old)])
        cost = self.cost * balanced_weights(y, self.ratio)
        gram = DenseGram(self._square[:new, :new])
        self._beta = fit_dual(gram, y, cost, start, REPLAY_TOLERANCE)
        return np.asarray(self._beta @ self._rows[:new])


@dataclass
class BayesLearner:
    """The weighted multinomial naive Bayes of ELAS u3, in sums that grow with the labels.

    rows: tf-idf, shape (n, m). Scores are log odds, which order as the probabilities do but
    never run out of digits.
    """

    rows: Any
    alpha: float
    ratio: float

    def weights(self, chosen: Positions, y: NDArray[np.int64]) -> tuple[Floats, float]:
        """Log-odds weight of every column, and the prior log odds."""
        sample = balanced_weights(y, self.ratio)
        logs, prior = [], []
        for label in (1, 0):
            mine = y == label
            mass = self.rows[chosen[mine]].T @ sample[mine] + self.alpha
            logs.append(np.log(mass) - np.log(mass.sum()))
            prior.append(float(np.log(sample[mine].sum())))
        return np.asarray(logs[0] - logs[1]), prior[0] - prior[1]

    def scores(self, chosen: Positions, y: NDArray[np.int64]) -> Floats:
        weights, prior = self.weights(chosen, y)
        return np.asarray(self.rows @ weights + prior)


@dataclass
class RandomLearner:
    """One order for all labels."""

    fixed: Floats

    def scores(self, chosen: Positions, y: NDArray[np.int64]) -> Floats:
        return self.fixed


def learner_for(card: ModelCard, features: Features) -> SvmLearner:
    """The learner of a model of kind `svm`."""
    return SvmLearner.of(features, card.parameters)


def replay_learner(card: ModelCard, records: Sequence[Record], seed: int) -> Learner:
    """A learner for one replay of a labelled review with any of the models."""
    if card.kind == "random":
        return RandomLearner(random_scores(len(records), seed))
    parameters: Mapping[str, Any] = card.parameters
    if card.kind == "bayes":
        from pipeline.ranking.elas import asreview_matrix

        rows = asreview_matrix(str(card.asreview), records)
        return BayesLearner(rows, parameters["alpha"], parameters["ratio"])
    learner = SvmLearner.of(Features.of(records, names=tuple(parameters["blocks"])), parameters)
    if len(records) > DENSE_UP_TO:
        return learner
    return ReplayLearner(learner.matrix.gram() + 1.0, learner.cost, learner.ratio)


def random_scores(n: int, seed: int) -> Floats:
    """Scores of a random order fixed by the seed."""
    return np.asarray(np.random.RandomState(seed).permutation(n) / max(n, 1))


def ordered(scores: Floats) -> list[int]:
    """Positions by falling score; equal ones in their own order."""
    return [int(i) for i in np.argsort(-scores, kind="stable")]
