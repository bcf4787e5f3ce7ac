"""Slips and half-known words: each gets a clear answer, and what winnow gives out it takes back in."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from tests.journeys.test_rounds import protocol, started
from tests.winnow import Team, entry, ris

ALONE = {"title_abstract": {"reviewers": 1}, "pilot": {"size": 0}}


def twins(tmp_path: Path, n: int) -> Team:
    """Chapters that share the DOI of their book, each an entry of its own without a number."""
    team = Team(tmp_path / "review", protocol(tmp_path, **ALONE))
    chapters = [entry(i, AN="", DO="10.5555/book", TY="CHAP") for i in (1, 2)]
    others = [entry(i) for i in range(3, n + 1)]
    team("add", ris(tmp_path / "a.ris", [*chapters, *others]), "--source", "MEDLINE")
    team("dedupe")
    return team


@pytest.mark.parametrize("n", [5, 80])
def test_every_key_that_is_listed_names_one_citation(tmp_path: Path, n: int) -> None:
    team = twins(tmp_path, n)
    rows = team.json("records")
    keys = [row["key"] for row in rows]
    assert len({row["citation"] for row in rows}) == n, "the chapters are citations of their own"
    assert keys[:2] == [rows[0]["citation"], rows[1]["citation"]]
    assert keys[2:] == [f"K{i}" for i in range(3, n + 1)]
    table = tmp_path / "out.csv"
    team("records", "--csv", table)
    with table.open(newline="", encoding="utf-8-sig") as file:
        listed = [row["key"] for row in csv.DictReader(file)]
    assert team.decide("ana", [(key, "exclude", "") for key in listed])["decided"] == n


@pytest.mark.parametrize("date", ["31/05/2026", "last week", "2026-13-01", "2026-05-31-1", "26"])
def test_a_date_that_is_none_is_refused(tmp_path: Path, date: str) -> None:
    team = Team(tmp_path / "review", protocol(tmp_path))
    file = ris(tmp_path / "a.ris", [entry(1)])
    assert (
        "write --date 2026-05-31"
        in team("add", file, "--source", "MEDLINE", "--date", date, code=2).err
    )
    assert team.json("records") == []


@pytest.mark.parametrize("date", ["2026-05-31", "2026-05", "2026"])
def test_a_day_a_month_a_year_are_dates(tmp_path: Path, date: str) -> None:
    team = Team(tmp_path / "review", protocol(tmp_path))
    team("add", ris(tmp_path / "a.ris", [entry(1)]), "--source", "MEDLINE", "--date", date)
    assert team.json("source", "list")[0]["date"] == date


def test_a_round_may_be_named_without_its_option_and_says_how_large_it_became(
    tmp_path: Path,
) -> None:
    team = started(tmp_path, n=12, **ALONE)
    said = team("round", "open", "pilot", "--size", 100000).out
    assert "Round 1 (pilot) is open: 12 citations, all that there are (not 100,000)." in said
    team("round", "cancel", "--reason", "a slip")
    assert "which kind of round?" in team("round", "open", code=2).err
    assert "which kind of round?" in team("round", "open", "pilot", "--kind", "random", code=2).err
    assert team("round", "open", "--kind", "random", "--size", 1).out.endswith("1 citation.\n")


def test_a_port_that_is_none_is_refused(tmp_path: Path) -> None:
    team = started(tmp_path, n=1, **ALONE)
    for port in (80000, 0, -1):
        assert "1<=x<=65535" in team("serve", "--port", port, code=2).err


def test_the_criteria_begin_with_the_question_and_a_pubmed_id_is_a_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    team = Team(tmp_path / "review", protocol(tmp_path, **ALONE))
    nbib = tmp_path / "a.nbib"
    nbib.write_text(
        "PMID- 31234567\nTI  - Warm milk for sleep\nAB  - We asked people.\nDP  - 2019\n\n"
    )
    team("add", nbib, "--source", "MEDLINE")
    team("dedupe")
    monkeypatch.setattr("sys.stdin", io.StringIO("criteria\nopen\nq\n"))
    said = team("screen", "--as", "ana", "--plain").out
    assert "Question: Does the treatment help people sleep?" in said
    assert "https://pubmed.ncbi.nlm.nih.gov/31234567/" in said


def test_a_slip_does_not_print_a_doubtful_pair_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    team = Team(tmp_path / "review", protocol(tmp_path, **ALONE))
    preprint = entry(1, TI="Kratom in opioid withdrawal: a trial", T2="medRxiv", PY=2020)
    preprint["DO"] = "10.1101/2020.01.02.20000001"
    article = preprint | {"AN": "K2", "T2": "Journal of Trials", "DO": "10.1000/k2", "PY": 2021}
    article |= {"VL": "7", "SP": "11", "EP": "19"}
    team("add", ris(tmp_path / "a.ris", [preprint, article]), "--source", "MEDLINE")
    assert team.json("dedupe")["doubtful"] == 1
    monkeypatch.setattr("sys.stdin", io.StringIO("x\n?\nq\n"))
    said = team("dedupe", "--review", "--as", "ana", "--plain").out
    assert said.count("1 left.") == 1
    assert said.count("Keys: ") == 3
