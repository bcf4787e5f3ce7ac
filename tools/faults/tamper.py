"""Single bytes of a review's database and of its files as received, changed one at a time: does
`verify` find each, or is what the ledger says the same as before, in every row and number?

    python tools/faults/tamper.py [--tries 10000] [--seed N]

A byte that verify does not find is harmless where all tables and the schema read the same (free space
of a page, a counter of the file's header). Exit code 1 where one is silent, or ends in a fault.
"""

from __future__ import annotations

import argparse
import collections
import json
import random
import shutil
import sqlite3
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from scene import asked, base_review, copied


def content(database: Path) -> list[list[tuple[object, ...]]]:
    """Every row of every table, and the schema."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro&immutable=1", uri=True)) as connection:
        connection.text_factory = bytes
        tables = ("events", "records", "remarks", "sqlite_master")
        columns = {"sqlite_master": "type, name, sql"}
        return [
            sorted(connection.execute(f"SELECT {columns.get(t, '*')} FROM {t}").fetchall(), key=str)
            for t in tables
        ]


def main() -> None:
    """Parse, try, print; exit code 1 where a change is silent."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tries", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=20261125)
    parser.add_argument("--seconds", type=float, default=0, help="stop then; 0: when all is tried")
    given, begun = parser.parse_args(), time.monotonic()
    rng, work = random.Random(given.seed), Path(tempfile.mkdtemp(prefix="winnow-tamper-"))
    figures: collections.Counter[str] = collections.Counter()
    silent: list[str] = []
    try:
        place = copied(base_review(work, n=12), work / "try")
        for end in ("-wal", "-shm"):
            (place / f"review.db{end}").unlink(missing_ok=True)
        files = [place / "review.db", *sorted((place / "exports").iterdir())]
        whole = {file: file.read_bytes() for file in files}
        before = content(files[0])
        for n in range(given.tries):
            if given.seconds and time.monotonic() > begun + given.seconds:
                break
            file = files[0] if n % 10 else rng.choice(files[1:])
            changed = bytearray(whole[file])
            at = rng.randrange(len(changed))
            changed[at] ^= rng.randrange(1, 256)
            file.write_bytes(changed)
            found = asked(["-C", place, "verify"])
            if found is None or not found["ok"]:
                figures["found" if found else "found, as a refusal to open it"] += 1
            elif file == files[0] and same(file, before):
                figures["harmless: every row and the schema the same"] += 1
            else:
                figures["SILENT"] += 1
                silent.append(f"byte {at} of {file.name}")
            for path in (*place.glob("review.db-*"), file):
                path.unlink(missing_ok=True)
            file.write_bytes(whole[file])
    finally:
        shutil.rmtree(work, ignore_errors=True)
    print(
        json.dumps(
            {"seed": given.seed, "tries": figures.total(), **figures, "silent": silent}, indent=1
        )
    )
    sys.exit(1 if silent else 0)


def same(database: Path, before: list[list[tuple[object, ...]]]) -> bool:
    """Do all tables and the schema read as before?"""
    try:
        return content(database) == before
    except sqlite3.Error:
        return False


if __name__ == "__main__":
    main()
