"""The machines of a replay: all inner products kept, every solution the start of the next."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from winnow_sr.ranking.block_svm import Floats, Positions, Settings, mixed
from winnow_sr.ranking.matrix import Matrix
from winnow_sr.ranking.neighbours import with_neighbours
from winnow_sr.ranking.svm import DenseGram, balanced_weights, fit_dual

DENSE_UP_TO = 8000
"""A replay of up to this many records keeps all inner products."""
REPLAY_TOLERANCE = 1e-7


@dataclass
class Grams:
    """The inner products that replays of one review share. Shapes (n, n), intercept's 1 included."""

    matrix: Matrix
    first: Floats | None = None
    second: Floats | None = None
    early: Floats | None = None

    @classmethod
    def of(
        cls, matrix: Matrix, settings: Settings, blocks: dict[str, Floats] | None = None
    ) -> Grams:
        """blocks: those of single blocks that are made already; what is missing is added."""
        if len(matrix) > DENSE_UP_TO:
            return cls(matrix)
        blocks = {} if blocks is None else blocks
        for name in settings.names:
            if name not in blocks:
                blocks[name] = matrix.gram(name)
        sums = [
            sum((w * blocks[b] for b, w in weights.items()), np.ones((len(matrix),) * 2))
            if weights
            else None
            for weights in (settings.blocks, settings.tail, settings.early)
        ]
        return cls(matrix, *sums)

    @property
    def small(self) -> bool:
        return self.first is not None


@dataclass
class _Growing:
    """One machine of a replay: labels only ever grow, so the last solution is the start."""

    gram: Floats
    beta: Floats = field(default_factory=lambda: np.zeros(0))
    rows: Floats = field(default_factory=lambda: np.zeros((0, 0)))
    square: Floats = field(default_factory=lambda: np.zeros((0, 0)))
    filled: int = 0

    def decisions(self, chosen: Positions, y: NDArray[np.int64], settings: Settings) -> Floats:
        old, new = self.filled, len(chosen)
        if new > len(self.rows):
            room = min(len(self.gram), max(2 * new, 256))
            rows, square = np.empty((room, len(self.gram))), np.empty((room, room))
            if old:
                rows[:old], square[:old, :old] = self.rows[:old], self.square[:old, :old]
            self.rows, self.square = rows, square
        self.rows[old:new] = self.gram[chosen[old:]]
        block = self.rows[:new, chosen[old:]]
        self.square[:new, old:new], self.square[old:new, :new] = block, block.T
        self.filled = new
        start = np.concatenate([self.beta, np.zeros(new - len(self.beta))])
        cost = settings.cost * balanced_weights(y, settings.ratio)
        gram = DenseGram(self.square[:new, :new])
        self.beta = fit_dual(gram, y, cost, start, REPLAY_TOLERANCE)
        return np.asarray(self.beta @ self.rows[:new])


class ReplayLearner:
    """The same machines for a replay; `chosen` begins with what it was at the last call."""

    def __init__(self, grams: Grams, settings: Settings) -> None:
        self._settings, self._grams = settings, grams
        self._first, self._second, self._early = (
            None if gram is None else _Growing(gram)
            for gram in (grams.first, grams.second, grams.early)
        )

    def scores(self, chosen: Positions, y: NDArray[np.int64], dry: int = 0) -> Floats:
        scores = self._machines(chosen, y, dry)
        asked = self._settings.neighbours(dry, len(scores))
        if asked is None:
            return scores
        return with_neighbours(scores, chosen, y, *asked, self._alike)[0]

    def _alike(self, some: Positions, others: Positions) -> Floats:
        assert self._grams.first is not None
        return np.asarray(self._grams.first[np.ix_(some, others)] - 1.0)

    def _machines(self, chosen: Positions, y: NDArray[np.int64], dry: int) -> Floats:
        found = int(y.sum())
        early = self._early if self._settings.leading(found) is self._settings.early else None
        leading = early or self._first
        assert leading is not None, "a replay's machines are made for its settings"
        first = leading.decisions(chosen, y, self._settings)
        share = self._settings.share(dry, len(first), found)
        if share == 0 or self._second is None:
            return first
        second = self._second.decisions(chosen, y, self._settings)
        return mixed(first, second, share, chosen)[0]
