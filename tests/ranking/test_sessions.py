"""A process that ranks again and again keeps what it has read, and is never behind the review."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.winnow import Team, entry, ris
from winnow_sr.review import Review
from winnow_sr.review.lookup import Lookup

PROTOCOL = """\
title: Craving and sleep
question: Does treatment a help people who crave?
eligibility: {include: [People were treated.], exclude: [Nobody was treated.]}
exclusion_reasons:
  - {code: population, label: Wrong people}
screening: {title_abstract: 1, full_text: 1, batch: 5, pilot: {size: 0}}
"""
LANE = ("--lane", "database")
CHANGES: dict[str, Callable[[Team, Path], object]] = {
    "a verdict": lambda t, _: t("decide", "C000003", "include", "--as", "Ana"),
    "a text": lambda t, _: t(
        "edit", "R000004", "title", "Nothing of it", "--as", "Ana", "--reason", "typo"
    ),
    "a merge": lambda t, _: t("merge", "C000005", "C000006", "--as", "Ana"),
    "a removal": lambda t, _: t(
        "remove", "C000007", "--reason", "withdrawn", "--by", "other", "--as", "Ana"
    ),
    "a search": lambda t, folder: t(
        "add", ris(folder / "b.ris", map(entry, range(30, 40))), "--source", "Embase", *LANE
    ),
}


@pytest.fixture
def team(tmp_path: Path) -> Team:
    protocol = tmp_path / "protocol.yaml"
    protocol.write_text(PROTOCOL, encoding="utf-8")
    team = Team(tmp_path / "review", protocol)
    team("add", ris(tmp_path / "a.ris", map(entry, range(1, 20))), "--source", "MEDLINE", *LANE)
    for citation, verdict in (("C000001", "include"), ("C000002", "exclude")):
        team("decide", citation, verdict, "--as", "Ana")
    return team


def test_a_ranking_made_again_is_the_one_made_anew(team: Team, tmp_path: Path) -> None:
    again = Review.open(team.folder)
    again.rankings.ranks_again = True
    before = again.rankings.train()
    for name, change in CHANGES.items():
        change(team, tmp_path)
        found = again.rankings.train()
        assert found.digest != before.digest or found.scores != before.scores, name
        anew = Review.open(team.folder)
        made = anew.rankings.train()
        assert (found.digest, found.scores) == (made.digest, made.scores), name
        anew.close()
        before = found
    again.close()


def test_texts_are_not_read_again_while_only_verdicts_fall(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    review = Review.open(team.folder)
    review.rankings.ranks_again = True
    review.rankings.train()
    monkeypatch.setattr(Lookup, "composed", None)
    team("decide", "C000003", "include", "--as", "Ana")
    assert len(review.rankings.train().order) == 19
    monkeypatch.undo()
    review.close()
