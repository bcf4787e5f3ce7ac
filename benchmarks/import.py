"""How long does an import take beside `rispy.load` alone, and how much memory?

    python benchmarks/import.py [--entries 100000] [--short] [--million] [--from FILE.ris]

Makes a RIS file of about 1.9 kB an entry (`--short`: 0.4 kB, without abstracts, 53,000 entries
unless told otherwise; or repeats the entries of a given file), then runs each step in a process of
its own, in turn, and prints wall and processor time, their ratios to `rispy.load` in the same run,
and the highest memory. `--million` also streams a file of 1,000,000 entries.
"""

from __future__ import annotations

import argparse
import itertools
import random
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

RISPY = "import rispy; n = len(rispy.load(path, encoding='utf-8'))"
READ = "from winnow_sr.records import open_export; n = sum(1 for _ in open_export(path))"
PREPARE = """
from winnow_sr.records import content_digest, open_export, record_to_json
n = 0
for record in open_export(path):
    record_to_json(record); content_digest(record); n += 1
"""
ADD = """
import contextlib, io, json, os, shutil, tempfile
from winnow_sr.faces.cli import main
folder = pathlib.Path(tempfile.mkdtemp()) / 'review'
protocol = sorted((root / 'protocols').glob('*melatonin*kratom*.y*ml'))[0]
def run(*args):
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.suppress(SystemExit):
        main([str(a) for a in args])
    return json.loads(out.getvalue())
run('init', folder, '--protocol', protocol, '--json')
start = time.perf_counter()
n = run('-C', folder, 'add', path, '--source', 'MEDLINE', '--lane', 'database', '--json')['files'][0]['imported']
"""
AFTER = {"winnow add": "shutil.rmtree(folder.parent)"}
PROGRAM = """
import pathlib, resource, sys, time
path, root = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
sys.path.insert(0, str(root))
start = time.perf_counter()
{code}
seconds = time.perf_counter() - start
{after}
used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
cpu = sum(u.ru_utime + u.ru_stime for u in used)
print(n, seconds, cpu, max(u.ru_maxrss for u in used) / 1024)
"""


def synthetic(seed: int = 1) -> list[str]:
    """Entries as MEDLINE writes them, about 1.9 kB and 24 lines each, without their end tag."""
    rng = random.Random(seed)
    words = ["".join(rng.choices("aeioubcdfglmnprst", k=rng.randint(2, 11))) for _ in range(4000)]

    def text(n: int) -> str:
        return " ".join(rng.choices(words, k=n)).capitalize() + "."

    entries = []
    for _ in range(2000):
        lines = ["TY  - JOUR", f"TI  - {text(14)}"]
        lines += [
            f"AU  - {text(1)[:-1]}, {rng.choice('ABCDEF')} {rng.choice('GHI')}" for _ in range(5)
        ]
        lines += [f"PY  - {rng.randint(1970, 2025)}", f"T2  - {text(4)}"]
        extra = rng.choice(("", "", "", " (p < 0.05; Müller & Söhne)"))
        lines.append(f"AB  - {' '.join(text(20) for _ in range(10))}{extra}")
        lines += [f"KW  - {text(2)[:-1]}" for _ in range(12)]
        lines += [f"DO  - 10.5555/{rng.randint(1, 10**9)}", "DB  - MEDLINE", "AN  - 1"]
        entries.append("\n".join(lines))
    return entries


def short(seed: int = 1) -> list[str]:
    """Entries as lists of references hold them, about 0.4 kB and 13 lines, without their end tag."""
    rng = random.Random(seed)
    words = ["".join(rng.choices("aeioubcdfglmnprst", k=rng.randint(2, 11))) for _ in range(4000)]

    def text(n: int) -> str:
        return " ".join(rng.choices(words, k=n)).capitalize()

    entries = []
    for _ in range(2000):
        lines = ["TY  - JOUR"]
        lines += [f"AU  - {text(1)}, {rng.choice('ABCDEF')}." for _ in range(rng.randint(1, 5))]
        lines += [f"TI  - {text(13)}", f"JO  - {text(4)}", f"PY  - {rng.randint(1970, 2025)}"]
        lines += [f"VL  - {rng.randint(1, 99)}", f"IS  - {rng.randint(1, 12)}"]
        start = rng.randint(1, 2000)
        lines += [f"SP  - {start}", f"EP  - {start + rng.randint(1, 20)}"]
        lines += [f"DO  - 10.5555/{rng.randint(1, 10**9)}", "AN  - 1"]
        entries.append("\n".join(lines))
    return entries


def write_file(path: Path, entries: list[str], n: int) -> None:
    with path.open("w", encoding="utf-8") as file:
        for number, entry in zip(range(1, n + 1), itertools.cycle(entries), strict=False):
            file.write(re.sub(r"(?m)^AN  - .*$", f"AN  - {number + 10**7}", entry) + "\nER  - \n\n")


def measured(name: str, code: str, path: Path) -> tuple[int, float, float, float]:
    """(entries, seconds, processor seconds, megabytes at most) of one step in a fresh process."""
    program = PROGRAM.format(code=code, after=AFTER.get(name, ""))
    done = subprocess.run(
        [sys.executable, "-c", program, str(path), str(ROOT)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    n, seconds, cpu, memory = done.stdout.split()[-4:]
    return int(n), float(seconds), float(cpu), float(memory)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=0)
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--million", action="store_true")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--from", dest="source", type=Path)
    options = parser.parse_args()
    entries = short() if options.short else synthetic()
    options.entries = options.entries or (53_000 if options.short else 100_000)
    if options.source:
        text = options.source.read_text("utf-8-sig")
        entries = [e.strip("\n") for e in re.split(r"(?m)^ER  -.*\n?", text) if e.strip()]
    steps = {"rispy.load": RISPY, "read": READ, "read, digest, JSON": PREPARE, "winnow add": ADD}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export.ris"
        write_file(path, entries, options.entries)
        print(f"{options.entries:,} entries, {path.stat().st_size / 1e6:.0f} MB")
        best: dict[str, tuple[int, float, float, float]] = {}
        for _ in range(options.rounds):
            for name, code in steps.items():
                try:
                    found = measured(name, code, path)
                except subprocess.CalledProcessError as error:
                    print(f"{name}: failed: {error.stderr.strip().splitlines()[-1]}")
                    continue
                best[name] = min(best.get(name, found), found, key=lambda f: f[1])
        for name, (n, seconds, cpu, memory) in best.items():
            wall, work = (
                found / best["rispy.load"][place] for place, found in ((1, seconds), (2, cpu))
            )
            print(
                f"{name:20} {n:>9,} {seconds:7.2f} s {wall:5.2f} x  cpu {cpu:7.2f} s {work:5.2f} x rispy.load "
                f"{memory:6.0f} MB"
            )
        if options.million:
            write_file(path, entries, 1_000_000)
            for name, code in (("a million, streamed", PREPARE), ("a million, added", ADD)):
                n, seconds, cpu, memory = measured("winnow add" if code is ADD else "", code, path)
                print(f"{name:20} {n:>9,} {seconds:7.2f} s  cpu {cpu:7.2f} s {memory:6.0f} MB")


if __name__ == "__main__":
    main()
