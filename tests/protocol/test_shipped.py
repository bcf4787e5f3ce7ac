"""What lies in protocols/ is usable as it is: template, schema, and the text made of them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest
import yaml

from winnow_sr.protocol import Plan, load_protocol, prisma_p
from winnow_sr.protocol.model import Protocol
from winnow_sr.protocol.prismap import BLANK, items
from winnow_sr.protocol.schema import protocol_schema, schema_text


@pytest.fixture(scope="module")
def template(flagship_file: Path) -> Path:
    return flagship_file.with_name("template.yaml")


def test_the_template_loads_as_it_is_and_shows_the_defaults(template: Path) -> None:
    plan = Plan.from_dict(load_protocol(template).as_plan())
    bare = Plan.from_dict({})
    for part in ("screening", "stopping", "dedupe", "keys", "claims", "previous"):
        assert getattr(plan, part) == getattr(bare, part)


def test_the_template_mentions_every_key(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    missing = [
        key
        for part in [Protocol.model_json_schema(), *Protocol.model_json_schema()["$defs"].values()]
        for key in part["properties"]
        if f"{key}:" not in text
    ]
    assert missing == []


def test_what_the_template_has_commented_out_is_valid_too(template: Path, tmp_path: Path) -> None:
    """A team removes the '# ' of the parts it needs; what appears must be right."""
    opened = re.sub(
        r"^( *)# (?=[a-z_]+:|  )", r"\1", template.read_text(encoding="utf-8"), flags=re.MULTILINE
    )
    file = tmp_path / "p.yaml"
    file.write_text(opened, encoding="utf-8")
    plan = Plan.from_dict(load_protocol(file).as_plan())
    assert plan.tags
    assert plan.claims
    assert plan.known_studies
    assert plan.previous is not None
    assert plan.readers[0].cut == 0.01
    assert plan.screening.who_screens == ("Ana", "Ben", "Lea")


def test_the_schema_file_says_what_the_model_says(flagship_file: Path) -> None:
    """If this fails: .venv/bin/python -m winnow_sr.protocol.schema"""
    shipped = flagship_file.with_name("protocol.schema.json").read_text(encoding="utf-8")
    assert shipped == schema_text()


def test_the_schema_accepts_what_the_reader_accepts(flagship_file: Path, template: Path) -> None:
    validator = jsonschema.Draft202012Validator(protocol_schema())
    validator.check_schema(protocol_schema())
    short = "{title: t, question: q, exclusion_reasons: [{code: 1}], screening: {full_text: 1}}"
    for text in (
        flagship_file.read_text(encoding="utf-8"),
        template.read_text(encoding="utf-8"),
        short,
    ):
        assert [e.message for e in validator.iter_errors(yaml.safe_load(text))] == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"titel": "x"},
        {"stopping": {"target": 95}},
        {"sources": [{"name": "M", "lane": "databse"}]},
        {"exclusion_reasons": []},
        {"deduplication": {"errata": "perhaps"}},
    ],
)
def test_the_schema_marks_the_slips_an_editor_should_underline(wrong: dict[str, object]) -> None:
    good = {"title": "t", "question": "q", "exclusion_reasons": [{"code": "c"}]}
    validator = jsonschema.Draft202012Validator(protocol_schema())
    assert list(validator.iter_errors(good)) == []
    assert list(validator.iter_errors({**good, **wrong}))


def test_the_schema_explains_every_key_of_a_source() -> None:
    """An editor shows these words; a key without them helps nobody."""
    fields = protocol_schema()["$defs"]["Source"]["properties"]
    assert all(field.get("description") for field in fields.values())


def test_prisma_p_has_the_official_items_in_order(flagship: Plan) -> None:
    numbers = [i.number for i in items(flagship)]
    assert numbers == (
        [
            "1a",
            "1b",
            "2",
            "3a",
            "3b",
            "4",
            "5",
            "6",
            "7",
            "8",
            "9",
            "10",
            "11a",
            "11b",
            "11c",
            "12",
            "13",
            "14",
            "15",
            "16",
            "17",
        ]
    )
    text = prisma_p(flagship)
    assert [line.split()[1] for line in text.splitlines() if line.startswith("## ")] == numbers


def test_prisma_p_leaves_blank_what_nobody_decided(flagship: Plan) -> None:
    blank = [i.number for i in items(flagship) if not i.filled]
    assert blank == ["3a", "3b", "5"]
    text = prisma_p(flagship)
    assert text.count(BLANK) == 3
    assert "18 of 21 items are filled" in text


def test_prisma_p_of_the_smallest_protocol_is_mostly_blank_and_says_so() -> None:
    text = prisma_p(Plan(title="Tea"))
    for number in ("6 Rationale", "14 Risk of bias", "17 Confidence"):
        section = text.split(f"## {number}")[1].split("\n## ")[0]
        assert BLANK in section


def test_prisma_p_gives_each_strategy_verbatim_and_the_numbers_of_the_plan(flagship: Plan) -> None:
    text = prisma_p(flagship)
    for source in flagship.sources:
        assert source.strategy.rstrip() in text
    for words in ("2 reviewers independently", "recall target 90 %, confidence 95 %", "seed 20"):
        assert words in text


def test_prisma_p_keeps_a_strategy_that_contains_a_fence() -> None:
    plan = Plan.from_dict({"title": "t", "sources": [{"name": "M", "strategy": "a\n```\nb"}]})
    assert "````text\na\n```\nb\n````" in prisma_p(plan)


def test_an_update_says_what_it_updates() -> None:
    plan = Plan.from_dict({"title": "t", "previous": {"studies": 3, "reports": 4}})
    assert "an update of a review that included 3 studies (4 reports)" in prisma_p(plan)


def test_as_plan_is_plain_json(template: Path) -> None:
    plan = load_protocol(template).as_plan()
    assert json.loads(json.dumps(plan, allow_nan=False)) == plan
