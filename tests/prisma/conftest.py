"""A small workshop for reviews: citations by the handful, random legal ones, and a browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st

from winnow_sr.prisma import Fate, Lane, Member

LANES: dict[str, Lane] = {
    "PubMed": "database",
    "Embase": "database",
    "ClinicalTrials.gov": "register",
    "WHO": "website",
    "UNODC": "organisation",
    "chasing": "citation",
}
SOURCES = list(LANES.items())
REASONS = [
    ("P", "Wrong population"),
    ("I", "Wrong intervention, or dose"),
    ("D", "Author's reply; no study"),
]


class Book:
    """Collects fates. `add("PubMed", "Embase", n=3, ...)`: three citations, each with a record in
    PubMed and one in Embase, all of the same fate."""

    def __init__(self) -> None:
        self.fates: list[Fate] = []
        self._records = 0

    def add(self, *places: str, n: int = 1, **fate: Any) -> list[str]:
        made: list[str] = []
        for _ in range(n):
            members = tuple(self._member(place) for place in places)
            citation = f"C{len(self.fates) + 1:06d}"
            self.fates.append(
                Fate(citation, f"k{citation}", f"Title of {citation}", members, **fate)
            )
            made.append(citation)
        return made

    def _member(self, place: str) -> Member:
        self._records += 1
        return Member(f"R{self._records:06d}", place, LANES[place])


READ: dict[str, dict[str, Any]] = {
    "included": {"screening": "included", "report": "retrieved", "full_text": "included"},
    "no copy": {"screening": "included", "report": "not-retrieved"},
    "excluded": {"screening": "excluded", "excluded_by": "human"},
    "by tool": {"screening": "excluded", "excluded_by": "automation"},
}


def out(reason: str) -> dict[str, Any]:
    """Excluded at full text."""
    return {
        "screening": "included",
        "report": "retrieved",
        "full_text": "excluded",
        "reason": reason,
    }


@st.composite
def legal_fate(draw: st.DrawFn, number: int) -> Fate:
    """Any citation a replay of a ledger could yield: see the docstrings of `Fate`."""
    lanes = draw(st.lists(st.sampled_from(list(LANES)), min_size=1, max_size=4))
    members = tuple(
        Member(f"R{number:04d}{i}", place, LANES[place]) for i, place in enumerate(lanes)
    )
    fate: dict[str, Any] = {}
    state = draw(
        st.sampled_from(
            ["removed", "unscreened", "in-progress", "included", "excluded", "unread", "not-needed"]
        )
    )
    if state == "removed":
        fate["removed"] = draw(st.sampled_from(["automation", "other"]))
    else:
        fate["screening"] = state
    if state == "excluded":
        fate["excluded_by"] = draw(st.sampled_from(["human", "automation"]))
    if state in ("included", "not-needed"):
        fate["report"] = draw(st.sampled_from(["", "sought", "retrieved", "not-retrieved"]))
        fate["reports"] = draw(st.sampled_from([1, 1, 1, 2, 3, 0]))
        if fate["report"] in ("sought", "retrieved"):
            fate["full_text"] = draw(
                st.sampled_from(
                    ["pending", "in-progress", "included", "excluded", "awaiting", "ongoing"]
                )
            )
        if fate.get("full_text") == "excluded":
            fate["reason"] = draw(st.sampled_from([code for code, _ in REASONS] + ["unlisted"]))
        if fate.get("full_text") == "included" and fate["reports"]:
            ids = st.sampled_from(["S1", "S2", "S3"])
            fate["studies"] = tuple(draw(st.lists(ids, max_size=2, unique=True)))
    return Fate(f"C{number:06d}", f"k{number}", f"Title {number}", members, **fate)


@st.composite
def legal_reviews(draw: st.DrawFn, most: int = 25) -> list[Fate]:
    n = draw(st.integers(0, most))
    return [draw(legal_fate(i)) for i in range(n)]


@pytest.fixture
def book() -> Book:
    return Book()


# A module at a time: Playwright keeps an event loop running, which other tests cannot have.
@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """A real browser, or a skip that says what is missing."""
    path = next(
        (p for p in ("/usr/bin/chromium", "/usr/bin/chromium-browser") if Path(p).exists()), None
    )
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with sync_api.sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(
                executable_path=path, args=["--no-sandbox", "--disable-gpu"]
            )
        except sync_api.Error as error:
            pytest.skip(f"no Chromium that starts: {str(error).splitlines()[0]}")
        yield browser
        browser.close()
