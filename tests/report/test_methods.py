"""The methods say what was done, with the numbers worked out in conftest.py."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from tests.report.conftest import Tea
from winnow_sr.report.manuscript import methods
from winnow_sr.report.markdown import to_markdown


def test_every_number_of_the_story_is_in_its_sentence(kit: Callable[[str], str]) -> None:
    text = kit("methods.md")
    for words in (
        "Records identified: 10 from databases, 3 from registers and 3 from citation searches.",
        "through TeaMed, searched: 2026-05-04. 10 records from 1 export file.",
        "Named in the protocol and not imported: Unsearched.",
        "By rule, 2 records were joined to another",
        "Duplicate records removed before screening (databases and registers): 1. 1 record found by "
        "other methods had been found by databases or registers too",
        "Ana (14) and Ben (14). All 14 citations with a verdict were read by two reviewers. 29 of 29 "
        "verdicts were handed in from elsewhere",
        "1 disagreement was ended by an adjudicator's verdict (Cleo 1). 1 disagreement ended by a "
        "reviewer's change of verdict.",
        "12 records from databases and registers count as screened and 7 as excluded: 7 by reviewers "
        "and 0 by automation tools.",
        "5 reports sought, 1 not retrieved, 4 assessed, 2 excluded",
        "1 report sought, 0 not retrieved, 1 assessed, 0 excluded.",
        "Included: 2 studies reported in 3 reports.",
        "No ranking was made",
        "No early stop was declared",
        "No amendment has been recorded.",
    ):  # fmt: skip
        assert words in text


def test_kappa_is_of_first_votes(kit: Callable[[str], str]) -> None:
    # both include 5, both exclude 7, they differ on 2 of 14; each includes 6 of 14: chance
    # (36 + 64) / 196, observed 12 / 14, so kappa = (168 - 100) / (196 - 100) = 0.708...
    assert "14 citations read by both: observed agreement 85.7 %, Cohen's kappa 0.71" in kit(
        "methods.md"
    )


def test_the_protocol_tense_promises_and_tells_no_result(kit: Callable[[str], str]) -> None:
    text = kit("methods-protocol.md")
    assert "3 sources will be searched:" in text
    assert "will be read by 2 reviewers independently" in text
    assert "recall target 90 %, confidence 95 %" in text
    assert "No pilot round is planned." in text
    assert "Every citation will be read by at least one of Ana." in text
    assert "Most citations to be read on title and abstract: Ben 900." in text
    assert not re.search(r"\b(was|were) (screened|read|excluded|included)\b", text)


FLOW = re.compile(
    r"([\d,]+) records? from databases and registers count as screened and ([\d,]+) as excluded: "
    r"([\d,]+) by reviewers and ([\d,]+) by automation"
)
LANE = re.compile(
    r"([\d,]+) reports? sought, ([\d,]+) not retrieved, ([\d,]+) assessed, ([\d,]+) excluded"
)


def test_no_sentence_disagrees_with_prisma_at_any_moment_of_the_review(begun: Tea) -> None:
    """The state after every single event: what the text says is what `winnow prisma` says."""
    begun.searched().screened().read()
    review = begun.review
    moments = [event.at for event in review.session.store.events()]
    seen = set()
    for at in moments:
        flow: dict[str, Any] = review.flow.prisma(as_of=at).as_json()
        boxes = flow["boxes"]
        facts = review.report.facts(as_of=at)
        text = to_markdown(methods(facts))
        screened = FLOW.search(text)
        assert bool(screened) == bool(facts.searches), "numbers rest on an import"
        if screened:
            assert [int(n) for n in screened.groups()] == [
                boxes["records_screened"],
                boxes["records_excluded"],
                flow["excluded_by"]["human"],
                flow["excluded_by"]["automation"],
            ]
        lanes = [tuple(map(int, m.groups())) for m in LANE.finditer(text)]
        want = [
            (
                boxes[f"{k}_sought_reports"], boxes[f"{k}_notretrieved_reports"], boxes[f"{k}_assessed"],
                sum(r["n"] for r in flow["reasons"][lane]),
            )
            for k, lane in (("dbr", "databases"), ("other", "other"))
        ]  # fmt: skip
        assert lanes in (want, want[:1], []), at
        if lanes and boxes["new_reports"]:
            assert f"in {boxes['new_reports']} report" in text
        assert flow["final"] != ("INTERIM" in text)
        seen.add(flow["final"])
    assert seen == {True, False}, "the story must pass through interim and end final"
    review.close()


def test_an_early_stop_is_told_with_its_label_under_both_conventions(begun: Tea) -> None:
    begun.searched()
    read = [1, 2, 3, 4, 11, 12, 22]
    for who in ("Ana", "Ben"):
        begun.team.decide(who, [(f"K{n}", "include" if n < 3 else "exclude", "") for n in read])
    begun.team("stop", "--declare", "--as", "Ana", "--against-rule", "--reason", "no money left")
    # 14 citations, 7 read; unread: K5-K10 of the databases and K21 of the other methods
    five = (begun.report("five") / "methods.md").read_text("utf-8")
    assert "with 7 citations unread (all sources). Label of the stop: against the rule." in five
    assert "Reason given: no money left." in five
    assert "12 records from databases and registers count as screened and 10 as excluded:" in five
    assert "4 by reviewers and 6 by automation tools (all of them left unread when" in five
    three = (begun.report("three", "--tail", "box3") / "methods.md").read_text("utf-8")
    assert (
        "6 records from databases and registers count as screened and 4 as excluded: 4 by reviewers and 0"
        in three
    )
    assert (
        "6 records left unread when screening was stopped were counted as removed before" in three
    )
    assert "arked as ineligible by a rule" not in three, "nothing was removed by a rule"
    assert "Stop | when the rule allows it | declared on" in three, (
        "a stop against the rule is a difference from the plan"
    )


def test_an_amendment_is_reported_with_its_reason(begun: Tea) -> None:
    path = begun.team.folder / "protocol.yaml"
    path.write_text(path.read_text("utf-8").replace("target: 0.9", "target: 0.8"), "utf-8")
    begun.team("amend", "--reason", "too few, by far", "--as", "Ana")
    text = (begun.report() / "methods.md").read_text("utf-8")
    assert "stopping changed by Ana. Reason: too few, by far" in text
    assert "recall target 80 %" in text
