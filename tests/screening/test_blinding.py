"""Nobody who still has to read a citation sees another's vote on it, and what could be seen is kept."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ledger.histories import events, vote
from winnow_sr.errors import WinnowError
from winnow_sr.ledger.state import ReviewState
from winnow_sr.protocol.plan import Plan
from winnow_sr.screening.blinding import (
    check_may_know,
    could_see_others,
    known_statuses,
    may_see,
    must_read,
    pilot_unread,
)
from winnow_sr.screening.outcomes import outcome_at, statuses
from winnow_sr.screening.queues import queue
from winnow_sr.vocabulary import CitationId, RecordId

TA, FT = "title-abstract", "full-text"
NAMES = {"reviewers": ["ana", "ben", "cleo"], "adjudicators": ["ada"]}
BLIND = Plan.from_dict({"screening": NAMES | {"conflicts": "blind"}})
OPEN = Plan.from_dict({"screening": NAMES | {"conflicts": "open"}})
PILOT = ("lead", "round_opened", {"citations": [1, 2, 3]})
ONE = CitationId(RecordId(1))
FIVE = CitationId(RecordId(5))


def after(*happened: tuple[str, str, dict[str, Any]]) -> ReviewState:
    return ReviewState().replay(events(*happened))


def said(who: str, citation: int, verdict: str, **more: Any) -> tuple[str, str, dict[str, Any]]:
    return (who, "decision_made", vote(citation, verdict, **more))


SPLIT = (said("ana", 1, "include"), said("ben", 1, "exclude"))


def test_in_an_open_pilot_whoever_has_not_read_sees_nothing_even_of_a_conflict() -> None:
    """F2: ana and ben differ, cleo must still read it."""
    state = after(PILOT, *SPLIT)
    for plan in (BLIND, OPEN):
        assert outcome_at(state, plan, TA, ONE).status == "conflict"
        assert must_read(state, plan, "cleo", TA, ONE)
        assert not may_see(state, plan, "cleo", TA, ONE)
        assert not could_see_others(state, plan, "cleo", TA, ONE)
        assert ONE in queue(state, plan, "cleo", TA, [])
    assert pilot_unread(state, OPEN, "cleo") == {1, 2, 3}
    assert pilot_unread(state, OPEN, "ana") == {2, 3}
    with pytest.raises(WinnowError, match="read C000001 in the open pilot first"):
        check_may_know(state, OPEN, "cleo", ONE)


def test_who_does_not_screen_has_nothing_to_read_and_may_look_at_the_pilots_conflicts() -> None:
    state = after(PILOT, *SPLIT)
    assert pilot_unread(state, BLIND, "ada") == set()
    assert may_see(state, BLIND, "ada", TA, ONE)
    assert not may_see(state, BLIND, "ada", TA, CitationId(RecordId(2)))


def test_somebody_unnamed_sees_nothing_that_anybody_must_still_read() -> None:
    state = after(PILOT, *SPLIT)
    assert not may_see(state, OPEN, "", TA, ONE)
    assert may_see(after(*SPLIT), OPEN, "", TA, ONE)
    assert not may_see(after(said("ana", 5, "include")), OPEN, "", TA, FIVE)


def test_a_single_vote_is_shown_to_nobody() -> None:
    state = after(said("ana", 5, "include"))
    for who in ("ana", "ben", "ada", "somebody"):
        assert not may_see(state, OPEN, who, TA, FIVE)


def test_a_blind_conflict_is_shown_to_who_resolves_it_and_did_not_vote() -> None:
    state = after(*SPLIT)
    assert {w for w in ("ana", "ben", "cleo", "ada", "") if may_see(state, BLIND, w, TA, ONE)} == {
        "ada"
    }
    assert {w for w in ("ana", "ben", "cleo", "ada") if may_see(state, OPEN, w, TA, ONE)} == {
        "ana",
        "ben",
        "cleo",
        "ada",
    }


def test_a_third_vote_on_an_open_conflict_could_see_the_others_and_a_blind_one_could_not() -> None:
    state = after(*SPLIT)
    assert could_see_others(state, OPEN, "cleo", TA, ONE)
    assert not could_see_others(state, BLIND, "cleo", TA, ONE)
    assert not could_see_others(after(said("ana", 1, "include")), OPEN, "ana", TA, ONE)


def test_who_took_a_verdict_back_may_have_seen_the_other() -> None:
    taken = ("ana", "decision_withdrawn", {"decision": 3, "citation": 1})
    split = after(*SPLIT, taken)
    assert could_see_others(split, OPEN, "ana", TA, ONE)
    assert not could_see_others(split, BLIND, "ana", TA, ONE), "a blind conflict shows no votes"
    both = after(said("ana", 1, "include"), said("ben", 1, "unsure"), taken)
    assert could_see_others(both, BLIND, "ana", TA, ONE), "what was settled had been open"
    first = after(said("ana", 1, "include"), taken, said("ben", 1, "include"))
    assert not could_see_others(first, OPEN, "ana", TA, ONE), "nobody else had voted then"


def test_what_is_settled_is_open_to_the_team() -> None:
    state = after(said("ana", 1, "include"), said("ben", 1, "include"))
    assert all(may_see(state, BLIND, who, TA, ONE) for who in ("ana", "cleo", "ada", ""))
    again = after(said("ana", 1, "include"), said("ben", 1, "include"), PILOT)
    assert not may_see(again, BLIND, "cleo", TA, ONE), "the pilot is read by everybody"


def test_the_full_text_is_as_blind_as_the_abstract() -> None:
    both = (said("ana", 1, "include"), said("ben", 1, "include"))
    state = after(*both, said("ana", 1, "include", stage=FT))
    assert must_read(state, OPEN, "ben", FT, ONE)
    assert not may_see(state, OPEN, "ben", FT, ONE)
    assert not may_see(state, OPEN, "ana", FT, ONE)


votes = st.lists(
    st.tuples(
        st.sampled_from(["ana", "ben", "cleo"]),
        st.integers(1, 5),
        st.sampled_from(["include", "exclude", "unsure"]),
    ),
    max_size=20,
)


@given(votes)
def test_lists_say_no_more_of_an_open_pilot_than_that_it_waits(
    given_: list[tuple[str, int, str]],
) -> None:
    state = after(PILOT, *(said(*v) for v in given_))
    shown, known = known_statuses(state, OPEN, TA), statuses(state, OPEN, TA)
    assert shown.keys() == known.keys()
    assert {shown[c] for c in shown if c in (1, 2, 3)} <= {"waiting"}
    assert all(shown[c] == known[c] for c in shown if c > 3)


@given(votes, st.sampled_from([BLIND, OPEN]), st.booleans())
def test_what_is_in_somebodys_queue_is_never_shown_to_them(
    given_: list[tuple[str, int, str]], plan: Plan, pilot: bool
) -> None:
    state = after(*([PILOT] if pilot else []), *(said(*v) for v in given_))
    for who in ("ana", "ben", "cleo"):
        for citation in queue(state, plan, who, TA, list(state.citations())):
            assert not may_see(state, plan, who, TA, citation)
