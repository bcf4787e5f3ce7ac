"""Full, read-only, forbidden, locked, damaged, foreign: each is told as what it is, with what is safe."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.winnow import Team, entry, ris, winnow
from winnow_sr.databases import Damaged, sqlite_trouble
from winnow_sr.errors import WinnowError
from winnow_sr.ledger.sqlite import SqliteStore
from winnow_sr.review import Review

RUN = "import sys; from winnow_sr.faces.cli import main; main(sys.argv[1:])"
NO_POWERS = "--bounding-set=-dac_override,-dac_read_search,-fowner"
"""What root gives up to be held to permissions like anybody."""


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory, flagship: Path) -> Path:
    base = tmp_path_factory.mktemp("troubles")
    team = Team(base / "review", flagship)
    team("add", ris(base / "x.ris", map(entry, range(1, 7))), "--source", "MEDLINE")
    team("dedupe")
    team("decide", "K1", "include", "--as", "ana")
    return team.folder


@pytest.fixture
def review(finished: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(finished, tmp_path / "r"))


def error(code: int, text: str = "as the driver says it") -> sqlite3.Error:
    """An error as the driver raises it."""
    found = sqlite3.OperationalError(text)
    found.sqlite_errorcode = code
    return found


@pytest.mark.parametrize(
    ("code", "said", "restores"),
    [
        (sqlite3.SQLITE_FULL, "the disk is full: make room and do it again", False),
        (sqlite3.SQLITE_READONLY, "read-only", False),
        (sqlite3.SQLITE_READONLY_DBMOVED, "read-only", False),
        (sqlite3.SQLITE_PERM, "permission denied", False),
        (sqlite3.SQLITE_IOERR_WRITE, "I/O error", False),
        (sqlite3.SQLITE_BUSY, "another program is writing", False),
        (sqlite3.SQLITE_LOCKED, "another program is writing", False),
        (sqlite3.SQLITE_NOMEM, "not enough memory", False),
        (sqlite3.SQLITE_CORRUPT, "it is damaged", True),
        (sqlite3.SQLITE_NOTADB, "it is not a database", True),
    ],
)
def test_each_error_is_told_as_what_it_is(
    code: int, said: str, restores: bool, review: Path
) -> None:
    """Only damage sends somebody to a copy: whoever restores one because the disk is full loses
    what came after it."""
    trouble = sqlite_trouble(str(review / "review.db"), error(code))
    assert said in str(trouble)
    assert ("restore it from a copy" in str(trouble)) is restores
    assert isinstance(trouble, Damaged) is restores
    assert "nothing was changed" in str(trouble)
    assert "\n" not in str(trouble)


def test_a_full_disk_is_told_and_what_was_acknowledged_stays(review: Path) -> None:
    """The database may grow no further: what SQLite answers then is what a full disk answers."""
    open_review = Review.open(review)
    connection = open_review.session.store.connection
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count = {pages}")
    done, said = 0, ""
    for n in range(2000):
        try:
            open_review.screening.decide("K2", "exclude", reviewer=f"p{n}", note="x" * 1500)
            done += 1
        except WinnowError as trouble:
            said = str(trouble)
            break
    assert "the disk is full: make room and do it again; nothing was changed" in said
    connection.execute(f"PRAGMA max_page_count = {pages * 10}")
    open_review.screening.decide("K2", "exclude", reviewer="afterwards")
    open_review.close()
    made = winnow("-C", review, "log", "--kind", "decision_made", "--json").json
    assert len(made) == 1 + done + 1
    assert winnow("-C", review, "verify", "--json").json["ok"]


def test_a_lock_that_is_not_let_go_is_told(review: Path) -> None:
    store = SqliteStore.open(review / "review.db")
    store.connection.execute("PRAGMA busy_timeout = 1")
    other = sqlite3.connect(review / "review.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with (
        pytest.raises(WinnowError, match=r"another program is writing.*nothing was changed"),
        store.writing(),
    ):
        pass
    other.execute("ROLLBACK")
    other.close()
    with store.writing():
        pass
    store.close()


Bound = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def bound() -> Bound:
    """Runs a command that permissions hold, as they do not hold root."""
    prefix: list[str] = []
    if os.geteuid() == 0:
        setpriv = shutil.which("setpriv")
        if setpriv is None:
            pytest.skip("root may write anywhere, and setpriv is not here: read-only is not tried")
        prefix = [setpriv, NO_POWERS, "--inh-caps=-all", "--"]

    def run(*words: object) -> subprocess.CompletedProcess[str]:
        command = [*prefix, sys.executable, "-c", RUN, *map(str, words)]
        return subprocess.run(command, capture_output=True, text=True, cwd="/", check=False)

    return run


@pytest.fixture
def shut(review: Path) -> Iterator[Path]:
    """A review in which nobody may write."""
    set_modes(review, 0o555, 0o444)
    yield review
    set_modes(review, 0o755, 0o644)


def set_modes(folder: Path, of_folders: int, of_files: int) -> None:
    for path in (*folder.rglob("*"), folder):
        path.chmod(of_folders if path.is_dir() else of_files)


def test_a_read_only_review_can_be_looked_at(shut: Path, bound: Bound) -> None:
    for words in (
        ["status"],
        ["verify"],
        ["prisma"],
        ["log"],
        ["records"],
        ["conflicts"],
        ["queue", "--as", "ben"],
    ):
        done = bound("-C", shut, *words)
        assert done.returncode == 0, (words, done.stderr)
        assert "nothing can be recorded here: the place is read-only" in done.stderr
    done = bound("-C", shut, "decide", "K2", "include", "--as", "ben")
    assert done.returncode == 2
    assert "read-only" in done.stderr.splitlines()[-1]
    assert "restore" not in done.stderr


def test_what_is_in_the_log_alone_is_read_on_a_read_only_place_too(
    finished: Path, tmp_path: Path, bound: Bound
) -> None:
    source = Path(shutil.copytree(finished, tmp_path / "source"))
    open_review = Review.open(source)
    open_review.screening.decide("K2", "exclude", reviewer="ben")
    copy = Path(shutil.copytree(source, tmp_path / "copy"))
    (copy / "review.db-shm").unlink()
    open_review.close()
    assert (copy / "review.db-wal").stat().st_size
    set_modes(copy, 0o555, 0o444)
    done = bound("-C", copy, "log", "--kind", "decision_made", "--json")
    set_modes(copy, 0o755, 0o644)
    assert done.returncode == 0, done.stderr
    assert '"ben"' in done.stdout
    assert "missing" not in done.stderr


def test_a_database_that_may_not_be_read_is_told(shut: Path, bound: Bound) -> None:
    (shut / "review.db").chmod(0)
    done = bound("-C", shut, "status")
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert "permission denied" in done.stderr


def test_an_empty_a_cut_and_a_lost_database_are_told_apart(review: Path) -> None:
    whole = (review / "review.db").read_bytes()
    (review / "review.db").write_bytes(whole[:20000])
    assert "it is damaged" in winnow("-C", review, "status", code=2).err
    (review / "review.db").write_bytes(b"")
    assert "is empty" in winnow("-C", review, "status", code=2).err
    (review / "review.db").unlink()
    said = winnow("-C", review, "status", code=2).err
    assert "review.db (or database.json) is missing" in said
    assert "winnow init" not in said, "a new ledger would hide that the old one is gone"


@pytest.mark.parametrize("name", ["accounts.db", "packets.db"])
def test_a_ruined_small_database_is_one_line_with_the_way_out(review: Path, name: str) -> None:
    (review / name).write_bytes(b"ruined" * 2000)
    words = {
        "accounts.db": ["invite", "ben"],
        "packets.db": ["packet", "make", "--for", "ben", "-o", review / "outputs" / "p.html"],
    }[name]
    said = winnow("-C", review, *words, code=2).err
    assert f"{name}: it is damaged" in said
    assert "delete it" in said
    winnow("-C", review, "decide", "K2", "include", "--as", "ben")


def test_what_nobody_foresaw_is_one_line_with_a_report(
    review: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("winnow_sr.review.status.status_of", lambda session: 1 / 0)
    done = winnow("-C", review, "status", code=2)
    assert len(done.err.splitlines()) == 1
    assert "a fault of winnow, not yours (ZeroDivisionError: division by zero)" in done.err
    (report,) = tmp_path.glob("winnow-fault-*.txt")
    assert str(report) in done.err
    assert "ZeroDivisionError" in report.read_text()
    assert "Traceback" in report.read_text()


def test_the_browser_has_a_last_catch_too(
    review: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    from winnow_sr.faces.web import create_app
    from winnow_sr.faces.web.app import served_of

    app = create_app(review, train=False)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    app.view_functions["signing.sign_in"] = lambda: {}["nobody foresaw this"]
    answer = app.test_client().get("/sign-in")
    served_of(app).close()
    assert answer.status_code == 500
    assert "What was acknowledged is kept" in answer.get_data(as_text=True)
    assert "Traceback" not in answer.get_data(as_text=True)
    (report,) = tmp_path.glob("winnow-fault-*.txt")
    said = capsys.readouterr().err
    assert str(report) in said
    assert len(said.splitlines()) == 1


class Answerless:
    """A connection whose answer to the commit is lost: after it was done, or before."""

    def __init__(self, real: sqlite3.Connection, done: bool) -> None:
        self.real, self.done = real, done

    def commit(self) -> None:
        if self.done:
            self.real.commit()
        raise error(sqlite3.SQLITE_IOERR)

    def __getattr__(self, name: str) -> object:
        return getattr(self.real, name)


@pytest.mark.parametrize("done", [True, False])
def test_a_commit_without_an_answer_is_looked_up(review: Path, done: bool) -> None:
    """It is acknowledged exactly where it is in the ledger; the next decision is taken as ever."""
    with Review.open(review) as open_review:
        store = open_review.session.store
        real = store.connection
        store.connection = Answerless(real, done)
        said = ""
        try:
            open_review.screening.decide("K2", "include", reviewer="ben")
        except WinnowError as trouble:
            said = str(trouble)
        store.connection = real
        made = [e.actor for e in open_review.ledger.log(kind="decision_made")]
        assert ("ben" in made) is done
        assert ("nothing was changed" in said) is not done
        open_review.screening.decide("K3", "include", reviewer="ben")
    assert winnow("-C", review, "verify", "--json").json["ok"]
