"""Which model should be the default? Chosen within families, counted on families left out.

    python benchmarks/study.py [FOLDER] [--part words|dense|noise|stop] [--keep DIR] [--embeddings DIR]

What is compared, the budget and the rule of choice stand in plan.py, written before the first run.
Outside, one family of reviews (drug class, software engineering, health computing, other) is left
out; inside, each of the other reviews in turn, and the candidate that is chosen most often is
frozen and counted on the family left out. Finished replays are kept in DIR: a run that was ended
goes on where it was. `--embeddings` is where the embeddings of `--part dense` are kept; reviews
without any are made (.2 s a record).
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
from lab import Bench, Candidate, run
from plan import DENSE, LATER, MOST, MOST_DENSE, NOISE, NOISY, SEEDS, WORDS, WORST
from sets import CORPORA, FAMILIES, SEEN, all_in, family_of

from winnow_sr.stopping import CMHSeq, History

METRICS = ("loss", "wss@95", "wss@100")
PEER = "u4"
Pair = tuple[str, str]
Table = dict[str, dict[Pair, dict[str, float]]]
"""Candidate -> (review, stage) -> mean metrics."""


def measured(
    benches: Iterable[Bench],
    candidates: Mapping[str, Candidate],
    keep: Path,
    noise: tuple[float, float] = (0, 0),
    seeds: int = SEEDS,
) -> Table:
    """Replay every candidate on every review, one review's features at a time."""
    table: Table = {name: {} for name in candidates}
    for bench in benches:
        pair = bench.review.name, bench.review.stage
        for name, candidate in candidates.items():
            runs = [run(bench, name, candidate, seed, keep, noise) for seed in range(seeds)]
            table[name][pair] = {
                m: float(np.mean([r["metrics"][m] for r in runs])) for m in METRICS
            }
        print(f"{pair[0]} {pair[1]}", file=sys.stderr, flush=True)
    return table


def gains(table: Table, name: str, metric: str, pairs: Iterable[Pair]) -> dict[str, float]:
    """By review: the difference from u4, its stages averaged. Two stages are not two reviews."""
    found: dict[str, list[float]] = {}
    for pair in pairs:
        found.setdefault(pair[0], []).append(table[name][pair][metric] - table[PEER][pair][metric])
    return {review: float(np.mean(values)) for review, values in found.items()}


def by_family(values: Mapping[str, float]) -> float:
    """Mean of the families' means: a family of eight counts as one of two."""
    families: dict[str, list[float]] = {}
    for review, value in values.items():
        families.setdefault(family_of(review), []).append(value)
    return float(np.mean([np.mean(members) for members in families.values()]))


def worth(table: Table, name: str, pairs: list[Pair]) -> float:
    """See plan.py; minus infinity for a candidate that is too bad anywhere."""
    if max(table[name][p]["loss"] - table[PEER][p]["loss"] for p in pairs) > WORST:
        return -np.inf
    wss, loss = (by_family(gains(table, name, m, pairs)) for m in ("wss@95", "loss"))
    return wss / 4 - loss


def chosen_on(table: Table, pairs: list[Pair]) -> tuple[str, Counter[str]]:
    """The candidate chosen most often as each review is left out, and how often each was."""
    votes: Counter[str] = Counter()
    for left in {review for review, _ in pairs}:
        rest = [pair for pair in pairs if pair[0] != left]
        votes[max(table, key=lambda name, r=rest: worth(table, name, r))] += 1
    most = max(votes.values())
    tied = [name for name, count in votes.items() if count == most]
    return max(tied, key=lambda name: worth(table, name, pairs)), votes


def interval(values: list[float], draws: int = 10_000) -> tuple[float, float]:
    """95 % bootstrap interval of the mean over reviews."""
    rng = np.random.RandomState(0)
    means = np.array(values)[rng.randint(0, len(values), (draws, len(values)))].mean(axis=1)
    return float(np.quantile(means, 0.025)), float(np.quantile(means, 0.975))


def print_candidates(table: Table, pairs: list[Pair]) -> None:
    """Every candidate, best first: families weigh alike; then reviews alike; then the worst."""
    print(
        f"{'candidate':34}{'worth':>8}"
        + "".join(f"{m:>9}{'':>9}{'median':>8}{'worst':>8}" for m in METRICS)
    )
    for name in sorted(table, key=lambda n: (-worth(table, n, pairs), n)):
        value = worth(table, name, pairs)
        line = f"{name:34}" + (f"{value:+8.4f}" if np.isfinite(value) else f"{'out':>8}")
        for metric in METRICS:
            mine = gains(table, name, metric, pairs)
            single = [table[name][p][metric] - table[PEER][p][metric] for p in pairs]
            worst = max(single) if metric == "loss" else min(single)
            line += f"{by_family(mine):+9.4f}{np.mean(list(mine.values())):+9.4f}"
            line += f"{np.median(list(mine.values())):+8.3f}{worst:+8.3f}"
        print(line)


def print_outer(table: Table, pairs: list[Pair]) -> None:
    """Each family counted with what was chosen without it."""
    print("\nOne family left out: what the others choose, counted on it against u4")
    counted: dict[str, dict[str, float]] = {m: {} for m in METRICS}
    for family in FAMILIES:
        own = [p for p in pairs if family_of(p[0]) == family]
        rest = [p for p in pairs if family_of(p[0]) != family]
        if not own or not rest:
            continue
        name, votes = chosen_on(table, rest)
        print(f"  without {family}: {name}   (inside: {dict(votes)})")
        for metric in METRICS:
            counted[metric] |= gains(table, name, metric, own)
        for pair in sorted(own, key=lambda p: table[PEER][p]["loss"] - table[name][p]["loss"]):
            mine, peer = table[name][pair], table[PEER][pair]
            print(
                f"    {pair[0]:26}{pair[1]:16}"
                + "".join(f"  {m} {mine[m]:.3f} ({mine[m] - peer[m]:+.3f})" for m in METRICS)
            )
    for metric in METRICS:
        values = list(counted[metric].values())
        low, high = interval(values)
        base = np.mean([table[PEER][p][metric] for p in pairs])
        worst = max(values) if metric == "loss" else min(values)
        print(
            f"  {metric:8} {np.mean(values):+.4f} [{low:+.4f}, {high:+.4f}] of {base:.3f}, median "
            f"{np.median(values):+.4f}, worst review {worst:+.4f}, families alike {by_family(counted[metric]):+.4f}"
        )
    name, votes = chosen_on(table, pairs)
    print(f"\nOn all reviews the choice is: {name}   (one review left out: {dict(votes)})")


def print_all(table: Table, title: str) -> None:
    pairs = sorted(next(iter(table.values())))
    print(
        f"\n{title}: {len(table)} candidates, {len(pairs)} reviews and stages, {SEEDS} seeds; differences from u4"
    )
    print(
        "of each metric: mean of families, mean of reviews, median review, worst review and stage\n"
    )
    print_candidates(table, pairs)
    fresh = [pair for pair in pairs if pair[0] not in SEEN]
    if fresh and len(fresh) < len(pairs):
        print(
            f"\nThe same on the {len(fresh)} reviews and stages on which no model was ever chosen\n"
        )
        print_candidates(table, fresh)
    print_outer(table, pairs)


def embedded_benches(folder: Path, cache: Path) -> Iterable[Bench]:
    """The reviews with their embeddings; those not yet made are made."""
    from winnow_sr.ranking.embedding import E5, embedded

    for review in all_in(folder, MOST_DENSE):
        yield Bench(review, embedded(review.records, E5, cache))


def print_stops(folder: Path, candidates: Mapping[str, Candidate], keep: Path) -> None:
    """What a team feels: reading saved and recall where cmh-seq (.90 at 95 %) ends, by candidate."""
    rule = CMHSeq(0.90, 0.95)
    saved: dict[str, dict[Pair, float]] = {name: {} for name in candidates}
    recalls: dict[str, list[float]] = {name: [] for name in candidates}
    for bench in (Bench(review) for review in all_in(folder, MOST)):
        pair = bench.review.name, bench.review.stage
        for name, candidate in candidates.items():
            runs = [run(bench, name, candidate, seed, keep) for seed in range(SEEDS)]
            ends = [_stop(rule, found["ranks"], found["records"]) for found in runs]
            saved[name][pair] = float(np.mean([s for s, _ in ends]))
            recalls[name] += [recall for _, recall in ends]
    pairs = sorted(saved[PEER])
    print(f"cmh-seq, target .90, confidence .95; {len(pairs)} reviews and stages, {SEEDS} seeds")
    for name, mine in saved.items():
        gain: dict[str, list[float]] = {}
        for pair in pairs:
            gain.setdefault(pair[0], []).append(mine[pair] - saved[PEER][pair])
        means = [float(np.mean(g)) for g in gain.values()]
        low, high = interval(means)
        print(
            f"  {name:34} saved {np.mean(list(mine.values())):.3f}, by review {np.mean(means):+.4f} "
            f"[{low:+.4f}, {high:+.4f}], worst {min(means):+.3f}; recall mean "
            f"{np.mean(recalls[name]):.3f}, reached in {np.mean(np.array(recalls[name]) >= 0.9):.1%}"
        )


def _stop(rule: CMHSeq, ranks: list[int], n: int) -> tuple[float, float]:
    """Share left unread, and recall, where the rule ends; the starting pair is no ranked reading."""
    hits = set(ranks)
    history = History(relevant=[i in hits for i in range(1, n + 1)], total=n, first=2)
    at = rule.first_stop(history, 2)
    at = n if at is None else at
    return 1 - at / n, sum(rank <= at for rank in ranks) / len(ranks)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("folder", type=Path, nargs="?", default=CORPORA)
    parser.add_argument("--part", choices=("words", "dense", "noise", "stop"), default="words")
    parser.add_argument("--keep", type=Path, default=Path(".study"))
    parser.add_argument("--embeddings", type=Path, default=Path(".study"))
    parser.add_argument("--only", nargs="*", help="replay these candidates beside u4")
    args = parser.parse_args()
    if not args.folder.is_dir():
        parser.exit(2, f"{args.folder} is not here: give the folder of labelled reviews\n")
    known = DENSE if args.part == "dense" else WORDS | LATER
    wanted = args.only or (NOISY if args.part in ("noise", "stop") else known)
    candidates = {name: known[name] for name in dict.fromkeys((PEER, *wanted))}
    if args.part == "dense":
        benches = embedded_benches(args.folder, args.embeddings)
        print_all(
            measured(benches, candidates, args.keep),
            f"with embeddings, at most {MOST_DENSE} records",
        )
        return
    if args.part == "stop":
        print_stops(args.folder, candidates, args.keep)
        return
    benches = (Bench(review) for review in all_in(args.folder, MOST))
    noise = NOISE if args.part == "noise" else (0, 0)
    title = "wrong verdicts" if args.part == "noise" else "words"
    print_all(measured(benches, candidates, args.keep, noise), f"{title}, at most {MOST} records")


if __name__ == "__main__":
    main()
