"""Commands killed at any moment, or their writes failing: is every acknowledged event there once, is
nothing half done, does the same command work again, with nothing to be mended by hand?

    python tools/faults/kills.py [--how random|sweep|enospc|eio] [--tries 1000] [--database URL]

random: SIGKILL after a random time. sweep, enospc, eio: at each call that changes a file, one after
the other (they want the shim: `make faults` builds and loads it). Exit code 1 where anything failed.
"""

from __future__ import annotations

import argparse
import collections
import json
import random
import shutil
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from scene import (
    PROTOCOL,
    Ended,
    asked,
    base_review,
    broken,
    copied,
    decided,
    events_of,
    ris,
    run,
    table,
)

OLD = b"the file that was there before\n" * 40
MODEL = "model_trained"
"""Written by whoever needs a ranking first: not counted as part of a command."""


class Scenario(NamedTuple):
    """A command to disturb. adds: events that it records, all or none (None: any number).
    output: a file that it writes. again: exit codes that doing it again may have."""

    words: list[object]
    adds: int | None = None
    output: str = ""
    again: tuple[int, ...] = (0,)


def scenarios(out: Path, n: int) -> dict[str, Scenario]:
    """By name; n makes names and records of this try like no other's."""
    who, other = f"p{n}", f"q{n}"
    rows = table(out / "rows.csv", range(1, 41), lambda k: "exclude")
    new = ris(out / "new.ris", range(1000 + 200 * n, 1000 + 200 * n + 120))
    return {
        "decide": Scenario(["decide", "K30", "include", "--as", who], 1),
        "decide --from": Scenario(["decide", "--from", rows, "--as", other], 40),
        "add": Scenario(["add", new, "--source", "MEDLINE"], 1),
        "merge": Scenario(["merge", "K31", "K32", "--as", who], 1, again=(0, 2)),
        "queue": Scenario(["queue", "--as", who], None),
        "undo": Scenario(["undo", "--as", "ana"], 1),
        "round open": Scenario(
            ["round", "open", "--kind", "random", "--size", "5"], 1, again=(0, 2)
        ),
        "remove": Scenario(
            ["remove", "K33", "--reason", "not about people", "--as", who], 1, again=(0, 2)
        ),
        "export": Scenario(["export", out / "x.ris"], 0, "x.ris"),
        "export xlsx": Scenario(["export", out / "x.xlsx"], 0, "x.xlsx"),
        "records": Scenario(["records", "--csv", out / "x.csv"], 0, "x.csv"),
        "prisma": Scenario(["prisma", "-o", out / "x.svg"], 0, "x.svg"),
        "report": Scenario(["report", "-o", out], 0, "bundle.zip"),
        "packet make": Scenario(
            ["packet", "make", "--for", who, "-o", out / "x.html"], None, "x.html"
        ),
        "backup": Scenario(["backup", out / "copy"], 0, again=(0, 2)),
        "init": Scenario(["init", out / "new", "--protocol", out / "protocol.yaml"], None),
    }


WHOLE: dict[str, Callable[[bytes], bool]] = {
    ".ris": lambda b: b.rstrip().endswith(b"ER  -"),
    ".csv": lambda b: b.endswith(b"\n") and b.count(b"\n") > 40,
    ".svg": lambda b: b.rstrip().endswith(b"</svg>"),
    ".html": lambda b: b.rstrip().endswith(b"</html>"),
}


def is_whole(path: Path) -> bool:
    """Is an output file the old one, or a whole new one?"""
    content = path.read_bytes() if path.exists() else b""
    if content == OLD:
        return True
    if path.suffix in (".xlsx", ".zip"):
        return zipfile.is_zipfile(path) and zipfile.ZipFile(path).testzip() is None
    return WHOLE[path.suffix](content)


class Trial:
    """One command, disturbed once."""

    def __init__(self, base: Path, work: Path, n: int, shared: bool) -> None:
        self.out = work / "out"
        shutil.rmtree(self.out, ignore_errors=True)
        self.out.mkdir()
        (self.out / "protocol.yaml").write_text(PROTOCOL)
        self.folder = base if shared else copied(base, work / "try")
        self.scenarios = scenarios(self.out, n)
        self.before = events_of(self.folder)

    def disturb(self, name: str, kill: float, env: dict[str, str]) -> tuple[Ended, list[str]]:
        """Run it, and what is wrong afterwards."""
        one = self.scenarios[name]
        if one.output:
            (self.out / one.output).write_bytes(OLD)
        whole = one.words if name == "init" else ["-C", self.folder, *one.words]
        ended = run(whole, env, kill)
        wrong = [] if ended.code in (0, 1, 2, -9) else [f"exit {ended.code}: {ended.last}"]
        if ended.traceback or ended.fault:
            wrong.append(f"unforeseen: {ended.last}")
        if name == "init":
            wrong += self._after_init(ended, whole)
        else:
            wrong += self._after(name, one, ended)
            wrong += self._again(name, one, whole)
        return ended, wrong

    def _after(self, name: str, one: Scenario, ended: Ended) -> list[str]:
        wrong = [f"verify: {text}" for text in broken(self.folder)]
        after = events_of(self.folder)
        if after[: len(self.before)] != self.before:
            wrong.append("events that were there have changed")
        added = [e for e in after[len(self.before) :] if e["kind"] != MODEL]
        if one.adds is not None and len(added) not in (0, one.adds):
            wrong.append(f"half done: {len(added)} of {one.adds} events")
        if one.adds and ended.code == 0 and len(added) != one.adds:
            wrong.append("acknowledged and not there")
        if one.output and not is_whole(self.out / one.output):
            wrong.append("the file that was there before is destroyed")
        return wrong

    def _again(self, name: str, one: Scenario, whole: list[object]) -> list[str]:
        if name == "backup":  # a broken-off one is in the way: another name is asked for
            whole = [*whole[:-1], self.out / "copy2"]
        again = run(whole)
        wrong = [] if again.code in one.again else [f"again: exit {again.code}: {again.last}"]
        wrong += [f"verify after doing it again: {text}" for text in broken(self.folder)]
        if one.output and (
            (self.out / one.output).read_bytes() == OLD or not is_whole(self.out / one.output)
        ):
            wrong.append("the output is not written the second time")
        if name == "decide --from":
            who = str(one.words[-1])
            got = {
                c for (actor, c, _), n in decided(events_of(self.folder)).items() if actor == who
            }
            if len(got) < 34:  # twins share a citation
                wrong.append(f"{len(got)} citations decided in the end")
        return wrong

    def _after_init(self, ended: Ended, whole: list[object]) -> list[str]:
        place = self.out / "new"
        if ended.code == 0 or (place / "review.db").is_file():
            return [f"verify: {text}" for text in broken(place)]
        again = run(whole)
        wrong = [] if again.code == 0 else [f"init again: exit {again.code}: {again.last}"]
        return wrong + ([] if again.code else [f"verify: {text}" for text in broken(place)])


class TimeUp(Exception):
    """As long as was asked for has been tried."""


class Figures:
    """What came of all trials. seconds: after which no more are made; 0: never."""

    def __init__(self, seconds: float) -> None:
        self.until = time.monotonic() + seconds if seconds else float("inf")
        self.rows: dict[str, collections.Counter[str]] = {}
        self.wrong: list[str] = []

    def count(self, name: str, ended: Ended, wrong: list[str], at: str) -> None:
        row = self.rows.setdefault(name, collections.Counter())
        row["tries"] += 1
        row["killed"] += ended.code == -9
        row["refused"] += ended.code == 2
        row["done"] += ended.code in (0, 1)
        row["failed"] += bool(wrong)
        self.wrong += [f"{name} ({at}): {text}" for text in wrong]
        for text in wrong:
            print(f"{name} ({at}): {text}", file=sys.stderr, flush=True)
        if time.monotonic() > self.until:
            raise TimeUp

    def told(self, how: str) -> str:
        total: collections.Counter[str] = collections.Counter()
        for row in self.rows.values():
            total.update(row)
        shown = {name: dict(row) for name, row in self.rows.items()} | {"all": dict(total)}
        return json.dumps({"how": how, "commands": shown, "wrong": self.wrong[:30]}, indent=1)


def warm(base: Path, work: Path) -> None:
    """Load what the commands load, once and here: a child that is forked then has it."""
    trial = Trial(base, work, 999_999, False)
    for name, one in trial.scenarios.items():
        if name not in ("queue", "init"):  # what trains a model starts threads, which no child has
            asked(["-C", trial.folder, *one.words])


def at_random(
    figures: Figures, base: Path, work: Path, tries: int, seed: int, shared: bool
) -> None:
    """SIGKILL after a random part of the time that the command takes; only kills count as tries."""
    rng = random.Random(seed)
    names = [n for n in scenarios(fresh(work / "names"), 0) if not shared or n not in LOCAL]
    takes: dict[str, float] = {}
    n = done = 0
    while done < tries:
        name = names[n % len(names)]
        n += 1
        trial = Trial(base, work, n, shared)
        if name not in takes:
            takes[name] = trial.disturb(name, 0.0, {})[0].seconds
            continue
        ended, wrong = trial.disturb(name, rng.uniform(0.02, 1.0) * takes[name], {})
        takes[name] *= 0.85 if ended.code != -9 else 1.03  # the machine's load changes
        if ended.code == -9 or wrong:
            done += 1
            figures.count(name, ended, wrong, f"try {n}")


LOCAL = ("round open", "undo", "merge", "remove", "init")
"""Not tried on a review that all tries share: they can be done once, or make another review."""


def fresh(folder: Path) -> Path:
    """A new, empty folder."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return folder


def one_by_one(figures: Figures, base: Path, work: Path, kind: str, tries: int, seed: int) -> None:
    """A fault at the calls of each command, the same number of each, first and last ones always."""
    rng = random.Random(seed)
    names = list(scenarios(fresh(work / "names"), 0))
    each = max(4, tries // len(names))
    rng.shuffle(names)  # a run that is ended early has tried some of them whole
    for name in names:
        root = {"FAULT_ROOT": str(work)}
        calls = Trial(base, work, 0, False).disturb(name, 0.0, root)[0].calls
        every = list(range(1, calls + 1))
        edge = every[: each // 3] + every[-(each // 3) :]
        rest = [k for k in every if k not in edge]
        picked = sorted({*edge, *rng.sample(rest, min(len(rest), max(0, each - len(edge))))})
        for k in picked:
            env = root | {"FAULT_AT": str(k), "FAULT_KIND": "kill" if kind == "sweep" else kind}
            trial = Trial(base, work, 0, False)
            ended, wrong = trial.disturb(name, 0.0, env)
            figures.count(name, ended, wrong, f"call {k} of {calls}")


def main() -> None:
    """Parse, try, print; exit code 1 where anything failed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--how", default="random", choices=["random", "sweep", "enospc", "eio"])
    parser.add_argument("--tries", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=20261125)
    parser.add_argument("--database", default="")
    parser.add_argument("--seconds", type=float, default=0, help="stop then; 0: when all is tried")
    given = parser.parse_args()
    figures = Figures(given.seconds)
    work = Path(tempfile.mkdtemp(prefix="winnow-faults-"))
    try:
        base = base_review(work, database=given.database)
        warm(base_review(work) if given.database else base, work)
        if given.how == "random":
            at_random(figures, base, work, given.tries, given.seed, bool(given.database))
        else:
            one_by_one(figures, base, work, given.how, given.tries, given.seed)
    except TimeUp:
        pass
    finally:
        shutil.rmtree(work, ignore_errors=True)
    print(
        figures.told(f"{given.how}{' on PostgreSQL' if given.database else ''}, seed {given.seed}")
    )
    sys.exit(1 if figures.wrong else 0)


if __name__ == "__main__":
    main()
