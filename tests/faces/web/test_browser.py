"""A real Chromium: keys, fingers, conflicts, accessibility, and nothing from outside."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.faces.web.browser import sign_in
from tests.faces.web.server import House

pytestmark = pytest.mark.browser
Make = Callable[..., House]
PATIENCE = 60_000
"""Milliseconds: on a busy machine an answer takes seconds, and ten verdicts may be on their way."""
VIEWER = ("chrome-extension://", "chrome://")
"""Where Chromium's own viewer of PDFs has its parts: nothing leaves the machine."""
PHONE = {"viewport": {"width": 390, "height": 780}, "has_touch": True, "is_mobile": True}


@contextmanager
def page_of(browser: Any, address: str, name: str, **options: Any) -> Iterator[Any]:
    """A signed-in page that must not complain, nor ask anybody else for anything."""
    context = browser.new_context(**options)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on(
        "console",
        lambda m: wrong.append(m.text) if "Content Security Policy" in m.text else None,
    )
    page.on(
        "request",
        lambda r: None if r.url.startswith((address, "blob:", *VIEWER)) else wrong.append(r.url),
    )
    sign_in(page, address, name)
    yield page
    context.close()
    assert wrong == []


def settle(page: Any) -> None:
    """Until every verdict given has been acknowledged."""
    page.wait_for_selector("#screen[data-unsent='0'], main:not(:has(#screen))", state="attached")


def ready(page: Any) -> None:
    """Until the page's script listens and a citation is there to be decided on; a click on one that
    came up this moment is not taken."""
    page.wait_for_selector("#screen[data-ready] #answer:not([data-fresh=yes])")
    page.wait_for_selector("#answer [data-do=include]:enabled")


def current(page: Any) -> str:
    return str(page.locator("#answer [name=citation]").input_value())


def test_fifty_citations_by_key_and_by_touch(house: Make, chromium: Any) -> None:
    made = house(52)
    total = made.team.json("status")["citations"]
    made.person("Ana")
    made.person("Ben")
    given: dict[str, dict[str, str]] = {"Ana": {}, "Ben": {}}
    with made.served() as address:
        with page_of(chromium, address, "Ana") as page:
            for n in range(total):
                ready(page)
                citation = current(page)
                assert citation not in given["Ana"]  # the next one is always a new one
                page.keyboard.press("eiu"[n % 3])
                given["Ana"][citation] = ("exclude", "include", "unsure")[n % 3]
            page.wait_for_selector("text=Nothing left for you")
        with page_of(chromium, address, "Ben", **PHONE) as page:
            for n in range(total):
                ready(page)
                citation = current(page)
                verdict = ("exclude", "include", "exclude")[n % 3]
                page.locator(f"[data-do={verdict}]").tap()
                given["Ben"][citation] = verdict
            page.wait_for_selector("text=Nothing left for you")
    made_events = [e for e in made.team.json("log") if e["kind"] == "decision_made"]
    assert len(made_events) == 2 * total >= 100
    for who, verdicts in given.items():
        ledger = {
            f"C{e['payload']['citation']:06d}": e["payload"]["verdict"]
            for e in made_events
            if e["actor"] == who
        }
        assert ledger == verdicts
    assert made.team.json("verify")["ok"]


def test_note_reason_undo_skip_and_switching_the_keys_off(house: Make, chromium: Any) -> None:
    made = house(8)
    made.person("Ana")
    with made.served() as address, page_of(chromium, address, "Ana") as page:
        ready(page)
        first = current(page)
        page.keyboard.press("n")
        page.keyboard.type("iii eee")  # letters in a note decide nothing
        page.keyboard.press("Enter")
        assert current(page) == first
        page.keyboard.press("r")
        page.keyboard.press("2")
        settle(page)
        second = current(page)
        page.keyboard.press("s")
        third = current(page)
        page.keyboard.press("i")
        settle(page)
        page.keyboard.press("b")
        page.wait_for_function(
            f"() => document.querySelector('[name=citation]').value === '{third}'"
        )
        page.keyboard.press("b")
        page.wait_for_function(
            f"() => document.querySelector('[name=citation]').value === '{first}'"
        )
        page.keyboard.press("e")
        settle(page)
        page.keyboard.press("?")
        page.get_by_label("Single keys decide").uncheck()
        before = current(page)
        page.keyboard.press("i")
        page.keyboard.press("Control+i")
        assert current(page) == before != second
        page.reload()
        page.keyboard.press("i")  # remembered
        assert not page.get_by_label("Single keys decide").is_checked()
    events = [e["payload"] for e in made.team.json("log") if e["kind"] == "decision_made"]
    assert [(e["verdict"], e["reason"], e["note"]) for e in events] == [
        ("exclude", "outcome", "iii eee"), ("include", "", ""), ("exclude", "outcome", "iii eee"),
    ]  # fmt: skip


def test_nothing_is_lost_while_the_server_is_away(house: Make, chromium: Any) -> None:
    made = house(8)
    made.person("Ana")
    with made.served() as address, page_of(chromium, address, "Ana") as page:
        ready(page)
        page.route("**/decide", lambda route: route.abort())
        for _ in range(3):
            page.keyboard.press("e")
        page.wait_for_selector("text=3 not saved yet")
        assert made.team.json("status")["reviewers"].get("Ana", {}) == {}
        page.unroute("**/decide")
        settle(page)
        assert page.locator("#mine").inner_text() == "3"
    assert made.team.json("status")["reviewers"]["Ana"]["title-abstract"] == 3


def test_signed_out_in_the_middle(house: Make, chromium: Any) -> None:
    """The session ends elsewhere; after signing in again in another tab the verdict is sent."""
    from winnow_sr.faces.web.app import served_of

    made = house(8)
    made.person("Ana")
    with made.served() as address:
        context = chromium.new_context()
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        sign_in(page, address, "Ana")
        ready(page)
        served_of(made.app).accounts._db.execute("DELETE FROM sessions")
        page.keyboard.press("e")
        page.wait_for_selector("text=1 not saved yet")
        sign_in(context.new_page(), address, "Ana")
        settle(page)
        context.close()
    assert made.team.json("status")["reviewers"]["Ana"]["title-abstract"] == 1


def test_a_conflict_is_resolved_and_hostile_text_stays_text(house: Make, chromium: Any) -> None:
    made = house(3)
    ana, ben = made.person("Ana"), made.person("Ben")
    made.person("Ada", "adjudicator")
    evil = next(r["citation"] for r in made.team.json("records") if r["key"] == "K900")
    ana.decide(evil, "include", note="<img src=x onerror=\"document.title='taken'\">")
    ben.decide(evil, "exclude")
    with made.served() as address, page_of(chromium, address, "Ada") as page:
        page.get_by_role("link", name="Conflicts").click()
        card = page.locator(f"#{evil}")
        assert "<script>" in card.inner_text()
        card.get_by_role("button", name="Exclude").click()
        page.wait_for_selector("text=No conflict is open")
        assert page.title() == "Conflicts · winnow"
    assert made.team.json("conflicts") == []


def test_a_full_text_from_upload_to_reason(house: Make, chromium: Any) -> None:
    made = house(4, reviewers=1)
    ana = made.person("Ana")
    ana.decide("C000001", "include")
    pdf = b"%PDF-1.4\ntrailer<<>>\n%%EOF\n"
    with made.served() as address, page_of(chromium, address, "Ana") as page:
        page.get_by_role("link", name="Full texts").click()
        page.get_by_label("PDF (up to").set_input_files(
            {"name": "a.pdf", "mimeType": "application/pdf", "buffer": pdf}
        )
        page.get_by_role("button", name="Upload", exact=True).click()
        page.wait_for_selector("text=PDF kept")
        page.get_by_role("link", name="Read and decide").click()
        assert page.get_by_role("link", name="Open the full text").is_visible()
        ready(page)
        page.keyboard.press("e")  # needs a reason
        page.get_by_role("button", name="Wrong design").click()
        page.wait_for_selector("text=Nothing left for you")
    status = made.team.json("status")["full_text"]
    assert (status["retrieved"], status["exclude"]) == (1, 1)


LOOKS = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "phone": {"viewport": {"width": 320, "height": 640}, "color_scheme": "dark", "has_touch": True},
}
PAGES = (
    "/screen", "/screen?stage=full-text", "/conflicts", "/full-texts", "/progress", "/rounds",
    "/team", "/manage", "/duplicates", "/duplicates/groups", "/duplicates/why?a=C000001&b=C000002",
    "/imports", "/imports/report",
    "/stop", "/studies", "/protocol", "/removed", "/log",
    "/records", "/records?query=milk&status=include", "/records/C000001",
    "/publish", "/nowhere",
)  # fmt: skip


def problems(page: Any) -> list[str]:
    """What axe finds against WCAG 2.2 A and AA, and its best practices."""
    from axe_playwright_python.sync_playwright import Axe

    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": tags}})
    return [
        f"{v['id']}: {v['help']}: {[n['html'][:120] for n in v['nodes'][:3]]}"
        for v in found.response["violations"]
    ]


@pytest.mark.parametrize("look", LOOKS)
def test_every_page_is_accessible(house: Make, chromium: Any, look: str) -> None:
    pytest.importorskip("axe_playwright_python", reason="axe is not installed")
    made = house(10, conflicts="open", screeners=["Lea", "Ben"])
    lead, ben = made.person("Lea", "lead"), made.person("Ben")
    for n, verdict in enumerate(("include", "include", "exclude", "include"), 1):
        lead.decide(f"C00000{n}", verdict, note="a note")
        ben.decide(f"C00000{n}", "include" if n != 4 else "exclude")
    token = made.token("Nora")
    with made.served() as address:
        context = chromium.new_context(bypass_csp=True, **LOOKS[look])  # axe is put into the page
        page = context.new_page()
        found = {}
        for path in ("/sign-in", f"/invite/{token}"):
            page.goto(address + path)
            found[path] = problems(page)
        sign_in(page, address, "Lea")
        for path in PAGES:
            page.goto(address + path)
            page.wait_for_load_state("networkidle")
            wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            found[path] = problems(page) + ([f"scrolls sideways by {wide} px"] if wide > 0 else [])
            if path.startswith("/screen"):
                page.locator("#criteria > summary").click()
                page.locator("#keys > summary").click()
                page.keyboard.press("r")
                assert page.locator("#reasons").is_visible()
                found[path + " dialog"] = problems(page)
        context.close()
    assert {path: text for path, text in found.items() if text} == {}


def test_the_next_citation_is_instant(house: Make, chromium: Any) -> None:
    """From the key to the next title on the screen, while the server answers slowly."""
    made = house(12)
    made.person("Ana")
    with made.served() as address, page_of(chromium, address, "Ana") as page:
        page.wait_for_function("() => document.querySelector('#screen').dataset.ahead > 0")
        slow = page.context.new_cdp_session(page)
        slow.send("Network.enable")
        slow.send(
            "Network.emulateNetworkConditions",
            {"offline": False, "latency": 1500, "downloadThroughput": -1, "uploadThroughput": -1},
        )
        took = page.evaluate(
            """async () => {
              const before = document.querySelector('[name=citation]').value, t = performance.now();
              document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'e', bubbles: true}));
              await new Promise(requestAnimationFrame);
              const after = document.querySelector('[name=citation]').value;
              return after === before ? -1 : performance.now() - t;
            }"""
        )
        assert 0 <= took < 500  # far below the 1.5 seconds that the server takes
        settle(page)
