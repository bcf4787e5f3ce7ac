"""Who gets in, and what keeps others out."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable

import pytest
import requests

from tests.faces.web.server import PASSWORD, House, Person, csrf_in
from tests.winnow import winnow
from winnow_sr.faces.web.app import served_of

Make = Callable[..., House]


def test_a_link_works_once_and_then_name_and_password_do(house: Make) -> None:
    made = house(3)
    token = made.token("Ana")
    ana = Person("Ana", made.app.test_client())
    assert "Welcome, Ana" in ana.get(f"/invite/{token}").text
    ana.post(f"/invite/{token}", 422, f"/invite/{token}", password="too short")
    ana.post(f"/invite/{token}", page=f"/invite/{token}", password=PASSWORD)
    assert "Sign out" in ana.get("/screen").text
    assert (
        "used or has expired"
        in Person("?", made.app.test_client()).get(f"/invite/{token}", 404).text
    )

    ana.post("/sign-out")
    assert ana.get("/screen", 302).location.startswith("/sign-in?next=/screen")
    ana.post("/sign-in", 401, "/sign-in", name="Ana", password="not her password")
    done = ana.post("/sign-in", page="/sign-in", name="Ana", password=PASSWORD, next="/progress")
    assert done.location == "/progress"


def test_a_new_link_is_a_new_password_and_ends_old_sessions(house: Make) -> None:
    made = house(3)
    ana = made.person("Ana")
    first, second = made.token("Ana"), made.token("Ana")
    other = Person("Ana", made.app.test_client())
    other.get(f"/invite/{first}", 404)  # a newer link ends the older
    other.post(f"/invite/{second}", page=f"/invite/{second}", password="another pass phrase")
    ana.get("/screen", 302)  # whoever was signed in with the old password is not any more
    other.get("/screen")


def test_nothing_secret_is_kept_in_the_folder(house: Make) -> None:
    made = house(3)
    token = made.token("Ana")
    ana = Person("Ana", made.app.test_client())
    ana.post(f"/invite/{token}", page=f"/invite/{token}", password=PASSWORD)
    path = made.team.folder / "accounts.db"
    content = path.read_bytes()
    assert PASSWORD.encode() not in content
    assert token.encode() not in content
    assert path.stat().st_mode & 0o077 == 0
    hashed = sqlite3.connect(path).execute("SELECT hash FROM accounts").fetchone()[0]
    assert hashed.startswith("scrypt:")


def test_guessing_is_slowed_for_names_that_exist_and_names_that_do_not(house: Make) -> None:
    made = house(3)
    made.person("Ana")
    for name in ("Ana", "Nobody"):
        guesser = Person("?", made.app.test_client())
        for _ in range(5):
            text = guesser.post("/sign-in", 401, "/sign-in", name=name, password="guess guess").text
            assert "Name or password is wrong" in text
        stopped = guesser.post("/sign-in", 429, "/sign-in", name=name, password=PASSWORD)
        assert int(stopped.headers["Retry-After"]) > 0


@pytest.mark.parametrize(
    "path", ["/decide", "/undo", "/skip", "/resolve", "/sign-out", "/team/invite", "/rounds/open",
             "/full-texts/C000001", "/full-texts/C000001/pdf"],
)  # fmt: skip
def test_no_form_is_taken_without_the_sessions_token(house: Make, path: str) -> None:
    made = house(3)
    lead = made.person("Lea", "lead")
    form = {"citation": "C000001", "verdict": "include", "name": "X", "kind": "random"}
    before = made.team.json("status")["events"]
    for data in (form, {**form, "csrf": "x" * 32}, {**form, "csrf": ""}):
        assert lead.client.post(path, data=data).status_code == 400
    other = made.person("Ben")
    events = made.team.json("status")["events"]
    token = csrf_in(other.get("/screen").text)  # somebody else's token is no better
    assert lead.client.post(path, data={**form, "csrf": token}).status_code == 400
    assert made.team.json("status")["events"] == events == before + 1  # Ben joined, nothing else


def test_each_response_carries_the_protective_headers(house: Make) -> None:
    made = house(3)
    lead = made.person("Lea", "lead")
    pages = ("/screen", "/conflicts", "/full-texts", "/progress", "/rounds", "/team", "/queue",
             "/flow.svg", "/static/screen.js", "/nowhere", "/sign-in")  # fmt: skip
    for path in pages:
        response = lead.client.get(path)
        policy = response.headers["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert not re.search(
            r"<[^>]+\s(on\w+|style)=|<style|<script(?![^>]* src=)", response.text
        ) or (path == "/flow.svg" or path.startswith("/static")), path
        assert not re.findall(r'(?:src|href)="https?://', response.text), path
        if not path.startswith("/static"):
            assert response.headers["Cache-Control"] == "no-store"
    cookies = lead.client.get("/sign-in").headers.getlist("Set-Cookie") + [
        c for r in lead.seen for c in r.headers.getlist("Set-Cookie")
    ]
    assert cookies
    assert all("HttpOnly" in c and "SameSite=Lax" in c for c in cookies)


def test_a_secure_cookie_behind_https_and_no_strange_host(house: Make) -> None:
    from winnow_sr.faces.web import create_app

    made = house(3)
    app = create_app(made.team.folder, "https://review.example.org", train=False)
    client = app.test_client()
    inside = client.get("/sign-in", base_url="https://review.example.org")
    assert "Secure" in inside.headers["Set-Cookie"]
    assert client.get("/sign-in", base_url="http://evil.example.com").status_code == 400
    served_of(app).close()


def test_two_reviews_on_one_machine_leave_each_other_signed_in(house: Make) -> None:
    """Cookies know no ports: one browser, two servers of one host."""
    houses = (house(3), house(4))
    browser = requests.Session()
    browser.trust_env = False  # no proxy between
    with houses[0].served() as one, houses[1].served() as other:
        for made, address in zip(houses, (one, other), strict=True):
            link = f"{address}/invite/{made.token('Ana')}"
            form = {"csrf": csrf_in(browser.get(link).text), "password": PASSWORD}
            assert browser.post(link, data=form).url == f"{address}/screen"
        for address in (one, other, one):
            assert browser.get(f"{address}/progress").url == f"{address}/progress"
    names = {cookie.name for cookie in browser.cookies}
    first = [made.team.json("log")[0]["hash"][:8] for made in houses]
    assert names == {f"winnow-{mark}" for mark in first}


@pytest.mark.parametrize(
    "target", ["//evil.example.com", "https://evil.example.com", "/\\evil.example.com", "\\\\evil"]
)
def test_signing_in_leads_nowhere_else(house: Make, target: str) -> None:
    made = house(3)
    made.person("Ana")
    ana = Person("Ana", made.app.test_client())
    done = ana.post("/sign-in", page="/sign-in", name="Ana", password=PASSWORD, next=target)
    assert done.location == "/"


CLOSED = {
    "observer": ["/screen", "/queue", "/conflicts", "/full-texts", "/rounds", "/team"],
    "reviewer": ["/conflicts", "/rounds", "/team"],
    "adjudicator": ["/screen", "/queue", "/rounds", "/team"],
    "lead": ["/screen", "/queue"],
}


@pytest.mark.parametrize("role", CLOSED)
def test_a_role_opens_its_pages_and_no_others(house: Make, role: str) -> None:
    made = house(3)
    made.person("Lea", "lead")
    person = made.person("Pat", role)
    for path in CLOSED[role]:
        person.get(path, 403)
    tabs = re.findall(r'<li><a href="([^"?]+)', person.get("/progress").text)
    assert "/progress" in tabs
    assert not set(tabs) & set(CLOSED[role])
    for path in tabs:
        person.get(path)
    if role != "reviewer":
        person.post("/decide", 403, "/progress", citation="C000001", verdict="include")
    if role != "lead":
        person.post("/team/invite", 403, "/progress", name="Friend", role="lead")
        person.post("/rounds/open", 403, "/progress", kind="random")


def test_who_leaves_is_signed_out_and_their_work_stays(house: Make) -> None:
    made = house(3)
    lead, ben = made.person("Lea", "lead"), made.person("Ben")
    ben.decide("C000001", "include")
    lead.post("/team/remove", page="/team", name="Ben")
    ben.get("/screen", 302)
    ben.post("/sign-in", 401, "/sign-in", name="Ben", password=PASSWORD)
    assert made.team.json("status")["reviewers"]["Ben"]["title-abstract"] == 1
    assert "Ben" in lead.get("/team").text
    text = lead.post("/team/invite", 200, "/team", name="Ben", role="observer").text
    link = re.search(r'class="link">([^<]+)<', text)
    assert link
    back = Person("Ben", made.app.test_client())
    path = "/" + link.group(1).split("/", 3)[3]
    back.post(path, page=path, password=PASSWORD)
    back.get("/screen", 403)  # an observer now


def test_a_lead_cannot_lock_themselves_out(house: Make) -> None:
    made = house(3)
    lead = made.person("Lea", "lead")
    lead.post("/team/remove", page="/team", name="Lea")
    lead.post("/team/role", page="/team", name="Lea", role="observer")
    lead.get("/team")


def test_invite_speaks_plainly(house: Make) -> None:
    made = house(3)
    out = made.team("invite", "Ana", "--url", "https://review.example.org/").out
    assert "Ana is invited as reviewer" in out
    assert re.search(r"https://review\.example\.org/invite/\S{40,}", out)
    assert made.team.json("invite", "Ana", "--role", "lead")["role"] == "lead"
    assert made.team.json("invite", "Ana")["role"] == "lead"  # a new link leaves the role alone
    assert "1 to 80" in made.team("invite", " ", code=2).err
    winnow("-C", made.team.folder / "nowhere", "serve", code=2)
