"""`rank`: an order of all citations from what is settled so far, and `why` it is so."""

from __future__ import annotations

import platform
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from winnow_sr.errors import WinnowError
from winnow_sr.ranking.coldstart import cold_scores
from winnow_sr.ranking.features import Features
from winnow_sr.ranking.inputs import Question, Ranking
from winnow_sr.ranking.learners import DECIMALS, learner_for, ordered, random_scores, words_of
from winnow_sr.ranking.mean import Blend, MeanOfMachines
from winnow_sr.ranking.model_cards import model_card
from winnow_sr.ranking.parts import with_question
from winnow_sr.ranking.threads import one_thread
from winnow_sr.records.model import Record

Progress = Callable[[int, int], None]
LIBRARIES = ("numpy", "scipy", "scikit-learn", "asreview")


class Ranker:
    """A set of citations and a model, kept at hand: after the first call only training is left.

    For a running session; `rank` is one call of it. See `rank` for the arguments.
    """

    def __init__(
        self,
        citations: Sequence[Record],
        *,
        model: str = "default",
        seed: int = 535,
        question: Question | None = None,
        cache: Path | None = None,
    ) -> None:
        self.card = model_card(model)
        self._citations = citations
        self._seed = seed
        self._question = question
        self._cache = cache
        self._features: Features | None = None
        self._learner: MeanOfMachines | None = None
        self._asked: NDArray[np.float64] | None = None
        self._embedded: NDArray[np.float32] | None = None

    @property
    def features(self) -> Features:
        """The citations' features, made or opened at first use."""
        if self._features is None:
            self._features = Features.of(self._citations, self._cache)
        return self._features

    @property
    def learner(self) -> MeanOfMachines:
        """The model's machines over the citations' features."""
        if self._learner is None:
            self._learner = learner_for(self.card, self.features)
        return self._learner

    def rank(
        self, labels: Mapping[int, int], dry: int = 0, progress: Progress | None = None
    ) -> Ranking:
        """Order all citations from the labels, best first.

        progress: told (done, total) as a sentence encoder embeds new texts.
        """
        n = len(self._citations)
        check_labels(labels, n)
        both = len(set(labels.values())) == 2
        with one_thread():
            scores = np.round(self._scores(labels, dry, both, progress), DECIMALS) + 0.0
        return Ranking(
            order=ordered(scores),
            scores=scores.tolist(),
            description=self._description(labels, dry, both),
        )

    def _scores(
        self, labels: Mapping[int, int], dry: int, both: bool, progress: Progress | None
    ) -> NDArray[np.float64]:
        n = len(self._citations)
        if not n:
            return np.zeros(0)
        if self.card.kind == "random":
            return random_scores(n, self._seed)
        if not both:
            found = cold_scores(self.features, self._citations, labels, self._question)
            return random_scores(n, self._seed) if found is None else found
        if self.card.asreview is not None:
            from winnow_sr.ranking.elas import asreview_scores

            chosen, y = labelled_arrays(labels)
            return asreview_scores(self.card.asreview, self._citations, chosen, y, self._seed)
        if self.card.kind == "dense":
            return self._with_question(self._dense_scores(labels, dry, progress), labels)
        return self._with_question(self.learner.scores(*labelled_arrays(labels), dry), labels)

    def _with_question(
        self, scores: NDArray[np.float64], labels: Mapping[int, int]
    ) -> NDArray[np.float64]:
        """The scores with what likeness to the question has to say, as long as it has."""
        most = Blend.of(words_of(self.card)).question
        if not most or self._question is None:
            return scores
        if self._asked is None:
            self._asked = cold_scores(self.features, self._citations, {}, self._question)
        assert self._asked is not None, "there is a question"
        return with_question(scores, self._asked, most, *labelled_arrays(labels))

    def _dense_scores(
        self, labels: Mapping[int, int], dry: int, progress: Progress | None
    ) -> NDArray[np.float64]:
        from winnow_sr.ranking.dense import DenseLearner, centred
        from winnow_sr.ranking.embedding import embedded

        if self._embedded is None:
            encoder = str(self.card.parameters["encoder"])
            rows = embedded(self._citations, encoder, self._cache, progress=progress)
            self._embedded = centred(rows)
        learner = DenseLearner.of(self.card, self.learner, self._embedded)
        return learner.scores(*labelled_arrays(labels), dry)

    def _description(self, labels: Mapping[int, int], dry: int, both: bool) -> dict[str, Any]:
        return {
            "model": self.card.name,
            "parameters": dict(self.card.parameters),
            "seed": self._seed,
            "phase": "model" if both or self.card.kind == "random" else "cold-start",
            "labelled": len(labels),
            "relevant": sum(labels.values()),
            "dry": dry,
            "question": self._question is not None,
            "versions": {"python": platform.python_version(), **{n: version(n) for n in LIBRARIES}},
        }


def rank(
    citations: Sequence[Record],
    labels: Mapping[int, int],
    *,
    model: str = "default",
    seed: int = 535,
    question: Question | None = None,
    cache: Path | None = None,
    dry: int = 0,
) -> Ranking:
    """Order all citations, best first.

    labels  : position -> 1 relevant, 0 irrelevant: the team's settled labels.
    model   : a name from `models()`.
    seed    : fixes the random order, and whatever else a model leaves to chance.
    question: orders the citations until both classes are known; beside the default it keeps a say
              that fades as relevant citations are found.
    cache   : a folder for features; safe to delete.
    dry     : irrelevant citations settled since the last relevant one, in the order of reading;
              the default model turns to headings and neighbours as it grows.

    The same arguments give the same order, byte for byte. Raises WinnowError for an unknown
    model or a label that is not a position with 0 or 1.
    """
    ranker = Ranker(citations, model=model, seed=seed, question=question, cache=cache)
    return ranker.rank(labels, dry)


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
