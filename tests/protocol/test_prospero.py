"""A team registers its review: every field of the form, and which are still missing."""

from __future__ import annotations

import pytest

from winnow_sr.protocol import Plan, missing_fields, prospero, prospero_fields
from winnow_sr.protocol.registry import MISSING


def filled(**changed: object) -> Plan:
    told = dict.fromkeys(
        (
            *("authors", "support", "risk_of_bias", "synthesis", "subgroups", "data_collection"),
            "effect_measures",
        ),
        "Said.",
    )
    said = dict.fromkeys(
        (
            *("start", "end", "stage", "contact", "organisation", "interests", "condition"),
            *("language", "country"),
        ),
        "Said.",
    )
    plan = {
        "title": "Tea",
        "administration": said,
        "reporting": told,
        "question": {
            "text": "Does tea help?",
            "population": "tired people",
            "intervention": "tea",
            "comparator": "water",
            "outcomes": ["awake at noon", "asleep at night"],
            "main_outcomes": 1,
            "designs": ["randomised trials"],
        },
        "sources": [{"name": "MEDLINE", "platform": "PubMed", "limits": "None"}],
        **changed,
    }
    return Plan.from_dict(plan)


def text_of(plan: Plan, number: int) -> str:
    return next(f.text for f in prospero_fields(plan) if f.number == number)


def test_a_whole_plan_misses_nothing() -> None:
    assert missing_fields(filled()) == ()
    text = prospero(filled())
    assert "needed fields are filled." in text
    assert MISSING not in text


def test_each_needed_field_is_named_where_nothing_is_said() -> None:
    names = missing_fields(Plan(title="Tea"))
    needed = {f.name for f in prospero_fields(Plan()) if f.needed}
    said = {"Review title", "Type and method of review", "Data extraction (selection and coding)"}
    assert set(names) == needed - said
    text = prospero(Plan(title="Tea"))
    assert text.count(MISSING) == len(names)
    assert "Missing, and needed: Anticipated or actual start date, " in text


def test_an_intention_is_named_as_one() -> None:
    plan = Plan.from_dict(
        {**filled().as_dict(), "administration": {"start": "Planned: day of registration"}}
    )
    assert "Anticipated or actual start date" in missing_fields(plan)
    text = prospero(plan)
    assert "Only planned so far, and needed: Anticipated or actual start date." in text
    assert "Planned: day of registration" in text


def test_outcomes_are_told_apart_as_main_and_additional() -> None:
    assert "awake at noon" in text_of(filled(), 24)
    assert "asleep at night" not in text_of(filled(), 24)
    assert "asleep at night" in text_of(filled(), 25)
    assert "Said." in text_of(filled(), 24)  # the effect measures
    nobody = Plan.from_dict({"question": {"outcomes": ["awake"]}})
    assert text_of(nobody, 24) == ""


@pytest.mark.parametrize(
    ("kinds", "told", "comparator"),
    [
        (["systematic"], "A systematic review", "water"),
        (
            ["living", "network"],
            "A living systematic review with network meta-analysis",
            "water",
        ),
        (["ipd"], "A systematic review of individual participant data", "water"),
        (
            ["dta"],
            "A systematic review of diagnostic test accuracy",
            "Reference standard: water",
        ),
    ],
)
def test_the_kind_of_review_is_named(kinds: list[str], told: str, comparator: str) -> None:
    plan = filled(kind=kinds)
    assert text_of(plan, 30) == told
    assert text_of(plan, 21) == comparator


def test_a_scoping_review_is_told_where_to_go() -> None:
    assert "PROSPERO registers no scoping reviews" in prospero(filled(kind=["scoping"]))
    assert "scoping" not in prospero(filled())


def test_the_flagship_misses_only_what_it_marks_as_planned(flagship: Plan) -> None:
    fields = {f.name: f for f in prospero_fields(flagship)}
    assert all(fields[name].planned for name in missing_fields(flagship))
    assert len(missing_fields(flagship)) == 9
    assert "MEDLINE" in fields["Searches"].text
    assert "withdrawal severity" in fields["Main outcome(s), with measures of effect"].text
