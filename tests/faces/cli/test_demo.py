"""The demo: its map is not empty, and it says that nothing in it is a finding."""

from __future__ import annotations

import csv
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.winnow import winnow
from winnow_sr.faces.cli.demo_describing import UNKNOWN, shown

SLEEP = SimpleNamespace(id="C1", terms=("melatonin", "sleep*"))
PAIN = SimpleNamespace(id="C2", terms=("kratom", "mitragyn*", "pain"))
BOTH = SimpleNamespace(id="C3", terms=("combin*",))
HARM = SimpleNamespace(id="C4", terms=("harm*", "toxic*"))
CLAIMS = (SLEEP, PAIN, BOTH, HARM)


@pytest.mark.parametrize(
    ("text", "design", "substances", "claims"),
    [
        ("A randomised trial of melatonin for sleepiness", "randomised trials", ("melatonin",), ("C1",)),
        ("Mitragynine and pain: a survey", "cross-sectional studies", ("kratom",), ("C2",)),
        ("Sleep and pain", UNKNOWN, (), ()),
        ("Melatonin with kratom: toxicity", UNKNOWN, ("melatonin with kratom",), ("C3", "C4")),
    ],
)  # fmt: skip
def test_words_amount_to_a_description(
    text: str, design: str, substances: tuple[str, ...], claims: tuple[str, ...]
) -> None:
    assert shown(text, CLAIMS) == (design, substances, claims)


@pytest.mark.slow
def test_the_demo_maps_studies_and_calls_nothing_a_finding(tmp_path: Path) -> None:
    told = winnow("demo", tmp_path / "demo").out
    assert "not findings" in told
    assert "They say nothing about melatonin or kratom." in told
    kit = tmp_path / "demo" / "outputs" / "report"
    with (kit / "evidence-map.csv").open(encoding="utf-8-sig", newline="") as file:
        cells = [row["all studies"] for row in csv.DictReader(file)]
    assert sum(cell[0].isdigit() for cell in cells) >= 5
    assert "not yet mapped" not in cells
    assert "it is no finding" in (kit / "evidence-map.md").read_text("utf-8")
    differences = (kit / "deviations.csv").read_text("utf-8-sig")
    for part in ("Registration", "Source: MEDLINE", "Pilot", "Training"):
        assert part in differences
    methods = (kit / "methods.md").read_text("utf-8")
    assert "90.6 %" not in methods or "0.907" not in methods
