"""What comes with the files and what goes out: search updates, quarantine, earlier decisions,
missing abstracts, other tools' files."""

from __future__ import annotations

import csv
import json
from collections import Counter
from pathlib import Path

import asreview
import pytest

from tests.winnow import Team, entry, ris
from winnow_sr.records import read_export


@pytest.fixture
def team(tmp_path: Path, flagship: Path) -> Team:
    return Team(tmp_path / "review", flagship)


def test_a_format_may_be_named_and_entries_that_look_wrong_taken_even_so(
    team: Team, tmp_path: Path
) -> None:
    mail = tmp_path / "mail.txt"
    mail.write_text("Dear all, my thoughts on this.\n" * 40 + "TY  - JOUR\nTI  - One\nER  - \n")
    refused = team("add", mail, "--source", "MEDLINE", code=2)
    assert refused.err.count("\n") == 1
    assert "--format ris" in refused.err
    added = team.json("add", mail, "--source", "MEDLINE", "--format", "ris")["files"][0]
    assert (added["format"], added["imported"]) == ("ris", 1)
    assert (
        "unknown format 'word'"
        in team("add", mail, "--source", "MEDLINE", "--format", "word", code=2).err
    )

    untitled = tmp_path / "untitled.ris"
    untitled.write_text("".join(f"TY  - JOUR\nAU  - Okafor{n}\nER  - \n" for n in range(5)))
    refused = team("add", untitled, "--source", "MEDLINE", code=2)
    assert refused.err.count("\n") == 1
    assert "--even-so" in refused.err
    assert len(team.json("records")) == 1, "nothing of a refused file is kept"
    added = team.json("add", untitled, "--source", "MEDLINE", "--even-so")["files"][0]
    assert added["imported"] == 5
    assert team.json("verify")["ok"]


def test_the_same_file_is_recognised_and_an_update_adds_only_what_is_new(
    team: Team, tmp_path: Path
) -> None:
    first = ris(tmp_path / "may.ris", map(entry, range(1, 6)))
    assert team.json("add", first, "--source", "MEDLINE")["files"][0]["imported"] == 5
    again = team.json("add", first, "--source", "MEDLINE")["files"][0]
    assert (again["entries"], again["imported"], again["unchanged"]) == (5, 0, 5)
    update = ris(tmp_path / "november.ris", map(entry, range(3, 9)))
    added = team.json("add", update, "--source", "MEDLINE")["files"][0]
    assert (added["entries"], added["imported"], added["unchanged"], added["quarantined"]) == (
        6,
        3,
        3,
        0,
    )
    other = team.json(
        "add", ris(tmp_path / "e.ris", [entry(1, DB="Embase")]), "--source", "Embase"
    )["files"][0]
    assert other["imported"] == 1, "another source keeps its own copy: PRISMA-S counts each source"
    sources = {s["source"]: s["n"] for s in team.json("prisma")["sources"]}
    assert (sources["MEDLINE"], sources["Embase"]) == (8, 1)


def test_several_files_at_once_all_or_none(team: Team, tmp_path: Path) -> None:
    good = ris(tmp_path / "a.ris", [entry(1)])
    team("add", good, tmp_path / "none.ris", "--source", "MEDLINE", code=2)
    assert team.json("records") == []
    reports = team.json("add", good, ris(tmp_path / "b.ris", [entry(2)]), "--source", "MEDLINE")[
        "files"
    ]
    assert [r["imported"] for r in reports] == [1, 1]


def test_a_quarantined_entry_is_kept_mended_and_added(team: Team, tmp_path: Path) -> None:
    (tmp_path / "a.ris").write_text(
        "TY  - JOUR\nTI  - Good\nER  - \n\nER  - \n\nTY  - JOUR\nTI  - Also good\nER  - \n"
    )
    report = team.json("add", tmp_path / "a.ris", "--source", "MEDLINE")["files"][0]
    assert (report["entries"], report["imported"], report["quarantined"]) == (3, 2, 1)
    (row,) = team.json("add", "--quarantine")
    place = f"{row['search']}:{row['line']}"
    assert place in team("add", "--quarantine").out
    mended = ris(tmp_path / "mended.ris", [entry(7)])
    assert team.json("add", "--repair", place, mended, "--as", "ana")["records"] == ["R000003"]
    assert "there is none" in team("add", "--repair", place, mended, "--as", "ana", code=2).err
    assert team.json("prisma")["boxes"]["database_results"] == 3
    assert team.json("verify")["ok"]


def test_decisions_of_an_earlier_screening_come_with_the_file(team: Team, tmp_path: Path) -> None:
    notes = {1: "ASReview_relevant", 2: "ASReview_irrelevant", 3: "ASReview_not_seen"}
    team(
        "add",
        ris(tmp_path / "a.ris", [entry(n, N1=note) for n, note in notes.items()]),
        "--source",
        "MEDLINE",
    )
    done = team.json("decide", "--from-records", "--as", "Pilot 2024")
    assert done["decided"] == 2
    verdicts = {
        e["payload"]["citation"]: (e["actor"], e["payload"]["verdict"])
        for e in team.json("log", "--kind", "decision_made")
    }
    assert verdicts == {1: ("Pilot 2024", "include"), 2: ("Pilot 2024", "exclude")}
    assert (
        "no decision came"
        in team("decide", "--from-records", "--source", "Embase", "--as", "x", code=2).err
    )


def test_a_missing_abstract_is_listed_filled_by_hand_and_by_merging(
    team: Team, tmp_path: Path
) -> None:
    bare = {k: v for k, v in entry(1).items() if k != "AB"}
    lonely = {k: v for k, v in entry(2).items() if k != "AB"}
    team("add", ris(tmp_path / "a.ris", [bare, lonely]), "--source", "MEDLINE")
    assert len(team.json("records", "--missing-abstracts")) == 2
    team("add", ris(tmp_path / "b.ris", [entry(1, AN="E1")]), "--source", "Embase")
    team("dedupe")
    assert [row["key"] for row in team.json("records", "--missing-abstracts")] == ["K2"], (
        "the twin has one"
    )
    team(
        "edit",
        "K2",
        "abstract",
        "What the authors sent us.",
        "--reason",
        "letter of 3 May",
        "--as",
        "ana",
    )
    assert team.json("records", "--missing-abstracts") == []
    shown = {row["key"]: row["abstract"] for row in team.json("queue", "--as", "ana")}
    assert shown["K2"] == "What the authors sent us."
    assert shown["K1"].startswith("Background of study 1")
    assert team.json("log", "--kind", "record_edited")[0]["payload"]["reason"] == "letter of 3 May"


def test_ris_comes_out_as_it_went_in_plus_our_notes(team: Team, tmp_path: Path) -> None:
    odd = [
        entry(1, KW=["one", "two", "one"], U1="unknown tag", ZZ="another"),
        entry(2, N1=["a", "b"]),
    ]
    team("add", ris(tmp_path / "a.ris", odd), "--source", "MEDLINE")
    team("decide", "K1", "include", "--as", "ana")
    team("export", tmp_path / "out.ris")
    before = [Counter(r.fields) for r in read_export(tmp_path / "a.ris").records]
    after = [Counter(r.fields) for r in read_export(tmp_path / "out.ris").records]
    for was, now in zip(before, after, strict=True):
        added = now - was
        assert not was - now, "a tag was lost"
        assert added
        assert all(tag == "N1" and "winnow" in value for tag, value in added)


def test_csv_excel_and_other_tools(team: Team, tmp_path: Path) -> None:
    team(
        "add",
        ris(
            tmp_path / "a.ris",
            [
                entry(1, TI="=HYPERLINK(1)"),
                entry(2),
                entry(3, AN="K33", **{k: v for k, v in entry(2).items() if k != "AN"}),
            ],
        ),
        "--source",
        "MEDLINE",
    )
    team("dedupe")
    team("decide", "K2", "exclude", "--as", "ana")
    team("decide", "K2", "exclude", "--as", "ben")
    for ending in ("csv", "xlsx", "jsonl"):
        assert team.json("export", tmp_path / f"out.{ending}")["records"] == 3
    assert team.json("export", tmp_path / "ex.csv", "--status", "exclude")["records"] == 1
    text = (tmp_path / "out.csv").read_text("utf-8-sig")
    assert not any(cell.startswith("=") for row in csv.reader(text.splitlines()) for cell in row)
    assert (
        len([json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]) == 3
    )
    assert team.json("export", tmp_path / "as.csv", "--for", "asreview")["records"] == 2, (
        "citations, not copies"
    )
    with (tmp_path / "as.csv").open() as file:
        assert Counter(row["included"] for row in csv.DictReader(file)) == {"": 1, "0": 1}
    team("export", tmp_path / "as.asreview", "--for", "asreview")
    project = asreview.Project.load(tmp_path / "as.asreview", tmp_path / "loaded")
    assert len(project.db.input) == 2
    assert project.db.get_results_table("label")["label"].tolist() == [0], (
        "the verdict is prior knowledge there"
    )
    project.close()
    team("export", tmp_path / "ra.ris", "--for", "rayyan")
    team("export", tmp_path / "co.ris", "--for", "covidence")
    assert len(read_export(tmp_path / "co.ris").records) == 2


def test_removal_before_screening_is_counted_in_its_box(team: Team, tmp_path: Path) -> None:
    team("add", ris(tmp_path / "a.ris", map(entry, range(1, 6))), "--source", "MEDLINE")
    team("dedupe")
    team("remove", "K1", "--by", "automation", "--reason", "protocols, by title", "--as", "ana")
    team("remove", "K2", "--reason", "retracted", "--as", "ana")
    team("decide", "K3", "include", "--as", "ana")
    assert "has been screened" in team("remove", "K3", "--reason", "x", "--as", "ana", code=2).err
    assert "removed before screening" in team("decide", "K1", "include", "--as", "ana", code=2).err
    boxes = team.json("prisma")["boxes"]
    assert (boxes["excluded_automatic"], boxes["excluded_other"]) == (1, 1)
    assert len(team.json("queue", "--as", "ben")) == 3


def test_a_file_under_the_wrong_name_is_taken_back_and_added_under_the_right_one(
    team: Team, tmp_path: Path
) -> None:
    right = ris(tmp_path / "medline.ris", map(entry, range(1, 5)))
    wrong = ris(tmp_path / "embase.ris", [entry(n, AN=f"E{n}") for n in range(3, 9)])
    team("add", right, "--source", "MEDLINE")
    team("add", wrong, "--source", "MEDLINE")
    team("dedupe")
    told = team("add", wrong, "--source", "Embase", code=2).err
    assert told.count("\n") == 1
    assert "winnow source take-back" in told
    rows = team.json("source", "list")
    assert [(row["file"], row["records"]) for row in rows] == [
        ("medline.ris", 4),
        ("embase.ris", 6),
    ]
    team("decide", "E8", "include", "--as", "ana")
    back = ("source", "take-back", "embase.ris", "--reason", "it is Embase's", "--as", "ana")
    assert "--with-decisions" in team(*back, code=2).err
    team("undo", "--as", "ana")
    done = team.json(*back)
    assert (done["records"], done["citations"], done["decisions"]) == (6, 4, 0)
    assert "taken back already" in team(*back, code=2).err
    assert (
        "taken back with its import" in team("decide", "E8", "include", "--as", "ana", code=2).err
    )
    assert team.json("prisma")["boxes"]["database_results"] == 4
    added = team.json("add", wrong, "--source", "Embase")["files"][0]
    assert added["imported"] == 6
    assert team.json("dedupe")["duplicates"] == 2
    sources = {s["source"]: s["n"] for s in team.json("prisma")["sources"]}
    assert (sources["MEDLINE"], sources["Embase"]) == (4, 6)
    named = team.json("source", "rename", "Embase", "PsycINFO", "--as", "ana")
    assert (named["new"], named["records"]) == ("PsycINFO", 6)
    flow = team.json("prisma")
    assert {s["source"]: s["n"] for s in flow["sources"]}["PsycINFO"] == 6
    assert all(check["ok"] for check in flow["checks"])
    assert team.json("verify")["ok"]
    report = tmp_path / "report"
    team("report", "-o", report)
    again = team.json("report", "--replay", report / "bundle.zip")
    assert again["same"]
    assert "By rule, 2 records were joined" in (report / "methods.md").read_text("utf-8")
