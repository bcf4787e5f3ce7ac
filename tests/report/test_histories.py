"""Any legal history: two people and an adjudicator act at random; text, flow and bundle agree."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from tests.report.conftest import ALL, ANA, TRIAL, Tea
from tests.report.test_methods import FLOW, LANE
from winnow_sr.errors import WinnowError
from winnow_sr.report.manuscript import methods
from winnow_sr.report.markdown import to_markdown
from winnow_sr.report.tables import characteristics_table, excluded_table
from winnow_sr.review import Review
from winnow_sr.review.report import replay_bundle

KEYS = [f"K{n}" for n in ALL]
SOUGHT = [f"K{n}" for n in sorted(ANA)]
"""Read at full text before the histories begin; favoured, so that much happens to reports."""


def act(review: Review, rng: random.Random) -> None:
    """One thing that somebody might do; a refusal is part of life."""
    key, other = rng.sample(rng.choice([KEYS, SOUGHT]), 2)
    who = rng.choice(["Ana", "Ben"])
    verdict = rng.choice(["include", "include", "exclude", "unsure"])
    stage = rng.choice(["title-abstract", "full-text", "full-text"])
    reason = (
        rng.choice(["no-tea", "formula"]) if verdict == "exclude" and stage == "full-text" else ""
    )
    deeds = [
        *[lambda: review.screening.decide(key, verdict, reviewer=who, stage=stage, reason=reason)] * 12,
        *[lambda: review.screening.resolve(key, rng.choice(["include", "exclude"]), actor="Cleo", reason="no-tea")] * 2,
        *[lambda: review.full_texts.retrieve(key, rng.choice(["sought", "retrieved", "not-retrieved"]), actor=who)] * 3,
        lambda: review.screening.undo(reviewer=who),
        lambda: review.duplicates.merge(key, other, actor=who),
        lambda: review.duplicates.split(key, actor=who),
        lambda: review.duplicates.remove([key], reason="made up", by=rng.choice(["automation", "other"]), actor=who),
        lambda: review.full_texts.link_study(TRIAL, [key, other], actor=who),
        lambda: review.full_texts.describe(key, actor=who, design="cohort study", substances=["tea"], claims=["C2"]),
        lambda: review.stopping.declare(actor=who, against_rule=True, reason="enough"),
        lambda: review.stopping.resume(actor=who, reason="not enough"),
    ]  # fmt: skip
    try:
        rng.choice(deeds)()
    except WinnowError:
        return


@pytest.mark.parametrize("seed", range(6))
def test_text_flow_and_bundle_agree_after_any_history(
    begun: Tea, tmp_path: Path, seed: int
) -> None:
    begun.searched().screened().read()
    review, rng = begun.review, random.Random(seed)
    judged = 0
    for step in range(120):
        act(review, rng)
        if step % 10 == 9:
            judged += agrees(review, rng.choice(["box3", "box5"]))
    assert judged, "the history must judge a report, or it shows nothing of the full texts"
    done = review.report.write(tmp_path / "out", tail="box3")
    flow, found = replay_bundle(tmp_path / "out" / "bundle.zip")
    assert found.same, found
    assert flow.as_json() == done.flow == found.flow
    review.close()


def agrees(review: Review, tail: str) -> int:
    """Checks one moment; returns how many reports are excluded or included then."""
    facts, flow = review.report.facts(tail=tail), review.flow.prisma(tail=tail).as_json()
    boxes, text = flow["boxes"], to_markdown(methods(facts))
    screened = FLOW.search(text)
    assert screened
    assert [int(n) for n in screened.groups()] == [
        boxes["records_screened"], boxes["records_excluded"],
        flow["excluded_by"]["human"], flow["excluded_by"]["automation"],
    ]  # fmt: skip
    for found, key, lane in zip(
        LANE.finditer(text), ("dbr", "other"), ("databases", "other"), strict=False
    ):
        assert [int(n) for n in found.groups()] == [
            boxes[f"{key}_sought_reports"], boxes[f"{key}_notretrieved_reports"],
            boxes[f"{key}_assessed"], sum(r["n"] for r in flow["reasons"][lane]),
        ]  # fmt: skip
    included = re.search(r"Included: (\d+) stud(?:y|ies) reported in (\d+) report", text)
    if included:
        assert [int(n) for n in included.groups()] == [boxes["new_studies"], boxes["new_reports"]]
    assert ("INTERIM" in text) == (not flow["final"] and all(c["ok"] for c in flow["checks"]))
    excluded = sum(r["n"] for rows in flow["reasons"].values() for r in rows)
    assert len(excluded_table(facts).rows) == excluded
    assert len(characteristics_table(facts).rows) == boxes["new_studies"]
    return int(excluded + boxes["new_reports"])
