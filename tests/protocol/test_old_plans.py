"""Plans in ledgers that earlier versions wrote keep being read, with what they said."""

from __future__ import annotations

import json
import sqlite3
import tarfile
from pathlib import Path
from typing import Any

import pytest

from winnow_sr.protocol import Plan


@pytest.fixture(scope="module")
def old_plan(corpora: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The plan in a ledger of schema 1, made before review kinds and declared readers."""
    archive = corpora.parent / "cases" / "ledgers" / "demo-320a7c5.tar.gz"
    if not archive.is_file():
        pytest.skip("../shared/cases/ledgers is not here: old ledgers are not tried")
    folder = tmp_path_factory.mktemp("ledger")
    with tarfile.open(archive) as tar:
        tar.extractall(folder, filter="data")
    (ledger,) = folder.rglob("review.db")
    with sqlite3.connect(ledger) as db:
        (payload,) = db.execute(
            "SELECT payload FROM events WHERE kind = 'review_created'"
        ).fetchone()
    found: dict[str, Any] = json.loads(payload)["plan"]
    return found


def test_a_ledger_made_with_the_former_flagship_keeps_its_plan(old_plan: dict[str, Any]) -> None:
    """The former reasons, target and strategies stay what they were; what is new takes its default."""
    plan = Plan.from_dict(old_plan)
    assert [r.code for r in plan.reasons] == [r["code"] for r in old_plan["exclusion_reasons"]]
    assert "no-outcome" in [r.code for r in plan.reasons]
    assert (plan.stopping.target, plan.stopping.confidence) == (0.9, 0.95)
    assert [s.strategy for s in plan.sources] == [s["strategy"] for s in old_plan["sources"]]
    assert len(plan.claims) == len(old_plan["claims"]) == 11
    assert (plan.kinds, plan.readers, plan.screening.who_screens) == (("systematic",), (), ())
    again = plan.as_dict()
    for key, value in old_plan.items():
        kept = again[key]
        if isinstance(value, dict):
            assert {k: kept[k] for k in value} == value or key == "question"
    assert {k: again["question"][k] for k in old_plan["question"]} == old_plan["question"]
