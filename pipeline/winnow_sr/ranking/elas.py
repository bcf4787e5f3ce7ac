"""ASReview's own models, run by ASReview's own `ActiveLearningCycle`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from winnow_sr.records.model import Record


def engine() -> tuple[Any, Any]:
    """ASReview's `ActiveLearningCycle` and `get_ai_config`.

    A package that ASReview imports puts a cache file for web requests into the folder where one
    stands and makes all requests of the program go through it; neither is wanted here.
    """
    import requests_cache

    install = requests_cache.install_cache
    requests_cache.install_cache = lambda *_, **__: None
    try:
        from asreview.learner import ActiveLearningCycle
        from asreview.models import get_ai_config
    finally:
        requests_cache.install_cache = install
    return ActiveLearningCycle, get_ai_config


def asreview_scores(
    name: str,
    citations: Sequence[Record],
    chosen: NDArray[np.int64],
    y: NDArray[np.int64],
    seed: int,
) -> NDArray[np.float64]:
    """Scores by one of ASReview's configurations. Shape (n,); higher is better.

    name: as in `asreview.models.AI_MODEL_CONFIGURATIONS`. The classifier's `random_state`, where
    it has one, is the seed.
    """
    cycles, get_ai_config = engine()

    meta = get_ai_config(name)["value"]
    if meta.classifier == "svm":
        meta = replace(meta, classifier_param={**meta.classifier_param, "random_state": seed})
    cycle = cycles.from_meta(meta)
    try:
        matrix = cycle.transform(_frame(citations))
    except ValueError:  # not a single word in the whole set
        return np.zeros(len(citations))
    cycle.fit(matrix[chosen], y)
    return _decisions(cycle.classifier, matrix)


def asreview_matrix(name: str, citations: Sequence[Record]) -> Any:
    """The matrix one of ASReview's configurations makes: scipy.sparse, shape (n, m)."""
    cycles, get_ai_config = engine()
    from scipy.sparse import csr_array

    try:
        return cycles.from_meta(get_ai_config(name)["value"]).transform(_frame(citations))
    except ValueError:
        return csr_array((len(citations), 1))


def asreview_terms(
    name: str,
    citations: Sequence[Record],
    chosen: NDArray[np.int64],
    y: NDArray[np.int64],
    position: int,
) -> list[tuple[str, float]]:
    """The terms of one citation and their parts of its log odds, by ELAS u3's naive Bayes."""
    cycles, get_ai_config = engine()

    cycle = cycles.from_meta(get_ai_config(name)["value"])
    try:
        matrix = cycle.transform(_frame(citations))
    except ValueError:
        return []
    cycle.fit(matrix[chosen], y)
    logs = cycle.classifier.feature_log_prob_
    row = matrix[[position]].tocoo()
    terms = cycle.feature_extractor[-1].get_feature_names_out()
    parts = row.data * (logs[1] - logs[0])[row.col]
    return [(str(terms[c]), float(w)) for c, w in zip(row.col, parts, strict=True)]


def _frame(citations: Sequence[Record]) -> Any:
    import pandas as pd

    return pd.DataFrame(
        {"title": [r.title for r in citations], "abstract": [r.abstract for r in citations]}
    )


def _decisions(classifier: Any, matrix: Any) -> NDArray[np.float64]:
    if hasattr(classifier, "decision_function"):
        return np.asarray(classifier.decision_function(matrix))
    return np.asarray(classifier.predict_proba(matrix)[:, 1])
