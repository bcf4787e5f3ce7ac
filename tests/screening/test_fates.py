"""Fates told together count as fates told one by one, and any legal history satisfies PRISMA."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.ledger.histories import entry, events, vote
from winnow_sr.ledger.state import ReviewState
from winnow_sr.prisma import Fate, flow_counts
from winnow_sr.protocol.plan import Plan
from winnow_sr.screening.fates import fates
from winnow_sr.screening.flow import flow_of, sources_of
from winnow_sr.screening.outcomes import outcome_at
from winnow_sr.screening.reports import is_other_lane, report_of
from winnow_sr.vocabulary import citation_id

PLAN = Plan.from_dict({"exclusion_reasons": [{"code": "a"}, {"code": "b"}]})
LANES = ("database", "register", "website", "citation")
step = st.tuples(
    st.sampled_from(["vote", "vote", "vote", "both", "both", "both", "full", "full", "merge", "lost", "remove", "seek", "study", "stop", "back", "import", "rename"]),
    st.integers(1, 29), st.integers(1, 29), st.sampled_from(["include", "exclude", "unsure"]), st.sampled_from(["a", "b"]),
)  # fmt: skip


def history(steps: list[Any]) -> ReviewState:
    """A legal history: each wish becomes events where the rules allow it."""
    return happened(steps)[0]


def happened(steps: list[Any]) -> tuple[ReviewState, int]:
    """A legal history, and the number of its last event."""
    state = ReviewState().replay(events())
    for i, lane in enumerate(LANES):
        more = {"lane": lane, "source": f"s{i}", "first": 10 + 5 * i, "count": 5}
        state.replay([entry(10 + i, "x", "search_imported", more)])
    seq = 20

    def add(kind: str, payload: dict[str, Any], who: str = "ana") -> None:
        nonlocal seq
        seq += 1
        state.replay([entry(seq, who, kind, payload)])

    for what, a, b, verdict, reason in steps:
        if what == "import":
            more = {"source": f"s{b % 3}", "first": state.n_records + 1, "count": b % 4}
            add("search_imported", more | {"lane": LANES[a % 4]})
        elif what == "rename" and state.searches:
            old = state.searches[a % len(state.searches)].source
            moved = [search for search in state.searches if search.source == old]
            said = {"lane": LANES[b % 4], "date": "", "platform": "", "strategy": ""}
            renamed = [{"search": search.seq, **said} for search in moved]
            add("source_renamed", {"old": old, "new": f"s{b % 3}", "searches": renamed})
        elif what == "back" and state.searches and b % 2:
            add("import_taken_back", {"search": state.searches[a % len(state.searches)].seq})
        one = state.citation_of(a)
        if {one, state.citation_of(b)} & state.gone:
            continue
        first = outcome_at(state, PLAN, "title-abstract", one)
        sought = one not in state.removed and first.status == "include"
        if one in state.removed:
            continue
        if what == "vote":
            add("decision_made", vote(one, verdict), ("ana", "ben")[b % 2])
        elif what == "both":
            for who in ("ana", "ben"):
                add("decision_made", vote(one, verdict), who)
        elif what == "full" and sought and not lost(state, one):
            for who in ("ana", "ben"):
                add(
                    "decision_made",
                    vote(
                        one,
                        verdict,
                        stage="full-text",
                        reason=reason if verdict == "exclude" else "",
                    ),
                    who,
                )
        elif (
            what == "merge"
            and state.citation_of(b) != one
            and state.citation_of(b) not in state.removed
        ):
            if not (state.reports.keys() | state.voted("full-text")) & {
                *state.members(one),
                *state.members(state.citation_of(b)),
            }:
                add("citations_merged", {"a": one, "b": state.citation_of(b)})
        elif what == "lost" and sought and not state.votes_on("full-text", one):
            add("report_not_retrieved", {"citation": one, "reason": ""})
        elif what == "remove" and first.status == "unscreened" and one not in state.reports:
            add(
                "records_removed",
                {"citations": [one], "by": ("other", "automation")[b % 2], "reason": "x"},
            )
        elif what == "seek" and is_other_lane(state, one) and first.status != "exclude":
            add("report_sought", {"citation": one, "reason": ""})
        elif what == "study" and sought:
            add("studies_linked", {"study": f"S{b % 3}", "citations": [one]})
        elif what == "stop":
            left = [
                c
                for c in state.citations()
                if c not in state.removed
                and not outcome_at(state, PLAN, "title-abstract", c).settled
            ]
            add(
                "screening_stopped",
                {
                    "stage": "title-abstract",
                    "rule": "cmh-seq",
                    "label": "certified",
                    "numbers": {},
                    "text": "",
                    "unread": left,
                    "ranking": "",
                    "reason": "",
                },
            )
    return state, seq


def lost(state: ReviewState, citation: Any) -> bool:
    report = report_of(state, citation)
    return report is not None and report.status == "not-retrieved"


def apart(told: list[Fate]) -> list[Fate]:
    """Each citation's fate by itself."""
    found = []
    for fate in told:
        found.append(fate._replace(alike=((), ())))
        for n, citation in enumerate(fate.alike[0]):
            places = zip(fate.members, fate.alike[1], strict=True)
            own = tuple(member._replace(record=records[n]) for member, records in places)
            found.append(fate._replace(citation=citation, members=own, alike=((), ())))
    return sorted(found, key=lambda f: f.citation)


@given(st.lists(step, max_size=60), st.sampled_from(["box3", "box5"]))
def test_told_together_or_apart_the_flow_is_the_same_and_every_identity_holds(
    steps: list[Any], tail: Any
) -> None:
    state = history(steps)
    told = fates(state, PLAN)
    assert sorted(c for f in told for c in f.citations) == [
        citation_id(c) for c in state.citations()
    ]
    sources = sources_of(state, PLAN)
    together = flow_counts(told, sources=sources, reasons=[("a", "A"), ("b", "B")], tail=tail)
    one_by_one = flow_counts(
        apart(told), sources=sources, reasons=[("a", "A"), ("b", "B")], tail=tail
    )
    assert together.as_json() == one_by_one.as_json()
    assert not together.failures, together.failures
    for key, n in together.boxes.items():
        if isinstance(n, int):
            assert together.members[key].n == n
            assert sorted(together.members[key].items) == sorted(one_by_one.members[key].items)
    assert together.citation_of == one_by_one.citation_of


twins = st.dictionaries(st.integers(0, 9), st.integers(1, 29), max_size=8)


@given(st.lists(step, max_size=40), twins, st.sets(st.integers(0, 9)))
def test_an_import_taken_back_leaves_the_flow_as_if_it_had_never_been(
    steps: list[Any], copies: dict[int, int], read: set[int]
) -> None:
    """A wrong import comes last; some of its records are merged with what was there, some of the
    others are screened; then it is taken back."""
    before, seq = happened(steps)
    state, _ = happened(steps)
    wanted = flow_of(before, PLAN).as_json() | {"head": ""}
    first = state.n_records + 1

    def add(kind: str, payload: dict[str, Any]) -> None:
        nonlocal seq
        seq += 1
        state.replay([entry(seq, "ana", kind, payload)])

    add("search_imported", {"source": "wrong", "first": first, "count": 10})
    back = seq
    copies = {
        place: old for place, old in copies.items() if state.citation_of(old) not in state.gone
    }
    for place, old in copies.items():
        add("citations_merged", {"a": state.citation_of(old), "b": first + place})
    for place in read - copies.keys():
        add("decision_made", vote(first + place, "include"))
    add("import_taken_back", {"search": back})
    assert flow_of(state, PLAN).as_json() | {"head": ""} == wanted
    assert state.count_records() == before.count_records()
    assert (state.groups, state.first) == (before.groups, before.first)
    assert state.ballots.keys() == before.ballots.keys()
    assert {stage: state.voted(stage) for stage in state.ballots} == {
        stage: before.voted(stage) for stage in before.ballots
    }
