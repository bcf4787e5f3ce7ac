"""`rank`: an order of all citations from what is settled so far, and `why` it is so."""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import WinnowError
from pipeline.ranking.cards import ModelCard, model_card
from pipeline.ranking.coldstart import cold_scores
from pipeline.ranking.features import Features
from pipeline.ranking.learners import DECIMALS, learner_for, ordered, random_scores
from pipeline.ranking.question import Question, Ranking
from pipeline.ranking.threads import one_thread
from pipeline.records.model import Record

LIBRARIES = ("numpy", "scipy", "scikit-learn", "asreview")


def rank(
    citations: Sequence[Record],
    labels: Mapping[int, int],
    *,
    model: str = "default",
    seed: int = 535,
    question: Question | None = None,
    cache: Path | None = None,
    features: Features | None = None,
    dry: int = 0,
) -> Ranking:
    """Order all citations, best first.

    labels  : position -> 1 relevant, 0 irrelevant: the team's settled labels.
    model   : a name from `models()`.
    seed    : fixes the random order, and whatever else a model leaves to chance.
    question: orders the citations until both classes are known.
    cache   : a folder for features; safe to delete.
    features: features of exactly these citations, when the caller keeps them at hand.
    dry     : irrelevant citations settled since the last relevant one, in the order of reading;
              the default model turns to the headings as it grows.

    The same arguments give the same order, byte for byte. Raises WinnowError for an unknown
    model or a label that is not a position with 0 or 1.
    """
    card = model_card(model)
    check_labels(labels, len(citations))
    both = len(set(labels.values())) == 2
    phase = "model" if both or card.kind == "random" else "cold-start"
    with one_thread():
        if not citations:
            scores = np.zeros(0)
        elif card.kind == "random":
            scores = random_scores(len(citations), seed)
        elif card.asreview is not None and both:
            from pipeline.ranking.elas import asreview_scores

            scores = asreview_scores(card.asreview, citations, *labelled_arrays(labels), seed)
        else:
            features = Features.of(citations, cache) if features is None else features
            found = (
                learner_for(card, features).scores(*labelled_arrays(labels), dry)
                if both
                else cold_scores(features, citations, labels, question)
            )
            scores = random_scores(len(citations), seed) if found is None else found
        scores = np.round(scores, DECIMALS) + 0.0
    return Ranking(
        order=ordered(scores),
        scores=[float(s) for s in scores],
        description=_description(card, seed, labels, phase, question, dry),
    )


def check_labels(labels: Mapping[int, int], n: int) -> None:
    """Raises WinnowError for a label that is not a position among n with 0 or 1."""
    for position, label in labels.items():
        if not 0 <= position < n:
            raise WinnowError(
                f"a label names citation {position}, but there are {n}: read them anew"
            )
        if label not in (0, 1):
            raise WinnowError(f"the label of citation {position} is {label!r}; it must be 0 or 1")


def labelled_arrays(labels: Mapping[int, int]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Positions ascending and their labels, so that the order of decisions does not matter."""
    chosen = np.array(sorted(labels), dtype=np.int64)
    return chosen, np.array([labels[int(i)] for i in chosen], dtype=np.int64)


def _description(
    card: ModelCard,
    seed: int,
    labels: Mapping[int, int],
    phase: str,
    question: Question | None,
    dry: int,
) -> dict[str, Any]:
    return {
        "model": card.name,
        "parameters": dict(card.parameters),
        "seed": seed,
        "phase": phase,
        "labelled": len(labels),
        "relevant": sum(labels.values()),
        "dry": dry,
        "question": question is not None,
        "versions": {"python": platform.python_version(), **{n: version(n) for n in LIBRARIES}},
    }
