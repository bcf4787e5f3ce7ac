"""Replaying events gives the state; a snapshot is the same state; decisions follow their records."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from winnow_sr.errors import WinnowError
from winnow_sr.ledger.state import ReviewState

PLAN = {"title": "t", "digest": "d", "plan": {}}
SEARCH = {
    "file": "f", "digest": "x", "format": "ris", "encoding": "utf-8", "source": "s", "lane": "database",
    "date": "", "platform": "", "strategy": "", "entries": 9, "first": 1, "count": 9, "unchanged": 0,
    "quarantined": 0, "records_digest": "", "remarks_digest": "",
}  # fmt: skip


def events(*happened: tuple[str, str, dict[str, Any]]) -> list[Any]:
    begun = [("lead", "review_created", PLAN), ("lead", "search_imported", SEARCH), *happened]
    return [
        (n, f"2026-01-01T00:00:{n:02d}Z", who, kind, payload, f"h{n}")
        for n, (who, kind, payload) in enumerate(begun, 1)
    ]


def vote(citation: int, verdict: str, **more: Any) -> dict[str, Any]:
    return {"stage": "title-abstract", "citation": citation, "verdict": verdict, "reason": "", "note": "",
            "round": 0, "rank": 0, "visible": False, "seconds": 0.0} | more  # fmt: skip


def standing(state: ReviewState, citation: int) -> dict[str, str]:
    return {who: v.verdict for who, v in state.votes_on("title-abstract", citation).items()}


def test_the_last_word_of_a_reviewer_stands_and_an_undo_brings_back_the_one_before() -> None:
    happened = [
        ("ana", "decision_made", vote(3, "include")),  # event 3
        ("ana", "decision_made", vote(3, "exclude", reason="no")),  # event 4
    ]
    state = ReviewState().apply(events(*happened))
    assert standing(state, 3) == {"ana": "exclude"}
    assert state.last_by("ana") == (4, "title-abstract", 3, False)
    taken = {"decision": 4, "stage": "title-abstract", "citation": 3, "resolution": False}
    state = ReviewState().apply(events(*happened, ("ana", "decision_withdrawn", taken)))
    assert standing(state, 3) == {"ana": "include"}
    assert state.votes_on("title-abstract", 3)["ana"].reason == ""


def test_merging_joins_votes_and_splitting_carries_them_back() -> None:
    happened = [
        ("ana", "decision_made", vote(2, "include")),
        ("ben", "decision_made", vote(5, "exclude")),
        ("lead", "citations_merged", {"a": 2, "b": 5}),
    ]
    merged = ReviewState().apply(events(*happened))
    assert merged.members(2) == [2, 5]
    assert standing(merged, 2) == {"ana": "include", "ben": "exclude"}
    split = ReviewState().apply(events(*happened, ("lead", "citations_split", {"record": 5})))
    assert list(split.citations()) == list(range(1, 10))
    assert standing(split, 2) == {"ana": "include"}
    assert standing(split, 5) == {"ben": "exclude"}
    assert split.apart == [[2, 5]], "the matcher must not join again what a person parted"


def test_an_event_of_a_newer_winnow_is_refused_in_words() -> None:
    with pytest.raises(WinnowError, match="upgrade winnow"):
        ReviewState().apply(events(("x", "moon_landed", {})))


def test_a_snapshot_of_another_shape_is_not_taken() -> None:
    state = ReviewState().apply(events())
    values = json.loads(state.to_snapshot())
    del values["removed"]
    with pytest.raises(ValueError, match="not a snapshot"):
        ReviewState.from_snapshot(json.dumps(values))


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_snapshot_with_a_column_cut_short_is_not_taken(place: int) -> None:
    state = ReviewState().apply(
        events(*(("ana", "decision_made", vote(n, "include")) for n in (1, 2)))
    )
    values = json.loads(state.to_snapshot())
    columns = values["ballots"]["title-abstract"]["ana"]
    columns[place] = columns[place][:1] if place == 1 else columns[place][:4]
    with pytest.raises(ValueError, match=r"."):
        ReviewState.from_snapshot(json.dumps(values))


steps = st.lists(
    st.one_of(
        st.tuples(st.just("vote"), st.sampled_from(["ana", "ben"]), st.integers(1, 9), st.sampled_from(["include", "exclude", "unsure"])),
        st.tuples(st.just("undo"), st.sampled_from(["ana", "ben"])),
        st.tuples(st.just("merge"), st.integers(1, 9), st.integers(1, 9)),
        st.tuples(st.just("split"), st.integers(1, 9)),
        st.tuples(st.just("resolve"), st.integers(1, 9)),
    ),
    max_size=40,
)  # fmt: skip


def play(plan: list[Any]) -> tuple[list[Any], ReviewState]:
    """A legal history from random wishes: each is made an event where it is allowed."""
    happened: list[tuple[str, str, dict[str, Any]]] = []
    state = ReviewState().apply(events())
    for step in plan:
        made: tuple[str, str, dict[str, Any]] | None = None
        if step[0] == "vote":
            made = (step[1], "decision_made", vote(state.citation_of(step[2]), step[3]))
        elif step[0] == "undo" and (last := state.last_by(step[1])):
            seq, stage, record, resolution = last
            made = (
                step[1],
                "decision_withdrawn",
                {"decision": seq, "stage": stage, "citation": record, "resolution": resolution},
            )
        elif step[0] == "merge" and state.citation_of(step[1]) != state.citation_of(step[2]):
            made = ("lead", "citations_merged", {"a": step[1], "b": step[2]})
        elif step[0] == "split" and len(state.members(state.citation_of(step[1]))) > 1:
            made = ("lead", "citations_split", {"record": step[1]})
        elif step[0] == "resolve":
            made = ("cleo", "conflict_resolved", vote(state.citation_of(step[1]), "include"))
        if made:
            happened.append(made)
            state = ReviewState().apply(events(*happened))
    return events(*happened), state


@given(steps)
def test_any_history_keeps_every_record_in_exactly_one_citation(plan: list[Any]) -> None:
    _, state = play(plan)
    members = [n for c in state.citations() for n in state.members(c)]
    assert sorted(members) == list(range(1, 10))
    assert state.count_citations() == len(list(state.citations()))


@given(steps, st.integers(0, 40))
def test_a_snapshot_and_the_events_after_it_are_the_whole_ledger(plan: list[Any], cut: int) -> None:
    history, whole = play(plan)
    early = ReviewState().apply(history[: cut + 2])
    resumed = ReviewState.from_snapshot(early.to_snapshot()).apply(history[cut + 2 :])
    assert json.loads(resumed.to_snapshot()) == json.loads(whole.to_snapshot())


@given(steps)
def test_taking_everything_back_leaves_no_vote(plan: list[Any]) -> None:
    history, state = play(plan)
    happened = [(e[2], e[3], e[4]) for e in history[2:]]
    while who := next(iter(sorted(state.deciders())), None):
        seq, stage, record, resolution = state.last_by(who) or (0, "", 0, False)
        happened.append(
            (
                who,
                "decision_withdrawn",
                {"decision": seq, "stage": stage, "citation": record, "resolution": resolution},
            )
        )
        state = ReviewState().apply(events(*happened))
    assert not state.voted("title-abstract")
