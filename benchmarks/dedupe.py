"""How well, how fast and how large: our matcher on ten labelled sets, bib-dedupe beside it.

The sets ship inside the wheel bib-dedupe 0.7.2, which is fetched into a cache outside the
repository; nothing of it is committed. See docs/dedupe.md for what is measured and how.

    python benchmarks/dedupe.py                         the ten sets, ours only
    python benchmarks/dedupe.py --peer                  bib-dedupe 0.11 beside us (slow)
    python benchmarks/dedupe.py --growth 100000 1000000 time and memory only (--peer: see above)
    python benchmarks/dedupe.py --sets diabetes stroke  some sets
    python benchmarks/dedupe.py --without doi abstract  as if the exports had no DOIs or abstracts
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import msgspec.structs
from dedupe_growth import growth
from dedupe_peer import run_peer
from dedupe_process import in_a_process, peak_mb
from dedupe_sets import HELD_OUT, SETS, LabelledSet, fetch_wheel, load

from winnow_sr.dedupe import Policy, find_duplicates

PEER = "bib-dedupe==0.11.0"


@dataclass(frozen=True)
class Counts:
    """Records: copies removed, copies left, publications lost, publications kept."""

    tp: int
    fn: int
    fp: int
    tn: int

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.tp + other.tp, self.fn + other.fn, self.fp + other.fp, self.tn + other.tn
        )

    @property
    def sensitivity(self) -> float:
        return self.tp / (self.tp + self.fn) if self.tp + self.fn else 1.0

    @property
    def specificity(self) -> float:
        return self.tn / (self.tn + self.fp) if self.tn + self.fp else 1.0


NONE = Counts(0, 0, 0, 0)


def count(truth: Sequence[str], groups: Iterable[Sequence[int]]) -> Counts:
    """Compare groups of positions with the truth (one label per position).

    One record of each found group survives. Which one must not matter for the count, so it is
    taken to stand for the publication that most of the group's records belong to: a publication
    none of whose records stands for it is lost (FP), and each further survivor of a publication
    is a copy left (FN).
    """
    group_of = list(range(len(truth)))
    for group in groups:
        for position in group:
            group_of[position] = min(group)
    parts: dict[int, Counter[str]] = defaultdict(Counter)
    for position, name in enumerate(group_of):
        parts[name][truth[position]] += 1
    kept: Counter[str] = Counter()
    for part in parts.values():
        label, _ = min(part.items(), key=lambda item: (-item[1], item[0]))
        kept[label] += 1
    size = Counter(truth)
    fn = sum(max(0, kept[label] - 1) for label in size)
    fp = sum(kept[label] == 0 for label in size)
    copies = len(truth) - len(size)
    return Counts(tp=copies - fn, fn=fn, fp=fp, tn=len(size) - fp)


def after_asking(
    truth: Sequence[str], groups: Sequence[Sequence[int]], asked: Iterable[tuple[int, int]]
) -> list[list[int]]:
    """The groups once a person has answered every asked pair as the truth says."""
    parent = list(range(len(truth)))

    def root(x: int) -> int:
        while parent[x] != x:
            parent[x] = parent[parent[x]]
            x = parent[x]
        return x

    for group in groups:
        for position in group:
            parent[root(position)] = root(group[0])
    for a, b in asked:
        if truth[a] == truth[b]:
            parent[root(a)] = root(b)
    members: dict[int, list[int]] = defaultdict(list)
    for position in range(len(truth)):
        members[root(position)].append(position)
    return [m for m in members.values() if len(m) > 1]


def ours(data: LabelledSet, policy: Policy, without: Sequence[str]) -> dict[str, object]:
    """Our matcher on one set, in this process; fields named in `without` are emptied."""
    emptied: dict[str, Any] = dict.fromkeys(without, "")
    numbered = [
        (n, msgspec.structs.replace(record, **emptied)) for n, record in enumerate(data.records)
    ]
    before = time.process_time()
    found = find_duplicates(numbered, policy)
    seconds = time.process_time() - before
    return {
        "groups": found.groups,
        "asked": [(link.a, link.b) for link in found.doubtful],
        "rules": found.counts,
        "asked_rules": dict(Counter(link.rule for link in found.doubtful).most_common()),
        "cpu": seconds,
        "peak_mb": peak_mb(),
    }


def rows(
    sets: Sequence[LabelledSet], results: dict[str, dict[str, object]], strict: bool
) -> Iterator[tuple[str, int, Counts, Counts, int, int, float, float]]:
    """One row per set, worst (lowest sensitivity, then most lost) first."""
    out = []
    for data in sets:
        r = results[data.name]
        truth = data.strict if strict else data.truth
        groups, asked = r["groups"], r["asked"]
        auto = count(truth, groups)
        after = count(truth, after_asking(truth, groups, asked))
        hits = sum(truth[a] == truth[b] for a, b in asked)
        out.append((data.name, len(truth), auto, after, len(asked), hits, r["cpu"], r["peak_mb"]))
    yield from sorted(out, key=lambda row: (row[2].sensitivity, -row[2].fp))


def table(
    who: str, sets: Sequence[LabelledSet], results: dict[str, dict[str, object]], strict: bool
) -> None:
    """Print one table in Markdown."""
    print(f"\n**{who}, {'strict' if strict else 'curated'} truth** (H: held out)\n")
    print(
        "| set | records | TP | FN | FP | sensitivity | specificity | FN after asking "
        "| sensitivity after | asked (true) | per 100 | CPU s | MB |"
    )
    print("|---|" + "--:|" * 12)
    kept = list(rows(sets, results, strict))
    for label, chosen in (
        ("", kept),
        ("held out", [r for r in kept if r[0] in HELD_OUT]),
        ("open", [r for r in kept if r[0] not in HELD_OUT]),
        ("pooled", kept),
    ):
        if label == "":
            for name, n, auto, after, asked, hits, cpu, mb in chosen:
                mark = " (H)" if name in HELD_OUT else ""
                _row(f"{name}{mark}", n, auto, after, asked, hits, cpu, mb)
        elif chosen:
            _row(
                f"**{label}**",
                sum(r[1] for r in chosen),
                sum((r[2] for r in chosen), NONE),
                sum((r[3] for r in chosen), NONE),
                sum(r[4] for r in chosen),
                sum(r[5] for r in chosen),
                sum(r[6] for r in chosen),
                max(r[7] for r in chosen),
            )


def _row(
    name: str, n: int, auto: Counts, after: Counts, asked: int, hits: int, cpu: float, mb: float
) -> None:
    print(
        f"| {name} | {n:,} | {auto.tp:,} | {auto.fn} | {auto.fp} | {auto.sensitivity:.4f} "
        f"| {auto.specificity:.5f} | {after.fn} | {after.sensitivity:.4f} | {asked} ({hits}) "
        f"| {100 * asked / n:.2f} | {cpu:.1f} | {mb:.0f} |"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cache", type=Path, default=Path.home() / ".cache" / "winnow-benchmarks")
    parser.add_argument("--wheel", type=Path, help="the wheel, if it is here already")
    parser.add_argument("--sets", nargs="*", default=list(SETS), choices=list(SETS))
    parser.add_argument("--peer", action="store_true", help=f"run {PEER} in its own environment")
    parser.add_argument("--peer-python", help="a Python that has bib-dedupe, instead of making one")
    parser.add_argument("--growth", nargs="*", type=int, help="sizes for time and memory")
    parser.add_argument("--merge", nargs="*", default=[], help="policy switches to set to merge")
    parser.add_argument("--without", nargs="*", default=[], help="fields to empty: doi abstract...")
    parser.add_argument("--rules", action="store_true", help="print how often each rule decided")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    args = parser.parse_args()
    wheel = args.wheel or fetch_wheel(args.cache)
    if args.one:
        policy = Policy.from_dict(dict.fromkeys(args.merge, "merge"))
        print(json.dumps(ours(load(wheel, args.one), policy, args.without)))
        return
    package = PEER if args.peer or args.peer_python else None
    if args.growth:
        growth(wheel, args.growth, args.cache, package, args.peer_python)
        return
    results: dict[str, dict[str, object]] = {}
    for name in args.sets:
        command = [__file__, "--one", name, "--wheel", str(wheel)]
        results[name] = in_a_process([*command, "--merge", *args.merge, "--without", *args.without])
    sets = [load(wheel, name) for name in args.sets]
    table("winnow", sets, results, strict=False)
    table("winnow", sets, results, strict=True)
    if args.rules:
        for key in ("rules", "asked_rules"):
            total: Counter[str] = Counter()
            for r in results.values():
                total.update(r[key])
            print(f"\n{key}: {dict(total.most_common())}")
    if package:
        peer = run_peer(wheel, args.sets, args.cache, args.peer_python, package)
        table(PEER, sets, peer, strict=False)
        table(PEER, sets, peer, strict=True)


if __name__ == "__main__":
    main()
