"""A declared reader changes nothing that anybody who still has to read can see: two reviews that
differ only in what it said, and one without any, give the same answers."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.journeys.test_readers import declared, pilot, right, scored, started
from tests.winnow import Team

ASKED = (
    ("queue", "--as", "ben", "-n", "99"),
    ("records",),
    ("conflicts", "--as", "ben"),
    ("agreement",),
    ("status",),
    ("stop",),
    ("round", "list"),
    ("team", "list"),
)


def everything(team: Team) -> dict[str, str]:
    """What ben can get before he has voted, without what names a moment or counts events."""
    found = {}
    for command in ASKED:
        for more in ((), ("--json",)):
            done = team(*command, *more, code=(0, 1))
            text = re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+Z|\"events\": \d+|\d+ events", "", done.out)
            found[" ".join((*command, *more))] = text.replace(str(team.folder), "")
    return found


def half_read(folder: Path, say: Callable[[int], object] | None) -> Team:
    folder.mkdir()
    team = started(folder, "compare")
    pilot(team)
    if say is not None:
        declared(team)
        scored(team, say)
    row = team.json("queue", "--as", "ana", "-n", "1")[0]
    team("decide", row["citation"], "include", "--as", "ana")
    return team


def test_byte_by_byte_with_and_without_a_reader(tmp_path: Path) -> None:
    says: list[Callable[[int], object] | None] = [None, right, lambda n: 1 - right(n), lambda n: ""]
    seen = [everything(half_read(tmp_path / str(i), say)) for i, say in enumerate(says)]
    for other in seen[1:]:
        for command, text in seen[0].items():
            assert other[command] == text, command


def test_the_log_shows_who_screens_no_score(tmp_path: Path) -> None:
    from winnow_sr import Review

    team = half_read(tmp_path / "one", right)
    with Review.open(team.folder) as review:
        for viewer in ("ben", ""):
            (row,) = review.ledger.log(kind="reader_scored", viewer=viewer)
            assert "scores" not in row.payload
            assert row.payload["hidden"] is True


@pytest.mark.parametrize("role", ["second", "exclude"])
def test_no_answer_to_a_reader_of_citations_names_the_model_or_its_score(
    tmp_path: Path, role: str
) -> None:
    team = started(tmp_path, role, cut=0.5, audit=3)
    declared(team)
    scored(team, lambda n: 0.98765 if right(n) > 0.5 else 0.01234)
    for command, text in everything(team).items():
        assert "keywords" not in re.sub(r'"keywords": \[', "", text), command
        assert "0.98765" not in text, command
        assert "0.01234" not in text, command


def test_while_a_pilot_is_open_nothing_is_said_of_how_well_a_model_reads_it(tmp_path: Path) -> None:
    from tests.journeys.test_readers import read_all, shown

    team = started(tmp_path)
    declared(team)
    scored(team)
    team("round", "open", "--kind", "pilot", "--as", "ana")
    read_all(team, "ana")
    read_all(team, "ben")
    row = shown(team)
    assert all(s["n"] == 0 for s in row["strata"])
    assert row["agreement"] == []
