"""docs/architecture.md names files that exist, and every room of the house."""

from __future__ import annotations

import re

import pytest

from tests.docs.pages import ROOT, page
from winnow_sr.review.session import Session

PAGE = page("docs/architecture.md")
NAMED = sorted(set(re.findall(r"`((?:pipeline|tests|docs|benchmarks)/[^`]*)`", PAGE)))
PACKAGE = ROOT / "pipeline" / "winnow_sr"


@pytest.mark.parametrize("name", NAMED)
def test_a_file_that_is_named_exists(name: str) -> None:
    path = ROOT / name
    assert path.is_dir() if name.endswith("/") else path.is_file()


def test_every_room_stands_in_the_house() -> None:
    rooms = [path.name for path in PACKAGE.iterdir() if (path / "__init__.py").is_file()]
    assert len(rooms) > 10
    table = PAGE.split("## The house")[1].split("\n## ")[0]
    for room in rooms:
        assert f"`pipeline/winnow_sr/{room}/`" in table


def test_every_rule_over_a_state_has_its_home_on_the_page() -> None:
    """A new module of rules belongs in the table (or among these, which hold no rule)."""
    helpers = {"__init__", "agreement", "coefficients", "fates", "flow"}
    helpers |= {"reading_words"}
    table = PAGE.split("## Where each rule lives")[1].split("\n## ")[0]
    for path in (PACKAGE / "screening").glob("*.py"):
        assert path.stem in helpers or f"`pipeline/winnow_sr/screening/{path.name}`" in table


def test_methods_of_the_session_that_are_named_exist() -> None:
    named = re.findall(r"`Session\.(\w+)`", PAGE)
    assert named
    for name in named:
        assert hasattr(Session, name)
