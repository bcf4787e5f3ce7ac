"""What the flow must also hold: two reports behind one record, ongoing studies, reports awaiting
classification, the meta-analysis box, an updated review, every lane. Numbers worked out by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from tests.winnow import Team, entry, ris


def team_with(tmp_path: Path, **more: Any) -> Team:
    path = tmp_path / "protocol.yaml"
    path.write_text(yaml.safe_dump({
        "title": "A small review",
        "question": {"text": "Does the treatment help people sleep?"},
        "exclusion_reasons": [{"code": "population", "label": "Wrong population"}, {"code": "design", "label": "Wrong design"}],
        "sources": [
            {"name": "MEDLINE", "lane": "database"}, {"name": "Embase", "lane": "database"},
            {"name": "ClinicalTrials.gov", "lane": "register"}, {"name": "References", "lane": "citation"},
        ],
        "screening": {"title_abstract": {"reviewers": 1}, "full_text": {"reviewers": 1}},
    } | more))  # fmt: skip
    return Team(tmp_path / "review", path)


def filled(team: Team, tmp_path: Path) -> None:
    """12 records: MEDLINE K1-K6; Embase K1' (a copy) and K7; register K8; references K2' (a copy),
    K9, K10. 10 citations; K5, K6 excluded; K10 excluded in the other lane."""

    def twin(n: int, key: str) -> dict[str, object]:
        return entry(n, AN=key)

    team("add", ris(tmp_path / "m.ris", map(entry, range(1, 7))), "--source", "MEDLINE")
    team("add", ris(tmp_path / "e.ris", [twin(1, "E1"), entry(7)]), "--source", "Embase")
    team("add", ris(tmp_path / "c.ris", [entry(8)]), "--source", "ClinicalTrials.gov")
    team(
        "add",
        ris(tmp_path / "r.ris", [twin(2, "X2"), entry(9), entry(10)]),
        "--source",
        "References",
    )
    assert team.json("dedupe")["duplicates"] == 2
    for n in range(1, 11):
        team("decide", f"K{n}", "exclude" if n in (5, 6, 10) else "include", "--as", "ana")


def full_text(team: Team) -> None:
    """K1 two reports, included; K2 included in the same study as K9; K3 not retrieved; K4 excluded;
    K7 awaiting; K8 ongoing; K9 included (other lane)."""
    team("reports", "K1", 2, "--reason", "protocol and results in one record")
    for key in ("K1", "K2", "K9"):
        team("decide", key, "include", "--as", "ana", "--stage", "full-text")
    team("retrieve", "K3", "not-retrieved", "--reason", "no copy")
    team("decide", "K4", "exclude", "--reason", "design", "--as", "ana", "--stage", "full-text")
    team("aside", "K7", "awaiting", "--reason", "in a language nobody here reads")
    team("aside", "K8", "ongoing")
    team("study", "TWO", "K2", "K9")


def test_new_review_with_every_lane(tmp_path: Path) -> None:
    team = team_with(tmp_path)
    filled(team, tmp_path)
    full_text(team)
    team("meta", "TWO")
    flow = team.json("prisma")
    assert flow["template"] == "N2"
    want = {
        "database_results": 8, "register_results": 1, "citations_results": 3, "duplicates": 1,
        "records_screened": 8, "records_excluded": 2,
        # 6 citations with 7 reports (K1 has two); K3 lost; K1 x2, K2, K4, K7, K8 assessed
        "dbr_sought_reports": 7, "dbr_notretrieved_reports": 1, "dbr_assessed": 6, "dbr_excluded": 1,
        "other_sought_reports": 1, "other_assessed": 1, "other_excluded": 0,
        "new_studies": 2, "new_reports": 4, "total_studies_ma": 1, "total_reports_ma": 2,
    }  # fmt: skip
    assert {key: flow["boxes"][key] for key in want} == want
    assert flow["reasons"]["databases"][0] | {"label": ""} == {
        "reason": "design",
        "label": "",
        "n": 1,
    }
    assert (flow["awaiting"]["databases"], flow["ongoing"]["databases"]) == (1, 1)
    assert flow["final"]
    assert all(check["ok"] for check in flow["checks"])
    assert set(team.json("prisma", "--explain", "duplicates")["records"]) == {"R000007"}
    for ending in ("svg", "pdf", "png", "html", "pptx", "csv", "json", "md"):
        team("prisma", "-o", tmp_path / f"p.{ending}")
        assert (tmp_path / f"p.{ending}").stat().st_size > 400

    again = team.json("prisma", "--from", tmp_path / "p.csv", "--template", "N2")
    assert {key: again["boxes"][key] for key in want} == want, "our own CSV, read again"

    team("aside", "K8", "back")
    assert not team.json("prisma")["final"], "it has to be judged after all"


def test_databases_only(tmp_path: Path) -> None:
    team = team_with(tmp_path)
    team("add", ris(tmp_path / "m.ris", map(entry, range(1, 4))), "--source", "MEDLINE")
    assert team.json("prisma")["template"] == "N1"
    assert not team.json("prisma")["final"]


def test_updated_review(tmp_path: Path) -> None:
    team = team_with(tmp_path, previous={"studies": 5, "reports": 7, "study_ids": ["TWO"]})
    filled(team, tmp_path)
    full_text(team)
    flow = team.json("prisma")
    assert flow["template"] == "U2"
    # TWO is a study of the previous version: K2 and K9 are new reports of it, no new study
    want = {
        "previous_studies": 5,
        "previous_reports": 7,
        "new_studies": 1,
        "new_reports": 4,
        "total_studies": 6,
        "total_reports": 11,
    }
    assert {key: flow["boxes"][key] for key in want} == want
    assert flow["final"]


def test_the_flow_at_an_earlier_moment_and_what_changed_since(tmp_path: Path) -> None:
    team = team_with(tmp_path)
    filled(team, tmp_path)
    then = team.json("log")[-1]["at"]
    before = team.json("prisma")
    full_text(team)
    assert team.json("prisma", "--as-of", then)["boxes"] == before["boxes"]
    changed = {
        row["key"]: (row["before"], row["after"]) for row in team.json("prisma", "--compare", then)
    }
    assert changed["new_reports"] == (0, 4)
    assert changed["dbr_notretrieved_reports"] == (0, 1)
    assert "records_screened" not in changed


def test_an_unread_tail_under_both_conventions(tmp_path: Path) -> None:
    team = team_with(tmp_path)
    team("add", ris(tmp_path / "m.ris", map(entry, range(1, 11))), "--source", "MEDLINE")
    team("dedupe")
    for n in range(1, 7):
        team("decide", f"K{n}", "include" if n == 1 else "exclude", "--as", "ana")
    assert "not yet" in team("stop", "--declare", "--as", "ana", code=1).err
    done = team.json("stop", "--declare", "--against-rule", "--reason", "no time", "--as", "ana")
    assert (done["label"], done["unread"]) == ("against the rule", 4)
    team("decide", "K1", "include", "--as", "ana", "--stage", "full-text")
    at_screening, before = (
        team.json("prisma", "--tail", "box5"),
        team.json("prisma", "--tail", "box3"),
    )
    assert (
        at_screening["boxes"]["records_screened"],
        at_screening["boxes"]["records_excluded"],
    ) == (10, 9)
    assert (before["boxes"]["records_screened"], before["boxes"]["excluded_automatic"]) == (6, 4)
    for flow in (at_screening, before):
        assert flow["final"]
        assert any("unread" in note for note in flow["notes"])
    assert team.json("status")["stopped"] == "against the rule"
    team("stop", "--resume", "--as", "ana", "--reason", "time after all")
    assert not team.json("prisma")["final"]
