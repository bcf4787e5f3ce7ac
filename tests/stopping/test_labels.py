"""One word for a stop, that follows the ledger."""

from __future__ import annotations

import pytest

from winnow_sr.stopping import History, make_rule
from winnow_sr.stopping.labels import (
    LABELS,
    MEANINGS,
    Fixed,
    changed_after_looking,
    everything_read_text,
    label_text,
    may_stop,
    stop_label,
)
from winnow_sr.stopping.rule import Verdict


def verdict(stop: bool = True, label: str = "certified") -> Verdict:
    return Verdict("a rule", label, stop, {}, "")


def label(found: Verdict, **more: bool) -> str:
    plain = {"everything_read": False, "ranked": True, "changed": False}
    return stop_label(found, **(plain | more))


@pytest.mark.parametrize("own", ["certified", "model-supported", "audited", "heuristic"])
def test_a_stop_has_its_rules_label_only_where_its_premise_holds(own: str) -> None:
    assert label(verdict(label=own)) == own
    assert label(verdict(False, own)) == "none"
    assert label(verdict(label=own), changed=True) == "changed after looking"
    assert label(verdict(False, own), changed=True) == "none"
    assert label(verdict(False, own), against_rule=True) == "against the rule"
    assert label(verdict(label=own), against_rule=True) == own
    # Without ranked reading only a random sample may speak.
    unranked = own if own == "audited" else "none"
    assert label(verdict(label=own), ranked=False) == unranked
    outside = own if own == "audited" else "against the rule"
    assert label(verdict(label=own), ranked=False, against_rule=True) == outside


def test_everything_read_is_not_certified() -> None:
    """cli.md, minor 4."""
    rule = make_rule("cmh-seq")
    found = rule.evaluate(History([True, False], 2))
    assert found.stop
    assert label(found, everything_read=True) == "none"
    assert may_stop("none", everything_read=True)
    for text in (everything_read_text(2), found.text):
        assert "100 %" not in text
        assert "by mistake" in text
    assert "the person who read it" in everything_read_text(1200, people=1)
    assert "1,200" in everything_read_text(1200, people=1)


def test_only_what_the_ledger_supports_may_stop() -> None:
    assert [word for word in LABELS if may_stop(word, False)] == [
        "certified",
        "model-supported",
        "audited",
        "heuristic",
        "changed after looking",
    ]


PLAN = Fixed(5, "cmh-seq", 0.9, 0.95)


@pytest.mark.parametrize(
    ("later", "changed"),
    [
        ([], False),
        ([Fixed(60, "cmh-seq", 0.9, 0.95)], False),
        ([Fixed(60, "cmh-seq", 0.8, 0.95)], True),
        ([Fixed(60, "cmh-seq", 0.9, 0.90)], True),
        ([Fixed(60, "dual", 0.9, 0.95)], True),
        ([Fixed(60, "cmh-seq", 0.9, 0.95, "level_form=power")], True),
        ([Fixed(60, "cmh-seq", 0.95, 0.95)], False),
        ([Fixed(60, "cmh-seq", 0.95, 0.99)], False),
        # lowered and raised again: somebody has looked, and it stays so
        ([Fixed(60, "cmh-seq", 0.8, 0.95), Fixed(70, "cmh-seq", 0.95, 0.95)], True),
        # raised and lowered again
        ([Fixed(60, "cmh-seq", 0.95, 0.95), Fixed(70, "cmh-seq", 0.9, 0.95)], True),
        ([Fixed(20, "dual", 0.8, 0.9)], False),  # before the first look: 50
    ],
)
def test_a_plan_changed_after_the_first_look_is_told(later: list[Fixed], changed: bool) -> None:
    """cli.md, M2: the target lowered from .90 to .80 after NOT YET was still "certified"."""
    assert changed_after_looking([PLAN, *later], 50) is changed
    assert changed_after_looking([PLAN, *later], 0) is False


def test_a_plan_first_fixed_after_looking_is_a_changed_one() -> None:
    assert changed_after_looking([Fixed(60, "cmh-seq", 0.9, 0.95)], 50)


def test_every_label_has_its_sentence() -> None:
    assert set(MEANINGS) == set(LABELS)
    raised = label_text("certified", target=0.95, fixed_target=0.9)
    assert "was 90 % when ranked reading began and was raised to 95 %" in raised
    assert "raised" not in label_text("certified", target=0.95)
    assert "raised" not in label_text("heuristic", target=0.95, fixed_target=0.9)
