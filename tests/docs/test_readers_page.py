"""docs/readers.md: its example runs as it stands, and says what the page says it says."""

from __future__ import annotations

import shutil
import subprocess
import sys
from math import ceil, log
from pathlib import Path

from tests.docs.pages import ROOT, blocks, page

PAGE = page("docs/readers.md")


def test_the_example_runs_from_declaration_to_the_sentence_and_is_refused_once(
    tmp_path: Path,
) -> None:
    for name in ("data", "protocols"):
        shutil.copytree(ROOT / name, tmp_path / name)
    (script,) = blocks(PAGE, "python", "run")
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    granted, refused, waiting, *sentences = done.stdout.splitlines()
    said = "on 150 randomly chosen citations with 22 relevant ones it found"
    assert granted.startswith(f"{said} 21 (sensitivity at least 77.1 % with 95 % confidence)")
    assert refused.startswith(f"one word may not stand for the second vote: {said} 12")
    assert "it misses too much" in refused
    assert int(waiting.split()[0]) > 0
    assert any("broad words version 1 read" in s and f"{said} 21" in s for s in sentences)
    assert f"{said[3:]} 21" in " ".join(PAGE.split())


def test_the_numbers_that_a_floor_needs() -> None:
    """The bound of k found of k is .025 ** (1 / k)."""
    needed = {floor: ceil(log(0.025) / log(floor)) for floor in (0.95, 0.9, 0.8)}
    text = " ".join(PAGE.split())
    assert (
        f"95 % and no miss, {needed[0.95]} relevant ones are needed; with 90 %, {needed[0.9]}; "
        f"with 80 %, {needed[0.8]}." in text
    )
