"""Replaying events gives the state; a snapshot is the same state; decisions follow their records."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.ledger.histories import events, vote
from winnow_sr.ledger.snapshot import from_snapshot, to_snapshot
from winnow_sr.ledger.state import ReviewState


def standing(state: ReviewState, citation: int) -> dict[str, str]:
    return {who: v.verdict for who, v in state.votes_on("title-abstract", citation).items()}


def test_the_last_word_of_a_reviewer_stands_and_an_undo_brings_back_the_one_before() -> None:
    happened = [
        ("ana", "decision_made", vote(3, "include")),  # event 3
        ("ana", "decision_made", vote(3, "exclude", reason="no")),  # event 4
    ]
    state = ReviewState().replay(events(*happened))
    assert standing(state, 3) == {"ana": "exclude"}
    assert state.last_by("ana") == (4, "title-abstract", 3, False)
    taken = {"decision": 4, "stage": "title-abstract", "citation": 3, "resolution": False}
    state = ReviewState().replay(events(*happened, ("ana", "decision_withdrawn", taken)))
    assert standing(state, 3) == {"ana": "include"}
    assert state.votes_on("title-abstract", 3)["ana"].reason == ""


def test_merging_joins_votes_and_splitting_carries_them_back() -> None:
    happened = [
        ("ana", "decision_made", vote(2, "include")),
        ("ben", "decision_made", vote(5, "exclude")),
        ("lead", "citations_merged", {"a": 2, "b": 5}),
    ]
    merged = ReviewState().replay(events(*happened))
    assert merged.members(2) == [2, 5]
    assert standing(merged, 2) == {"ana": "include", "ben": "exclude"}
    split = ReviewState().replay(events(*happened, ("lead", "citations_split", {"record": 5})))
    assert list(split.citations()) == list(range(1, 10))
    assert standing(split, 2) == {"ana": "include"}
    assert standing(split, 5) == {"ben": "exclude"}
    assert split.apart == [(2, 5)], "the matcher must not join again what a person parted"


@given(st.integers(0, 10_000), st.integers(1, 255))
def test_a_snapshot_with_any_byte_changed_is_not_taken(place: int, change: int) -> None:
    votes = [("ana", "decision_made", vote(n, "include")) for n in (1, 2)]
    whole = bytearray(to_snapshot(ReviewState().replay(events(*votes))))
    whole[place % len(whole)] ^= change
    assert from_snapshot(bytes(whole)) is None


def test_a_snapshot_cut_short_is_not_taken() -> None:
    whole = to_snapshot(ReviewState().replay(events()))
    assert from_snapshot(whole) is not None
    assert all(from_snapshot(whole[:end]) is None for end in range(len(whole)))


steps = st.lists(
    st.one_of(
        st.tuples(st.just("vote"), st.sampled_from(["ana", "ben"]), st.integers(1, 9), st.sampled_from(["include", "exclude", "unsure"])),
        st.tuples(st.just("undo"), st.sampled_from(["ana", "ben"])),
        st.tuples(st.just("merge"), st.integers(1, 9), st.integers(1, 9)),
        st.tuples(st.just("split"), st.integers(1, 9)),
        st.tuples(st.just("resolve"), st.integers(1, 9)),
        st.tuples(st.just("add"), st.integers(0, 3)),
        st.tuples(st.just("back"), st.integers(0, 3)),
    ),
    max_size=40,
)  # fmt: skip


Happened = list[tuple[str, str, dict[str, Any]]]


def play(plan: list[Any]) -> tuple[Happened, ReviewState]:
    """A legal history from random wishes (what happened after the import, and the state then):
    each is made an event where it is allowed."""
    happened: Happened = []
    state = ReviewState().replay(events())
    for step in plan:
        made: tuple[str, str, dict[str, Any]] | None = None
        if step[0] == "add":
            made = ("lead", "search_imported", {"first": state.n_records + 1, "count": step[1]})
        elif step[0] == "back" and step[1] < len(state.searches):
            made = ("lead", "import_taken_back", {"search": state.searches[step[1]].seq})
        elif {state.citation_of(n) for n in step if isinstance(n, int)} & state.gone:
            continue
        elif step[0] == "vote":
            made = (step[1], "decision_made", vote(state.citation_of(step[2]), step[3]))
        elif step[0] == "undo" and (last := state.last_by(step[1])):
            seq, stage, record, resolution = last
            made = (
                step[1],
                "decision_withdrawn",
                {"decision": seq, "stage": stage, "citation": record, "resolution": resolution},
            )
        elif step[0] == "merge" and state.citation_of(step[1]) != state.citation_of(step[2]):
            one, two = (state.citation_of(n) for n in step[1:])
            made = ("lead", "citations_merged", {"a": one, "b": two})
        elif step[0] == "split" and len(state.members(state.citation_of(step[1]))) > 1:
            made = (
                "lead",
                "citations_split",
                {"record": state.members(state.citation_of(step[1]))[-1]},
            )
        elif step[0] == "resolve":
            made = ("cleo", "conflict_resolved", vote(state.citation_of(step[1]), "include"))
        if made:
            happened.append(made)
            state = ReviewState().replay(events(*happened))
    return happened, state


@given(steps)
def test_any_history_keeps_every_record_in_exactly_one_citation(plan: list[Any]) -> None:
    _, state = play(plan)
    members = [n for c in state.citations() for n in state.members(c)]
    assert sorted(members) == list(state.records())
    assert len(members) == state.count_records() == state.n_records - len(state.gone)
    assert set(members) == {n for s in state.imports() for n in range(s.first, s.first + s.count)}
    for stage in state.ballots:
        assert state.voted(stage) <= set(state.citations())
        assert {state.citation_of(n) for n in state.resolutions[stage]} <= set(state.citations())
    assert state.count_citations() == len(list(state.citations()))


@given(steps, st.integers(0, 40))
def test_a_snapshot_and_the_events_after_it_are_the_whole_ledger(plan: list[Any], cut: int) -> None:
    history, whole = play(plan)
    entries = events(*history)
    early = ReviewState().replay(entries[: cut + 2])
    resumed = from_snapshot(to_snapshot(early))
    assert resumed is not None
    assert resumed.replay(entries[cut + 2 :]) == whole


@given(steps)
def test_taking_everything_back_leaves_no_vote(plan: list[Any]) -> None:
    history, state = play(plan)
    happened = list(history)
    while who := next(iter(sorted(state.deciders())), None):
        seq, stage, record, resolution = state.last_by(who) or (0, "", 0, False)
        happened.append(
            (
                who,
                "decision_withdrawn",
                {"decision": seq, "stage": stage, "citation": record, "resolution": resolution},
            )
        )
        state = ReviewState().replay(events(*happened))
    assert not state.voted("title-abstract")
