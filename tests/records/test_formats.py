"""One trial in ten formats: each is recognised by its content and says the same."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest
from openpyxl import Workbook

from winnow_sr.errors import WinnowError
from winnow_sr.records import Record, read_export, read_text

_spec = importlib.util.spec_from_file_location("samples", Path(__file__).with_name("samples.py"))
assert _spec
assert _spec.loader
samples = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(samples)

SAYS = {
    "authors": ("Okafor, Ada", "Lind, Per"),
    "year": 2019,
    "volume": "12",
    "issue": "3",
    "pages": "101-109",
    "doi": "10.5555/jst.2019.12",
}


def only(tmp_path: Path, text: str, name: str = "an export.txt") -> Record:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8", newline="")
    parsed = read_export(path)
    assert parsed.quarantined == []
    assert len(parsed.records) == 1
    return parsed.records[0]


@pytest.mark.parametrize("format", samples.BY_FORMAT)
def test_every_format_gives_the_same_record(tmp_path: Path, format: str) -> None:
    record = only(tmp_path, samples.BY_FORMAT[format])
    assert record.format == {"winnow-jsonl": "ris"}.get(format, format), "it keeps its tags' format"
    assert record.title.lower() == "melatonin for sleep in opioid withdrawal"
    assert record.journal.lower() == "journal of sleep trials"
    assert "melatonin" in record.abstract
    found = {name: getattr(record, name) for name in SAYS}
    if format == "pubmed-xml":
        found["authors"] = found["authors"][:2]  # it also names the group
    assert found == SAYS


def test_a_workbook_is_read_by_its_header_and_other_sheets_are_named(tmp_path: Path) -> None:
    book = Workbook()
    assert book.active
    book.active.append(["about this file"])
    sheet = book.create_sheet("hits")
    sheet.append(["exported yesterday"])
    sheet.append(["Title", "Authors", "Year", "DOI", "Abstract"])
    sheet.append(["Kratom use", "Lind, Per; Okafor, Ada", 2020.0, "10.5555/K", "Text"])
    book.save(tmp_path / "hits.bin")
    parsed = read_export(tmp_path / "hits.bin")
    assert parsed.format == "xlsx"
    assert [(r.title, r.year, r.doi, r.authors) for r in parsed.records] == [
        ("Kratom use", 2020, "10.5555/k", ("Lind, Per", "Okafor, Ada"))
    ]
    assert [n.code for n in parsed.notes] == ["other-sheet"]


def test_a_ciw_file_is_web_of_science_text_and_says_so(tmp_path: Path) -> None:
    assert only(tmp_path, samples.WOS, "savedrecs.ciw").format == "ciw"


def test_mesh_is_kept_apart_from_keywords(tmp_path: Path) -> None:
    nbib = only(tmp_path, samples.NBIB)
    assert (nbib.mesh, nbib.keywords) == (("*Melatonin/therapeutic use",), ("melatonin",))
    # RIS has one tag for both: only a heading with a qualifier is surely MeSH.
    ris = only(tmp_path, samples.RIS)
    assert (ris.mesh, ris.keywords) == (("Melatonin/therapeutic use",), ("Melatonin",))


def test_identifiers_are_found_where_each_format_keeps_them(tmp_path: Path) -> None:
    nbib = only(tmp_path, samples.NBIB)
    assert (nbib.pmid, nbib.pmcid, nbib.registry_number) == (
        "30123456",
        "PMC1234567",
        "NCT01234567",
    )
    xml = only(tmp_path, samples.PUBMED_XML)
    assert (xml.pmid, xml.pmcid, xml.accession) == ("30123456", "PMC1234567", "30123456")
    wos = only(tmp_path, samples.WOS)
    assert (wos.pmid, wos.accession) == ("30123456", "WOS:000123456700001")
    assert only(tmp_path, samples.RIS).pmid == "30123456"


def test_sections_of_a_structured_abstract_are_joined_with_their_labels(tmp_path: Path) -> None:
    xml = only(tmp_path, samples.PUBMED_XML)
    assert xml.abstract == "METHODS: We gave melatonin. RESULTS: They slept."
    assert xml.authors[2] == "The Sleep Group"
    assert xml.mesh == ("Melatonin/*therapeutic use",)


def test_one_damaged_xml_entry_costs_only_itself(tmp_path: Path) -> None:
    one = samples.ENDNOTE_XML.split("<records>")[1].split("</records>")[0]
    broken = one.replace("</titles>", "")
    bare = one.replace("40 people", "40 people & 3 dogs, p&nbsp;< 0.1")
    path = tmp_path / "three.xml"
    path.write_text(f"<xml><records>{one}{broken}{one}</records></xml>", encoding="utf-8")
    parsed = read_export(path)
    assert (len(parsed.records), len(parsed.quarantined)) == (2, 1)
    assert parsed.quarantined[0].raw == broken.strip()
    # A bare ampersand is the most common damage and is mended.
    path.write_text(f"<xml><records>{bare.replace('p&nbsp;< ', '')}</records></xml>")
    assert read_export(path).records[0].abstract == "We gave melatonin to 40 people & 3 dogs, 0.1."


def test_one_unclosed_brace_costs_only_its_entry(tmp_path: Path) -> None:
    path = tmp_path / "x.bib"
    broken = "@article{broken, title = {Never closed, year = 2020\n"
    path.write_text(samples.BIBTEX + broken + samples.BIBTEX, encoding="utf-8")
    parsed = read_export(path)
    assert len(parsed.records) == 2
    assert [q.line for q in parsed.quarantined] == [samples.BIBTEX.count("\n") + 1]


def test_latex_becomes_text_and_the_entry_keeps_it(tmp_path: Path) -> None:
    record = only(
        tmp_path, r"@article{a, author = {M{\"u}ller, J.}, title = {$\alpha$ and \& {\'e}t{\'e}}}"
    )
    assert record.authors == ("Müller, J.",)
    assert "été" in record.title
    assert ("author", r"M{\"u}ller, J.") in record.fields


def test_an_unclosed_quotation_mark_costs_only_its_row(tmp_path: Path) -> None:
    rows = [f"Title {n},Abstract {n}" for n in range(2000)]
    rows[3] = '"Title 3,Abstract 3'
    path = tmp_path / "x.csv"
    path.write_text("\n".join(["title,abstract", *rows]), encoding="utf-8")
    parsed = read_export(path)
    assert len(parsed.records) == 1999
    assert [(q.line, q.raw) for q in parsed.quarantined] == [(5, '"Title 3,Abstract 3')]


def test_a_quarantined_entry_can_be_repaired_and_read(tmp_path: Path) -> None:
    parsed = read_text("TY  - JOUR\nTI  - Now with a title\nER  - \n", "ris")
    assert [r.title for r in parsed.records] == ["Now with a title"]
    with pytest.raises(WinnowError, match="no entry"):
        read_text("", "ris")


def test_every_entry_of_a_long_xml_file_knows_its_line(tmp_path: Path) -> None:
    head, tail = samples.PUBMED_XML.split("<PubmedArticle>", 1)
    body = "<PubmedArticle>" + tail.split("</PubmedArticleSet>")[0]
    path = tmp_path / "long.xml"
    path.write_text(head + body * 1000 + "</PubmedArticleSet>\n", encoding="utf-8")
    records = read_export(path).records  # more than one chunk of text
    lines = path.read_text(encoding="utf-8").split("\n")
    assert len(records) == 1000
    assert all(lines[record.line - 1].startswith("<PubmedArticle>") for record in records)


def test_a_cell_that_quotes_another_format_does_not_turn_the_table_into_it(tmp_path: Path) -> None:
    text = 'title,abstract\nOne,"Quoted:\nTY  - JOUR\nTI  - x\nER  - \nPMID- 12"\nTwo,b\n'
    path = tmp_path / "x.csv"
    path.write_text(text, encoding="utf-8")
    parsed = read_export(path)
    assert (parsed.format, [r.title for r in parsed.records]) == ("csv", ["One", "Two"])


def test_a_header_may_come_late_and_columns_may_be_split_by_semicolons(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_text("sep=;\nMy search;\nTitle;Year;Abstract\nOne;2020;a\n;;\nTwo;2021\n")
    parsed = read_export(path)
    assert [(r.title, r.year, r.line) for r in parsed.records] == [
        ("One", 2020, 4),
        ("Two", 2021, 6),
    ]
    assert [q.line for q in parsed.quarantined] == [5]
    assert [(n.line, n.code) for n in parsed.notes] == [
        (1, "stray-text"), (2, "stray-text"), (5, "empty-entry"), (6, "short-row"),
    ]  # fmt: skip
