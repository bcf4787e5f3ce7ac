"""What an author and a methods editor found untrue in a kit (cases of the diagram's and texts' users)."""

from __future__ import annotations

import csv
from pathlib import Path

from tests.winnow import Team, ris

HEAD = """
question: {text: "Does it help, and does it harm?", population: people}
exclusion_reasons: [{code: pop, label: Wrong population}]
screening: {title_abstract: {reviewers: 1}, full_text: {reviewers: 1}}
"""


def included(team: Team, keys: list[str], excluded: list[str]) -> None:
    rows = [(key, "include", "") for key in keys] + [(key, "exclude", "pop") for key in excluded]
    team.decide("ana", rows)
    for key in keys:
        team("retrieve", key, "retrieved")
        team("decide", key, "include", "--as", "ana", "--stage", "full-text")


def cells(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_new_report_of_a_study_of_the_previous_version_is_in_every_table(tmp_path: Path) -> None:
    (tmp_path / "p.yaml").write_text(
        'title: An update\nprevious: {studies: 12, reports: 15, study_ids: ["SMITH 2015"]}\n'
        'sources: [{name: MEDLINE, lane: database}]\nclaims: [{id: C1, question: "Does it help?"}, '
        '{id: C2, question: "Does it harm?"}, {id: C3, question: "Is it cheap?"}]\n' + HEAD,
        "utf-8",
    )
    team = Team(tmp_path / "r", tmp_path / "p.yaml")
    titles = ("New trial of a remedy", "Ten year follow-up: harms", "Something else entirely")
    rows = [{"AN": str(i), "TI": title} for i, title in enumerate(titles, 1)]
    team("add", ris(tmp_path / "a.ris", rows), "--source", "MEDLINE")
    team("dedupe")
    included(team, ["1", "2"], ["3"])
    team("study", "NEW 2021", "1", "--as", "ana")
    team("study", "SMITH 2015", "2", "--as", "ana")
    for study, claim in (("NEW 2021", "C1"), ("SMITH 2015", "C2")):
        team("describe", study, "--design", "randomised trial", "--claim", claim, "--as", "ana")
    out = tmp_path / "rep"
    team("report", "-o", out)
    found = {row["claim"]: row["all studies"] for row in cells(out / "evidence-map.csv")}
    assert found["C2"] == "1 (randomised trial 1)"
    assert found["C3"] == "no new study or report found"
    reports = [(row["study"], row["study of"]) for row in cells(out / "included-studies.csv")]
    assert reports == [("NEW 2021", "new"), ("SMITH 2015", "previous")]
    assert [row["study"] for row in cells(out / "characteristics.csv")] == [
        "NEW 2021",
        "SMITH 2015",
    ]
    methods = (out / "methods.md").read_text("utf-8")
    assert (
        "Included: 1 new study reported in 1 report, and 1 new report of 1 study that the previous "
        "version held; in all 2 new reports. With the previous version: 13 studies in 17 reports."
    ) in methods


def test_documents_add_up_to_the_reports_of_the_diagram(tmp_path: Path) -> None:
    (tmp_path / "p.yaml").write_text(
        f"title: T\nsources: [{{name: MEDLINE, lane: database}}]\n{HEAD}", "utf-8"
    )
    team = Team(tmp_path / "r", tmp_path / "p.yaml")
    rows = [{"AN": "1", "TI": "One record, two papers"}, {"AN": "2", "TI": "Quite another subject"}]
    team("add", ris(tmp_path / "a.ris", rows), "--source", "MEDLINE")
    team("dedupe")
    included(team, ["1", "2"], [])
    team("reports", "1", "2", "--reason", "two papers", "--as", "ana")
    out = tmp_path / "rep"
    team("report", "-o", out)
    documents = [int(row["documents"]) for row in cells(out / "included-studies.csv")]
    assert documents == [2, 1]
    assert sum(documents) == team.json("prisma")["boxes"]["new_reports"]


def test_without_model_and_stop_nothing_of_them_is_said(tmp_path: Path) -> None:
    (tmp_path / "p.yaml").write_text(
        'title: Two sources\nsources: [{name: MEDLINE, lane: database, strategy: "#1 planned[tiab]"}, '
        "{name: ClinicalTrials.gov, lane: register}, {name: Reference lists, lane: citation}]\n"
        + HEAD,
        "utf-8",
    )
    team = Team(tmp_path / "r", tmp_path / "p.yaml")
    one = [{"AN": "1", "TI": "New trial of a remedy"}, {"AN": "2", "TI": "Something else"}]
    team("add", ris(tmp_path / "a.ris", one), "--source", "MEDLINE", "--date", "2026-05-31")
    two = [{"AN": "9", "TI": "A paper from a reference list"}]
    team("add", ris(tmp_path / "b.ris", two), "--source", "Reference lists")
    team("dedupe")
    included(team, ["1", "9"], ["2"])
    out = tmp_path / "rep"
    team("report", "-o", out)
    kit = "\n".join(
        (out / name).read_text("utf-8")
        for name in ("methods.md", "prisma-traice.md", "raise.md", "prisma-2020-checklist.md")
    )
    for false in (
        "order of reading by a model",
        "proposed the order",
        "Recall is bounded",
        "The rule assumes",
        "was consulted",
        "As run, below",
        "given in full",
    ):
        assert false not in kit, false
    assert "No ranking was made" in kit
    differ = {(row["part of the plan"], row["done"]) for row in cells(out / "deviations.csv")}
    assert ("Source: ClinicalTrials.gov", "nothing imported from it") in differ
    assert ("Strategy: MEDLINE", "not known to winnow whether run so") in differ
    team("prisma", "-o", tmp_path / "f.svg")
    drawn = (tmp_path / "f.svg").read_text("utf-8")
    assert "Citation searching" in drawn
    assert ">Registers" not in drawn, "a source never searched is no line with 0"


def test_an_import_taken_back_is_told(tmp_path: Path) -> None:
    (tmp_path / "p.yaml").write_text(
        f"title: T\nsources: [{{name: MEDLINE, lane: database}}]\n{HEAD}", "utf-8"
    )
    team = Team(tmp_path / "r", tmp_path / "p.yaml")
    for name, key in (("good.ris", "1"), ("wrong.ris", "2")):
        team(
            "add", ris(tmp_path / name, [{"AN": key, "TI": f"Title {key}"}]), "--source", "MEDLINE"
        )
    team("source", "take-back", "wrong.ris", "--reason", "another review's", "--as", "ana")
    out = tmp_path / "rep"
    team("report", "-o", out)
    methods = (out / "methods.md").read_text("utf-8")
    assert "Records identified: 1 from databases." in methods
    assert "counts nowhere: wrong.ris, MEDLINE, 1 record; reason: another review's." in methods
