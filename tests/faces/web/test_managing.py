"""Stopping, studies, the protocol, removals, the log: a lead without a terminal."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

import pytest

from tests.faces.web.server import House, csrf_in

Make = Callable[..., House]
FORMS = (
    ("/stop/declare", {"against": "1", "reason": "x"}),
    ("/stop/resume", {"reason": "x"}),
    ("/studies/link", {"report": "C000001", "study": "A"}),
    ("/studies/aside", {"citation": "C000001", "status": "ongoing"}),
    ("/studies/count", {"citation": "C000001", "reports": "2", "reason": "x"}),
    ("/studies/describe", {"study": "C000001", "design": "RCT"}),
    ("/studies/meta", {"study": "C000001"}),
    ("/protocol/amend", {"text": "title: x", "reason": "x"}),
    ("/protocol/record", {"reason": "x"}),
    ("/removed/add", {"ids": "C000002", "by": "other", "reason": "x"}),
    ("/removed/restore", {"citation": "C000002", "reason": "x"}),
    ("/log/verify", {}),
    ("/rounds/cancel", {"reason": "x"}),
    ("/rounds/override", {"reason": "x"}),
    ("/rounds/share", {"who": "Ana", "part-Ana": "1"}),
)
PAGES = ("/manage", "/stop", "/studies", "/protocol", "/protocol.yaml", "/removed", "/log")


@pytest.mark.parametrize("role", ["reviewer", "adjudicator", "observer"])
def test_only_who_manages_may(house: Make, role: str) -> None:
    made = house(3)
    made.person("Lea", "lead")
    pat = made.person("Pat", role)
    before = made.team.json("status")["events"]
    for path in PAGES:
        assert "This page is for" in pat.get(path, 403).text
    for path, form in FORMS:
        pat.post(path, 403, "/progress", **form)
    assert made.team.json("status")["events"] == before


def test_stopping_against_the_rule_and_going_on(house: Make) -> None:
    made = house(8, reviewers=1)
    lea, ana = made.person("Lea", "lead"), made.person("Ana")
    ana.decide("C000001", "include")
    answer = made.team.json("stop", code=(0, 1))
    text = html.unescape(lea.get("/stop").text)
    assert "Not yet" in text
    assert answer["recall"]["text"] in text
    assert "--" not in text.split("<main")[1]
    lea.post("/stop/declare", page="/stop")
    assert "Not declared: Not yet" in lea.get("/stop").text
    assert made.team.json("status")["stopped"] is None
    lea.post("/stop/declare", page="/stop", against="1", reason="the money is gone")
    text = lea.get("/stop").text
    assert "is declared finished (against the rule); 8 citations are unread" in text
    assert made.team.json("status")["stopped"] == "against the rule"
    lea.post("/stop/resume", page="/stop", reason="more money")
    assert made.team.json("status")["stopped"] is None


def test_reports_are_linked_set_aside_counted_and_described(house: Make) -> None:
    made = house(5, reviewers=1)
    lea, ana = made.person("Lea", "lead"), made.person("Ana")
    assert "No report is sought yet" in lea.get("/studies").text
    for n in (1, 2, 3):
        ana.decide(f"C00000{n}", "include")
    lea.post("/studies/link", page="/studies", report=["C000001", "C000002"], study="Meadow <2019>")
    text = lea.get("/studies").text
    assert "Meadow &lt;2019&gt;: C000001, C000002." in text
    lea.post("/studies/aside", page="/studies", citation="C000003", status="ongoing")
    assert '<span class="tag">ongoing</span>' in lea.get("/studies").text
    lea.post(
        "/studies/count", page="/studies", citation="C000003", reports="2", reason="two papers"
    )
    assert "2 reports" in lea.get("/studies").text
    lea.post(
        "/studies/describe", page="/studies", study="Meadow <2019>", design="Cross-over",
        substances="milk; honey", note="small",
    )  # fmt: skip
    lea.post("/studies/meta", page="/studies", study="Meadow <2019>")
    chosen = lea.get("/studies?describe=Meadow+%3C2019%3E").text
    assert 'value="Cross-over"' in chosen
    assert 'value="milk; honey"' in chosen
    assert "checked" in chosen
    kinds = [e["kind"] for e in made.team.json("log")][-5:]
    assert kinds == [
        "studies_linked", "report_set_aside", "reports_counted", "study_described", "meta_analysed"
    ]  # fmt: skip
    lea.post("/studies/link", page="/studies", report="C000004", study="Other")
    assert "is not sought" in lea.get("/studies").text


def changed(text: str, page: str) -> tuple[str, str]:
    """The protocol on the page, with another title; and the mark of what it was made on."""
    found = re.search(r'<textarea id="text"[^>]*>(.*?)</textarea>', page, re.DOTALL)
    base = re.search(r'name="base" value="([0-9a-f]+)"', page)
    assert found
    assert base
    return html.unescape(found[1]).replace("Warm milk for sleep", text), base[1]


def test_the_protocol_is_checked_amended_and_its_change_shown(house: Make) -> None:
    made = house(3)
    lea = made.person("Lea", "lead")
    page = lea.get("/protocol").text
    text, base = changed("Cold milk for sleep", page)
    token = csrf_in(page)
    broken = text.replace("reviewers: 2", "reviewers: many")
    answer = lea.client.post("/protocol/check", data={"csrf": token, "text": broken}).json
    assert answer["ok"] is False
    assert answer["problems"][0]["field"].startswith("screening")
    look = lea.post("/protocol/look", 200, "/protocol", text=text, base=base, reason="it is cold")
    assert "Nothing is wrong with it" in look.text
    assert '<span class="added">+ title: &#34;Cold milk' in look.text
    lea.post("/protocol/amend", 200, "/protocol", text=broken, base=base, reason="it is cold")
    assert made.team.json("status")["title"].startswith("Warm")
    assert "Warm milk" in (made.team.folder / "protocol.yaml").read_text("utf-8")
    done = lea.post("/protocol/amend", page="/protocol", text=text.replace("\n", "\r\n"), base=base,
                    reason="it is cold")  # fmt: skip
    after = lea.get(done.location).text
    assert "it is cold" in after
    assert '<span class="removed">− title: &#34;Warm milk' in after
    assert made.team.json("status")["title"].startswith("Cold")
    assert made.team.json("status")["protocol_changed"] is False
    assert "Cold milk" in lea.get("/protocol.yaml").text


def test_an_amendment_on_an_older_protocol_is_refused_and_kept_for_its_writer(house: Make) -> None:
    made = house(3)
    lea, mia = made.person("Lea", "lead"), made.person("Mia", "lead")
    text, base = changed("Cold milk for sleep", lea.get("/protocol").text)
    other, _ = changed("Hot milk for sleep", mia.get("/protocol").text)
    mia.post("/protocol/amend", page="/protocol", text=other, base=base, reason="hot")
    late = lea.post("/protocol/amend", 200, "/protocol", text=text, base=base, reason="cold")
    assert "was amended meanwhile" in late.text
    assert "Cold milk" in late.text
    assert made.team.json("status")["title"].startswith("Hot")
    again = lea.post("/protocol/amend", 200, "/protocol", text=text, base=base, reason="cold")
    assert "was amended meanwhile" in again.text, "the old mark stays on the page"


def test_a_change_made_in_the_file_is_seen_and_recorded(house: Make) -> None:
    made = house(3)
    lea = made.person("Lea", "lead")
    path = made.team.folder / "protocol.yaml"
    path.write_text(path.read_text("utf-8").replace("Warm milk for", "Tea for"), "utf-8")
    assert "was changed outside" in lea.get("/protocol").text
    assert "Record the changed protocol" in lea.get("/manage").text
    lea.post("/protocol/record", page="/protocol", reason="tea it is")
    assert "was changed outside" not in lea.get("/protocol").text
    assert made.team.json("status")["protocol_changed"] is False


def test_removal_and_bringing_back(house: Make) -> None:
    made = house(4)
    lea = made.person("Lea", "lead")
    lea.post("/removed/add", page="/removed", ids="C000001, C000002", by="other", reason="letters")
    text = lea.get("/removed").text
    assert "2 removed" in text
    assert "letters" in text
    lea.post("/removed/restore", page="/removed", citation="C000001", reason="no letter")
    assert "1 removed" in lea.get("/removed").text
    lea.post("/removed/add", page="/removed", ids="C999999", by="other", reason="x")
    assert "Not removed" in lea.get("/removed").text
    assert made.team.json("status")["removed"] == 1


def test_the_log_is_blinded_filtered_and_the_ledger_checked(house: Make) -> None:
    made = house(4, screeners=["Ana", "Ben", "Lea"])
    lea, ana = made.person("Lea", "lead"), made.person("Ana")
    ana.decide("C000001", "include", note="SECRET")
    text = lea.get("/log").text
    assert "decision made" in text
    assert "SECRET" not in text
    assert "1 events" in lea.get("/log?kind=decision_made").text
    lea.post("/log/verify", page="/log")
    text = lea.get("/log").text
    assert "<strong>Intact</strong>" in text
    assert made.team.json("verify")["head"] in text


def test_a_gate_is_overridden_and_a_pilot_given_up(house: Make) -> None:
    made = house(12)
    lea, ana, ben = made.person("Lea", "lead"), made.person("Ana"), made.person("Ben")
    lea.post("/rounds/open", page="/rounds", kind="pilot", size="4")
    lea.post("/rounds/cancel", page="/rounds", reason="too early")
    assert "given up: too early" in lea.get("/rounds").text
    lea.post("/rounds/open", page="/rounds", kind="pilot", size="4")
    for i, row in enumerate(made.team.json("queue", "--as", "Ana")):
        ana.decide(row["citation"], "include" if i % 2 else "exclude")
        ben.decide(row["citation"], "exclude" if i % 2 else "include")
    lea.post("/rounds/close", page="/rounds")
    text = lea.get("/rounds").text
    assert "gate holds screening back" in text
    assert "winnow round" not in text
    lea.post("/rounds/override", page="/rounds", reason="two slips")
    text = lea.get("/rounds").text
    assert "overridden: two slips" in text
    assert "gate holds screening back" not in text


def test_the_unread_is_divided_and_opened_again(house: Make) -> None:
    made = house(12, reviewers=1)
    lea = made.person("Lea", "lead")
    made.person("Ana")
    made.person("Ben")
    form = {"who": ["Ana", "Ben"], "part-Ana": "2", "part-Ben": "1"}
    lea.post("/rounds/share", page="/rounds", **form)
    found = {row["reviewer"]: row["left"] for row in made.team.json("assign")}
    text = lea.get("/rounds").text
    assert found["Ana"] > found["Ben"]
    assert f"Ana: {found['Ana']} of {found['Ana']} left" in text
    lea.post("/rounds/share", page="/rounds", clear="1")
    assert "Nothing is divided" in lea.get("/rounds").text


def test_charts_show_the_pace_and_what_was_found(house: Make) -> None:
    made = house(8, reviewers=1)
    ana = made.person("Ana")
    for n in range(1, 5):
        ana.decide(f"C00000{n}", "include" if n < 3 else "exclude")
    text = ana.get("/progress").text
    assert "Ana: 4</title>" in text
    assert "Relevant citations found: 2 after 4 of 9 read" in text


def test_a_curve_is_drawn_to_scale() -> None:
    from winnow_sr.faces.web.charts import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, curve

    found = curve([0, 1, 1, 2], total=8, low=0.5)
    assert found is not None
    assert (found.found, found.most_number, found.top) == (2, 4, 4)
    points = [tuple(map(float, p.split(","))) for p in found.points.split()]
    assert points[0] == (LEFT, HEIGHT - BOTTOM)
    assert points[-1] == (LEFT + (WIDTH - LEFT - RIGHT) / 2, TOP + (HEIGHT - TOP - BOTTOM) / 2)
    assert found.most == TOP
    assert curve([], total=8, low=0.5) is None
    untold = curve([1, 2], total=8, low=0.0)
    assert untold is not None
    assert (untold.most, untold.most_number) == (None, None)
