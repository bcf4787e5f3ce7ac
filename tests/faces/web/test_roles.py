"""Being on the team is not the same as screening: leads and adjudicators in the browser."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.faces.web.server import House, Person
from tests.faces.web.test_screening import shown

Make = Callable[..., House]
JSON = {"Accept": "application/json"}
FIRST_PAGE = {
    "lead": "/progress",
    "adjudicator": "/conflicts",
    "observer": "/progress",
    "reviewer": "/screen",
}


def best(made: House) -> list[str]:
    """The citations in ranked order."""
    return [row["citation"] for row in made.team.json("queue", "--as", "Ana", "-n", 100)]


def pilot(made: House, size: int = 4) -> list[str]:
    """A pilot is opened; its citations."""
    made.team("round", "open", "--kind", "pilot", "--size", size)
    return best(made)


@pytest.mark.parametrize("role", FIRST_PAGE)
def test_everybody_begins_on_a_page_of_theirs(house: Make, role: str) -> None:
    made = house(3)
    made.person("Lea", "lead")
    pat = made.person("Pat", role)
    location = pat.get("/", 302).location
    assert location == FIRST_PAGE[role]
    pat.get(location)


def test_whoever_does_not_screen_takes_nothing_from_those_who_do(house: Make) -> None:
    """Two such people at their browsers: Ana and Ben begin at rank 1."""
    made = house(25)
    lea, cleo = made.person("Lea", "lead"), made.person("Cleo", "adjudicator")
    ana, ben = made.person("Ana"), made.person("Ben")
    for person in (lea, cleo):
        page = person.client.get("/", follow_redirects=True)
        assert "/screen" not in re.findall(r'href="([^"]+)"', page.text)
        for path in ("/screen", "/queue", "/screen?stage=full-text", "/queue?stage=full-text"):
            person.get(path, 403)
    order = best(made)
    for person in (ana, ben):
        cards = person.get("/queue", headers=JSON).json["cards"]
        assert [card["citation"] for card in cards] == order[:10]


@pytest.mark.parametrize("role", ["lead", "adjudicator", "observer"])
def test_a_stray_key_is_no_vote(house: Make, role: str) -> None:
    made = house(4)
    pat, ana = made.person("Pat", role), made.person("Ana")
    citation = shown(ana)
    before = made.team.json("status")["events"]
    refused = pat.post("/decide", 403, "/progress", citation=citation, verdict="exclude")
    assert "does not screen" in refused.text
    pat.post("/skip", 403, "/progress", citation=citation)
    assert made.team.json("status")["events"] == before


def test_a_lead_who_screens_by_the_protocol_screens(house: Make) -> None:
    made = house(4, screeners=["Lea", "Ana"])
    lea = made.person("Lea", "lead")
    assert lea.get("/", 302).location == "/screen"
    lea.decide(shown(lea), "include")
    assert made.team.json("status")["reviewers"]["Lea"] == {"title-abstract": 1}


@pytest.mark.parametrize("role", ["lead", "adjudicator"])
def test_a_pilots_conflicts_are_shown_to_who_does_not_read_it(house: Make, role: str) -> None:
    made = house(12)
    made.person("Lea", "lead")
    pat, ana, ben = made.person("Pat", role), made.person("Ana"), made.person("Ben")
    batch = pilot(made)
    for n, citation in enumerate(batch):
        ana.decide(citation, "exclude" if n < 2 else "include")
        ben.decide(citation, "include", note=f"note {n}")
    text = pat.get("/conflicts").text
    assert "2 in conflict" in text
    assert "note 0" in text
    progress = pat.get("/progress").text
    assert "hidden from you" not in progress
    assert "Agreement" in progress
    assert pat.get("/flow.svg").mimetype == "image/svg+xml"


def test_nobody_is_told_that_there_is_none_where_there_may_be_some(house: Make) -> None:
    made = house(12, conflicts="open")
    ana, ben, cy = made.person("Ana"), made.person("Ben"), made.person("Cy")
    batch = pilot(made)
    ana.decide(batch[0], "include")
    ben.decide(batch[0], "exclude")
    text = cy.get("/conflicts").text
    assert "No conflict is open" not in text
    assert "No conflict that you may see yet" in text
    assert "when you have read them" in text
    for citation in batch:
        cy.decide(citation, "include")
    text = cy.get("/conflicts").text
    assert "1 in conflict" in text
    assert "when you have read them" not in text


def test_a_lead_who_does_not_read_closes_the_pilot_knowing_how_it_went(house: Make) -> None:
    made = house(12)
    lea, ana, ben = made.person("Lea", "lead"), made.person("Ana"), made.person("Ben")
    for citation in pilot(made):
        ana.decide(citation, "exclude")
        ben.decide(citation, "exclude" if citation.endswith("1") else "include")
    assert "needed" in lea.get("/rounds").text  # the gate, before it is closed
    lea.post("/rounds/close", page="/rounds")
    text = lea.get("/rounds").text
    assert "Round 1 is closed" in text
    assert "talk these over" in text
    raters = [row["raters"] for row in made.team.json("agreement")]
    assert raters == [["Ana", "Ben"]]


def finished(person: Person) -> str:
    """What the page says to whoever has nothing left."""
    text = person.get("/screen").text
    assert "Nothing left for you" in text
    return text


def test_what_colleagues_hold_is_told_only_where_it_will_come(house: Make) -> None:
    made = house(12)
    made.person("Lea", "lead")
    ana, ben = made.person("Ana"), made.person("Ben")
    ben.get("/queue", headers=JSON)  # Ben has ten before him, of which the pilot knows nothing
    for citation in pilot(made):
        ana.decide(citation, "include")
    assert "before them" not in finished(ana)
    made.team("round", "close")
    made.team("round", "override", "--reason", "Ben is on leave")
    assert shown(ana)


def test_what_a_colleague_holds_alone_will_come(house: Make) -> None:
    made = house(3, reviewers=1, evil=False)
    ana, ben = made.person("Ana"), made.person("Ben")
    held = {c["citation"] for c in ana.get("/queue", headers=JSON).json["cards"]}
    assert len(held) == 3
    assert "Colleagues have 3 before them" in finished(ben)
    ana.decide(min(held), "include")
    assert "Colleagues have 2 before them" in finished(ben)


def test_a_resolution_of_what_is_resolved_is_refused_and_says_by_whom(house: Make) -> None:
    """Lea's page was opened before Cleo resolved the conflict."""
    made = house(4)
    lea, cleo = made.person("Lea", "lead"), made.person("Cleo", "adjudicator")
    ana, ben = made.person("Ana"), made.person("Ben")
    ana.decide("C000001", "include")
    ben.decide("C000001", "exclude")
    lea.get("/conflicts")
    cleo.post("/resolve", page="/conflicts", citation="C000001", verdict="include")
    done = lea.post("/resolve", page="/conflicts", citation="C000001", verdict="exclude")
    text = lea.get(done.location).text
    assert "Not recorded: Cleo has resolved C000001 meanwhile: include" in text
    assert len(made.team.json("log", "--kind", "conflict_resolved")) == 1

    assert 'name="change" value="1"' in text  # Lea may say that she means it
    lea.post("/resolve", page="/conflicts", citation="C000001", verdict="exclude", change="1")
    resolved = made.team.json("log", "--kind", "conflict_resolved")
    assert [(e["actor"], e["payload"]["verdict"]) for e in resolved] == [
        ("Cleo", "include"),
        ("Lea", "exclude"),
    ]
    assert "Take back your resolution of C000001" in lea.get("/conflicts").text
    lea.post("/undo", page="/conflicts")
    assert made.team.json("status")["title_abstract"]["include"] == 1, "Cleo's stands again"


def test_what_was_never_in_conflict_cannot_be_changed(house: Make) -> None:
    made = house(4)
    cleo, ana = made.person("Cleo", "adjudicator"), made.person("Ana")
    ana.decide("C000001", "include")
    cleo.post("/resolve", page="/conflicts", citation="C000001", verdict="exclude", change="1")
    assert "is not in conflict" in cleo.get("/conflicts").text
    assert "has resolved it" not in cleo.get("/conflicts?change=C000001").text
    assert "has resolved it" not in cleo.get("/conflicts?change=C000001&stage=full-text").text
