"""What votes amount to; the quick pass over all votes says the same as asking one by one."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.ledger.histories import entry, events, vote
from winnow_sr.ledger.state import ReviewState
from winnow_sr.protocol.plan import Plan
from winnow_sr.screening.labels import training_labels
from winnow_sr.screening.outcomes import (
    Outcome,
    conflicts,
    outcome_at,
    statuses,
    twin_alarms,
    wanted_of,
)

REASONS = [{"code": "first"}, {"code": "second"}, {"code": "third"}]
PLAN = Plan.from_dict({"exclusion_reasons": REASONS})
ASKING = Plan.from_dict(
    {"exclusion_reasons": REASONS, "screening": {"reason_disagreement": "conflict"}}
)
TA, FT = "title-abstract", "full-text"


def state_of(*votes: tuple[str, int, str, str], stage: str = TA) -> ReviewState:
    """(who, citation, verdict, reason); who = 'cleo!' resolves."""
    return ReviewState().replay(
        events(
            *(
                (who.rstrip("!"), "conflict_resolved" if who.endswith("!") else "decision_made",
                 vote(citation, verdict, reason=reason, stage=stage))
                for who, citation, verdict, reason in votes
            )
        )
    )  # fmt: skip


def status(*votes: tuple[str, str, str], stage: str = TA, plan: Plan = PLAN) -> tuple[str, str]:
    state = state_of(*((who, 1, verdict, reason) for who, verdict, reason in votes), stage=stage)
    found = outcome_at(state, plan, stage, 1)
    return found.status, found.reason


def test_two_who_agree_settle_and_one_alone_waits() -> None:
    assert status() == ("unscreened", "")
    assert status(("ana", "include", "")) == ("waiting", "")
    assert status(("ana", "include", ""), ("ben", "include", "")) == ("include", "")
    assert status(("ana", "exclude", ""), ("ben", "exclude", "")) == ("exclude", "")


def test_unsure_goes_on_to_the_full_text_but_does_not_pass_it() -> None:
    assert status(("ana", "unsure", ""), ("ben", "include", "")) == ("include", "")
    assert status(("ana", "unsure", ""), ("ben", "exclude", "")) == ("conflict", "")
    assert status(("ana", "unsure", ""), ("ben", "include", ""), stage=FT) == ("conflict", "")
    assert status(("ana", "unsure", ""), ("ben", "unsure", ""), stage=FT) == ("unsure", "")


def test_exactly_one_reason_is_counted_the_first_in_the_protocols_order() -> None:
    votes = (("ana", "exclude", "third"), ("ben", "exclude", "second"))
    assert status(*votes, stage=FT) == ("exclude", "second")
    assert status(*votes, stage=FT, plan=ASKING) == ("conflict", "")


def test_a_resolution_holds_until_somebody_votes_again() -> None:
    votes = [("ana", "include", ""), ("ben", "exclude", ""), ("cleo!", "exclude", "first")]
    assert status(*votes) == ("exclude", "first")
    assert status(*votes, ("dora", "include", "")) == ("conflict", "")


def test_a_third_vote_against_two_opens_the_matter_again() -> None:
    assert status(("ana", "include", ""), ("ben", "include", ""), ("dora", "exclude", "")) == (
        "conflict",
        "",
    )


def test_a_single_verdict_trains_until_contradicted() -> None:
    state = state_of(("ana", 1, "include", ""), ("ana", 2, "exclude", ""), ("ben", 2, "include", ""),
                     ("ana", 3, "unsure", ""), ("ana", 4, "exclude", ""), ("ben", 4, "exclude", ""))  # fmt: skip
    assert training_labels(state, PLAN) == {1: 1, 3: 1, 4: 0}
    assert conflicts(state, PLAN, TA) == [2]


step = st.tuples(
    st.sampled_from(["ana", "ben", "dora", "cleo!"]), st.integers(1, 9),
    st.sampled_from(["include", "exclude", "unsure"]), st.sampled_from(["", "first", "third"]),
)  # fmt: skip


@given(
    st.lists(step, max_size=40),
    st.sampled_from([TA, FT]),
    st.sampled_from([PLAN, ASKING]),
    st.lists(st.tuples(st.integers(1, 9), st.integers(1, 9)), max_size=3),
)
def test_the_quick_pass_says_what_asking_one_by_one_says(
    votes: list[Any], stage: str, plan: Plan, merges: list[tuple[int, int]]
) -> None:
    state = state_of(*((w, c, v, r if v == "exclude" else "") for w, c, v, r in votes), stage=stage)
    state.replay(
        entry(1000 + n, "lead", "citations_merged", {"a": a, "b": b})
        for n, (a, b) in enumerate(merges)
        if a != b
    )
    quick = statuses(state, plan, stage)
    slow = {c: outcome_at(state, plan, stage, c).status for c in state.citations()}
    assert quick == {c: s for c, s in slow.items() if s != "unscreened"}


def test_an_outcome_is_settled_when_a_verdict_stands() -> None:
    assert [Outcome(s).settled for s in ("unscreened", "waiting", "conflict")] == [False] * 3
    assert [Outcome(s).settled for s in ("include", "exclude", "unsure")] == [True] * 3
    assert Outcome("unscreened").seq == 0


ONE_EACH = ("lead", "round_opened", {"citations": [1, 2, 3], "reviewers": 1})


def test_a_round_may_ask_for_fewer_votes_than_the_protocol() -> None:
    """Citation 1 is of the round and needs one vote; 5 is not and needs the protocol's two."""
    state = ReviewState().replay(
        events(
            ONE_EACH,
            ("ana", "decision_made", vote(1, "include")),
            ("ana", "decision_made", vote(5, "include")),
        )
    )
    assert [wanted_of(state, PLAN, TA, c) for c in (1, 5)] == [1, 2]
    assert statuses(state, PLAN, TA) == {1: "include", 5: "waiting"}
    assert [outcome_at(state, PLAN, TA, c).status for c in (1, 5)] == ["include", "waiting"]
    assert wanted_of(state, PLAN, FT, 1) == 2, "a round is of title and abstract"


def test_of_two_records_of_one_citation_the_round_that_asks_for_least_counts() -> None:
    state = ReviewState().replay(
        events(
            ONE_EACH,
            ("lead", "round_opened", {"round": 2, "citations": [4], "reviewers": 3}),
            ("lead", "citations_merged", {"a": 1, "b": 4}),
            ("lead", "citations_merged", {"a": 2, "b": 6}),
            ("ana", "decision_made", vote(6, "exclude")),
        )
    )
    assert [wanted_of(state, PLAN, TA, c) for c in (1, 2)] == [1, 1]
    assert statuses(state, PLAN, TA) == {2: "exclude"}


def test_twins_with_different_verdicts_of_one_reviewer_are_named() -> None:
    apart = [
        ("ana", "decision_made", vote(1, "include")),
        ("ana", "decision_made", vote(2, "exclude")),
        ("ben", "decision_made", vote(1, "include")),
        ("ben", "decision_made", vote(2, "include")),
        ("cleo", "decision_made", vote(1, "include")),
    ]
    assert twin_alarms(ReviewState().replay(events(*apart))) == []
    merged = events(*apart, ("lead", "citations_merged", {"a": 1, "b": 2}))
    assert twin_alarms(ReviewState().replay(merged)) == [(TA, 1, "ana")]
