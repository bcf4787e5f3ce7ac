"""Doubtful pairs, merged groups and comparisons in the browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faces.web.server import House, protocol
from tests.winnow import Team, entry, ris
from winnow_sr.faces.web.app import served_of

Make = Callable[..., House]
EVIL = "<script>document.title='taken'</script>"


@pytest.fixture
def paired(tmp_path: Path) -> House:
    """Two doubtful pairs (a preprint and its article each) and a sure duplicate; not yet compared."""
    team = Team(tmp_path / "review", protocol(tmp_path / "protocol.yaml"))
    found = []
    for n, what in ((1, f"warm milk {EVIL}"), (2, "malted milk")):
        preprint = entry(
            n, TI=f"A trial of {what} for sleep in long nights", T2="medRxiv",
            DO=f"10.1101/2020.01.0{n}.20000001", PY=2020,
        )  # fmt: skip
        later = {"AN": f"K9{n}", "T2": "Journal of Trials", "DO": f"10.1000/k9{n}", "PY": 2021}
        found += [preprint, {**preprint, **later, "VL": "7", "SP": "11", "EP": "19"}]
    found += [entry(5, DO="10.1000/five"), entry(5, DO="10.1000/five", AN="L5", T2="J. Stud. 5")]
    team("add", ris(tmp_path / "pairs.ris", found), "--source", "MEDLINE")
    return House(team)


def answer(house: House) -> dict[str, str]:
    """The pair in front, as its form sends it."""
    pair = served_of(house.app).review.duplicates.doubtful()[0]
    return {"a": pair.a, "b": pair.b}


def test_pairs_are_found_judged_and_taken_back(paired: House) -> None:
    lea = paired.person("Lea", "lead")
    assert "have not been compared" in lea.get("/duplicates").text
    lea.post("/duplicates/run", page="/duplicates")
    text = lea.get("/duplicates").text
    assert "have not been compared" not in text
    assert "2 to judge" in text
    assert '<mark class="differs">' in text
    assert "<script>document" not in text

    first = answer(paired)
    lea.post("/duplicates/answer", page="/duplicates", said="same", **first)
    text = lea.get("/duplicates").text
    assert "are one publication" in text
    assert "1 to judge" in text
    assert paired.team.json("dedupe")["doubtful"] == 1
    lea.post("/duplicates/undo", page="/duplicates")
    assert paired.team.json("dedupe")["doubtful"] == 2
    events = [e["kind"] for e in paired.team.json("log")][-2:]
    assert events == ["citations_merged", "duplicate_answer_withdrawn"]
    lea.post("/duplicates/undo", page="/duplicates")
    assert "Nothing to take back" in lea.get("/duplicates").text


def test_a_pair_left_for_later_waits_and_comes_again(paired: House) -> None:
    ana = paired.person("Ana")
    paired.team("dedupe")
    ana.post("/duplicates/answer", page="/duplicates", said="later", **answer(paired))
    text = ana.get("/duplicates").text
    assert "1 to judge, 1 left for later" in text
    ana.post("/duplicates/again", page="/duplicates")
    assert "2 to judge" in ana.get("/duplicates").text


def test_a_page_older_than_the_ledger_answers_nothing(paired: House) -> None:
    ana, ben = paired.person("Ana"), paired.person("Ben")
    paired.team("dedupe")
    pair = answer(paired)
    ana.post("/duplicates/answer", page="/duplicates", said="different", **pair)
    before = paired.team.json("status")["events"]
    ben.post("/duplicates/answer", page="/duplicates", said="same", **pair)
    assert "answered meanwhile" in ben.get("/duplicates").text
    assert paired.team.json("status")["events"] == before


def test_groups_name_what_joined_them_and_can_be_split_and_merged(paired: House) -> None:
    lea = paired.person("Lea", "lead")
    paired.team("dedupe")
    lea.post("/duplicates/answer", page="/duplicates", said="same", **answer(paired))
    text = lea.get("/duplicates/groups").text
    assert "2 citations have more than one record" in text
    assert "merged by Lea" in text
    assert "rule: " in text

    lea.post("/duplicates/split", page="/duplicates/groups", id="R000006")
    assert "R000006 is split" in lea.get("/duplicates/groups").text
    assert {r["citation"] for r in paired.team.json("records") if "5" in r["key"]} == {
        "C000005",
        "C000006",
    }
    compared = lea.get("/duplicates/why?a=R000005&b=10.1000/none").text
    assert "no citation is called" in compared
    compared = lea.get("/duplicates/why?a=R000005&b=R000006").text
    assert "are two citations" in compared
    assert paired.team.json("why-same", "R000005", "R000006")["words"] in compared
    lea.post("/duplicates/merge", page="/duplicates", a="R000005", b="R000006")
    assert "are one citation" in lea.get("/duplicates/why?a=R000005&b=R000006").text


def test_an_observer_judges_nothing(paired: House) -> None:
    olga = paired.person("Olga", "observer")
    paired.team("dedupe")
    assert "This page is for" in olga.get("/duplicates", 403).text
    before = paired.team.json("status")["events"]
    olga.post("/duplicates/answer", 403, "/progress", said="same", **answer(paired))
    olga.post("/duplicates/split", 403, "/progress", id="C000005")
    assert paired.team.json("status")["events"] == before


@pytest.mark.browser
def test_pairs_by_key(paired: House, chromium: object) -> None:
    from tests.faces.web.test_browser import page_of

    paired.person("Lea", "lead")
    paired.team("dedupe")
    with paired.served() as address, page_of(chromium, address, "Lea") as page:
        page.goto(f"{address}/duplicates")
        page.wait_for_selector("html.js")
        page.keyboard.press("s")
        page.wait_for_selector("text=are one publication.")
        page.wait_for_selector("html.js")
        page.keyboard.press("d")
        page.wait_for_selector("text=No doubtful pair waits")
        page.wait_for_selector("html.js")
        page.keyboard.press("u")
        page.wait_for_selector("text=are doubtful again")
    kinds = [e["kind"] for e in paired.team.json("log")]
    assert kinds[-3:] == ["citations_merged", "citations_kept_apart", "duplicate_answer_withdrawn"]
