"""What the fault scripts share: small reviews of invented records, commands in processes of their own
that need not start anew, and what must hold afterwards.

A command is run in a child that is forked from this process, where winnow is loaded already: as cheap
as a call, and it can be killed at any moment like any process.
"""

from __future__ import annotations

import collections
import io
import json
import os
import random
import shutil
import signal
import sqlite3
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import redirect_stderr, redirect_stdout, suppress
from pathlib import Path
from typing import Any, NamedTuple

from winnow_sr.faces.cli import main

PROTOCOL = """title: Warm milk for sleep
question: {text: "Does warm milk help people sleep?", population: People who sleep badly, intervention: Warm milk}
exclusion_reasons:
  - {code: population, label: Wrong population}
  - {code: outcome, label: Wrong outcome}
sources:
  - {name: MEDLINE, lane: database}
  - {name: Embase, lane: database}
screening: {title_abstract: {reviewers: 2}, full_text: {reviewers: 1}, conflicts: open, pilot: {size: 0}}
"""
WORDS = [
    "milk",
    "sleep",
    "warm",
    "trial",
    "adults",
    "children",
    "night",
    "rest",
    "quality",
    "score",
    "placebo",
    "dose",
    "nurse",
    "drink",
    "bed",
]


class Ended(NamedTuple):
    """How a command ended. code: as a shell has it; negative for a signal."""

    code: int
    out: str
    err: str
    seconds: float
    calls: int
    """Calls that changed something below FAULT_ROOT, where the shim is loaded."""

    @property
    def traceback(self) -> bool:
        return "Traceback (most recent" in self.err + self.out

    @property
    def fault(self) -> bool:
        """Was it something that nobody foresaw?"""
        return "a fault of winnow" in self.err + self.out

    @property
    def last(self) -> str:
        lines = (self.err.strip() or self.out.strip()).splitlines()
        return lines[-1][:200] if lines else ""


def run(words: Sequence[object], env: dict[str, str] | None = None, kill: float = 0.0) -> Ended:
    """Run a command in a forked child. kill: seconds after which it is killed, if it still runs."""
    place = Path(tempfile.mkdtemp(prefix="winnow-fault-run-"))
    begun = time.monotonic()
    child = os.fork()
    if not child:
        _child([str(word) for word in words], place, env or {})
    if kill:
        until = begun + kill
        status = 0
        while not (found := os.waitpid(child, os.WNOHANG))[0]:
            if time.monotonic() >= until:
                os.kill(child, signal.SIGKILL)
                found = os.waitpid(child, 0)
                break
            time.sleep(0.0005)
        status = found[1]
    else:
        status = os.waitpid(child, 0)[1]
    seconds = time.monotonic() - begun
    texts = [
        (place / n).read_text("utf-8", "replace") if (place / n).exists() else ""
        for n in ("out", "err", "calls")
    ]
    shutil.rmtree(place, ignore_errors=True)
    return Ended(os.waitstatus_to_exitcode(status), texts[0], texts[1], seconds, int(texts[2] or 0))


def _child(words: list[str], place: Path, env: dict[str, str]) -> None:
    """What the child does; it never returns."""
    code = 0
    shim = _shim()
    with (place / "out").open("w") as out, (place / "err").open("w") as err:
        os.dup2(err.fileno(), 2)
        os.environ.update(env)
        if shim is not None:
            shim.fault_reset()
        with redirect_stdout(out), redirect_stderr(err):
            try:
                main(words)
            except SystemExit as end:
                code = int(end.code or 0)
            except BaseException:
                import traceback

                traceback.print_exc(file=err)
                code = 3
    for name in ("FAULT_ROOT", "FAULT_AT", "FAULT_KIND"):
        os.environ.pop(name, None)
    if shim is not None:
        (place / "calls").write_text(str(shim.fault_calls()))
    os._exit(code)


def _shim() -> Any:
    """The shim, where it was loaded before the C library."""
    import ctypes

    if "shim" not in os.environ.get("LD_PRELOAD", ""):
        return None
    library = ctypes.CDLL(os.environ["LD_PRELOAD"])
    library.fault_calls.restype = ctypes.c_long
    return library


def asked(words: Sequence[object]) -> Any:
    """The JSON that a command prints, run in this process: for looking, not for killing."""
    out = io.StringIO()
    with redirect_stdout(out), redirect_stderr(io.StringIO()), suppress(SystemExit):
        main([*map(str, words), "--json"])
    try:
        return json.loads(out.getvalue())
    except ValueError:
        return None


def entry(number: int, twin: bool = False) -> str:
    """An invented article as RIS; a twin is the same under another accession number."""
    rng = random.Random(number)
    title = f"Milk {number} and " + " ".join(rng.choice(WORDS) for _ in range(6))
    text = " ".join(rng.choice(WORDS) for _ in range(60))
    return (
        f"TY  - JOUR\nTI  - {title} number {number}\nAU  - Doe, Ann{number}\nPY  - {2000 + number % 25}\n"
        f"JO  - Journal {number % 17}\nVL  - {number % 40}\nSP  - {number}\nDO  - 10.5555/m.{number}\n"
        f"AN  - {'T' if twin else 'K'}{number}\nAB  - {text}\nER  - \n\n"
    )


def ris(path: Path, numbers: Sequence[int], twin: bool = False) -> Path:
    """A RIS file of such articles."""
    path.write_text("".join(entry(n, twin) for n in numbers), "utf-8")
    return path


def table(path: Path, numbers: Sequence[int], verdict: Callable[[int], str]) -> Path:
    """A table of decisions."""
    rows = "".join(f"K{n},{verdict(n)},\n" for n in numbers)
    path.write_text(f"key,verdict,reason\n{rows}", "utf-8")
    return path


def must(words: Sequence[object]) -> None:
    """Run a command that has to work."""
    done = run(words)
    if done.code:
        raise SystemExit(f"winnow {' '.join(map(str, words))}: exit {done.code}: {done.last}")


def base_review(work: Path, n: int = 40, database: str = "") -> Path:
    """A review with two searches, merged, and the verdicts of two people on half of it."""
    folder = work / f"base-{'pg' if database else 'sqlite'}"
    (work / "protocol.yaml").write_text(PROTOCOL)
    extra = ["--database", database] if database else []
    must(["init", folder, "--protocol", work / "protocol.yaml", *extra])
    must(["-C", folder, "add", ris(work / "a.ris", range(1, n + 1)), "--source", "MEDLINE"])
    must(["-C", folder, "add", ris(work / "b.ris", range(1, n // 3), True), "--source", "Embase"])
    must(["-C", folder, "dedupe"])
    half = table(
        work / "half.csv", range(1, n // 2 + 1), lambda k: "include" if k % 3 == 0 else "exclude"
    )
    for who in ("ana", "ben"):
        must(["-C", folder, "decide", "--from", half, "--as", who])
    must(["-C", folder, "queue", "--as", "ana"])
    if not database:
        with sqlite3.connect(folder / "review.db") as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return folder


def copied(folder: Path, to: Path) -> Path:
    """A fresh copy of a review folder."""
    shutil.rmtree(to, ignore_errors=True)
    shutil.copytree(folder, to)
    return to


def events_of(folder: Path) -> list[dict[str, Any]]:
    """All events, oldest first."""
    return asked(["-C", folder, "log"]) or []


def decided(events: Sequence[dict[str, Any]]) -> collections.Counter[tuple[str, int, str]]:
    """(actor, citation, verdict) -> how many such decisions were recorded."""
    return collections.Counter(
        (e["actor"], e["payload"]["citation"], e["payload"]["verdict"])
        for e in events
        if e["kind"] == "decision_made"
    )


def broken(folder: Path) -> list[str]:
    """What `verify` finds wrong."""
    found = asked(["-C", folder, "verify"])
    return ["verify gives no answer"] if found is None else list(found["problems"])
