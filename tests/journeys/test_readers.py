"""Declared readers as a team meets them: each role, its unlocking and refusal, a role that is lost,
bad files. Truth is invented: every third citation is relevant, and says `benefit` in its title."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.winnow import Team, entry, ris

N = 90
RELEVANT = {n for n in range(1, N + 1) if n % 3 == 0}
Say = Callable[[int], object]


def protocol(path: Path, readers: list[dict[str, Any]], **screening: Any) -> Path:
    plan = {
        "title": "A small review",
        "question": {"text": "Does the treatment help people sleep?"},
        "exclusion_reasons": [{"code": "design", "label": "Wrong design"}],
        "sources": [{"name": "MEDLINE", "lane": "database"}],
        "screening": {"pilot": {"size": 60}, "reviewers": ["ana", "ben"]} | screening,
        "readers": readers,
    }
    path.write_text(yaml.safe_dump(plan))
    return path


def started(tmp_path: Path, role: str = "second", **more: Any) -> Team:
    reader = {"name": "keywords", "role": role, "floor": 0.7} | more
    found = Team(tmp_path / "review", protocol(tmp_path / "protocol.yaml", [reader]))
    found("add", ris(tmp_path / "a.ris", map(entry, range(1, N + 1))), "--source", "MEDLINE")
    found("dedupe")
    return found


def declared(team: Team, version: str = "1", *more: object) -> None:
    team("reader", "declare", "keywords", "--version", version, "--kind", "rule", "--developer", "the team", "--threshold", 0.5, "--as", "ana", *more)  # fmt: skip


def scores(team: Team, say: Say, numbers: Iterable[int] = range(1, N + 1)) -> Path:
    path = team.folder.parent / "scores.csv"
    with path.open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["key", "score"])
        rows.writerows((f"K{n}", say(n)) for n in numbers)
    return path


def right(n: int) -> float:
    return 0.9 if n in RELEVANT else 0.1


def scored(team: Team, say: Say = right) -> None:
    team("reader", "score", "keywords", scores(team, say), "--as", "ana")


def number(row: dict[str, Any]) -> int:
    return int(row["key"][1:])


def read_all(team: Team, who: str) -> list[int]:
    """This person reads everything in their queue, rightly."""
    rows = team.json("queue", "--as", who, "-n", 999)
    if rows:
        team.decide(
            who,
            [(row["key"], "include" if number(row) in RELEVANT else "exclude", "") for row in rows],
        )
    return [number(row) for row in rows]


def pilot(team: Team) -> None:
    team("round", "open", "--kind", "pilot", "--as", "ana")
    read_all(team, "ana")
    read_all(team, "ben")
    team("round", "close", "--as", "ana")


def shown(team: Team) -> dict[str, Any]:
    (row,) = team.json("reader", "show")
    assert list(row)[:5] == ["reader", "role", "strata", "unlocked", "reason"]
    found: dict[str, Any] = row
    return found


def test_a_reader_is_refused_until_random_citations_unlock_it_and_then_seconds(
    tmp_path: Path,
) -> None:
    team = started(tmp_path)
    declared(team)
    scored(team)
    refused = team("reader", "grant", "keywords", "--role", "second", "--as", "ana", code=1)
    assert "not known: no relevant citation among 0 randomly chosen ones" in refused.err
    pilot(team)
    row = shown(team)
    (random,) = [s for s in row["strata"] if s["stratum"] == "random"]
    wanted = random["relevant"]
    assert (random["n"], random["found"]) == (60, wanted)
    # all k found: the exact two-sided 95 % bound is .025 to the power 1/k
    assert random["sensitivity"]["low"] == pytest.approx(0.025 ** (1 / wanted))
    assert row["unlocked"]
    assert row["holds"] == "compare"
    team("reader", "grant", "keywords", "--role", "second", "--as", "ana")
    assert shown(team)["holds"] == "second"
    left = read_all(team, "ana")
    assert len(left) == N - 60
    assert read_all(team, "ben") == [], "the reader agrees with ana on all of them"
    status = team.json("status")
    assert status["title_abstract"]["waiting"] == 0
    assert team.json("agreement")[0]["raters"] == ["ana", "ben"], "a model is no rater"
    # no verdict of a model is a decision
    assert {e["actor"] for e in team.json("log", "--kind", "decision_made")} == {"ana", "ben"}
    ended = team.json("reader", "end", "keywords", "--reason", "asked to", "--as", "ana")
    assert ended["again"] == N - 60
    assert sorted(read_all(team, "ben")) == sorted(left), "people read again what rested on it"


def test_a_disagreement_with_the_reader_goes_to_a_second_person(tmp_path: Path) -> None:
    team = started(tmp_path)
    declared(team)
    pilot(team)
    unread = {number(r) for r in team.json("queue", "--as", "ana", "-n", 999)}
    odd = min(unread)
    scored(team, lambda n: 1 - right(n) if n == odd else right(n))
    team("reader", "grant", "keywords", "--role", "second", "--as", "ana")
    read_all(team, "ana")
    assert team.json("conflicts", "--as", "ben") == []
    assert read_all(team, "ben") == [odd]
    assert team.json("status")["title_abstract"]["waiting"] == 0


def test_a_reader_that_misses_too_much_is_refused(tmp_path: Path) -> None:
    team = started(tmp_path)
    declared(team)
    pilot(team)
    scored(team, lambda n: 0.9 if n in RELEVANT and n % 2 else 0.1)
    row = shown(team)
    assert not row["unlocked"]
    assert "it misses too much" in row["reason"]
    assert row["strata"][0]["stratum"] == "random"
    refused = team("reader", "grant", "keywords", "--role", "second", "--as", "ana", code=1)
    assert "may not stand for the second vote" in refused.err
    assert not [e for e in team.json("log") if e["kind"] == "reader_role_granted"]


def test_a_bound_from_too_few_is_not_known_and_says_how_many_more(tmp_path: Path) -> None:
    team = started(tmp_path, floor=0.95)
    declared(team)
    pilot(team)
    scored(team)
    row = shown(team)
    found = row["evidence"]["relevant"]
    # .95 ** k <= .025 from k = 72 on
    assert f"{72 - found} more relevant ones without a miss" in row["reason"]


def test_a_reader_loses_its_role_when_later_labels_speak_against_it(tmp_path: Path) -> None:
    team = started(tmp_path, floor=0.75)
    declared(team)
    pilot(team)
    unread = {number(r) for r in team.json("queue", "--as", "ana", "-n", 999)}
    scored(team, lambda n: 0.1 if n in unread else right(n))  # blind from here on
    team("reader", "grant", "keywords", "--role", "second", "--as", "ana")
    team("round", "open", "--kind", "random", "--size", "30", "--as", "ana")
    read_all(team, "ana")
    assert shown(team)["holds"] == "second", "in a random round people give every vote"
    read_all(team, "ben")
    row = shown(team)
    assert row["holds"] == "compare"
    assert not row["unlocked"]
    assert "under the floor of 75 %" in row["ended"][0]
    (event,) = team.json("log", "--kind", "reader_role_ended")
    assert event["actor_kind"] == "rule"
    assert event["payload"]["evidence"]["found"] < event["payload"]["evidence"]["relevant"]


def test_exclude_needs_its_audit_and_counts_as_automation(tmp_path: Path) -> None:
    team = started(tmp_path, "exclude", cut=0.5, audit=6)
    declared(team)
    pilot(team)
    scored(team)
    refused = team("reader", "grant", "keywords", "--role", "exclude", "--as", "ana", code=1)
    assert "the audit of 6 of what it would set aside has not been drawn" in refused.err
    team("reader", "audit", "keywords", "--as", "ana")
    assert len(read_all(team, "ana")) == len(read_all(team, "ben")) == 6
    team("round", "close", "--as", "ana")
    assert shown(team)["audit"]["wrong"] == 0
    team("reader", "grant", "keywords", "--role", "exclude", "--as", "ana")
    aside = shown(team)["does"]
    assert aside > 0
    left = read_all(team, "ana")
    assert set(left) <= RELEVANT, "what is set aside is offered to nobody"
    read_all(team, "ben")
    status = team.json("status")
    assert status["title_abstract"]["unscreened"] == 0
    assert status["set_aside"] == aside
    assert not status["next"].startswith("screen"), "nobody is sent to read what is set aside"
    assert "no reader left" not in status["next"]
    flow = team.json("prisma", code=(0, 1))
    boxes, split = flow["boxes"], flow["breakdown"]
    assert split["automation"] == aside
    assert split["human"] + aside == boxes["records_excluded"]
    assert all(check["ok"] for check in flow["checks"] if check["id"][0] == "A")
    out = tmp_path / "prisma.csv"
    team("prisma", "-o", out, code=(0, 1))
    assert f"by automation tools {aside}" in out.read_text()
    team("reader", "end", "keywords", "--reason", "asked to", "--as", "ana")
    assert len(read_all(team, "ana")) == aside
    assert team.json("prisma", code=(0, 1))["breakdown"]["automation"] == 0


def test_an_audit_that_finds_something_refuses_the_role(tmp_path: Path) -> None:
    team = started(tmp_path, "exclude", cut=0.5, audit=30, floor=0.6)
    declared(team)
    pilot(team)
    unread = {number(r) for r in team.json("queue", "--as", "ana", "-n", 999)}
    scored(team, lambda n: 0.1 if n in unread else right(n))
    team("reader", "audit", "keywords", "--as", "ana")
    read_all(team, "ana")
    read_all(team, "ben")
    team("round", "close", "--as", "ana")
    refused = team("reader", "grant", "keywords", "--role", "exclude", "--as", "ana", code=1)
    assert "the audit failed" in refused.err


def test_the_role_must_stand_in_the_protocol_or_be_an_amendment(tmp_path: Path) -> None:
    team = started(tmp_path, "compare")
    declared(team)
    pilot(team)
    scored(team)
    refused = team("reader", "grant", "keywords", "--role", "second", "--as", "ana", code=1)
    assert "the protocol plans keywords for compare, not for second" in refused.err
    plan = yaml.safe_load((team.folder / "protocol.yaml").read_text())
    plan["readers"][0]["role"] = "second"
    (team.folder / "protocol.yaml").write_text(yaml.safe_dump(plan))
    amended = team.json("amend", "--reason", "it read well", "--as", "ana")
    assert amended["amended"] == ["readers"]
    team("reader", "grant", "keywords", "--role", "second", "--as", "ana")


def test_a_second_try_counts_only_what_was_settled_after_it(tmp_path: Path) -> None:
    team = started(tmp_path)
    declared(team)
    pilot(team)
    scored(team, lambda n: 0.1)
    assert not shown(team)["unlocked"]
    declared(team, "2")
    scored(team)
    row = shown(team)
    assert row["evidence"]["sample"] == 0
    assert not row["unlocked"]
    team("round", "open", "--kind", "random", "--size", "30", "--as", "ana")
    read_all(team, "ana")
    read_all(team, "ben")
    assert shown(team)["evidence"]["sample"] == 30


def test_a_round_that_it_was_made_with_does_not_measure_it(tmp_path: Path) -> None:
    team = started(tmp_path)
    pilot(team)
    declared(team, "1", "--tuned-on", 1)
    scored(team)
    assert shown(team)["evidence"]["sample"] == 0


BAD = {
    "an unknown key": ("key,score\nK999,0.5\n", "line 2: no citation is called 'K999'"),
    "not a number": ("key,score\nK1,NaN\n", "line 2: score 'NaN' is no number"),
    "infinite": ("key,score\nK1,inf\n", "line 2: score 'inf' is no number"),
    "words": ("key,score\nK1,high\n", "line 2: score 'high' is no number"),
    "two scores": ("key,score\nK1,0.5\nK1,0.6\n", "line 3: K1 has two scores (also line 2)"),
    "two ids": ("key,score\nK1,0.5\nC000001,0.6\n", "line 3: C000001 has two scores"),
    "another scale": ("key,score\nK1,85\n", "line 2: score 85 is not on the declared scale, 0 to 1"),
    "a verdict that is none": ("key,verdict\nK1,perhaps\n", "line 2: unknown verdict 'perhaps'"),
    "a verdict against its score": ("key,score,verdict\nK1,0.9,exclude\n", "line 2: verdict exclude does not go"),
    "no score": ("key,note\nK1,x\n", "needs the columns key and score (or verdict)"),
    "nothing": ("key,score\n", "holds no score"),
    "not text": ("key,score\nK1,0.5\n".encode("utf-16"), "is not UTF-8 text"),
}  # fmt: skip


@pytest.mark.parametrize("what", BAD)
def test_a_bad_file_is_refused_whole(tmp_path: Path, what: str) -> None:
    team = started(tmp_path)
    declared(team)
    content, said = BAD[what]
    path = tmp_path / "bad.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    before = len(team.json("log"))
    done = team("reader", "score", "keywords", path, "--as", "ana", code=2)
    assert said in done.err
    assert len(done.err.strip().splitlines()) == 1
    assert len(team.json("log")) == before


def test_another_score_for_a_citation_is_another_version(tmp_path: Path) -> None:
    team = started(tmp_path)
    declared(team)
    scored(team)
    assert (
        team.json("reader", "score", "keywords", scores(team, right), "--as", "ana")["unchanged"]
        == N
    )
    other = scores(team, lambda n: 0.2, [1])
    done = team("reader", "score", "keywords", other, "--as", "ana", code=2)
    assert "another answer is another version" in done.err


def test_bad_declarations(tmp_path: Path) -> None:
    team = started(tmp_path)
    for arguments, said in (
        (["keywords"], "needs the model's version"),
        (["ana", "--version", "1"], "is a person of the team"),
        (["keywords", "--version", "1", "--threshold", "5"], "threshold 5 must lie above 0"),
        (["keywords", "--version", "1", "--scale", "1", "0"], "the first must be the lower"),
        (["keywords", "--version", "1", "--tuned-on", "4"], "there is no round 4"),
        (["keywords", "--version", "1", "--parameter", "x"], "write NAME=VALUE"),
    ):
        assert said in team("reader", "declare", *arguments, "--as", "ana", code=2).err
    assert team.json("reader", "show") == []
    declared(team)
    again = team("reader", "declare", "keywords", "--version", "1", "--as", "ana", code=2)
    assert "is declared already" in again.err
    assert (
        "no reader 'x' is declared" in team("reader", "score", "x", "f", "--as", "ana", code=2).err
    )


def test_no_answer_is_never_a_verdict(tmp_path: Path) -> None:
    team = started(tmp_path)
    declared(team)
    pilot(team)
    scored(team, lambda n: "" if n in RELEVANT else 0.1)
    (random,) = [s for s in shown(team)["strata"] if s["stratum"] == "random"]
    assert random["found"] == 0
    assert random["unanswered"] == random["relevant"]
    assert shown(team)["unanswered"] == len(RELEVANT)


def test_rank_is_one_more_source_and_the_ledger_says_with_what_weight(tmp_path: Path) -> None:
    team = started(tmp_path, "rank")
    declared(team)
    pilot(team)
    scored(team)
    team("queue", "--as", "ana")
    team("reader", "grant", "keywords", "--role", "rank", "--as", "ana")
    first = [number(row) in RELEVANT for row in team.json("queue", "--as", "ana", "-n", "99")]
    trained = team.json("log", "--kind", "model_trained")[-1]["payload"]
    used = trained["description"]["parameters"]["reader"]
    assert used["name"] == "keywords"
    assert used["weight"] > 0, "the titles are all alike; only the reader knows"
    assert sum(first[:10]) > sum(first) * 10 / len(first), "more than by chance"
    assert trained["labels"] == 60, "scores are no labels"
    stop = team.json("stop", code=(0, 1))
    assert stop["may_stop"] is False


def test_a_random_round_after_ranked_reading_is_shown_but_unlocks_nothing(tmp_path: Path) -> None:
    team = started(tmp_path)
    declared(team)
    pilot(team)
    scored(team)
    before = shown(team)["evidence"]["sample"]
    rows = team.json("queue", "--as", "ana", "-n", "9")
    for who in ("ana", "ben"):
        team.decide(
            who, [(r["key"], "include" if number(r) in RELEVANT else "exclude", "") for r in rows]
        )
    team("round", "open", "--kind", "random", "--size", "12", "--as", "ana")
    read_all(team, "ana")
    read_all(team, "ben")
    row = shown(team)
    (random,) = [s for s in row["strata"] if s["stratum"] == "random"]
    assert (before, random["n"], row["evidence"]["sample"]) == (60, 72, 60)
