"""Every line of docs/security.md rests on a test that exists."""

from __future__ import annotations

import re

from tests.conftest import ROOT


def test_each_line_names_a_test_that_is_there() -> None:
    text = (ROOT / "docs" / "security.md").read_text("utf-8")
    rows = [line for line in text.splitlines() if re.match(r"\| \d", line)]
    assert rows
    there = {
        name
        for file in (ROOT / "tests" / "faces" / "web").glob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", file.read_text("utf-8"), re.MULTILINE)
    }
    named = [set(re.findall(r"`(test_\w+)`", row)) for row in rows]
    assert [row for row, names in zip(rows, named, strict=True) if not names] == []
    assert set().union(*named) - there == set()
