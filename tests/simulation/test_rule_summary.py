"""How stopping rules did, worked out by hand."""

from __future__ import annotations

from typing import Any

from winnow_sr.simulation.stops import rule_summary


def run(review: str, recall: float, saved: float) -> dict[str, Any]:
    stop = {"rule": "r", "at": 1, "recall": recall, "saved": saved}
    return {"review": review, "model": "m", "records": 10, "stops": [stop]}


def test_reliability_counts_runs_within_a_review_and_weighs_reviews_alike() -> None:
    runs = [run("a", 1.0, 0.1), run("a", 0.94, 0.3), run("b", 0.95, 0.5)]
    a, b, both = rule_summary(runs, 0.95)
    assert (a["reliability"], a["lowest"], a["saved"]) == (0.5, 0.94, 0.2)
    assert b["reliability"] == 1.0, "exactly the target is reached"
    assert (both["review"], both["reliability"], both["lowest"], both["saved"]) == (
        None,
        0.75,
        0.94,
        0.35,
    )


def test_one_review_has_no_mean_of_reviews() -> None:
    assert [row["review"] for row in rule_summary([run("a", 1.0, 0.1)], 0.95)] == ["a"]
