"""Words are completed in the shell, and a wrong word gets the right suggestion."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.shell_completion import BashComplete

from tests.journeys.test_rounds import protocol
from tests.winnow import Team, winnow
from winnow_sr.faces.cli.app import COMMANDS, MEANT
from winnow_sr.faces.cli.app import winnow as group


@pytest.fixture
def team(tmp_path: Path) -> Team:
    found = Team(tmp_path / "review", protocol(tmp_path, reviewers=["Ana", "Ben"]))
    found("team", "join", "Cleo", "--role", "adjudicator", "--as", "Ana")
    return found


def completed(monkeypatch: pytest.MonkeyPatch, *words: object) -> list[str]:
    monkeypatch.setenv("_WINNOW_COMPLETE", "bash_complete")
    *given, last = map(str, words)
    found = BashComplete(group, {}, "winnow", "_WINNOW_COMPLETE").get_completions(given, last)
    return [item.value for item in found]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("queue", "--as", ""), ["Ana", "Ben", "Cleo"]),
        (("decide", "--as", "b"), ["Ben"]),
        (("packet", "make", "--for", "A"), ["Ana"]),
        (("screen", "--stage", "f"), ["full-text"]),
        (("queue", "--order", "r"), ["ranking", "random"]),
        (("decide", "C000001", "ex"), ["exclude"]),
        (("resolve", "C000001", "i"), ["include"]),
        (("decide", "C000001", "exclude", "--reason", ""), ["population", "design"]),
        (("add", "--source", "m"), ["MEDLINE"]),
        (("team", "leave", "Cl"), ["Cleo"]),
        (("team", "join", "Dee", "--role", "l"), ["lead"]),
        (("dem",), ["demo"]),
    ],
)
def test_words_are_completed(
    team: Team, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], found: list[str]
) -> None:
    assert completed(monkeypatch, "-C", team.folder, *words) == found


def test_without_a_review_nothing_is_completed_and_nothing_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert completed(monkeypatch, "-C", tmp_path / "none", "queue", "--as", "") == []
    assert completed(monkeypatch, "-C", tmp_path / "none", "queue", "--stage", "t") == [
        "title-abstract"
    ]
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("import", "add"),
        ("IMPORT", "add"),
        ("duplicates", "dedupe"),
        ("diagram", "prisma"),
        ("flow", "prisma"),
        ("help", "--help"),
        ("screeen", "screen"),
        ("statu", "status"),
    ],
)
def test_a_wrong_word_gets_the_right_suggestion(typed: str, meant: str) -> None:
    assert f"Did you mean {meant!r}?" in winnow(typed, code=2).err


def test_what_people_mean_is_there() -> None:
    assert all(meant in COMMANDS or meant in ("--help", "--version") for meant in MEANT.values())


def test_who_is_missing_is_said_with_the_team(team: Team) -> None:
    said = team("queue", code=2).err
    assert "who are you? --as NAME (the team: Ana, Ben, Cleo)" in said
    assert len(said.strip().splitlines()) == 1


def test_init_without_a_protocol_writes_one_and_then_takes_it(tmp_path: Path) -> None:
    folder = tmp_path / "my-review"
    said = winnow("init", folder).out
    written = folder / "protocol.yaml"
    assert f"winnow protocol check {written}" in said
    assert f"winnow init {folder}" in said
    assert "still the template's words" in winnow("init", folder, code=2).err
    assert not (folder / "review.db").exists()
    written.write_text(protocol(tmp_path).read_text())
    made = winnow("init", folder, "--json").json
    assert made["title"] == "A small review"
    assert "already holds a review" in winnow("init", folder, code=2).err
