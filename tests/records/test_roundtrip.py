"""Nothing is lost: what came in as RIS goes out as RIS, and what is stored comes back."""

from __future__ import annotations

import csv
import json
from collections import Counter
from pathlib import Path

import pytest
import rispy
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from openpyxl import load_workbook

from winnow_sr.errors import WinnowError
from winnow_sr.records import (
    Record,
    content_digest,
    earlier_decisions,
    read_export,
    record_from_json,
    record_to_json,
    write_asreview,
    write_covidence,
    write_export,
    write_rayyan,
)

EXPORT = """TY  - JOUR
TI  - =SUM(A1:A9) in titles
AU  - Okafor, Ada
AU  - Lind, Per
QQ  - a tag nobody knows
AB  - First line
wrapped line
   indented line
AB  - A second abstract
N1  - note
KW  - one
KW  - one
PY  - 2020//
ER  -

TY  - JOUR
TI  - Kratom <i>use</i>
ER  -
"""


def tags(record: Record) -> Counter[tuple[str, str]]:
    return Counter((tag, " ".join(value.split())) for tag, value in record.fields)


def imported(tmp_path: Path, text: str = EXPORT) -> list[Record]:
    path = tmp_path / "in.ris"
    path.write_text(text, encoding="utf-8")
    return read_export(path).records


def test_ris_out_has_every_tag_of_ris_in_and_our_notes_marked(tmp_path: Path) -> None:
    records = imported(tmp_path)
    out = tmp_path / "out.ris"
    write_export([(r, [("citation", "C000001"), ("reason", "")]) for r in records], out)
    again = read_export(out).records
    ours = Counter({("N1", "winnow citation: C000001"): 1})
    assert [tags(r) for r in again] == [tags(r) + ours for r in records]
    assert [[t for t, _ in r.fields][:-1] for r in again] == [
        [t for t, _ in r.fields] for r in records
    ]
    assert len(rispy.load(out, encoding="utf-8")) == 2  # and a strict reader takes it


def test_a_line_that_looks_like_a_tag_inside_a_value_stays_inside(tmp_path: Path) -> None:
    record = Record(
        title="One", abstract="x\nER  - \nTY  - JOUR", format="csv", fields=(("a", "b"),)
    )
    write_export([(record, [("note", "a\nTY  - JOUR\nER  - ")])], tmp_path / "out.ris")
    assert read_export(tmp_path / "out.ris").entries == 1


def test_an_edit_shows_in_ris_without_touching_what_the_database_wrote(tmp_path: Path) -> None:
    filled = replace(imported(tmp_path)[1], abstract="Found elsewhere", title="Kratom in use")
    write_export([(filled, [])], tmp_path / "out.ris")
    again = read_export(tmp_path / "out.ris").records[0]
    assert again.title == "Kratom use"
    assert again.abstract == "Found elsewhere"
    assert ("N1", "winnow added: AB (abstract)") in again.fields
    assert ("N1", "winnow edited title: Kratom in use") in again.fields


@pytest.mark.parametrize("name", ["dialects", "multisource"])
def test_every_real_ris_export_survives_the_way_out_and_back(
    corpora: Path, tmp_path: Path, name: str
) -> None:
    for path in sorted((corpora / name).iterdir()):
        parsed = read_export(path)
        write_export([(r, []) for r in parsed.records], tmp_path / "out.ris")
        again = read_export(tmp_path / "out.ris")
        if parsed.format == "ris":
            assert [tags(r) for r in again.records] == [tags(r) for r in parsed.records], path.name
            digests = [content_digest(r) for r in parsed.records]
            assert [content_digest(r) for r in again.records] == digests
        else:
            said = [(r.title, r.abstract, r.year, r.doi, r.authors, r.pmid) for r in parsed.records]
            kept = [(r.title, r.abstract, r.year, r.doi, r.authors, r.pmid) for r in again.records]
            assert kept == said


def test_csv_and_xlsx_never_hold_a_formula(tmp_path: Path) -> None:
    rows = [(r, [("reason", "+cmd|' /C calc'!A0")]) for r in imported(tmp_path)]
    write_export(rows, tmp_path / "out.csv")
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row if cell]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
    write_export(rows, tmp_path / "out.xlsx")
    sheet = load_workbook(tmp_path / "out.xlsx").active
    assert sheet
    header = [cell.value for cell in sheet[1]]
    title = sheet.cell(2, header.index("title") + 1)
    assert (title.value, title.data_type) == ("=SUM(A1:A9) in titles", "s")
    assert header[-1] == "reason"
    # and our own tables come back in with the text as it was
    for name in ("out.csv", "out.xlsx"):
        back = read_export(tmp_path / name).records
        assert [r.title for r in back] == ["=SUM(A1:A9) in titles", "Kratom use"]
        assert back[0].authors == ("Okafor, Ada", "Lind, Per")


def test_a_text_longer_than_a_cell_is_cut_and_says_so(tmp_path: Path) -> None:
    record = replace(imported(tmp_path)[0], abstract="x" * 40_000)
    write_export([(record, [])], tmp_path / "out.xlsx")
    sheet = load_workbook(tmp_path / "out.xlsx").active
    assert sheet
    assert max(len(str(c.value or "")) for c in sheet[2]) == 32_767


def test_jsonl_holds_everything(tmp_path: Path) -> None:
    write_export([(r, [("citation", "C1")]) for r in imported(tmp_path)], tmp_path / "o.jsonl")
    lines = [json.loads(line) for line in (tmp_path / "o.jsonl").read_text().splitlines()]
    assert [line["notes"] for line in lines] == [[["citation", "C1"]]] * 2
    assert lines[0]["fields"][:4] == ["TY", "JOUR", "TI", "=SUM(A1:A9) in titles"]


def test_a_failed_export_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    out = tmp_path / "out.ris"
    out.write_text("old")

    def broken():  # type: ignore[no-untyped-def]
        yield imported(tmp_path)[0], []
        raise WinnowError("stop")

    with pytest.raises(WinnowError, match="stop"):
        write_export(broken(), out)
    assert out.read_text() == "old"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["in.ris", "out.ris"]
    with pytest.raises(WinnowError, match=r"\.ris, \.csv"):
        write_export([], tmp_path / "out.docx")
    with pytest.raises(WinnowError, match="cannot be written"):
        write_export([], tmp_path / "no-such-folder" / "out.ris")


@pytest.mark.parametrize("ending", [".csv", ".ris"])
def test_asreview_loads_the_dataset_with_its_labels(tmp_path: Path, ending: str) -> None:
    loader = pytest.importorskip("asreview.data.loader")
    records = imported(tmp_path)
    path = tmp_path / f"dataset{ending}"
    write_asreview(
        [(records[0], 1), (records[1], 0), (replace(records[1], title="Third"), None)], path
    )
    loaded = loader.load_records(path, "d")
    assert [r.included for r in loaded] == [1, 0, None]
    assert loaded[0].year == 2020
    assert loaded[0].authors == ["Okafor, Ada", "Lind, Per"]


def test_rayyan_and_covidence_files_are_plain_and_complete(tmp_path: Path) -> None:
    rows = [(r, [("title-abstract", "include")]) for r in imported(tmp_path)]
    write_rayyan(rows, tmp_path / "r.csv")
    write_covidence(rows, tmp_path / "c.ris")
    with (tmp_path / "r.csv").open(newline="") as file:
        lines = list(csv.DictReader(file))
    assert lines[0]["authors"] == "Okafor, Ada and Lind, Per"
    assert lines[0]["notes"] == "title-abstract: include"
    entries = rispy.load(tmp_path / "c.ris", encoding="utf-8")
    assert [e["title"] for e in entries] == ["=SUM(A1:A9) in titles", "Kratom use"]
    assert entries[0]["abstract"] == "First line wrapped line indented line A second abstract"


TEXT = st.text(max_size=40) | st.text('\x00\x7f\x1f"\\\n\ud800 é', max_size=12)
TEXTS = st.lists(TEXT, max_size=4).map(tuple)


@given(
    st.builds(
        Record,
        fields=st.lists(st.tuples(TEXT, TEXT), max_size=5).map(tuple),
        line=st.integers(0, 10**9),
        title=TEXT,
        abstract=TEXT,
        authors=TEXTS,
        year=st.none() | st.integers(0, 3000),
        keywords=TEXTS,
        doi=TEXT,
        format=st.sampled_from(["", "ris", "csv"]),
    )
)
def test_what_is_stored_comes_back_and_can_always_be_stored(record: Record) -> None:
    text = record_to_json(record)
    text.encode("utf-8")  # no half surrogates
    assert "\x00" not in text
    assert "\n" not in text
    assert record_from_json(text) == record
    assert record_to_json(record_from_json(text)) == text
    assert len(content_digest(record)) == 32


def test_a_long_text_is_stored_once() -> None:
    abstract = "x" * 1000
    record = Record(fields=(("AB", abstract),), abstract=abstract, format="ris")
    assert len(record_to_json(record)) < 1100


def test_the_digest_knows_an_entry_again_however_it_was_exported(tmp_path: Path) -> None:
    one = (
        "TY  - JOUR\nTI  - Caf\u00e9\nAB  - some text here\nN1  - Export Date: 7 May 2020\nER  - \n"
    )
    two = (
        "\ufeffTY  - JOUR\r\nTI  - Cafe\u0301\r\nAB  - some text\r\n   here\r\n"
        "N1  - Export Date: 8 May 2021\r\nER  - \r\n"
    )
    first, second = imported(tmp_path, one)[0], imported(tmp_path, two)[0]
    assert content_digest(first) == content_digest(second)
    other = imported(tmp_path, one.replace("some", "Some"))[0]
    assert content_digest(first) != content_digest(other)


def decisions(tmp_path: Path, text: str, name: str = "x.ris") -> list[tuple[str, str, str, str]]:
    (tmp_path / name).write_text(text, encoding="utf-8")
    found = [earlier_decisions(r) for r in read_export(tmp_path / name).records]
    return [(d.tool, d.verdict, d.reviewer, d.reason) for each in found for d in each]


def test_decisions_that_came_with_the_file(tmp_path: Path) -> None:
    ris = "TY  - JOUR\nTI  - One\nN1  - {}\nER  - \n"
    assert decisions(tmp_path, ris.format("ASReview_relevant\nN1  - ASReview_prior")) == [
        ("ASReview", "include", "", "")
    ]
    assert decisions(tmp_path, ris.format("ASReview_irrelevant")) == [
        ("ASReview", "exclude", "", "")
    ]
    assert decisions(tmp_path, ris.format("ASReview_not_seen")) == []
    rayyan = (
        'RAYYAN-INCLUSION: {"Ana"=>"Included", "Ben O."=>"Excluded", "Cy"=>"Maybe"} | '
        "RAYYAN-EXCLUSION-REASONS: wrong population,wrong drug | RAYYAN-LABELS: sleep | "
        'USER-NOTES: {"Ana"=>["check dose"]}'
    )
    assert decisions(tmp_path, ris.format(rayyan)) == [
        ("Rayyan", "include", "Ana", ""),
        ("Rayyan", "exclude", "Ben O.", "wrong population,wrong drug"),
        ("Rayyan", "unsure", "Cy", ""),
    ]
    covidence = (
        "Title,Authors,Abstract,Covidence #,Notes\n"
        'One,A,Text,#12,"Exclusion reason: Wrong population; Ana (2020): not opioids"\n'
    )
    assert decisions(tmp_path, covidence, "c.csv") == [
        ("Covidence", "exclude", "", "Wrong population")
    ]
    labelled = "title,abstract,label_included\nOne,Text,1\nTwo,Text,0\nThree,Text,\n"
    assert decisions(tmp_path, labelled, "l.csv") == [
        ("labels", "include", "", ""), ("labels", "exclude", "", ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "module",
    ["records.own", "records.references", "records.formats.winnow_jsonl", "records.ris_lines"],
)
def test_each_module_of_the_way_out_can_be_the_first_that_is_imported(module: str) -> None:
    import subprocess
    import sys

    done = subprocess.run(
        [sys.executable, "-c", f"import winnow_sr.{module}"], capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
