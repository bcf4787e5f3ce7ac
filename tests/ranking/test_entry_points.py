"""ASReview finds our models by its own extension mechanism and runs a simulation with them."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from tests.winnow import entry, ris

NAMES = {
    "feature_extractors": "winnow-fields",
    "classifiers": "winnow-svm",
    "balancers": "winnow-balanced",
}


@pytest.mark.parametrize("group", NAMES)
def test_each_part_is_registered_and_loads(group: str) -> None:
    found = {e.name: e for e in entry_points(group=f"asreview.models.{group}")}
    assert NAMES[group] in found, "install the project (make setup) so that its entry points exist"
    assert callable(found[NAMES[group]].load())


@pytest.mark.slow
def test_asreview_simulates_with_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from asreview.__main__ import main

    monkeypatch.chdir(tmp_path)  # asreview leaves files where it stands
    rows = [
        entry(
            n,
            KW=["sleep" if n % 4 == 0 else "other"],
            N1="ASReview_relevant" if n % 4 == 0 else "ASReview_irrelevant",
        )
        for n in range(1, 41)
    ]
    data = ris(tmp_path / "labelled.ris", rows)
    out = tmp_path / "project.asreview"
    arguments = ["asreview", "simulate", str(data), "-o", str(out), "--seed", "1", "--n-prior-included", "1", "--n-prior-excluded", "1",
                 "--feature-extractor", "winnow-fields", "--classifier", "winnow-svm", "--balancer", "winnow-balanced", "--querier", "max"]  # fmt: skip
    monkeypatch.setattr("sys.argv", arguments)
    with contextlib.suppress(SystemExit):
        main()
    assert out.stat().st_size > 1000


def test_asreviews_models_leave_no_file_where_one_stands(tmp_path: Path) -> None:
    code = "from winnow_sr.ranking.elas import engine; import os; engine(); print(os.listdir('.'))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
