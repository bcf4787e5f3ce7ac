"""The screening screen without its script: every button is a form."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Any

from tests.faces.web.server import House, Person
from winnow_sr.faces.ranking_worker import Rank, Task
from winnow_sr.faces.web.app import served_of

Make = Callable[..., House]
JSON = {"Accept": "application/json"}


def shown(person: Person, stage: str = "title-abstract") -> str:
    """The citation on the page."""
    text = person.get(f"/screen?stage={stage}").text
    found = re.search(r'name="citation" value="(C\d+)"', text)
    return found.group(1) if found else ""


def decisions(made: House) -> list[dict[str, Any]]:
    """The decision events of the ledger."""
    return [e for e in made.team.json("log") if e["kind"] == "decision_made"]


def test_from_the_first_citation_to_the_last(house: Make) -> None:
    made = house(6)
    ana = made.person("Ana")
    read = []
    while citation := shown(ana):
        read.append(citation)
        ana.decide(citation, ("include", "exclude", "unsure")[len(read) % 3], note="a  note ")
    assert len(read) == len(set(read)) == made.team.json("status")["citations"]
    assert "Nothing left for you" in ana.get("/screen").text
    events = decisions(made)
    assert [f"C{e['payload']['citation']:06d}" for e in events] == read
    assert {e["actor"] for e in events} == {"Ana"}
    assert {e["payload"]["note"] for e in events} == {"a note"}
    assert not any(e["payload"]["visible"] for e in events)


def test_undo_goes_back_any_depth(house: Make) -> None:
    made = house(6)
    ana = made.person("Ana")
    read = []
    for _ in range(4):
        read.append(shown(ana))
        ana.decide(read[-1], "exclude")
    for expected in reversed(read):
        ana.post("/undo")
        assert f"Took back {expected}" in ana.get("/screen").text
    assert made.team.json("status")["reviewers"].get("Ana", {}).get("title-abstract", 0) == 0
    ana.post("/undo")
    assert "no decision to take back" in ana.get("/screen").text


def typed(person: Person) -> tuple[str, str, str]:
    """(citation, note, reason) as the page has them ready."""
    text = person.get("/screen").text
    note = re.search(r'<input id="note"[^>]* value="([^"]*)"', text)
    reason = re.search(r'<option value="([^"]*)" selected>', text)
    citation = re.search(r'name="citation" value="(C\d+)"', text)
    assert citation
    assert note
    return citation.group(1), html.unescape(note.group(1)), reason.group(1) if reason else ""


def test_a_note_and_a_reason_come_back_after_undo_and_skip(house: Make) -> None:
    made = house(4)
    ana, ben = made.person("Ana"), made.person("Ben")
    first = shown(ana)
    ana.post("/skip", citation=first, note='odd "doses"', reason="design")
    second = shown(ana)
    assert typed(ana) == (second, "", "")
    ana.decide(second, "exclude", note="no sleep", reason="outcome")
    third = shown(ana)
    ana.post("/undo", citation=third, note="half written")
    assert typed(ana) == (second, "no sleep", "outcome"), "it comes first, as it was typed"
    card = ana.get("/queue", headers=JSON).json["cards"][0]
    assert (card["citation"], card["note"], card["reason"]) == (second, "no sleep", "outcome")
    ana.decide(second, "include")
    assert typed(ana) == (third, "half written", "")
    while (citation := shown(ana)) != first:
        ana.decide(citation, "exclude")
    assert typed(ana) == (first, 'odd "doses"', "design"), "put off with what was typed"
    ana.decide(first, "include", note="read now")
    ana.post("/undo")
    assert typed(ana) == (first, "read now", "")
    seen = " ".join(r.text for r in [ben.get("/screen"), ben.get("/queue", headers=JSON)])
    assert not re.search("odd|half written|no sleep|read now", seen), "nobody else is shown a note"


def test_a_ranking_that_cannot_be_made_is_said(house: Make) -> None:
    made = house(4)
    ana = made.person("Ana")
    (made.team.folder / "cache" / "ranking").unlink()
    served_of(made.app).worker.error = "no memory"
    assert "The last try failed: no memory." in ana.get("/screen").text


def test_what_is_skipped_comes_again_when_the_rest_is_done(house: Make) -> None:
    made = house(4)
    ana = made.person("Ana")
    first = shown(ana)
    ana.post("/skip", citation=first)
    rest = []
    while (citation := shown(ana)) != first:
        rest.append(citation)
        ana.decide(citation, "exclude")
    assert len(rest) == made.team.json("status")["citations"] - 1


def test_a_verdict_sent_twice_is_recorded_once(house: Make) -> None:
    """The answer was lost and the browser tried again, or a finger tapped twice."""
    made = house(4)
    ana = made.person("Ana")
    for _ in range(3):
        ana.decide("C000001", "exclude", reason="outcome", note="twice")
    assert len(decisions(made)) == 1
    assert "undo that first" in ana.decide("C000001", "include", 409).text  # from a forgotten tab
    assert len(decisions(made)) == 1


def test_bad_input_is_refused_in_words(house: Make) -> None:
    made = house(4)
    ana = made.person("Ana")
    ana.decide("C999999", "include", 409)
    ana.decide("C000001", "maybe", 409)
    ana.decide("C000001", "exclude", 409, reason="nonsense")
    ana.decide("C000001", "include", 409, stage="nowhere")
    ana.decide("C000001", "include", 409, stage="full-text")  # not sought yet
    ana.get("/screen?stage=nowhere", 409)
    assert decisions(made) == []
    ana.decide("C000001", "include", seconds="nan", reason="outcome")  # a reason that was left over
    payload = decisions(made)[0]["payload"]
    assert (payload["reason"], payload["seconds"]) == ("", 0.0)
    ana.decide("C000002", "include", 413, note="x" * 100_000)


def test_a_note_and_a_reason_reach_the_ledger(house: Make) -> None:
    made = house(4)
    ana = made.person("Ana")
    ana.decide("C000001", "exclude", reason="outcome", note="no sleep measured", seconds="12.34")
    payload = decisions(made)[0]["payload"]
    assert payload["reason"] == "outcome"
    assert payload["note"] == "no sleep measured"
    assert payload["seconds"] == 12.3


def test_four_reviewers_read_in_pairs_not_all_the_same(house: Make) -> None:
    """Two votes are wanted; what two colleagues have before them is not given to a third."""
    made = house(45)
    given = []
    for name in ("Ana", "Ben", "Cy", "Di"):
        cards = made.person(name).get("/queue", headers=JSON).json
        given.append({card["citation"] for card in cards["cards"]})
    assert given[0] == given[1]
    assert given[2] == given[3]
    assert not given[0] & given[2]


def test_the_last_citation_is_not_read_by_more_than_are_wanted(house: Make) -> None:
    made = house(1, evil=False)
    people = [made.person(name) for name in ("Ana", "Ben", "Cy")]
    assert [shown(person) for person in people] == ["C000001", "C000001", ""]
    assert "Colleagues have 1 before them" in people[2].get("/screen").text
    people[0].post("/skip", citation="C000001")  # put off: free for another
    assert shown(people[2]) == "C000001"


def test_what_stands_in_a_file_never_becomes_markup(house: Make) -> None:
    made = house(3, screeners=["Lea <u>", "Ben"])
    lead = made.person("Lea <u>", "lead")
    ben = made.person("Ben", "reviewer")
    evil = next(r["citation"] for r in made.team.json("records") if r["key"] == "K900")
    for person in (lead, ben):
        cards = person.get("/queue", headers=JSON).json["cards"]
        card = next(c["html"] for c in cards if c["citation"] == evil)
        assert "&lt;script&gt;" in card
        assert "&lt;img src=x" in card
    lead.decide(evil, "include", note="<script>note</script>")
    ben.decide(evil, "exclude", note="<i>note</i>")
    other = made.person("Ada", "adjudicator")
    text = other.get("/conflicts").text
    assert "&lt;script&gt;note&lt;/script&gt;" in text
    other.post("/resolve", page="/conflicts", citation=evil, verdict="include")
    pages = [
        "/screen",
        "/conflicts",
        "/full-texts",
        "/progress",
        "/rounds",
        "/team",
        "/screen?stage=full-text",
    ]
    for text in [lead.get(path).text for path in pages] + [r.text for r in ben.seen + other.seen]:
        assert not re.search(
            r"<(script>|script |img src=x|svg/|i>|u>|b>bold)",
            text.replace('<script src="/static/', ""),
        )
    assert "&lt;b&gt;rest" in lead.get("/screen").text  # the protocol's title


def test_undoing_a_resolution_puts_the_conflict_back(house: Make) -> None:
    made = house(4)
    ana, ben, ada = made.person("Ana"), made.person("Ben"), made.person("Ada", "adjudicator")
    ana.decide("C000001", "include")
    ben.decide("C000001", "exclude")
    ada.post("/resolve", page="/conflicts", citation="C000001", verdict="include")
    assert "No conflict is open" in ada.get("/conflicts").text
    ada.post("/undo", page="/conflicts")
    assert "1 in conflict" in ada.get("/conflicts").text


def test_no_page_trains_a_ranking(house: Make, monkeypatch: Any) -> None:
    """Without a ranking the page says so and asks for one; it never makes one itself."""
    made = house(4)
    ana = made.person("Ana")
    served = served_of(made.app)
    asked: list[Task] = []
    served.trains = True
    monkeypatch.setattr(served.worker, "ask", asked.append)
    (made.team.folder / "cache" / "ranking").unlink()
    assert "ranking is being made" in ana.get("/screen").text
    assert Rank() in asked
    assert ana.get("/queue", headers=JSON).json == {"cards": [], "waiting": True}
    assert not (made.team.folder / "cache" / "ranking").exists()


def test_the_ranking_is_renewed_behind(house: Make) -> None:
    import time

    made = house(8)
    ana = made.person("Ana")
    served = served_of(made.app)
    for n in range(1, 5):
        ana.decide(f"C00000{n}", "include" if n % 2 else "exclude")
    stale = served.review.rankings.kept()
    assert stale is not None
    served.worker.ask(Rank())
    for _ in range(600):
        kept = served.review.rankings.kept()
        if kept and kept.basis > stale.basis:
            break
        time.sleep(0.1)
    assert served.worker.error == ""
    assert kept
    assert kept.basis == served.review.session.state().training_seq
