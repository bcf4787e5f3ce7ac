"""The default model's parts work in ASReview's own cycle and give the order we give."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from asreview.learner import ActiveLearningCycle
from asreview.models.queriers import Max
from asreview.simulation.simulate import Simulate

from winnow_sr.ranking import Features, model_card
from winnow_sr.ranking.asreview_models import ExactSVM, FieldBalance, FieldFeatures
from winnow_sr.ranking.learners import learner_for, ordered
from winnow_sr.records.model import Record

RNG = np.random.RandomState(5)
NOUNS = [f"noun{i}" for i in range(60)]
RECORDS = [
    Record(
        title=" ".join(RNG.choice(NOUNS, 6)),
        abstract=" ".join(RNG.choice(NOUNS, 40)),
        keywords=tuple(dict.fromkeys(RNG.choice(NOUNS, 5).tolist())),
    )
    for _ in range(50)
]
FRAME = pd.DataFrame(
    {
        "title": [r.title for r in RECORDS],
        "abstract": [r.abstract for r in RECORDS],
        "keywords": [list(r.keywords) for r in RECORDS],
    }
)


def a_cycle() -> ActiveLearningCycle:
    return ActiveLearningCycle(
        querier=Max(),
        classifier=ExactSVM(),
        balancer=FieldBalance(),
        feature_extractor=FieldFeatures(),
    )


def test_asreviews_cycle_ranks_as_the_defaults_second_machine_does() -> None:
    cycle = a_cycle()
    matrix = cycle.transform(FRAME)
    chosen, y = np.arange(25), np.array([1, 0, 0, 1, 0] * 5)  # ten relevant: no longer few
    cycle.fit(matrix[chosen], y)
    learner = learner_for(model_card("default"), Features.of(RECORDS))
    ours = learner.parts[1].scores(chosen, y)
    theirs = cycle.classifier.decision_function(matrix)
    assert theirs == pytest.approx(ours, abs=1e-5)
    assert cycle.rank(matrix).tolist() == ordered(ours)


def test_asreviews_simulation_runs_to_the_last_relevant_record() -> None:
    labels = np.array([int("noun7" in r.abstract) for r in RECORDS])
    simulation = Simulate(FRAME, labels, a_cycle(), print_progress=False)
    simulation.label([int(labels.argmax()), int(labels.argmin())])
    simulation.review()
    assert simulation._results["label"].sum() == labels.sum()


def test_a_cycle_is_described_as_asreview_wants_it() -> None:
    meta = a_cycle().to_meta()
    assert meta.feature_extractor == "winnow-fields"
    assert meta.classifier == "winnow-svm"
    assert meta.balancer_param == {"ratio": FieldBalance().ratio}


def test_missing_columns_and_empty_cells_are_no_obstacle() -> None:
    frame = pd.DataFrame({"title": ["opioids", None, "heart"], "abstract": [None, "pain", ""]})
    assert FieldFeatures().fit_transform(frame).shape[0] == 3
