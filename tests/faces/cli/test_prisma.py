"""`winnow prisma`, `agreement` and `report` as a team gives them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.winnow import Team, entry, ris

PROTOCOL = """
title: Tea
question: {text: "Does tea help?"}
exclusion_reasons: [{code: no-tea, label: No tea}, {code: animals, label: Only animals}]
sources: [{name: PubTea, lane: database}]
screening: {reviewers: [Ana, Ben], adjudicators: [Cleo], title_abstract: {reviewers: 2}, pilot: {size: 4}}
"""


@pytest.fixture
def team(tmp_path: Path) -> Team:
    """Eight records, nobody has read anything."""
    (tmp_path / "tea.yaml").write_text(PROTOCOL, "utf-8")
    team = Team(tmp_path / "review", tmp_path / "tea.yaml")
    team("add", ris(tmp_path / "a.ris", [entry(n) for n in range(1, 9)]), "--source", "PubTea")
    team("dedupe")
    return team


def test_reasons_on_title_and_abstract_are_drawn_and_explained(team: Team, tmp_path: Path) -> None:
    """K1, K2: no tea (Ben leaves K2's reason out). K3: Ana says animals, Ben no tea: the reason
    listed first counts. K4: no reason. K5: Ana excludes, Ben does not, an adjudicator says animals."""
    ana = [("K1", "exclude", "no-tea"), ("K2", "exclude", "no-tea"), ("K3", "exclude", "animals")]
    ana += [("K4", "exclude", ""), ("K5", "exclude", "no-tea"), ("K6", "include", "")]
    ben = [("K1", "exclude", "no-tea"), ("K2", "exclude", ""), ("K3", "exclude", "no-tea")]
    ben += [("K4", "exclude", ""), ("K5", "include", ""), ("K6", "include", "")]
    team.decide("Ana", ana)
    team.decide("Ben", ben)
    team("resolve", "K5", "exclude", "--reason", "animals", "--as", "Cleo")
    counted = team.json("prisma")
    rows = {row["reason"]: row["n"] for row in counted["screening_reasons"]}
    assert rows == {"no-tea": 3, "animals": 1}
    behind = team.json("prisma", "--explain", "records_excluded:reason:no-tea")
    assert behind["citations"] == ["C000001", "C000002", "C000003"]
    out = tmp_path / "flow.svg"
    team("prisma", "-o", out, "--reasons", "title-abstract")
    drawn = out.read_text("utf-8")
    assert "Only animals" in drawn
    team("prisma", "-o", out)
    assert "Only animals" not in out.read_text("utf-8")


def test_counts_wait_for_whoever_still_reads_in_the_pilot(team: Team, tmp_path: Path) -> None:
    team("round", "open", "--kind", "pilot", "--size", "4", "--as", "Ana")
    batch = [row["key"] for row in team.json("queue", "--as", "Ana")]
    team.decide("Ana", [(key, "include", "") for key in batch])
    out = tmp_path / "out"
    for asked in (("prisma",), ("agreement",), ("report", "-o", out)):
        refused = team(*asked, "--as", "Ben", code=1)
        assert "Ben has 4 citations of it to read" in refused.err
        team(*asked, "--as", "Ana")
    assert out.is_dir()
    team.decide("Ben", [(key, "exclude", "") for key in batch])
    team("agreement", "--as", "Ben")


def test_a_living_review_has_a_column_for_each_month(team: Team, tmp_path: Path) -> None:
    """Searched again in May: K1 comes again, K21 is new."""
    add = ("--source", "PubTea", "--date")
    later = [entry(1, AN="X1"), entry(21)]
    team("add", ris(tmp_path / "b.ris", later), *add, "2031-05-02")
    team("dedupe")
    first, second = team.json("prisma", "--living")
    assert second["search"] == "2031-05"
    assert second["again"] == {"database": 1}
    assert first["boxes"]["database_results"] == 8
    assert second["boxes"]["database_results"] == 1
    out = tmp_path / "living.svg"
    team("prisma", "--living", "-o", out)
    assert "2031-05" in out.read_text("utf-8")
    assert "2031-05" in team("prisma", "--living").out
