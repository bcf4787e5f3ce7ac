"""A pilot's gate holds screening back until it is passed or overridden; what was excluded can be
checked by reading a random sample of it again."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from tests.journeys.test_rounds import batch, started
from tests.winnow import Team
from winnow_sr.screening.quality import most_wrong


@pytest.fixture
def team(tmp_path: Path) -> Team:
    """A pilot of ten is open."""
    found = started(tmp_path, n=40, pilot={"size": 10, "statistic": "gwet_ac1", "threshold": 0.6})
    found("round", "open", "--kind", "pilot")
    return found


def read(team: Team, who: str, citations: list[str], verdict: str = "exclude") -> None:
    for citation in citations:
        team("decide", citation, verdict, "--as", who)


def half_each(team: Team) -> list[str]:
    """Ana and Ben read halves that share one citation, on which they agree."""
    sample = batch(team, "ana")
    read(team, "ana", sample[:5])
    read(team, "ben", sample[4:])
    return sample


def test_one_shared_citation_is_no_gate(team: Team) -> None:
    half_each(team)
    shown = team("round", "close").out
    assert "Gate not computed: 1 of 10 read by both" in shown
    [row] = team.json("round", "list")
    assert row["gate"]["passed"] is None
    assert row["gate"]["value"] is None
    assert (row["gate"]["read"], row["gate"]["size"]) == (1, 10)
    assert "1 of 10 read by both" in team("round", "list").out


def test_a_shut_gate_stops_every_way_of_screening(
    team: Team, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sample = half_each(team)
    team("round", "close")
    unread = next(r["citation"] for r in team.json("records") if r["citation"] not in sample)
    sheet = tmp_path / "s.csv"
    sheet.write_text(f"key,verdict\n{unread},exclude\n", encoding="utf-8")
    monkeypatch.setattr("sys.stdin", io.StringIO("q\n"))
    for command in (
        ("decide", unread, "exclude", "--as", "ana"),
        ("decide", "--from", sheet, "--as", "ana"),
        ("queue", "--as", "ana"),
        ("screen", "--as", "ana", "--plain"),
        ("packet", "make", "--for", "ana", "-o", tmp_path / "p.html"),
    ):
        refused = team(*command, code=1).err
        assert "not computed: 1 of 10 read by both" in refused, command
        assert "winnow round override" in refused
    status = team.json("status")
    assert "1 of 10 read by both" in status["gate"]
    assert "winnow round override" in status["next"]
    assert len(team.json("log", "--kind", "decision_made")) == 11

    assert "reason" in team("round", "override", "--as", "ana", code=2).err
    team("round", "override", "--reason", "one of us is ill", "--as", "ana")
    team("decide", unread, "exclude", "--as", "ana")
    assert team.json("status")["gate"] == ""
    assert "overridden: one of us is ill" in team("round", "list").out
    assert "nothing to override" in team("round", "override", "--reason", "x", code=2).err
    team("report", "-o", tmp_path / "report", code=(0, 1))
    methods = (tmp_path / "report" / "methods.md").read_text("utf-8")
    assert "Screening went on without the gate, because: one of us is ill" in methods
    assert "not computed: 1 of 10 read by both" in methods


def test_the_next_pilot_may_be_read_and_opens_the_gate(team: Team) -> None:
    half_each(team)
    team("round", "close")
    team("round", "open", "--kind", "pilot")
    sample = batch(team, "ana")
    for n, citation in enumerate(sample):
        for who in ("ana", "ben"):
            team("decide", citation, "exclude" if n else "include", "--as", who)
    closed = team.json("round", "close")["gate"]
    assert closed["passed"]
    # both gave the same verdict on all ten: AC1 is 1, and nothing varied
    assert closed["text"].startswith("Gwet's AC1 1.00 (no interval: nothing varied), needed 0.6")
    assert batch(team, "ana")


def test_the_gate_shows_its_coefficient_with_the_interval(team: Team) -> None:
    sample = batch(team, "ana")
    read(team, "ana", sample[:3], "include")
    read(team, "ana", sample[3:])
    read(team, "ben", sample[:2], "include")
    read(team, "ben", sample[2:])
    gate = team.json("round", "close")["gate"]
    # 9 of 10 agree; mean share of includes 1/4, chance 2 * 1/4 * 3/4 = 3/8: (9/10 - 3/8) / (5/8)
    assert gate["value"] == pytest.approx(0.84)
    assert gate["low"] < gate["value"] < gate["high"]
    assert (
        f"Gwet's AC1 0.84 (95 % interval {gate['low']:.2f} to {gate['high']:.2f})" in gate["text"]
    )


def test_an_open_pilot_takes_no_votes_outside_its_sample(team: Team, tmp_path: Path) -> None:
    sample = batch(team, "ana")
    outside = next(r["citation"] for r in team.json("records") if r["citation"] not in sample)
    refused = team("decide", outside, "exclude", "--as", "ana", code=2).err
    assert f"{outside} is not in the sample of pilot round 1" in refused
    assert len(refused.strip().splitlines()) == 1
    sheet = tmp_path / "s.csv"
    sheet.write_text(f"key,verdict\n{sample[0]},exclude\n{outside},exclude\n", encoding="utf-8")
    assert outside in team("decide", "--from", sheet, "--as", "ana", code=2).err
    assert team.json("round", "list")[0]["gate"]["read"] == 0
    assert not team.json("status")["reviewers"], "all rows or none"


def test_a_cancelled_pilot_leaves_its_votes_and_no_gate(team: Team) -> None:
    sample = half_each(team)
    assert "reason" in team("round", "cancel", "--as", "ana", code=2).err
    team("round", "cancel", "--reason", "the wrong sample", "--as", "ana")
    [row] = team.json("round", "list")
    assert (row["cancelled"], row["gate"]) == ("the wrong sample", None)
    assert row["closed"]
    assert "cancelled" in team("round", "list").out
    team("decide", sample[0], "exclude", "--as", "ben")
    read_how = team.json("stop", code=1)["read"]
    assert (read_how["pilot"], read_how["elsewhere"]) == (0, 2), "two have both votes"
    team("round", "open", "--kind", "priority", "--size", 3)
    assert "no pilot" in team("round", "cancel", "--reason", "x", code=2).err


def test_one_reader_who_is_wanted_alone_has_no_gate_to_pass(tmp_path: Path) -> None:
    team = started(tmp_path, title_abstract={"reviewers": 1}, pilot={"size": 4})
    team("round", "open", "--kind", "pilot")
    read(team, "ana", batch(team, "ana"))
    assert team.json("round", "close")["gate"] is None
    assert batch(team, "ana")


def excluded(tmp_path: Path) -> Team:
    """Forty citations, two included and thirty excluded by both."""
    team = started(tmp_path, n=40, pilot={"size": 4})
    for who in ("ana", "ben"):
        rows = [(f"K{n}", "include" if n < 3 else "exclude", "") for n in range(1, 33)]
        team.decide(who, rows)
    return team


def test_a_check_of_what_was_excluded_is_read_blind_and_tested_exactly(tmp_path: Path) -> None:
    team = excluded(tmp_path)
    opened = team.json("round", "open", "--kind", "check", "--size", 12)
    assert opened["size"] == 12
    sample = batch(team, "cem")
    assert len(sample) == 12
    gone = {r["citation"]: r["status"] for r in team.json("records")}
    assert {gone[c] for c in sample} == {"exclude"}
    assert all(row["rank"] is None for row in team.json("queue", "--as", "cem"))
    read(team, "cem", sample[:-1])
    assert "11 of 12 read again" in team("round", "list").out
    team("decide", sample[-1], "include", "--as", "cem")
    assert {d["payload"]["visible"] for d in team.json("log", "--kind", "decision_made")} == {False}
    assert batch(team, "ana") == [], "one more reading of each is enough"
    team("resolve", sample[-1], "include", "--as", "dora")
    check = team.json("round", "close")["check"]
    assert (check["excluded"], check["size"], check["read"], check["wrong"]) == (30, 12, 12, 1)
    # P(at most 1 in 12 | 30, K) = [C(30-K, 12) + K C(30-K, 11)] / C(30, 12): K = 8 gives .0509 ...
    assert check["most"] == most_wrong(30, 12, 1, 0.95)
    text = (
        "1 of 12 excluded citations drawn at random from 30 was relevant when read again; with 95 % "
        f"confidence at most {check['most']} of the 30"
    )
    assert text in check["text"]
    team("report", "-o", tmp_path / "report", code=(0, 1))
    assert text in (tmp_path / "report" / "methods.md").read_text("utf-8")


def test_who_excluded_it_may_read_it_again_and_say_the_same(tmp_path: Path) -> None:
    """Nobody else is there: that is read again too, and not taken for a repetition."""
    team = excluded(tmp_path)
    team("round", "open", "--kind", "check", "--size", 5)
    sample = batch(team, "ana")
    read(team, "ana", sample)
    assert batch(team, "ana") == []
    check = team.json("round", "close")["check"]
    assert (check["read"], check["wrong"]) == (5, 0)
    assert not any(r["status"] == "conflict" for r in team.json("records"))


def test_nothing_excluded_is_nothing_to_check(tmp_path: Path) -> None:
    team = started(tmp_path)
    assert "nothing is excluded" in team("round", "open", "--kind", "check", code=2).err
