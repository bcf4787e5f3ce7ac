"""Where one vote is asked for, no two people read the same: what is on somebody's screen or in a
packet is kept for them."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from tests.journeys.test_rounds import batch, started
from tests.winnow import Team
from winnow_sr.faces.terminal.desk import Desk
from winnow_sr.review import Review

ALONE = {"title_abstract": {"reviewers": 1}, "pilot": {"size": 0}}


@pytest.fixture
def team(tmp_path: Path, database: str) -> Team:
    return started(tmp_path, database, n=40, **ALONE)


def in_packet(team: Team, packet: str) -> set[str]:
    [event] = [
        e["payload"]
        for e in team.json("log", "--kind", "citations_offered")
        if e["payload"]["packet"] == packet
    ]
    return {f"C{n:06d}" for n in event["citations"]}


def test_packets_do_not_overlap(team: Team, tmp_path: Path) -> None:
    made = [
        team.json("packet", "make", "--for", who, "-n", 12, "-o", tmp_path / f"{n}.html")
        for n, who in enumerate(("ana", "ben", "ana"))
    ]
    held = [in_packet(team, m["packet"]) for m in made]
    assert len(set.union(*held)) == 36
    assert len(batch(team, "cleo")) == 4
    rows = team.json("packet", "list")
    assert [(r["reviewer"], r["citations"], r["left"]) for r in rows] == [
        ("ana", 12, 12),
        ("ben", 12, 12),
        ("ana", 12, 12),
    ]
    status = team.json("status")
    assert status["held"] == {"ana": {"title-abstract": 24}, "ben": {"title-abstract": 12}}
    assert "24 on a screen or in a packet" in team("status").out
    team.decide("cleo", [(c, "exclude", "") for c in batch(team, "cleo")])
    assert "36 are on a screen or in a packet" in team("queue", "--as", "cleo").out
    refused = team("packet", "make", "--for", "cleo", "-o", tmp_path / "c.html", code=2).err
    assert "nobody has before them" in refused

    assert "no packet" in team("packet", "drop", "zzz", "--as", "ana", code=2).err
    dropped = team.json("packet", "drop", made[1]["packet"], "--as", "ben", "--reason", "lost")
    assert dropped["left"] == 12
    assert set(batch(team, "cleo")) == held[1]


def test_a_packet_whose_verdicts_came_in_another_way_keeps_nothing(
    team: Team, tmp_path: Path
) -> None:
    made = team.json("packet", "make", "--for", "ana", "-n", 5, "-o", tmp_path / "a.html")
    team.decide("ana", [(c, "exclude", "") for c in in_packet(team, made["packet"])])
    assert team.json("packet", "list")[0]["left"] == 0
    assert team.json("status")["held"] == {}
    assert len(batch(team, "ben")) == 35


def test_a_packet_that_could_not_be_written_keeps_nothing(team: Team, tmp_path: Path) -> None:
    place = tmp_path / "a file"
    place.write_text("")
    team("packet", "make", "--for", "ana", "-o", place / "p.html", code=2)
    assert team.json("packet", "list") == []
    assert len(batch(team, "ben")) == 40


def test_two_desks_read_apart(team: Team) -> None:
    team("queue", "--as", "ana")  # makes the ranking
    read: dict[str, list[str]] = {"ana": [], "ben": []}
    with Review.open(team.folder) as one, Review.open(team.folder) as other:
        desks = {"ana": Desk(one, "ana", "title-abstract")}
        desks["ben"] = Desk(other, "ben", "title-abstract")
        for desk in desks.values():
            desk.begin()
        for _ in range(15):
            for who, desk in desks.items():
                assert desk.row is not None
                read[who].append(desk.row.citation)
                desk.decide("exclude")
                desk.refill()
        assert not set(read["ana"]) & set(read["ben"])
        assert team.json("conflicts") == []
        desks["ana"].sitting.leave()
        while desks["ben"].row is not None:
            read["ben"].append(desks["ben"].row.citation)
            desks["ben"].decide("exclude")
        assert len({*read["ana"], *read["ben"]}) == 40, "what Ana left came to Ben"
        desks["ben"].sitting.leave()
    assert team.json("status")["held"] == {}


def test_two_votes_each_are_read_by_two_not_three(tmp_path: Path) -> None:
    team = started(tmp_path, n=10, pilot={"size": 0})
    team("queue", "--as", "ana")
    with Review.open(team.folder) as review:
        desks = [Desk(review, who, "title-abstract") for who in ("ana", "ben", "cleo")]
        for desk in desks:
            desk.begin()
        assert desks[0].row is not None
        assert desks[1].row is not None
        assert desks[0].row.citation == desks[1].row.citation
        assert desks[2].row is None, "both places on each of the ten are taken"
        assert desks[2].sitting.held == 10


def test_in_a_pilot_everybody_has_everything_before_them(tmp_path: Path) -> None:
    team = started(tmp_path, n=10, title_abstract={"reviewers": 1}, pilot={"size": 5})
    team("round", "open", "--kind", "pilot")
    with Review.open(team.folder) as review:
        for who in ("ana", "ben", "cleo"):
            desk = Desk(review, who, "title-abstract")
            desk.begin()
            assert desk.sitting.left == 5


def test_the_plain_screen_lets_go_when_it_is_left(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("e\ne\n"))  # the input ends: the reader has gone
    team("screen", "--as", "ana", "--plain")
    assert team.json("status")["held"] == {}
    assert team.json("status")["reviewers"]["ana"]["title-abstract"] == 2
