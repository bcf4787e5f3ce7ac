"""A team on a server: the same commands on PostgreSQL, from two folders, at the same moment."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest

from tests.winnow import Team, entry, ris, winnow
from winnow_sr.errors import WinnowError
from winnow_sr.review import Review


def test_a_review_from_import_to_flow_on_either_store(
    database: str, flagship: Path, tmp_path: Path
) -> None:
    team = Team(tmp_path / "review", flagship, database)
    twin = entry(1) | {
        "AN": "K9",
        "AB": "A nul \x00 and a lone \ud800 cannot harm".encode("utf-8", "replace").decode(),
    }
    team("add", ris(tmp_path / "a.ris", [*map(entry, range(1, 9)), twin]), "--source", "MEDLINE")
    assert team.json("dedupe")["duplicates"] == 1
    for who in ("ana", "ben"):
        for n in range(1, 9):
            team("decide", f"K{n}", "include" if n < 4 else "exclude", "--as", who)
    team("undo", "--as", "ben")
    assert team.json("status")["title_abstract"]["waiting"] == 1
    team("decide", "K8", "include", "--as", "ben")
    assert [row["key"] for row in team.json("conflicts")] == ["K8"]
    team("resolve", "K8", "exclude", "--as", "cleo")
    assert team.json("queue", "--as", "ana") == []
    for n in (1, 2, 3):
        team("retrieve", f"K{n}", "retrieved")
        for who in ("ana", "ben"):
            team("decide", f"K{n}", "include", "--as", who, "--stage", "full-text")
    flow = team.json("prisma")
    assert (flow["boxes"]["records_screened"], flow["boxes"]["new_reports"], flow["final"]) == (
        8,
        3,
        True,
    )
    assert team.json("verify")["ok"]


def test_a_second_folder_opens_the_same_review(
    postgresql: str, flagship: Path, tmp_path: Path
) -> None:
    one = Team(tmp_path / "one", flagship, postgresql)
    one("add", ris(tmp_path / "a.ris", map(entry, range(1, 4))), "--source", "MEDLINE")
    link = json.loads((one.folder / "database.json").read_text())
    assert (one.folder / "database.json").stat().st_mode & 0o077 == 0, "it may hold a password"
    two = tmp_path / "two"
    winnow("init", two, "--database", link["url"], "--existing", link["schema"])
    winnow("-C", two, "decide", "K1", "include", "--as", "ben")
    assert one.json("status")["title_abstract"]["waiting"] == 1
    assert (two / "protocol.yaml").read_bytes() == (one.folder / "protocol.yaml").read_bytes()
    assert (
        "winnow_"
        in winnow(
            "init", tmp_path / "x", "--database", link["url"], "--existing", "public", code=2
        ).err
    )
    assert (
        "holds no review"
        in winnow(
            "init", tmp_path / "x", "--database", link["url"], "--existing", "winnow_none", code=2
        ).err
    )


def test_no_server_is_said_in_one_line_and_leaves_no_folder(flagship: Path, tmp_path: Path) -> None:
    nowhere = f"postgresql://nobody@/none?host={tmp_path}"
    done = winnow("init", tmp_path / "r", "--protocol", flagship, "--database", nowhere, code=2)
    assert "cannot be reached" in done.err
    assert not (tmp_path / "r").exists()


def test_people_deciding_at_the_same_moment_all_succeed(
    database: str, flagship: Path, tmp_path: Path
) -> None:
    team = Team(tmp_path / "review", flagship, database)
    team("add", ris(tmp_path / "a.ris", map(entry, range(1, 11))), "--source", "MEDLINE")
    errors: list[BaseException] = []

    def work(name: str) -> None:
        try:
            review = Review.open(team.folder)
            for n in range(1, 11):
                review.screening.decide(f"K{n}", "include", reviewer=name)
            review.close()
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=work, args=(f"p{i}",)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    found = team.json("verify")
    assert (found["ok"], found["events"]) == (True, 3 + 40)


def test_what_lies_on_the_server_cannot_be_changed_and_a_forgery_is_found(
    postgresql: str, flagship: Path, tmp_path: Path
) -> None:
    import psycopg

    team = Team(tmp_path / "review", flagship, postgresql)
    team("add", ris(tmp_path / "a.ris", map(entry, range(1, 4))), "--source", "MEDLINE")
    review = Review.open(team.folder)
    for table in ("events", "records", "remarks"):
        with pytest.raises(psycopg.errors.RaiseException, match="append-only"):
            review.session.store.connection.execute(f"DELETE FROM {table}")
    run = review.session.store.connection.execute
    run("ALTER TABLE records DISABLE TRIGGER USER")
    run("UPDATE records SET title = title || '.' WHERE number = 2")
    review.close()
    assert any("changed after import" in p for p in team.json("verify", code=1)["problems"])


def test_a_damaged_link_is_named(flagship: Path, tmp_path: Path) -> None:
    folder = tmp_path / "r"
    folder.mkdir()
    (folder / "database.json").write_text("{}")
    with pytest.raises(WinnowError, match="url and a schema"):
        Review.open(folder)
