"""How the default model was chosen, and what that choice is worth on reviews it was not chosen on.

    python benchmarks/study.py [FOLDER] [--seeds N] [--jobs N] [--every K] [-o DIR]

Nested, leave one review out: for each review the candidate is chosen on all the others, and
counted on that review alone. Candidates differ in four things only: whether runs of letters are
read (with cost and balance), whether words alone are read while few relevant records are known,
and, when screening runs dry, whether a second machine goes by the headings and whether nearest
neighbours are asked. A candidate's worth on a set of reviews is the mean, over both stages, of
wss@95 + wss@100 - loss.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path
from typing import Any

from ranking import CORPORA, METRICS, interval, reviews_in

from winnow_sr.ranking import ModelCard, models
from winnow_sr.simulation import study
from winnow_sr.simulation.labelled import STAGES

OURS: dict[str, Any] = dict(models()["default"].parameters)
ALONE: dict[str, Any] = {"near": {}}
PLAIN = {"text": 1.0, "title": 0.09, "headings": 0.16}
CANDIDATES: dict[str, dict[str, Any]] = {
    "headings": {"blocks": PLAIN, "cost": 0.11, "ratio": 9.8},
    "headings, balance 30": {"blocks": PLAIN, "cost": 0.3, "ratio": 30.0},
    "letters": OURS | ALONE | {"tail": {}, "early": {}},
    "letters, tail": OURS | ALONE | {"early": {}},
    "words, then letters": OURS | ALONE | {"tail": {}},
    "words, then letters, tail": OURS | ALONE,
    "same, neighbours for tail": OURS | {"tail": {}},
    "tail, neighbours at half": OURS | {"near": OURS["near"] | {"say": 0.5}},
    "tail, neighbours": OURS,
}
PEER = "elas_u4"
Table = dict[tuple[str, str, str], dict[str, float]]


def worth(table: Table, name: str, reviews: list[tuple[str, str]]) -> float:
    """Mean of wss@95 + wss@100 - loss over (review, stage) pairs."""
    values = [table[review, stage, name] for review, stage in reviews]
    return sum(v["wss@95"] + v["wss@100"] - v["loss"] for v in values) / len(values)


def by_review(gains: dict[tuple[str, str], float]) -> list[float]:
    """One gain per review, its stages averaged: two stages of a review are not two reviews."""
    stages: dict[str, list[float]] = {}
    for (review, _), gain in gains.items():
        stages.setdefault(review, []).append(gain)
    return [sum(values) / len(values) for values in stages.values()]


def measured(args: argparse.Namespace) -> Table:
    """Mean metrics by review, stage and candidate."""
    cards = [ModelCard(n, n, "svm", parameters=p) for n, p in CANDIDATES.items()]
    table: Table = {}
    for stage in STAGES:
        result = study(
            reviews_in(args.folder, stage), models=[PEER, *cards], seeds=args.seeds,
            jobs=args.jobs, every=args.every, keep=args.output,
        )  # fmt: skip
        for row in result["summary"]:
            if row["review"] is not None:
                table[row["review"], stage, row["model"]] = row["metrics"]
    return table


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=CORPORA)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--every", type=int, default=5, help="retrain after so many records")
    parser.add_argument("-o", "--output", type=Path, default=None)
    args = parser.parse_args()
    table = measured(args)
    pairs = sorted({(review, stage) for review, stage, _ in table})
    print(
        f"{args.seeds} seeds, retrained every {args.every} records; worth = wss@95 + wss@100 - loss"
    )
    for name in (PEER, *CANDIDATES):
        means = {m: sum(table[r, s, name][m] for r, s in pairs) / len(pairs) for m in METRICS}
        print(
            f"  {name:26} worth {worth(table, name, pairs):.3f}  "
            + "  ".join(f"{m} {v:.3f}" for m, v in means.items())
        )
    print("\nLeave one review out: chosen on the others, counted on this one")
    chosen: dict[str, str] = {}
    for review in sorted({review for review, _ in pairs}):
        others = [pair for pair in pairs if pair[0] != review]
        chosen[review] = max(CANDIDATES, key=lambda name, o=others: worth(table, name, o))
        for stage in (s for r, s in pairs if r == review):
            ours, peer = table[review, stage, chosen[review]], table[review, stage, PEER]
            print(
                f"  {review:24} {stage:15} {chosen[review]:26}"
                + "".join(f"  {m} {ours[m]:.3f} ({ours[m] - peer[m]:+.3f})" for m in METRICS)
            )
    print(f"\nChosen: {dict(Counter(chosen.values()))}")
    for metric in METRICS:
        gains = {
            (r, s): table[r, s, chosen[r]][metric] - table[r, s, PEER][metric] for r, s in pairs
        }
        each = sum(gains.values()) / len(gains)
        base = sum(table[r, s, PEER][metric] for r, s in pairs) / len(pairs)
        reviews = by_review(gains)
        low, high = interval(reviews)
        share = f" ({each / base:+.1%})" if metric == "loss" else ""
        worst = max(gains.values()) if metric == "loss" else min(gains.values())
        print(
            f"  {metric:8} {each:+.4f}{share} against {PEER} over {len(pairs)} reviews and stages, "
            f"worst {worst:+.4f}; "
            f"a review counted once {sum(reviews) / len(reviews):+.4f} [{low:+.4f}, {high:+.4f}]"
        )


if __name__ == "__main__":
    main()
