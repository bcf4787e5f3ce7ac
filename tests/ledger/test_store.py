"""The store: durable, append-only, one writer at a time, and any change behind its back is found."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.winnow import Team, entry, ris, winnow
from winnow_sr.errors import WinnowError
from winnow_sr.ledger.events import RoundClosed
from winnow_sr.ledger.snapshot import to_snapshot
from winnow_sr.ledger.sqlite import SqliteStore
from winnow_sr.ledger.store import SCHEMA
from winnow_sr.review import Review


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory, flagship: Path) -> Path:
    """A small review with a search, a merge, decisions of two people, and notes on its file."""
    base = tmp_path_factory.mktemp("store")
    team = Team(base / "review", flagship)
    twin = entry(1) | {"AN": "K99"}
    text = ris(base / "x.ris", [*map(entry, range(1, 7)), twin]).read_text() + "stray text\n"
    (base / "x.ris").write_text(text)
    team("add", base / "x.ris", "--source", "MEDLINE")
    team("dedupe")
    for who, verdict in (("ana", "include"), ("ben", "exclude")):
        team("decide", "K1", verdict, "--as", who)
        team("decide", "K2", "exclude", "--as", who)
    return team.folder


def raw(folder: Path) -> sqlite3.Connection:
    """The database without its guards, as a forger would open it."""
    connection = sqlite3.connect(folder / "review.db")
    for (name,) in connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    ).fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    return connection


def copied(folder: Path, to: Path) -> Path:
    shutil.copytree(folder, to)
    return to


def test_an_untouched_review_is_intact(finished: Path) -> None:
    found = winnow("-C", finished, "verify", "--json").json
    assert found["ok"], found
    assert found["events"] == 8  # made, rule fixed, import, dedupe, four decisions


def cells(folder: Path) -> list[tuple[str, str, int]]:
    """Every cell of the events and records that holds something: (table, column, rowid)."""
    connection = sqlite3.connect(folder / "review.db")
    found = []
    for table in ("events", "records"):
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
        for column in columns:
            rows = connection.execute(
                f"SELECT rowid FROM {table} WHERE CAST({column} AS TEXT) <> ''"
            )
            found += [(table, column, row[0]) for row in rows]
    connection.close()
    return found


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_any_single_changed_character_is_found(
    finished: Path, tmp_path: Path, data: st.DataObject
) -> None:
    table, column, rowid = data.draw(st.sampled_from(cells(finished)))
    forged = copied(finished, tmp_path / f"forged-{time.monotonic_ns()}")
    connection = raw(forged)
    (value,) = connection.execute(
        f"SELECT {column} FROM {table} WHERE rowid = ?", (rowid,)
    ).fetchone()
    text = str(value)
    at = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(
        st.sampled_from("0123456789")
        if isinstance(value, int)
        else st.characters(codec="utf-8", exclude_characters="\x00")
    )
    changed = text[:at] + other + text[at + 1 :]
    if changed == text or (isinstance(value, int) and int(changed) == value):
        return
    try:
        connection.execute(
            f"UPDATE {table} SET {column} = ? WHERE rowid = ?",
            (int(changed) if isinstance(value, int) else changed, rowid),
        )
    except sqlite3.IntegrityError:  # a number that is taken already
        return
    connection.commit()
    connection.close()
    found = winnow("-C", forged, "verify", "--json", code=1).json
    assert not found["ok"]
    assert found["problems"]
    shutil.rmtree(forged)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_a_damaged_file_never_gives_a_traceback(
    finished: Path, tmp_path: Path, data: st.DataObject
) -> None:
    """Any byte of the database file changed: verify and status answer in words."""
    damaged = copied(finished, tmp_path / f"damaged-{time.monotonic_ns()}")
    blob = bytearray((damaged / "review.db").read_bytes())
    at = data.draw(st.integers(0, len(blob) - 1))
    blob[at] ^= data.draw(st.integers(1, 255))
    (damaged / "review.db").write_bytes(blob)
    winnow("-C", damaged, "verify", code=(0, 1, 2))
    winnow("-C", damaged, "status", code=(0, 2))
    shutil.rmtree(damaged)


def test_a_missing_event_a_changed_export_and_a_forged_snapshot_are_found(
    finished: Path, tmp_path: Path
) -> None:
    gap = copied(finished, tmp_path / "gap")
    connection = raw(gap)
    connection.execute("DELETE FROM events WHERE seq = 5")
    connection.commit()
    connection.close()
    assert any(
        "event 5 is missing" in p
        for p in winnow("-C", gap, "verify", "--json", code=1).json["problems"]
    )

    export = copied(finished, tmp_path / "export")
    kept = next((export / "exports").iterdir())
    kept.write_text(kept.read_text() + " ")
    assert any(
        "changed after import" in p
        for p in winnow("-C", export, "verify", "--json", code=1).json["problems"]
    )

    snapshot = copied(finished, tmp_path / "snapshot")
    review = Review.open(snapshot)
    state = review.session.state()
    state.ballots["title-abstract"]["ben"].letters[1] = "i"
    (snapshot / "cache" / "state").write_bytes(to_snapshot(state))
    review.close()
    problems = winnow("-C", snapshot, "verify", "--json", code=1).json["problems"]
    assert problems == ["cache/state disagrees with the ledger: delete the folder cache/"]


def test_what_was_written_cannot_be_changed_by_accident(finished: Path, tmp_path: Path) -> None:
    store = SqliteStore.open(copied(finished, tmp_path / "r") / "review.db")
    for table in ("events", "records", "remarks"):
        for sql in (f"DELETE FROM {table}", f"UPDATE {table} SET rowid = rowid"):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                store.connection.execute(sql)


def test_a_foreign_a_newer_and_a_ruined_database_are_named(finished: Path, tmp_path: Path) -> None:
    foreign = tmp_path / "foreign"
    foreign.mkdir()
    other = sqlite3.connect(foreign / "review.db")
    other.execute("CREATE TABLE t (x)")
    other.commit()
    other.close()
    assert "not a winnow database" in winnow("-C", foreign, "status", code=2).err

    newer = copied(finished, tmp_path / "newer")
    connection = raw(newer)
    connection.execute(f"PRAGMA user_version = {SCHEMA + 1}")
    connection.commit()
    connection.close()
    assert "newer winnow" in winnow("-C", newer, "status", code=2).err

    ruined = copied(finished, tmp_path / "ruined")
    (ruined / "review.db").write_bytes(b"no database at all" * 300)
    assert "restore it from a copy" in winnow("-C", ruined, "status", code=2).err


def test_a_failing_write_leaves_nothing(finished: Path, tmp_path: Path) -> None:
    review = Review.open(copied(finished, tmp_path / "r"))
    before = review.session.store.head()

    def half() -> None:
        with review.session.writing():
            review.session.append("ana", RoundClosed(round=1))
            raise WinnowError("full moon")

    with pytest.raises(WinnowError, match="full moon"):
        half()
    assert review.session.store.head() == before
    assert review.session.state().seq == before[0]


def test_two_people_at_once_both_succeed_and_the_chain_holds(
    finished: Path, tmp_path: Path
) -> None:
    folder = copied(finished, tmp_path / "r")
    errors: list[BaseException] = []

    def work(name: str) -> None:
        try:
            review = Review.open(folder)
            for number in range(2, 7):
                review.screening.decide(f"K{number}", "include", reviewer=name)
            review.close()
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=work, args=(f"person{i}",)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    assert winnow("-C", folder, "verify", "--json").json["events"] == 8 + 4 * 5


KILLED = """
import sys
from pathlib import Path
from winnow_sr.review import Review
review = Review.open(Path(sys.argv[1]))
n = 0
while True:
    n += 1
    review.screening.decide(f"K{n % 5 + 2}", "include", reviewer=f"p{n}")
    print(n, flush=True)
"""


def test_every_acknowledged_decision_survives_kill_9(finished: Path, tmp_path: Path) -> None:
    folder = copied(finished, tmp_path / "r")
    root = Path(__file__).resolve().parents[2]
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(folder)], stdout=subprocess.PIPE, cwd=root
    )
    assert process.stdout is not None
    acknowledged = 0
    for line in process.stdout:
        acknowledged = int(line)
        if acknowledged == 25:
            os.kill(process.pid, signal.SIGKILL)
            break
    acknowledged = max([acknowledged, *map(int, process.stdout.read().split())])
    process.wait()
    decided = {
        e["actor"] for e in winnow("-C", folder, "log", "--kind", "decision_made", "--json").json
    }
    assert {f"p{n}" for n in range(1, acknowledged + 1)} <= decided
    assert winnow("-C", folder, "verify", "--json").json["ok"]
