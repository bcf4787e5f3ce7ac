"""Another reader's scores as one more source for the ranking, weighted by what the labels say.

In: the ranking's scores, the reader's, the labels. Out: the mixed scores and the weight. The weight
is learned on labels that the ranking has not seen (two halves, each ranked by a ranking trained on
the other), and is 0 unless the mix is better on both: a reader that does not help is left out. It
is a source of features, never of labels. What a stopping rule promises stays as it is: the order is
still fixed before a label is known.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
WEIGHTS = (0.1, 0.2, 0.3, 0.4, 0.5)
FEWEST = 3
"""Relevant, and irrelevant, labels that each half must hold."""


def places(scores: Floats) -> Floats:
    """Scores as places from 0 (lowest) to 1, ties sharing theirs."""
    from scipy.stats import rankdata

    return np.asarray((rankdata(scores) - 1) / max(1, len(scores) - 1), dtype=float)


def mixed(scores: Floats, said: Mapping[int, float], weight: float) -> Floats:
    """The ranking's places mixed with the reader's; what it gave no score to stays where it is."""
    own = places(scores)
    if not weight or not said:
        return own
    at = np.fromiter(said, dtype=int)
    theirs = own.copy()
    theirs[at] = places(np.fromiter(said.values(), dtype=float))
    return np.asarray((1 - weight) * own + weight * theirs, dtype=float)


def area(scores: Floats, labels: Mapping[int, int]) -> float:
    """The share of pairs (relevant, irrelevant) that stand in the right order: the area under the
    curve (Mann and Whitney 1947)."""
    at = np.fromiter(labels, dtype=int)
    relevant = np.fromiter(labels.values(), dtype=int) == 1
    ranks = places(scores[at]) * max(1, len(at) - 1) + 1
    n, m = int(relevant.sum()), int((~relevant).sum())
    return float((ranks[relevant].sum() - n * (n + 1) / 2) / (n * m))


def learned_weight(
    rank: Callable[[Mapping[int, int]], Floats],
    said: Mapping[int, float],
    labels: Mapping[int, int],
    seed: int,
) -> float:
    """The weight of the reader's scores, 0 where they do not help or too little is known.

    rank : from labels to the ranking's scores of all citations.
    """
    halves = split(labels, seed)
    if any(
        min(sum(half.values()), len(half) - sum(half.values())) < FEWEST or not half.keys() & said
        for half in halves
    ):
        return 0.0
    gains = np.zeros((2, len(WEIGHTS)))
    for i, half in enumerate(halves):
        scores = rank(halves[1 - i])
        alone = area(mixed(scores, said, 0.0), half)
        gains[i] = [area(mixed(scores, said, weight), half) - alone for weight in WEIGHTS]
    helps = (gains > 0).all(axis=0)
    if not helps.any():
        return 0.0
    return WEIGHTS[int(np.argmax(np.where(helps, gains.mean(axis=0), -1)))]


def split(labels: Mapping[int, int], seed: int) -> Sequence[dict[int, int]]:
    """The labels in two halves, relevant and irrelevant ones alike; the same for the same seed."""
    rng = np.random.RandomState(seed)
    halves: tuple[dict[int, int], dict[int, int]] = ({}, {})
    for value in (1, 0):
        chosen = rng.permutation(sorted(i for i, label in labels.items() if label == value))
        for n, i in enumerate(chosen):
            halves[n % 2][int(i)] = value
    return halves
