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
from winnow_sr.protocol.placeholders import WORDS, left_in_place
from winnow_sr.protocol.prismap import BLANK, items
from winnow_sr.protocol.reader import ProtocolError, parse_protocol
from winnow_sr.protocol.schema import protocol_schema, schema_text


@pytest.fixture(scope="module")
def template(flagship_file: Path) -> Path:
    return flagship_file.with_name("template.yaml")


@pytest.fixture(scope="module")
def filled(template: Path) -> str:
    """The template with every placeholder replaced by a team's own words."""
    text = template.read_text(encoding="utf-8")
    for i, words in enumerate(sorted(WORDS, key=len, reverse=True)):
        own = "10.1234/own" if words.startswith("10.") else f"own words {i}"
        own = f"#{words[1]} own" if words.startswith("#") else own
        text = re.sub(re.escape(words), own, text, flags=re.IGNORECASE)
    return text


def test_the_template_with_its_words_left_in_place_is_refused(template: Path) -> None:
    """They would reach the checklist ('Who is studied'). Each is named with its line."""
    with pytest.raises(ProtocolError) as error:
        load_protocol(template)
    told = [str(p) for p in error.value.problems]
    assert all("still the template's words" in line for line in told)
    assert "line 38, question.population: still the template's words: 'Who is studied'" in told
    paths = {p.path for p in error.value.problems}
    for path in (
        ("title",),
        ("question", "population"),
        ("question", "outcomes", 0),
        ("sources", 0, "strategy"),
        ("eligibility", "include", 0),
    ):
        assert path in paths


def test_every_word_looked_for_stands_in_the_template_and_none_is_forgotten(template: Path) -> None:
    """Text values that are neither a default nor a word that a team may well keep are placeholders."""
    text = " ".join(template.read_text(encoding="utf-8").split()).casefold().replace("# ", "")
    assert [w for w in WORDS if w.replace("# ", "") not in text] == []
    data = yaml.safe_load(template.read_text(encoding="utf-8"))
    kept = {
        *("randomised trials", "MEDLINE", "PubMed", "ClinicalTrials.gov", "None"),
        *("include", "exclude", "wrong-population", "Wrong population", "wrong-intervention"),
        *("Wrong intervention", "wrong-design", "Wrong study design", "other-question"),
        *("Another question", "database", "register", "systematic", "cohen_kappa", "default"),
        *("blind", "first-listed", "cmh-seq", "ask"),
    }

    def texts(value: object) -> list[str]:
        if isinstance(value, dict):
            return [t for v in value.values() for t in texts(v)]
        if isinstance(value, list):
            return [t for v in value for t in texts(v)]
        return [value] if isinstance(value, str) and value else []

    assert [t for t in texts(data) if t not in kept and not list(left_in_place(t))] == []


def test_the_template_filled_in_shows_the_defaults(filled: str) -> None:
    plan = Plan.from_dict(parse_protocol(filled).as_plan())
    bare = Plan.from_dict({})
    for part in (
        *("screening", "stopping", "dedupe", "keys", "claims", "previous"),
        *("kinds", "administration", "readers"),
    ):
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


def test_what_the_template_has_commented_out_is_valid_too(filled: str) -> None:
    """A team removes the '# ' of the parts it needs; what appears must be right."""
    opened = re.sub(r"^( *)# (?=[a-z_]+:|  )", r"\1", filled, flags=re.MULTILINE)
    plan = Plan.from_dict(parse_protocol(opened).as_plan())
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


def test_prisma_p_says_what_is_planned_and_leaves_blank_what_nobody_decided(flagship: Plan) -> None:
    """The flagship decided on everything but the people, whom it marks as planned."""
    parts = {i.number: i for i in items(flagship)}
    assert [n for n, i in parts.items() if not i.filled] == []
    assert [n for n, i in parts.items() if i.planned] == ["2", "3a", "3b", "5"]
    assert "21 of 21 items are filled" in prisma_p(flagship)
    assert "only planned so far: 2 Registration; 3a" in prisma_p(flagship)
    bare = Plan.from_dict({**flagship.as_dict(), "reporting": {}})
    assert "20" not in {i.number for i in items(bare) if i.filled}
    assert prisma_p(bare).count(BLANK) == 11


def test_prisma_p_of_the_smallest_protocol_is_mostly_blank_and_says_so() -> None:
    text = prisma_p(Plan(title="Tea"))
    for number in ("6 Rationale", "14 Risk of bias", "17 Confidence"):
        section = text.split(f"## {number}")[1].split("\n## ")[0]
        assert BLANK in section


def test_prisma_p_gives_each_strategy_verbatim_and_the_numbers_of_the_plan(flagship: Plan) -> None:
    text = prisma_p(flagship)
    for source in flagship.sources:
        assert source.strategy.rstrip() in text
    for words in ("2 reviewers independently", "recall target 95 %, confidence 95 %", "seed 20"):
        assert words in text


def test_prisma_p_keeps_a_strategy_that_contains_a_fence() -> None:
    plan = Plan.from_dict({"title": "t", "sources": [{"name": "M", "strategy": "a\n```\nb"}]})
    assert "````text\na\n```\nb\n````" in prisma_p(plan)


def test_an_update_says_what_it_updates() -> None:
    plan = Plan.from_dict({"title": "t", "previous": {"studies": 3, "reports": 4}})
    assert "an update of a review that included 3 studies (4 reports)" in prisma_p(plan)


def test_as_plan_is_plain_json(filled: str) -> None:
    plan = parse_protocol(filled).as_plan()
    assert json.loads(json.dumps(plan, allow_nan=False)) == plan
