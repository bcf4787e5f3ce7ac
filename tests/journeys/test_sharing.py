"""Work is divided among people: by shares, a language to one person, people who join and leave."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.journeys.test_rounds import batch, protocol, started
from tests.winnow import Team, entry, ris

NO_PILOT = {"pilot": {"size": 0}}


@pytest.fixture
def team(tmp_path: Path, database: str) -> Team:
    """Thirty citations, one reader for each, nobody listed."""
    return started(tmp_path, database, n=30, title_abstract={"reviewers": 1}, **NO_PILOT)


def assigned(team: Team) -> dict[str, tuple[int, int]]:
    return {r["reviewer"]: (r["assigned"], r["left"]) for r in team.json("assign")}


def test_shares_are_read_apart_and_nobody_reads_anothers(team: Team) -> None:
    assert team.json("assign") == []
    done = team.json("assign", "--share", "ana=2", "--share", "ben=1", "--as", "ana")
    assert done == [
        {"reviewer": "ana", "assigned": 20, "left": 20},
        {"reviewer": "ben", "assigned": 10, "left": 10},
    ]
    hers, his = batch(team, "ana"), batch(team, "ben")
    assert (len(hers), len(his)) == (20, 10)
    assert not set(hers) & set(his)
    assert batch(team, "cleo") == [], "nothing was left for anybody else"
    team.decide("ana", [(c, "exclude", "") for c in hers[:5]])
    assert assigned(team) == {"ana": (20, 15), "ben": (10, 10)}
    status = team.json("status")
    assert status["left"] == {
        "ana": {"title-abstract": 15, "full-text": 0},
        "ben": {"title-abstract": 10, "full-text": 0},
    }
    assert "15 left" in team("status").out


def test_somebody_joins_and_the_rest_is_divided_anew(team: Team) -> None:
    team("assign", "--share", "ana=1", "--share", "ben=1")
    team.decide("ana", [(c, "exclude", "") for c in batch(team, "ana")[:6]])
    team("assign", "--share", "ana=1", "--share", "ben=1", "--share", "cleo=1")
    left = {who: left for who, (_, left) in assigned(team).items()}
    assert left == {"ana": 8, "ben": 8, "cleo": 8}
    assert "--clear" in team("assign", "--clear", "--share", "ana=1", code=2).err
    team("assign", "--clear")
    assert len(batch(team, "dee")) == 24
    assert "nothing was divided" in team("assign", "--clear", code=2).err


def test_what_somebody_who_leaves_had_is_open_to_the_others(team: Team) -> None:
    for who in ("ana", "ben"):
        team("team", "join", who, "--as", "ana")
    team("assign", "--share", "ana=1", "--share", "ben=1", "--as", "ana")
    team("team", "leave", "ben", "--as", "ana")
    assert len(batch(team, "ana")) == 30
    assert assigned(team) == {"ana": (15, 15)}
    assert "15 citations still open to everybody" in team("assign").out
    refused = team("assign", "--share", "ben=1", "--as", "ana", code=2).err
    assert "ben has left the team" in refused


def test_a_language_goes_to_one_person_and_stays_there(tmp_path: Path) -> None:
    team = Team(
        tmp_path / "review", protocol(tmp_path, title_abstract={"reviewers": 1}, **NO_PILOT)
    )
    entries = [entry(n, LA="fre" if n % 5 == 0 else "eng") for n in range(1, 21)]
    team("add", ris(tmp_path / "a.ris", entries), "--source", "MEDLINE")
    team("dedupe")
    team("assign", "--share", "cleo=1", "--language", "French")
    assert assigned(team) == {"cleo": (4, 4)}
    team("assign", "--share", "ana=1", "--share", "ben=1")
    assert assigned(team) == {"ana": (8, 8), "ben": (8, 8), "cleo": (4, 4)}
    french = {r["citation"] for r in team.json("records") if int(r["key"][1:]) % 5 == 0}
    assert set(batch(team, "cleo")) == french
    assert (
        "nothing is left unread of these"
        in team("assign", "--share", "ana=1", "--language", "klingon", code=2).err
    )


def test_two_readers_each_and_named_citations_for_a_third(tmp_path: Path) -> None:
    team = started(tmp_path, n=12, **NO_PILOT)
    first = team.json("records")[0]["citation"]
    team("assign", first, "--share", "cleo=1")
    team("assign", "--share", "ana=1", "--share", "ben=1")
    # 12 citations with two places: cleo has one, 23 are left for two people who may read each once
    found = assigned(team)
    assert found["cleo"] == (1, 1)
    assert found["ana"][0] + found["ben"][0] == 23
    assert first in batch(team, "cleo")
    assert len(batch(team, "cleo")) == 1


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (("--share", "ana"), "NAME=N"),
        (("--share", "ana=0"), "above 0"),
        (("-n", 5), "among whom"),
        (("--share", "ana=1", "C999999"), "does not exist"),
        (("--share", "ana=1", "--stage", "full-text"), "nothing is left unread"),
        (("--share", "ana=1", "--stage", "abstract"), "unknown stage"),
    ],
)
def test_what_cannot_be_is_refused(
    tmp_path: Path, arguments: tuple[object, ...], what: str
) -> None:
    team = started(tmp_path, n=3, **NO_PILOT)
    assert what in team("assign", *arguments, code=2).err
    assert team.json("assign") == []
