"""Does a reader get a role that it does not deserve? Many random pilots with readers of known quality.

    .venv/bin/python benchmarks/readers.py [--pilots N]

Each trial: a review of 2,000 citations, a reader whose sensitivity is known (a fixed share of the
relevant ones is found by it), a pilot of 400 drawn at random, then up to four random rounds of 200
from what is left, a look at the bound after each. With --after people read 200 of the best in ranked
order before every round, which then is no sample of all: such rounds unlock nothing in the product. The reader is tried against a floor just above and just under its sensitivity and at .8.

correlated: it misses what the ranking puts late; contrary: what it puts early; not: at random.
Written per cell: trials that unlocked at any look; trials in which the bound by which it unlocked
was above the true sensitivity (the error that must be at most 5 % of trials).
"""

from __future__ import annotations

import argparse
from itertools import product

import numpy as np

from winnow_sr.stopping.exact import error_at, share_low

N, PILOT, ROUND, ROUNDS, READ = 2000, 400, 200, 4, 200
PREVALENCE = (0.005, 0.02, 0.05, 0.2)
SENSITIVITY = (0.5, 0.8, 0.9, 0.95, 0.99)
KINDS = ("not", "correlated", "contrary")
CONFIDENCE = 0.95


def review(rng: np.random.Generator, prevalence: float, share: float, kind: str) -> tuple[np.ndarray, np.ndarray, np.ndarray, float]:  # fmt: skip
    """(relevant, found by the reader, ranking's order, true sensitivity)."""
    relevant = np.zeros(N, dtype=bool)
    at = rng.choice(N, max(1, round(prevalence * N)), replace=False)
    relevant[at] = True
    score = rng.normal(size=N) + 2 * relevant
    order = np.argsort(-score)
    ease = {"not": rng.normal(size=len(at)), "correlated": score[at], "contrary": -score[at]}[kind]
    ease = ease + rng.normal(scale=0.5, size=len(at))
    found = np.zeros(N, dtype=bool)
    kept = rng.binomial(len(at), share) if kind == "not" else round(share * len(at))
    found[at[np.argsort(-ease)[:kept]]] = True
    return relevant, found, order, kept / len(at)


def trial(rng: np.random.Generator, prevalence: float, share: float, kind: str, floors: tuple[float, ...], after: bool) -> list[tuple[bool, bool]]:  # fmt: skip
    """For each floor: (was it unlocked at any look, with a bound above the truth?)."""
    relevant, found, order, truth = review(rng, prevalence, share, kind)
    read = np.zeros(N, dtype=bool)
    sample = rng.choice(N, PILOT, replace=False)
    read[sample] = True
    positives = int(relevant[sample].sum())
    hits = int(found[sample].sum())
    unlocked = dict.fromkeys(floors, 0.0)
    for look in range(1, ROUNDS + 2):
        bound = share_low(hits, positives, error_at(look, CONFIDENCE)) if positives else 0.0
        for floor in floors:
            if not unlocked[floor] and positives and bound >= floor:
                unlocked[floor] = bound
        if after:  # what the product does not count: samples of what a ranking has left
            read[order[~read[order]][:READ]] = True
        pool = np.flatnonzero(~read)
        drawn = rng.choice(pool, min(ROUND, len(pool)), replace=False)
        read[drawn] = True
        positives += int(relevant[drawn].sum())
        hits += int(found[drawn].sum())
    return [(bool(b), b > truth) for b in unlocked.values()]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--pilots", type=int, default=2000)
    parser.add_argument("--after", action="store_true")
    said = parser.parse_args()
    trials = said.pilots
    rng = np.random.default_rng(20)
    print("reader's misses | prevalence | sensitivity | floor | unlocked | bound above the truth")
    worst, all_, wrong_all = 0.0, 0, 0
    for kind, prevalence, share in product(KINDS, PREVALENCE, SENSITIVITY):
        floors = (0.8, round(share - 0.05, 3), round(share + 0.005, 3))
        done = np.array(
            [trial(rng, prevalence, share, kind, floors, said.after) for _ in range(trials)]
        )
        for i, floor in enumerate(floors):
            rate, wrong = done[:, i, 0].mean(), done[:, i, 1].mean()
            worst = max(worst, wrong)
            all_ += int(done[:, i, 0].sum())
            wrong_all += int(done[:, i, 1].sum())
            if rate:
                print(f"{kind} | {prevalence} | {share} | {floor} | {rate:.3f} | {wrong:.3f}")
    print(f"worst cell: {worst:.3f} of its trials; of all {all_} unlocked, {wrong_all / max(1, all_):.3f} lie under their bound")  # fmt: skip


if __name__ == "__main__":
    main()
