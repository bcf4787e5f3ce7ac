"""Nothing of another's vote reaches a reviewer before they have voted.

The strongest form of the claim: two reviews are alike but for what colleagues said of a citation
that Ben has yet to read. Every answer Ben can get, of any page, must be the same in both.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.faces.web.server import House, Person, csrf_in

Make = Callable[..., House]
JSON = {"Accept": "application/json"}
PAGES = (
    "/", "/screen", "/screen?stage=full-text", "/queue", "/queue?stage=full-text", "/conflicts",
    "/conflicts?stage=full-text", "/full-texts", "/full-texts?show=decided",
    "/full-texts?show=not-retrieved", "/full-texts/C000001.pdf", "/progress", "/flow.svg", "/rounds",
    "/team", "/manage", "/duplicates", "/duplicates/groups", "/duplicates/why?a=C000001&b=C000002",
    "/imports", "/imports/report",
    "/stop", "/studies", "/protocol", "/removed", "/log",
    "/records", "/records?status=include", "/records?status=conflict",
    "/records?status=exclude", "/records?query=C000001", "/records.csv", "/records/C000001",
    "/records/C000001?why=1",
    "/diagram", "/decided", "/decided?stage=full-text",
    "/publish", "/publish/prisma.csv", "/publish/legend.md", "/publish/records.csv", "/nowhere",
)  # fmt: skip
FORMS = (
    ("/decide", {"citation": "C000001", "verdict": "include", "stage": "full-text"}),
    ("/resolve", {"citation": "C000001", "verdict": "include"}),
    ("/resolve", {"citation": "C000001", "verdict": "include", "stage": "full-text"}),
    ("/full-texts/C000001", {"status": "retrieved"}),
    ("/full-texts/C000001", {"status": "not-retrieved", "why": "x"}),
    ("/skip", {"citation": "C000001"}),
    ("/undo", {}),
)  # fmt: skip

EYES = [("reviewer", "open"), ("reviewer", "blind"), ("adjudicator", "blind"), ("lead", "open")]


def everything(person: Person) -> dict[str, str]:
    """Every answer this person can get, without what differs from one session to the next."""
    found = {}
    for headers in ({}, JSON):
        for path in PAGES:
            response = person.client.get(path, headers=headers)
            found[f"GET {path} {headers}"] = (
                f"{response.status} {response.text} {response.location}"
            )
        for path, form in FORMS:
            token = csrf_in(person.client.get("/progress").text)
            response = person.client.post(path, data={"csrf": token, **form}, headers=headers)
            follow = person.client.get("/progress").text  # the message it left
            found[f"POST {path} {form} {headers}"] = f"{response.status} {response.text} {follow}"
    return {
        key: re.sub(
            r'(name="csrf" value=")[^"]+|winnow-[0-9a-f]{8}|nonce-\S+|\d\d:\d\d(?::\d\d)?',
            r"\1",
            text,
        )
        for key, text in found.items()
    }


@pytest.mark.parametrize(("role", "conflicts"), EYES)
def test_one_colleague_has_voted(house: Make, role: str, conflicts: str) -> None:
    seen = []
    for verdict, reason in (("include", ""), ("exclude", "outcome"), ("unsure", "")):
        made = house(5, conflicts=conflicts, screeners=["Ana", "Ben"])
        ana, ben = made.person("Ana"), made.person("Ben", role)
        ana.decide("C000001", verdict, reason=reason, note=f"SECRET {verdict}")
        seen.append(everything(ben))
    assert len(seen[0]) == 2 * (len(PAGES) + len(FORMS))
    for key, text in seen[0].items():
        assert "SECRET" not in text
        assert text == seen[1][key] == seen[2][key], key


@pytest.mark.parametrize(("role", "conflicts"), EYES)
def test_two_colleagues_have_voted_in_a_pilot(house: Make, role: str, conflicts: str) -> None:
    """In a pilot a third reviewer still reads what two have settled, or disagree on."""
    seen = []
    for first, second in (("include", "include"), ("include", "exclude"), ("exclude", "exclude")):
        made = house(5, conflicts=conflicts, screeners=["Ana", "Ben", "Cy"])
        ana, cy, ben = made.person("Ana"), made.person("Cy"), made.person("Ben", role)
        made.team("round", "open", "--kind", "pilot", "--size", "6")
        ana.decide("C000001", first, note="SECRET")
        cy.decide("C000001", second, note="SECRET")
        seen.append(everything(ben))
    for key, text in seen[0].items():
        assert "SECRET" not in text
        for other in seen[1:]:
            ours, theirs = (re.sub(r"\d\d:\d\d:\d\d\S*", "", t) for t in (text, other[key]))
            assert ours == theirs, key


def test_conflicts_are_shown_to_who_resolves_them(house: Make) -> None:
    made = house(5, conflicts="blind")
    ana, ben, ada = made.person("Ana"), made.person("Ben"), made.person("Ada", "adjudicator")
    ana.decide("C000001", "include", note="because of the dose")
    ben.decide("C000001", "exclude", reason="outcome")
    ana.get("/conflicts", 403)
    text = ada.get("/conflicts").text
    assert "because of the dose" in text
    assert "Wrong outcome" in text
    ada.post(
        "/resolve", page="/conflicts", citation="C000001", verdict="include", note="agreed dose"
    )
    resolved = made.team.json("log")[-1]
    assert resolved["kind"] == "conflict_resolved"
    assert resolved["payload"]["visible"] is True
    assert len(resolved["payload"]["votes"]) == 2


def test_an_adjudicator_who_voted_resolves_a_blind_conflict_blindly(house: Make) -> None:
    made = house(5, conflicts="blind", screeners=["Ana", "Ada"])
    ana, ada = made.person("Ana"), made.person("Ada", "adjudicator")
    ana.decide("C000001", "include", note="SECRET")
    ada.decide("C000001", "exclude")
    text = ada.get("/conflicts").text
    assert "1 in conflict" in text
    assert "SECRET" not in text
    assert ">Ana<" not in text
    ada.post("/resolve", page="/conflicts", citation="C000001", verdict="exclude")
    assert made.team.json("log")[-1]["payload"]["visible"] is False


def test_where_conflicts_are_open_reviewers_see_them_after_both_have_voted(house: Make) -> None:
    made = house(5, conflicts="open")
    ana, ben = made.person("Ana"), made.person("Ben")
    made.person("Ada", "adjudicator")
    ana.decide("C000001", "include", note="a reason of mine")
    assert "a reason of mine" not in ben.get("/conflicts").text
    ben.decide("C000001", "exclude")
    assert "a reason of mine" in ben.get("/conflicts").text
    ben.post("/resolve", 403, "/conflicts", citation="C000001", verdict="exclude")


def test_a_vote_changed_after_seeing_the_other_says_so(house: Make) -> None:
    made = house(5, conflicts="open")
    ana, ben = made.person("Ana"), made.person("Ben")
    ana.decide("C000001", "include")
    ben.decide("C000001", "exclude")
    ana.get("/conflicts")
    ana.post("/undo")
    ana.decide("C000001", "exclude")
    visible = [e["payload"]["visible"] for e in made.team.json("log", "--kind", "decision_made")]
    assert visible == [False, False, True]
