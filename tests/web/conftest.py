"""Reviews with their applications, and a browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.web.browser import NoBrowserError, launch
from tests.web.server import House, protocol
from tests.web.story import review
from winnow_sr.faces.web.app import desk_of


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Callable[..., House]]:
    """Makes a review of invented citations with its application."""
    made: list[House] = []

    def make(
        count: int = 12, *, reviewers: int = 2, conflicts: str = "blind", **more: Any
    ) -> House:
        folder = tmp_path / f"house{len(made)}"
        folder.mkdir()
        plan = protocol(folder / "protocol.yaml", reviewers, conflicts)
        made.append(House(review(folder, plan, count, **more)))
        return made[-1]

    yield make
    for found in made:
        desk_of(found.app).close()


@pytest.fixture(scope="module")  # Playwright keeps an event loop running meanwhile
def chromium() -> Iterator[Any]:
    """A real browser, or a skip that says what is missing."""
    try:
        with launch() as browser:
            yield browser
    except NoBrowserError as why:
        pytest.skip(str(why))
