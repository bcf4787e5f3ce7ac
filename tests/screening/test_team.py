"""Who screens, who resolves, who acts for the team: one rule, asked by every face."""

from __future__ import annotations

from typing import Any

import pytest

from tests.ledger.histories import events
from winnow_sr.errors import WinnowError
from winnow_sr.ledger.state import ReviewState
from winnow_sr.protocol.plan import Plan
from winnow_sr.screening.team import (
    check_manager,
    check_member,
    check_resolver,
    check_screener,
    may_manage,
    may_resolve,
    members,
    role_of,
    screeners,
    screens,
)


def plan(**screening: Any) -> Plan:
    return Plan.from_dict({"screening": screening})


def team(left: tuple[str, ...] = (), **roles: str) -> ReviewState:
    joined = [("lead", "reviewer_joined", {"name": n, "role": r}) for n, r in roles.items()]
    gone = [("lead", "reviewer_left", {"name": n}) for n in left]
    return ReviewState().replay(events(*joined, *gone))


OPEN = plan()
NAMED = plan(reviewers=["Ana", "Ben"], adjudicators=["Cleo"])


def test_on_a_team_without_a_list_everybody_may_do_everything() -> None:
    state = team()
    assert screens(state, OPEN, "whoever")
    assert may_resolve(state, OPEN, "whoever")
    assert may_manage(state, OPEN, "whoever")
    assert screeners(state, OPEN) == []


def test_being_on_the_team_is_not_the_same_as_screening() -> None:
    state = team(Lea="lead", Otto="observer")
    assert members(state, NAMED) == {
        "Ana": "reviewer",
        "Ben": "reviewer",
        "Cleo": "adjudicator",
        "Lea": "lead",
        "Otto": "observer",
    }
    assert screeners(state, NAMED) == ["Ana", "Ben"]
    for who, role in (("Cleo", "an adjudicator"), ("Lea", "a lead"), ("Otto", "an observer")):
        with pytest.raises(WinnowError, match=f"{who} is {role} and does not screen"):
            check_screener(state, NAMED, who)


def test_a_lead_whom_the_protocol_names_among_the_reviewers_screens() -> None:
    state = team(Ana="lead")
    assert screens(state, NAMED, "Ana")
    assert role_of(state, NAMED, "Ana") == "lead"
    assert not screens(team(Ana="observer"), NAMED, "Ana")


def test_who_left_does_nothing_any_more() -> None:
    state = team(left=("Ana",), Ana="reviewer")
    assert not screens(state, NAMED, "Ana")
    assert role_of(state, NAMED, "Ana") is None
    with pytest.raises(WinnowError, match="Ana has left the team"):
        check_member(state, NAMED, "Ana")


def test_only_adjudicators_and_leads_end_conflicts_where_there_are_any() -> None:
    """F3: the protocol names nobody, the team has an adjudicator and two reviewers."""
    state = team(cleo="adjudicator", ana="reviewer", ben="reviewer")
    assert check_resolver(state, OPEN, "cleo") == "cleo"
    with pytest.raises(WinnowError, match="ana may not resolve conflicts: cleo may"):
        check_resolver(state, OPEN, "ana")
    assert check_resolver(team(Lea="lead"), NAMED, "Lea") == "Lea"
    with pytest.raises(WinnowError, match="Cleo and Lea may"):
        check_resolver(team(Lea="lead"), NAMED, "Ben")


def test_where_nobody_is_named_for_it_the_reviewers_end_their_conflicts() -> None:
    assert may_resolve(team(), plan(reviewers=["Ana", "Ben"]), "Ana")
    assert not may_resolve(team(), plan(reviewers=["Ana", "Ben"]), "Zoe")
    assert not may_resolve(team(Otto="observer"), plan(reviewers=["Ana", "Ben"]), "Otto")
    assert not may_resolve(team(Olga="observer"), plan(reviewers=["Ana", "Ben"]), "Olga")


def test_an_adjudicator_of_the_protocol_who_became_an_observer_only_looks() -> None:
    assert not may_resolve(team(Cleo="observer", Lea="lead"), NAMED, "Cleo")


def test_leads_act_for_the_team_where_there_is_one() -> None:
    led = team(Lea="lead", Ana="reviewer")
    assert check_manager(led, OPEN, "Lea") == "Lea"
    with pytest.raises(WinnowError, match=r"Ana may not do that: that is for the lead \(Lea\)"):
        check_manager(led, OPEN, "Ana")
    assert check_manager(led, OPEN, "team") == "team", "whoever holds the folder"
    alone = team(Ana="reviewer", Otto="observer")
    assert check_manager(alone, OPEN, "Ana") == "Ana"
    assert check_manager(alone, OPEN, "a librarian") == "a librarian"
    with pytest.raises(WinnowError, match="an observer only looks"):
        check_manager(alone, OPEN, "Otto")


@pytest.mark.parametrize("name", ["", "  ", "a\x07b", "x" * 81])
def test_a_name_is_printable_and_not_too_long(name: str) -> None:
    with pytest.raises(WinnowError, match="1 to 80 printable"):
        check_member(team(), OPEN, name)
    assert check_member(team(), OPEN, "  Ana   Maria ") == "Ana Maria"


def test_somebody_unknown_is_told_who_the_team_is() -> None:
    with pytest.raises(WinnowError, match="unknown reviewer 'Zoe': the team is Ana, Ben, Cleo"):
        check_member(team(), NAMED, "Zoe")
