"""From labels to scores: one small learner per kind of model, on features made once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from winnow_sr.ranking.coldstart import cold_scores
from winnow_sr.ranking.features import Features
from winnow_sr.ranking.inputs import Question
from winnow_sr.ranking.mean import Blend, BlendData, MeanOfMachines
from winnow_sr.ranking.model_cards import ModelCard
from winnow_sr.ranking.parts import Learner
from winnow_sr.ranking.svm import balanced_weights
from winnow_sr.records.model import Record

Floats = NDArray[np.float64]
Positions = NDArray[np.int64]
DECIMALS = 9
"""Scores are rounded to this many places, so that the last bits of a sum never decide a tie."""


@dataclass
class BayesLearner:
    """The weighted multinomial naive Bayes of ELAS u3.

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

    def scores(self, chosen: Positions, y: NDArray[np.int64], dry: int = 0) -> Floats:
        weights, prior = self.weights(chosen, y)
        return np.asarray(self.rows @ weights + prior)


@dataclass
class RandomLearner:
    """One order for all labels."""

    fixed: Floats

    def scores(self, chosen: Positions, y: NDArray[np.int64], dry: int = 0) -> Floats:
        return self.fixed


def words_of(card: ModelCard) -> Mapping[str, Any]:
    """The parameters of the machines over words: of an `svm` all, of a `dense` model a part."""
    found: Any = card.parameters["words"] if card.kind == "dense" else card.parameters
    return dict(found)


def learner_for(card: ModelCard, features: Features) -> MeanOfMachines:
    """The learner over words of a model of kind `svm` or `dense`, for ranking once."""
    blend = Blend.of(words_of(card))
    return MeanOfMachines.over(features.matrix(blend.present(features.blocks)), blend)


def replay_data(
    card: ModelCard, records: Sequence[Record], question: Question | None = None
) -> Any:
    """What the replays of one review with one model share: made once, used for every seed."""
    if card.kind == "random":
        return None
    if card.kind == "bayes":
        from winnow_sr.ranking.elas import asreview_matrix

        return asreview_matrix(str(card.asreview), records)
    blend = Blend.of(words_of(card))
    features = Features.of(records, names=blend.names)
    asked = cold_scores(features, records, {}, question)
    words = BlendData.of(features.matrix(blend.names), blend, asked)
    if card.kind == "dense":
        from winnow_sr.ranking.dense import centred
        from winnow_sr.ranking.embedding import embedded

        return words, centred(embedded(records, str(card.parameters["encoder"])))
    return words


def replay_learner(card: ModelCard, data: Any, n: int, seed: int) -> Learner:
    """A learner for one replay. data: what `replay_data` made of the n records."""
    if card.kind == "random":
        return RandomLearner(random_scores(n, seed))
    parameters: Mapping[str, Any] = card.parameters
    if card.kind == "bayes":
        return BayesLearner(data, parameters["alpha"], parameters["ratio"])
    if card.kind == "dense":
        from winnow_sr.ranking.dense import DenseLearner

        words: BlendData
        words, rows = data
        return words.asking(DenseLearner.of(card, words.learner(), rows))
    blend: BlendData = data
    return blend.asking(blend.learner())


def random_scores(n: int, seed: int) -> Floats:
    """Scores of a random order fixed by the seed."""
    return np.asarray(np.random.RandomState(seed).permutation(n) / max(n, 1))


def ordered(scores: Floats) -> list[int]:
    """Positions by falling score; equal ones in their own order."""
    return [int(i) for i in np.argsort(-scores, kind="stable")]
