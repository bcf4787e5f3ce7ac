"""A ledger that lacks its end is whole in itself: heads noted elsewhere, and what lies beside it, show."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.winnow import Team, entry, ris, winnow
from winnow_sr.ledger.store import SCHEMA, event_hash
from winnow_sr.ledger.witness import Head, machine_place, note_head, read_head
from winnow_sr.review import Review


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory, flagship: Path) -> Path:
    """A review with a search, four decisions, and no log beside its database."""
    base = tmp_path_factory.mktemp("witness")
    team = Team(base / "review", flagship)
    team("add", ris(base / "x.ris", map(entry, range(1, 7))), "--source", "MEDLINE")
    for who in ("ana", "ben"):
        team("decide", "K1", "include", "--as", who)
        team("decide", "K2", "exclude", "--as", who)
    return team.folder


@pytest.fixture
def review(finished: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(finished, tmp_path / "r"))


def forged(folder: Path, change: Callable[[sqlite3.Connection], object]) -> None:
    """Change the database behind the ledger's back, and put its guards back as they were."""
    connection = sqlite3.connect(folder / "review.db", isolation_level=None)
    guards = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
    ).fetchall()
    for name, _ in guards:
        connection.execute(f"DROP TRIGGER {name}")
    change(connection)
    for _, sql in guards:
        connection.execute(sql)
    connection.close()


def problems(folder: Path, *words: str) -> str:
    found = winnow("-C", folder, "verify", *words, "--json", code=1).json
    assert not found["ok"]
    return "\n".join(found["problems"])


def chained_anew(connection: sqlite3.Connection) -> None:
    """One verdict changed, and every hash from there on computed as winnow would."""
    connection.execute(
        "UPDATE events SET payload = replace(payload, 'exclude', 'include') WHERE kind = 'decision_made'"
    )
    previous = "0" * 64
    rows = connection.execute(
        "SELECT seq, at, actor, actor_kind, kind, payload, tool_version FROM events ORDER BY seq"
    ).fetchall()
    for row in rows:
        new = event_hash((*row, previous))
        connection.execute(
            "UPDATE events SET prev_hash = ?, hash = ? WHERE seq = ?", (previous, new, row[0])
        )
        previous = new


@pytest.mark.parametrize("lost", [1, 3])
def test_a_ledger_cut_off_at_its_end_is_found(review: Path, lost: int) -> None:
    forged(
        review,
        lambda c: c.execute(
            "DELETE FROM events WHERE seq > (SELECT max(seq) FROM events) - ?", (lost,)
        ),
    )
    shutil.rmtree(review / "cache")
    assert f"{lost} event{'s' * (lost > 1)} that had been acknowledged may be missing" in problems(
        review
    )


def test_a_ledger_written_anew_is_found(review: Path) -> None:
    forged(review, chained_anew)
    assert "another than the one acknowledged here before" in problems(review)


def test_a_database_copied_without_its_log_says_how_much_may_be_missing(
    finished: Path, tmp_path: Path
) -> None:
    """While a program has it open the newest events are in the log alone."""
    whole = Path(shutil.copytree(finished, tmp_path / "whole"))
    open_review = Review.open(whole)
    for n in (3, 4, 5):
        open_review.screening.decide(f"K{n}", "exclude", reviewer="cleo")
    partly = Path(
        shutil.copytree(whole, tmp_path / "partly", ignore=shutil.ignore_patterns("review.db-*"))
    )
    open_review.close()
    said = winnow("-C", partly, "status").err
    assert "3 events that had been acknowledged may be missing" in said
    assert "review.db-wal" in said
    assert "3 events" in problems(partly)
    assert winnow("-C", whole, "status").err == ""


def test_what_speaks_against_the_ledger_is_not_written_over(review: Path) -> None:
    before = (review / "head.txt").read_text()
    forged(
        review, lambda c: c.execute("DELETE FROM events WHERE seq = (SELECT max(seq) FROM events)")
    )
    for n in (3, 4, 5):
        winnow("-C", review, "decide", f"K{n}", "include", "--as", "dora")
    assert (review / "head.txt").read_text() == before
    assert "another than the one acknowledged" in problems(review)
    (review / "head.txt").unlink()  # as the message says, to go on from here on purpose
    winnow("-C", review, "decide", "K6", "include", "--as", "dora")
    head = winnow("-C", review, "verify", "--json", code=(0, 1)).json["head"]
    assert (review / "head.txt").read_text().split()[1] == head


def test_a_folder_put_back_whole_is_told_by_the_machine(finished: Path, tmp_path: Path) -> None:
    folder = tmp_path / "r"
    shutil.copytree(finished, folder)
    winnow("-C", folder, "decide", "K3", "include", "--as", "ana")
    shutil.rmtree(folder)
    shutil.copytree(finished, folder)
    found = winnow("-C", folder, "verify", "--json").json
    assert found["ok"], "it may have been put back on purpose"
    assert any("1 event that had been acknowledged" in text for text in found["warnings"])


def test_a_head_noted_elsewhere_is_looked_for(review: Path) -> None:
    head = winnow("-C", review, "verify", "--json").json["head"]
    assert winnow("-C", review, "verify", "--head", head, "--json").json["follows"] == 0
    winnow("-C", review, "decide", "K3", "include", "--as", "ana")
    assert "1 event follows it" in winnow("-C", review, "verify", "--head", head[:12]).out
    assert "not in this ledger" in problems(review, "--head", "0" * 64)
    assert "not a head" in winnow("-C", review, "verify", "--head", "xyz", code=2).err


def test_two_heads_are_noted_and_a_torn_note_is_none(tmp_path: Path) -> None:
    place = str(tmp_path / "head.txt")
    for events in (7, 123):
        note_head(place, Head(events, "ab" * 32))
        assert read_head(place) == Head(events, "ab" * 32)
    Path(place).write_text("000000000009 ab")
    assert read_head(place) is None
    assert machine_place("ab" * 32, "x") != machine_place("ab" * 32, "y")


def test_guards_tables_and_what_is_not_ours_are_looked_at(finished: Path, tmp_path: Path) -> None:
    for number, (sql, said) in enumerate(
        (
            ("DROP TRIGGER events_no_DELETE", "triggers) are missing: events_no_DELETE"),
            ("DROP INDEX records_doi", "index records_doi is missing"),
            ("CREATE TABLE notes (x)", "a table that is not winnow's: notes"),
            (
                "CREATE TRIGGER t AFTER INSERT ON events BEGIN SELECT 1; END",
                "a trigger that is not",
            ),
        )
    ):
        folder = Path(shutil.copytree(finished, tmp_path / str(number)))
        connection = sqlite3.connect(folder / "review.db", isolation_level=None)
        connection.execute(sql)
        connection.close()
        assert said in problems(folder)


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        (
            "INSERT INTO records SELECT 0, source, lane, accession, doi, pmid, year, 'x', content, data"
            " FROM records LIMIT 1",
            "7 records are stored, the ledger knows 6",
        ),
        ("INSERT INTO remarks VALUES (1, 'none', 5, 'x', 'forged')", "notes of 1 import"),
    ],
)
def test_rows_that_no_event_knows_are_found(review: Path, sql: str, said: str) -> None:
    forged(review, lambda c: c.execute(sql))
    assert said in problems(review)


def test_a_row_cannot_be_replaced(review: Path) -> None:
    connection = sqlite3.connect(review / "review.db", isolation_level=None)
    for table in ("events", "records"):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            connection.execute(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} LIMIT 1")
    connection.close()


def test_an_older_format_is_read_as_it_is_and_lifted_by_the_first_who_writes(review: Path) -> None:
    connection = sqlite3.connect(review / "review.db", isolation_level=None)
    for table in ("events", "records"):
        connection.execute(f"DROP TRIGGER {table}_no_REPLACE")
    connection.execute("CREATE INDEX records_content ON records (content)")
    connection.execute("PRAGMA user_version = 1")
    assert winnow("-C", review, "verify", "--json").json["ok"]
    assert connection.execute("PRAGMA user_version").fetchone() == (1,), "looking changes nothing"
    winnow("-C", review, "decide", "K3", "include", "--as", "ana")
    assert connection.execute("PRAGMA user_version").fetchone() == (SCHEMA,)
    connection.close()
    assert winnow("-C", review, "verify", "--json").json["ok"]


def test_files_as_received_are_told_apart(review: Path) -> None:
    exports = review / "exports"
    (exports / "stray.ris").write_text("TY  - JOUR\nER  - \n")
    found = winnow("-C", review, "verify", "--json", code=1).json
    assert found["exports"]["foreign"] == ["stray.ris"]
    assert found["exports"]["named"] == 1
    (exports / "stray.ris").unlink()
    content = b"received, and then the import was broken off"
    (exports / f"{hashlib.sha256(content).hexdigest()}.ris").write_bytes(content)
    found = winnow("-C", review, "verify", "--json").json
    assert len(found["exports"]["left"]) == 1
    assert any("named by no event" in text for text in found["warnings"])


def test_full_texts_are_held_against_what_was_recorded(review: Path) -> None:
    content = b"%PDF-1.4 a report %%EOF"
    digest = hashlib.sha256(content).hexdigest()
    with Review.open(review) as open_review:
        open_review.full_texts.retrieve("K1", "retrieved", actor="ana", reason=f"sha256:{digest}")
    assert "fulltexts/ lacks the file" in problems(review)
    (review / "fulltexts").mkdir()
    kept = review / "fulltexts" / f"{digest}.pdf"
    kept.write_bytes(content)
    found = winnow("-C", review, "verify", "--json").json
    assert (found["ok"], found["fulltexts"]["named"]) == (True, 1)
    kept.write_bytes(content + b" ")
    assert "was changed after upload" in problems(review)


def test_a_ranking_of_a_later_state_shows_that_events_were_lost(review: Path) -> None:
    winnow("-C", review, "queue", "--as", "cleo")
    forged(review, lambda c: c.execute("DELETE FROM events WHERE seq > 5"))
    (review / "head.txt").unlink()
    assert "cache/ranking was made when the ledger had event" in problems(review)


def test_what_lies_in_the_folder_and_is_not_a_reviews_is_named(review: Path) -> None:
    (review / "review (conflicted copy).db").write_text("")
    (review / ".DS_Store").write_text("")
    found = winnow("-C", review, "verify", "--json").json
    assert [w for w in found["warnings"] if "DS_Store" in w] == []
    assert any("conflicted copy" in text for text in found["warnings"])


def test_every_drawing_says_at_which_head_it_was_made(review: Path, tmp_path: Path) -> None:
    """Found in the files as any program would read them, and by `verify --head`."""
    import zipfile

    from PIL import Image

    head = winnow("-C", review, "verify", "--json").json["head"]
    files = [
        tmp_path / f"flow.{end}"
        for end in ("svg", "png", "pdf", "docx", "pptx", "html", "md", "tikz")
    ]
    winnow(
        "-C",
        review,
        "prisma",
        *[word for file in files for word in ("-o", file)],
        "-o",
        tmp_path / "f.json",
    )
    for file in files:
        if file.suffix == ".png":
            text = str(Image.open(file).info)
        elif file.suffix in (".docx", ".pptx"):
            text = zipfile.ZipFile(file).read("docProps/core.xml").decode()
        else:
            text = file.read_bytes().decode("utf-8", "replace")
        assert f"winnow ledger head: {head}" in text, file
    assert json.loads((tmp_path / "f.json").read_text())["head"] == head
    winnow("-C", review, "report", "-o", tmp_path / "kit", code=(0, 1))
    assert head in (tmp_path / "kit" / "methods.md").read_text()
