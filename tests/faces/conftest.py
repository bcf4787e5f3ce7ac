"""Reviews to sit down at, with and without the browser version's application, and a browser.

The small review of the terminal has 24 invented citations, ranked once and copied for every test.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.faces.web import story
from tests.faces.web.browser import NoBrowserError, launch
from tests.faces.web.server import House, protocol
from tests.winnow import Team, entry, ris
from winnow_sr.faces.web.app import served_of
from winnow_sr.review import Review

PROTOCOL = """\
title: Craving and sleep
question: Does treatment a help people who crave?
eligibility:
  include: [People were treated.]
  exclude: [Nobody was treated.]
  edge_cases:
    - case: A survey that treats nobody.
      verdict: exclude
      reason: design
terms:
  include: [craving, sleep*]
  exclude: [mood]
exclusion_reasons:
  - {code: population, label: Wrong people, text: Nobody craved anything.}
  - {code: design, label: Wrong design}
  - {code: language, label: No translation to be had}
screening:
  title_abstract: 2
  full_text: 1
  batch: 5
  pilot: {size: 0}
"""


@pytest.fixture(scope="session")
def ranked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The review as it is when the first reviewer sits down."""
    folder = tmp_path_factory.mktemp("sitting")
    protocol = folder / "protocol.yaml"
    protocol.write_text(PROTOCOL, encoding="utf-8")
    team = Team(folder / "review", protocol)
    file = ris(folder / "export.ris", (entry(n, DO=f"10.1000/k{n}") for n in range(1, 25)))
    team("add", file, "--source", "MEDLINE", "--lane", "database")
    team("queue", "--as", "Ana", "-n", 1)
    return folder / "review"


@pytest.fixture
def folder(ranked: Path, tmp_path: Path) -> Path:
    """A copy of the review to work in."""
    return Path(shutil.copytree(ranked, tmp_path / "review"))


@pytest.fixture
def review(folder: Path) -> Iterator[Review]:
    """It, open."""
    review = Review.open(folder)
    yield review
    review.close()


@pytest.fixture
def pairs(tmp_path: Path) -> Iterator[Review]:
    """A review with one doubtful pair: a preprint and, it seems, its article."""
    protocol = tmp_path / "protocol.yaml"
    protocol.write_text(PROTOCOL, encoding="utf-8")
    team = Team(tmp_path / "pairs", protocol)
    preprint = entry(
        1, TI="Kratom and buprenorphine in opioid withdrawal: a trial", T2="medRxiv",
        DO="10.1101/2020.01.02.20000001", PY=2020,
    )  # fmt: skip
    article = {
        **preprint, "AN": "K2", "T2": "Journal of Trials", "DO": "10.1000/k2", "PY": 2021,
        "VL": "7", "SP": "11", "EP": "19",
    }  # fmt: skip
    team("add", ris(tmp_path / "pairs.ris", [preprint, article, entry(3)]),
         "--source", "MEDLINE", "--lane", "database")  # fmt: skip
    assert team.json("dedupe")["doubtful"] == 1
    review = Review.open(tmp_path / "pairs")
    yield review
    review.close()


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Callable[..., House]]:
    """Makes a review of invented citations with its application."""
    made: list[House] = []

    def make(
        count: int = 12,
        *,
        reviewers: int = 2,
        conflicts: str = "blind",
        screeners: Sequence[str] = (),
        **more: Any,
    ) -> House:
        folder = tmp_path / f"house{len(made)}"
        folder.mkdir()
        plan = protocol(folder / "protocol.yaml", reviewers, conflicts, screeners)
        made.append(House(story.review(folder, plan, count, **more)))
        return made[-1]

    yield make
    for found in made:
        served_of(found.app).close()


@pytest.fixture(scope="module")  # Playwright keeps an event loop running meanwhile
def chromium() -> Iterator[Any]:
    """A real browser, or a skip that says what is missing."""
    try:
        with launch() as browser:
            yield browser
    except NoBrowserError as why:
        pytest.skip(str(why))
