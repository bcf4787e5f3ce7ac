"""Two of any command at the same moment: one does it, the other is told or finds it done."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.winnow import Team, entry, ris
from winnow_sr.errors import WinnowError
from winnow_sr.review import Review


@pytest.fixture
def team(database: str, flagship: Path, tmp_path: Path) -> Team:
    """On either store: two searches, the second of twins, grouped; a third of twins not yet."""
    team = Team(tmp_path / "review", flagship, database)
    records = [*map(entry, range(1, 9))]
    twins = [entry(n) | {"AN": f"T{n}"} for n in range(1, 5)]
    again = [entry(n) | {"AN": f"U{n}"} for n in range(1, 7)]
    team("add", ris(tmp_path / "a.ris", [*records, *twins]), "--source", "MEDLINE")
    team("dedupe")
    team("add", ris(tmp_path / "b.ris", again), "--source", "Embase")
    return team


def at_once(folder: Path, *works: Callable[[Review], object]) -> list[str]:
    """Do each in a thread with the review open anew, all from the same moment on; refusals."""
    ready = threading.Barrier(len(works))
    refused: list[str] = []
    errors: list[BaseException] = []

    def one(work: Callable[[Review], object]) -> None:
        try:
            with Review.open(folder) as review:
                ready.wait()
                work(review)
        except WinnowError as trouble:
            refused.append(str(trouble))
        except BaseException as error:
            errors.append(error)
            ready.abort()

    threads = [threading.Thread(target=one, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    return refused


def kinds(team: Team, kind: str) -> int:
    return sum(event["kind"] == kind for event in team.json("log"))


def test_two_dedupes_count_every_merge_once(team: Team) -> None:
    """Records that only join groups that exist leave the number of groups as it is."""
    at_once(team.folder, *[lambda review: review.duplicates.run()] * 2)
    status = team.json("status")
    assert (status["records"], status["citations"]) == (18, 8)
    with Review.open(team.folder) as review:
        by_rule = sum(n for _, n in review.report.facts().dedupe.by_rule)
    assert by_rule == status["duplicates"] == 10
    assert team.json("verify")["ok"]


def test_one_file_added_twice_at_once_is_imported_once(team: Team, tmp_path: Path) -> None:
    new = ris(tmp_path / "new.ris", map(entry, range(20, 40)))
    refused = at_once(
        team.folder, *[lambda review: review.searches.add([new], source="MEDLINE")] * 3
    )
    assert refused == []
    assert team.json("status")["records"] == 18 + 20
    assert kinds(team, "search_imported") == 3
    assert team.json("verify")["ok"]


def test_a_round_is_opened_and_closed_by_one(team: Team) -> None:
    refused = at_once(
        team.folder, *[lambda review: review.rounds.open("random", 3, actor="ana")] * 3
    )
    assert (len(refused), kinds(team, "round_opened")) == (2, 1)
    refused = at_once(team.folder, *[lambda review: review.rounds.close(actor="ana")] * 3)
    assert (len(refused), kinds(team, "round_closed")) == (2, 1)
    assert team.json("verify")["ok"]


def test_a_change_of_the_protocol_is_recorded_by_one(team: Team) -> None:
    path = team.folder / "protocol.yaml"
    path.write_text(path.read_text() + "\n# a thought\n")
    at_once(
        team.folder, *[lambda review: review.protocol.amend(actor="ana", reason="a thought")] * 3
    )
    assert kinds(team, "protocol_amended") == 1
    assert team.json("verify")["ok"]


def test_merging_and_deciding_at_once_loses_no_decision(team: Team) -> None:
    recorded = {"ana": 0, "ben": 0}

    def decides(name: str) -> Callable[[Review], object]:
        def work(review: Review) -> None:
            for n in range(1, 9):
                done = review.screening.decide(f"K{n}", "include", reviewer=name)
                recorded[name] += not done.unchanged  # it stands where its citation was merged

        return work

    def merges(review: Review) -> None:
        for n in (5, 6):
            review.duplicates.merge(f"K{n}", f"K{n + 2}", actor="cleo")
            review.duplicates.split(f"K{n + 2}", actor="cleo")

    refused = at_once(team.folder, decides("ana"), decides("ben"), merges)
    assert refused == []
    made = [e for e in team.json("log") if e["kind"] == "decision_made"]
    assert {who: sum(e["actor"] == who for e in made) for who in recorded} == recorded
    assert recorded["ana"] >= 6, "of eight citations two at most were merged"
    assert team.json("verify")["ok"]
