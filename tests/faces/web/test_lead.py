"""What a lead runs from the browser, and what everybody sees of it."""

from __future__ import annotations

from collections.abc import Callable

from tests.faces.web.server import House

Make = Callable[..., House]


def test_a_pilot_from_opening_to_agreement(house: Make) -> None:
    made = house(12)
    lead, ana, ben = made.person("Lea", "lead"), made.person("Ana"), made.person("Ben")
    lead.post("/rounds/open", page="/rounds", kind="pilot", size="4")
    assert "Round 1 (pilot) is open" in lead.get("/rounds").text
    lead.post("/rounds/open", page="/rounds", kind="random")
    assert "still open" in lead.get("/rounds").text
    batch = [r["citation"] for r in made.team.json("queue", "--as", "Ana")]
    assert len(batch) == 4
    assert "hidden from you" in ana.get("/progress").text
    for i, citation in enumerate(batch):
        ana.decide(citation, "include" if i < 2 else "exclude")
        ben.decide(citation, "include" if i < 2 else "exclude")
    assert "1.00" in ana.get("/progress").text  # they agree on everything
    lead.post("/rounds/close", page="/rounds")
    text = lead.get("/rounds").text
    assert "passed" in text
    assert "Open a round" in text


def test_a_failed_pilot_is_talked_over_before_the_next_round(house: Make) -> None:
    made = house(12)
    lead, ana, ben = made.person("Lea", "lead"), made.person("Ana"), made.person("Ben")
    lead.post("/rounds/open", page="/rounds", kind="pilot", size="4")
    for i, row in enumerate(made.team.json("queue", "--as", "Ana")):
        ana.decide(row["citation"], "include" if i % 2 else "exclude")
        ben.decide(row["citation"], "exclude" if i % 2 else "include")
    lead.post("/rounds/close", page="/rounds")
    assert "talk these over" in lead.get("/rounds").text
    lead.post("/rounds/open", page="/rounds", kind="priority", size="3")
    assert "did not pass its gate" in lead.get("/rounds").text
    lead.post(
        "/rounds/open", page="/rounds", kind="priority", size="3", despite="two typing errors"
    )
    assert "Round 2 (priority) is open" in lead.get("/rounds").text


def test_the_dashboard_says_what_the_commands_say(house: Make) -> None:
    made = house(8)
    ana, ben = made.person("Ana"), made.person("Ben")
    made.person("Olga", "observer")
    for n in range(1, 7):
        ana.decide(f"C00000{n}", "include" if n < 3 else "exclude")
        ben.decide(f"C00000{n}", "include" if n < 4 else "exclude")
    text = ana.get("/progress").text
    status = made.team.json("status")["title_abstract"]
    for label, key in (
        ("Included", "include"),
        ("Excluded", "exclude"),
        ("In conflict", "conflict"),
    ):
        assert f"<dt>{label}</dt><dd>{status[key]}</dd>" in text
    agreement = made.team.json("agreement")[0]
    assert f"{agreement['cohen_kappa']:.2f}" in text
    assert made.team.json("stop", code=(0, 1))["recall"]["text"] in text
    svg = ana.get("/flow.svg").text
    assert svg.lstrip().startswith(("<?xml", "<svg"))


def test_a_team_that_hides_the_recall_bound(house: Make) -> None:
    made = house(8)
    plan = made.team.folder / "protocol.yaml"
    plan.write_text(plan.read_text().replace("  batch:", "  show_recall: false\n  batch:"))
    made.team("amend", "--reason", "tempting", "--as", "Lea")
    assert "May we stop?" not in made.person("Ana").get("/progress").text


def test_the_next_step_is_told_without_a_command_and_leads_to_its_page(house: Make) -> None:
    made = house(3)
    lea = made.person("Lea", "lead")
    text = lea.get("/manage").text
    assert "Next: <a href=" in text
    assert "winnow screen" not in text
    plan = made.team.folder / "protocol.yaml"
    plan.write_text(plan.read_text("utf-8").replace("Warm milk", "Tea"), "utf-8")
    assert 'Next: <a href="/protocol">Record the changed protocol.</a>' in lea.get("/manage").text


def test_every_page_that_a_next_step_leads_to_is_there(house: Make) -> None:
    from flask import url_for

    from winnow_sr.faces.web.pages.manage import WHERE

    made = house(3)
    lea = made.person("Lea", "lead")
    for endpoint in set(WHERE.values()):
        with made.app.test_request_context():
            address = url_for(endpoint)
        lea.get(address)
