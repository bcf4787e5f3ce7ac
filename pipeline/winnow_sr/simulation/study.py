"""Many replays: reviews by models by seeds, on one machine or a cluster, always the same result."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from winnow_sr.ranking.model_cards import ModelCard, model_card
from winnow_sr.records.model import Record
from winnow_sr.simulation.labelled import LabelledReview, with_prior
from winnow_sr.simulation.metrics import DEFINITIONS
from winnow_sr.simulation.replay import schedule
from winnow_sr.simulation.stops import rule_summary
from winnow_sr.simulation.task import Task
from winnow_sr.simulation.workers import run_all


def study(
    reviews: Sequence[LabelledReview],
    *,
    models: Sequence[str | ModelCard] = ("default",),
    seeds: int | Sequence[int] = 1,
    jobs: int = 1,
    scheduler: str | None = None,
    every: int | None = None,
    target: float = 0.95,
    confidence: float = 0.95,
    keep: Path | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, Any]:
    """Replay every review with every model and seed.

    models   : names from `winnow_sr.ranking.models()`, or cards of models of one's own.
    seeds    : how many (0, 1, ...), or which.
    jobs     : processes on this machine. scheduler: address of a Dask scheduler, instead.
    every    : retrain after this many records; None: after each one up to 6,000 records.
    keep     : a folder where finished runs are kept; runs already there are not done again.
    progress : told (done, total) in records read, over all runs: within a run where the runs are done
               one after the other, else as they finish.

    Returns {schedule, definitions, models, runs, summary, target, rules}. The same seeds give the same result, byte for
    byte, whatever the number of workers. Raises WinnowError for an unknown model.
    """
    cards = [model_card(m) if isinstance(m, str) else m for m in models]
    cards = list({card.name: card for card in cards}.values())
    chosen = range(seeds) if isinstance(seeds, int) else seeds
    tasks = [
        Task(review, card, seed, schedule(len(review.keys), every), target, confidence)
        for review in reviews
        for card in cards
        for seed in chosen
    ]
    runs = run_all(tasks, jobs=jobs, scheduler=scheduler, keep=keep, progress=progress)
    return {
        "schedule": _schedule_text(tasks),
        "definitions": DEFINITIONS,
        "models": {card.name: _card(card) for card in cards},
        "runs": runs,
        "summary": summary(runs),
        "target": target,
        "rules": rule_summary(runs, target),
    }


def simulate(
    records: Sequence[Record],
    keys: Sequence[str],
    labels: Sequence[int],
    *,
    stage: str = "title-abstract",
    name: str = "review",
    prior: Sequence[str] = (),
    **options: Any,
) -> dict[str, Any]:
    """Replay one labelled review given as plain lists: records, their keys, 1 relevant or 0.

    prior: keys of records whose labels are known beforehand, instead of a starting pair.
    """
    review = LabelledReview(name, tuple(keys), tuple(records), tuple(int(y) for y in labels), stage)
    return study(with_prior([review], prior) if prior else [review], **options)


def _card(card: ModelCard) -> dict[str, Any]:
    return {"summary": card.summary, "reads": list(card.reads), "parameters": dict(card.parameters)}


def _schedule_text(tasks: Iterable[Task]) -> str:
    steps = sorted({task.every for task in tasks})
    if steps == [1]:
        return "retrained after every record"
    if len(steps) == 1:
        return f"retrained after every {steps[0]} records"
    return f"retrained after every {steps[0]} to {steps[-1]} records, by the review's size"


def summary(runs: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Mean metrics by review and model, then over reviews by model (`review` is null)."""
    rows = []
    models = list(dict.fromkeys(run["model"] for run in runs))
    reviews = list(dict.fromkeys(run["review"] for run in runs))
    for model in models:
        by_review = [
            _mean([r for r in runs if r["model"] == model and r["review"] == name], name, model)
            for name in reviews
        ]
        rows += by_review
        if len(reviews) > 1:
            over = {k: _average([row["metrics"][k] for row in by_review]) for k in DEFINITIONS}
            count = sum(row["runs"] for row in by_review)
            rows.append({"review": None, "model": model, "runs": count, "metrics": over})
    return rows


def _mean(runs: Sequence[dict[str, Any]], review: str, model: str) -> dict[str, Any]:
    values = {k: _average([run["metrics"][k] for run in runs]) for k in DEFINITIONS}
    return {"review": review, "model": model, "runs": len(runs), "metrics": values}


def _average(values: Sequence[float]) -> float:
    return sum(values) / len(values)
