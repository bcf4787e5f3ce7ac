"""The mean of several machines: none is best everywhere, and their mistakes differ.

Each part is a `machine` with parameters of its own; their scores, standardised over what is unread,
are averaged with the parts' says. A model with one part is that machine, its scores as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from winnow_sr.ranking.block_svm import Settings, SvmLearner
from winnow_sr.ranking.matrix import Matrix
from winnow_sr.ranking.parts import (
    Floats,
    Labels,
    Learner,
    Positions,
    spread_of,
    together,
    unread_of,
    with_question,
)
from winnow_sr.ranking.replays import Grams, ReplayLearner


@dataclass(frozen=True)
class Blend:
    """A model of kind `svm` as its parameters say it.

    parts: (say, settings) of each machine. question: what likeness to the protocol's question
    counts beside them at first (`parts.asked_say`).
    """

    parts: tuple[tuple[float, Settings], ...]
    question: float = 0.0

    @classmethod
    def of(cls, parameters: Mapping[str, Any]) -> Blend:
        """parameters: those of one machine; or `parts`, each with its `say`, and `question`."""
        if "parts" not in parameters:
            return cls(((1.0, Settings.of(parameters)),))
        parts = [dict(part) for part in parameters["parts"]]
        machines = tuple((part.pop("say"), Settings.of(part)) for part in parts)
        return cls(machines, parameters.get("question", 0.0))

    @property
    def says(self) -> tuple[float, ...]:
        return tuple(say for say, _ in self.parts)

    @property
    def names(self) -> tuple[str, ...]:
        """Every block that some machine reads."""
        return tuple(dict.fromkeys(name for _, s in self.parts for name in s.names))

    def present(self, there: Iterable[str]) -> tuple[str, ...]:
        """The blocks that are read, of those that there are."""
        return tuple(name for name in self.names if name in set(there))


@dataclass
class Mean:
    """The mean of learners; see `parts.Learner`."""

    says: Sequence[float]
    parts: Sequence[Learner]

    def scores(self, chosen: Positions, y: Labels, dry: int = 0) -> Floats:
        made = [part.scores(chosen, y, dry) for part in self.parts]
        if len(made) == 1:
            return made[0]
        return together(made, self.says, unread_of(len(made[0]), chosen))


@dataclass
class Asking:
    """A learner beside likeness to the question; see `parts.with_question`.

    asked: the likeness of all records, shape (n,). most: what it counts at first.
    """

    learner: Learner
    asked: Floats
    most: float

    def scores(self, chosen: Positions, y: Labels, dry: int = 0) -> Floats:
        found = self.learner.scores(chosen, y, dry)
        return with_question(found, self.asked, self.most, chosen, y)


class MeanOfMachines(Mean):
    """The mean for ranking once; it knows what each column of the matrix adds to a score."""

    parts: Sequence[SvmLearner]

    @classmethod
    def over(cls, matrix: Matrix, blend: Blend) -> MeanOfMachines:
        return cls(blend.says, [SvmLearner(matrix, settings) for _, settings in blend.parts])

    @property
    def matrix(self) -> Matrix:
        return self.parts[0].matrix

    def weights(
        self, chosen: Positions, y: Labels, position: int, dry: int = 0
    ) -> dict[str, Floats]:
        """The weight of each block's columns in one record's score."""
        if len(self.parts) == 1:
            return self.parts[0].weights(chosen, y, position, dry)
        unread = unread_of(len(self.matrix), chosen)
        total: dict[str, Floats] = {}
        made = [part.scores(chosen, y, dry)[unread] for part in self.parts]
        for say, part, scores in zip(self.says, self.parts, made, strict=True):
            scale = share_of(spread_of(made[0]) * say / sum(self.says), scores)
            add_weights(total, part.weights(chosen, y, position, dry), scale)
        return total


def share_of(part: float, scores: Floats) -> float:
    """What scores are multiplied by, so that their spread is `part`; 0 where they are all alike."""
    spread = float(scores.std())
    return part / spread if spread > 1e-12 else 0.0


def add_weights(total: dict[str, Floats], weights: Mapping[str, Floats], scale: float) -> None:
    """Add columns' weights, times a number, block by block."""
    for name, columns in weights.items():
        total[name] = total.get(name, 0.0) + scale * columns


@dataclass
class BlendData:
    """What the replays of one review share: each machine's inner products.

    asked: likeness of all records to the question, None where there is none.
    """

    blend: Blend
    grams: Sequence[Grams]
    asked: Floats | None = None

    @classmethod
    def of(cls, matrix: Matrix, blend: Blend, asked: Floats | None = None) -> BlendData:
        blocks: dict[str, NDArray[np.float64]] = {}
        grams = [Grams.of(matrix, settings, blocks) for _, settings in blend.parts]
        return cls(blend, grams, asked if blend.question else None)

    def asking(self, learner: Learner) -> Learner:
        """The learner beside the question, where there is one."""
        if self.asked is None:
            return learner
        return Asking(learner, self.asked, self.blend.question)

    def learner(self) -> Mean:
        """A learner for one replay."""
        made: list[Learner] = [
            ReplayLearner(grams, settings) if grams.small else SvmLearner(grams.matrix, settings)
            for grams, (_, settings) in zip(self.grams, self.blend.parts, strict=True)
        ]
        return Mean(self.blend.says, made)
