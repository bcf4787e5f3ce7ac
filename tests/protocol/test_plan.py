"""The plan that every command reads: found by the words people use, kept whole in the ledger."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from winnow_sr.protocol import Plan, load_protocol
from winnow_sr.protocol.plan import DEDUPE_DEFAULTS, EdgeCase, Previous, Reason, Source
from winnow_sr.protocol.reader import ProtocolError, parse_protocol

TEA = parse_protocol(
    """
title: Tea
question: {population: tired people, intervention: tea}
eligibility: {include: [tea was drunk], exclude: [no tea], edge_cases: [Iced tea is tea]}
exclusion_reasons:
  - {code: no-tea, label: No tea}
  - {code: awake, label: Not tired, text: Nobody was tired.}
  - {code: animal}
sources:
  - {name: MEDLINE, platform: PubMed, strategy: tea}
  - {name: WHO ICTRP, lane: register}
screening:
  title_abstract: 1
  reviewers: [Ana, Ben]
  adjudicators: Cleo
  pilot: {size: 20, statistic: kappa, threshold: 0.7, max_rounds: 2}
  batch: 10
  model: {name: elas_u4, seed: 7}
  conflicts: open
  reason_disagreement: conflict
deduplication: {preprints: merge}
claims: [{id: C1, question: Is one awake, terms: awake}]
known_studies: [{label: Tea 1990, doi: 10.1000/tea, pmid: 123}]
previous: {studies: 3, reports: 4}
keys: rayyan
"""
)


def test_what_was_written_arrives_where_it_is_read() -> None:
    plan = Plan.from_dict(TEA.as_plan())
    assert (plan.include, plan.exclude) == (("tea was drunk",), ("no tea",))
    assert plan.edge_cases == (EdgeCase("Iced tea is tea"),)
    assert plan.reasons[1] == Reason("awake", "Not tired", "Nobody was tired.")
    assert plan.sources[0] == Source("MEDLINE", "database", "PubMed", "tea")
    s = plan.screening
    assert (s.title_abstract_reviewers, s.full_text_reviewers) == (1, 2)
    assert (s.reviewers, s.adjudicators) == (("Ana", "Ben"), ("Cleo",))
    assert (s.pilot.size, s.pilot.statistic, s.pilot.threshold, s.pilot.max_rounds) == (
        20,
        "cohen_kappa",
        0.7,
        2,
    )
    assert (s.model, s.seed, s.batch) == ("elas_u4", 7, 10)
    assert (s.conflicts, s.reason_disagreement) == ("open", "conflict")
    assert plan.dedupe == {**DEDUPE_DEFAULTS, "preprints": "merge"}
    assert plan.claims[0].terms == ("awake",)
    assert (plan.known_studies[0].doi, plan.known_studies[0].pmid) == ("10.1000/tea", "123")
    assert plan.previous == Previous(3, 4)
    assert plan.keys == "rayyan"


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("awake", "awake"),
        ("AWAKE ", "awake"),
        ("not  tired", "awake"),
        ("2", "awake"),
        ("3", "animal"),
        ("4", None),
        ("0", None),
        ("", None),
        ("²", None),
        ("tired", None),
    ],
)
def test_a_reason_is_found_by_code_label_or_place(said: str, meant: str | None) -> None:
    found = Plan.from_dict(TEA.as_plan()).reason(said)
    assert (found.code if found else None) == meant


def test_a_code_wins_over_a_place() -> None:
    plan = Plan(reasons=(Reason("9"), Reason("8"), Reason("x")))
    assert plan.reason("9") == Reason("9")
    assert plan.reason("3") == Reason("x")


def test_a_source_is_found_whatever_the_case() -> None:
    plan = Plan.from_dict(TEA.as_plan())
    assert plan.source("medline") == plan.sources[0]
    assert plan.lane_of("who ictrp") == "register"
    assert plan.lane_of("Embase") is None


def test_a_tag_and_a_reader_are_found_whatever_the_case() -> None:
    plan = Plan.from_dict({"tags": [{"name": "Ongoing"}], "readers": [{"name": "Robot"}]})
    assert (plan.tag("ongoing "), plan.reader("ROBOT")) == (plan.tags[0], plan.readers[0])
    assert (plan.tag("robot"), plan.reader("ongoing")) == (None, None)


def test_the_ledger_keeps_the_whole_plan(flagship_file: Path) -> None:
    """JSON and back: the plan in the ledger is the plan that was read, for the flagship too."""
    for protocol in (TEA, load_protocol(flagship_file)):
        written = protocol.as_plan()
        kept = json.loads(json.dumps(written))
        assert kept == written
        assert Plan.from_dict(kept) == Plan.from_dict(written)
        assert Plan.from_dict(kept).as_dict() == written


def test_a_plan_of_an_older_version_takes_defaults_and_of_a_newer_keeps_what_is_known() -> None:
    plan = Plan.from_dict({"title": "Old", "screening": {"batch": 5, "new_idea": 1}, "novel": {}})
    assert (plan.title, plan.screening.batch) == ("Old", 5)
    assert plan.screening.pilot.size == 50
    assert plan.dedupe == DEDUPE_DEFAULTS


def test_a_plan_travels_to_other_processes_and_back() -> None:
    """Simulations run in parallel; a bare plan is written and pickled as any other."""
    for plan in (Plan(), Plan.from_dict(TEA.as_plan())):
        assert Plan.from_dict(plan.as_dict()) == plan
        assert pickle.loads(pickle.dumps(plan)) == plan


DAMAGED = [
    {"exclusion_reasons": [{"label": "no code"}]},
    {"sources": ["MEDLINE"]},
    {"sources": [{"name": "MEDLINE", "lane": "databse"}]},
    {"screening": {"batch": "fifty"}},
    {"question": ["in whom"]},
    {"title": 7},
]


@pytest.mark.parametrize("data", DAMAGED)
def test_a_damaged_plan_is_refused(data: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"Expected|missing|Invalid"):
        Plan.from_dict(data)


def test_what_holds_nothing_takes_its_default() -> None:
    data = {"question": None, "previous": None, "screening": {"model": None, "quotas": None}}
    assert Plan.from_dict(data) == Plan()


def test_who_screens_and_how_many() -> None:
    """A lead who also screens is named; where nobody is, those listed as reviewers screen."""
    bare = Plan.from_dict(
        {"screening": {"reviewers": ["Ana", "Ben"], "full_text": {"reviewers": 1}}}
    )
    assert bare.screening.who_screens == ("Ana", "Ben")
    assert (bare.screening.votes("title-abstract"), bare.screening.votes("full-text")) == (2, 1)
    named = Plan.from_dict({"screening": {"reviewers": ["Ana"], "screeners": ["Ana", "Lea"]}})
    assert named.screening.who_screens == ("Ana", "Lea")
    assert Plan().screening.who_screens == ()


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("scoping", ("scoping",)),
        ("[network-meta-analysis, living]", ("network", "living")),
        ("IPD", ("ipd",)),
        ("diagnostic test accuracy", ("dta",)),
        ("rapid", None),
    ],
)
def test_the_protocol_says_which_kind_of_review_it_is(
    written: str, read: tuple[str, ...] | None
) -> None:
    text = f"kind: {written}\ntitle: t\nquestion: q\nexclusion_reasons: [{{code: c}}]\n"
    if read is None:
        with pytest.raises(ProtocolError, match=r"kind\[1\]: must be 'systematic'"):
            parse_protocol(text)
    else:
        assert Plan.from_dict(parse_protocol(text).as_plan()).kinds == read
    assert Plan().kinds == ("systematic",)


@pytest.mark.parametrize(
    ("registration", "registered"),
    [
        ("PROSPERO CRD42024000001", True),
        ("https://osf.io/abcde", True),
        ("OSF, doi 10.17605/OSF.IO/ABCDE", True),
        ("Planned: to be registered in an open registry before screening starts.", False),
        ("", False),
    ],
)
def test_an_intention_to_register_is_no_registration(registration: str, registered: bool) -> None:
    assert Plan(registration=registration).registered is registered


def test_defaults_of_plan_and_model_are_the_same() -> None:
    """They are written down twice, in plan.py and model.py, because plan.py must stay light."""
    bare = Plan.from_dict({})
    read = Plan.from_dict(
        parse_protocol("{title: t, question: q, exclusion_reasons: [{code: c}]}").as_plan()
    )
    for part in (
        *("screening", "stopping", "dedupe", "terms", "previous", "keys"),
        *("kinds", "administration", "readers", "eligibility"),
    ):
        assert getattr(read, part) == getattr(bare, part)


def test_a_plan_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        Plan().title = "other"  # type: ignore[misc]


def test_reading_a_plan_costs_no_heavy_import() -> None:
    """Everyday commands read plans; pydantic and PyYAML belong to `init` and `amend` only."""
    code = (
        "import sys; from winnow_sr.protocol import Plan; Plan.from_dict({});"
        "print([m for m in ('pydantic', 'yaml', 'pandas') if m in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
