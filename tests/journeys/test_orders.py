"""Reading by year, title or at random: what was not ranked is written down as not ranked."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.test_rounds import started
from tests.winnow import Team

ALONE = {"title_abstract": {"reviewers": 1}, "pilot": {"size": 0}}


@pytest.fixture
def team(tmp_path: Path) -> Team:
    return started(tmp_path, n=24, **ALONE)


def rows(team: Team, order: str, who: str = "ana") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = team.json("queue", "--as", who, "-n", 99, "--order", order)
    return found


def test_each_order(team: Team) -> None:
    by_year = rows(team, "year")
    assert [row["year"] for row in by_year] == sorted((1991 + n for n in range(24)), reverse=True)
    titles = [row["title"].casefold() for row in rows(team, "title")]
    assert titles == sorted(titles)
    drawn = [row["citation"] for row in rows(team, "random")]
    assert drawn == [row["citation"] for row in rows(team, "random")], "the same another time"
    assert drawn != [row["citation"] for row in rows(team, "random", "ben")], "others have theirs"
    ranked = rows(team, "ranking")
    assert [row["rank"] for row in ranked] == list(range(1, 25))
    assert sorted(drawn) == sorted(row["citation"] for row in ranked)


def test_a_corrected_year_and_title_count(team: Team) -> None:
    first = team.json("records")[0]["record"]
    team("edit", first, "year", "2031", "--reason", "in press", "--as", "ana")
    team("edit", first, "title", "Zzz at last", "--reason", "slip", "--as", "ana")
    assert rows(team, "year")[0]["year"] == 2031
    assert rows(team, "title")[-1]["title"] == "Zzz at last"


@pytest.mark.parametrize("order", ["year", "title", "random"])
def test_what_was_not_ranked_is_written_down_so(
    team: Team, order: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    offered = rows(team, order)
    assert {(row["rank"], row["score"], row["ranking"]) for row in offered} == {(None, None, "")}
    event = team.json("log", "--kind", "citations_offered")[-1]["payload"]
    assert event["ranking"] == ""
    assert set(event["places"]) == {0}
    team("decide", offered[0]["citation"], "exclude", "--as", "ana")
    monkeypatch.setattr("sys.stdin", io.StringIO("e\ne\nq\n"))
    team("screen", "--as", "ana", "--plain", "--order", order)
    said = [e["payload"] for e in team.json("log", "--kind", "decision_made")]
    assert [f"C{v['citation']:06d}" for v in said] == [row["citation"] for row in offered[:3]]
    assert {(v["rank"], v["ranking"]) for v in said} == {(0, "")}
    read = team.json("stop", code=1)["read"]
    assert (read["ranked"], read["elsewhere"]) == (0, 3)


def test_a_packet_in_another_order(team: Team, tmp_path: Path) -> None:
    team("packet", "make", "--for", "ana", "-n", 3, "-o", tmp_path / "p.html", "--order", "year")
    event = team.json("log", "--kind", "citations_offered")[-1]["payload"]
    newest = sorted(team.json("records"), key=lambda row: -row["year"])[:3]
    assert [f"C{n:06d}" for n in event["citations"]] == [row["citation"] for row in newest]
    assert event["ranking"] == ""


def test_an_order_that_cannot_be_is_refused(team: Team, tmp_path: Path) -> None:
    assert (
        "ranking, year, title or random"
        in team("queue", "--as", "ana", "--order", "date", code=2).err
    )
    team("round", "open", "--kind", "random", "--size", 4)
    for command in ("queue", "screen"):
        refused = team(command, "--as", "ana", "--order", "year", code=2).err
        assert "round 1 (random) is open" in refused
    assert len(rows(team, "ranking")) == 4
