"""Where would each stopping rule have stopped in Cochrane reviews that nobody tuned on?

    python benchmarks/stopping_clef.py [--orders FOLDER] [--target 0.95]

Complete relevance orders of thirty Cochrane reviews of diagnostic test accuracy as three public
systems ranked them (CLEF-TAR 2017, MIT licence), one boolean array a review, on title-and-abstract
and on full-text labels. The rankings are other people's, so is the choice of reviews: nothing here
was used to choose a rule or a level. Prints, for every rule, in how many reviews it held, the mean
and the worst recall and the reading saved; the same for reviews with fewer than 20 relevant
records; and every miss of the certified rule, worst first.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from winnow_sr.stopping import History, Rule, make_rule

ORDERS = Path(__file__).resolve().parents[2] / "shared" / "corpora" / "clef"
STAGES = ("title_abstract", "full_text")
FEW = 20


@dataclass(frozen=True)
class Outcome:
    """One rule in one order. recall where it stopped; saved: share of records left unread."""

    run: str
    review: str
    relevant: int
    total: int
    recall: float
    saved: float


def orders(folder: Path, stage: str) -> Iterator[tuple[str, str, np.ndarray]]:
    """(run, review, relevance in ranked order), reviews without a relevant record left out."""
    for file in sorted(folder.glob(f"*_{stage}.npz")):
        with np.load(file) as saved:
            for review in saved:
                if saved[review].any():
                    yield file.stem.removesuffix(f"_{stage}"), review, saved[review].astype(bool)


def rules(target: float) -> dict[str, Rule]:
    found = {name: make_rule(name, target=target) for name in ("cmh-seq", "cmh", "safe-like")}
    found |= {f"{n} in a row": make_rule("consecutive", target=target, n=n) for n in (50, 100, 200)}
    return found | {name: make_rule(name, target=target) for name in ("knee", "budget")}


def outcome(rule: Rule, run: str, review: str, relevant: np.ndarray) -> Outcome:
    at = rule.first_stop(History(relevant, len(relevant)))
    assert at is not None
    count = int(relevant.sum())
    recall = float(relevant[:at].sum() / count)
    return Outcome(run, review, count, len(relevant), recall, 1 - at / len(relevant))


def oracle(relevant: np.ndarray, target: float) -> float:
    hits = np.flatnonzero(relevant)
    return float(1 - (hits[int(np.ceil(target * len(hits) - 1e-9)) - 1] + 1) / len(relevant))


def row(name: str, found: list[Outcome], target: float) -> str:
    held = sum(one.recall >= target - 1e-9 for one in found)
    recalls = [one.recall for one in found]
    return (
        f"| {name} | {held} of {len(found)} | {np.mean(recalls):.3f} | {min(recalls):.3f} | "
        f"{np.mean([one.saved for one in found]):.3f} |"
    )


def report(folder: Path, stage: str, target: float) -> None:
    every = list(orders(folder, stage))
    if not every:
        print(f"\nNo orders of {stage} in {folder}")
        return
    print(
        f"\n## CLEF-TAR 2017, {stage.replace('title_', 'title and ').replace('full_', 'full ')} labels, target {target:.0%}\n"
    )
    reviews, runs = ({order[k] for order in every} for k in (1, 0))
    print(f"{len(reviews)} reviews in {len(runs)} rankings each.\n")
    print("| rule | held | mean recall | worst | saved |\n|---|---|---|---|---|")
    misses: list[Outcome] = []
    few = []
    for name, rule in rules(target).items():
        found = [outcome(rule, *order) for order in every]
        print(row(name, found, target), flush=True)
        small = [one for one in found if one.relevant < FEW]
        if small:
            few.append(row(name, small, target))
        if name == "cmh-seq":
            misses = sorted(
                (one for one in found if one.recall < target - 1e-9), key=lambda one: one.recall
            )
    best = np.mean([oracle(relevant, target) for *_, relevant in every])
    print(f"\nAn oracle would save {best:.3f}.\n\nFewer than {FEW} relevant records:\n")
    print("| rule | held | mean recall | worst | saved |\n|---|---|---|---|---|")
    print("\n".join(few[:2]))
    for one in misses:
        print(
            f"\nMissed by cmh-seq: {one.review} as ranked by {one.run}: recall {one.recall:.3f}, "
            f"{one.relevant} relevant of {one.total}"
        )
    if not misses:
        print("\ncmh-seq missed its target in none of these orders.")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--orders", type=Path, default=ORDERS, help="folder of saved orders")
    parser.add_argument("--target", type=float, action="append", help="default: .95, .90 and .80")
    options = parser.parse_args()
    for target in options.target or [0.95, 0.90, 0.80]:
        for stage in STAGES:
            report(options.orders, stage, target)


if __name__ == "__main__":
    main()
