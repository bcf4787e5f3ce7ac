"""How long a reviewer's decision takes to reach the ranking, against ASReview's own loop step.

    python benchmarks/latency.py [--sizes 10000 100000] [--labelled 500] [--repeats 7]

Citations are invented: words drawn from a Zipf law, 180 to an abstract, a dozen headings. Prints,
for each size, in one run and one thread:
  step on the same matrix   ELAS u4's tf-idf matrix, its own fit and rank (as in
                            asreview.simulation) against our fit and rank on that matrix as
                            we keep it: terms of a single record folded into the diagonal
  the default model         our richer model on its own blocks, both machines mixed
  opening                   kept features from the cache; and after adding 1 % new citations
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from pipeline.ranking import Ranker, models
from pipeline.ranking.features import Features
from pipeline.ranking.learners import learner_for
from pipeline.ranking.machine import SvmLearner
from pipeline.ranking.threads import one_thread
from pipeline.records.model import Record

WORDS = 60_000


def citations(n: int, seed: int = 0) -> list[Record]:
    """Invented citations; every 20th is about something else."""
    rng = np.random.RandomState(seed)
    letters = np.array(list("abcdefghilmnoprstuvy"))
    vocabulary = ["".join(rng.choice(letters, rng.randint(4, 11))) for _ in range(WORDS)]
    law = np.cumsum(1.0 / (np.arange(WORDS) + 5.0))
    made = []
    for i in range(n):
        drawn = np.searchsorted(law, rng.random_sample(204) * law[-1])
        tokens = [vocabulary[j] for j in drawn[:192]]
        if i % 20 == 0:
            tokens[::15] = [vocabulary[100 + j] for j in range(13)]
        headings = tuple(vocabulary[j % 3000] for j in drawn[192:])
        made.append(
            Record(title=" ".join(tokens[:12]), abstract=" ".join(tokens[12:]), keywords=headings)
        )
    return made


def seconds(call: Callable[[], Any], repeats: int) -> float:
    """Median processor time of a call: other work on the machine does not count."""
    times = []
    for _ in range(repeats):
        start = time.process_time()
        call()
        times.append(time.process_time() - start)
    return median(times)


def asreview_step(matrix: Any, chosen: Any, y: Any) -> Callable[[], Any]:
    """One turn of asreview's simulation loop: fit, take the pool, rank it."""
    from asreview.learner import ActiveLearningCycle
    from asreview.models import get_ai_config

    cycle = ActiveLearningCycle.from_meta(get_ai_config("elas_u4")["value"])

    def step() -> Any:
        cycle.fit(matrix[chosen], y)
        pool = np.setdiff1d(np.arange(matrix.shape[0]), chosen)
        return pool[cycle.rank(matrix[pool])]

    return step


def our_step(learner: SvmLearner, chosen: Any, y: Any, dry: int = 0) -> Callable[[], Any]:
    def step() -> Any:
        return np.argsort(-learner.scores(chosen, y, dry), kind="stable")

    return step


def measure(n: int, labelled: int, repeats: int) -> None:
    records = citations(n)
    chosen = np.sort(np.random.RandomState(1).choice(n, labelled, replace=False))
    y = (chosen % 20 == 0).astype(np.int64)
    from pipeline.ranking.elas import asreview_matrix

    tfidf = asreview_matrix("elas_u4", records)
    same = learner_for(models()["elas_u4"], Features.of(records, names=("text",)))
    peer = seconds(asreview_step(tfidf, chosen, y), repeats)
    ours = seconds(our_step(same, chosen, y), repeats)
    agree = np.mean(
        our_step(same, chosen, y)()[:100]
        == np.argsort(-_peer_scores(tfidf, chosen, y), kind="stable")[:100]
    )
    print(f"\n{n:,} citations, {labelled} labelled, {tfidf.nnz / n:.0f} terms each")
    print(
        f"  step on the same matrix   asreview {peer:.3f} s, ours {ours:.3f} s: {ours / peer:.2f} of it"
    )
    print(f"                            ({agree:.0%} of the first hundred places equal)")
    del tfidf, same
    with tempfile.TemporaryDirectory() as folder:
        start = time.process_time()
        Features.of(records, Path(folder))
        fresh = time.process_time() - start
        opened = seconds(lambda: Features.of(records, Path(folder)), 3)
        ranker = Ranker(records, cache=Path(folder))
        start = time.process_time()
        learner = ranker.learner
        matrix = time.process_time() - start
        first = seconds(our_step(learner, chosen, y), repeats)
        mixed = seconds(our_step(learner, chosen, y, n // 10), repeats)
        full = _whole(learner)
        heavy = seconds(asreview_step(full, chosen, y), repeats)
        more = records + citations(n // 100, seed=2)
        start = time.process_time()
        Features.of(more, Path(folder))
        grown = time.process_time() - start
    print(
        f"  the default model         {first:.3f} s: {first / peer:.2f} of asreview's step; both machines {mixed:.3f} s: {mixed / peer:.2f}"
    )
    print(f"  on the default's matrix   asreview {heavy:.3f} s: ours is {first / heavy:.2f} of it")
    print(
        f"  opening                   first time {fresh:.1f} s, from the cache {opened:.2f} s (with its matrix {matrix:.2f} s); 1 % added {grown:.1f} s"
    )


def _whole(learner: SvmLearner) -> Any:
    """The default model's weighted blocks as one matrix, as ASReview would hold them."""
    from scipy.sparse import csr_array, hstack

    rows = learner.matrix.rows
    parts = [rows[name] * np.sqrt(w) for name, w in learner.settings.blocks.items()]
    return csr_array(hstack(parts, format="csr"), dtype=np.float64)


def _peer_scores(matrix: Any, chosen: Any, y: Any) -> Any:
    from asreview.learner import ActiveLearningCycle
    from asreview.models import get_ai_config

    cycle = ActiveLearningCycle.from_meta(get_ai_config("elas_u4")["value"])
    cycle.fit(matrix[chosen], y)
    return cycle.classifier.decision_function(matrix)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--labelled", type=int, default=500)
    parser.add_argument("--repeats", type=int, default=7)
    args = parser.parse_args()
    with one_thread():
        for n in args.sizes:
            measure(n, args.labelled, args.repeats)


if __name__ == "__main__":
    main()
