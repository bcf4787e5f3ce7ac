"""Tags, search, history and taking many decisions back, by the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.winnow import Team, entry, ris

PROTOCOL = """
title: Tea
question: {text: "Is tea good?"}
exclusion_reasons: [{code: off, label: "Off topic"}]
tags: [{name: preprint, text: "Not peer reviewed"}, {name: late data}]
sources: [{name: MEDLINE, lane: database}]
screening: {title_abstract: {reviewers: 2}, full_text: {reviewers: 1}, conflicts: open, pilot: {size: 0}}
"""


@pytest.fixture
def team(tmp_path: Path) -> Team:
    (tmp_path / "p.yaml").write_text(PROTOCOL, encoding="utf-8")
    found = Team(tmp_path / "review", tmp_path / "p.yaml")
    entries = [entry(n) for n in range(1, 6)]
    entries[3] |= {"TI": "Caf\xe9 au lait and sleep", "AU": ["M\xfcller, Z."], "LA": "fre"}
    found("add", ris(tmp_path / "a.ris", entries), "--source", "MEDLINE")
    found("dedupe")
    return found


def keys(team: Team, *command: object) -> list[str]:
    return [row["key"] for row in team.json(*command)]


# -- tags ----------------------------------------------------------------------------------------
def test_tags_are_set_shown_filtered_taken_away_and_counted_apart(
    team: Team, tmp_path: Path
) -> None:
    done = team.json("tag", "K1", "K2", "--add", "Preprint", "--as", "Ana")
    assert done == {"citations": {"C000001": ["preprint"], "C000002": ["preprint"]}, "changed": 2}
    assert team.json("tag", "K1", "--add", "preprint", "--as", "Ben")["changed"] == 0
    team("tag", "K2", "--add", "late data", "--as", "Ben")
    assert team.json("tag", "K2") == {"K2": ["preprint", "late data"]}
    assert keys(team, "records", "--tag", "preprint") == ["K1", "K2"]
    assert keys(team, "search", "tag:late") == ["K2"]
    assert keys(team, "queue", "--as", "Ana", "--tag", "late data") == ["K2"]
    assert team.json("export", tmp_path / "t.ris", "--tag", "late data")["records"] == 1
    assert "winnow tags: preprint; late data" in (tmp_path / "t.ris").read_text("utf-8")
    for key in ("K1", "K2"):
        for who in ("Ana", "Ben"):
            team("decide", key, "include", "--as", who)
    team("decide", "K1", "include", "--as", "Ana", "--stage", "full-text")
    assert "Marked preprint: 2 citations, 1 of them included." in team.json("prisma")["notes"]
    team("report", "-o", tmp_path / "kit")
    assert "Marked preprint: 2 citations" in (tmp_path / "kit" / "results-tables.md").read_text()
    counted = {r["tag"]: (r["citations"], r["included"]) for r in team.json("tag")}
    assert counted == {"preprint": (2, 1), "late data": (1, 0)}
    team("tag", "K2", "--remove", "preprint", "--as", "Ana")
    assert keys(team, "records", "--tag", "preprint") == ["K1"]
    assert team.json("verify")["ok"]


@pytest.mark.parametrize(
    ("command", "why"),
    [
        ("tag K1 --add blue --as Ana", "'blue' is not in the protocol: preprint, late data"),
        ("tag K1 --add preprint", "--as NAME"),
        ("tag --add preprint --as Ana", "which citations"),
        ("tag K99 --add preprint --as Ana", "'K99'"),
        ("tag K1 --add preprint --remove preprint --as Ana", "not both"),
        ("records --tag blue", "'blue' is not in the protocol"),
        ("records --year 2020-2010", "no span of years"),
        ("records --reader Zoe", "'Zoe' has decided nothing; nobody has"),
        ("records --columns colour", "unknown column 'colour'"),
        ("records --status finished", "unknown status 'finished'"),
        ("search -- -tea", "search for what"),
    ],
)
def test_what_is_not_there_is_said(team: Team, command: str, why: str) -> None:
    done = team(*command.split(), code=2)
    assert why in done.err
    assert done.err.count("\n") == 1


def test_a_queue_picked_by_a_tag_is_not_recorded_as_the_rankings(team: Team) -> None:
    team("tag", "K2", "--add", "preprint", "--as", "Ana")
    (row,) = team.json("queue", "--as", "Ana", "--tag", "preprint")
    assert (row["rank"], row["ranking"]) == (None, "")
    offered = team.json("log", "--kind", "citations_offered")[-1]["payload"]
    assert (offered["ranking"], offered["places"]) == ("", [0])


# -- search and columns ----------------------------------------------------------------------------
def test_search_looks_everywhere_and_minds_no_accents(team: Team) -> None:
    assert keys(team, "search", "cafe") == ["K4"]
    assert keys(team, "search", "author:muller") == ["K4"]
    assert keys(team, "search", '"au lait"') == ["K4"]
    assert keys(team, "search", "C000003") == ["K3"]
    assert keys(team, "search", "k5") == ["K5"]
    assert keys(team, "search", "title:trial", "abstract:pain") == ["K1"]
    assert keys(team, "search", "trial -pain") == ["K2", "K3", "K5"]
    assert keys(team, "search", "nothing at all") == []


def test_a_note_is_found_by_whoever_may_see_it(team: Team) -> None:
    team("decide", "K1", "include", "--as", "Ana", "--note", "ask Zorn about the dose")
    assert keys(team, "search", "zorn", "--as", "Ana") == ["K1"]
    assert keys(team, "search", "zorn", "--as", "Ben") == []
    assert keys(team, "search", "zorn") == []
    team("decide", "K1", "include", "--as", "Ben")
    assert keys(team, "search", "note:zorn", "--as", "Ben") == ["K1"]


def test_records_with_filters_and_columns(team: Team, tmp_path: Path) -> None:
    assert keys(team, "records", "--language", "French") == ["K4"]
    assert keys(team, "records", "--year", "1992-1993") == ["K2", "K3"]
    assert keys(team, "records", "--year", "-1991") == ["K1"]
    rows = team.json("records", "--columns", "key,language,status", "--language", "fr")
    assert rows == [{"key": "K4", "language": "fre", "status": "unscreened"}]
    team("records", "--columns", "key,authors,tags", "--csv", tmp_path / "r.csv")
    lines = (tmp_path / "r.csv").read_text("utf-8-sig").splitlines()
    assert lines[0] == "key,authors,tags"
    assert lines[1] == 'K1,"Author1, A.; Second1, B.",'


# -- history ---------------------------------------------------------------------------------------
def said(team: Team, *command: object) -> list[tuple[object, ...]]:
    return [
        (r["actor"], r["citation"], r["verdict"], r["standing"])
        for r in team.json("history", *command)
    ]


def test_history_shows_who_decided_what_to_those_who_may_know(team: Team) -> None:
    team("decide", "K1", "exclude", "--as", "Ana")
    team("decide", "K1", "include", "--as", "Ana", "--note", "on second thought")
    assert said(team) == []
    assert said(team, "--as", "Ben") == []
    mine = [("Ana", "C000001", "exclude", False), ("Ana", "C000001", "include", True)]
    assert said(team, "--as", "Ana") == mine
    team("decide", "K1", "exclude", "--as", "Ben")
    team("resolve", "K1", "include", "--as", "Cleo")
    everything = [*mine, ("Ben", "C000001", "exclude", True), ("Cleo", "C000001", "include", True)]
    assert said(team, "K1", "--as", "Ben") == everything
    assert said(team, "K1", "--reader", "Ben") == everything[2:3]
    row = team.json("history", "K1")[1]
    assert (row["stage"], row["note"]) == ("title-abstract", "on second thought")
    assert team.json("history", "K1")[-1]["resolution"]


# -- many taken back -------------------------------------------------------------------------------
def test_a_wrong_sheet_is_taken_back_in_one_go(team: Team, tmp_path: Path) -> None:
    team("decide", "K1", "include", "--as", "Ana")
    team.decide("Ana", [(f"K{n}", "exclude", "") for n in range(1, 5)])
    (tmp_path / "wrong.csv").write_text("key;verdict\nK1;exclude\nK2;exclude\nK3;exclude\n")
    sheet = tmp_path / "wrong.csv"
    assert team.json("withdraw", "--as", "Ana", "--from", sheet)["withdrawn"] == 3
    standing = {
        r["citation"]: r["verdict"] for r in team.json("history", "--as", "Ana") if r["standing"]
    }
    assert standing == {"C000001": "include", "C000004": "exclude"}, "what was said before stands"
    again = team("withdraw", "--as", "Ana", "--from", sheet, code=2)
    assert "line 3: Ana has no verdict on C000002" in again.err
    assert len(team.json("history", "--as", "Ana")) == 5, "the ledger keeps all"


def test_all_of_one_readers_decisions_go_with_a_reason(team: Team) -> None:
    team("team", "join", "Lea", "--role", "lead", "--as", "team")
    for who in ("Ana", "Ben"):
        team("team", "join", who, "--role", "reviewer", "--as", "Lea")
    team("decide", "K1", "exclude", "--as", "Ben")
    team("decide", "K1", "include", "--as", "Ben")
    team("decide", "K2", "include", "--as", "Ben")
    assert "say why" in team("withdraw", "--of", "Ben", "--all", "--as", "Lea", code=2).err
    reason = ("--reason", "did not read them")
    refused = team("withdraw", "--of", "Ben", "--all", *reason, "--as", "Ana", code=2)
    assert "Ana may not do that" in refused.err
    done = team.json("withdraw", "--of", "ben", "--all", *reason, "--as", "Lea")
    assert done == {"withdrawn": 3, "reader": "Ben"}
    assert {row["status"] for row in team.json("records")} == {"unscreened"}
    assert "no decision" in team("withdraw", "--all", *reason, "--as", "Ben", code=2).err
    assert "--from FILE, --round R or --all" in team("withdraw", "--as", "Ben", code=2).err
    assert team.json("verify")["ok"]


def test_what_was_said_in_a_round_is_taken_back(team: Team) -> None:
    team("decide", "K1", "include", "--as", "Ana")
    team("round", "open", "--kind", "random", "--size", "2")
    for row in team.json("queue", "--as", "Ana"):
        team("decide", row["key"], "exclude", "--as", "Ana")
    assert team.json("withdraw", "--as", "Ana", "--round", "1")["withdrawn"] == 2
    standing = [r["citation"] for r in team.json("history", "--as", "Ana") if r["standing"]]
    assert standing == ["C000001"]


def test_a_list_tells_of_a_blind_conflict_only_to_who_may_end_it(tmp_path: Path) -> None:
    protocol = PROTOCOL.replace("conflicts: open", "conflicts: blind").replace(
        "pilot:", "reviewers: [Ana, Ben], adjudicators: [Cleo], pilot:"
    )
    (tmp_path / "p.yaml").write_text(protocol, encoding="utf-8")
    team = Team(tmp_path / "review", tmp_path / "p.yaml")
    team("add", ris(tmp_path / "a.ris", [entry(1), entry(2)]), "--source", "MEDLINE")
    team("dedupe")
    team("decide", "K1", "include", "--as", "Ana")
    team("decide", "K1", "exclude", "--as", "Ben")
    for who, word in (("Ana", "waiting"), ("Ben", "waiting"), ("Cleo", "conflict")):
        rows = {row["key"]: row["status"] for row in team.json("records", "--as", who)}
        assert rows["K1"] == word, who
        found = keys(team, "records", "--status", "conflict", "--as", who)
        assert found == (["K1"] if who == "Cleo" else []), who
