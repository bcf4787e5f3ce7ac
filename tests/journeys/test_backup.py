"""A copy made while others work is whole; restored it goes on; compared it tells what was lost."""

from __future__ import annotations

import json
import shutil
import threading
from pathlib import Path

import pytest

from tests.winnow import Team, entry, ris, winnow
from winnow_sr.review import Review


@pytest.fixture
def team(database: str, flagship: Path, tmp_path: Path) -> Team:
    """On either store: a search with notes, a merge, two people's verdicts, a full text."""
    team = Team(tmp_path / "review", flagship, database)
    twin = entry(1) | {"AN": "K99"}
    text = ris(tmp_path / "x.ris", [*map(entry, range(1, 9)), twin]).read_text() + "stray text\n"
    (tmp_path / "x.ris").write_text(text)
    team("add", tmp_path / "x.ris", "--source", "MEDLINE")
    team("dedupe")
    for who in ("ana", "ben"):
        team("decide", "K1", "include", "--as", who)
    return team


def test_a_backup_is_a_review_with_the_same_numbers_and_head(team: Team, tmp_path: Path) -> None:
    team("invite", "ana")
    made = team.json("backup", tmp_path / "copy")
    found = winnow("-C", tmp_path / "copy", "verify", "--json").json
    assert (made["ok"], found["ok"], made["head"]) == (True, True, found["head"])
    assert found["events"] == team.json("verify")["events"]
    for command in ("prisma", "records", "log"):
        assert winnow("-C", tmp_path / "copy", command, "--json").json == team.json(command)
    assert (tmp_path / "copy" / "review.db").is_file(), "also of a review on PostgreSQL"
    assert (tmp_path / "copy" / "accounts.db").stat().st_mode & 0o077 == 0, "it holds passwords"
    assert json.loads((tmp_path / "copy" / "backup.json").read_text())["head"] == made["head"]


def test_what_was_lost_shows_and_the_copy_goes_on(team: Team, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    head = team.json("backup", copy)["head"]
    assert "The same" in team("backup", copy, "--compare").out
    team("decide", "K2", "exclude", "--as", "ana")
    assert "the review has 1 event more" in team("backup", copy, "--compare").out
    assert team.json("verify", "--head", head)["follows"] == 1
    restored = Path(shutil.copytree(copy, tmp_path / "restored"))
    winnow("-C", restored, "decide", "K3", "include", "--as", "ana")
    said = winnow("-C", restored, "verify", "--head", head, "--json").json
    assert (said["ok"], said["follows"]) == (True, 1)
    found = team.json("backup", restored, "--compare", code=1)
    assert (found["only_here"], found["only_there"]) == (1, 1)
    assert "different ways" in team("backup", restored, "--compare", code=1).out


def test_a_backup_made_while_people_decide_is_whole(team: Team, tmp_path: Path) -> None:
    """Each copy holds a state that there was: its head is in the ledger at the end."""
    stop = threading.Event()
    errors: list[BaseException] = []

    def work(name: str) -> None:
        try:
            with Review.open(team.folder) as review:
                for n in range(200):
                    if stop.is_set():
                        return
                    verdict = "include" if n % 2 else "exclude"
                    review.screening.decide(f"K{n % 7 + 2}", verdict, reviewer=name)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=work, args=(f"p{i}",)) for i in range(2)]
    for thread in threads:
        thread.start()
    made = [team.json("backup", tmp_path / f"copy{i}") for i in range(3)]
    stop.set()
    for thread in threads:
        thread.join()
    assert not errors
    assert all(one["ok"] for one in made), made
    for one in made:
        assert team.json("verify", "--head", one["head"])["ok"]


def test_a_backup_never_takes_the_place_of_anything(team: Team, tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "thesis.txt").write_text("years of work")
    assert "holds something already" in team("backup", tmp_path / "full", code=2).err
    assert "only outputs is for" in team("backup", team.folder / "copy", code=2).err
    assert team("backup", team.folder / "outputs" / "copy").code == 0
    other = tmp_path / "other"
    winnow("init", other, "--protocol", team.folder / "protocol.yaml")
    assert "another review" in team("backup", other, "--compare", code=2).err
    assert "no backup" in team("backup", tmp_path / "full", "--compare", code=2).err
