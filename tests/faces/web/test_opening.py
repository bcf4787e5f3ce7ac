"""`winnow open`: one person at this machine, signed in by a link that works once and only here."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.faces.web.server import House
from winnow_sr.errors import WinnowError
from winnow_sr.faces.cli.opening import person
from winnow_sr.faces.web.pages.signing import let_in
from winnow_sr.review import Review

Make = Callable[..., House]


def test_the_link_works_once_and_only_here(house: Make) -> None:
    made = house(3)
    made.person("Lea", "lead")
    away = made.app.test_client()
    token = let_in(made.app, "Lea")
    far = {"REMOTE_ADDR": "192.0.2.7"}
    assert away.get(f"/open/{token}", environ_overrides=far).status_code == 404
    here = made.app.test_client()
    assert here.get(f"/open/{token}").status_code == 302
    assert "Lea" in here.get("/manage").text
    assert made.app.test_client().get(f"/open/{token}").status_code == 404
    assert away.get("/manage").status_code == 302


def test_who_opens_it(house: Make) -> None:
    made = house(3)
    with Review.open(made.team.folder) as review:
        with pytest.raises(WinnowError, match="say who you are"):
            person(review, "")
        assert person(review, "Lea") == "Lea"
        assert review.team.role_of("Lea") == "lead"
        assert person(review, "") == "Lea"
        with pytest.raises(WinnowError, match="is not on the team"):
            person(review, "Mallory")
