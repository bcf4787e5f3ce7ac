"""How well, how fast and how large: our matcher on ten labelled sets, bib-dedupe beside it.

The sets ship inside the wheel bib-dedupe 0.7.2, which is fetched into a cache outside the
repository; nothing of it is committed. See docs/dedupe.md for what is measured and how.

    python benchmarks/dedupe.py                         the ten sets, ours only
    python benchmarks/dedupe.py --peer                  bib-dedupe 0.11 beside us (slow)
    python benchmarks/dedupe.py --growth 100000 1000000 time and memory only
    python benchmarks/dedupe.py --sets diabetes stroke  some sets
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from dedupe_sets import HELD_OUT, SETS, LabelledSet, fetch_wheel, load

from pipeline.dedupe import Policy, find_duplicates

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


def peak_mb() -> float:
    """The largest memory this process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def resident_mb() -> float:
    """The memory this process has now, in MB (Linux; elsewhere the largest it has had)."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return peak_mb()
    return pages * resource.getpagesize() / 2**20


def ours(data: LabelledSet, policy: Policy) -> dict[str, object]:
    """Our matcher on one set, in this process."""
    numbered = list(enumerate(data.records))
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


def in_a_process(argv: Sequence[str], python: str = sys.executable) -> dict[str, object]:
    """Run this script for one set in a process of its own, so that memory is its own."""
    env = dict(os.environ, OMP_NUM_THREADS="1")
    done = subprocess.run([python, *argv], capture_output=True, text=True, env=env, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(argv)} failed:\n{done.stderr[-2000:]}")
    return json.loads(done.stdout)


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


def growth(wheel: Path, sizes: Sequence[int]) -> None:
    """Time and memory at given sizes: real records, then altered copies of them."""
    print("\n| records | CPU s | CPU ms per record | peak MB | of it records, before | asked |")
    print("|--:|--:|--:|--:|--:|--:|")
    for size in sizes:
        r = in_a_process([__file__, "--one-growth", str(size), "--wheel", str(wheel)])
        print(
            f"| {size:,} | {r['cpu']:.1f} | {1000 * r['cpu'] / size:.2f} | {r['peak_mb']:.0f} "
            f"| {r['records_mb']:.0f} | {r['asked']} |",
            flush=True,
        )


def one_growth(wheel: Path, size: int) -> dict[str, object]:
    """Run once on `size` records: the depression set and SRSR, then copies with other words."""
    import random

    chance = random.Random(7)
    real = load(wheel, "depression").records + load(wheel, "srsr").records
    chance.shuffle(real)
    records = real[:size]
    turn = 0
    while len(records) < size:
        turn += 1
        for record in real[: size - len(records)]:
            records.append(_another(record, turn))
    numbered = list(enumerate(records))
    del real
    base = resident_mb()
    before = time.process_time()
    found = find_duplicates(numbered)
    return {
        "cpu": time.process_time() - before,
        "peak_mb": peak_mb(),
        "records_mb": base,
        "groups": len(found.groups),
        "asked": len(found.doubtful),
    }


def _another(record, turn: int):  # type: ignore[no-untyped-def]
    """A different publication with the same statistics: every longer word gets another ending."""
    tail = "abcdefghijklmnopqrstuvwxyz"[turn % 26] * (1 + turn // 26)

    def alter(text: str) -> str:
        return re.sub(r"([A-Za-z]{5,})", rf"\1{tail}", text)

    return replace(
        record,
        title=alter(record.title),
        abstract=alter(record.abstract),
        authors=tuple(alter(a) for a in record.authors),
        doi=record.doi and f"{record.doi}.{turn}",
        volume=record.volume and f"{turn}{record.volume}",
        accession="",
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
    parser.add_argument("--rules", action="store_true", help="print how often each rule decided")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    parser.add_argument("--one-growth", type=int, help=argparse.SUPPRESS)
    args = parser.parse_args()
    wheel = args.wheel or fetch_wheel(args.cache)
    if args.one:
        policy = Policy.from_dict(dict.fromkeys(args.merge, "merge"))
        print(json.dumps(ours(load(wheel, args.one), policy)))
        return
    if args.one_growth:
        print(json.dumps(one_growth(wheel, args.one_growth)))
        return
    if args.growth:
        growth(wheel, args.growth)
        return
    results: dict[str, dict[str, object]] = {}
    for name in args.sets:
        command = [__file__, "--one", name, "--wheel", str(wheel)]
        results[name] = in_a_process([*command, "--merge", *args.merge])
    sets = [load(wheel, name) for name in args.sets]
    table("winnow", sets, results, strict=False)
    table("winnow", sets, results, strict=True)
    if args.rules:
        for key in ("rules", "asked_rules"):
            total: Counter[str] = Counter()
            for r in results.values():
                total.update(r[key])
            print(f"\n{key}: {dict(total.most_common())}")
    if args.peer or args.peer_python:
        from dedupe_peer import run_peer

        peer = run_peer(wheel, args.sets, args.cache, args.peer_python, PEER)
        table(PEER, sets, peer, strict=False)
        table(PEER, sets, peer, strict=True)


if __name__ == "__main__":
    main()
