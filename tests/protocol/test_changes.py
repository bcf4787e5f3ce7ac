"""A team amends its protocol; the ledger tells a later reader what was changed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from winnow_sr.protocol import changes, load_protocol
from winnow_sr.protocol.reader import parse_protocol

BEFORE = """
title: Tea
question: Does tea help?
exclusion_reasons:
  - {code: no-tea, label: No tea}
  - {code: awake, label: Not tired}
sources:
  - {name: MEDLINE, strategy: tea}
"""


def amended(old: str, new: str) -> list[str]:
    assert old in BEFORE
    after = parse_protocol(BEFORE.replace(old, new)).as_plan()
    return changes(parse_protocol(BEFORE).as_plan(), after)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("title: Tea", "title: Green tea", ["title: Tea -> Green tea"]),
        ("title: Tea", "title: Tea\nstopping: {target: 0.95}", ["stopping.target: 0.9 -> 0.95"]),
        (
            "  - {code: awake, label: Not tired}",
            "  - {code: other}",
            ["exclusion_reasons: 'awake' removed", "exclusion_reasons: 'other' added"],
        ),
        (
            "label: Not tired",
            "label: Wide awake",
            ["exclusion_reasons[awake].label: Not tired -> Wide awake"],
        ),
        (
            "  - {code: no-tea, label: No tea}\n  - {code: awake, label: Not tired}",
            "  - {code: awake, label: Not tired}\n  - {code: no-tea, label: No tea}",
            ["exclusion_reasons: put in another order"],
        ),
        (
            "strategy: tea",
            f"strategy: {'tea or ' * 20}",
            ["sources[MEDLINE].strategy: rewritten"],
        ),
        ("title: Tea", "title: Tea # a remark", []),
    ],
)
def test_each_amendment_is_told_in_words(old: str, new: str, told: list[str]) -> None:
    assert amended(old, new) == told


def test_a_plan_does_not_differ_from_itself_however_it_was_kept(flagship_file: Path) -> None:
    """From the file, from JSON, or written out as YAML and read again: one plan."""
    plan: dict[str, Any] = load_protocol(flagship_file).as_plan()
    again = parse_protocol(yaml.safe_dump(plan, allow_unicode=True, sort_keys=True)).as_plan()
    assert again == plan
    assert changes(plan, json.loads(json.dumps(plan))) == []
