"""Looking back at one's own decisions, and deciding otherwise."""

from __future__ import annotations

from collections.abc import Callable

from tests.faces.web.server import House

Make = Callable[..., House]


def test_own_decisions_are_listed_newest_first_and_nobody_elses(house: Make) -> None:
    made = house(6)
    ana, ben = made.person("Ana"), made.person("Ben")
    ana.decide("C000002", "exclude", reason="outcome", note="too short")
    ana.decide("C000003", "include")
    ben.decide("C000001", "unsure")
    text = ana.get("/decided").text
    assert text.index('id="C000003"') < text.index('id="C000002"')
    assert "Wrong outcome" in text
    assert "too short" in text
    assert "C000001" not in text
    only = ana.get("/decided?verdict=include").text
    assert 'id="C000003"' in only
    assert 'id="C000002"' not in only


def test_a_decision_is_changed_where_it_is_the_one_that_was_shown(house: Make) -> None:
    made = house(6)
    ana = made.person("Ana")
    ana.decide("C000002", "exclude", reason="outcome")
    ana.decide("C000003", "exclude")
    ana.post("/decided/C000002", based="exclude", verdict="include", note="read again")
    assert "C000002: include now." in ana.get("/decided").text
    ana.post("/decided/C000002", based="exclude", verdict="unsure")  # a page from before
    assert "your verdict is another now" in ana.get("/decided").text
    ana.post("/decided/C000001", based="exclude", verdict="unsure")  # never decided
    ana.post("/decided/C000003", 400, verdict="unsure")  # does not say what it changes
    said = [e["payload"] for e in made.team.json("log") if e["kind"] == "decision_made"]
    assert [(e["verdict"], e["note"]) for e in said] == [
        ("exclude", ""), ("exclude", ""), ("include", "read again"),
    ]  # fmt: skip


def test_who_does_not_screen_has_no_decisions_to_look_at(house: Make) -> None:
    made = house(3)
    made.person("Olga", "observer").get("/decided", 403)
