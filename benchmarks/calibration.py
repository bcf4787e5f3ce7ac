"""How often do CMH and CMH-seq stop too early on exactly random orders?

Random order is the worst that their assumption allows (a ranking no worse than random), so the
share of runs that stop below the target is the level that is really kept. Every run is looked at
after every citation. R takes its worst values: one relevant citation fewer and the same number of
misses would be within the target.

    python benchmarks/calibration.py                  # a quick table, two minutes
    python benchmarks/calibration.py --full           # the table of docs/stopping.md, half an hour
    python benchmarks/calibration.py --bound          # the recall bound, read after every citation

For each run the smallest p at each K (missing citations that break the target) is kept, so every
level a(K) can be judged on the same runs. Peer in the same run: CMH at the nominal level.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from winnow_sr.stopping.alpha_levels import refined_level, sequential_level, simultaneous_level
from winnow_sr.stopping.hypergeometric import rough_cdf
from winnow_sr.stopping.urns import missing_to_fail

SKIP = 1.2  # urns less than this many standard deviations short of hits have p > 0.1: not computed
Level = Callable[[float, int], float]

LEVELS: dict[str, Level] = {
    "CMH": lambda alpha, missing: alpha,
    "CMH-seq, power": sequential_level,
    "CMH-seq, refined": refined_level,
}
BOUNDS: dict[str, Level] = {"power": sequential_level, "simultaneous": simultaneous_level}


@dataclass(frozen=True)
class Setting:
    target: float
    total: int
    relevant: int
    runs: int
    front: float = 0.0  # share of the relevant that a good ranking puts first; the rest is random


def worst_relevant(target: float, missing: int) -> int:
    """The largest R for which `missing` unread relevant citations just break the target."""
    found = 1
    while missing_to_fail(found + 1, target) <= missing:
        found += 1
    return found + missing


def smallest_p(setting: Setting, seed: int) -> np.ndarray:
    """Smallest p seen while recall is below the target, shape (runs, K); 1 where none was small."""
    relevant = setting.relevant
    gaps = next(r for r in range(relevant + 1) if r >= setting.target * relevant - 1e-9)
    missing = [missing_to_fail(found, setting.target) for found in range(gaps)]
    return _smallest(setting, seed, missing)


def smallest_p_of_truth(setting: Setting, seed: int) -> np.ndarray:
    """Smallest p of the true total, shape (runs, K): where the recall bound would rule it out."""
    missing = [setting.relevant - found for found in range(setting.relevant)]
    return _smallest(setting, seed, missing)


def _smallest(setting: Setting, seed: int, missing: list[int]) -> np.ndarray:
    """missing : K that is tested in the gap after that many hits."""
    rng = np.random.default_rng([seed, setting.total, setting.relevant])
    total, relevant = setting.total, setting.relevant
    smallest = np.ones((setting.runs, max(missing) + 1))
    batch = max(1, min(setting.runs, 100_000 // relevant))
    for begin in range(0, setting.runs, batch):
        rows = min(batch, setting.runs - begin)
        hits = np.array([_order(setting, rng) for _ in range(rows)])
        starts = np.concatenate((np.zeros((rows, 1), dtype=hits.dtype), hits + 1), axis=1)
        for found, lacking in enumerate(missing):
            row, value = _small_p(starts[:, : found + 1], hits[:, found], found, lacking, total)
            np.minimum.at(smallest[begin : begin + rows, lacking], row, value)
    return smallest


def _order(setting: Setting, rng: np.random.Generator) -> np.ndarray:
    """Positions of the relevant, shape (R,), ascending."""
    front = int(setting.front * setting.relevant)
    rest = rng.choice(setting.total - front, setting.relevant - front, replace=False, shuffle=False)
    return np.concatenate((np.arange(front), front + np.sort(rest)))


def _small_p(
    starts: np.ndarray, read: np.ndarray, found: int, missing: int, total: int
) -> tuple[np.ndarray, np.ndarray]:
    """(run, p) of the urns that hold surprisingly few hits at the end of a gap."""
    population = (total - starts).astype(float)
    draws = read[:, None] - starts
    since = found - np.arange(found + 1)
    successes = missing + since
    share = draws / population
    mean = successes * share
    short = mean - since
    variance = mean * (1 - share) * (1 - successes / population)
    run, urn = np.nonzero((short > 0) & (short * short > SKIP * SKIP * variance))
    return run, rough_cdf(since[urn], population[run, urn], successes[urn], draws[run, urn])


def false_stops(smallest: np.ndarray, level: Level, alpha: float) -> float:
    limits = np.array([0.0] + [level(alpha, missing) for missing in range(1, smallest.shape[1])])
    return float((smallest < limits).any(axis=1).mean())


def nominal_needed(smallest: np.ndarray, alpha: float) -> float:
    """The constant level at which a share alpha of these runs would stop too early."""
    return float(np.quantile(smallest.min(axis=1), alpha))


def settings(full: bool, runs: int) -> list[Setting]:
    targets = (0.80, 0.90, 0.95, 0.98, 0.99)
    wanted = (1, 2, 3, 4, 5, 8, 12, 16, 24, 32, 50, 100, 200) if full else (1, 2, 4, 8, 16)
    most = 1000 if full else 320
    totals = (20_000, 2000, 500) if full else (2000,)
    return [
        Setting(target, total, relevant, runs if relevant <= 400 else runs // 3)
        for total in totals
        for target in targets
        for missing in wanted
        if (relevant := worst_relevant(target, missing)) <= min(most, total // 2)
    ]


def bound_table(runs: int, seed: int, alpha: float) -> None:
    """Share of random orders in which the recall bound was above the truth at some moment."""
    print("| N | R | runs | " + " | ".join(BOUNDS) + " |\n|---|---|---|---|---|")
    for total, relevant in product((2000, 20_000), (1, 5, 20, 50, 100, 200, 400)):
        times = runs if relevant < 200 else runs // 4
        smallest = smallest_p_of_truth(Setting(0.95, total, relevant, times), seed)
        rates = " | ".join(
            f"{false_stops(smallest, level, alpha):.3f}" for level in BOUNDS.values()
        )
        print(f"| {total} | {relevant} | {times} | {rates} |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--full", action="store_true", help="all sizes up to 20,000 citations")
    parser.add_argument("--runs", type=int, help="runs per setting (default 1000, full 10000)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--save", help="keep the smallest p of every run in this .npz file")
    parser.add_argument("--bound", action="store_true", help="the recall bound instead")
    parser.add_argument("--alpha", type=float, default=0.05, help="nominal risk, at most 0.1")
    parser.add_argument("--one", nargs=3, metavar=("N", "TARGET", "R"), help="one setting only")
    parser.add_argument("--front", type=float, default=0.0, help="share of R that comes first")
    options = parser.parse_args()
    alpha = options.alpha
    if options.bound:
        bound_table(options.runs or 2000, options.seed, options.alpha)
        return
    runs = options.runs or (10_000 if options.full else 1000)
    kept: dict[str, np.ndarray] = {}
    print("| N | target | R | K | runs | " + " | ".join(LEVELS) + " | constant level needed |")
    print("|---|---|---|---|---|" + "---|" * (len(LEVELS) + 1))
    wanted = settings(options.full, runs)
    if options.one:
        total, target, relevant = options.one
        wanted = [Setting(float(target), int(total), int(relevant), runs)]
    for setting in (replace(setting, front=options.front) for setting in wanted):
        begun = time.perf_counter()
        smallest = smallest_p(setting, options.seed)
        rates = " | ".join(
            f"{false_stops(smallest, level, alpha):.3f}" for level in LEVELS.values()
        )
        print(
            f"| {setting.total} | {setting.target} | {setting.relevant} | "
            f"{smallest.shape[1] - 1} | {setting.runs} | {rates} | "
            f"{nominal_needed(smallest, alpha):.4f} |",
            flush=True,
        )
        kept[f"{setting.total}_{setting.target}_{setting.relevant}"] = smallest
        if options.save and time.perf_counter() - begun > 5:
            np.savez_compressed(options.save, **kept)
    if options.save:
        np.savez_compressed(options.save, **kept)


if __name__ == "__main__":
    main()
