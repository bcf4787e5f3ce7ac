"""Replaying one review with one model and one seed: who would have been read when?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from winnow_sr.ranking.learners import DECIMALS, replay_data, replay_learner
from winnow_sr.ranking.model_cards import ModelCard
from winnow_sr.ranking.parts import Learner
from winnow_sr.ranking.threads import one_thread
from winnow_sr.simulation.labelled import LabelledReview

EXACT_UP_TO = 6000
"""Reviews up to this size are retrained after every record unless told otherwise."""
TICK = 10
"""Records read between two tellings of how far a replay is."""


@dataclass(frozen=True)
class Replay:
    """A complete order, and what stopping rules need of the way there.

    order  : shape (n,), positions in the order read; those known at the start first.
    scores : shape (n,), the score when proposed (nan for those known at the start).
    moments: (records read, scores of the unread) at regular moments.
    trained: how often the model was trained.
    known  : how many were known at the start: the starting pair, or the prior knowledge.
    """

    order: list[int]
    scores: list[float]
    moments: list[tuple[int, list[float]]]
    trained: int
    known: int = 2


def schedule(n: int, every: int | None) -> int:
    """After how many records the model is retrained."""
    return every if every is not None else max(1, -(-n // EXACT_UP_TO))


def starting_pair(relevant: NDArray[np.int64], seed: int) -> list[int]:
    """One relevant and one irrelevant record, chosen by the seed, in file order."""
    rng = np.random.RandomState(seed)
    return [int(rng.choice(np.flatnonzero(relevant == y))) for y in (1, 0)]


def start(relevant: NDArray[np.int64], seed: int, prior: Sequence[int] = ()) -> list[int]:
    """What is known at the start: the prior knowledge, and by the seed one record of a class that it
    lacks; without any, the starting pair."""
    if not prior:
        return starting_pair(relevant, seed)
    rng = np.random.RandomState(seed)
    lacking = [y for y in (1, 0) if y not in relevant[list(prior)]]
    return [*prior, *(int(rng.choice(np.flatnonzero(relevant == y))) for y in lacking)]


def replay(
    review: LabelledReview,
    card: ModelCard,
    seed: int,
    every: int | None,
    data: Any = None,
    tick: Callable[[int], None] | None = None,
) -> Replay:
    """Replay a review until the last relevant record; the rest follow in ranked order.

    tick: told from time to time how many have been read. data: what `prepare` made of the review for this model, when there are more seeds than one.
    """
    relevant = np.array(review.relevant, dtype=np.int64)
    data = prepare(review, card) if data is None else data
    with one_thread():
        learner = replay_learner(card, data, len(relevant), seed)
        begun = start(relevant, seed, review.prior)
        return _loop(learner, relevant, begun, schedule(len(relevant), every), tick)


def prepare(review: LabelledReview, card: ModelCard) -> Any:
    """What the replays of a review with a model share, whatever the seed."""
    with one_thread():
        return replay_data(card, review.records, review.question)


def _loop(
    learner: Learner,
    relevant: NDArray[np.int64],
    begun: list[int],
    every: int,
    tick: Callable[[int], None] | None,
) -> Replay:
    n, known = len(relevant), len(begun)
    order = list(begun)
    proposed = [float("nan")] * known
    unread = np.ones(n, dtype=bool)
    unread[order] = False
    missing = int(relevant.sum()) - int(relevant[order].sum())
    looks = set(range(0, n + 1, max(5, n // 100)))
    moments: list[tuple[int, list[float]]] = []
    scores = np.zeros(n)
    trained = dry = 0
    queue: list[int] = []
    while unread.any():
        if trained == 0 or (missing and not queue):
            chosen = np.array(order, dtype=np.int64)
            scores = np.round(learner.scores(chosen, relevant[chosen], dry), DECIMALS)
            trained += 1
            rest = np.flatnonzero(unread)
            ranked = rest[np.argsort(-scores[rest], kind="stable")]
            queue = [int(i) for i in (ranked[:every] if missing else ranked)]
        elif not missing and len(queue) < int(unread.sum()):
            rest = np.flatnonzero(unread)
            queue = [int(i) for i in rest[np.argsort(-scores[rest], kind="stable")]]
        if len(order) in looks:
            moments.append((len(order), [float(s) for s in scores[unread]]))
        if tick and len(order) % TICK == 0:
            tick(len(order))
        position = queue.pop(0)
        order.append(position)
        proposed.append(float(scores[position]))
        unread[position] = False
        missing -= int(relevant[position])
        dry = 0 if relevant[position] else dry + 1
    return Replay(order, proposed, moments, trained, known)
