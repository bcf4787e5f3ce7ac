"""The manual of the ledger: for each kind of event, what happened before and what the state then
says. The history begins with the making of a review (event 1) and an import of nine records (2).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.ledger.histories import SAMPLES, entry, events, vote
from winnow_sr.errors import WinnowError
from winnow_sr.ledger.ballots import Vote
from winnow_sr.ledger.state import Member, Packet, Place, Removal, Report, ReviewState

Happened = tuple[str, dict[str, Any]]
TA, FT = "title-abstract", "full-text"
DOUBTS = [
    {"a": 1, "b": 2, "rule": "r", "score": 0.5, "comparison": {}},
    {"a": 2, "b": 3, "rule": "r", "score": 0.4, "comparison": {}},
]
FOUND: Happened = ("duplicates_found", {"doubtful": DOUBTS})
MERGED: Happened = ("citations_merged", {"a": 1, "b": 2})
ROUND: Happened = ("round_opened", {"citations": [3, 1], "reviewers": 1})
ANA: Happened = ("decision_made", vote(1, "include"))
SECOND: Happened = ("search_imported", {"source": "t", "file": "g", "first": 10, "count": 3})
"""Event 3: records 10, 11 and 12."""
BACK: Happened = ("import_taken_back", {"search": 3})
JOINED: Happened = ("duplicates_found", {"upto": 12, "groups": [[1, 10], [4, 11, 5]]})
FIRST_BACK: Happened = ("import_taken_back", {"search": 2})
"""Taking back the first import: of the citations above records 10 and 11 stay."""
LINK = {"a": 1, "b": 4, "rule": "r", "comparison": {}}


TAGGED: Happened = ("citations_tagged", {})


def withdrawn(seq: int, resolution: bool = False) -> dict[str, Any]:
    """One of the votes of `decisions_withdrawn`."""
    return {"decision": seq, "stage": TA, "citation": 1, "resolution": resolution}


def doubts(state: ReviewState) -> list[tuple[int, int]]:
    return [(d.a, d.b) for d in state.doubtful]


def ranked(state: ReviewState) -> tuple[int, str] | None:
    return None if state.trained is None else (state.trained.seq, state.trained.ranking)


TABLE: list[tuple[list[Happened], Callable[[ReviewState], object], object]] = [
    # the protocol
    (
        [],
        lambda s: (s.title, s.plan, s.protocol_digest, s.protocol_text),
        ("t", "{}", "d", "title: t\n"),
    ),
    (
        [("protocol_amended", {})],
        lambda s: (s.title, s.protocol_digest, s.training_seq),
        ("u", "e", 3),
    ),
    (
        [("protocol_amended", {})],
        lambda s: [(a.seq, a.actor, a.reason, a.changed) for a in s.amendments],
        [(3, "ana", "asked", ["title"])],
    ),
    # records
    ([], lambda s: (s.n_records, s.count_citations(), s.training_seq), (9, 9, 2)),
    ([], lambda s: [(x.seq, x.file, x.at) for x in s.searches], [(2, "f", "2026-01-01T00:00:02Z")]),
    (
        [("search_imported", {"first": 10, "count": 0})],
        lambda s: (s.n_records, s.training_seq),
        (9, 2),
    ),
    (
        [("search_imported", {"first": 10, "count": 2})],
        lambda s: (s.n_records, s.training_seq),
        (11, 3),
    ),
    (
        [("search_imported", {"first": 10, "count": 2, "source": "t", "lane": "register"})],
        lambda s: [s.origins()[n] for n in (0, 9, 10, 11)] + [s.origin(11).source],  # type: ignore[arg-type]
        [("", "database"), ("s", "database"), ("t", "register"), ("t", "register"), "t"],
    ),
    (
        [("quarantine_repaired", {})],
        lambda s: (s.n_records, s.repairs[0].seq, s.training_seq),
        (10, 3, 3),
    ),
    ([("quarantine_repaired", {})], lambda s: s.origin(10).lane, "database"),  # type: ignore[arg-type]
    (
        [SECOND, ("source_renamed", {})],
        lambda s: [(x.source, x.lane, x.date, x.platform, x.strategy) for x in s.searches],
        [("t", "register", "d", "p", "q"), ("t", "database", "", "", "")],
    ),
    (
        [("quarantine_repaired", {}), ("source_renamed", {})],
        lambda s: (s.origins()[1], s.origin(10).source, s.training_seq),  # type: ignore[arg-type]
        (("t", "register"), "t", 3),
    ),
    (
        [SECOND, BACK],
        lambda s: (s.n_records, s.count_records(), s.count_citations(), list(s.citations())),
        (12, 9, 9, list(range(1, 10))),
    ),
    (
        [SECOND, BACK],
        lambda s: (
            [x.file for x in s.imports()],
            [x.file for x in s.every_import()],
            [(b.seq, b.actor, b.reason, b.search.file) for b in s.taken_back],
            s.training_seq,
        ),
        (["f"], ["f", "g"], [(4, "ana", "wrong file", "g")], 4),
    ),
    (
        [("quarantine_repaired", {}), FIRST_BACK],
        lambda s: (s.count_records(), list(s.records()), s.imports(), len(s.every_import())),
        (0, [], [], 2),
    ),
    (
        [SECOND, JOINED, BACK],
        lambda s: (s.groups, s.first, s.count_citations(), s.citation_of(10), s.citation_of(11)),
        ({4: [4, 5]}, {4: 4, 5: 4}, 8, 1, 4),
    ),
    (
        [SECOND, JOINED, FIRST_BACK],
        lambda s: (s.groups, list(s.citations()), s.citation_of(1), s.citation_of(5)),
        ({}, [10, 11, 12], 10, 11),
    ),
    (
        [SECOND, JOINED, FIRST_BACK, ("citations_merged", {"a": 10, "b": 11})],
        lambda s: (s.citation_of(4), list(s.citations_of([1, 4, 5])), s.members(10)),  # type: ignore[arg-type, list-item]
        (10, [10, 10, 10], [10, 11]),
    ),
    (
        [SECOND, JOINED, FIRST_BACK, BACK],
        lambda s: (s.citation_of(1), s.count_records(), s.heirs, s.uncompared()),
        (1, 0, {}, 0),
    ),
    (
        [SECOND, ("duplicates_found", {"upto": 9}), BACK],
        lambda s: (s.compared_upto, s.uncompared()),
        (9, 0),
    ),
    (
        [SECOND, JOINED, ANA, ("decision_made", vote(2, "exclude")), FIRST_BACK],
        lambda s: (s.votes_on(TA, 10), s.voted(TA), s.standing(TA, "ana")),  # type: ignore[arg-type]
        ({"ana": Vote(5, "ana", "include", "", "", 0)}, {10}, {10: "i"}),
    ),
    (
        [SECOND, ANA, ("decision_made", vote(10, "exclude")), JOINED, FIRST_BACK],
        lambda s: (s.votes_on(TA, 10)["ana"].verdict, s.ballots[TA]["ana"].first("ana", 10).seq),  # type: ignore[arg-type]
        ("exclude", 4),
    ),
    (
        [
            SECOND,
            JOINED,
            ("conflict_resolved", {}),
            ("conflict_resolved", {"citation": 3}),
            FIRST_BACK,
        ],
        lambda s: ({n: [v.seq for v in on] for n, on in s.resolutions[TA].items()}, s.deciders()),
        ({10: [5]}, {"ana"}),
    ),
    (
        [
            SECOND,
            JOINED,
            ("round_opened", {"citations": [3, 4, 1], "found": 2, "reviewers": 1}),
            ("decision_made", vote(3, "include")),
            FIRST_BACK,
        ],
        lambda s: (s.rounds[0].citations, s.rounds[0].found, s.wanted),
        ([11, 10], 1, {10: 1, 11: 1}),
    ),
    (
        [SECOND, JOINED, ("screening_stopped", {"unread": [1, 2, 12]}), FIRST_BACK],
        lambda s: s.stop.unread,  # type: ignore[union-attr]
        [10, 12],
    ),
    (
        [
            SECOND,
            JOINED,
            ("report_retrieved", {}),
            ("report_retrieved", {"citation": 2}),
            FIRST_BACK,
        ],
        lambda s: s.reports,
        {10: Report("retrieved", "")},
    ),
    (
        [
            SECOND,
            JOINED,
            ("reports_counted", {}),
            ("report_set_aside", {"citation": 4}),
            FIRST_BACK,
        ],
        lambda s: (s.report_counts, s.aside),
        ({10: 2}, {11: "ongoing"}),
    ),
    (
        [SECOND, JOINED, ("records_removed", {"citations": [1, 2]}), FIRST_BACK],
        lambda s: s.removed,
        {10: Removal("automation", "year")},
    ),
    (
        [SECOND, JOINED, ("record_edited", {}), ("record_edited", {"record": 12}), FIRST_BACK],
        lambda s: s.edits,
        {12: {"title": "New"}},
    ),
    (
        [
            SECOND,
            JOINED,
            ("studies_linked", {}),
            ("studies_linked", {"study": "T", "citations": [2]}),
            ("meta_analysed", {"studies": ["S", "T", "C000004", "C000002"]}),
            FIRST_BACK,
        ],
        lambda s: (s.studies, s.meta),
        ({"S": [10]}, ["S", "C000011"]),
    ),
    (
        [
            SECOND,
            JOINED,
            ("study_described", {"study": "C000004"}),
            ("study_described", {"study": "C000002"}),
            FIRST_BACK,
        ],
        lambda s: [(name, said.study) for name, said in s.described.items()],
        [("C000011", "C000011")],
    ),
    (
        [
            SECOND,
            JOINED,
            ("citations_kept_apart", {"a": 1, "b": 4}),
            ("citations_kept_apart", {"a": 2, "b": 12}),
            FIRST_BACK,
        ],
        lambda s: s.apart,
        [(10, 11)],
    ),
    (
        [
            SECOND,
            ("duplicates_found", {"groups": [[1, 10], [2, 11]], "doubtful": DOUBTS}),
            ("citations_merged", {"a": 3, "b": 12}),
            FIRST_BACK,
        ],
        lambda s: (doubts(s), s.same),
        ([(10, 11), (11, 12)], []),
    ),
    (
        [SECOND, ("duplicates_found", {"warnings": ["C000001: x", "R000011: y", "z"]}), FIRST_BACK],
        lambda s: s.warnings,
        ["R000011: y", "z"],
    ),
    ([("record_edited", {})], lambda s: (s.edits, s.training_seq), ({3: {"title": "New"}}, 3)),
    (
        [("record_edited", {}), ("record_edited", {"field": "year", "value": "2001"})],
        lambda s: s.edits,
        {3: {"title": "New", "year": "2001"}},
    ),
    ([("records_removed", {})], lambda s: s.removed, {4: Removal("automation", "year")}),
    ([("records_removed", {}), ("records_restored", {})], lambda s: s.removed, {}),
    ([("records_restored", {})], lambda s: s.removed, {}),
    # citations
    (
        [("duplicates_found", {"groups": [[1, 4], [2, 6, 7]], "links": [LINK] * 3})],
        lambda s: (s.groups, s.machine_merged, s.compared_upto, s.training_seq),
        ({1: [1, 4], 2: [2, 6, 7]}, 3, 9, 3),
    ),
    ([FOUND], lambda s: (doubts(s), s.training_seq, s.count_citations()), ([(1, 2), (2, 3)], 2, 9)),
    ([FOUND, ("duplicates_found", {})], doubts, []),
    (
        [MERGED, ("duplicates_found", {"groups": [[2, 5]]})],
        lambda s: s.groups,
        {1: [1, 2, 5]},
    ),
    ([("duplicates_found", {"warnings": ["w"]})], lambda s: s.warnings, ["w"]),
    (
        [MERGED],
        lambda s: (s.groups, s.first, s.same, s.person_merged),
        ({1: [1, 2]}, {1: 1, 2: 1}, [(1, 2)], 1),
    ),
    (
        [MERGED],
        lambda s: (s.citation_of(2), s.members(1), s.count_citations(), s.training_seq),
        (1, [1, 2], 8, 3),
    ),  # type: ignore[arg-type]
    ([FOUND, MERGED], doubts, [(2, 3)]),
    ([FOUND, MERGED, ("citations_merged", {"a": 1, "b": 3})], doubts, []),
    ([("citations_kept_apart", {}), MERGED], lambda s: s.apart, []),
    (
        [MERGED, ("citations_split", {})],
        lambda s: (s.groups, s.first, s.same, s.apart),
        ({}, {}, [], [(1, 2)]),
    ),
    (
        [MERGED, ("citations_merged", {"a": 1, "b": 3}), ("citations_split", {"record": 1})],
        lambda s: (s.groups, s.apart, s.same, s.training_seq),
        ({2: [2, 3]}, [(1, 2), (1, 3)], [], 5),
    ),
    (
        [FOUND, ("citations_kept_apart", {"a": 2, "b": 1})],
        lambda s: (s.apart, doubts(s)),
        ([(1, 2)], [(2, 3)]),
    ),
    (
        [FOUND, MERGED, ("duplicate_answer_withdrawn", {"same": True, "doubts": DOUBTS[:1]})],
        lambda s: (s.groups, s.same, s.person_merged, doubts(s), s.training_seq),
        ({}, [], 0, [(1, 2), (2, 3)], 5),
    ),
    (
        [
            FOUND,
            ("citations_kept_apart", {}),
            ("duplicate_answer_withdrawn", {"doubts": DOUBTS[:1]}),
        ],
        lambda s: (s.apart, doubts(s), s.training_seq),
        ([], [(1, 2), (2, 3)], 2),
    ),
    (
        [
            ("duplicates_found", {"groups": [[1, 4], [2, 6]]}),
            MERGED,
            (
                "duplicate_answer_withdrawn",
                {"same": True, "one": [1, 4], "two": [2, 6], "doubts": []},
            ),
        ],
        lambda s: s.groups,
        {1: [1, 4], 2: [2, 6]},
    ),
    # screening
    (
        [ROUND],
        lambda s: (s.wanted, s.rounds[0].citations, s.rounds[0].closed),
        ({3: 1, 1: 1}, [3, 1], ""),
    ),
    ([("round_opened", {})], lambda s: s.wanted, {}),
    ([ROUND], lambda s: s.rounds[0].opened, "2026-01-01T00:00:03Z"),
    (
        [ROUND, ("round_opened", {"round": 2}), ("round_closed", {"round": 2})],
        lambda s: [r.closed for r in s.rounds],
        ["", "2026-01-01T00:00:05Z"],
    ),
    (
        [ROUND, ("round_cancelled", {})],
        lambda s: (s.rounds[0].cancelled, s.rounds[0].closed),
        ("the wrong people", "2026-01-01T00:00:04Z"),
    ),
    (
        [ROUND, ("round_closed", {}), ("gate_overridden", {})],
        lambda s: (s.rounds[0].overridden, s.rounds[0].cancelled),
        ("two citations say little", ""),
    ),
    (  # to open the next round despite the gate is an override, too
        [
            ROUND,
            ("round_closed", {}),
            ("round_opened", {"round": 2, "kind": "priority", "despite": "why not"}),
        ],
        lambda s: [r.overridden for r in s.rounds],
        ["why not", ""],
    ),
    (  # a check asks for its own readings, not for more votes on what is settled
        [("round_opened", {"kind": "check", "reviewers": 1})],
        lambda s: s.wanted,
        {},
    ),
    ([("model_trained", {})], lambda s: (ranked(s), s.training_seq), ((3, "r"), 2)),
    ([("model_trained", {}), ("model_trained", {"kept": False, "ranking": "q"})], ranked, (3, "r")),
    ([("citations_offered", {})], lambda s: (s.voted(TA), s.training_seq), (set(), 2)),
    (
        [
            ("citations_offered", {"packet": "p1"}),
            ("citations_offered", {"packet": "p2"}),
            ("packet_dropped", {}),
        ],
        lambda s: s.packets,
        {"p2": Packet("ana", TA, [1], "2026-01-01T00:00:04Z")},  # type: ignore[list-item]
    ),
    (
        [("work_shared", {}), ("work_shared", {"citations": [3], "readers": {"ben": [3]}})],
        lambda s: s.shared[TA],
        {1: [Place("ana", "")], 3: [Place("ben", "")]},
    ),
    (
        [("work_shared", {"only": "language: fr"}), ("work_shared", {"readers": {"ben": [3]}})],
        lambda s: s.shared[TA],
        {1: [Place("ana", "language: fr")], 3: [Place("ana", "language: fr"), Place("ben", "")]},
    ),
    (
        [("work_shared", {}), ("work_shared", {"shares": {}, "readers": {}})],
        lambda s: s.shared[TA],
        {},
    ),
    (
        [ANA],
        lambda s: (s.votes_on(TA, 1), s.training_seq),  # type: ignore[arg-type]
        ({"ana": Vote(3, "ana", "include", "", "", 0)}, 3),
    ),
    (
        [("decision_made", vote(1, "include", stage=FT))],
        lambda s: (s.voted(FT), s.training_seq),
        ({1}, 2),
    ),
    (
        [ANA, ("decision_made", vote(1, "exclude", reason="no", note="n", round=4))],
        lambda s: (s.votes_on(TA, 1)["ana"], s.ballots[TA]["ana"].first("ana", 1).verdict),  # type: ignore[arg-type]
        (Vote(4, "ana", "exclude", "no", "n", 4), "include"),
    ),
    (
        [ANA, MERGED, ("decision_made", vote(2, "unsure"))],
        lambda s: (s.standing(TA, "ana"), s.voted(TA)),
        ({1: "u"}, {1}),
    ),
    (
        [ANA, ("decision_withdrawn", {"decision": 3})],
        lambda s: (s.voted(TA), s.training_seq),
        (set(), 4),
    ),
    (
        [
            ANA,
            ("decision_made", vote(1, "exclude", reason="no")),
            ("decision_withdrawn", {"decision": 3}),
        ],
        lambda s: (s.votes_on(TA, 1)["ana"].verdict, s.ballots[TA]["ana"].earlier),  # type: ignore[arg-type]
        ("exclude", {}),
    ),
    (
        [
            ANA,
            ("decision_made", vote(1, "exclude", reason="no")),
            ("decision_withdrawn", {"decision": 4}),
        ],
        lambda s: s.votes_on(TA, 1)["ana"],  # type: ignore[arg-type]
        Vote(3, "ana", "include", "", "", 0),
    ),
    (
        [("conflict_resolved", {"note": "n"})],
        lambda s: (s.resolution_of(TA, 1), s.deciders(), s.training_seq),  # type: ignore[arg-type]
        (Vote(3, "ana", "include", "", "n", 0), {"ana"}, 3),
    ),
    ([("conflict_resolved", {"stage": FT})], lambda s: s.training_seq, 2),
    (
        [("conflict_resolved", {}), ("conflict_resolved", {"verdict": "exclude"})],
        lambda s: s.resolution_of(TA, 1).verdict,  # type: ignore[arg-type, union-attr]
        "exclude",
    ),
    (
        [("conflict_resolved", {}), ("decision_withdrawn", {"decision": 3, "resolution": True})],
        lambda s: (s.resolution_of(TA, 1), s.resolutions[TA], s.training_seq),  # type: ignore[arg-type]
        (None, {}, 4),
    ),
    (
        [ANA, ("conflict_resolved", {"citation": 5})],
        lambda s: s.last_by("ana"),
        (4, TA, 5, True),
    ),
    ([ANA], lambda s: (s.last_by("ana"), s.last_by("ben")), ((3, TA, 1, False), None)),
    ([("stop_rule_fixed", {"target": 0.8})], lambda s: (s.rule.seq, s.rule.target), (3, 0.8)),  # type: ignore[union-attr]
    (
        [("screening_stopped", {})],
        lambda s: (s.stop.seq, s.stop.actor, s.stop.unread),
        (3, "ana", [5]),
    ),  # type: ignore[union-attr]
    ([("screening_stopped", {}), ("screening_resumed", {})], lambda s: s.stop, None),
    (
        [ANA, ("decisions_withdrawn", {})],
        lambda s: (s.voted(TA), s.training_seq),
        (set(), 4),
    ),
    (  # everything one reader said of a record goes, not only what stood last
        [
            ANA,
            ("decision_made", vote(1, "exclude")),
            (
                "decisions_withdrawn",
                {"votes": [withdrawn(3), withdrawn(4)]},
            ),
        ],
        lambda s: (s.voted(TA), s.ballots[TA]["ana"].earlier),
        (set(), {}),
    ),
    (
        [("conflict_resolved", {}), ("decisions_withdrawn", {"votes": [withdrawn(3, True)]})],
        lambda s: s.resolution_of(TA, 1),  # type: ignore[arg-type]
        None,
    ),
    (
        [TAGGED, ("citations_tagged", {"citations": [2], "added": ["late", "preprint"]}), MERGED],
        lambda s: (s.tags_of(1), s.tags_of(3)),
        (["preprint", "late"], []),
    ),
    (  # from whichever record of the citation it was
        [
            ("citations_tagged", {"citations": [2]}),
            MERGED,
            ("citations_tagged", {"added": [], "removed": ["preprint"]}),
        ],
        lambda s: s.tags,
        {},
    ),
    ([TAGGED, TAGGED], lambda s: s.tags, {1: ["preprint"]}),
    (
        [SECOND, JOINED, TAGGED, FIRST_BACK],
        lambda s: s.tags,
        {10: ["preprint"]},
    ),
    # full texts and studies
    ([("report_sought", {})], lambda s: s.reports, {1: Report("sought", "")}),
    ([("report_retrieved", {"reason": "x"})], lambda s: s.reports, {1: Report("retrieved", "x")}),
    (
        [("report_retrieved", {}), ("report_not_retrieved", {})],
        lambda s: s.reports,
        {1: Report("not-retrieved", "no copy")},
    ),
    ([("reports_counted", {})], lambda s: s.report_counts, {1: 2}),
    ([("report_set_aside", {})], lambda s: s.aside, {1: "ongoing"}),
    ([("report_set_aside", {}), ("report_set_aside", {"status": ""})], lambda s: s.aside, {}),
    ([("report_set_aside", {"status": ""})], lambda s: s.aside, {}),
    ([("meta_analysed", {}), ("meta_analysed", {"studies": ["T"]})], lambda s: s.meta, ["T"]),
    (
        [("studies_linked", {}), ("studies_linked", {"citations": [2, 3]})],
        lambda s: s.studies,
        {"S": [1, 2, 3]},
    ),
    (
        [("study_described", {}), ("study_described", {"design": "cohort"})],
        lambda s: (s.described["S"].design, s.described["S"].seq, s.described["S"].actor),
        ("cohort", 4, "ana"),
    ),
    # the team
    ([("reviewer_joined", {})], lambda s: s.team, {"cleo": Member("adjudicator", True)}),
    (
        [("reviewer_joined", {}), ("reviewer_left", {})],
        lambda s: s.team,
        {"cleo": Member("adjudicator", False)},
    ),
    (
        [("reader_declared", {})],
        lambda s: [(r.declared.model_version, r.role, r.fresh) for r in s.readers.values()],
        [("1", "compare", 0)],
    ),
    (
        [("reader_declared", {}), ("reader_scored", {"scores": [0.9, None]})],
        lambda s: (s.readers["keywords"].scores, s.readers["keywords"].unanswered),
        ({1: 0.9}, {2}),
    ),
    (  # another version: what the first one said counts no more, nor what was known by then
        [
            ("reader_declared", {}),
            ("reader_scored", {}),
            ("reader_declared", {"model_version": "2"}),
        ],
        lambda s: (s.readers["keywords"].scores, s.readers["keywords"].fresh),
        ({}, 5),
    ),
    (
        [("reader_declared", {}), ("reader_scored", {}), ("reader_role_granted", {"cut": 0.5})],
        lambda s: (s.readers["keywords"].role, s.readers["keywords"].cut),
        ("second", 0.5),
    ),
    (
        [("reader_declared", {}), ("reader_role_granted", {}), ("reader_role_ended", {})],
        lambda s: (s.readers["keywords"].role, [e.reason for e in s.readers["keywords"].ended]),
        ("compare", ["asked"]),
    ),
    ([("reviewer_left", {})], lambda s: s.team, {}),
]


@pytest.mark.parametrize(("happened", "asked", "said"), TABLE)
def test_what_an_event_changes(
    happened: list[Happened], asked: Callable[[ReviewState], object], said: object
) -> None:
    state = ReviewState().replay(events(*(("ana", kind, fields) for kind, fields in happened)))
    assert asked(state) == said
    assert (state.seq, state.hash) == (2 + len(happened), f"h{2 + len(happened)}")


def test_the_table_has_a_row_for_every_kind() -> None:
    shown = {kind for happened, _, _ in TABLE for kind, _ in happened}
    assert shown | {"review_created"} == SAMPLES.keys()


@pytest.mark.parametrize(
    ("own", "other", "said"),
    [
        ("include", "exclude", {1: {"ana": False}}),
        ("include", "unsure", {1: {"ana": True}}),
        ("exclude", "exclude", {1: {"ana": True}}),
        ("include", None, {}),
    ],
)
def test_who_takes_a_verdict_back_beside_others_may_have_seen_them(
    own: str, other: str | None, said: object
) -> None:
    happened = [("ana", "decision_made", vote(1, own))]
    happened += [("ben", "decision_made", vote(1, other))] if other else []
    happened += [("ana", "decision_withdrawn", {"decision": 3})]
    assert ReviewState().replay(events(*happened)).exposed[TA] == said


def test_an_event_that_cannot_be_so_is_damage() -> None:
    """A withdrawal of a verdict that nobody gave."""
    with pytest.raises(WinnowError, match=r"event 3 \(decision_withdrawn\) is damaged"):
        ReviewState().replay(events(("ana", "decision_withdrawn", {})))
    with pytest.raises(WinnowError, match="R000010 does not exist"):
        ReviewState().replay(events()).origin(10)  # type: ignore[arg-type]


def test_two_states_never_share_what_changes() -> None:
    one, two = ReviewState(), ReviewState()
    one.replay([entry(1, "ana", "decision_made", vote(1, "include"))])
    assert not two.ballots[TA]
    assert two == ReviewState()
