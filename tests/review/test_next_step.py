"""What comes next: a table of situations, each made of the events that lead to it.

Every review has six citations (records 1 to 6) from MEDLINE; Ana and Ben screen, two readers each,
Cleo resolves, a pilot of two. A row says what else happened, and what is to be done.
"""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.ledger.histories import entry
from winnow_sr.faces.cli.app import COMMANDS
from winnow_sr.ledger.state import ReviewState
from winnow_sr.protocol.plan import Plan
from winnow_sr.review.next_step import next_step
from winnow_sr.screening.situation import situation_of

Happened = tuple[str, str, dict[str, Any]]
TA, FT = "title-abstract", "full-text"
TEAM: dict[str, Any] = {
    "reviewers": ["Ana", "Ben"],
    "adjudicators": ["Cleo"],
    "pilot": {"size": 2, "statistic": "gwet_ac1"},
}
ALL = range(1, 7)


def search(first: int = 1, count: int = 6, source: str = "MEDLINE") -> Happened:
    return "lead", "search_imported", {"first": first, "count": count, "source": source}


def compared(upto: int = 6, **more: Any) -> Happened:
    return "matcher", "duplicates_found", {"upto": upto} | more


def says(who: str, verdict: str, *citations: int, stage: str = TA, **more: Any) -> list[Happened]:
    """Verdicts of one person."""
    return [
        (who, "decision_made", {"citation": c, "verdict": verdict, "stage": stage} | more)
        for c in citations
    ]


def both(verdict: str, *citations: int, stage: str = TA) -> list[Happened]:
    reason = {"reason": "x"} if verdict == "exclude" and stage == FT else {}
    return [
        v for who in ("Ana", "Ben") for v in says(who, verdict, *citations, stage=stage, **reason)
    ]


def round_(number: int, kind: str, *citations: int, **more: Any) -> Happened:
    return (
        "lead",
        "round_opened",
        {"round": number, "kind": kind, "citations": list(citations)} | more,
    )


def closed(number: int = 1) -> Happened:
    return "lead", "round_closed", {"round": number}


def shared(readers: dict[str, list[int]]) -> Happened:
    citations = [c for on in readers.values() for c in on]
    fields = {"citations": citations, "shares": dict.fromkeys(readers, 1), "readers": readers}
    return "lead", "work_shared", fields


def report(citation: int, kind: str) -> Happened:
    return "Ana", f"report_{kind}", {"citation": citation, "reason": "r"}


def stop(*unread: int) -> Happened:
    return "lead", "screening_stopped", {"unread": list(unread)}


DOUBT = {"a": 1, "b": 2, "rule": "r", "score": 0.5, "comparison": {}}
READY = [search(), compared()]
PILOT = [*READY, round_(1, "pilot", 1, 2)]
PASSED = [*PILOT, *both("exclude", 1, 2), closed()]
SPLIT = [*PILOT, *says("Ana", "exclude", 1, 2), *says("Ben", "include", 1, 2), closed()]
GONE_ON: Happened = ("lead", "gate_overridden", {"round": 1})
STOPPED = [*PASSED, *both("include", 3), stop(4, 5, 6), report(3, "retrieved")]
READ = [*PASSED, *both("include", 3), *both("exclude", 4, 5, 6)]
"""All six are read: citation 3 goes on to the full text."""
HERE = [*READ, report(3, "retrieved")]
BEN_LEFT: list[Happened] = [
    ("lead", "reviewer_joined", {"name": "Ben", "role": "reviewer"}),
    ("lead", "reviewer_left", {"name": "Ben"}),
]
DONE = (
    "draw the flow diagram: winnow prisma -o r/outputs/prisma.svg; write the report: winnow report"
)

TABLE: dict[str, tuple[list[Happened], str, dict[str, Any]]] = {
    # -- records
    "an empty review": ([], "winnow add FILE --source MEDLINE", {}),
    "everything was taken back": (
        [search(), ("lead", "import_taken_back", {"search": 2})],
        "winnow add FILE --source MEDLINE",
        {},
    ),
    "no source is planned": ([], "winnow add FILE --source NAME", {"sources": []}),
    "imported": ([search()], "find duplicates: winnow dedupe", {}),
    "imported, and another source is planned": (
        [search()],
        "winnow dedupe (nothing yet from Web of Science: winnow add FILE --source 'Web of Science')",
        {"sources": [{"name": "MEDLINE"}, {"name": "Web of Science"}]},
    ),
    "imported once more": ([*READY, search(7, 2)], "find duplicates: winnow dedupe", {}),
    "doubtful pairs": (
        [search(), compared(doubtful=[DOUBT])],
        "the doubtful pairs (1): winnow dedupe --review --as NAME",
        {},
    ),
    "a doubtful pair was answered": (
        [search(), compared(doubtful=[DOUBT]), ("Ana", "citations_kept_apart", {"a": 1, "b": 2})],
        "winnow round open --kind pilot",
        {},
    ),
    # -- the pilot and its gate
    "no pilot yet": (READY, "the pilot, 2 citations that everybody reads: winnow round open", {}),
    "the protocol wants no pilot": (READY, "screen: winnow screen", {"pilot": {"size": 0}}),
    "one reader screens alone": (
        READY,
        "screen: winnow screen --as Ana (6 left)",
        {"title_abstract": {"reviewers": 1}, "reviewers": ["Ana"]},
    ),
    "two people with one vote each have a pilot, too": (
        READY,
        "winnow round open --kind pilot",
        {"title_abstract": {"reviewers": 1}},
    ),
    "the pilot is longer than the review": (
        READY,
        "6 citations that everybody reads",
        {"pilot": {"size": 50}},
    ),
    "screening began without a pilot": (
        [*READY, *says("Ana", "exclude", 1)],
        "screen: winnow screen --as Ben (6 left; Ana 5) (may we stop? winnow stop)",
        {},
    ),
    "the pilot is open": (
        PILOT,
        "read round 1 (pilot): winnow screen --as Ana (2 left; Ben 2)",
        {},
    ),
    "one has read the pilot": (
        [*PILOT, *says("Ana", "exclude", 1, 2)],
        "read round 1 (pilot): winnow screen --as Ben (2 left)",
        {},
    ),
    "a conflict in the open pilot is not spoken of": (
        [*PILOT, *says("Ana", "exclude", 1, 2), *says("Ben", "include", 1)],
        "read round 1 (pilot): winnow screen --as Ben (1 left)",
        {},
    ),
    "the pilot is read": (
        [*PILOT, *both("exclude", 1, 2)],
        "close round 1 (pilot), which is read: winnow round close --as NAME",
        {},
    ),
    "the pilot was cancelled": (
        [*PILOT, ("lead", "round_cancelled", {"round": 1})],
        "winnow round open --kind pilot",
        {},
    ),
    "the pilot failed": (SPLIT, "winnow round override --reason TEXT", {}),
    "the pilot failed and somebody said why to go on": (
        [*SPLIT, GONE_ON],
        "resolve conflicts (2 at title and abstract): winnow conflicts --as Cleo, then winnow "
        "resolve ID VERDICT --as Cleo",
        {},
    ),
    "another pilot is open after one that failed": (
        [*SPLIT, round_(2, "pilot", 3, 4)],
        "read round 2 (pilot): winnow screen --as Ana (2 left; Ben 2)",
        {},
    ),
    # -- screening
    "the pilot passed": (PASSED, "screen: winnow screen --as Ana (4 left; Ben 4)", {}),
    "one is ahead": (
        [*PASSED, *says("Ana", "exclude", 3, 4)],
        "screen: winnow screen --as Ben (4 left; Ana 2)",
        {},
    ),
    "work is divided": (
        [
            *PASSED,
            shared({"Ana": [3, 4, 5], "Ben": [6]}),
        ],
        "screen: winnow screen --as Ana (3 left; Ben 1)",
        {"title_abstract": {"reviewers": 1}},
    ),
    "the second reader is missing": (
        [*READY, *says("Ana", "exclude", *ALL)],
        "6 citations at title and abstract for which there is no reader left (each needs 2 readers): "
        "winnow team join NAME --as NAME",
        {"reviewers": ["Ana"]},
    ),
    "nobody is listed, and one person has read everything": (
        [*READY, *says("Ana", "exclude", *ALL)],
        "somebody else reads them, winnow screen --as NAME",
        {"reviewers": [], "adjudicators": []},
    ),
    "quotas are used up": (
        [*PASSED],
        "or raise the quotas (winnow amend)",
        {"quotas": {"Ana": 2, "Ben": 2}},
    ),
    "somebody left": (
        [
            *PASSED,
            *BEN_LEFT,
            *says("Ana", "exclude", 3, 4, 5, 6),
        ],
        "4 citations at title and abstract for which there is no reader left",
        {},
    ),
    "a name has a space": (
        READY,
        "winnow screen --as 'Ana Maria' (6 left)",
        {"reviewers": ["Ana Maria"], "title_abstract": {"reviewers": 1}},
    ),
    "a conflict": (
        [*PASSED, *says("Ana", "include", 3), *says("Ben", "exclude", 3)],
        "resolve conflicts (1 at title and abstract)",
        {},
    ),
    "a conflict, and nobody is named to resolve": (
        [*PASSED, *says("Ana", "include", 3), *says("Ben", "exclude", 3)],
        "winnow conflicts --as NAME",
        {"adjudicators": []},
    ),
    "a conflict was resolved": (
        [
            *PASSED,
            *says("Ana", "include", 3),
            *says("Ben", "exclude", 3),
            ("Cleo", "conflict_resolved", {"citation": 3, "verdict": "exclude"}),
        ],
        "screen: winnow screen --as Ana (3 left; Ben 3)",
        {},
    ),
    "a priority round is open": (
        [*PASSED, round_(2, "priority", 3, 4)],
        "read round 2 (priority): winnow screen --as Ana (2 left; Ben 2)",
        {},
    ),
    "a random round is read": (
        [*PASSED, round_(2, "random", 3), *both("exclude", 3)],
        "close round 2 (random), which is read",
        {},
    ),
    "a check is open": (
        [*PASSED, round_(2, "check", 1)],
        "read round 2 (check): winnow screen --as",
        {},
    ),
    # -- a declared stop
    "stopped": (
        STOPPED,
        "read full texts: winnow screen --stage full-text --as Ana (1 left; Ben 1)",
        {},
    ),
    "something came after the stop": (
        [*STOPPED, search(7, 2), compared(8)],
        "read what came after the stop (2): winnow screen --as Ana (2 left; Ben 2)",
        {},
    ),
    "one had read on before the stop": (
        [*PASSED, *both("include", 3), *says("Ana", "exclude", 4), stop(4, 5, 6)],
        "finish what one reader had read before the stop (1): winnow screen --as Ben (1 left)",
        {},
    ),
    "the stop was taken back": (
        [*STOPPED, ("lead", "screening_resumed", {})],
        "screen: winnow screen --as Ana (3 left; Ben 3)",
        {},
    ),
    # -- full texts
    "all is read, nothing was included": (
        [*PASSED, *both("exclude", 3, 4, 5, 6)],
        DONE,
        {},
    ),
    "reports to look for": (
        READ,
        "say which full texts could be had (1 not looked for): winnow retrieve ID",
        {},
    ),
    "a report is here": (
        HERE,
        "read full texts: winnow screen --stage full-text --as Ana (1 left; Ben 1)",
        {},
    ),
    "one report is here, another is not looked for": (
        [*PASSED, *both("include", 3, 4), *both("exclude", 5, 6), report(3, "retrieved")],
        "--as Ana (2 left; Ben 2); say which full texts could be had (1 not looked for)",
        {},
    ),
    "a report could not be had": ([*READ, report(3, "not_retrieved")], DONE, {}),
    "one has read the full text": (
        [*HERE, *says("Ana", "include", 3, stage=FT)],
        "read full texts: winnow screen --stage full-text --as Ben (1 left)",
        {},
    ),
    "a conflict at the full text": (
        [
            *HERE,
            *says("Ana", "include", 3, stage=FT),
            *says("Ben", "exclude", 3, stage=FT, reason="x"),
        ],
        "resolve conflicts (1 at full text): winnow conflicts --stage full-text --as Cleo",
        {},
    ),
    "both are unsure of a full text": (
        [*HERE, *both("unsure", 3, stage=FT)],
        "winnow aside ID awaiting|ongoing --as NAME",
        {},
    ),
    "a report is of an ongoing study": (
        [*HERE, ("Ana", "report_set_aside", {"citation": 3, "status": "ongoing"})],
        DONE,
        {},
    ),
    "the full text has no second reader": (
        [*HERE, *says("Ana", "include", 3, stage=FT), *BEN_LEFT],
        "1 citation at full text for which there is no reader left",
        {},
    ),
    "all is done": ([*HERE, *both("include", 3, stage=FT)], DONE, {}),
}


def step(happened: list[Happened], said: dict[str, Any], **more: Any) -> str:
    asked = {"sources": said.get("sources", [{"name": "MEDLINE"}])}
    asked |= {"title": "t", "screening": TEAM | {k: v for k, v in said.items() if k != "sources"}}
    asked |= {"exclusion_reasons": [{"code": "x"}]}
    plan = Plan.from_dict(asked)
    begun: list[Happened] = [("lead", "review_created", {}), *happened]
    state = ReviewState().replay(entry(n, *what) for n, what in enumerate(begun, 1))
    return next_step(situation_of(state, plan), folder="r", **more)


@pytest.mark.parametrize("name", TABLE)
def test_the_next_step(name: str) -> None:
    happened, wanted, said = TABLE[name]
    found = step(happened, said)
    assert wanted in found
    assert len(found.splitlines()) == 1
    for command in re.findall(r"winnow ([a-z-]+)", found):
        assert command in COMMANDS


def test_there_are_situations_enough() -> None:
    assert len(TABLE) >= 40


def test_a_changed_protocol_goes_before_everything() -> None:
    assert "winnow amend" in step([], {}, protocol_changed=True)


def test_where_screening_may_stop_it_is_said() -> None:
    found = step(PASSED, {}, may_stop=lambda: "certified")
    assert "may stop (certified): winnow stop --declare --as NAME" in found
    assert "winnow screen --as Ana (4 left; Ben 4)" in found


def test_it_is_asked_only_where_it_matters() -> None:
    def never() -> str:
        raise AssertionError

    assert "read full texts" in step(HERE, {}, may_stop=never)
    assert "winnow round close" in step([*PILOT, *both("exclude", 1, 2)], {}, may_stop=never)


def test_a_check_that_fails_goes_before_the_report() -> None:
    done = [*HERE, *both("include", 3, stage=FT)]
    found = step(done, {}, failed=lambda: ["the boxes do not add up"])
    assert found == "mend what the checks of the diagram name (1 check failed): winnow prisma"
