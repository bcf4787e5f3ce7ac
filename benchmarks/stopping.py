"""Replay labelled reviews and see where each stopping rule would have stopped.

    python benchmarks/stopping.py [--orders FOLDER] [--target 0.95] [--random-runs 400]

Reads saved screening orders ({inc,ta,sinc,sta}_REVIEW_sSEED.npz: final inclusions or
title-and-abstract verdicts; s...: abstract-less records read first). Prints, for every rule, the
share of replays that reached the target (reliability, mean over reviews), the reading saved and
the worst recall; then every review with the worst first; then the share of false stops on exactly
random orders, with CMH at the nominal level as the peer.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from winnow_sr.stopping import Checkpoint, History, Rule, make_rule, recall, rules_for_simulation

ORDERS = Path(__file__).resolve().parents[2] / "shared" / "corpora" / "stopping"
SETS = {
    "inc": "final inclusions",
    "ta": "title and abstract",
    "sinc": "final inclusions, abstract-less first",
    "sta": "title and abstract, abstract-less first",
}


@dataclass(frozen=True)
class Replay:
    """One review read to the end in one order."""

    labels: str
    review: str
    seed: int
    history: History


@dataclass(frozen=True)
class Stop:
    """Where a rule stopped in one replay: recall there and share of the records left unread."""

    recall: float
    saved: float


def replays(folder: Path, labels: str) -> Iterator[Replay]:
    for file in sorted(folder.glob(f"{labels}_*_s*.npz")):
        review, seed = file.stem.removeprefix(f"{labels}_").rsplit("_s", 1)
        with np.load(file) as saved:
            yield Replay(labels, review, int(seed), full_history(saved))


def full_history(saved: Iterable[str]) -> History:
    """A saved order as a complete History, with the model's scores at its checkpoints."""
    order, scores = saved["order"], saved["pre"].astype(float)
    ranked = np.flatnonzero(np.isfinite(scores))
    now = saved["sc"].astype(float)
    points = tuple(
        Checkpoint(int(read), row[order[read:]])
        for read, row in zip(saved["cps"], now, strict=True)
    )
    return History(
        saved["y"].astype(bool),
        total=len(order),
        first=int(ranked[0]) if len(ranked) else len(order),
        scores=scores,
        checkpoints=points,
    )


def rule_title(rule: Rule) -> str:
    size = rule.parameters.get("n")
    return f"{rule.name} {size}" if rule.name == "consecutive" else rule.name


def stop_of(rule: Rule, history: History) -> Stop:
    at = rule.first_stop(history)
    assert at is not None
    relevant = np.asarray(history.relevant)
    return Stop(float(relevant[:at].sum() / relevant.sum()), 1 - at / history.total)


def oracle_saved(history: History, target: float) -> float:
    hits = np.flatnonzero(history.relevant)
    return 1 - (hits[int(np.ceil(target * len(hits) - 1e-9)) - 1] + 1) / history.total


class Tally:
    """Stops by (rule, review)."""

    def __init__(self, target: float) -> None:
        self.target = target
        self.stops: dict[str, dict[str, list[Stop]]] = defaultdict(lambda: defaultdict(list))

    def reached(self, stop: Stop) -> bool:
        return stop.recall >= self.target - 1e-9

    def reliability(self, rule: str) -> dict[str, float]:
        return {
            review: float(np.mean([self.reached(stop) for stop in stops]))
            for review, stops in self.stops[rule].items()
        }

    def saved(self, rule: str) -> dict[str, float]:
        return {
            review: float(np.mean([stop.saved for stop in stops]))
            for review, stops in self.stops[rule].items()
        }

    def line(self, rule: str) -> str:
        held, saved = self.reliability(rule), self.saved(rule)
        recalls = [stop.recall for stops in self.stops[rule].values() for stop in stops]
        low, high = bootstrap(list(held.values()))
        whole = sum(share == 1 for share in held.values())
        return (
            f"| {rule} | {np.mean(list(held.values())):.3f} [{low:.2f}, {high:.2f}] | "
            f"{whole}/{len(held)} | {np.mean(list(saved.values())):.3f} | "
            f"{np.mean(recalls):.3f} | {min(recalls):.3f} |"
        )


def bootstrap(values: list[float], draws: int = 2000) -> tuple[float, float]:
    """95 % interval of the mean over reviews, resampling reviews."""
    rng = np.random.default_rng(0)
    means = rng.choice(values, (draws, len(values))).mean(axis=1)
    low, high = np.quantile(means, [0.025, 0.975])
    return float(low), float(high)


def coverage(histories: list[History], form: str) -> str:
    """How often the recall bound was right, at 19 moments of each replay, and how far below."""
    moments, whole, slack = [], [], []
    for history in histories:
        relevant = np.asarray(history.relevant)
        right = []
        for share in np.arange(0.05, 0.96, 0.05):
            then = history.prefix(max(history.first + 1, round(share * history.total)))
            true, low = then.found / relevant.sum(), recall(then, level_form=form).low
            right.append(low <= true + 1e-9)
            if true >= 0.9:
                slack.append(true - low)
        moments += right
        whole.append(all(right))
    return f"{np.mean(moments):.3f} | {np.mean(whole):.3f} | {np.mean(slack):.2f}"


def false_stops(target: float, runs: int) -> Iterator[str]:
    """Rows: on exactly random orders, how often each rule stops below the target."""
    rng = np.random.default_rng(7)
    rules = [make_rule(name, target=target) for name in ("cmh", "cmh-seq")]
    for total, missing in ((500, 1), (500, 4), (2000, 2), (2000, 8)):
        count = worst_count(target, missing)
        early = dict.fromkeys(("cmh", "cmh-seq"), 0)
        for _ in range(runs):
            relevant = np.zeros(total, dtype=bool)
            relevant[rng.choice(total, count, replace=False)] = True
            history = History(relevant, total)
            for rule in rules:
                early[rule.name] += stop_of(rule, history).recall < target
        shares = " | ".join(f"{early[rule.name] / runs:.3f}" for rule in rules)
        yield f"| {total} | {count} | {shares} | {np.sqrt(0.05 * 0.95 / runs):.3f} |"


def worst_count(target: float, missing: int) -> int:
    """The largest R of which exactly `missing` unread ones break the target."""
    found = 1
    while int((found + 1) / target) + 1 - (found + 1) <= missing:
        found += 1
    return found + missing


def report(folder: Path, target: float, confidence: float) -> None:
    rules = rules_for_simulation(target, confidence)
    titles = [rule_title(rule) for rule in rules]
    for labels, meaning in SETS.items():
        tally, oracle, histories = Tally(target), defaultdict(list), []
        for replay in replays(folder, labels):
            histories.append(replay.history)
            oracle[replay.review].append(oracle_saved(replay.history, target))
            for title, rule in zip(titles, rules, strict=True):
                tally.stops[title][replay.review].append(stop_of(rule, replay.history))
        if not oracle:
            print(f"\nNo orders for {meaning} in {folder}")
            continue
        seeds = len(next(iter(oracle.values())))
        print(f"\n## {meaning}: {len(oracle)} reviews, {seeds} orders each, target {target:.0%}\n")
        print("| rule | reliability [95 %] | reviews all right | saved | mean recall | worst |")
        print("|---|---|---|---|---|---|")
        for title in titles:
            print(tally.line(title))
        best = np.mean([np.mean(saved) for saved in oracle.values()])
        print(
            f"\nAn oracle would save {best:.3f}. The recall bound at 19 moments of each replay:\n"
        )
        print("| form | right per moment | right at all | below recall, once that is .9 |")
        print("|---|---|---|---|")
        for form in ("power", "simultaneous"):
            print(f"| {form} | {coverage(histories, form)} |")
        print()
        per_review(tally, oracle, histories, titles[:3])


def final_recall(folder: Path, rules: list[Rule]) -> Iterator[str]:
    """Rows: stopping on title-and-abstract verdicts, what share of the final includes was found?"""
    stops: dict[str, dict[str, list[Stop]]] = defaultdict(lambda: defaultdict(list))
    for file in sorted(folder.glob("sta_*_s*.npz")):
        review = file.stem.removeprefix("sta_").rsplit("_s", 1)[0]
        final = np.zeros(0, dtype=bool)
        with np.load(folder / f"inc_{review}_s0.npz") as saved:
            final = saved["y"][np.argsort(saved["order"])].astype(bool)
        with np.load(file) as saved:
            history, included = full_history(saved), final[saved["order"]]
        for rule in rules:
            at = rule.first_stop(history)
            share = float(included[:at].sum() / included.sum())
            stops[rule_title(rule)][review].append(Stop(share, 1 - at / history.total))
    for rule, reviews in stops.items():
        every = [stop for of_review in reviews.values() for stop in of_review]
        enough = np.mean([np.mean([s.recall >= 0.95 for s in r]) for r in reviews.values()])
        saved_share = np.mean([np.mean([s.saved for s in r]) for r in reviews.values()])
        recalls = [stop.recall for stop in every]
        yield (
            f"| {rule} | {np.mean(recalls):.3f} | {min(recalls):.3f} | {enough:.3f} | "
            f"{saved_share:.3f} |"
        )


def per_review(
    tally: Tally, oracle: dict[str, list[float]], histories: list[History], rules: list[str]
) -> None:
    """Each review: reliability / saved per rule; worst first by CMH-seq, then by DUAL."""
    print("| review | " + " | ".join(rules) + " | oracle |")
    print("|---|" + "---|" * (len(rules) + 1))
    held = {rule: tally.reliability(rule) for rule in rules}
    saved = {rule: tally.saved(rule) for rule in rules}
    worst = sorted(
        oracle, key=lambda review: [*(held[r][review] for r in rules), saved[rules[0]][review]]
    )
    for review in worst:
        cells = [f"{held[rule][review]:.2f} / {saved[rule][review]:.3f}" for rule in rules]
        print(f"| {review} | " + " | ".join(cells) + f" | {np.mean(oracle[review]):.3f} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--orders", type=Path, default=ORDERS, help="folder of saved orders")
    parser.add_argument("--target", type=float, action="append", help="default: 0.95 and 0.90")
    parser.add_argument("--confidence", type=float, default=0.95)
    parser.add_argument("--random-runs", type=int, default=400)
    options = parser.parse_args()
    for target in options.target or [0.95, 0.90]:
        report(options.orders, target, options.confidence)
        print(f"\n## Stopping on title and abstract at {target:.0%}: final includes found\n")
        print("| rule | mean | worst | runs with 95 % or more | saved |\n|---|---|---|---|---|")
        rules = rules_for_simulation(target, options.confidence)[:3]
        for row in final_recall(options.orders, rules):
            print(row)
        print(f"\n## Exactly random orders, target {target:.0%}: share of false stops\n")
        print("| N | R | cmh | cmh-seq | se at .05 |\n|---|---|---|---|---|")
        for row in false_stops(target, options.random_runs):
            print(row)


if __name__ == "__main__":
    main()
