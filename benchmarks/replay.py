"""What it costs to believe only the events: a whole replay, and what the same takes to open kept.

    python benchmarks/replay.py [--decisions 100000]

Prints CPU seconds (best of three) of replaying every event from the database into the state, beside
`json.loads` of the same payloads in the same run, and of opening the kept snapshot.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import msgspec

from winnow_sr.ledger.codec import entries
from winnow_sr.ledger.events import DecisionMade, ReviewCreated, SearchImported
from winnow_sr.ledger.snapshot import from_snapshot, to_snapshot
from winnow_sr.ledger.sqlite import SqliteStore
from winnow_sr.ledger.state import ReviewState
from winnow_sr.ledger.store import Draft
from winnow_sr.vocabulary import CitationId, RecordId

T = TypeVar("T")


def ledger(path: Path, decisions: int) -> SqliteStore:
    """A ledger of one import and two reviewers who read everything."""
    store = SqliteStore.create(path)
    n = decisions // 2
    begun = ReviewCreated(title="t", digest="d", plan=msgspec.Raw(b"{}"), text="")
    search = SearchImported(
        file="f", digest="x", format="ris", encoding="utf-8", source="s", lane="database", date="",
        platform="", strategy="", entries=n, first=1, count=n, unchanged=0, quarantined=0,
        records_digest="", remarks_digest="",
    )  # fmt: skip
    votes = [
        Draft(who, "human", DecisionMade(
            stage="title-abstract", citation=CitationId(RecordId(c)),
            verdict="include" if c % 20 == 0 else "exclude", reason="" if c % 20 == 0 else "wrong",
            note="", round=0, rank=c, visible=False, score=0.5, seconds=3.2, ranking="r" * 64,
            offered="screen",
        ))
        for c in range(1, n + 1)
        for who in ("ana", "ben")
    ]  # fmt: skip
    with store.writing():
        store.append([Draft("w", "human", begun), Draft("w", "import", search), *votes])
    return store


def best(work: Callable[[], T], times: int = 3) -> tuple[float, T]:
    """Least CPU seconds of a few runs, and what came out."""
    found: list[float] = []
    for _ in range(times):
        start = time.process_time()
        result = work()
        found.append(time.process_time() - start)
    return min(found), result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--decisions", type=int, default=100_000)
    n = parser.parse_args().decisions
    with tempfile.TemporaryDirectory() as folder:
        store = ledger(Path(folder) / "review.db", n)
        whole, state = best(lambda: ReviewState().replay(entries(store.events())))
        parsed, _ = best(lambda: [json.loads(event.payload) for event in store.events()])
        kept = to_snapshot(state)
        opened, again = best(lambda: from_snapshot(kept))
        store.close()
    assert again == state
    print(f"{n:,} decisions, CPU seconds, best of 3")
    print(
        f"  replayed from the events        {whole:6.2f}   {whole / parsed:.2f} x json.loads of them"
    )
    print(f"  read and json.loads only        {parsed:6.2f}")
    print(f"  the kept state ({len(kept) / 1e6:.1f} MB) opened  {opened:6.2f}")


if __name__ == "__main__":
    main()
