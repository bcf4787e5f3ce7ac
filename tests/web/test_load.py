"""A smaller run of benchmarks/web.py: several reviewers at once over HTTP, on both databases."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[2]


def benchmark() -> ModuleType:
    """benchmarks/web.py as a module."""
    spec = importlib.util.spec_from_file_location("benchmark_web", ROOT / "benchmarks" / "web.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_each_acknowledged_decision_is_in_the_ledger_exactly_once(
    tmp_path: Path, database: str
) -> None:
    found = benchmark().measure(tmp_path, reviewers=4, decisions=20, database=database)
    assert found["errors"] == []
    assert found["acknowledged"] == 80
    assert found["each_exactly_once"]
    assert found["intact"]
    # the bound that sixteen must keep; four on a busy machine are well below it
    assert found["decide_ms"]["p95"] < 1000
