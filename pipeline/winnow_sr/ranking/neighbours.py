"""When screening runs dry: which unread records have relevant ones as their nearest neighbours?

A linear machine asks how a record lies to all that is known at once. The last relevant records
are often unlike most of the others and like two or three of them, which only a comparison record
by record shows. Distances between many records are dear, so the machine chooses who is compared:
the unread ones it thinks best, with the labelled ones nearest to its boundary. The cost of a
step therefore does not grow with the set.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Positions = NDArray[np.int64]
Labels = NDArray[np.int64]
Alike = Callable[[Positions, Positions], Floats]
"""Inner products of some records with others: shapes (k,), (m,) -> (k, m)."""


@dataclass(frozen=True)
class Near:
    """How neighbours are asked.

    count  : so many neighbours of each kind; their mean likeness counts.
    against: what likeness to irrelevant neighbours counts beside that to relevant ones.
    say    : the neighbours' full say, 0 to 1; it grows as screening runs dry.
    short  : so many unread records are compared. hard: with at most so many of each label.
    """

    count: int
    against: float
    say: float
    short: int
    hard: int

    @classmethod
    def of(cls, parameters: Mapping[str, Any]) -> Near | None:
        """None for no parameters: no neighbours."""
        return cls(**parameters) if parameters else None


@dataclass(frozen=True)
class Neighbourhood:
    """Who was compared with whom, and what came of it.

    unread  : shape (m,), the shortlist, best first by the machines.
    relevant, irrelevant: the labelled records compared with; the likenesses to them have shapes
    (their number, m). scale: what the neighbours' score was multiplied by.
    """

    near: Near
    share: float
    unread: Positions
    relevant: Positions
    irrelevant: Positions
    to_relevant: Floats
    to_irrelevant: Floats
    scale: float = 0.0

    def nearest(self, position: int) -> tuple[Positions, Positions] | None:
        """The relevant and irrelevant neighbours of a record; None if it was not compared."""
        at = np.flatnonzero(self.unread == position)
        if not len(at):
            return None
        return tuple(  # type: ignore[return-value]
            who[np.argsort(-alike[:, at[0]], kind="stable")[: self.near.count]]
            for who, alike in (
                (self.relevant, self.to_relevant),
                (self.irrelevant, self.to_irrelevant),
            )
        )


def with_neighbours(
    scores: Floats, chosen: Positions, y: Labels, near: Near, share: float, alike: Alike
) -> tuple[Floats, Neighbourhood]:
    """Scores of all records, the shortlist's mixed with what its neighbours say.

    (1 - share) of the machines' score and `share` of the neighbours', brought to the machines'
    mean and spread over the shortlist. The shortlist stays above the other unread records: those
    are lowered together where it is necessary.
    scores: shape (n,). chosen, y: the labelled records, both labels present.
    """
    rest = np.ones(len(scores), dtype=bool)
    rest[chosen] = False
    unread = np.flatnonzero(rest)
    unread = unread[np.argsort(-scores[unread], kind="stable")[: near.short]]
    relevant = _hardest(chosen[y == 1], scores, near.hard)
    irrelevant = _hardest(chosen[y == 0], -scores, near.hard)
    likeness = alike(np.concatenate([relevant, irrelevant]), unread)
    to_relevant, to_irrelevant = likeness[: len(relevant)], likeness[len(relevant) :]
    found = Neighbourhood(near, share, unread, relevant, irrelevant, to_relevant, to_irrelevant)
    if not len(unread):
        return scores, found
    said = _mean_of_top(to_relevant, near.count)
    said -= near.against * _mean_of_top(to_irrelevant, near.count)
    first = scores[unread]
    spread = float(said.std())
    scale = float(first.std()) / spread if spread > 1e-12 else 0.0
    mixed = (1 - share) * first + share * (first.mean() + scale * (said - said.mean()))
    out = scores.copy()
    out[unread] = mixed
    rest[unread] = False
    if rest.any():
        out[rest] -= max(0.0, float(scores[rest].max() - mixed.min()))
    return out, Neighbourhood(
        near, share, unread, relevant, irrelevant, to_relevant, to_irrelevant, scale
    )


class Remembered:
    """`Alike` that keeps its last answer: from one decision to the next few records change."""

    def __init__(self, alike: Alike) -> None:
        self._alike = alike
        nobody: Positions = np.zeros(0, dtype=np.int64)
        self._last = nobody, nobody, np.zeros((0, 0))

    def __call__(self, some: Positions, others: Positions) -> Floats:
        before_some, before_others, before = self._last
        row, column = _places(before_some, some), _places(before_others, others)
        known_row, known_column = row >= 0, column >= 0
        found = np.empty((len(some), len(others)))
        found[np.ix_(known_row, known_column)] = before[
            np.ix_(row[known_row], column[known_column])
        ]
        if not known_row.all():
            found[~known_row] = self._alike(some[~known_row], others)
        if known_row.any() and not known_column.all():
            new = self._alike(some[known_row], others[~known_column])
            found[np.ix_(known_row, ~known_column)] = new
        self._last = some, others, found
        return found


def _places(before: Positions, now: Positions) -> Positions:
    """Where each of `now` was in `before`; -1 for those that were not."""
    if not len(before):
        return np.full(len(now), -1, dtype=np.int64)
    order = np.argsort(before)
    at = np.minimum(np.searchsorted(before, now, sorter=order), len(before) - 1)
    return np.where(before[order[at]] == now, order[at], -1)


def _hardest(which: Positions, scores: Floats, count: int) -> Positions:
    """Those of lowest score, in the order of positions."""
    return np.sort(which[np.argsort(scores[which], kind="stable")[:count]])


def _mean_of_top(alike: Floats, count: int) -> Floats:
    """Mean of each column's greatest `count` values. Shapes (k, m) -> (m,)."""
    if len(alike) > count:
        alike = np.partition(alike, len(alike) - count, axis=0)[-count:]
    return np.asarray(np.sort(alike, axis=0).mean(axis=0))
