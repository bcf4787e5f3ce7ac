"""Entries begin and end where they really do, and nobody gets a neighbour's authors."""

from __future__ import annotations

from pathlib import Path

import pytest

from winnow_sr.records import Parsed, read_export


def read(tmp_path: Path, text: str, **options: str) -> Parsed:
    path = tmp_path / "x.txt"
    path.write_text(text, encoding="utf-8", newline="")
    return read_export(path, **options)


def titles(parsed: Parsed) -> list[tuple[str, tuple[str, ...]]]:
    return [(r.title, r.authors) for r in parsed.records]


def codes(parsed: Parsed) -> list[tuple[int, str]]:
    return [(note.line, note.code) for note in parsed.notes]


@pytest.mark.parametrize("line", ["ER  - positive tumours were seen", "ER", "ER-", "ER positive"])
def test_an_end_tag_inside_an_abstract_does_not_end_the_entry(tmp_path: Path, line: str) -> None:
    text = (
        f"TY  - JOUR\nTI  - One\nAB  - Patients with\n{line}\nAU  - Okafor, Ada\nPY  - 2020\nER  - \n\n"
        "TY  - JOUR\nTI  - Two\nAU  - Lind, Per\nER  - \n"
    )
    parsed = read(tmp_path, text)
    assert titles(parsed) == [("One", ("Okafor, Ada",)), ("Two", ("Lind, Per",))]
    assert parsed.records[0].abstract == " ".join(f"Patients with {line}".split())


def test_tags_and_links_behind_an_end_tag_belong_to_no_entry(tmp_path: Path) -> None:
    text = "".join(
        f"{n}. \nTY  - JOUR\nTI  - {title}\nAU  - A{n}\nER  - \nNL  - \nLink to\nhttp://x/{n}\n"
        f"UR  - http://y/{n}\n\n"
        for n, title in enumerate(("One", "Two"), 1)
    )
    parsed = read(tmp_path, text)
    assert titles(parsed) == [("One", ("A1",)), ("Two", ("A2",))]
    assert all(not r.urls for r in parsed.records)
    assert (6, "outside-entry") in codes(parsed)
    assert (9, "outside-entry") in codes(parsed)


def test_tags_before_the_start_tag_belong_to_the_entry_they_touch(tmp_path: Path) -> None:
    text = "TY  - JOUR\nTI  - One\nER  - \n\nAU  - Lind, Per\nAB  - Second\nTY  - JOUR\nTI  - Two\nER  - \n"
    parsed = read(tmp_path, text)
    assert titles(parsed) == [("One", ()), ("Two", ("Lind, Per",))]
    assert codes(parsed) == [(5, "early-tags")]


def test_an_entry_without_its_start_tag_does_not_swallow_the_next(tmp_path: Path) -> None:
    text = "TI  - One\nAU  - A\nTY  - JOUR\nTI  - Two\nAU  - B\nER  - \n"
    parsed = read(tmp_path, text)
    assert titles(parsed) == [("One", ("A",)), ("Two", ("B",))]


@pytest.mark.parametrize("blank", ["\n", "\n\n", "\n \n"])
def test_endnote_entries_without_a_start_tag_are_told_by_their_titles(
    tmp_path: Path, blank: str
) -> None:
    one = "%T One\n%A Okafor, Ada\n%D 2019\n"
    two = "%A Lind, Per\n%T Two\n%0 Thesis\n%D 2020\n"
    parsed = read(tmp_path, one + blank + two + blank + one)
    assert titles(parsed) == [
        ("One", ("Okafor, Ada",)),
        ("Two", ("Lind, Per",)),
        ("One", ("Okafor, Ada",)),
    ]


def test_a_blank_line_inside_an_entry_does_not_cut_it(tmp_path: Path) -> None:
    text = (
        "PMID- 1001\nTI  - One\nAB  - First part\n\n      second part\nFAU - Okafor, Ada\n\nDP  - 2019\n\n"
        "PMID- 1002\nTI  - Two\nFAU - Lind, Per\n"
    )
    parsed = read(tmp_path, text)
    assert titles(parsed) == [("One", ("Okafor, Ada",)), ("Two", ("Lind, Per",))]
    assert parsed.records[0].abstract == "First part second part"
    assert parsed.records[0].year == 2019


def test_ovid_text_without_numbers_begins_an_entry_at_each_vendor_line(tmp_path: Path) -> None:
    one = "VN  - Ovid Technologies\nDB  - PsycINFO\nAN  - 2019-1\nTI  - One\nAU  - Okafor, Ada\n"
    parsed = read(tmp_path, one + "\n" + one.replace("One", "Two").replace("-1", "-2"))
    assert [(r.title, r.accession) for r in parsed.records] == [
        ("One", "2019-1"),
        ("Two", "2019-2"),
    ]


RIS = "TY  - JOUR\nTI  - From RIS\nAU  - A\nER  - \n"
NBIB = "PMID- 1001\nTI  - From PubMed\nFAU - B, B\nJT  - J\n"
WOS = "FN Clarivate Analytics Web of Science\nVR 1.0\nPT J\nAU C, C\nTI From WoS\nUT WOS:1\nER\n\nEF\n"
ENW = "%0 Journal Article\n%T From EndNote\n%A D, D\n"


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ((RIS, NBIB, RIS), ["From RIS", "From PubMed", "From RIS"]),
        ((NBIB, RIS), ["From PubMed", "From RIS"]),
        ((RIS, RIS, WOS), ["From RIS", "From RIS", "From WoS"]),
        ((ENW, NBIB), ["From EndNote", "From PubMed"]),
        ((RIS, ENW, RIS), ["From RIS", "From EndNote", "From RIS"]),
    ],
)
def test_joined_exports_of_two_formats_are_both_read(
    tmp_path: Path, parts: tuple[str, ...], said: list[str]
) -> None:
    text = "\n".join(parts)
    parsed = read(tmp_path, text)
    assert [r.title for r in parsed.records] == said
    assert all(len(r.authors) == 1 for r in parsed.records)
    assert "other-format" in {note.code for note in parsed.notes}
    lines = text.split("\n")
    assert all(lines[r.line - 1].startswith(("TY", "PMID", "PT", "%0")) for r in parsed.records)


def test_an_entry_is_the_same_wherever_the_file_is_cut_for_reading(tmp_path: Path) -> None:
    one = (
        "TY  - JOUR\nTI  - Title {n}\nAB  - " + "word " * 300 + "\nER positive\nAU  - A\nER  - \n\n"
    )
    parsed = read(tmp_path, "".join(one.format(n=n) for n in range(3000)))  # several chunks
    assert [r.title for r in parsed.records] == [f"Title {n}" for n in range(3000)]
    assert {r.authors for r in parsed.records} == {("A",)}
    assert [r.line for r in parsed.records] == list(range(1, 3000 * 7, 7))
