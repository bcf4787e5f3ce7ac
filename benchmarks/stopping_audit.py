"""What do the assumption-free rules cost? Random audits and QBCB on replayed reviews.

    python benchmarks/stopping_audit.py [--orders FOLDER] [--target 0.95] [--draws 20]

audit: whenever a tenth of all records in a row were irrelevant, a random sample of the unread of
the size that passes without a hit, the k-th spending alpha / 2^k. qbcb: random reading until the
control set is large enough, then the ranking until it has come to enough of it. Every record read
counts once. Peer in the same run: CMH-seq on the same orders.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import numpy as np
from stopping import ORDERS, SETS, Stop, Tally, replays, stop_of

from winnow_sr.stopping import History, audit_size, audit_verdict, make_rule, positives_to_reach
from winnow_sr.stopping.audit import fewest_positives

GAP = 0.10
ALPHA = 0.05


def audited(history: History, target: float, rng: np.random.Generator) -> Stop:
    relevant = np.asarray(history.relevant)
    total, read = history.total, np.zeros(len(relevant), dtype=bool)
    run, attempt = 0, 0
    for record in range(total):
        if read[record]:
            continue
        read[record] = True
        run = 0 if relevant[record] else run + 1
        if run < GAP * total or record < history.first:
            continue
        attempt, run = attempt + 1, 0
        unread, found = np.flatnonzero(~read), int(relevant[read].sum())
        size = audit_size(len(unread), found, target, 1 - ALPHA, attempt=attempt)
        sample = rng.choice(unread, size, replace=False)
        hits = int(relevant[sample].sum())
        read[sample] = True
        verdict = audit_verdict(len(unread), found, size, hits, target, 1 - ALPHA, attempt)
        if verdict.stop:
            break
    return outcome(relevant, read)


def controlled(history: History, target: float, rng: np.random.Generator) -> Stop:
    relevant = np.asarray(history.relevant)
    wanted = fewest_positives(target, 1 - ALPHA)
    shuffled = rng.permutation(history.total)
    positives = np.flatnonzero(relevant[shuffled])
    if len(positives) < wanted:
        return Stop(1.0, 0.0)
    control = np.sort(shuffled[positives[:wanted]])
    reach = positives_to_reach(wanted, target, 1 - ALPHA)
    assert reach is not None
    read = np.zeros(history.total, dtype=bool)
    read[shuffled[: positives[wanted - 1] + 1]] = True
    read[: control[reach - 1] + 1] = True
    return outcome(relevant, read)


def outcome(relevant: np.ndarray, read: np.ndarray) -> Stop:
    return Stop(float(relevant[read].sum() / relevant.sum()), float(1 - read.mean()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--orders", type=Path, default=ORDERS)
    parser.add_argument("--target", type=float, default=0.95)
    parser.add_argument("--draws", type=int, default=20, help="random draws per order")
    options = parser.parse_args()
    rules: dict[str, Callable[[History, float, np.random.Generator], Stop]] = {
        "audit": audited,
        "qbcb": controlled,
    }
    for labels, meaning in SETS.items():
        tally, rng = Tally(options.target), np.random.default_rng(1)
        certified = make_rule("cmh-seq", target=options.target)
        reviews: dict[str, int] = defaultdict(int)
        for replay in replays(options.orders, labels):
            reviews[replay.review] += 1
            tally.stops["cmh-seq"][replay.review].append(stop_of(certified, replay.history))
            for name, rule in rules.items():
                for _ in range(options.draws):
                    tally.stops[name][replay.review].append(
                        rule(replay.history, options.target, rng)
                    )
        print(f"\n## {meaning}: {len(reviews)} reviews, target {options.target:.0%}\n")
        print("| rule | reliability [95 %] | reviews all right | saved | mean recall | worst |")
        print("|---|---|---|---|---|---|")
        for name in ("cmh-seq", *rules):
            if reviews:
                print(tally.line(name))


if __name__ == "__main__":
    main()
