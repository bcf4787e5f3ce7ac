"""Our default against ASReview's ELAS u4, from the same seeds in the same run.

    python benchmarks/ranking.py [FOLDER] [--seeds N] [--jobs N] [--stage S] [--model M] [-o DIR]

FOLDER holds labelled reviews: NAME.ris with NAME.labels.csv. Prints every review at every stage,
the mean, the worst case, and a paired bootstrap interval over reviews. `--bare` blanks all but title and
abstract, as in exports without keywords.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np
from sets import CORPORA, reviews_in

from winnow_sr.simulation import LabelledReview, study
from winnow_sr.simulation.labelled import STAGES

METRICS = ("loss", "wss@95", "wss@100")
PEER = "elas_u4"


def interval(differences: list[float], draws: int = 10_000) -> tuple[float, float]:
    """95 % bootstrap interval of the mean over reviews."""
    values = np.array(differences)
    rng = np.random.RandomState(0)
    means = values[rng.randint(0, len(values), (draws, len(values)))].mean(axis=1)
    return float(np.quantile(means, 0.025)), float(np.quantile(means, 0.975))


def compare(
    reviews: list[LabelledReview], model: str, args: argparse.Namespace, title: str
) -> None:
    """Print one stage's table."""
    result = study(
        reviews, models=(model, PEER), seeds=args.seeds, jobs=args.jobs, keep=args.output
    )
    table = {(s["review"], s["model"]): s["metrics"] for s in result["summary"]}
    names = [review.name for review in reviews]
    print(f"\n{title}: {model} against {PEER}, {args.seeds} seeds, {result['schedule']}")
    print(f"{'review':24}{'n':>6}{'R':>5}" + "".join(f"{m:>9}{'gain':>8}" for m in METRICS))
    names.sort(key=lambda n: table[n, PEER]["loss"] - table[n, model]["loss"])
    sizes = {r.name: (len(r.keys), sum(r.relevant)) for r in reviews}
    for name in names:
        cells = "".join(_cell(table[name, model][m], table[name, PEER][m]) for m in METRICS)
        print(f"{name:24}{sizes[name][0]:>6}{sizes[name][1]:>5}{cells}")
    for metric in METRICS:
        ours = [table[name, model][metric] for name in names]
        peer = [table[name, PEER][metric] for name in names]
        gains = [a - b for a, b in zip(ours, peer, strict=True)]
        low, high = interval(gains)
        mean = sum(ours) / len(ours), sum(peer) / len(peer)
        share = f" ({mean[0] / mean[1] - 1:+.1%})" if metric == "loss" else ""
        worst = max(gains) if metric == "loss" else min(gains)
        print(
            f"  mean {metric:8} {mean[0]:.4f} against {mean[1]:.4f}: {mean[0] - mean[1]:+.4f}{share}"
            f"  [{low:+.4f}, {high:+.4f}]  worst review {worst:+.4f}"
        )
    sys.stdout.flush()


def _cell(ours: float, peer: float) -> str:
    return f"{ours:9.3f}{ours - peer:+8.3f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=CORPORA)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--model", default="default")
    parser.add_argument("--stage", choices=[*STAGES, "both"], default="both")
    parser.add_argument("--bare", action="store_true", help="titles and abstracts alone")
    parser.add_argument("-o", "--output", type=Path, default=None)
    args = parser.parse_args()
    if not args.folder.is_dir():
        parser.exit(2, f"{args.folder} is not here: give the folder of labelled reviews\n")
    for stage in STAGES if args.stage == "both" else (args.stage,):
        all_reviews = reviews_in(args.folder, stage, args.bare)
        keyed = [r for r in all_reviews if any(x.keywords or x.mesh for x in r.records)]
        plain = [r for r in all_reviews if r not in keyed]
        for group, text in ((keyed, "with keywords"), (plain, "title and abstract only")):
            if group:
                compare(group, args.model, args, f"{stage}, {text}")


if __name__ == "__main__":
    main()
