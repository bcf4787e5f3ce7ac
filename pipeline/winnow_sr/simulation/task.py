"""One replay of a study: what decides its result, and the result."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from winnow_sr.ranking.model_cards import ModelCard
from winnow_sr.simulation.labelled import LabelledReview
from winnow_sr.simulation.metrics import metrics
from winnow_sr.simulation.replay import Replay, replay
from winnow_sr.simulation.stops import stops

FORMAT = 1


@dataclass(frozen=True)
class Task:
    """One replay to be done. Everything that decides its result is in here."""

    review: LabelledReview
    card: ModelCard
    seed: int
    every: int
    target: float
    confidence: float

    @property
    def name(self) -> str:
        return f"{self.review.name}-{self.review.stage}-{self.card.name}-{self.seed}"

    @property
    def address(self) -> str:
        """Content address: the same task has the same result."""
        from winnow_sr import __version__
        from winnow_sr.ranking.fields import content

        texts = hashlib.sha256("\x1d".join(map(content, self.review.records)).encode()).hexdigest()
        parts = [
            FORMAT,
            __version__,
            texts,
            self.review.keys,
            self.review.relevant,
            self.review.stage,
            self.card.name,
            dict(self.card.parameters),
            self.seed,
            self.every,
            self.target,
            self.confidence,
            *([asdict(self.review.question)] if self.review.question else ()),
        ]
        if self.review.prior:
            parts.append(self.review.prior)
        return hashlib.sha256(json.dumps(parts, default=str).encode()).hexdigest()[:32]


def run_task(
    task: Task, data: Any = None, tick: Callable[[int], None] | None = None
) -> dict[str, Any]:
    """One run, as the JSON document has it. data, tick: see `replay`.

    The metrics are of what was found beyond the prior knowledge, where there was any.
    """
    made = replay(task.review, task.card, task.seed, task.every, data, tick)
    relevant = [task.review.relevant[i] for i in made.order]
    return {
        "review": task.review.name,
        "stage": task.review.stage,
        "model": task.card.name,
        "seed": task.seed,
        "records": len(relevant),
        "relevant": sum(relevant),
        "prior": [task.review.keys[i] for i in task.review.prior],
        "order": [task.review.keys[i] for i in made.order],
        "metrics": metrics(relevant[len(task.review.prior) :]),
        "stops": stops(made, relevant, task.target, task.confidence),
        "last_relevant": _last(task, made, relevant),
        "trained": made.trained,
    }


def _last(task: Task, made: Replay, relevant: Sequence[int]) -> dict[str, Any]:
    """The relevant record found last: when, and which."""
    at = max(i for i, y in enumerate(relevant) if y)
    position = made.order[at]
    record = task.review.records[position]
    return {
        "at": at + 1,
        "share": (at + 1) / len(relevant),
        "key": task.review.keys[position],
        "title": record.title,
        "abstract": bool(record.abstract.strip()),
    }
