"""Is the best guess of recall right on average, and how often is it too high?

    python benchmarks/stopping_guess.py [--seeds 3]

Looks at every twentieth of each replayed review (saved orders, both label sets, abstract-less
first or not) and at every tenth of other people's rankings (CLEF). A guess is the largest total
that the test of CMH-seq does not rule out at a level, and is given only while the lower bound is
at least a cut and 20 are found. Level and cut: those that show most guesses among those right on
average (2 points) and more than 5 points too high in at most 2.5 % of looks (5 % are allowed), in
each of the four sets of orders.
Prints what each review would have been given had level and cut been chosen on the others, and
what the shipped ones give on rankings that took no part in the choice.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path

import numpy as np
from stopping import ORDERS, SETS, replays
from stopping_clef import STAGES, orders

from winnow_sr.stopping import History
from winnow_sr.stopping.alpha_levels import sequential_level
from winnow_sr.stopping.recall import GUESS_FOUND, GUESS_FROM, GUESS_LEVEL, _largest_missing
from winnow_sr.stopping.urns import hits_of, urns_at

LEVELS = (0.2, 0.35, 0.5)
CUTS = (0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9)
HIGH = 0.05
MARGIN = 0.025  # half of what is allowed: what is best on some reviews is worse on others
LEAST_CUT = min(CUTS)


@dataclass
class Looks:
    """Errors (guess minus truth) by level, and the bound, one row a look, of one review."""

    labels: str
    review: str
    low: list[float] = field(default_factory=list)
    error: dict[float, list[float]] = field(default_factory=lambda: {c: [] for c in LEVELS})

    def add(self, history: History, every: int) -> None:
        hits = hits_of(history)
        for read in np.linspace(0, history.total, every + 1)[1:-1].round().astype(int):
            seen = hits[hits < read]
            if read <= history.first or len(seen) < GUESS_FOUND:
                continue
            urns = urns_at(seen, int(read), history.first, history.total)
            unread, found = history.total - int(read), len(seen)
            low = found / (
                found + _largest_missing(urns, unread, lambda k: sequential_level(0.05, k))
            )
            if low < LEAST_CUT:
                continue
            self.low.append(low)
            for level in LEVELS:
                guess = found / (found + _largest_missing(urns, unread, lambda k, c=level: c))
                self.error[level].append(guess - found / len(hits))

    def errors(self, level: float, cut: float) -> np.ndarray:
        return np.array(self.error[level])[np.array(self.low) >= cut]


def pooled(looks: list[Looks], level: float, cut: float) -> np.ndarray:
    return np.concatenate([one.errors(level, cut) for one in looks] or [np.zeros(0)])


def chosen(looks: list[Looks]) -> tuple[float, float]:
    """(level, cut) that shows most and keeps both conditions in every set of orders."""

    def shown(pair: tuple[float, float]) -> int:
        every = 0
        for labels in {one.labels for one in looks}:
            errors = pooled([one for one in looks if one.labels == labels], *pair)
            if not len(errors) or abs(errors.mean()) > 0.02 or (errors > HIGH).mean() > MARGIN:
                return -1
            every += len(errors)
        return every

    return max(product(LEVELS, CUTS), key=shown)


def row(name: str, errors: np.ndarray, extra: str = "") -> str:
    if not len(errors):
        return f"| {name} | 0 | | | |{extra}"
    return (
        f"| {name} | {len(errors)} | {errors.mean():+.3f} | {(errors > HIGH).mean():.3f} | "
        f"{errors.max():+.3f} |{extra}"
    )


def replayed(seeds: int) -> Iterator[Looks]:
    for labels in SETS:
        found: dict[str, Looks] = {}
        for replay in replays(ORDERS, labels):
            if replay.seed < seeds:
                found.setdefault(replay.review, Looks(labels, replay.review)).add(
                    replay.history, 20
                )
        yield from found.values()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=3, help="orders of each review, at most 5")
    parser.add_argument("--clef", type=Path, default=ORDERS.parent / "clef")
    options = parser.parse_args()
    looks = list(replayed(options.seeds))
    print(
        "\n## Each review left out: guesses given, mean error, share more than 5 points too high\n"
    )
    print("| review | looks | mean | too high | most | level, cut |\n|---|---|---|---|---|---|")
    out: dict[str, list[np.ndarray]] = {}
    for review in sorted({one.review for one in looks}):
        pair = chosen([one for one in looks if one.review != review])
        mine = [one for one in looks if one.review == review]
        print(row(review, pooled(mine, *pair), f" {pair[0]}, {pair[1]} |"))
        for one in mine:
            out.setdefault(one.labels, []).append(one.errors(*pair))
    for labels, errors in out.items():
        print(row(f"**{SETS[labels]}**", np.concatenate(errors), " |"))
    print(
        row("**all**", np.concatenate([errors for part in out.values() for errors in part]), " |")
    )
    print(f"\nOn all of them: level, cut {chosen(looks)}; shipped {GUESS_LEVEL}, {GUESS_FROM}.")
    print("\n## Rankings that took no part in it (CLEF)\n")
    print("| labels | looks | mean | too high | most |\n|---|---|---|---|---|")
    for stage in STAGES:
        found = Looks(stage, "")
        for _, _, relevant in orders(options.clef, stage):
            found.add(History(relevant, len(relevant)), 10)
        print(row(stage, found.errors(GUESS_LEVEL, GUESS_FROM)), flush=True)


if __name__ == "__main__":
    main()
