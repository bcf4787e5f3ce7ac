"""Replays for the study: quick, resumable, any number of candidates on features made once.

A candidate is a list of parts, each a model of kind `svm` by its parameters or a machine over
embeddings, with a say; see `winnow_sr.ranking.parts`. Unlike `winnow simulate` it keeps orders
alone, can flip what the model is told (noise) and takes any number of parts.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from extras import FOLDS, Terse, folds_of, saying, terse
from numpy.typing import NDArray
from questions import question_for

from winnow_sr.ranking.block_svm import Settings
from winnow_sr.ranking.coldstart import cold_scores
from winnow_sr.ranking.features import Features
from winnow_sr.ranking.matrix import Matrix
from winnow_sr.ranking.parts import asked_say, fading, standard, together, unread_of
from winnow_sr.ranking.replays import Grams, ReplayLearner
from winnow_sr.ranking.threads import one_thread
from winnow_sr.simulation import LabelledReview
from winnow_sr.simulation.metrics import metrics
from winnow_sr.simulation.replay import starting_pair

Floats = NDArray[np.float64]
BLOCKS = ("text", "letters", "title", "headings", "heading letters")


@dataclass(frozen=True)
class Candidate:
    """A way to rank. parts: (say, parameters of an `svm`), or (say, {"e5": cost, ...}).

    terse: records without abstract are judged by titles. weighed: the second part's say is asked
    of the labels, its own say is where that begins. question: the say that likeness to the
    review's question begins with; it fades as relevant records are found. checked: it ends where the
    labels speak against it (`parts.asked_say`).
    """

    parts: Sequence[tuple[float, Mapping[str, Any]]]
    terse: bool = False
    weighed: bool = False
    question: float = 0.0
    checked: bool = False


@dataclass
class Bench:
    """One review's features, shared by all candidates and seeds."""

    review: LabelledReview
    rows: NDArray[np.float32] | None = None
    _grams: dict[str, Floats] = field(default_factory=dict)
    _kept: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def features(self) -> Features:
        return Features.of(self.review.records, names=BLOCKS)

    @cached_property
    def matrix(self) -> Matrix:
        return self.features.matrix(BLOCKS)

    @cached_property
    def terse(self) -> Terse:
        return Terse(terse(self.review.records))

    @cached_property
    def asked(self) -> Floats | None:
        """Likeness to the review's question."""
        question = question_for(self.review.name)
        return cold_scores(self.features, self.review.records, {}, question)

    def block(self, name: str) -> Floats:
        if name not in self._grams:
            self._grams[name] = self._embeddings() if name == "e5" else self.matrix.gram(name)
        return self._grams[name]

    def _embeddings(self) -> Floats:
        assert self.rows is not None, "no embeddings are kept for this review"
        rows = self.rows.astype(np.float64)
        rows = rows - rows[np.any(rows != 0, axis=1)].mean(axis=0)
        length = np.linalg.norm(rows, axis=1, keepdims=True)
        rows /= np.where(length > 0, length, 1.0)
        return np.asarray(rows @ rows.T)

    def learner(self, parameters: Mapping[str, Any]) -> ReplayLearner:
        settings = Settings.of(parameters)
        key = json.dumps([settings.blocks, settings.tail, settings.early], default=dict)
        if key not in self._kept:
            ones = np.ones((len(self.review.keys),) * 2)
            self._kept[key] = [
                sum((w * self.block(b) for b, w in weights.items()), ones) if weights else None
                for weights in (settings.blocks, settings.tail, settings.early)
            ]
        return ReplayLearner(Grams(self.matrix, *self._kept[key]), settings)


TITLES = {"blocks": {"title": 1.0, "headings": 0.16}, "cost": 0.11, "ratio": 9.8}


class Ensemble:
    """A candidate's learner for one replay."""

    def __init__(self, bench: Bench, candidate: Candidate) -> None:
        self.candidate, self.bench = candidate, bench
        self.says = [say for say, _ in candidate.parts]
        self.parts = [bench.learner(p) for _, p in candidate.parts]
        self.titles = bench.learner(TITLES) if candidate.terse else None
        self.held = [
            [bench.learner(p) for _, p in candidate.parts]
            for _ in range(FOLDS if candidate.weighed else 0)
        ]

    def scores(self, chosen: NDArray[np.int64], y: NDArray[np.int64], dry: int) -> Floats:
        made = [part.scores(chosen, y, dry) for part in self.parts]
        unread = unread_of(len(made[0]), chosen)
        if self.held:
            say = self._asked(chosen, y)
            self.says = [1 - say, say]
        found = made[0] if len(made) == 1 else together(made, self.says, unread)
        if self.candidate.question and self.bench.asked is not None:
            say = fading(self.candidate.question, int(y.sum()))
            if self.candidate.checked:
                say = asked_say(self.candidate.question, self.bench.asked, chosen, y)
            found = together((found, self.bench.asked), (1 - say, say), unread)
        if self.titles is None:
            return found
        return self.bench.terse.judged(found, self.titles.scores(chosen, y), unread)

    def _asked(self, chosen: NDArray[np.int64], y: NDArray[np.int64]) -> float:
        prior = self.candidate.parts[1][0]
        if y.sum() < 10:
            return prior
        out = np.zeros((2, len(chosen)))
        fold = folds_of(chosen)
        for f, parts in enumerate(self.held):
            rest, mine = fold != f, fold == f
            if len(set(y[rest].tolist())) < 2:
                return prior
            for p, part in enumerate(parts):
                all_of = part.scores(chosen[rest], y[rest])
                out[p, mine] = standard(all_of, unread_of(len(all_of), chosen[rest]))[chosen[mine]]
        return saying(out[0], out[1], y, prior)


def flipped(relevant: NDArray[np.int64], seed: int, missed: float, taken: float) -> Any:
    """What a team with such error rates would say: includes missed, excludes taken for includes."""
    rng = np.random.RandomState(1000 + seed)
    chance = rng.random_sample(len(relevant))
    return np.where(relevant == 1, (chance >= missed) * 1, (chance < taken) * 1)


def order_of(
    bench: Bench, candidate: Candidate, seed: int, every: int, noise: tuple[float, float] = (0, 0)
) -> list[int]:
    """A whole order: read until the last relevant record, the rest as ranked last."""
    truth = np.array(bench.review.relevant, dtype=np.int64)
    told = flipped(truth, seed, *noise)
    order = starting_pair(truth, seed)
    told[order] = truth[order]
    learner = Ensemble(bench, candidate)
    unread = np.ones(len(truth), dtype=bool)
    unread[order] = False
    missing, dry = int(truth.sum()) - 1, 0
    while missing:
        chosen = np.array(order, dtype=np.int64)
        scores = np.round(learner.scores(chosen, told[chosen], dry), 9)
        rest = np.flatnonzero(unread)
        for i in rest[np.argsort(-scores[rest], kind="stable")][:every].tolist():
            order.append(i)
            unread[i] = False
            missing -= int(truth[i])
            dry = 0 if told[i] else dry + 1
    rest = np.flatnonzero(unread)
    return [*order, *rest[np.argsort(-scores[rest], kind="stable")].tolist()]


def every_of(n: int) -> int:
    """Retrained after so many records: about eighty times in a review."""
    return max(5, n // 80)


def run(
    bench: Bench,
    name: str,
    candidate: Candidate,
    seed: int,
    keep: Path,
    noise: tuple[float, float] = (0, 0),
) -> dict[str, Any]:
    """One replay's metrics and ranks of relevant records; taken from `keep` if done before."""
    review, every = bench.review, every_of(len(bench.review.keys))
    what = [
        [[say, dict(p)] for say, p in candidate.parts], candidate.terse, candidate.weighed,
        review.keys, review.relevant, seed, every, noise,
    ]  # fmt: skip
    if candidate.question:
        what.append(candidate.question)
    if candidate.checked:
        what.append("checked")
    address = hashlib.sha256(json.dumps(what, default=dict).encode()).hexdigest()[:24]
    path = keep / f"{review.name}-{review.stage}-{address}.json"
    if path.exists():
        return dict(json.loads(path.read_text("utf-8")))
    with one_thread():
        order = order_of(bench, candidate, seed, every, noise)
    hits = [review.relevant[i] for i in order]
    found = {
        "review": review.name, "stage": review.stage, "candidate": name, "seed": seed,
        "records": len(hits), "ranks": [i + 1 for i, y in enumerate(hits) if y],
        "metrics": metrics(hits),
    }  # fmt: skip
    keep.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(found), "utf-8")
    return found
