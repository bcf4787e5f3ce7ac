"""Passwords and sessions, as docs/security.md promises them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.faces.web.server import PASSWORD, House, csrf_in
from winnow_sr.faces.web.app import served_of

Make = Callable[..., House]


@pytest.mark.parametrize(("length", "code"), [(11, 422), (12, 302), (128, 302), (129, 422)])
def test_a_password_is_long_enough_and_not_endless(house: Make, length: int, code: int) -> None:
    made = house(2)
    client = made.app.test_client()
    path = f"/invite/{made.token('Ana')}"
    form = {"csrf": csrf_in(client.get(path).text), "password": "a" * length}
    assert client.post(path, data=form).status_code == code


def test_a_session_is_new_at_sign_in_and_dead_after_sign_out(house: Make) -> None:
    made = house(2)
    ana = made.person("Ana")
    name = made.app.config["SESSION_COOKIE_NAME"]

    def cookie() -> str:
        found = ana.client.get_cookie(name)
        return found.value if found else ""

    first = cookie()
    ana.post("/sign-in", page="/sign-in", name="Ana", password=PASSWORD)
    second = cookie()
    assert second not in ("", first)
    ana.get("/progress")
    ana.post("/sign-out", page="/progress")
    for old in (first, second):  # somebody kept them
        ana.client.set_cookie(name, old)
        assert ana.get("/progress", 302).headers["Location"].startswith("/sign-in")


def test_a_session_ends_after_its_hours(house: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    from winnow_sr.faces.web import accounts

    made = house(2)
    monkeypatch.setattr(accounts, "SESSION_HOURS", 0)
    ana = made.person("Ana")
    ana.get("/progress", 302)
    assert served_of(made.app).accounts.has_password() == {"Ana"}
