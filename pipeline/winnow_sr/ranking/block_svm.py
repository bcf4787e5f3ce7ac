"""A part of a model: support vector machines over weighted blocks of fields.

While few relevant records are known, one machine reads words and headings: a single odd example
says more by its words than by its letters. Then one reads all blocks, the text above all. Two
others have a growing say as screening runs dry: a machine that goes by the headings, because the
last relevant records are often those whose text says little (no abstract, a terse title) but
whose indexing says enough; and a record's nearest neighbours (`near`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from winnow_sr.ranking.matrix import Matrix
from winnow_sr.ranking.neighbours import Alike, Near, Neighbourhood, Remembered, with_neighbours
from winnow_sr.ranking.svm import SparseGram, balanced_weights, fit_dual

Floats = NDArray[np.float64]
Positions = NDArray[np.int64]


@dataclass(frozen=True)
class Settings:
    """A model of kind `svm`.

    blocks: share of each block in the inner product. early: the same while fewer than `few`
    relevant records are known, empty for no difference; there is no tail then. tail: the same for
    the second machine, empty for none. dry: the second machine and the neighbours have their full
    say when this share of all records was read in a row without a relevant one; say: how much
    the second machine's is, 0 to 1. near: the parameters of `Near`, empty for no neighbours; they
    are compared over `blocks`. cost, ratio: C, and ASReview's balance ratio.
    """

    blocks: Mapping[str, float]
    cost: float
    ratio: float
    tail: Mapping[str, float] = field(default_factory=dict)
    early: Mapping[str, float] = field(default_factory=dict)
    few: int = 10
    dry: float = 0.1
    say: float = 0.5
    near: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, parameters: Mapping[str, Any]) -> Settings:
        return cls(**parameters)

    @property
    def names(self) -> tuple[str, ...]:
        """Every block that is read."""
        return tuple(dict.fromkeys((*self.blocks, *self.tail, *self.early)))

    def present(self, there: Iterable[str]) -> tuple[str, ...]:
        """The blocks that are read, of those that there are."""
        return tuple(name for name in self.names if name in set(there))

    def leading(self, found: int) -> Mapping[str, float]:
        """The blocks of the first machine when `found` relevant records are known."""
        return self.early if self.early and found < self.few else self.blocks

    def share(self, dry: int, n: int, found: int) -> float:
        """How much the second machine counts after `dry` irrelevant records in a row, 0 to 1."""
        if self.early and found < self.few:
            return 0.0
        return self.say * self.dryness(dry, n) if self.tail else 0.0

    def dryness(self, dry: int, n: int) -> float:
        """How dry screening is after `dry` irrelevant records in a row, 0 to 1."""
        return min(1.0, dry / (self.dry * n))

    def neighbours(self, dry: int, n: int) -> tuple[Near, float] | None:
        """How neighbours are asked and how much they count; None if they do not."""
        near = Near.of(self.near)
        return (near, near.say * self.dryness(dry, n)) if near and dry and near.say else None


@dataclass
class SvmLearner:
    """Trains from nothing on what is labelled; see `learners.Learner`."""

    matrix: Matrix
    settings: Settings

    @cached_property
    def alike(self) -> Alike:
        """Likeness of records in the first machine's blocks."""
        return Remembered(partial(self.matrix.alike, self.settings.blocks))

    def scores(self, chosen: Positions, y: NDArray[np.int64], dry: int = 0) -> Floats:
        scores = self._machines(chosen, y, dry)
        return self._neighbours(scores, chosen, y, dry)[0]

    def _machines(self, chosen: Positions, y: NDArray[np.int64], dry: int) -> Floats:
        found = int(y.sum())
        share = self.settings.share(dry, len(self.matrix), found)
        first = self._decisions(self.settings.leading(found), chosen, y)
        if share == 0:
            return first
        second = self._decisions(self.settings.tail, chosen, y)
        return mixed(first, second, share, chosen)[0]

    def _neighbours(
        self, scores: Floats, chosen: Positions, y: NDArray[np.int64], dry: int
    ) -> tuple[Floats, Neighbourhood | None]:
        asked = self.settings.neighbours(dry, len(self.matrix))
        if asked is None:
            return scores, None
        return with_neighbours(scores, chosen, y, *asked, self.alike)

    def weights(
        self, chosen: Positions, y: NDArray[np.int64], position: int, dry: int = 0
    ) -> dict[str, Floats]:
        """The weight of each block's columns in one record's score.

        The machines' weights are the same for all records; neighbours are each record's own.
        """
        weights = self._machine_weights(chosen, y, dry)
        where = self._neighbours(self._machines(chosen, y, dry), chosen, y, dry)[1]
        nearest = None if where is None else where.nearest(position)
        if where is None or nearest is None:
            return weights
        weights = {name: (1 - where.share) * columns for name, columns in weights.items()}
        for kind, sign in zip(nearest, (1.0, -where.near.against), strict=True):
            part = where.share * where.scale * sign / len(kind)
            for name, weight in self.settings.blocks.items():
                if name in self.matrix.rows:
                    rows = self.matrix.rows[name][kind]
                    weights[name] = weights.get(name, 0.0) + part * weight * rows.sum(axis=0)
        return weights

    def _machine_weights(
        self, chosen: Positions, y: NDArray[np.int64], dry: int
    ) -> dict[str, Floats]:
        found = int(y.sum())
        share = self.settings.share(dry, len(self.matrix), found)
        first = self._train(self.settings.leading(found), chosen, y)[0]
        if share == 0:
            return first
        second = self._train(self.settings.tail, chosen, y)[0]
        scale = mixed(self.matrix.times(first), self.matrix.times(second), share, chosen)[1]
        blended = {name: (1 - share) * columns for name, columns in first.items()}
        for name, columns in second.items():
            blended[name] = blended.get(name, 0.0) + share * scale * columns
        return blended

    def _train(
        self, weights: Mapping[str, float], chosen: Positions, y: NDArray[np.int64]
    ) -> tuple[dict[str, Floats], Floats]:
        """Weights of each block's columns, and the dual coefficients."""
        here = {name: w for name, w in weights.items() if name in self.matrix.rows}
        parts = {name: _compact(self.matrix.rows[name][chosen]) for name in here}
        gram = SparseGram(
            [(w, parts[name][1]) for name, w in here.items()], self.matrix.own_of(here, chosen)
        )
        beta = fit_dual(gram, y, self.settings.cost * balanced_weights(y, self.settings.ratio))
        columns = {}
        for name, weight in here.items():
            used, compact = parts[name]
            columns[name] = np.zeros(self.matrix.rows[name].shape[1])
            columns[name][used] = weight * (compact.T @ beta)
        return columns, beta

    def _decisions(
        self, weights: Mapping[str, float], chosen: Positions, y: NDArray[np.int64]
    ) -> Floats:
        columns, beta = self._train(weights, chosen, y)
        scores = self.matrix.times(columns) + beta.sum()
        here = {name: w for name, w in weights.items() if name in columns}
        scores[chosen] += self.matrix.own_of(here, chosen) * beta
        return np.asarray(scores)


def mixed(first: Floats, second: Floats, share: float, chosen: Positions) -> tuple[Floats, float]:
    """(1 - share) of the first and `share` of the second, brought to the first's scale.

    Mean and spread are those over the unread records. Also returns what the second was
    multiplied by.
    """
    unread = np.ones(len(first), dtype=bool)
    unread[chosen] = False
    if not unread.any():
        return first, 0.0
    spread = float(second[unread].std())
    scale = float(first[unread].std()) / spread if spread > 1e-12 else 0.0
    moved = first[unread].mean() + scale * (second - second[unread].mean())
    return (1 - share) * first + share * moved, scale


def _compact(rows: Any) -> tuple[Any, Any]:
    """The columns that some rows use, and the rows over those alone, in double precision.

    All columns, where there are not many more than the rows use.
    """
    from scipy.sparse import csr_array

    data = rows.data.astype(np.float64)
    if rows.nnz > rows.shape[1]:
        return slice(None), csr_array((data, rows.indices, rows.indptr), shape=rows.shape)
    mask = np.zeros(rows.shape[1], dtype=bool)
    mask[rows.indices] = True
    used = np.flatnonzero(mask)
    place = np.zeros(rows.shape[1], dtype=np.int32)
    place[used] = np.arange(len(used), dtype=np.int32)
    return used, csr_array(
        (data, place[rows.indices], rows.indptr), shape=(rows.shape[0], len(used))
    )
