"""Removal before screening by language, year or type: what goes, what stays, where it is counted."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.winnow import Team, entry, ris

PROTOCOL = """
title: Tea
question: {text: "Is tea good?"}
exclusion_reasons: [{code: off, label: "Off topic"}]
sources: [{name: MEDLINE, lane: database}, {name: Embase, lane: database}]
screening: {title_abstract: {reviewers: 1}, full_text: {reviewers: 1}, pilot: {size: 0}}
"""


@pytest.fixture
def team(tmp_path: Path) -> Team:
    """K1 eng, K2 fre, K3 without a language, K4 both, K5 ger, K6 eng and (from Embase) French."""
    (tmp_path / "p.yaml").write_text(PROTOCOL, encoding="utf-8")
    found = Team(tmp_path / "review", tmp_path / "p.yaml")
    said = {1: "eng", 2: "fre", 4: "eng; fre", 5: "German", 6: "en"}
    kinds = {1: "Review", 2: "Peer-reviewed article", 5: "Editorial"}
    entries = []
    for n in range(1, 7):
        tags = {"PY": 2000 + n}
        tags |= {"LA": said[n]} if n in said else {}
        tags |= {"M3": kinds[n]} if n in kinds else {}
        entries.append(entry(n, **tags))
    found("add", ris(tmp_path / "a.ris", entries), "--source", "MEDLINE")
    twin = entry(6, AN="E6", LA="French", PY=2006)
    found("add", ris(tmp_path / "b.ris", [twin]), "--source", "Embase")
    found("dedupe")
    return found


@pytest.mark.parametrize(
    ("rule", "going", "unknown"),
    [
        (("--not-language", "English"), ["C000002", "C000005"], 1),
        (("--language", "French"), ["C000002"], 1),
        (("--language", "fr", "--language", "deu"), ["C000002", "C000005"], 1),
        (("--year", "-2002"), ["C000001", "C000002"], 0),
        (("--year", "2005-"), ["C000005", "C000006"], 0),
        (("--type", "review"), ["C000001"], 3),
        (("--type", "editorial", "--year", "2005"), ["C000005"], 0),
        (("--year", "2001-2003", "--not-language", "English"), ["C000002"], 1),
        (("--year", "2006", "--source", "MEDLINE"), [], 0),
    ],
)
def test_what_a_rule_would_remove(
    team: Team, rule: tuple[str, ...], going: list[str], unknown: int
) -> None:
    before = team.json("verify")
    done = team.json("remove", *rule, "--dry-run", "--as", "Ana")
    assert (done["removed"], done["unknown"], done["dry_run"]) == (going, unknown, True)
    assert team.json("verify") == before, "a dry run writes nothing"


def test_what_went_by_a_rule_is_counted_as_by_automation_and_comes_back(team: Team) -> None:
    team("decide", "K2", "include", "--as", "Ana")
    done = team.json("remove", "--not-language", "English", "--as", "Ana")
    assert (done["removed"], done["screened"], done["by"]) == (["C000005"], 1, "automation")
    boxes = team.json("prisma")["boxes"]
    assert (boxes["excluded_automatic"], boxes["excluded_other"]) == (1, 0)
    assert [row["key"] for row in team.json("records", "--status", "removed")] == ["K5"]
    event = team.json("log", "--kind", "records_removed")[0]
    assert event["payload"]["reason"] == "language: not English"
    team("restore", "K5", "--as", "Ana")
    assert team.json("prisma")["boxes"]["excluded_automatic"] == 0


@pytest.mark.parametrize(
    ("command", "why"),
    [
        ("remove --as Ana", "which citations"),
        ("remove K1 --as Ana", "--reason"),
        ("remove K1 --dry-run --reason x --as Ana", "goes with a rule"),
        ("remove K1 --language French --as Ana", "not both"),
        ("remove --language French --not-language English --as Ana", "not both"),
        ("remove --year soon --as Ana", "no span of years"),
        ("remove --language French --by other --as Ana", "automation"),
        ("remove --language French --source Scopus --as Ana", "Scopus"),
    ],
)
def test_a_rule_that_cannot_be_is_refused(team: Team, command: str, why: str) -> None:
    done = team(*command.split(), code=2)
    assert why in done.err
    assert done.err.count("\n") == 1
