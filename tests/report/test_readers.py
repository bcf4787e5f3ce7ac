"""What the texts say of declared readers comes from the ledger, and from nowhere else."""

from __future__ import annotations

from pathlib import Path

from tests.journeys.test_readers import declared, pilot, read_all, scored, started
from tests.winnow import Team
from winnow_sr import Review
from winnow_sr.report import checklist
from winnow_sr.report.manuscript import methods
from winnow_sr.report.markdown import to_markdown


def texts(team: Team) -> tuple[str, str]:
    with Review.open(team.folder) as review:
        facts = review.report.facts()
    return to_markdown(methods(facts)), to_markdown(checklist.document(facts, "prisma-traice"))


def test_no_sentence_where_nothing_was_declared(tmp_path: Path) -> None:
    text, items = texts(started(tmp_path))
    assert "Declared readers" not in text
    assert "keywords" not in text
    assert "winnow used no generative model" in items


def test_no_rate_where_nothing_was_measured(tmp_path: Path) -> None:
    team = started(tmp_path)
    declared(team)
    scored(team)
    text, items = texts(team)
    assert "It read 90 citations" in text
    assert "sensitivity" not in text.split("Declared readers")[1].split("## ")[0]
    assert "keywords version 1: not known" not in text
    assert "not a language model, no prompt" in items


def test_the_sentence_and_the_table_of_a_measured_reader(tmp_path: Path) -> None:
    team = started(tmp_path)
    declared(team)
    pilot(team)
    scored(team)
    team("reader", "grant", "keywords", "--role", "second", "--as", "ana")
    read_all(team, "ana")
    text, items = texts(team)
    relevant = team.json("reader", "show")[0]["evidence"]["relevant"]
    low = int(0.025 ** (1 / relevant) * 1000) / 10
    said = (
        f"keywords version 1 read 90 citations; on 60 randomly chosen citations with {relevant} "
        f"relevant ones it found {relevant} (sensitivity at least {low:g} % with 95 % confidence)."
    )
    assert said in text
    assert "30 citations were settled by one person and it" in text
    assert "RAISE" in text
    for number in ("M1", "M2", "M3", "M4", "M5", "M6", "M7", "M8", "M9", "M10", "R1", "R2"):
        row = next(line for line in items.splitlines() if f"| {number} |" in line)
        assert "keywords" in row or "second vote" in row, number
    assert "people gave every verdict" in items or "second vote" in items
    team("reader", "end", "keywords", "--reason", "a slip in the list", "--as", "ana")
    text, _ = texts(team)
    assert "It lost the role second" in text
    assert "30 citations that rested on it were not yet read again" in text
