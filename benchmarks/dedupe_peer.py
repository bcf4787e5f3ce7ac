"""bib-dedupe on one set, in an environment of its own; `run_peer` does so for several sets."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from winnow_sr.records.model import Record


def run_peer(
    wheel: Path, names: Sequence[str], cache: Path, python: str | None, package: str
) -> dict[str, dict[str, object]]:
    """Results as `benchmarks/dedupe.py` makes its own; the environment is made when needed.

    A result is kept in `cache`, so that an interrupted run continues where it stopped.
    """
    from dedupe_sets import load

    return {
        name: run_peer_on(load(wheel, name).records, name, cache, python, package) for name in names
    }


def run_peer_on(
    records: Sequence[Record], name: str, cache: Path, python: str | None, package: str
) -> dict[str, object]:
    """The peer's result on some records, kept in `cache` under a name."""
    kept = cache / f"{package.replace('==', '-')}-{name}.json"
    if not kept.exists():
        python = python or _own_python(cache, package)
        rows = cache / f"rows-{name}.json"
        rows.write_text(json.dumps(_rows(records)))
        started = time.time()
        command = [python, __file__, str(rows), str(kept)]
        subprocess.run(command, check=True, env=dict(os.environ, OMP_NUM_THREADS="1"))
        rows.unlink()
        print(f"{package} on {name}: {time.time() - started:.0f} s", file=sys.stderr)
    result: dict[str, object] = json.loads(kept.read_text())
    return result


def _own_python(cache: Path, package: str) -> str:
    """The Python of an environment that has the peer, made when needed."""
    home = cache / "peer"
    if not home.exists():
        subprocess.run([sys.executable, "-m", "venv", str(home)], check=True)
        subprocess.run([str(home / "bin/pip"), "install", "-q", package], check=True)
    return str(home / "bin/python")


_BOOKS = ("inproceedings", "incollection", "inbook", "proceedings")


def _rows(records: Sequence[Record]) -> list[dict[str, str]]:
    """Records with the peer's names for their fields."""
    return [
        {
            "ID": str(i),
            "ENTRYTYPE": record.kind or "article",
            "title": record.title,
            "author": " and ".join(record.authors),
            "year": str(record.year or ""),
            "journal": "" if record.kind in _BOOKS else record.journal,
            "booktitle": record.journal if record.kind in _BOOKS else "",
            "volume": record.volume,
            "number": record.issue,
            "pages": record.pages,
            "abstract": record.abstract,
            "doi": record.doi,
            "isbn": record.issn,
        }
        for i, record in enumerate(records)
    ]


def main(rows: str, out: str) -> None:
    """Runs inside the peer's environment: the standard library, pandas and the peer only."""
    import resource

    import bib_dedupe.bib_dedupe as peer
    import pandas as pd

    frame = pd.DataFrame(json.loads(Path(rows).read_text()))
    base = _cpu(resource)
    prepared = peer.prep(frame, verbosity_level=0, cpu=1)
    pairs = peer.block(prepared, verbosity_level=0, cpu=1)
    matched = peer.match(pairs, verbosity_level=0, cpu=1)
    groups = peer.cluster(matched, verbosity_level=0)
    seconds = _cpu(resource) - base
    maybe = matched[matched["duplicate_label"] == "maybe"]
    result = {
        "groups": [[int(i) for i in group] for group in groups],
        "asked": _one_per_pair(groups, zip(maybe["ID_1"], maybe["ID_2"], strict=True)),
        "cpu": seconds,
        "peak_mb": (
            resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            + resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        )
        / 1024,
    }
    Path(out).write_text(json.dumps(result))


def _cpu(resource) -> float:  # type: ignore[no-untyped-def]
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(r.ru_utime + r.ru_stime for r in both)


def _one_per_pair(groups, pairs):  # type: ignore[no-untyped-def]
    """The peer's maybe pairs, one per pair of groups, as ours are counted."""
    group_of = {int(i): min(map(int, group)) for group in groups for i in group}
    seen, kept = set(), []
    for a, b in ((int(a), int(b)) for a, b in pairs):
        pair = tuple(sorted((group_of.get(a, a), group_of.get(b, b))))
        if pair[0] != pair[1] and pair not in seen:
            seen.add(pair)
            kept.append([a, b])
    return kept


if __name__ == "__main__":
    main(*sys.argv[1:])
