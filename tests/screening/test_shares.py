"""Dividing what is unread: everybody gets their part, every citation its readers."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ledger.histories import entry
from winnow_sr.errors import WinnowError
from winnow_sr.ledger.state import ReviewState
from winnow_sr.protocol.plan import Plan
from winnow_sr.screening.queues import queue
from winnow_sr.screening.shares import divided, given_and_left, parse_shares, targets, theirs
from winnow_sr.vocabulary import CitationId, RecordId

TA = "title-abstract"
PEOPLE = ["Ana", "Ben", "Cy", "Dee"]


def plan(wanted: int = 2, **screening: Any) -> Plan:
    asked = {"title_abstract": {"reviewers": wanted}, "reviewers": PEOPLE} | screening
    return Plan.from_dict({"title": "t", "screening": asked})


def state_of(n: int, *more: tuple[str, str, dict[str, Any]]) -> ReviewState:
    """n records, each a citation; then more: (actor, kind, fields)."""
    begun = [
        ("lead", "review_created", {}),
        ("lead", "search_imported", {"entries": n, "count": n}),
        *more,
    ]
    return ReviewState().replay(entry(at, *what) for at, what in enumerate(begun, 1))


def citations(n: int) -> list[CitationId]:
    return [CitationId(RecordId(i)) for i in range(1, n + 1)]


@pytest.mark.parametrize(
    ("texts", "what"),
    [
        (["Ana"], "NAME=N"),
        (["=3"], "NAME=N"),
        (["Ana=x"], "NAME=N"),
        (["Ana=-1"], "NAME=N"),
        (["Ana=1.5"], "NAME=N"),
        (["Ana=1", "ana=2"], "two shares"),
        (["Ana=0"], "above 0"),
        ([], "above 0"),
    ],
)
def test_what_is_no_share_is_refused(texts: list[str], what: str) -> None:
    with pytest.raises(WinnowError, match=what):
        parse_shares(texts)


def test_a_name_may_hold_an_equals_sign_and_spaces() -> None:
    assert parse_shares(["  A=B  Smith = 3"]) == {"A=B Smith": 3}


def test_nobody_is_given_more_than_they_can_take() -> None:
    # 2 of 3 parts of 20 places would be 13.3: only 10 can be, and the rest is Ben's
    assert targets({"Ana": 2, "Ben": 1}, {"Ana": 10, "Ben": 10}, 20) == {"Ana": 10, "Ben": 10}
    assert targets({"Ana": 2, "Ben": 1, "Cy": 1}, {"Ana": 9, "Ben": 99, "Cy": 99}, 29) == {
        "Ana": 9,
        "Ben": 10,
        "Cy": 10,
    }
    assert targets({"Ana": 1, "Ben": 0}, {"Ana": 5, "Ben": 5}, 9) == {"Ana": 5, "Ben": 0}


@given(
    n=st.integers(1, 60),
    wanted=st.integers(1, 3),
    parts=st.lists(st.integers(0, 9), min_size=4, max_size=4).filter(any),
)
def test_everybody_gets_their_part_and_every_citation_its_readers(
    n: int, wanted: int, parts: list[int]
) -> None:
    shares = dict(zip(PEOPLE, parts, strict=True))
    pool = citations(n)
    found = divided(state_of(n), plan(wanted), TA, shares, pool)
    able = sum(part > 0 for part in parts)
    assert all(len(set(on)) == len(on) for on in found.values())
    for citation in pool:
        readers = [who for who, on in found.items() if citation in on]
        assert len(readers) == min(wanted, able)
    whole = targets(shares, dict.fromkeys(PEOPLE, n), min(wanted, able) * n)
    for who, on in found.items():
        assert abs(len(on) - whole[who]) <= 2, (who, len(on), whole)


def test_both_get_good_and_bad_places_alike() -> None:
    found = divided(state_of(30), plan(1), TA, {"Ana": 2, "Ben": 1}, citations(30))
    assert (len(found["Ana"]), len(found["Ben"])) == (20, 10)
    assert sum(c <= 15 for c in found["Ana"]) == 10, "of the better half, too, two thirds are hers"


def test_a_citation_is_not_given_to_who_has_read_it() -> None:
    read = [("Ana", "decision_made", {"citation": i, "verdict": "exclude"}) for i in (1, 2, 3)]
    found = divided(state_of(6, *read), plan(2), TA, {"Ana": 1, "Ben": 1}, citations(6))
    assert found == {"Ana": [4, 5, 6], "Ben": [1, 2, 3, 4, 5, 6]}


def test_a_quota_is_the_most_that_is_given() -> None:
    found = divided(
        state_of(20), plan(1, quotas={"Ana": 3}), TA, {"Ana": 1, "Ben": 1}, citations(20)
    )
    assert (len(found["Ana"]), len(found["Ben"])) == (3, 17)


def test_one_of_the_readers_is_a_core_screener() -> None:
    asked = plan(2, core=["Ana"])
    found = divided(state_of(12), asked, TA, {"Ana": 1, "Ben": 5, "Cy": 5}, citations(12))
    assert found["Ana"] == citations(12)
    found = divided(state_of(12), asked, TA, {"Ben": 1, "Cy": 1}, citations(12))
    assert (len(found["Ben"]), len(found["Cy"])) == (6, 6), "a place is left for a core screener"


def share(readers: dict[str, list[int]], only: str = "") -> tuple[str, str, dict[str, Any]]:
    cited = sorted({c for on in readers.values() for c in on})
    fields = {"shares": dict.fromkeys(readers, 1), "citations": cited, "readers": readers}
    return "lead", "work_shared", fields | {"only": only}


def test_places_given_to_others_are_not_anybody_elses() -> None:
    state = state_of(4, share({"Ana": [1, 2], "Ben": [1]}))
    asked = plan(2)
    assert theirs(state, asked, "Ana", TA, citations(4)) == [1, 2, 3, 4]
    assert theirs(state, asked, "Ben", TA, citations(4)) == [1, 2, 3, 4], "2 has one place open"
    assert theirs(state, asked, "Cy", TA, citations(4)) == [2, 3, 4], "1 has its two readers"
    assert queue(state, asked, "Cy", TA, citations(4)) == [2, 3, 4]


def test_a_vote_of_somebody_else_takes_an_open_place() -> None:
    vote = ("Dee", "decision_made", {"citation": 1, "verdict": "exclude"})
    state = state_of(2, share({"Ana": [1]}), vote)
    assert theirs(state, plan(2), "Cy", TA, citations(2)) == [2]
    assert theirs(state, plan(3), "Cy", TA, citations(2)) == [1, 2]


def test_what_was_given_to_who_has_left_is_open_again() -> None:
    gone = [("lead", "reviewer_joined", {"name": "Ana", "role": "reviewer"})]
    gone += [("lead", "reviewer_left", {"name": "Ana"})]
    state = state_of(3, share({"Ana": [1, 2, 3]}), *gone)
    assert queue(state, plan(1), "Ben", TA, citations(3)) == [1, 2, 3]
    assert given_and_left(state, plan(1), TA) == {}


def test_a_pilot_is_read_by_everybody() -> None:
    round_ = ("lead", "round_opened", {"citations": [1, 2]})
    state = state_of(3, share({"Ana": [1, 2, 3]}), round_)
    assert queue(state, plan(1), "Ben", TA, citations(3)) == [1, 2]


def test_what_was_given_apart_stays_when_the_rest_is_divided() -> None:
    state = state_of(6, share({"Cy": [2, 5]}, "language: fr"))
    found = divided(state, plan(1), TA, {"Ana": 1, "Ben": 1}, citations(6))
    assert sorted(found["Ana"] + found["Ben"]) == [1, 3, 4, 6]
    after = state_of(6, share({"Cy": [2, 5]}, "language: fr"), share({"Ana": [1, 2, 3]}))
    assert given_and_left(after, plan(1), TA) == {"Ana": (3, 3), "Cy": (2, 2)}


def test_merged_citations_keep_the_readers_of_both_and_taken_back_ones_none() -> None:
    merged = ("lead", "citations_merged", {"a": 1, "b": 2})
    state = state_of(3, share({"Ana": [1], "Ben": [2]}), merged)
    assert given_and_left(state, plan(2), TA) == {"Ana": (1, 1), "Ben": (1, 1)}
    state = state_of(3, share({"Ana": [1, 2, 3]}), ("lead", "import_taken_back", {"search": 2}))
    assert given_and_left(state, plan(2), TA) == {}


def test_left_counts_what_still_waits_for_this_person() -> None:
    votes = [("Ana", "decision_made", {"citation": 1, "verdict": "exclude"})]
    votes += [("Cy", "decision_made", {"citation": 2, "verdict": "exclude"})]
    state = state_of(3, share({"Ana": [1, 2, 3]}), *votes)
    assert given_and_left(state, plan(1), TA) == {"Ana": (3, 1)}, "2 has its one reader"
