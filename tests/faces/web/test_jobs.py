"""The queue of what a page has done and the server has not: for whom, in which order, once.

Offline, undo, other tabs, other people: each story ends with what the ledger says.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest

from tests.faces.web.browser import sign_in
from tests.faces.web.server import House
from tests.faces.web.test_browser import PATIENCE, current, page_of, ready, settle

pytestmark = pytest.mark.browser
Make = Callable[..., House]
POSTS = "**/*"


def acts(made: House) -> list[tuple[str, str, str, str]]:
    """(who, what, citation, verdict) of every act in the ledger, in order."""
    found = []
    for event in made.team.json("log"):
        if event["kind"] in ("decision_made", "decision_withdrawn"):
            said = event["payload"]
            what = "made" if event["kind"] == "decision_made" else "withdrawn"
            found.append(
                (event["actor"], what, f"C{said['citation']:06d}", said.get("verdict", ""))
            )
    return found


def standing(made: House, who: str) -> dict[str, str]:
    """citation -> verdict of this person that stands."""
    found: dict[str, str] = {}
    for actor, what, citation, verdict in acts(made):
        if actor == who and what == "made":
            found[citation] = verdict
        elif actor == who:
            del found[citation]
    return found


def cut(page: Any) -> None:
    """Nothing that changes anything arrives any more, nor is anything to be had."""
    page.context.set_offline(True)


def mend(page: Any) -> None:
    page.context.set_offline(False)


def press(page: Any, key: str) -> str:
    """A key on the citation in front; which one that was."""
    ready(page)
    citation = current(page)
    page.keyboard.press(key)
    return citation


def test_a_verdict_on_anas_page_is_never_bens(house: Make, chromium: Any) -> None:
    """Ana's page stays open while Ben signs in in another tab of the browser."""
    made = house(8)
    made.person("Ana")
    made.person("Ben")
    with made.served() as address, page_of(chromium, address, "Ana") as page:
        first = press(page, "e")
        settle(page)
        page.context.route("**/decide", lambda route: route.abort())
        second = press(page, "i")  # not saved when Ana leaves
        page.wait_for_selector("text=1 not saved yet")
        other = page.context.new_page()
        other.set_default_timeout(PATIENCE)
        other.goto(f"{address}/progress")
        other.get_by_role("button", name="Sign out").click()
        sign_in(other, address, "Ben")
        page.context.unroute("**/decide")
        page.wait_for_selector("text=Ben is signed in in this browser now")
        page.keyboard.press("e")
        assert page.locator("#answer [data-do=include]").is_disabled()
        assert standing(made, "Ben") == {}
        assert standing(made, "Ana") == {first: "exclude"}
        other.get_by_role("button", name="Sign out").click()
        sign_in(other, address, "Ana")
        settle(page)
        ready(page)
        assert standing(made, "Ana") == {first: "exclude", second: "include"}
        assert standing(made, "Ben") == {}


def test_the_server_refuses_what_comes_in_anothers_name(house: Make) -> None:
    """Whatever a page's script believes: what it sends for Ana is not taken from Ben."""
    made = house(4)
    ben = made.person("Ben")
    for path in ("/decide", "/skip", "/undo"):
        refused = ben.post(path, 409, citation="C000001", verdict="include", page_of="Ana")
        assert "Nothing was recorded" in refused.text
    json = {"Accept": "application/json"}
    stale = {"csrf": "of Ana's session", "page_of": "Ana", "citation": "C000001"}
    told = ben.client.post("/decide", data=stale, headers=json)
    assert (told.status_code, told.json["whose"]) == (409, "Ben"), "not that a form is out of date"
    answer = ben.get("/queue?page_of=Ana", 409, headers=json).json
    assert answer["whose"] == "Ben"
    assert "cards" not in answer
    assert acts(made) == []


def test_undo_without_a_connection_takes_back_the_unsent_verdict(
    house: Make, chromium: Any
) -> None:
    made = house(8)
    made.person("Ana")
    with made.served() as address, page_of(chromium, address, "Ana") as page:
        first = press(page, "e")
        settle(page)
        page.wait_for_function("() => document.querySelector('#screen').dataset.ahead > 3")
        cut(page)
        second = press(page, "i")
        page.wait_for_selector("text=1 not saved yet")
        third = press(page, "u")
        page.keyboard.press("b")  # never sent: comes back at once
        assert press(page, "e") == third
        mend(page)
        settle(page)
        assert standing(made, "Ana") == {first: "exclude", second: "include", third: "exclude"}
        page.keyboard.press("b")
        page.wait_for_selector(f"text=Took back {third}")
        assert current(page) == third
    assert [what for _, what, _, _ in acts(made)] == ["made", "made", "made", "withdrawn"]


def test_undo_of_a_verdict_on_its_way_takes_back_that_one(house: Make, chromium: Any) -> None:
    """Nobody knows whether it arrived: it is sent, then taken back, and no other is."""
    made = house(8)
    made.person("Ana")
    with made.served() as address, page_of(chromium, address, "Ana") as page:
        first = press(page, "e")
        settle(page)
        page.wait_for_function("() => document.querySelector('#screen').dataset.ahead > 3")
        cut(page)
        second = press(page, "i")
        page.wait_for_selector("text=1 not saved yet")
        page.keyboard.press("b")
        assert page.locator("#answer [data-do=exclude]").is_disabled()
        page.keyboard.press("e")  # decides nothing meanwhile
        mend(page)
        page.wait_for_selector(f"text=Took back {second}")
        assert current(page) == second
        assert standing(made, "Ana") == {first: "exclude"}


def test_after_a_break_the_page_goes_on_by_itself(house: Make, chromium: Any) -> None:
    """All that was fetched ahead is decided while there is no connection."""
    made = house(16)
    made.person("Ana")
    with made.served() as address, page_of(chromium, address, "Ana") as page:
        ready(page)
        page.wait_for_function("() => document.querySelector('#screen').dataset.ahead > 3")
        cut(page)
        given = {}
        while page.locator("#answer [data-do=include]").is_enabled():
            given[press(page, "e")] = "exclude"
        assert page.locator("#card-title").inner_text() == "One moment ..."
        mend(page)
        settle(page)
        given[press(page, "i")] = "include"
        settle(page)
        assert standing(made, "Ana") == given


def test_an_answer_that_was_lost_is_asked_for_again(house: Make, chromium: Any) -> None:
    """The server has acted, its answer does not arrive: the same job is done once, an undo too."""
    made = house(8)
    made.person("Ana")
    with made.served() as address, page_of(chromium, address, "Ana") as page:
        lost: list[str] = []

        def lose(route: Any) -> None:
            route.fetch()
            lost.append(route.request.url)
            route.abort()

        first, second = press(page, "e"), press(page, "i")
        settle(page)
        page.route("**/undo", lose, times=1)
        page.keyboard.press("b")
        page.wait_for_selector(f"text=Took back {second}")
        page.route("**/decide", lose, times=1)
        press(page, "u")
        settle(page)
        assert len(lost) == 2
    assert acts(made) == [
        ("Ana", "made", first, "exclude"), ("Ana", "made", second, "include"),
        ("Ana", "withdrawn", second, ""), ("Ana", "made", second, "unsure"),
    ]  # fmt: skip


def test_a_reload_loses_nothing_that_was_not_saved(house: Make, chromium: Any) -> None:
    made = house(8)
    made.person("Ana")
    with made.served() as address, page_of(chromium, address, "Ana") as page:
        page.context.route("**/decide", lambda route: route.abort())
        given = {press(page, "e"): "exclude", press(page, "i"): "include"}
        page.wait_for_selector("text=2 not saved yet")
        page.on("dialog", lambda dialog: dialog.accept())
        page.reload()
        ready(page)
        assert current(page) not in given
        page.context.unroute("**/decide")
        settle(page)
        assert standing(made, "Ana") == given


def test_two_tabs_of_one_reviewer(house: Make, chromium: Any) -> None:
    """The second tab drops what the first has decided; its undo never hits another verdict."""
    made = house(8)
    made.person("Ana")
    with made.served() as address, page_of(chromium, address, "Ana") as page:
        ready(page)
        other = page.context.new_page()
        other.set_default_timeout(PATIENCE)
        other.goto(f"{address}/screen")
        ready(other)
        assert current(other) == current(page)
        first, second = press(page, "i"), press(page, "e")
        settle(page)
        assert press(other, "e") == first
        other.wait_for_selector(f"text={first}: you have decided that already (include)")
        settle(other)
        ready(other)
        third = press(page, "u")
        settle(page)
        other.keyboard.press("b")  # knows of `second` only
        other.wait_for_selector(f"text=your last act is another now: on {third}")
        assert standing(made, "Ana") == {first: "include", second: "exclude", third: "unsure"}
        other.keyboard.press("b")
        other.wait_for_selector(f"text=Took back {third}")
    assert standing(made, "Ana") == {first: "include", second: "exclude"}


def test_a_double_click_decides_one_citation(house: Make, chromium: Any) -> None:
    made = house(8)
    made.person("Ana")
    with made.served() as address, page_of(chromium, address, "Ana") as page:
        ready(page)
        first = current(page)
        page.locator("[data-do=include]").dblclick()
        settle(page)
        assert standing(made, "Ana") == {first: "include"}


def test_removed_while_screening(house: Make, chromium: Any) -> None:
    """There is no way back: that is said, and nothing is tried again for ever."""
    made = house(8)
    made.person("Ana")
    lead = made.person("Lea", "lead")
    with made.served() as address, page_of(chromium, address, "Ana") as page:
        ready(page)
        lead.post("/team/remove", page="/team", name="Ana")
        press(page, "e")
        page.wait_for_selector("text=You are no longer on this review's team")
    assert acts(made) == []


@pytest.mark.parametrize("seed", range(3))
def test_whatever_happens_the_ledger_says_what_the_page_said(
    house: Make, chromium: Any, seed: int
) -> None:
    """A random sequence of verdicts, skips, undos, breaks and reloads, against a plain stack."""
    made = house(30)
    made.person("Ana")
    draw = random.Random(seed)
    mine: list[tuple[str, str]] = []
    with made.served() as address, page_of(chromium, address, "Ana") as page:
        page.on("dialog", lambda dialog: dialog.accept())
        away = False
        for _ in range(24):
            what = draw.choice("eeiiusbbox")
            if what == "o":
                away = not away
                (cut if away else mend)(page)
            elif what == "x":
                if away:
                    mend(page)
                    away = False
                page.reload()
                ready(page)
            elif what == "b":
                if not mine or away:
                    continue
                settle(page)
                ready(page)
                page.keyboard.press("b")
                citation, _ = mine.pop()
                page.wait_for_selector(f"text=Took back {citation}")
                assert current(page) == citation
            else:
                if not page.locator("#answer [data-do=include]").is_enabled():
                    continue  # all that was fetched is done, and there is no connection
                citation = press(page, what)
                if what != "s":
                    mine.append((citation, {"e": "exclude", "i": "include", "u": "unsure"}[what]))
        mend(page)
        settle(page)
        assert standing(made, "Ana") == dict(mine)
    assert made.team.json("verify")["ok"]
