"""The documentation lists the rules as they are."""

from __future__ import annotations

from pathlib import Path

from winnow_sr.dedupe.rulebook import BOOK

DOCS = Path(__file__).resolve().parents[2] / "docs" / "dedupe.md"


def test_every_rule_is_documented_in_its_own_words() -> None:
    lines = {line for line in DOCS.read_text(encoding="utf-8").splitlines() if line[:3] == "| `"}
    for chapter in BOOK:
        for rule in chapter.rules:
            outcome = f"policy `{rule.switch}`" if rule.switch else rule.outcome
            assert f"| `{rule.name}` | {outcome} | {rule.reason} |" in lines
