"""Full texts: PDFs kept by their content, reasons, what could not be had."""

from __future__ import annotations

import io
from collections.abc import Callable
from copy import copy
from hashlib import sha256
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from tests.faces.web.server import House, Person, csrf_in
from winnow_sr.faces.web.app import served_of
from winnow_sr.faces.web.pages.fulltexts import LARGEST_PDF

Make = Callable[..., House]
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def upload(person: Person, citation: str, content: bytes, name: str = "a.pdf") -> TestResponse:
    data = {
        "csrf": csrf_in(person.get("/full-texts").text), "file": (io.BytesIO(content), name),
    }  # fmt: skip
    return person.client.post(f"/full-texts/{citation}/pdf", data=data)


@pytest.fixture
def team(house: Make) -> tuple[House, Person]:
    """Two reports are sought."""
    made = house(5, reviewers=1)
    ana = made.person("Ana")
    ana.decide("C000001", "include")
    ana.decide("C000002", "include")
    ana.decide("C000003", "exclude")
    return made, ana


def test_a_pdf_is_kept_by_its_hash_and_the_ledger_knows_it(team: tuple[House, Person]) -> None:
    made, ana = team
    assert 'To find <span class="n">2</span>' in ana.get("/full-texts").text
    assert upload(ana, "C000001", PDF, "../../etc/evil name.pdf").status_code == 302
    name = sha256(PDF).hexdigest()
    assert [p.name for p in (made.team.folder / "fulltexts").iterdir()] == [f"{name}.pdf"]
    event = made.team.json("log")[-1]
    assert (event["kind"], event["payload"]["reason"]) == ("report_retrieved", f"sha256:{name}")
    got = ana.get("/full-texts/C000001.pdf")
    assert got.data == PDF
    assert got.mimetype == "application/pdf"
    assert "/full-texts/C000001.pdf" in ana.get("/screen?stage=full-text").text
    ana.get("/full-texts/C000002.pdf", 404)


def test_what_is_no_pdf_is_refused(team: tuple[House, Person]) -> None:
    made, ana = team
    for content in (b"", b"<html><script>alert(1)</script>", PDF[:20], b"MZ" + PDF):
        assert upload(ana, "C000001", content).status_code in (302, 415)
    assert upload(ana, "C000003", PDF).status_code == 302  # excluded: not sought
    assert upload(ana, "C000001", PDF + b" " * LARGEST_PDF + b"%%EOF").status_code == 413
    status = made.team.json("status")["full_text"]
    assert status["retrieved"] == 0


def test_a_pdf_of_a_review_named_by_a_relative_folder(
    team: tuple[House, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    """`winnow -C my-review serve`, whatever the server's folder becomes afterwards."""
    made, _ = team
    monkeypatch.chdir(made.team.folder.parent)
    team_there = copy(made.team)
    team_there.folder = Path(made.team.folder.name)
    relative = House(team_there)
    try:
        ben = relative.person("Ben")
        assert upload(ben, "C000001", PDF).status_code == 302
        assert ben.get("/full-texts/C000001.pdf").data == PDF
        monkeypatch.chdir(made.team.folder.parent.parent)
        assert ben.get("/full-texts/C000001.pdf").data == PDF
    finally:
        served_of(relative.app).close()


def test_no_file_is_kept_of_a_report_that_is_not_sought(team: tuple[House, Person]) -> None:
    made, ana = team
    assert upload(ana, "C000003", PDF).status_code == 302
    assert "Not recorded" in ana.get("/full-texts").text
    assert list((made.team.folder / "fulltexts").iterdir()) == []


def test_read_decide_and_give_a_reason(team: tuple[House, Person]) -> None:
    made, ana = team
    upload(ana, "C000001", PDF)
    ana.post("/full-texts/C000002", page="/full-texts", status="not-retrieved", why="no answer")
    assert "no answer" in ana.get("/full-texts?show=not-retrieved").text
    ana.decide("C000001", "exclude", 409, stage="full-text")  # the reason is missing
    ana.decide("C000001", "exclude", stage="full-text", reason="design")
    status = made.team.json("status")["full_text"]
    assert (status["not_retrieved"], status["exclude"]) == (1, 1)
    assert 'Decided <span class="n">1</span>' in ana.get("/full-texts").text
    flow = made.team.json("prisma")
    assert flow["boxes"]["dbr_notretrieved_reports"] == 1
    assert flow["reasons"]["databases"][0]["n"] == 1


def test_many_pdfs_go_to_their_reports_and_the_unsure_is_asked(team: tuple[House, Person]) -> None:
    made, ana = team
    other = PDF.replace(b"1.4", b"1.5")
    data = {
        "csrf": csrf_in(ana.get("/full-texts").text),
        "files": [
            (io.BytesIO(PDF), "scan C000001.pdf"),
            (io.BytesIO(other), "download.pdf"),
            (io.BytesIO(b"MZ"), "C000002.pdf"),
        ],
    }
    text = ana.client.post("/full-texts/pdfs", data=data).text
    assert "scan C000001.pdf: C000001, by its id" in text
    assert "C000002.pdf: no whole PDF" in text
    digest = sha256(other).hexdigest()
    assert f"/full-texts/pdfs/{digest}" in text
    assert '<option value="C000002">' in text
    assert '<option value="C000001">' not in text, "it has its PDF by now"
    for wrong in ("C000001", "C000003", ""):  # has one, is not sought, not chosen
        ana.post(f"/full-texts/pdfs/{digest}", citation=wrong)
        assert "Not recorded" in ana.get("/full-texts").text
    ana.post(f"/full-texts/pdfs/{digest}", citation="C000002")
    assert ana.get("/full-texts/C000002.pdf").data == other
    assert made.team.json("verify")["ok"]
