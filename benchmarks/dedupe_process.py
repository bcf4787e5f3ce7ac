"""Measuring in a process of its own, so that time and memory are those of one run only."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any


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


def in_a_process(argv: Sequence[str], python: str = sys.executable) -> dict[str, Any]:
    """Run a script that prints JSON in a process of its own."""
    env = dict(os.environ, OMP_NUM_THREADS="1")
    done = subprocess.run([python, *argv], capture_output=True, text=True, env=env, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(argv)} failed:\n{done.stderr[-2000:]}")
    answer: dict[str, Any] = json.loads(done.stdout or "{}")
    return answer
