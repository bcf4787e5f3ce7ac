"""A review served on a free port of this machine, and people who sign in to it."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.winnow import Team
from winnow_sr.faces.web import create_app
from winnow_sr.faces.web.app import served_of

PASSWORD = "correct horse battery"
PROTOCOL = """
title: "Warm milk for sleep & <b>rest</b>"
question:
  text: "Does warm milk help people sleep?"
  population: "People who sleep badly"
  intervention: "Warm milk"
eligibility:
  include: ["Adults", "Warm milk <i>by mouth</i>"]
  exclude: ["Animals"]
terms:
  include: ["sleep*", "treatment"]
  exclude: ["anxiety"]
exclusion_reasons:
  - {code: population, label: Wrong population}
  - {code: outcome, label: Wrong outcome}
  - {code: design, label: Wrong design}
sources:
  - {name: MEDLINE, lane: database}
screening:
  title_abstract: {reviewers: %(reviewers)d}
  full_text: {reviewers: 1}
  conflicts: %(conflicts)s
  batch: 1000
  pilot: {size: 5}
  screeners: [%(screeners)s]
"""


def protocol(
    path: Path, reviewers: int = 2, conflicts: str = "blind", screeners: Sequence[str] = ()
) -> Path:
    """A small protocol with two reviewers per citation; screeners: who screens whatever else they are."""
    named = ", ".join(f'"{name}"' for name in screeners)
    values = {"reviewers": reviewers, "conflicts": conflicts, "screeners": named}
    path.write_text(PROTOCOL % values, "utf-8")
    return path


def csrf_in(text: str) -> str:
    """The token in a page's form."""
    found = re.search(r'name="csrf" value="([^"]+)"', text)
    assert found, "the page has no token"
    return found.group(1)


@dataclass
class Person:
    """Somebody at a browser without JavaScript; keeps every response they got."""

    name: str
    client: FlaskClient
    seen: list[TestResponse] = field(default_factory=list)

    def get(self, path: str, code: int = 200, **options: Any) -> TestResponse:
        """Open a page."""
        return self._keep(self.client.get(path, **options), code)

    def post(self, path: str, code: int = 302, page: str = "/screen", **form: Any) -> TestResponse:
        """Send a form of `page`, with its token."""
        token = csrf_in(self.client.get(page, follow_redirects=True).text)
        data = {"csrf": token, **form}
        return self._keep(self.client.post(path, data=data), code)

    def decide(self, citation: str, verdict: str, code: int = 302, **more: Any) -> TestResponse:
        """Decide on a citation."""
        return self.post("/decide", code, citation=citation, verdict=verdict, **more)

    def _keep(self, response: TestResponse, code: int) -> TestResponse:
        self.seen.append(response)
        assert response.status_code == code, (response.status, response.text[:500])
        return response


class House:
    """A review with its application."""

    def __init__(self, team: Team, *, train: bool = False) -> None:
        self.team = team
        self.app: Flask = create_app(team.folder, train=train)
        served_of(self.app).review.rankings.current()

    def token(self, name: str, role: str = "reviewer") -> str:
        """The secret of a new invitation."""
        link: str = self.team.json("invite", name, "--role", role)["link"]
        return link.rsplit("/", 1)[1]

    def person(self, name: str, role: str = "reviewer") -> Person:
        """Invite somebody and let them accept."""
        found = Person(name, self.app.test_client())
        path = f"/invite/{self.token(name, role)}"
        found.post(path, page=path, password=PASSWORD)
        return found

    @contextmanager
    def served(self) -> Iterator[str]:
        """The address of a real server for the application."""
        from winnow_sr.faces.web.server import make_server

        server = make_server(self.app, "127.0.0.1", 0)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.effective_port}"
        finally:
            server.close()
            thread.join(5)
