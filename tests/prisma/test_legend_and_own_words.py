"""The legend says what the flow holds and nothing else; a file of own words changes words only."""

from __future__ import annotations

from pathlib import Path

import pytest

from winnow_sr.errors import WinnowError
from winnow_sr.prisma import Look, flow_counts, flow_from_file, flow_to_csv, with_own
from winnow_sr.prisma.box_lines import box_lines
from winnow_sr.prisma.layout import lay_out
from winnow_sr.prisma.legends import legend, write_legend
from winnow_sr.prisma.text_widths import NBSP
from winnow_sr.prisma.wording import LANGUAGES

from .conftest import READ, REASONS, SOURCES, Book, out
from .sheets import saved, sheet


def said(*args, **how) -> str:  # type: ignore[no-untyped-def]
    return " ".join(legend(*args, **how).paragraphs)


def test_the_legend_tells_the_rules_that_were_used(book: Book) -> None:
    book.add("PubMed", n=7, screening="unread")
    book.add("PubMed", "chasing", **out("P"))
    sources = [("PubMed", "database"), ("CENTRAL", "database"), ("chasing", "citation")]
    flow = flow_counts(book.fates, sources=sources, reasons=REASONS)  # type: ignore[arg-type]
    found = legend(flow, title="Kratom.", stop="Certified: recall of 95 %.", searched="2026-05-31")
    text = " ".join(found.paragraphs)
    assert found.caption == "PRISMA 2020 flow diagram: Kratom."
    assert "left unread: 7" in text
    assert "counted once, in the databases and registers column" in text
    assert "Certified: recall of 95 %." in text
    assert "Searches up to 2026-05-31." in text
    assert "Every exclusion is counted under one reason." in text
    assert "Not searched, and so not drawn: Registers, Websites, Organisations." in text
    assert "CENTRAL, Cochrane Central Register of Controlled Trials" in text
    assert "doi:10.1136/bmj.n71" in text
    # the instruction to authors has given way to what it asks for
    assert "given apart" in text
    assert "Consider" not in text


def test_the_legend_is_silent_about_what_did_not_happen(book: Book) -> None:
    book.add("PubMed", **READ["excluded"])
    text = said(flow_counts(book.fates, sources=SOURCES))
    for word in (
        "unread",
        "stopped",
        "Searches up to",
        "one reason",
        "Not searched",
        "counted once",
    ):
        assert word not in text
    assert "No record was excluded by an automation tool." in text


def test_the_legend_of_a_file_says_only_what_the_file_says(tmp_path: Path) -> None:
    blank = {"register_results": "", "register_specific_results": "", "database_results": "1300"}
    text = said(flow_from_file(saved(tmp_path, sheet(blank))))
    for word in ("automation tool", "Not searched", "one reason"):  # a file does not know
        assert word not in text
    assert "to be spelled out: XYZ" in said(
        flow_from_file(saved(tmp_path, sheet({"dbr_excluded": "No XYZ score, 65"})))
    )


def test_a_flow_with_records_removed_by_a_tool_is_not_said_to_have_none(book: Book) -> None:
    book.add("PubMed", removed="automation")
    assert "No record was excluded" not in said(flow_counts(book.fates, sources=SOURCES))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_legend_is_written_in_every_language(tmp_path: Path, language: str, book: Book) -> None:
    book.add("PubMed", n=7, screening="unread")
    flow = flow_counts(book.fates, sources=SOURCES[:1])
    look = Look(language=language)
    write_legend(flow, tmp_path / "l.md", look, title="A_b *c*")
    text = (tmp_path / "l.md").read_text(encoding="utf-8")
    assert r"A\_b \*c\*" in text.split("\n")[0]
    module = pytest.importorskip("docx")
    write_legend(flow, tmp_path / "l.docx", look, title="A_b *c*")
    words = [p.text for p in module.Document(str(tmp_path / "l.docx")).paragraphs]
    assert words[0] == legend(flow, look, title="A_b *c*").caption
    assert words[1:] == list(legend(flow, look).paragraphs)


def test_a_legend_of_another_kind_is_refused(tmp_path: Path, book: Book) -> None:
    with pytest.raises(WinnowError, match="written as md or docx"):
        write_legend(flow_counts(book.fates), tmp_path / "l.pdf")


OWN = """
words:
  duplicates: Copies removed
  excluded_other:            # taken away
  box2: Found in
  screening: Reading
lines:
  - {box: box11, text: Personal communication, n: 3}
after:
  appraised_studies: 2
  removed: [{text: High risk of bias, n: 1}]
  narrative_studies: 1
"""


def test_own_words_lines_and_steps_are_laid_over_a_review(tmp_path: Path, book: Book) -> None:
    book.add("PubMed", "Embase", n=2, **READ["included"])
    book.add("chasing", **READ["excluded"])
    plain = flow_counts(book.fates, sources=SOURCES, reasons=REASONS)
    flow = with_own(plain, saved(tmp_path, OWN, "own.yaml"))
    text = {
        name: [line.text.replace(NBSP, " ") for line in box]
        for name, box in box_lines(flow).items()
    }
    assert text["box3"] == [
        "Records removed before screening:",
        "Copies removed (n = 2)",
        "Records marked as ineligible by automation tools (n = 0)",
    ]
    assert text["box2"][0] == "Found in:"
    assert text["box11"][-1] == "Personal communication (n = 3)"
    assert text["box18"] == ["Studies appraised critically (n = 2)"]
    assert lay_out(flow).shape("screening").lines[0].text == "Reading"
    assert flow.final
    assert flow.members == plain.members  # every number can still be explained
    assert {c.id for c in flow.checks} == {c.id for c in plain.checks} | {"M2"}
    assert (
        next(c.text for c in flow.checks if c.id == "B1").count("'Personal communication' 3") == 1
    )
    again = flow_from_file(saved(tmp_path, flow_to_csv(flow)))
    assert box_lines(again) == box_lines(flow, per_source=True) | {
        "box11": [line for line in box_lines(flow)["box11"] if not line.key.startswith("source:")]
    }


def test_own_words_can_make_a_flow_impossible(tmp_path: Path, book: Book) -> None:
    book.add("PubMed", **READ["included"])
    text = OWN.replace("appraised_studies: 2", "appraised_studies: 9")
    flow = with_own(flow_counts(book.fates, sources=SOURCES), saved(tmp_path, text, "own.yaml"))
    assert [check.id for check in flow.failures] == ["M2"]
    assert not flow.final


def test_a_filled_in_csv_lends_its_words(tmp_path: Path, book: Book) -> None:
    book.add("PubMed", **READ["excluded"])
    path = saved(tmp_path, sheet(texts={"records_screened": "Rekod disaring"}))
    flow = with_own(flow_counts(book.fates, sources=SOURCES), path)
    assert box_lines(flow)["box4"][0].text.startswith("Rekod disaring")
    assert flow.boxes["records_screened"] == 1  # not the file's number


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("words: {duplicate: x}", "no row 'duplicate' to word; did you mean duplicates"),
        ("lines: [{box: box9, text: x, n: 1}]", "goes into box2, box3, box11"),
        ("lines: [{box: box3, text: x, n: -1}]", "a number of 0 or more"),
        ("line: []", "not a file of own words"),
        ("{", "not a file of own words"),
        ("words: [1", "not a file of own words"),
    ],
)
def test_a_file_of_own_words_with_a_fault_is_refused(
    tmp_path: Path, book: Book, text: str, message: str
) -> None:
    with pytest.raises(WinnowError, match=message) as error:
        with_own(flow_counts(book.fates), saved(tmp_path, text, "own.yaml"))
    assert "\n" not in str(error.value)
