"""No promise without its premise: what was read in the order of a ranking may support a label, what
was only recorded may not; and a label says so in every output."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.winnow import Team, entry, ris

N = 120
RELEVANT = frozenset(range(3, N, 10))
"""Twelve of 120: with 11 found, one more missed of two breaks 90 %."""


def relevant(key: str) -> bool:
    return int(key[1:]) in RELEVANT


def begun(tmp_path: Path, reviewers: int = 1, **plan: Any) -> Team:
    path = tmp_path / "protocol.yaml"
    path.write_text(yaml.safe_dump({
        "title": "Sleep and treatment",
        "question": {"text": "Does melatonin help people sleep?"},
        "exclusion_reasons": [{"code": "design", "label": "Wrong design"}],
        "sources": [{"name": "MEDLINE", "lane": "database"}],
        "screening": {"title_abstract": {"reviewers": reviewers}, "pilot": {"size": 0}},
        "stopping": {"rule": "cmh-seq", "target": 0.9, "confidence": 0.95},
    } | plan))  # fmt: skip
    team = Team(tmp_path / "review", path)
    team("add", ris(tmp_path / "a.ris", map(record, range(1, N + 1))), "--source", "MEDLINE")
    return team


def record(n: int) -> dict[str, object]:
    """Relevant ones speak of melatonin."""
    about = "Melatonin against placebo in insomnia. " if n in RELEVANT else "A survey of habits. "
    made = entry(n)
    return made | {"AB": f"{about}{made['AB']}"}


def sheet(team: Team, rows: list[tuple[str, str]], who: str = "Ana") -> None:
    team.decide(who, [(key, verdict, "") for key, verdict in rows])


def judged(keys: list[str]) -> list[tuple[str, str]]:
    return [(key, "include" if relevant(key) else "exclude") for key in keys]


def keys_of(numbers: range) -> list[str]:
    return [f"K{n}" for n in numbers]


def by_verdict(rows: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """As people hand sheets in."""
    return sorted(rows, key=lambda row: row[1] != "include")


def read_on(team: Team, n: int, who: str = "Ana") -> None:
    """Read the next `n` of the queue at the command line, one after the other."""
    for row in team.json("queue", "--as", who, "-n", n):
        team("decide", row["citation"], judged([row["key"]])[0][1], "--as", who)


def figure(team: Team) -> str:
    return " ".join(team.json("prisma", code=(0, 1))["notes"])


def methods(team: Team, tmp_path: Path) -> str:
    team("report", "-o", tmp_path / "report", code=(0, 1))
    return (tmp_path / "report" / "methods.md").read_text("utf-8")


def no_promise(found: dict[str, Any]) -> None:
    assert found["label"] == "none"
    assert not found["may_stop"]
    assert found["read"]["ranked"] == 0
    assert any("No ranking offered any of" in text for text in found["problems"])


def test_a_sheet_sorted_by_verdict_is_no_order_of_reading(tmp_path: Path) -> None:
    team = begun(tmp_path)
    sheet(team, by_verdict(judged(keys_of(range(1, 101)))))
    found = team.json("stop", code=1)
    no_promise(found)
    assert found["read"] == {
        "ranked": 0, "random": 0, "pilot": 0, "without_abstract": 0, "elsewhere": 100,
    }  # fmt: skip
    assert (found["screened"], found["relevant"]) == (100, 10)
    # 10 found and 20 unread: 10 of 30 may be all that is known of recall
    assert found["recall"]["low"] == pytest.approx(10 / 30)
    shown = team("stop", code=1).out
    assert "100 elsewhere" in shown
    assert "NOT YET" in shown
    assert "CERTIFIED" not in shown
    assert "No ranking offered any" in team("stop", "--declare", "--as", "Ana", code=1).err


def test_no_order_of_recording_says_anything(tmp_path: Path) -> None:
    """Sorted by verdict, by title, by year; ids typed one by one; verdicts that came with a file."""
    rows = judged(keys_of(range(1, 41)))
    for name, order in {
        "title": sorted(rows),
        "year": sorted(rows, key=lambda row: int(row[0][1:]) % 30),
        "verdict": by_verdict(rows),
    }.items():
        (tmp_path / name).mkdir()
        team = begun(tmp_path / name)
        sheet(team, order)
        no_promise(team.json("stop", code=1))
    (tmp_path / "typed").mkdir()
    team = begun(tmp_path / "typed")
    for key, verdict in by_verdict(judged(keys_of(range(1, 16)))):
        team("decide", key, verdict, "--as", "Ana")
    no_promise(team.json("stop", code=1))


def test_verdicts_that_came_with_the_records_are_read_elsewhere(tmp_path: Path) -> None:
    team = begun(tmp_path)
    with (tmp_path / "asreview.csv").open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["title", "abstract", "doi", "included"])
        for n in range(200, 240):
            rows.writerow([f"Old trial {n} of things", f"Text {n}", f"10.1000/x{n}", int(n < 210)])
    team("add", tmp_path / "asreview.csv", "--source", "MEDLINE")
    done = team.json("decide", "--from-records", "--as", "Old")
    assert done["decided"] == 40
    no_promise(team.json("stop", code=1))


def test_what_the_queue_offered_supports_the_promise(tmp_path: Path) -> None:
    team = begun(tmp_path)
    read_on(team, 20)
    early = team.json("stop", code=1)
    assert early["label"] == "none"
    assert early["read"]["ranked"] == 20
    assert "No ranking offered" not in " ".join(early["problems"])
    read_on(team, 95)
    found = team.json("stop")
    assert (found["label"], found["may_stop"]) == ("certified", True)
    assert found["read"]["ranked"] == 115
    assert "MAY STOP: CERTIFIED" in team("stop").out
    done = team.json("stop", "--declare", "--as", "Ana")
    assert (done["label"], done["unread"]) == ("certified", 5)
    assert "Label of the stop: certified" in figure(team)


def test_the_second_readers_sheet_decides_no_order_either(tmp_path: Path) -> None:
    team = begun(tmp_path, reviewers=2)
    read = [row["key"] for row in team.json("queue", "--as", "Ana", "-n", 100)]
    read_on(team, 100)
    sheet(team, by_verdict(judged(read)), "Ben")
    found = team.json("stop", code=1)
    assert found["label"] == "none"
    assert "part of its verdict was recorded outside the queue" in " ".join(found["problems"])


def test_two_readers_at_the_queue_support_it_too(tmp_path: Path) -> None:
    """The second is not shown a place, and the citation keeps that of the first offer."""
    team = begun(tmp_path, reviewers=2)
    read_on(team, 115)
    for who in ("Ben", "Cem"):  # either reads a part
        read_on(team, 60, who)
    found = team.json("stop")
    assert (found["label"], found["read"]["ranked"]) == ("certified", 115)


def test_what_is_passed_over_stays_open(tmp_path: Path) -> None:
    """Somebody is handed the whole queue and decides only on what looks irrelevant."""
    team = begun(tmp_path)
    rows = team.json("queue", "--as", "Ana", "-n", N)
    for row in rows:
        if not relevant(row["key"]):
            team("decide", row["citation"], "exclude", "--as", "Ana")
    found = team.json("stop", code=1)
    assert found["label"] == "none"
    assert "skipped" in " ".join([*found["problems"], *found["advice"]])


def test_a_skip_at_the_screen_is_kept_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    team = begun(tmp_path)
    monkeypatch.setattr("sys.stdin", io.StringIO("s\ne\nq\n"))
    team("screen", "--as", "Ana", "--plain")
    offered = team.json("log", "--kind", "citations_offered")
    assert len(offered) == 1
    [made] = team.json("log", "--kind", "decision_made")
    assert made["payload"]["rank"] == 2
    skipped = offered[0]["payload"]
    assert skipped["places"] == [1]
    assert skipped["ranking"] == made["payload"]["ranking"]
    found = team.json("stop", code=1)
    assert "skipped" in " ".join(found["problems"])


def amended(team: Team, target: float) -> None:
    path = team.folder / "protocol.yaml"
    plan = yaml.safe_load(path.read_text("utf-8"))
    plan["stopping"]["target"] = target
    path.write_text(yaml.safe_dump(plan), encoding="utf-8")
    team("amend", "--reason", f"target {target}", "--as", "Ana")


def test_a_target_lowered_after_looking_is_never_certified(tmp_path: Path) -> None:
    team = begun(tmp_path)
    read_on(team, 70)
    before = team.json("stop", code=1)
    assert before["label"] == "none"
    amended(team, 0.5)
    found = team.json("stop")
    assert (found["label"], found["may_stop"]) == ("changed after looking", True)
    assert "CHANGED AFTER LOOKING" in team("stop").out
    done = team.json("stop", "--declare", "--as", "Ana")
    assert done["label"] == "changed after looking"
    assert team.json("status")["stopped"] == "changed after looking"
    assert "changed after looking" in figure(team)
    assert "Label of the stop: changed after looking." in methods(team, tmp_path)
    for text in (figure(team), methods(team, tmp_path), team("status").out):
        assert "certified" not in text


def test_a_target_changed_before_looking_or_only_raised_keeps_its_label(tmp_path: Path) -> None:
    team = begun(tmp_path)
    amended(team, 0.6)
    read_on(team, 115)
    assert team.json("stop")["label"] == "certified"
    amended(team, 0.7)
    found = team.json("stop")
    assert found["label"] == "certified"
    assert "was raised to 70 % afterwards" in found["label_text"]
    amended(team, 0.6)
    assert team.json("stop")["label"] == "changed after looking"


def test_a_stop_against_the_rule_is_one_in_every_output(tmp_path: Path) -> None:
    team = begun(tmp_path)
    read_on(team, 30)
    done = team.json("stop", "--declare", "--against-rule", "--reason", "no time", "--as", "Ana")
    assert (done["label"], done["unread"]) == ("against the rule", 90)
    assert "against the rule. The declared rule did not allow it" in figure(team)
    for tail in ("box3", "box5"):
        text = " ".join(team.json("prisma", "--tail", tail, code=(0, 1))["notes"])
        assert "stopped early by the declared rule" not in text
    svg, legend = tmp_path / "flow.svg", tmp_path / "legend.md"
    team("prisma", "-o", svg, "--legend", legend, code=(0, 1))
    assert "against the rule" in legend.read_text("utf-8")
    assert "against the rule" in team("prisma", code=(0, 1)).out
    assert "against the rule" in team("status").out
    assert "Screening was stopped although the rule did not allow it." in methods(team, tmp_path)


def test_everything_read_needs_no_rule_and_is_not_certified(tmp_path: Path) -> None:
    team = begun(tmp_path)
    sheet(team, judged(keys_of(range(1, N + 1))))
    found = team.json("stop")
    assert (found["label"], found["may_stop"]) == ("none", True)
    assert "excluded by mistake is missed" in found["reason"]
    assert "CERTIFIED" not in team("stop").out


def test_what_both_excluded_is_estimated_beside_it(tmp_path: Path) -> None:
    """Ana finds 8 of the 12, Ben 9, six of them the same: Chapman's 9 * 10 / 7 - 1 = 11.86."""
    team = begun(tmp_path, reviewers=2)
    found = sorted(RELEVANT)
    ana, ben = set(found[:8]), set(found[2:11])
    for who, by in (("Ana", ana), ("Ben", ben)):
        sheet(
            team,
            [(f"K{n}", "include" if n in by else "exclude") for n in range(1, N + 1)],
            who,
        )
    for row in team.json("conflicts"):
        team("resolve", row["citation"], "include", "--as", "Cem")
    missed = team.json("stop")["missed_by_both"]
    assert missed["reviewers"] == ["Ana", "Ben"]
    assert missed["found"] == 11
    assert missed["missed"] == pytest.approx(9 * 10 / 7 - 1 - 11)
    assert missed["low"] <= missed["missed"] <= missed["high"]
    shown = team("stop").out
    assert "Ana and Ben: Of 11 relevant citations read by both" in shown
    assert "judged independently" in shown
    assert "capture and recapture" in methods(team, tmp_path)


def test_a_guess_is_not_shown_without_ranked_reading(tmp_path: Path) -> None:
    """95 of 100 found in a sheet, 5 unread: no ranking offered anything, so nothing is guessed."""
    team = begun(tmp_path)
    sheet(team, [(f"K{n}", "include") for n in range(1, N - 4)])
    found = team.json("stop", code=1)
    assert found["recall"]["estimate"] is None
    assert "guess" not in found["recall"]["text"].lower()


def test_real_records_sorted_by_verdict(tmp_path: Path, corpora: Path) -> None:
    """The case that was certified: 400 of 671 rows, includes first, true recall 138 of 218."""
    path = tmp_path / "protocol.yaml"
    path.write_text(yaml.safe_dump({
        "title": "T", "question": {"text": "Q?"}, "exclusion_reasons": [{"code": "x", "label": "X"}],
        "sources": [{"name": "MEDLINE"}],
        "screening": {"title_abstract": {"reviewers": 1}, "pilot": {"size": 0}},
    }))  # fmt: skip
    team = Team(tmp_path / "r", path)
    team("add", corpora / "screening" / "Triptans.ris", "--source", "MEDLINE")
    team("dedupe")
    with (corpora / "screening" / "Triptans.labels.csv").open(encoding="utf-8", newline="") as file:
        rows = [(row["key"], row["title_abstract"]) for row in csv.DictReader(file)][:400]
    sheet(team, by_verdict(rows))
    found = team.json("stop", code=1)
    no_promise(found)
    assert found["recall"]["low"] <= 138 / 218
