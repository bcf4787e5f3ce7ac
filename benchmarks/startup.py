"""How fast do the everyday commands answer, against `python -c 'import pandas'` in the same run?

    .venv/bin/python benchmarks/startup.py [--citations 10000] [--repeats 9]

Makes a review of invented records, every third found by two databases, on which two reviewers
have decided, with a fresh ranking, and times each command and the import of pandas in turn. Prints the ratio of the medians (aim: at most
0.25), and which heavy packages a command loads (aim: none). Exit code 1 when an aim is missed.
"""

from __future__ import annotations

import argparse
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEAVY = ("pandas", "numpy", "scipy", "sklearn", "asreview", "pydantic", "rich", "rispy")
AIM = 0.25
WORDS = [
    "opioid",
    "withdrawal",
    "melatonin",
    "kratom",
    "sleep",
    "insomnia",
    "trial",
    "cohort",
    "anxiety",
    "craving",
    "dose",
    "placebo",
    "methadone",
    "patients",
    "randomised",
    "symptoms",
    "outcome",
    "treatment",
    "pain",
    "review",
    "chronic",
    "acute",
    "therapy",
]


def records(n: int, path: Path, step: int = 1) -> None:
    """n invented RIS entries, or every `step`th of them."""
    rng = random.Random(1)
    with path.open("w", encoding="utf-8") as file:
        for i in range(n):
            title = f"{' '.join(rng.choices(WORDS, k=9))} {i}"
            abstract = " ".join(rng.choices(WORDS, k=150))
            if i % step:
                continue
            file.write(
                f"TY  - JOUR\nAN  - {10_000_000 + i}\nTI  - {title}\nAB  - {abstract}\n"
                f"AU  - Author{i}, A.\nPY  - {1990 + i % 30}\nT2  - Journal {i % 50}\nER  - \n\n"
            )


def review(n: int, folder: Path) -> None:
    """A review of n citations, decided on by two people but for the last 500 of the second."""
    winnow = [sys.executable, "-P", "-m", "winnow_sr"]
    run = lambda *a: subprocess.run([*winnow, *map(str, a)], check=True, stdout=subprocess.DEVNULL)  # noqa: E731
    records(n, folder / "x.ris")
    records(n, folder / "y.ris", 3)
    target = folder / "review"
    run(
        "init", target, "--protocol", ROOT / "protocols" / "melatonin-kratom-opioid-withdrawal.yaml"
    )
    run("-C", target, "add", folder / "x.ris", "--source", "MEDLINE")
    run("-C", target, "add", folder / "y.ris", "--source", "Embase")
    run("-C", target, "dedupe")
    for who, upto in (("ana", n), ("ben", n - 500)):
        with (folder / f"{who}.csv").open("w") as file:
            file.write("key,verdict,reason\n")
            for i in range(upto):
                verdict = "include" if i % 40 == 0 or (who == "ben" and i % 997 == 0) else "exclude"
                file.write(f"{10_000_000 + i},{verdict},\n")
        run("-C", target, "decide", "--from", folder / f"{who}.csv", "--as", who)
    run("-C", target, "queue", "--as", "ben", "-n", 5)


def seconds(command: list[str]) -> float:
    """Wall time of one run."""
    begun = time.perf_counter()
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    if done.returncode not in (0, 1):
        sys.exit(f"{command}: {done.stderr.decode()}")
    return time.perf_counter() - begun


def loaded(command: list[str]) -> list[str]:
    """Heavy packages that a command imports."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", *command],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    names = {
        line.rsplit("|", 1)[-1].strip().split(".")[0]
        for line in done.stderr.splitlines()
        if "|" in line
    }
    return [name for name in HEAVY if name in names]


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--citations", type=int, default=10_000)
    parser.add_argument("--repeats", type=int, default=9)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        review(options.citations, folder)
        base = [str(Path(sys.executable).with_name("winnow"))]
        inside = [*base, "-C", str(folder / "review")]
        commands = {
            "--help": [*base, "--help"],
            "decide": [
                *inside,
                "decide",
                str(10_000_000 + options.citations - 1),
                "exclude",
                "--as",
                "ben",
            ],
            "undo": [*inside, "undo", "--as", "ben"],
            "conflicts": [*inside, "conflicts"],
            "status": [*inside, "status"],
            "prisma": [*inside, "prisma", "--json"],
            "queue": [*inside, "queue", "--as", "ben"],
        }
        # decide and undo leave the ranking stale, so it is renewed before queue is timed
        renew = [*inside, "queue", "--as", "ben"]
        times: dict[str, list[float]] = {name: [] for name in (*commands, "pandas")}
        for _ in range(options.repeats):
            times["pandas"].append(seconds([sys.executable, "-c", "import pandas"]))
            for label, command in commands.items():
                if label == "queue":
                    seconds(renew)
                times[label].append(seconds(command))
        pandas = statistics.median(times.pop("pandas"))
        print(
            f"{options.citations} citations; import pandas: {pandas:.3f} s (median of {options.repeats})"
        )
        missed = False
        for label, found in times.items():
            ratio = statistics.median(found) / pandas
            seconds(renew)  # so that queue finds a fresh ranking
            heavy = loaded(commands[label])
            missed |= ratio > AIM or bool(heavy)
            print(
                f"{label:10s} {statistics.median(found):.3f} s   ratio {ratio:.2f}   {', '.join(heavy)}"
            )
        print(f"aim: ratio at most {AIM}, no heavy package: {'MISSED' if missed else 'met'}")
        return int(missed)


if __name__ == "__main__":
    sys.exit(main())
