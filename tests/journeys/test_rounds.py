"""Rounds as a team runs them: a pilot that fails its gate and then passes, three reviewers who
overlap in part, core screeners and quotas, somebody who leaves, blind conflicts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.winnow import Team, entry, ris


def protocol(tmp_path: Path, **screening: Any) -> Path:
    path = tmp_path / "protocol.yaml"
    path.write_text(yaml.safe_dump({
        "title": "A small review",
        "question": {"text": "Does the treatment help people sleep?"},
        "exclusion_reasons": [{"code": "population", "label": "Wrong population"}, {"code": "design", "label": "Wrong design"}],
        "sources": [{"name": "MEDLINE", "lane": "database"}],
        "screening": {"pilot": {"size": 8, "statistic": "cohen_kappa", "threshold": 0.6}} | screening,
    }))  # fmt: skip
    return path


@pytest.fixture
def team(tmp_path: Path, database: str) -> Team:
    return started(tmp_path, database)


def started(tmp_path: Path, database: str = "", n: int = 24, **screening: Any) -> Team:
    found = Team(tmp_path / "review", protocol(tmp_path, **screening), database)
    found("add", ris(tmp_path / "a.ris", map(entry, range(1, n + 1))), "--source", "MEDLINE")
    found("dedupe")
    return found


def batch(team: Team, who: str) -> list[str]:
    return [row["citation"] for row in team.json("queue", "--as", who, "-n", 99)]


def test_a_pilot_that_fails_its_gate_and_then_passes(team: Team) -> None:
    team("round", "open", "--kind", "pilot", "--as", "ana")
    sample = batch(team, "ana")
    assert len(sample) == 8
    assert batch(team, "ben") == sample, "everybody reads the same sample"
    for n, citation in enumerate(sample):
        team(
            "decide",
            citation,
            "include" if n % 2 else "exclude",
            "--as",
            "ana",
            *([] if n % 2 else ["--reason", "design"]),
        )
        # Ben never reads alike in the first half: kappa is about nought
        verdict = "include" if (n % 2) == (n >= 4) else "exclude"
        team("decide", citation, verdict, "--as", "ben")
    closed = team.json("round", "close")
    assert closed["gate"]["value"] == pytest.approx(0.0)  # 4 of 8 agree, as many as by chance
    assert not closed["gate"]["passed"]
    assert sum(row["n"] for row in closed["gate"]["disagreements"]) == 4
    assert {row["label"] for row in closed["gate"]["disagreements"]} == {
        "Wrong design",
        "no reason given",
    }

    refused = team("round", "open", "--kind", "priority", code=1)
    assert "did not pass its gate" in refused.err
    text = (team.folder / "protocol.yaml").read_text().replace("Wrong design", "Not a trial")
    (team.folder / "protocol.yaml").write_text(text)
    assert "winnow amend" in team("round", "open", "--kind", "pilot", code=2).err
    team("amend", "--reason", "the pilot showed that design was read in two ways", "--as", "ana")

    team("round", "open", "--kind", "pilot", "--as", "ana")
    second = batch(team, "ana")
    assert not set(second) & set(sample), "a new pilot has a new sample"
    for n, citation in enumerate(second):
        for who in ("ana", "ben"):
            team("decide", citation, "include" if n % 2 else "exclude", "--as", who)
    assert team.json("round", "close")["gate"]["passed"]
    assert team.json("round", "open", "--kind", "priority", "--size", 5)["size"] == 5
    assert [r["kind"] for r in team.json("round", "list")] == ["pilot", "pilot", "priority"]
    assert team.json("agreement", "--round", 2)[0]["cohen_kappa"] == pytest.approx(1.0)


def test_going_on_despite_the_gate_is_recorded(tmp_path: Path) -> None:
    team = started(tmp_path)
    team("round", "open", "--kind", "pilot", "--size", 2)
    first, second = batch(team, "ana")
    for who, verdicts in (("ana", ("include", "exclude")), ("ben", ("exclude", "include"))):
        for citation, verdict in zip((first, second), verdicts, strict=True):
            team("decide", citation, verdict, "--as", who)
    team("round", "close")
    team(
        "round",
        "open",
        "--kind",
        "random",
        "--size",
        3,
        "--despite-gate",
        "two citations say little",
    )
    assert (
        team.json("log", "--kind", "round_opened")[-1]["payload"]["despite"]
        == "two citations say little"
    )


def test_three_reviewers_with_partial_overlap(team: Team) -> None:
    pairs = {1: "ana ben", 2: "ana ben", 3: "ben cleo", 4: "ben cleo", 5: "ana cleo", 6: "ana cleo"}
    for n, names in pairs.items():
        for who in names.split():
            team(
                "decide",
                f"K{n}",
                "include" if n % 2 and not (n == 5 and who == "cleo") else "exclude",
                "--as",
                who,
            )
    rows = team.json("agreement")
    assert {tuple(r["raters"]): (r["n"], r["observed"]) for r in rows} == {
        ("ana", "ben"): (2, 1.0), ("ben", "cleo"): (2, 1.0), ("ana", "cleo"): (2, 0.5),
        ("ana", "ben", "cleo"): (6, pytest.approx(5 / 6)),
    }  # fmt: skip
    # Krippendorff by hand: 12 values, 5 include and 7 exclude; one disagreeing pair of 6 units:
    # Do = 2/12, De = 2*5*7/(12*11), alpha = 1 - (2/12)/(70/132) = 1 - 22/70
    assert rows[-1]["krippendorff_alpha"] == pytest.approx(1 - 22 / 70)
    assert next(
        (r["from"], r["to"]) for r in team.json("agreement", "--every", 3) if len(r["raters"]) == 2
    ) == (1, 3)
    assert len(team.json("conflicts")) == 1


def test_the_second_reviewer_is_led_to_what_a_colleague_has_read(tmp_path: Path) -> None:
    team = started(tmp_path)
    last = batch(team, "ana")[-1]
    team("decide", last, "include", "--as", "ana")
    assert batch(team, "ben")[0] == last
    assert last not in batch(team, "ana")
    team("decide", last, "include", "--as", "ben")
    assert last not in batch(team, "cleo"), "two have read it: a third is not needed"


def test_core_screeners_and_quotas(tmp_path: Path) -> None:
    team = started(tmp_path, n=6, core=["ana"], quotas={"dora": 2})
    team("decide", "K1", "include", "--as", "ben")
    first = team.json("records")[0]["citation"]
    assert first not in batch(team, "cleo"), "the second place on it is kept for the core screener"
    assert first in batch(team, "ana")
    assert len(batch(team, "dora")) == 2
    for citation in batch(team, "dora"):
        team("decide", citation, "exclude", "--as", "dora")
    assert batch(team, "dora") == []


def test_somebody_leaves_and_what_they_did_stays(team: Team) -> None:
    for who in ("ana", "ben"):
        team("team", "join", who, "--as", "ana")
    team("decide", "K1", "exclude", "--as", "ben")
    team("team", "leave", "ben", "--as", "ana")
    team("decide", "K1", "exclude", "--as", "ana")
    assert team.json("records")[0]["status"] == "exclude"
    team("team", "join", "ben", "--as", "ana")
    team("decide", "K2", "include", "--as", "ben")


def test_blind_conflicts_show_votes_only_to_who_did_not_vote(tmp_path: Path) -> None:
    team = started(tmp_path, conflicts="blind")
    team("decide", "K1", "include", "--as", "ana")
    team("decide", "K1", "exclude", "--as", "ben")
    for viewer in ([], ["--as", "ana"]):
        done = team("conflicts", "--json", *viewer)
        assert done.json[0]["decisions"] == []
        assert "exclude" not in done.out
    assert {d["reviewer"] for d in team.json("conflicts", "--as", "cleo")[0]["decisions"]} == {
        "ana",
        "ben",
    }


def test_before_both_have_voted_nothing_shows_a_vote(team: Team) -> None:
    team("decide", "K1", "include", "--as", "ana", "--note", "a telling note")
    for command in (
        ("queue", "--as", "ben", "-n", 99),
        ("conflicts",),
        ("agreement",),
        ("records",),
        ("status",),
    ):
        for form in ([], ["--json"]):
            out = team(*command, *form).out
            assert "telling" not in out
            assert '"verdict"' not in out
    rows = {row["key"]: row for row in team.json("queue", "--as", "ben", "-n", 99)}
    assert set(rows["K1"]) == set(rows["K2"]), "no field betrays what a colleague thought"


def test_after_a_stop_a_random_check_of_the_rest_is_read_by_one_and_tested_exactly(
    tmp_path: Path,
) -> None:
    """Stopping rule `audit`: of M = 40 unread, with r = 10 found, none relevant in the sample."""
    team = started(tmp_path, n=50)
    text = (team.folder / "protocol.yaml").read_text()
    (team.folder / "protocol.yaml").write_text(
        text + "stopping: {rule: audit, target: 0.8, confidence: 0.9}\n"
    )
    team("amend", "--reason", "a strict guarantee is wanted", "--as", "ana")
    for n in range(1, 11):
        for who in ("ana", "ben"):
            team("decide", f"K{n}", "include", "--as", who)
    before = team.json("stop", code=1)
    assert (before["screened"], before["relevant"], before["rule"]["label"]) == (10, 10, "audited")
    size = before["rule"]["numbers"]["size"]
    opened = team.json("round", "open", "--kind", "random", "--size", size, "--reviewers", 1)
    assert opened["size"] == size
    for citation in batch(team, "ana"):
        team("decide", citation, "exclude", "--as", "ana")
    assert batch(team, "ben") == [], "one reader is enough in this round"
    team("round", "close")
    after = team.json("stop")
    assert after["may_stop"], after["reason"]
    assert after["recall"]["low"] > before["recall"]["low"], "what was read updates the bound"
    done = team.json("stop", "--declare", "--as", "ana")
    assert (done["label"], done["unread"]) == ("audited", 40 - size)
    flow = team.json("prisma")
    assert flow["boxes"]["records_excluded"] == 40

    team("add", ris(tmp_path / "late.ris", [entry(200)]), "--source", "MEDLINE")
    assert "came after the declared stop" in team("stop", code=(0, 1)).out
    team("dedupe")
    assert "read what came after the stop (1)" in team.json("status")["next"]
    assert not team.json("prisma", code=(0, 1))["final"]


def test_another_model_may_look_for_what_the_first_cannot_see(tmp_path: Path) -> None:
    team = started(tmp_path)
    for n in range(1, 7):
        team("decide", f"K{n}", "include" if n % 3 == 0 else "exclude", "--as", "ana")
    before = batch(team, "ana")
    team("round", "open", "--kind", "priority", "--size", 5, "--model", "elas_u3")
    assert len(batch(team, "ana")) == 5
    trained = team.json("log", "--kind", "model_trained")
    assert [t["payload"]["kept"] for t in trained] == [True, True, False][-len(trained) :]
    team("round", "close")
    assert batch(team, "ana") == before, "the usual ranking is as it was"
    assert "elas_u4" in team("round", "open", "--kind", "priority", "--model", "gpt", code=2).err
