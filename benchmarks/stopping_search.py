"""Is there a rule that saves more than DUAL and still holds? A search, judged out of sample.

    python benchmarks/stopping_search.py [--orders FOLDER] [--target 0.95]

A family of rules is tried on saved orders of labelled reviews, abstract-less records first, on
final inclusions and on title-and-abstract verdicts. All are "CMH-seq, or at a checkpoint: 20 or
more found, CMH's p below a guard, and an upper bound on what is left fits the target", where the
bound may come from the model's curve (as in DUAL), may be held for several checkpoints in a row,
and may be raised by the rate of relevant records in the last stretch read. Each review in turn is
left out: the rule that saves most while holding in at least a share rho of the others' replays, on
both label sets, is chosen and judged on the one left out. "wider" also asks it to hold on the same
reviews without abstract-less records first. The search is honest only as a whole: no single line
of it may be quoted as a promise.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np
from stopping import ORDERS, replays

from winnow_sr.stopping import CMHSeq, History
from winnow_sr.stopping.cmh import CMH
from winnow_sr.stopping.dual import left_by_model

SETS = ("sinc", "sta")
WIDER = (*SETS, "inc", "ta")


@dataclass(frozen=True)
class Member:
    """One rule of the family. DUAL is z 2.33, guard 0.2, hold 1, stretch 0."""

    z: float
    guard: float
    hold: int  # checkpoints in a row
    stretch: float  # share of all records: the recent stretch whose rate is believed too

    @property
    def title(self) -> str:
        return f"z {self.z:g}, guard {self.guard:g}, held {self.hold}, stretch {self.stretch:g}"


DUAL = Member(2.33, 0.2, 1, 0.0)
FAMILY = [
    Member(*values)
    for values in product(
        (0.0, 0.5, 1.0, 1.645, 2.33, 3.0),
        (0.1, 0.15, 0.2, 0.3, 0.5, 1.0),
        (1, 3, 5),
        (0.0, 0.05, 0.1),
    )
]


@dataclass(frozen=True)
class Track:
    """One replay, reduced to what the family looks at; one row per checkpoint."""

    labels: str
    review: str
    history: History
    certain: int
    read: np.ndarray
    p_min: np.ndarray
    allowed: np.ndarray
    expected: np.ndarray
    variance: np.ndarray


def track(labels: str, review: str, history: History, target: float) -> Track:
    certain = CMHSeq(target).first_stop(history)
    assert certain is not None
    rows = []
    for point in history.checkpoints:
        if point.read <= history.first or point.read >= certain:
            continue
        then = history.prefix(point.read)
        if then.found < 20:
            continue
        p_min = CMH(target).evaluate(then).numbers["p_min"]
        left = left_by_model(then)
        if left is not None:
            allowed = int(then.found / target + 1e-9) - then.found
            rows.append((point.read, p_min, allowed, left.expected, left.variance))
    columns = np.array(rows).reshape(-1, 5).T
    return Track(labels, review, history, certain, columns[0].astype(int), *columns[1:])


def stop(member: Member, run: Track) -> int:
    """Citations read when this member stops."""
    bound = run.expected + member.z * np.sqrt(run.expected + run.variance)
    if member.stretch and len(run.read):
        total = run.history.total
        gain = np.concatenate(([0], np.cumsum(run.history.relevant)))
        back = np.maximum(run.read - round(member.stretch * total), 0)
        rate = (gain[run.read] - gain[back]) / np.maximum(run.read - back, 1)
        bound = np.maximum(bound, rate * (total - run.read))
    good = (run.p_min < member.guard) & (run.allowed >= bound)
    held = np.array(
        [
            good[max(0, i - member.hold + 1) : i + 1].all() and i + 1 >= member.hold
            for i in range(len(good))
        ],
        dtype=bool,
    )
    return int(run.read[np.argmax(held)]) if held.any() else run.certain


def outcomes(tracks: list[Track], target: float) -> tuple[np.ndarray, np.ndarray]:
    """(reached, saved), each of shape (members, replays)."""
    reached, saved = [], []
    for member in FAMILY:
        stops = [stop(member, run) for run in tracks]
        reached.append(
            [
                sum(run.history.relevant[:at]) >= target * run.history.found - 1e-9
                for run, at in zip(tracks, stops, strict=True)
            ]
        )
        saved.append([1 - at / run.history.total for run, at in zip(tracks, stops, strict=True)])
    return np.array(reached, dtype=float), np.array(saved)


def by_review(values: np.ndarray, tracks: list[Track], labels: str, leave: str = "") -> np.ndarray:
    """Mean over reviews of the mean over orders, one number per member."""
    reviews = sorted({run.review for run in tracks if run.labels == labels} - {leave})
    return np.mean(
        [
            values[:, [run.review == review and run.labels == labels for run in tracks]].mean(
                axis=1
            )
            for review in reviews
        ],
        axis=0,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--orders", type=Path, default=ORDERS)
    parser.add_argument("--target", type=float, default=0.95)
    options = parser.parse_args()
    tracks = [
        track(labels, run.review, run.history, options.target)
        for labels in WIDER
        for run in replays(options.orders, labels)
    ]
    reached, saved = outcomes(tracks, options.target)
    held = [by_review(reached, tracks, labels) for labels in SETS]
    kept = [by_review(saved, tracks, labels) for labels in SETS]
    print(f"{len(FAMILY)} rules, {len(tracks)} replays, target {options.target:.0%}\n")
    print("In sample (chosen with these replays in view: optimistic), most saving first\n")
    print(
        "| rule | final: reliability / saved | title-abstract: reliability / saved |\n|---|---|---|"
    )
    order = np.argsort(-(kept[0] + kept[1]))
    fine = [i for i in order if min(held[0][i], held[1][i]) >= 0.95][:8]
    for i in [FAMILY.index(DUAL), *fine]:
        cells = " | ".join(f"{h[i]:.3f} / {k[i]:.3f}" for h, k in zip(held, kept, strict=True))
        print(f"| {FAMILY[i].title}{' (DUAL)' if FAMILY[i] == DUAL else ''} | {cells} |")
    print("\nLeave one review out\n")
    print("| rho | final: reliability / saved | title-abstract: reliability / saved | chosen |")
    print("|---|---|---|---|")
    for rho in (0.95, 0.97, 1.0):
        print(leave_one_out(tracks, reached, saved, rho, SETS))
    print(leave_one_out(tracks, reached, saved, 1.0, WIDER))


def leave_one_out(
    tracks: list[Track],
    reached: np.ndarray,
    saved: np.ndarray,
    rho: float,
    train: tuple[str, ...],
) -> str:
    chosen: dict[str, int] = {}
    for review in sorted({run.review for run in tracks}):
        held = [by_review(reached, tracks, labels, review) for labels in train]
        kept = sum(by_review(saved, tracks, labels, review) for labels in SETS)
        kept = np.where(np.min(held, axis=0) >= rho - 1e-9, kept, -1)
        chosen[review] = int(np.argmax(kept))
    pick = np.array([chosen[run.review] for run in tracks])
    column = np.arange(len(tracks))
    cells = [
        f"{by_review(reached[pick, column][None], tracks, labels)[0]:.3f} / "
        f"{by_review(saved[pick, column][None], tracks, labels)[0]:.3f}"
        for labels in SETS
    ]
    names = sorted({FAMILY[i].title for i in chosen.values()})
    wider = "" if train == SETS else " wider"
    return f"| {rho}{wider} | {' | '.join(cells)} | {'; '.join(names)} |"


if __name__ == "__main__":
    main()
