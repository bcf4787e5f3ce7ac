"""The evidence map counts what people assigned, and says so plainly where there is nothing."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from tests.report.conftest import TRIAL, Tea


def cells(out: Path) -> dict[str, dict[str, str]]:
    text = (out / "evidence-map.csv").read_text("utf-8-sig")
    return {row["claim"]: row for row in csv.DictReader(io.StringIO(text, newline=""))}


def done(begun: Tea) -> Tea:
    return begun.searched().screened().read()


def test_with_nothing_described_every_claim_is_not_yet_mapped(begun: Tea) -> None:
    out = done(begun).report()
    found = cells(out)
    assert list(found) == ["C1", "C2", "C3"]
    assert {row["all studies"] for row in found.values()} == {"not yet mapped"}
    assert "2 studies included, none described yet" in (out / "evidence-map.md").read_text("utf-8")


def test_gaps_are_said_only_so_far_until_all_studies_are_described(begun: Tea) -> None:
    team = done(begun).team
    team("describe", TRIAL.lower(), "--design", "Randomised Trial", "--substance", "tea",
         "--substance", "tea with milk", "--claim", "c1", "--as", "Ana")  # fmt: skip
    found = cells(begun.report())
    # one study under two substances is one study; the design is spelt as in the protocol
    assert found["C1"]["tea"] == found["C1"]["tea with milk"] == "1 (randomised trial 1)"
    assert found["C1"]["all studies"] == "1 (randomised trial 1)"
    assert found["C2"]["all studies"] == "no study found so far"

    team(
        "describe",
        "K21",
        "--design",
        "cohort study",
        "--substance",
        "TEA",
        "--claim",
        "C1",
        "--as",
        "Ana",
    )
    found = cells(begun.report("two"))
    assert found["C1"]["tea"] == "2 (randomised trial 1, cohort study 1)"
    assert found["C1"]["all studies"] == "2 (randomised trial 1, cohort study 1)"
    assert found["C2"]["tea"] == found["C3"]["all studies"] == "no study found"
    long = (begun.folder / "two" / "evidence-map-studies.csv").read_text("utf-8-sig")
    assert [
        (r["design"], r["n"], r["studies"])
        for r in csv.DictReader(io.StringIO(long, newline=""))
        if r["claim"] == "C1" and r["substance"] == "tea"
    ] == [("randomised trial", "1", TRIAL), ("cohort study", "1", "Author21 2011")]


def test_a_later_description_replaces_and_goes_with_the_study(begun: Tea) -> None:
    """K1 is described before anybody knows that K1 and K2 report one trial."""
    begun.searched().screened()
    begun.team("describe", "K1", "--design", "cohort study", "--claim", "C2", "--as", "Ana")
    begun.read()
    found = cells(begun.report())
    assert found["C2"]["all studies"] == "1 (cohort study 1)"
    begun.team("describe", "K2", "--design", "randomised trial", "--claim", "C1", "--as", "Ben")
    found = cells(begun.report("two"))
    assert found["C2"]["all studies"] == "no study found so far"
    assert found["C1"]["(substance not stated)"] == "1 (randomised trial 1)"


def test_a_study_that_is_not_included_is_not_counted(begun: Tea) -> None:
    team = done(begun).team
    team("describe", "K3", "--design", "cohort study", "--claim", "C1", "--as", "Ana")
    assert cells(begun.report())["C1"]["all studies"] == "not yet mapped"


def test_what_cannot_be_described_is_refused_in_one_line(begun: Tea) -> None:
    team = done(begun).team
    before = team.json("verify")["events"]
    for arguments, word in (
        (("K1", "--design", "x", "--claim", "C9"), "C1, C2, C3"),
        (("K7", "--design", "x"), "excluded on title and abstract"),
        (("nobody", "--design", "x"), "nobody"),
        (("K1", "--design", " "), "design"),
        (("K1", "--design", "x" * 999), "200"),
        (("K1", "--design", "x", "--substance", "a\nb\x00"), "substance"),
    ):
        assert word in team("describe", *arguments, code=2).err
    assert team.json("verify")["events"] == before
    assert (
        team("describe", "K1", "--design", "cohrt study").err.count("has not been used before") == 1
    )


def test_descriptions_belong_to_their_moment(begun: Tea) -> None:
    team = done(begun).team
    at = team.json("log", "-n", "1")[0]["at"]
    team("describe", "K1", "--design", "cohort study", "--claim", "C1", "--as", "Ana")
    assert cells(begun.report("then", "--as-of", at))["C1"]["all studies"] == "not yet mapped"
