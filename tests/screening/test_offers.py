"""From events to offers: what led to each vote at title and abstract."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.ledger.histories import events, vote
from winnow_sr.ledger.state import ReviewState
from winnow_sr.protocol.plan import Plan
from winnow_sr.screening.offers import Offers, offers, ranked_citations, reading_of
from winnow_sr.screening.reading import Step
from winnow_sr.stopping import RULES, make_rule, stop_label
from winnow_sr.vocabulary import RecordId

TA = "title-abstract"
Happened = tuple[str, str, dict[str, Any]]
TRAINED: Happened = ("ranking", "model_trained", {"ranking": "r"})


def made(who: str, citation: int, **more: Any) -> Happened:
    return who, "decision_made", vote(citation, "exclude", **more)


def queued(who: str, citation: int, place: int, **more: Any) -> Happened:
    return made(who, citation, ranking="r", rank=place, offered="queue", **more)


def found(*happened: Happened, bare: tuple[int, ...] = ()) -> Offers:
    told = events(*happened)
    state = ReviewState().replay(told)
    return offers(told, state, {RecordId(n) for n in bare})


def last(*happened: Happened, bare: tuple[int, ...] = ()) -> tuple[str, str, int]:
    step: Step = found(*happened, bare=bare).steps[-1]
    return step.kind, step.ranking, step.place


PILOT: Happened = ("ana", "round_opened", {"round": 1, "kind": "pilot", "citations": [1, 2]})
BEST: Happened = ("ana", "round_opened", {"round": 1, "kind": "priority", "citations": [5, 3]})


@pytest.mark.parametrize(
    ("happened", "step"),
    [
        ([queued("ana", 4, 2)], ("ranked", "r", 2)),
        # A file of verdicts, an id typed: also where an early version wrote a place beside them.
        ([made("ana", 4)], ("elsewhere", "", 0)),
        ([made("ana", 4, rank=7, ranking="r")], ("elsewhere", "", 0)),
        # A colleague's second reading shows no place: it takes that of the first offer.
        ([queued("ana", 4, 2), made("ben", 4, offered="screen")], ("ranked", "r", 2)),
        ([made("ana", 4), made("ben", 4, offered="screen")], ("elsewhere", "", 0)),
        # Members of a sample came by the draw, however their verdicts are handed in.
        ([PILOT, made("ana", 1, round=1)], ("pilot", "round 1", 0)),
        ([PILOT, queued("ana", 2, 6, round=1)], ("pilot", "round 1", 0)),
        ([PILOT, made("ana", 4)], ("elsewhere", "", 0)),
        # In a priority round the order is that of the batch, whatever the ranking says by then.
        ([BEST, queued("ana", 3, 9, round=1)], ("ranked", "round 1", 2)),
        ([BEST, made("ana", 3, round=1)], ("elsewhere", "", 0)),
        # Full texts are another stage.
        ([queued("ana", 4, 2), made("ana", 4, stage="full-text")], ("ranked", "r", 2)),
    ],
)
def test_what_led_to_a_vote(happened: list[Happened], step: tuple[str, str, int]) -> None:
    assert last(TRAINED, *happened) == step


def test_first_for_want_of_an_abstract_is_no_ranked_place() -> None:
    plan = {"plan": {"title": "t", "screening": {"abstractless_first": True}}}
    amended: Happened = ("ana", "protocol_amended", plan)
    assert last(amended, TRAINED, queued("ana", 4, 2), bare=(4,)) == ("without-abstract", "", 0)
    # An abstract that came later does not change what was, and one that was there counts.
    later: Happened = ("ana", "record_edited", {"record": 4, "field": "abstract", "value": "Text"})
    assert last(amended, TRAINED, later, queued("ana", 4, 2), bare=(4,))[0] == "ranked"
    assert last(amended, TRAINED, queued("ana", 4, 2), later, bare=(4,))[0] == "without-abstract"
    # Of two records of one citation one has an abstract.
    merged: Happened = ("ana", "citations_merged", {"a": 4, "b": 5})
    assert last(amended, merged, TRAINED, queued("ana", 4, 2), bare=(4,))[0] == "ranked"


def test_a_queue_handed_out_and_a_round_drawn_are_offers_without_a_vote() -> None:
    handed = {"ranking": "r", "citations": [6, 2], "places": [1, 2]}
    steps = found(TRAINED, ("ana", "citations_offered", handed), PILOT).steps
    assert [(s.citation, s.kind, s.place, s.vote) for s in steps] == [
        (6, "ranked", 1, False), (2, "ranked", 2, False), (1, "pilot", 0, False), (2, "pilot", 0, False),
    ]  # fmt: skip


def test_when_citations_came_in_and_went() -> None:
    more: Happened = ("ana", "search_imported", {"first": 10, "count": 2})  # event 3
    gone: Happened = ("ana", "records_removed", {"citations": [4, 5]})  # 4
    back: Happened = ("ana", "records_restored", {"citations": [5]})  # 5
    merged: Happened = ("ana", "citations_merged", {"a": 1, "b": 11})
    screened = {s.citation: (s.since, s.removed) for s in found(more, gone, back, merged).screened}
    assert screened[1] == (2, 0)  # a late duplicate of what was there is nothing new
    assert screened[10] == (3, 0)
    assert screened[4] == (2, 4)
    assert screened[5] == (5, 0)
    assert 11 not in screened


def test_rankings_and_plans_with_the_events_that_made_them() -> None:
    fixed: Happened = ("ana", "stop_rule_fixed", {"target": 0.8, "parameters": {"b": 1, "a": 2}})
    got = found(TRAINED, fixed, BEST)
    assert got.rankings == {"r": 3, "round 1": 5}
    assert [(p.seq, p.rule, p.target, p.parameters) for p in got.plans] == [
        (4, "cmh-seq", 0.8, '{"a":2,"b":1}')
    ]


VOTES = st.lists(
    st.tuples(
        st.sampled_from(["ana", "ben"]),
        st.integers(1, 9),
        st.sampled_from(["include", "exclude", "unsure"]),
        st.integers(0, 9),
    ),
    max_size=30,
)


@given(VOTES, st.sampled_from(sorted(RULES)), st.sampled_from([0.5, 0.8, 0.95]))
@settings(deadline=None, max_examples=150)
def test_votes_recorded_without_an_offer_support_no_label_whatever_their_order(
    votes: list[tuple[str, int, str, int]], rule: str, target: float
) -> None:
    """Also where they carry a place: an early version wrote one beside every verdict."""
    told = events(
        TRAINED,
        *[
            (who, "decision_made", vote(c, verdict, rank=rank, ranking="r" if rank else ""))
            for who, c, verdict, rank in votes
        ],
    )
    state, plan = ReviewState().replay(told), Plan.from_dict({"title": "t"})
    now = reading_of(state, plan, offers(told, state))
    assert now.counts.ranked == 0
    label = stop_label(
        make_rule(rule, target=target).evaluate(now.history),
        everything_read=now.facts.all_read,
        ranked=now.ranked,
        changed=False,
    )
    assert label == "none"


def test_only_what_was_offered_is_looked_up_for_its_abstract() -> None:
    handed = {"ranking": "r", "citations": [6], "places": [1]}
    told = events(
        TRAINED, ("ana", "citations_offered", handed), queued("ana", 4, 2), made("ana", 7)
    )
    assert ranked_citations(told) == {4, 6}
