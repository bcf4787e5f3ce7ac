"""The starting records: real, split by lane, each with an origin and one reader's label."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from winnow_sr.protocol import Plan
from winnow_sr.records import read_export


@pytest.fixture(scope="module")
def folder(flagship_file: Path) -> Path:
    return flagship_file.parents[1] / "data"


def read(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def test_the_folder_is_what_its_script_makes(
    folder: Path, data_build: ModuleType, corpora: Path
) -> None:
    """If this fails: .venv/bin/python data/build.py"""
    built = data_build.build(corpora / "kratom-melatonin")
    for name, text in built.items():
        assert (folder / name).read_text(encoding="utf-8") == text, name


def test_no_entry_is_lost_or_changed_but_for_a_key(
    folder: Path, data_build: ModuleType, corpora: Path
) -> None:
    collected = (corpora / "kratom-melatonin" / "records.ris").read_text(encoding="utf-8")
    entries = {data_build.tag(e, "ID"): e for e in data_build.entries(collected)}
    assert len(entries) == collected.count("\nER  -") == 255
    for lane in data_build.LANES:
        shipped = (folder / f"{lane}.ris").read_text(encoding="utf-8")
        for entry in data_build.entries(shipped):
            identifier = data_build.tag(entry, "ID")
            assert entry.replace(f"AN  - {identifier}\n", "") == entries.pop(identifier)
    assert entries == {}


def test_the_readme_counts_are_the_files_counts(folder: Path, starting_set: list[Any]) -> None:
    readme = (folder / "README.md").read_text(encoding="utf-8")
    for lane, n in Counter(r.lane for r in starting_set).items():
        assert f"| `{lane}.ris` | {n} |" in readme
    labels = read(folder / "labels.csv")
    sought = sum(r["title_abstract"] == "include" for r in labels)
    included = sum(r["full_text"] == "include" for r in labels)
    said = " ".join(readme.split())
    assert f"{sought} records reach full text, and {included} are provisionally included" in said
    assert f"{sum(bool(r.abstract) for r in starting_set)} records have one" in said


def test_every_record_has_a_key_of_its_own_an_origin_and_a_label(
    folder: Path, starting_set: list[Any]
) -> None:
    keys = [r.key for r in starting_set]
    assert all(keys)
    assert len(set(keys)) == len(keys) == 255
    assert sorted(keys) == sorted(r["key"] for r in read(folder / "labels.csv"))
    origins = {r["key"]: r for r in read(folder / "origins.csv")}
    assert sorted(keys) == sorted(origins)
    assert all(r["source_url"] and r["lane_rule"] for r in origins.values())
    assert all(origins[r.key]["file"] == f"{r.lane}.ris" for r in starting_set)
    assert "placeholder" not in {r["title_status"] for r in origins.values()}


def test_winnow_reads_the_files_without_a_remark_and_finds_the_same_keys(
    folder: Path, starting_set: list[Any], data_build: ModuleType
) -> None:
    """These are clean exports: nothing to quarantine, nothing to note, keys as in labels.csv."""
    keys = []
    for lane in data_build.LANES:
        parsed = read_export(folder / f"{lane}.ris")
        assert list(parsed.quarantined) == []
        assert list(parsed.notes) == []
        keys += [record.key for record in parsed.records]
    assert keys == [r.key for r in starting_set]


def test_the_labels_speak_the_protocols_language(folder: Path, flagship: Plan) -> None:
    codes = {r.code for r in flagship.reasons}
    tags = {t.name for t in flagship.tags}
    for row in read(folder / "labels.csv"):
        assert None not in row
        if row["title_abstract"] == "include":
            assert row["title_abstract_reason"] == ""
            assert (row["full_text"], bool(row["full_text_reason"])) in {
                ("include", False),
                ("exclude", True),
            }
        else:
            assert row["title_abstract"] == "exclude"
            assert row["title_abstract_reason"] in codes
            assert row["full_text"] == row["full_text_reason"] == ""
        assert row["full_text_reason"] in codes | {""}
        for clause in row["note"].split("; "):
            if clause.startswith("tag "):
                assert clause.removeprefix("tag ") in tags


def test_what_is_no_reason_any_more_is_said_so(folder: Path) -> None:
    """The reader excluded two reports for their outcomes; the protocol's criteria ask for the question."""
    again = [r for r in read(folder / "labels.csv") if r["note"].endswith("to be read again")]
    assert [(r["full_text"], r["full_text_reason"]) for r in again] == [("exclude", "other")] * 2


def test_the_known_studies_are_provisional_includes(
    folder: Path, flagship: Plan, starting_set: list[Any]
) -> None:
    """The label of a study known to be relevant cannot be exclude: one of the two would be wrong."""
    labels = {r["key"]: r for r in read(folder / "labels.csv")}
    for study in flagship.known_studies:
        record = next(
            r
            for r in starting_set
            if study.doi.lower() == r.doi.lower() != "" or study.pmid == r.accession != ""
        )
        assert labels[record.key]["full_text"] == "include", study.label


@pytest.mark.parametrize(
    ("row", "lane"),
    [
        ({"publication_type": "Journal Article"}, "database"),
        ({"publication_type": "Conference Abstract", "journal": "European Psychiatry"}, "database"),
        ({"publication_type": "Trial registration (observational)"}, "register"),
        ({"publication_type": "Thesis"}, "organisation"),
        ({"publication_type": "News"}, "website"),
        (
            {"publication_type": "Journal Article", "note": "from a stored reference list"},
            "citation",
        ),
        ({"publication_type": "Registration", "note": "from a stored reference list"}, "citation"),
    ],
)
def test_the_lane_is_decided_by_where_a_record_came_from(
    row: dict[str, str], lane: str, data_build: ModuleType
) -> None:
    blank = {"publication_type": "", "journal": "", "note": ""}
    assert data_build.lane_of({**blank, **row})[0] == lane


def test_the_set_is_called_what_it_is(folder: Path) -> None:
    """Nobody may take the starting set for the yield of a search, or its labels for a result."""
    said = " ".join((folder / "README.md").read_text(encoding="utf-8").split())
    for words in (
        "not the yield of a database search",
        "one reader's provisional judgement",
        "our own restatements",
        "an absence in a sample",
        "is a finding",
    ):
        assert words in said
