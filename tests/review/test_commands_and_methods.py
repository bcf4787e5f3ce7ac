"""One command, one method: the table of commands and the parts of `Review` name each other."""

from __future__ import annotations

import inspect
from functools import cached_property
from pathlib import Path

import pytest

from winnow_sr import Review
from winnow_sr.faces.cli.app import COMMANDS

ROOT = Path(__file__).resolve().parents[2]
PROTOCOL = ROOT / "protocols" / "melatonin-kratom-opioid-withdrawal.yaml"
HELPERS = {"lookup"}
"""What other parts and the faces look things up with: no part of the work."""

SEVERAL = {"demo", "protocol", "screen", "serve", "open", "invite", "simulate"}
"""Commands that are a way of using several methods, or none."""

LIBRARY_ONLY = {
    "catalogue.citation",
    "catalogue.find",
    "desk.own",
    "desk.again",
    "desk.check_open",
    "desk.decided",
    "desk.last",
    "desk.pilot_unread",
    "desk.progress",
    "desk.resolution",
    "desk.sees_conflicts",
    "desk.standing",
    "duplicates.counts",
    "duplicates.keep_apart",
    "exchange.export_for",
    "exchange.export_records",
    "flow.behind",
    "rounds.check_gate",
    "full_texts.reports",
    "full_texts.said_of",
    "holding.let_go",
    "holding.take",
    "ledger.head",
    "ledger.mark",
    "ledger.notices",
    "ledger.newest",
    "ledger.place",
    "listing.amendments",
    "listing.groups",
    "listing.pace",
    "listing.records_of",
    "listing.removed",
    "listing.studies",
    "protocol.amend_to",
    "protocol.changed",
    "protocol.check",
    "rankings.behind",
    "rankings.current",
    "rankings.fresh",
    "rankings.kept",
    "rankings.train",
    "readers.end_lost",
    "readers.take",
    "readers.texts",
    "report.facts",
    "rounds.current",
    "screening.decide_all",
    "screening.pass_over",
    "screening.reading",
    "screening.shown",
    "searches.lane_for",
    "sharing.open_places",
    "sources.known",
    "sources.propose",
    "stopping.curve",
    "stopping.declared",
    "stopping.warm",
    "tags.of",
    "team.check_name",
    "team.check_screener",
    "team.may_manage",
    "team.may_resolve",
    "team.role_of",
    "team.screens",
}
"""Public methods that no command mirrors: the screens use them, or a person's own script."""


def mirrored(name: str) -> list[str]:
    """The methods that a command mirrors, as PART.METHOD (METHOD of `Review` itself)."""
    return COMMANDS[name][3].split()


@pytest.fixture(scope="module")
def review(tmp_path_factory: pytest.TempPathFactory) -> Review:
    with Review.create(tmp_path_factory.mktemp("methods") / "review", PROTOCOL) as review:
        return review


def parts(review: Review) -> dict[str, object]:
    return {
        name: getattr(review, name)
        for name, value in vars(Review).items()
        if isinstance(value, cached_property) and name not in HELPERS
    }


@pytest.mark.parametrize("name", COMMANDS)
def test_the_methods_of_a_command_exist_and_explain_themselves(review: Review, name: str) -> None:
    methods = mirrored(name)
    assert bool(methods) != (name in SEVERAL), f"{name} mirrors {methods or 'nothing'}"
    for path in methods:
        found: object = review
        for step in path.split("."):
            assert not step.startswith("_")
            found = getattr(found, step)
        assert callable(found)
        assert inspect.getdoc(found), f"review.{path} has no docstring"


def test_every_public_method_of_a_part_is_a_commands_or_the_librarys(review: Review) -> None:
    named = {path for name in COMMANDS for path in mirrored(name) if "." in path}
    there = {
        f"{part}.{name}"
        for part, value in parts(review).items()
        for name, method in vars(type(value)).items()
        if callable(method) and not name.startswith("_")
    }
    assert there - named == LIBRARY_ONLY
    assert not named & LIBRARY_ONLY
    for path in there:
        part, name = path.split(".")
        assert inspect.getdoc(getattr(parts(review)[part], name)), f"review.{path} has no docstring"


def test_no_part_inherits_from_another_and_each_says_where_it_hangs(review: Review) -> None:
    for name, part in parts(review).items():
        kind = type(part)
        assert kind.__mro__ == (kind, object)
        assert f"`review.{name}`" in (inspect.getdoc(kind) or ""), name
        assert kind.__module__ == f"winnow_sr.review.{name}"
