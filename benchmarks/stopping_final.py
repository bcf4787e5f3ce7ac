"""Two ways to save more, tried: a second target, and fewer looks. Neither is worth it.

    python benchmarks/stopping_final.py [--seeds 3]

1. *Final includes as the target*, fed by full-text verdicts that come in while titles are still
   screened, against the default of 90 % of title-and-abstract includes: recall of final includes
   where each stops, and what it saves. On reviews with both label sets: replays, and other
   people's rankings (CLEF).
2. *Looks planned in advance*: the rule asked only after every twentieth of the citations, at the
   level that keeps 5 % on random orders then (`--levels` finds it), against the default, which may
   be asked after every one.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from calibration import worst_relevant
from stopping import ORDERS, full_history
from stopping_clef import FEW, orders

from winnow_sr.stopping import History, make_rule
from winnow_sr.stopping.urns import hits_of, missing_to_fail, rough_least

LOOKS = 20
PLANNED = (0.045, 0.25)  # factor and power of K, from --levels


@dataclass(frozen=True)
class Both:
    """One order with both label sets. first: citations in front of the ranked phase."""

    review: str
    screened: np.ndarray
    final: np.ndarray
    first: int = 0

    def history(self, labels: np.ndarray) -> History:
        return History(labels, len(labels), self.first)


def replayed(seeds: int) -> Iterator[Both]:
    """Title-and-abstract orders, abstract-less first, with the final labels beside them."""
    for file in sorted(ORDERS.glob("sta_*_s*.npz")):
        review, seed = file.stem.removeprefix("sta_").rsplit("_s", 1)
        if int(seed) >= seeds:
            continue
        with np.load(ORDERS / f"inc_{review}_s0.npz") as saved:
            final = saved["y"][np.argsort(saved["order"])].astype(bool)
        with np.load(file) as saved:
            history = full_history(saved)
            yield Both(review, np.asarray(history.relevant), final[saved["order"]], history.first)


def published(folder: Path) -> Iterator[Both]:
    full = {(run, review): labels for run, review, labels in orders(folder, "full_text")}
    for run, review, screened in orders(folder, "title_abstract"):
        final = full.get((run, review))
        if final is not None and len(final) == len(screened):
            yield Both(review, screened, final)


def second_target(name: str, both: list[Both]) -> None:
    print(f"\n## Final includes: {name}, {len(both)} orders of {len({b.review for b in both})}\n")
    print("| target | mean recall of final includes | worst | at least .95 | saved |")
    print("|---|---|---|---|---|")
    for title, target, final in (
        ("90 % of title-and-abstract includes (the default)", 0.90, False),
        ("95 % of title-and-abstract includes", 0.95, False),
        ("90 % of final includes", 0.90, True),
        ("95 % of final includes", 0.95, True),
    ):
        rule, recall, saved = make_rule("cmh-seq", target=target), [], []
        for one in both:
            at = rule.first_stop(one.history(one.final if final else one.screened))
            recall.append(one.final[:at].sum() / one.final.sum())
            saved.append(1 - (at or 0) / len(one.final))
        enough = np.mean(np.array(recall) >= 0.95 - 1e-9)
        print(
            f"| {title} | {np.mean(recall):.3f} | {min(recall):.3f} | {enough:.3f} | "
            f"{np.mean(saved):.3f} |",
            flush=True,
        )


def planned_moments(history: History) -> np.ndarray:
    looks = np.linspace(0, history.total, LOOKS + 1)[1:-1].round().astype(np.int64)
    return looks[looks > history.first]


def planned_stop(history: History, target: float) -> int:
    """Where the rule stops that is asked at planned moments only."""
    hits, looks = hits_of(history), planned_moments(history)
    founds = np.searchsorted(hits, looks)
    p_min = rough_least(hits, founds, looks, history.first, history.total, target)
    factor, power = PLANNED
    for look, found, p in zip(looks, founds, p_min, strict=True):
        missing = missing_to_fail(int(found), target)
        if missing > history.total - look or p < factor * missing**-power:
            return int(look)
    return history.total


def fewer_looks(name: str, both: list[Both], target: float) -> None:
    rule, rows = make_rule("cmh-seq", target=target), []
    for one in both:
        history, count = one.history(one.screened), one.screened.sum()
        for at in (rule.first_stop(history), planned_stop(history, target)):
            rows.append((count, 1 - (at or 0) / history.total, one.screened[:at].sum() / count))
    values = np.array(rows).reshape(-1, 2, 3)
    for title, part in (("", values), (f", under {FEW} relevant", values[values[:, 0, 0] < FEW])):
        if len(part):
            held = (part[:, :, 2] >= target - 1e-9).sum(axis=0)
            print(
                f"| {name}{title} | {target:.2f} | {len(part)} | {part[:, 0, 1].mean():.3f} | "
                f"{part[:, 1, 1].mean():.3f} | {held[0]} / {held[1]} |",
                flush=True,
            )


def levels(runs: int) -> None:
    """The constant level that keeps 5 % with planned looks, on exactly random orders."""
    rng, total = np.random.default_rng(4), 2000
    print("| target | R | K | level for 5 % | false stops at .05 |\n|---|---|---|---|---|")
    for target in (0.8, 0.9, 0.95):
        for missing in (1, 2, 3, 5, 8, 16):
            relevant, smallest = worst_relevant(target, missing), []
            for _ in range(runs if relevant <= 400 else 0):
                hits = np.sort(rng.choice(total, relevant, replace=False))
                labels = np.zeros(total, dtype=bool)
                labels[hits] = True
                looks = planned_moments(History(labels, total))
                founds = np.searchsorted(hits, looks)
                short = founds < target * relevant - 1e-9
                p = rough_least(hits, founds[short], looks[short], 0, total, target)
                smallest.append(min(p.min(initial=1.0), 1.0))
            if smallest:
                print(
                    f"| {target} | {relevant} | {missing} | {np.quantile(smallest, 0.05):.4f} | "
                    f"{np.mean(np.array(smallest) < 0.05):.3f} |",
                    flush=True,
                )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=3, help="orders of each review, at most 5")
    parser.add_argument("--clef", type=Path, default=ORDERS.parent / "clef")
    parser.add_argument("--levels", type=int, default=0, metavar="RUNS", help="calibrate, and end")
    options = parser.parse_args()
    if options.levels:
        levels(options.levels)
        return
    sets = {"replays": list(replayed(options.seeds)), "CLEF": list(published(options.clef))}
    for name, both in sets.items():
        second_target(name, both)
    print(f"\n## Looks at {LOOKS} planned moments, title-and-abstract labels\n")
    print(
        "| orders | target | n | saved, any moment | saved, planned | held |\n|---|---|---|---|---|---|"
    )
    for name, both in sets.items():
        for target in (0.95, 0.90):
            fewer_looks(name, both, target)


if __name__ == "__main__":
    main()
