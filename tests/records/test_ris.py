"""RIS as it is really written: what deviates is read all the same, and said."""

from __future__ import annotations

from pathlib import Path

import pytest

from winnow_sr.records import Parsed, Record, read_export


def read(tmp_path: Path, text: str | bytes) -> Parsed:
    path = tmp_path / "export.ris"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_export(path)


def codes(parsed: Parsed) -> list[tuple[int, str]]:
    return [(note.line, note.code) for note in parsed.notes]


def test_an_entry_that_follows_the_rules_has_no_note_and_knows_its_line(tmp_path: Path) -> None:
    text = "TY  - JOUR\nTI  - One\nER  - \n\nTY  - JOUR\nTI  - Two\nAU  - B\nAU  - A\nER  - \n"
    parsed = read(tmp_path, text)
    assert codes(parsed) == []
    assert [(r.line, r.title) for r in parsed.records] == [(1, "One"), (5, "Two")]
    assert parsed.records[1].fields == (
        ("TY", "JOUR"), ("TI", "Two"), ("AU", "B"), ("AU", "A"),
    )  # fmt: skip


@pytest.mark.parametrize(
    "line",
    ["TI - One", "TI  -One", "TI- One", "  TI  - One", "ti  - One", "TI\t- One", "TI  – One"],
)
def test_a_tag_with_wrong_white_space_is_still_that_tag(tmp_path: Path, line: str) -> None:
    parsed = read(tmp_path, f"TY  - JOUR\n{line}\nAB  - Text\nER  - \n")
    assert parsed.records[0].title == "One"
    assert codes(parsed) == [(2, "loose-tag")]


@pytest.mark.parametrize(
    "wrapped", ["T2-weighted images", "ER positive tumours", "C5-C6 levels", "A - b"]
)
def test_a_wrapped_line_that_looks_like_a_tag_stays_text(tmp_path: Path, wrapped: str) -> None:
    parsed = read(tmp_path, f"TY  - JOUR\nTI  - One\nAB  - We saw\n{wrapped}\nER  - \n")
    assert parsed.records[0].abstract == f"We saw {wrapped}"
    assert codes(parsed) == [(4, "wrapped-line")]


def test_wrapped_and_indented_lines_and_blank_ones_belong_to_the_value_above(
    tmp_path: Path,
) -> None:
    parsed = read(
        tmp_path, "TY  - JOUR\nTI  - One\nAB  - First\n\n   second\nthird\nPY  - 2020\nER  - "
    )
    record = parsed.records[0]
    assert record.abstract == "First second third"
    assert ("AB", "First\n\n   second\nthird") in record.fields
    assert record.year == 2020


def test_missing_end_and_start_tags_cost_no_entry(tmp_path: Path) -> None:
    parsed = read(
        tmp_path, "TY  - JOUR\nTI  - One\nTY  - JOUR\nTI  - Two\nER  - \nTI  - Three\nER  - \n"
    )
    assert [r.title for r in parsed.records] == ["One", "Two", "Three"]
    assert codes(parsed) == [(3, "missing-end"), (6, "missing-start")]


def test_the_last_entry_may_lack_its_end_tag(tmp_path: Path) -> None:
    parsed = read(tmp_path, "TY  - JOUR\nTI  - One\nER  - \n\nTY  - JOUR\nTI  - Two\n")
    assert [(r.line, r.title) for r in parsed.records] == [(1, "One"), (5, "Two")]
    assert codes(parsed) == [(5, "missing-end")]


def test_files_joined_without_a_line_end_between_them_lose_nothing(tmp_path: Path) -> None:
    one = "TY  - JOUR\nTI  - One\nER  - "
    parsed = read(tmp_path, one + one.replace("One", "Two"))
    assert [r.title for r in parsed.records] == ["One", "Two"]
    assert codes(parsed) == [(3, "text-after-end")]


def test_headers_and_counters_between_entries_are_noted_and_not_part_of_them(
    tmp_path: Path,
) -> None:
    text = "Provider: X\nRecord #1 of 1\n1.\nTY  - JOUR\nTI  - One\nER  - \nThe end\n"
    parsed = read(tmp_path, text)
    assert parsed.records[0].fields == (("TY", "JOUR"), ("TI", "One"))
    assert codes(parsed) == [
        (1, "stray-text"),
        (2, "stray-text"),
        (3, "stray-text"),
        (7, "stray-text"),
    ]


def test_an_end_tag_with_nothing_before_it_is_an_entry_in_quarantine(tmp_path: Path) -> None:
    parsed = read(tmp_path, "TY  - JOUR\nTI  - One\nER  - \nER  - \nTY  - JOUR\nER  -\n")
    assert (parsed.entries, len(parsed.records)) == (3, 1)
    assert [(q.line, q.raw) for q in parsed.quarantined] == [
        (4, "ER  - "),
        (5, "TY  - JOUR\nER  - "),
    ]
    assert codes(parsed) == [(4, "empty-entry"), (5, "empty-entry")]


@pytest.mark.parametrize(
    ("value", "year"),
    [
        ("2020//", 2020),
        ("2020/07/14/Summer", 2020),
        ("4-8 Aug. 2020", 2020),
        ("c1998.", 1998),
        ("", None),
    ],
)
def test_years_in_all_their_forms(tmp_path: Path, value: str, year: int | None) -> None:
    parsed = read(tmp_path, f"TY  - JOUR\nTI  - One\nPY  - {value}\nER  - \n")
    assert parsed.records[0].year == year
    assert codes(parsed) == []


@pytest.mark.parametrize("value", ["10 15", "n.d.", "20188", "0000"])
def test_an_impossible_year_costs_the_year_only(tmp_path: Path, value: str) -> None:
    parsed = read(tmp_path, f"TY  - JOUR\nTI  - One\nPY  - {value}\nER  - \n")
    assert parsed.records[0].year is None
    assert ("PY", value) in parsed.records[0].fields
    assert codes(parsed) == [(1, "impossible-year")]


def test_a_second_title_and_a_second_abstract_are_kept_and_said(tmp_path: Path) -> None:
    text = "TY  - JOUR\nTI  - One\nT1  - Uno\nAB  - Methods.\nAB  - Results.\nER  - \n"
    parsed = read(tmp_path, text)
    assert (parsed.records[0].title, parsed.records[0].abstract) == ("One", "Methods. Results.")
    assert sorted(codes(parsed)) == [(1, "second-abstract"), (1, "second-title")]


def test_markup_and_entities_go_from_the_text_but_not_from_the_entry(tmp_path: Path) -> None:
    title = "H<sub>2</sub>O &amp; CO&lt;sub&gt;2&lt;/sub&gt; where p<0.05"
    parsed = read(tmp_path, f"TY  - JOUR\nTI  - {title}\nAB  - <p>Text</p>\nER  - \n")
    record = parsed.records[0]
    assert (record.title, record.abstract) == ("H2O & CO2 where p<0.05", "Text")
    assert ("TI", title) in record.fields
    assert codes(parsed) == [(1, "markup"), (1, "markup")]


def test_an_unknown_tag_is_kept_and_said_once(tmp_path: Path) -> None:
    one = "TY  - JOUR\nTI  - One\nQQ  - what\nER  - \n"
    parsed = read(tmp_path, one + one)
    assert all(("QQ", "what") in r.fields for r in parsed.records)
    assert codes(parsed) == [(1, "unknown-tag")]


def test_a_repeated_accession_number_is_said_at_the_second_entry(tmp_path: Path) -> None:
    one = "TY  - JOUR\nTI  - One\nAN  - 77\nER  - \n"
    parsed = read(tmp_path, one + one)
    assert len(parsed.records) == 2
    assert codes(parsed) == [(5, "repeated-accession")]


def test_many_notes_of_one_kind_end_in_a_count(tmp_path: Path) -> None:
    parsed = read(tmp_path, "TY  - JOUR\nTI  - One\nPY  - never\nER  - \n" * 1500)
    notes = [note for note in parsed.notes if note.code == "impossible-year"]
    assert len(notes) == 1001
    assert notes[-1].line == 0
    assert "1,500 in all" in notes[-1].text


def one_title(tmp_path: Path, data: bytes) -> tuple[str, str]:
    parsed = read(tmp_path, data)
    assert len(parsed.records) == 1
    return parsed.encoding, parsed.records[0].title


TITLE = "Müller’s café – naïve"
ENTRY = f"TY  - JOUR\nTI  - {TITLE}\nER  - \n"


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("utf-16", "utf-16-le"),
        ("utf-16-be", "utf-16-be"), ("utf-16-le", "utf-16-le"), ("cp1252", "windows-1252"),
    ],
)  # fmt: skip
def test_every_usual_encoding_is_found(tmp_path: Path, encoding: str, name: str) -> None:
    assert one_title(tmp_path, ENTRY.encode(encoding)) == (name, TITLE)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end(tmp_path: Path, end: str) -> None:
    parsed = read(tmp_path, (ENTRY * 3).replace("\n", end))
    assert [r.line for r in parsed.records] == [1, 4, 7]
    assert codes(parsed) == []


def test_mixed_line_ends_are_all_line_ends_and_said(tmp_path: Path) -> None:
    parsed = read(tmp_path, "TY  - JOUR\r\nTI  - One\rAB  - Text\nER  - \n")
    assert [(r.title, r.abstract) for r in parsed.records] == [("One", "Text")]
    assert codes(parsed) == [(0, "mixed-line-ends")]


def test_a_stray_latin_1_byte_in_a_utf_8_file_is_repaired_and_said(tmp_path: Path) -> None:
    good = ENTRY.encode() * 3
    parsed = read(tmp_path, good + b"TY  - JOUR\nTI  - caf\xe9\nER  - \n")
    assert [r.title for r in parsed.records] == [TITLE] * 3 + ["café"]
    assert codes(parsed) == [(11, "bad-byte")]


def test_control_characters_stay_in_the_entry_and_leave_the_text(tmp_path: Path) -> None:
    parsed = read(tmp_path, "TY  - JOUR\nTI  - One\x00 and\x0b two\nER  - \n")
    assert codes(parsed) == [(2, "control-character")]
    record: Record = parsed.records[0]
    assert record.title == "One and two"
    assert record.fields[1][1] == "One\x00 and\x0b two"


def test_the_dialects_of_ovid_ebsco_cochrane_and_embase(tmp_path: Path) -> None:
    ovid = "1. \nTY  - JOUR\nDB  - Ovid MEDLINE(R)\nAN  - 30123456\nTI  - O\nKW  - Melatonin/tu [Therapeutic Use]\nER  - \n"
    ebsco = "TY  - JOUR\nTI  - E\nN1  - Accession Number: 104567890. Language: English.\nDB  - cin20\nER  - \n"
    cochrane = (
        "Record #1 of 1\nProvider: John Wiley\n\nTY  - JOUR\nAN  - CN-02181234\nTI  - C\n"
        "YR  - 2020\nNO  - 3\nPG  - 1-10\nPM  - PUBMED 31234567\nDOI - 10.1002/X.1\nKY  - sleep\nER  - \n"
    )
    embase = (
        "TY  - JOUR\nT1  - B\nU2  - L373791783\nL2  - http://dx.doi.org/10.4103/2303-9027.138783\n"
        "A1  - Liu R.\nN2  - Text\nM3  - Article\nER  - \n"
    )
    one, two, three, four = read(tmp_path, ovid + ebsco + cochrane + embase).records
    assert (one.pmid, one.mesh) == ("30123456", ("Melatonin/tu [Therapeutic Use]",))
    assert (two.accession, two.source_database) == ("104567890", "cin20")
    assert (three.year, three.issue, three.pages) == (2020, "3", "1-10")
    assert (three.pmid, three.doi, three.keywords) == ("31234567", "10.1002/x.1", ("sleep",))
    assert (four.accession, four.doi) == ("L373791783", "10.4103/2303-9027.138783")
    assert (four.authors, four.abstract, four.publication_types) == (
        ("Liu R.",),
        "Text",
        ("Article",),
    )


def test_a_registered_trial_has_its_number(tmp_path: Path) -> None:
    parsed = read(
        tmp_path,
        "TY  - DBASE\nTI  - T\nUR  - https://clinicaltrials.gov/study/NCT01234567\nER  - \n",
    )
    assert parsed.records[0].registry_number == "NCT01234567"
