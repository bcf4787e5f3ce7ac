"""Screening without any server: a packet goes out, its answers come back once."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.faces.web.server import House, protocol
from tests.faces.web.story import review
from tests.winnow import Team, entry, ris
from winnow_sr.faces.packet.register import Register, signature

Make = Callable[..., House]


@pytest.fixture
def team(tmp_path: Path) -> Team:
    return review(tmp_path, protocol(tmp_path / "protocol.yaml"), 12)


def data_of(path: Path) -> dict[str, Any]:
    """What the page's script reads."""
    found = re.search(
        r'<script type="application/json" id="data">(.*?)</script>', path.read_text("utf-8")
    )
    assert found
    data: dict[str, Any] = json.loads(found.group(1))
    return data


def answered(path: Path, verdicts: dict[str, tuple[str, str, str]], save: Path) -> Path:
    """The answers file that the page would save."""
    data = data_of(path)
    text = json.dumps(
        [
            {
                "citation": c,
                "verdict": v,
                "reason": r,
                "note": n,
                "seconds": 3.2,
                "at": "2026-01-01",
            }
            for c, (v, r, n) in verdicts.items()
        ]
    )
    mac = signature(bytes.fromhex(data["answer_key"]), text)
    file = {"format": "winnow answers 1", "issue": data["issue"], "issue_mac": data["issue_mac"],
            "answers": text, "answers_mac": mac}  # fmt: skip
    save.write_text(json.dumps(file))
    return save


def test_taken_once_changed_once_and_never_over_a_later_decision(
    tmp_path: Path, database: str
) -> None:
    team = review(tmp_path, protocol(tmp_path / "protocol.yaml"), 12, database=database)
    page, save = tmp_path / "ana.html", tmp_path / "ana.json"
    made = team.json("packet", "make", "--for", "Ana", "-n", "5", "-o", page)
    assert made["citations"] == 5
    a, b, c, d, e = json.loads(data_of(page)["issue"])["citations"]
    first = {a: ("include", "", ""), b: ("exclude", "outcome", "no sleep"), c: ("unsure", "", "")}
    answered(page, first, save)
    assert team.json("packet", "take", save, "--as", "Ana")["decided"] == 3
    events = team.json("status")["events"]

    again = team.json("packet", "take", save, "--as", "Ana")
    assert (again["decided"], again["unchanged"]) == (0, 3)
    assert team.json("status")["events"] == events  # a second take changes nothing

    team("undo", "--as", "Ana")  # and brings nothing back that was taken back elsewhere
    assert team.json("packet", "take", save, "--as", "Ana")["decided"] == 0

    more = first | {
        a: ("exclude", "", ""),
        d: ("include", "", ""),
    }  # went on, and changed their mind
    answered(page, more, save)
    team("decide", e, "include", "--as", "Ana")
    done = team.json("packet", "take", save, "--as", "Ana")
    assert (done["decided"], done["unchanged"]) == (2, 2)
    answered(page, more | {e: ("exclude", "", "")}, save)
    done = team.json("packet", "take", save, "--as", "Ana")
    assert done["decided"] == 0
    assert [row["citation"] for row in done["kept"]] == [e]  # what Ana decided at the screen stands
    assert "left as it is" in team("packet", "take", save, "--as", "Ana").out


def test_what_was_not_made_here_or_was_changed_is_refused(team: Team, tmp_path: Path) -> None:
    page, save = tmp_path / "ana.html", tmp_path / "ana.json"
    team("packet", "make", "--for", "Ana", "-n", "3", "-o", page)
    a, b, _ = json.loads(data_of(page)["issue"])["citations"]
    answered(page, {a: ("include", "", ""), b: ("include", "", "")}, save)
    good = json.loads(save.read_text())
    before = team.json("status")["events"]

    def refused(words: str, who: str = "Ana", **changes: Any) -> None:
        save.write_text(json.dumps(good | changes))
        assert words in team("packet", "take", save, "--as", who, code=2).err
        assert team.json("status")["events"] == before

    refused("answers of Ana, not of Ben", "Ben")
    refused("were changed", answers=good["answers"].replace("include", "exclude"))
    refused("not issued by this review", issue=good["issue"].replace("Ana", "Ben"), who="Ben")
    refused("not issued by this review", issue_mac="é")
    refused("not an answers file", format="something else")
    refused("not an answers file", answers=[1])
    for text in ("", "[]", "{", "null", '"x"', "\x00"):
        save.write_text(text)
        team("packet", "take", save, "--as", "Ana", code=2)
    team("packet", "take", tmp_path / "nowhere.json", "--as", "Ana", code=2)
    other = tmp_path / "other"
    other.mkdir()
    stranger = review(other, protocol(other / "protocol.yaml"), 12)
    save.write_text(json.dumps(good))
    assert "not issued by" in stranger("packet", "take", save, "--as", "Ana", code=2).err
    # signed rightly, but of a citation that was not in the packet
    answered(page, {"C000099": ("include", "", "")}, save)
    team("packet", "take", save, "--as", "Ana", code=2)
    answered(page, {a: ("include", "", ""), b: ("maybe", "", "")}, save)
    team("packet", "take", save, "--as", "Ana", code=2)
    assert team.json("status")["events"] == before


def test_a_citation_removed_meanwhile_does_not_hold_up_the_rest(team: Team, tmp_path: Path) -> None:
    page, save = tmp_path / "ana.html", tmp_path / "ana.json"
    team("packet", "make", "--for", "Ana", "-n", "2", "-o", page)
    a, b = json.loads(data_of(page)["issue"])["citations"]
    answered(page, {a: ("include", "", ""), b: ("include", "", "")}, save)
    team("remove", a, "--by", "other", "--reason", "retracted", "--as", "Lea")
    done = team.json("packet", "take", save, "--as", "Ana")
    assert done["decided"] == 1
    assert "removed" in done["gone"][0]["why"]


def test_an_import_taken_back_meanwhile_does_not_hold_up_the_rest(
    team: Team, tmp_path: Path
) -> None:
    page, save = tmp_path / "ana.html", tmp_path / "ana.json"
    team("add", ris(tmp_path / "wrong.ris", [entry(70)]), "--source", "Wrong", "--lane", "database")
    team("packet", "make", "--for", "Ana", "-n", "13", "-o", page)
    given = json.loads(data_of(page)["issue"])["citations"]
    wrong = max(given)
    verdicts = dict.fromkeys(given, ("include", "", ""))
    answered(page, verdicts, save)
    team("source", "take-back", "wrong.ris", "--reason", "another topic", "--as", "Lea")
    done = team.json("packet", "take", save, "--as", "Ana")
    assert done["decided"] == len(given) - 1
    assert [gone["citation"] for gone in done["gone"]] == [wrong]
    assert "wrong.ris" in done["gone"][0]["why"]


def test_a_packet_holds_nothing_of_others_and_no_key_of_the_review(
    team: Team, tmp_path: Path
) -> None:
    page = tmp_path / "ben.html"
    first = team.json("queue", "--as", "Ana", "-n", "1")[0]["citation"]
    team("decide", first, "include", "--as", "Ana", "--note", "SECRET")
    team("packet", "make", "--for", "Ben", "-n", "50", "-o", page)
    text = page.read_text("utf-8")
    assert first in text
    assert "SECRET" not in text
    assert "Ana" not in re.sub("Annals", "", text)
    register = Register(team.folder)
    assert register._key.hex() not in text
    assert not re.search(r"<(?:script|link|img|iframe)[^>]*(?:src|href)=|url\(|@import", text)
    assert text.count("<script") == 2  # ours; the hostile record's title stays text
    assert (team.folder / "packets.db").stat().st_mode & 0o077 == 0


def test_nothing_left_makes_no_packet(team: Team, tmp_path: Path) -> None:
    assert (
        "nothing is left"
        in team(
            "packet",
            "make",
            "--for",
            "Ana",
            "--stage",
            "full-text",
            "-o",
            tmp_path / "x.html",
            code=2,
        ).err
    )
    assert not (tmp_path / "x.html").exists()
    team("packet", "make", "--for", "Ana", "-o", tmp_path / "no" / "folder.html", code=2)


@pytest.mark.browser
def test_a_packet_is_answered_in_a_browser_without_a_network(
    team: Team, tmp_path: Path, chromium: Any
) -> None:
    page_file = tmp_path / "ana.html"
    team("packet", "make", "--for", "Ana", "-n", "8", "-o", page_file)
    citations = json.loads(data_of(page_file)["issue"])["citations"]
    context = chromium.new_context(offline=True, accept_downloads=True)
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda m: wrong.append(m.text) if m.type == "error" else None)
    page.goto(page_file.as_uri())
    for key in "ieu":
        page.keyboard.press(key)
    page.keyboard.press("b")  # take the unsure back
    page.keyboard.press("n")
    page.keyboard.type("größer als “gedacht” – 睡眠 \U0001f634")  # the signature covers any script
    page.keyboard.press("Enter")
    page.keyboard.press("r")
    page.keyboard.press("2")
    page.keyboard.press("s")
    page.get_by_role("button", name="Include").click()
    page.reload()  # closed and opened again: the answers are still there
    assert page.locator("#done").inner_text() == "4"
    with page.expect_download() as download:
        page.get_by_role("button", name="Save answers").click()
    save = tmp_path / download.value.suggested_filename
    download.value.save_as(save)
    done = team.json("packet", "take", save, "--as", "Ana")
    assert done["decided"] == 4
    assert team.json("packet", "take", save, "--as", "Ana")["decided"] == 0
    found = [
        (f"C{p['citation']:06d}", p["verdict"], p["reason"], p["note"])
        for p in (e["payload"] for e in team.json("log") if e["kind"] == "decision_made")
    ]
    assert found == [
        (citations[0], "include", "", ""),
        (citations[1], "exclude", "", ""),
        (citations[2], "exclude", "outcome", "größer als “gedacht” – 睡眠 \U0001f634"),
        (citations[4], "include", "", ""),
    ]
    for _ in range(4):
        page.keyboard.press("e")
    page.wait_for_selector("text=All done")
    # on another computer: a fresh browser continues from the file
    other = chromium.new_context(offline=True).new_page()
    other.goto(page_file.as_uri())
    assert other.locator("#done").inner_text() == "0"
    other.locator("#keys > summary").click()
    other.get_by_label("Continue from").set_input_files(save)
    other.wait_for_selector("text=Continued from the file: 4")
    assert other.title() != "taken"
    assert wrong == []
    context.close()


@pytest.mark.browser
def test_a_packet_is_accessible(team: Team, tmp_path: Path, chromium: Any) -> None:
    from tests.faces.web.test_browser import LOOKS, problems

    page_file = tmp_path / "ana.html"
    team("packet", "make", "--for", "Ana", "-n", "3", "-o", page_file)
    for look in LOOKS.values():
        context = chromium.new_context(bypass_csp=True, **look)
        page = context.new_page()
        page.goto(page_file.as_uri())
        page.locator("#keys > summary").click()
        assert problems(page) == []
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        context.close()
