"""Files in by the browser: proposed sources, the report, what could not be read, taking back."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.faces.web.server import House, Person, csrf_in
from tests.winnow import entry, ris

Make = Callable[..., House]


def export(tmp_path: Path, numbers: range, name: str = "medline-2026.ris") -> tuple[bytes, str]:
    """A file as a browser sends it."""
    path = ris(tmp_path / "sent.ris", [entry(n, AN=f"N{n}") for n in numbers])
    return path.read_bytes(), name


def send(person: Person, *files: tuple[bytes, str], code: int = 302) -> None:
    """Choose files and send them."""
    token = csrf_in(person.get("/imports").text)
    data = {"csrf": token, "files": [(io.BytesIO(content), name) for content, name in files]}
    response = person.client.post("/imports/look", data=data, content_type="multipart/form-data")
    assert response.status_code == code


def rows(text: str) -> list[str]:
    """The tokens of the files that wait."""
    import re

    return re.findall(r'name="source-([0-9a-f]+)"', text)


def sent(text: str, **more: Any) -> dict[str, Any]:
    """The form as it stands on the page."""
    import re

    found = dict(re.findall(r'name="(source-[0-9a-f]+)"[^>]* value="([^"]*)"', text))
    return {**found, **more}


def test_two_files_are_proposed_imported_and_reported(house: Make, tmp_path: Path) -> None:
    made = house(3)
    lea = made.person("Lea", "lead")
    trials = b'[{"title": "no export at all"}]'
    send(lea, export(tmp_path, range(50, 54)), (trials, "odd<script>.json"))
    text = lea.get("/imports").text
    assert len(rows(text)) == 2
    assert 'value="MEDLINE"' in text
    assert "proposed because of its name" in text
    assert "<script>" not in text.split("<legend", 1)[1].split("</fieldset>")[1]
    first, odd = rows(text)
    done = lea.post(
        "/imports/add",
        page="/imports",
        **sent(text, **{f"source-{odd}": "Odd place", f"lane-{odd}": "website"}),
    )
    assert done.location == "/imports/report"
    text = lea.get(done.location).text
    assert "<strong>4 records</strong> from MEDLINE (database)" in text
    assert "Not imported: " in text
    assert "--" not in text.split("<main")[1].replace("<!--", "")
    assert rows(lea.get("/imports").text) == [odd], "the other still waits"
    assert sum(r["source"] == "MEDLINE" for r in made.team.json("records")) == 8
    last = made.team.json("log")[-1]
    assert (last["kind"], last["actor"]) == ("search_imported", "Lea")
    lea.post("/imports/leave", page="/imports", file=odd)
    assert rows(lea.get("/imports").text) == []
    assert first != odd


def test_the_same_file_again_adds_nothing_and_says_so(house: Make, tmp_path: Path) -> None:
    made = house(3)
    lea = made.person("Lea", "lead")
    for name in ("medline.ris", "other name.ris"):
        send(lea, export(tmp_path, range(50, 54), name))
        text = lea.get("/imports").text
        lea.post("/imports/add", page="/imports", **sent(text))
    assert "imported before as medline.ris" in text
    assert "0 new + 4 known" in lea.get("/imports/report").text
    assert made.team.json("status")["records"] == 4 + 4


def test_an_entry_that_could_not_be_read_is_mended_in_place(house: Make) -> None:
    import re
    from html import unescape

    made = house(3)
    lea = made.person("Lea", "lead")
    good = "TY  - JOUR\nAN  - Q{0}\nTI  - A good entry {0} on sleep\nPY  - 2020\nER  - \n\n"
    send(lea, ((good.format(1) + "ER  - \n\n" + good.format(2)).encode(), "medline.ris"))
    lea.post("/imports/add", page="/imports", **sent(lea.get("/imports").text))
    assert "2 new + 0 known from this source + 1 not readable" in lea.get("/imports/report").text
    text = lea.get("/imports").text
    (place,) = re.findall(r'name="place" value="([^"]+)"', text)
    raw = unescape(re.findall(r'class="raw"[^>]*>([^<]*)</textarea>', text)[0])
    assert "ER  -" in raw
    lea.post("/imports/repair", page="/imports", place=place, text="nothing of the kind")
    assert "Not added" in lea.get("/imports").text
    mended = good.format(9).replace("good", "mended").replace("\n", "\r\n")  # as browsers send it
    lea.post("/imports/repair", page="/imports", place=place, text=mended)
    text = lea.get("/imports").text
    assert "Added: R0000" in text
    assert "Could not be read" not in text
    assert any(r["title"] == "A mended entry 9 on sleep" for r in made.team.json("records"))


def test_an_import_is_taken_back_and_a_source_renamed(house: Make, tmp_path: Path) -> None:
    made = house(3, reviewers=1)
    lea, ana = made.person("Lea", "lead"), made.person("Ana")
    number = str(made.team.json("source", "list")[0]["search"])
    lea.post("/imports/rename", page="/imports", old="MEDLINE", new="PubMed", lane="database")
    assert {r["source"] for r in made.team.json("records")} == {"PubMed"}
    ana.decide("C000001", "include")
    form = {"import": number, "reason": "the wrong years"}
    lea.post("/imports/take-back", page="/imports", **form)
    text = lea.get("/imports").text
    assert "Not taken back: 1 decision would count no more" in text
    assert "--with-decisions" not in text
    lea.post("/imports/take-back", page="/imports", **form, with_decisions="1")
    assert "is taken back" in lea.get("/imports").text
    assert made.team.json("records") == []


@pytest.mark.parametrize("role", ["reviewer", "adjudicator", "observer"])
def test_only_who_manages_brings_anything_in(house: Make, tmp_path: Path, role: str) -> None:
    made = house(3)
    made.person("Lea", "lead")
    pat = made.person("Pat", role)
    before = made.team.json("status")["events"]
    pat.get("/imports", 403)
    for path in ("look", "add", "repair", "take-back", "rename", "leave"):
        pat.post(f"/imports/{path}", 403, "/progress")
    assert made.team.json("status")["events"] == before


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\exports\\a.ris", "a.ris"),
        ("..", "file"),
        ("büch ér.nbib", "büch ér.nbib"),
        ("a\u202e\n<b>.ris", "ab.ris"),
        ("x" * 400 + ".ris", "x" * 150 + ".ris"),
    ],
)
def test_a_sent_name_leads_nowhere(name: str, kept: str) -> None:
    from winnow_sr.faces.web.tray import safe_name

    assert safe_name(name) == kept


WORDS = {
    "x.ris was imported before as y.ris: name it rightly with `winnow source rename OLD NEW`, or take "
    "it back with `winnow source take-back abc` and add it again": "x.ris was imported before as "
    "y.ris: name it rightly, or take it back.",
    "1 decision would count no more: to take the import back all the same say --with-decisions": "1 "
    "decision would count no more: to take the import back all the same tick the box that says so.",
    "protocol.yaml is not what the ledger recorded: record the change with `winnow amend --reason TEXT "
    "--as NAME`, or put the file back": "protocol.yaml is not what the ledger recorded: record the "
    "change, or put the file back.",
    "take that back first (winnow stop --resume --reason TEXT --as NAME)": "Take that back first.",
    "not yet: too few (to stop all the same: --against-rule --reason TEXT)": "Not yet: too few.",
    "no citation is called 'x': `winnow records` lists all": "No citation is called 'x'.",
    "talk it over; or say why to go on: winnow round override --reason TEXT, or --despite-gate TEXT": "Talk it over; or say why to go on.",
    "a removal needs its reason: --reason TEXT": "A removal needs its reason.",
    "round 1 is no pilot (random): close it with winnow round close": "Round 1 is no pilot (random): "
    "close it.",
}


@pytest.mark.parametrize("said", WORDS)
def test_words_of_the_command_line_are_left_out(said: str) -> None:
    from winnow_sr.faces.web.words import plain

    assert plain(said) == WORDS[said]


@pytest.mark.browser
def test_files_are_dragged_in(house: Make, chromium: Any, tmp_path: Path) -> None:
    from tests.faces.web.test_browser import page_of

    made = house(3)
    made.person("Lea", "lead")
    content, name = export(tmp_path, range(60, 64))
    with made.served() as address, page_of(chromium, address, "Lea") as page:
        page.goto(f"{address}/imports")
        page.wait_for_selector("html.js")
        page.evaluate(
            """([text, name]) => {
              const data = new DataTransfer();
              data.items.add(new File([text], name, {type: "text/plain"}));
              document.querySelector(".drop").dispatchEvent(
                new DragEvent("drop", {dataTransfer: data, bubbles: true, cancelable: true}));
            }""",
            [content.decode(), name],
        )
        page.get_by_role("button", name="Import it").click()
        page.wait_for_selector("text=4 records")
    assert made.team.json("status")["records"] == 4 + 4
