"""Before there is a review: the template, and whether a protocol would do."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.winnow import ris, winnow

SMALL = """
title: Tea
question: {text: "Is tea good for sleep?"}
exclusion_reasons: [{code: off, label: "Off topic"}]
sources: [{name: MEDLINE, lane: database, platform: PubMed, strategy: "tea AND sleep"}]
known_studies: [{label: "Okafor 2020", doi: 10.1000/tea}]
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "p.yaml"
    path.write_text(SMALL, encoding="utf-8")
    return path


def test_the_template_is_written_as_it_is_shipped_and_over_nothing(tmp_path: Path) -> None:
    text = winnow("protocol", "template").out
    assert text == Path("protocols/template.yaml").read_text("utf-8")
    target = tmp_path / "my.yaml"
    assert str(target) in winnow("protocol", "template", "-o", target).out
    assert target.read_text("utf-8") == text
    target.write_text("my own words")
    assert "is there already" in winnow("protocol", "template", "-o", target, code=2).err
    assert target.read_text() == "my own words"


def test_an_unfilled_template_makes_no_review_and_init_says_where_to_begin(tmp_path: Path) -> None:
    told = winnow("init", tmp_path / "begun").out
    assert "There is no review yet" in told
    assert [path.name for path in (tmp_path / "begun").iterdir()] == ["protocol.yaml"]
    winnow("protocol", "template", "-o", tmp_path / "my.yaml")
    told = winnow("init", tmp_path / "new", "--protocol", tmp_path / "my.yaml", code=2).err
    assert "still the template's words" in told
    assert not (tmp_path / "new").exists()
    found = winnow("protocol", "check", tmp_path / "my.yaml", "--json", code=1).json
    assert not found["ok"]
    assert {"line": 10, "field": "title"}.items() <= found["problems"][0].items()


def test_a_protocol_that_will_do(file: Path) -> None:
    done = winnow("protocol", "check", file)
    assert done.out.splitlines() == [
        "MEDLINE (syntax of PubMed): is understood",
        f"{file} will do. Next: winnow init DIR --protocol {file}",
    ]
    found = winnow("protocol", "check", file, "--json").json
    assert (found["ok"], found["title"], found["problems"]) == (True, "Tea", [])


def test_all_that_is_wrong_is_named_with_its_line(file: Path) -> None:
    file.write_text(SMALL.replace("lane: database", "lane: shelf") + "colour: green\n")
    done = winnow("protocol", "check", file, code=1)
    lines = done.out.splitlines()
    assert [line.split(":")[0] for line in lines] == ["line 5, sources[1].lane", "line 7, colour"]
    file.write_text(SMALL + "stopping: {rule: hope}\n")
    assert "hope" in winnow("protocol", "check", file, code=1).out


def test_a_strategy_that_its_platform_would_not_read_is_an_answer_of_no(file: Path) -> None:
    file.write_text(SMALL.replace("tea AND sleep", "tea AND AND sleep"))
    done = winnow("protocol", "check", file, code=1)
    assert "MEDLINE: strategy, " in done.out
    assert "search strategies should be looked at" in done.out


def test_the_strategies_are_tried_on_the_studies_that_are_known(file: Path, tmp_path: Path) -> None:
    found = {"AN": "K1", "TI": "Tea for sleep", "DO": "10.1000/tea"}
    missed = {"AN": "K2", "TI": "Infusions of leaves for rest"}
    records = ris(tmp_path / "r.ris", [found, missed])
    assert "finds 1 of 1" in winnow("protocol", "check", file, "--records", records).out
    labels = tmp_path / "l.csv"
    labels.write_text("key,title_abstract,full_text\nK1,include,exclude\nK2,include,include\n")
    arguments = ("protocol", "check", file, "--records", records, "--labels", labels)
    told = winnow(*arguments, code=1).out
    assert "finds 1 of 2" in told
    assert "misses K2: not found by" in told
    labels.write_text("key,title_abstract\nK1,include\nK2,exclude\n")
    assert "finds 1 of 1" in winnow(*arguments).out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("check {base}/none.yaml", "does not exist"),
        ("check {base}", "is a folder"),
        ("check {base}/p.yaml --labels {base}/l.csv", "--records"),
        ("check {base}/p.yaml --records {base}/none.ris", "no such file"),
    ],
)
def test_files_that_cannot_be_read_are_told_in_one_line(
    file: Path, arguments: str, said: str
) -> None:
    told = winnow("protocol", *arguments.format(base=file.parent).split(), code=2).err
    assert told.count("\n") == 1
    assert said in told
