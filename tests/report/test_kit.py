"""The whole kit: files that open, odd reviews, bad input."""

from __future__ import annotations

import io
import shutil
import subprocess

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.report.conftest import TITLE, Tea
from tests.winnow import winnow
from winnow_sr.report.document import Bullets, Document, Heading, Paragraph, Table, Verbatim
from winnow_sr.report.docx import to_docx
from winnow_sr.report.kit import blocks_of

ALWAYS = {
    "methods", "methods-protocol", "results-tables", "evidence-map", "prisma-2020-checklist",
    "prisma-2020-abstract", "prisma-s", "prisma-traice", "raise", "prisma-p", "prisma-p-checklist",
}  # fmt: skip


def test_every_document_comes_as_markdown_and_as_docx_that_opens(finished: Tea) -> None:
    out = finished.report("opened")
    assert {p.stem for p in out.glob("*.md")} == {p.stem for p in out.glob("*.docx")} == ALWAYS
    for path in out.glob("*.docx"):
        first = docx.Document(str(path)).paragraphs[0]
        assert first.text.startswith(TITLE)  # quotes, ampersands and stars as they are
        assert first.style.name == "Heading 1"
    assert out.joinpath("methods.md").read_text("utf-8").startswith(
        '# Tea for tired people, "quoted" & \\<plain\\> \\| \\*starred\\*: methods'
    )  # fmt: skip
    assert not list(out.glob(".*")), "no half-written file is left"


def test_an_empty_review_has_a_kit_that_says_it_is_empty(begun: Tea) -> None:
    out = begun.report()
    methods = (out / "methods.md").read_text("utf-8")
    assert "No search has been imported yet." in methods
    assert "No full text has been sought yet." in methods
    assert "Named in the protocol and not imported: PubTea, TeaReg and Unsearched." in methods
    assert "No study has been included." in (out / "results-tables.md").read_text("utf-8")
    assert (out / "full-text-exclusions.csv").read_text("utf-8-sig").count("\n") == 1
    winnow("report", "--replay", out / "bundle.zip")


def test_a_report_without_search_or_screening_says_so(begun: Tea) -> None:
    begun.searched()
    methods = (begun.report() / "methods.md").read_text("utf-8")
    assert "**INTERIM.**" in methods
    assert "No verdict has been given at this stage yet." in methods
    assert "Screening has not been declared finished; 14 citations were not screened." in methods


def test_as_of_shows_the_review_as_it_was(begun: Tea) -> None:
    begun.searched()
    at = begun.team.json("log", "-n", "1")[0]["at"]
    begun.screened().read()
    then = begun.report("then", "--as-of", at)
    assert "14 citations not yet screened" in (then / "methods.md").read_text("utf-8")
    found = winnow("report", "--replay", then / "bundle.zip", "--json").json
    assert found["flow"]["boxes"] == begun.team.json("prisma", "--as-of", at)["boxes"]
    begun.team("report", "-o", begun.folder / "x", "--as-of", "1999-01-01", code=2)
    assert not (begun.folder / "x").exists()


def test_bad_places_are_refused_before_anything_is_written(finished: Tea) -> None:
    taken = finished.folder / "taken"
    taken.write_text("mine", "utf-8")
    assert "is a file" in finished.team("report", "-o", taken, code=2).err
    assert taken.read_text("utf-8") == "mine"
    assert "where to?" in finished.team("report", code=2).err


def test_json_names_the_files_and_carries_the_flow(finished: Tea) -> None:
    done = finished.team.json("report", "-o", finished.folder / "json")
    assert {p.name for p in (finished.folder / "json").iterdir()} == set(done["files"])
    assert done["flow"]["boxes"] == finished.team.json("prisma")["boxes"]
    assert done["final"]
    assert done["failed"] == []


ANY = st.text(max_size=80)


@settings(max_examples=10, deadline=None)
@given(ANY, ANY, st.lists(st.tuples(ANY, st.integers()), min_size=1, max_size=4))
def test_any_text_fits_into_a_docx(title: str, text: str, rows: list[tuple[str, int]]) -> None:
    blocks = (
        Heading(title, 1), Paragraph(text, title), Bullets((Paragraph(text, title),)),
        Verbatim(text), Table("t", ("a", "n"), tuple(rows)),
    )  # fmt: skip
    opened = docx.Document(io.BytesIO(to_docx(Document("d", blocks))))
    cells = [[cell.text for cell in row.cells] for row in opened.tables[0].rows][1:]
    assert [int(n) for _, n in cells] == [n for _, n in rows]


def test_the_protocol_keeps_its_lists_and_strategies() -> None:
    text = "Plain.\n\n**Included**\n\n- **Population:** people\n- others\n\n1. first\n2. second\n\n```text\n- a OR b\n```"
    found = list(blocks_of(text))
    assert found == [
        Paragraph("Plain."), Paragraph("", "Included"),
        Bullets((Paragraph("people", "Population"), Paragraph("others"))),
        Bullets((Paragraph("first"), Paragraph("second")), numbered=True), Verbatim("- a OR b"),
    ]  # fmt: skip


@pytest.mark.slow
def test_an_office_program_opens_every_document_and_cuts_no_text(begun: Tea) -> None:
    """Very long labels and words too: the page holds all of it (LibreOffice, then the PDF's text)."""
    office, reader = shutil.which("soffice"), shutil.which("pdftotext")
    if not office or not reader:
        pytest.skip("LibreOffice or pdftotext is not installed: documents are not opened for real")
    begun.searched().screened().read()
    long = "longlabel " * 18 + "end-of-label"
    begun.team(
        "describe", "K1", "--design", long[-200:], "--substance", "w" * 150 + "END", "--claim", "C1"
    )
    out = begun.report()
    pdfs = begun.folder / "pdfs"
    profile = f"-env:UserInstallation=file://{begun.folder / 'profile'}"
    files = [str(out / f"{name}.docx") for name in ("results-tables", "evidence-map", "methods")]
    subprocess.run(
        [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(pdfs), *files],
        check=True, capture_output=True, timeout=110,
    )  # fmt: skip
    for name, words in (
        ("results-tables", ("Reports excluded at full text", "Journal of Studies 4")),
        ("evidence-map", ("END", "end-of-label")),
        ("methods", ("Included: 2 studies reported in 3 reports.",)),
    ):
        text = subprocess.run(
            [reader, str(pdfs / f"{name}.pdf"), "-"], check=True, capture_output=True
        ).stdout.decode()  # fmt: skip
        flat = " ".join(text.split())
        for word in words:
            assert word in flat, (name, word)
