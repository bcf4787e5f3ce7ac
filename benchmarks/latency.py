"""How long a reviewer's decision takes to reach the ranking, against ASReview's own loop step.

    python benchmarks/latency.py [--sizes 10000 100000] [--labelled 500] [--repeats 7]
                                 [--asreview-up-to 100000]

Citations are invented: words drawn from a Zipf law, 180 to an abstract, a dozen headings; they are
drawn as they are read, so that no memory but the ranking's is measured. Prints, for each size, in
a process of its own and one thread, processor times:
  features   counted the first time, and their size on disk
  a session  from kept features to the first order: found and opened, their matrix
  a step     fit and order of the default model after a decision
  a search   1 % new citations added to kept features
  against asreview   ELAS u4's tf-idf matrix, its own fit and rank (as in asreview.simulation)
             against our fit and rank on that matrix as we keep it (terms of a single record
             folded into the diagonal); the same on our richer model's matrix
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from winnow_sr.ranking import Ranker, models
from winnow_sr.ranking.features import Features
from winnow_sr.ranking.learners import learner_for
from winnow_sr.ranking.mean import MeanOfMachines
from winnow_sr.ranking.threads import one_thread
from winnow_sr.records.model import Record

WORDS = 60_000


class Invented(Sequence[Record]):
    """Invented citations, drawn when read, a thousand at a time; every 20th is about another thing.

    Never all in memory: what a measurement takes is the ranking's. `seconds` went into drawing.
    """

    def __init__(self, n: int, seed: int = 0) -> None:
        self.n, self.seed, self.seconds = n, seed, 0.0
        rng = np.random.RandomState(0)
        letters = np.array(list("abcdefghilmnoprstuvy"))
        self.vocabulary = ["".join(rng.choice(letters, rng.randint(4, 11))) for _ in range(WORDS)]
        self.law = np.cumsum(1.0 / (np.arange(WORDS) + 5.0))
        self.kept: tuple[int, list[Record]] = -1, []

    def __len__(self) -> int:
        return self.n

    def __getitem__(self, wanted: Any) -> Any:
        if isinstance(wanted, slice):
            return [self[i] for i in range(*wanted.indices(self.n))]
        if not 0 <= wanted < self.n:
            raise IndexError(wanted)
        if self.kept[0] != wanted // 1000:
            start = time.process_time()
            self.kept = wanted // 1000, self._drawn(wanted // 1000)
            self.seconds += time.process_time() - start
        return self.kept[1][wanted % 1000]

    def _drawn(self, thousand: int) -> list[Record]:
        rng = np.random.RandomState([self.seed, thousand])
        drawn = np.searchsorted(self.law, rng.random_sample((1000, 204)) * self.law[-1]).tolist()
        return [self._citation(i, row) for i, row in enumerate(drawn)]

    def _citation(self, i: int, drawn: list[int]) -> Record:
        tokens = [self.vocabulary[j] for j in drawn[:192]]
        if i % 20 == 0:
            tokens[::15] = [self.vocabulary[100 + j] for j in range(13)]
        return Record(
            title=" ".join(tokens[:12]),
            abstract=" ".join(tokens[12:]),
            keywords=tuple(self.vocabulary[j % 3000] for j in drawn[192:]),
        )


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


def our_step(learner: MeanOfMachines, chosen: Any, y: Any, dry: int = 0) -> Callable[[], Any]:
    """A step of a session: train and rank; the best unread citation is read before the next."""
    known = {int(i): int(label) for i, label in zip(chosen, y, strict=True)}

    def step() -> Any:
        now = np.array(sorted(known), dtype=np.int64)
        said = np.array([known[int(i)] for i in now], dtype=np.int64)
        order = np.argsort(-learner.scores(now, said, dry), kind="stable")
        best = next(int(i) for i in order if int(i) not in known)
        known[best] = int(best % 20 == 0)
        return order

    step()  # the first one of a session compares all neighbours, every next one the new
    return step


def measure(n: int, labelled: int, repeats: int, folder: Path) -> None:
    """Ours: features the first time, opened, grown; and the steps of a session. All printed."""
    records = Invented(n)
    chosen, y = labels(n, labelled)
    print(f"\n{n:,} citations, {labelled} labelled")
    start = time.process_time()
    Features.of(records, folder)
    fresh = time.process_time() - start - records.seconds
    disk = sum(path.stat().st_size for path in folder.iterdir())
    peak = memory()
    ranker = Ranker(records, cache=folder)
    opened = timed(lambda: ranker.features, records)
    matrix = timed(lambda: ranker.learner, records)
    learner = ranker.learner
    first = seconds(our_step(learner, chosen, y), repeats)
    mixed = seconds(our_step(learner, chosen, y, n // 10), repeats)
    both = {int(i): int(label) for i, label in zip(chosen, y, strict=True)}
    whole = seconds(lambda: ranker.rank(both, n // 10), repeats)
    print(f"  features   first time {fresh:.1f} s, {disk / 1e9:.2f} GB on disk")
    print(
        f"  a session  kept features found by the texts and opened {opened:.2f} s,"
        f" their matrix {matrix:.2f} s"
    )
    print(
        f"  a step     {first:.3f} s, both machines mixed {mixed:.3f} s,"
        f" a whole ranking with its list {whole:.3f} s"
    )
    print(f"  memory     {peak:.2f} GB at most while counting, {memory():.2f} GB until here")
    ranker, learner = None, None  # type: ignore[assignment]
    more = Added(records, Invented(n // 100, seed=2))
    grown = timed(lambda: Features.of(more, folder), more)
    print(f"  a search   1 % new citations added to kept features in {grown:.1f} s")
    print(f"             {memory():.2f} GB at most in all")


def timed(call: Callable[[], Any], records: Invented | Added) -> float:
    """Processor time of a call made once, without what drawing citations took."""
    start, drawing = time.process_time(), records.seconds
    call()
    return time.process_time() - start - (records.seconds - drawing)


class Added(Sequence[Record]):
    """Some citations, then others."""

    def __init__(self, one: Invented, two: Invented) -> None:
        self.one, self.two = one, two

    @property
    def seconds(self) -> float:
        return self.one.seconds + self.two.seconds

    def __len__(self) -> int:
        return len(self.one) + len(self.two)

    def __getitem__(self, i: Any) -> Any:
        if isinstance(i, slice):
            return [self[j] for j in range(*i.indices(len(self)))]
        return self.one[i] if i < len(self.one) else self.two[i - len(self.one)]


def labels(n: int, labelled: int) -> tuple[Any, Any]:
    """Positions and labels: one in twenty is relevant."""
    chosen = np.sort(np.random.RandomState(1).choice(n, labelled, replace=False))
    return chosen, (chosen % 20 == 0).astype(np.int64)


def memory() -> float:
    """The most memory this process has had so far, in GB, mapped files included."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e9


def compare(n: int, labelled: int, repeats: int, folder: Path) -> None:
    """Our step against ASReview's on the same matrix. Needs memory for ASReview's features."""
    from winnow_sr.ranking.elas import asreview_matrix

    records = list(Invented(n))
    chosen, y = labels(n, labelled)
    tfidf = asreview_matrix("elas_u4", records)
    same = learner_for(models()["elas_u4"], Features.of(records, names=("text",)))
    peer = seconds(asreview_step(tfidf, chosen, y), repeats)
    ours = seconds(our_step(same, chosen, y), repeats)
    theirs = np.argsort(-_peer_scores(tfidf, chosen, y), kind="stable")[:100]
    agree = np.mean(np.argsort(-same.scores(chosen, y), kind="stable")[:100] == theirs)
    print(
        f"  against asreview on ELAS u4's matrix ({tfidf.nnz / n:.0f} terms each): asreview"
        f" {peer:.3f} s, ours {ours:.3f} s: {ours / peer:.2f} of it"
        f" ({agree:.0%} of the first hundred places equal)"
    )
    del tfidf, same
    learner = Ranker(records, cache=folder).learner
    first = seconds(our_step(learner, chosen, y), repeats)
    heavy = seconds(asreview_step(_whole(learner), chosen, y), repeats)
    print(
        f"  against asreview on the default's matrix: asreview {heavy:.3f} s, ours {first:.3f} s:"
        f" {first / heavy:.2f} of it; {first / peer:.2f} of its step on ELAS u4's"
    )


def _whole(learner: MeanOfMachines) -> Any:
    """The default model's weighted blocks as one matrix, as ASReview would hold them."""
    from scipy.sparse import csr_array, hstack

    rows = learner.matrix.rows
    parts = [rows[name] * np.sqrt(w) for name, w in learner.parts[-1].settings.blocks.items()]
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
    parser.add_argument("--asreview-up-to", type=int, default=100_000)
    args = parser.parse_args()
    if len(args.sizes) > 1:  # a process each, so that its memory is its own
        given = [f"--{name.replace('_', '-')}={value}" for name, value in vars(args).items()
                 if name != "sizes"]  # fmt: skip
        for n in args.sizes:
            command = [sys.executable, __file__, "--sizes", str(n), *given]
            subprocess.run(command, check=True)
        return
    (n,) = args.sizes
    with one_thread(), tempfile.TemporaryDirectory() as folder:
        measure(n, args.labelled, args.repeats, Path(folder))
        if n <= args.asreview_up_to:
            compare(n, args.labelled, args.repeats, Path(folder))
        else:
            print("  asreview is not run at this size (--asreview-up-to)")


if __name__ == "__main__":
    main()
