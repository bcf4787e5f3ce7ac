"""Work behind the screens: one process, one protocol, and nothing found lying about is run."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.faces.terminal.playing import Player, play
from tests.faces.web.server import House
from winnow_sr.faces.ranking_worker import (
    MODULE,
    Answer,
    Bound,
    Explained,
    Rank,
    Ranked,
    RankingWorker,
    RecallBound,
    Task,
    Why,
    encode,
)
from winnow_sr.faces.web.app import served_of
from winnow_sr.review import Review

NAMES = ("pipeline", "winnow_sr", "click", "numpy", "msgspec", "multiprocessing", "joblib")
"""Modules that winnow imports, and what it was once called."""


class Answers:
    """What a worker told, and a wait for the next."""

    def __init__(self, folder: Path, rest: float = 0.0) -> None:
        self.told: list[Answer] = []
        self.came = threading.Condition()
        self.worker = RankingWorker(folder, self.take, rest=rest)

    def take(self, answer: Answer) -> None:
        with self.came:
            self.told.append(answer)
            self.came.notify_all()

    def after(self, *tasks: Task) -> list[Answer]:
        """Ask, and wait for an answer to each."""
        wanted = len(self.told) + len(tasks)
        for task in tasks:
            assert self.worker.ask(task)
        with self.came:
            assert self.came.wait_for(lambda: len(self.told) >= wanted, timeout=120)
        return self.told[-len(tasks) :]


@pytest.fixture
def answers(folder: Path) -> Iterator[Answers]:
    made = Answers(folder)
    yield made
    made.worker.close(wait=0)


def child_of(worker: RankingWorker) -> subprocess.Popen[bytes]:
    assert worker._child is not None
    return worker._child


# -- tasks and answers ----------------------------------------------------------------------------
def test_a_ranking_a_bound_and_a_why(answers: Answers, review: Review) -> None:
    citation = review.screening.queue("Ana", 1)[0].citation
    review.screening.decide(citation, "include", reviewer="Ana")
    review.screening.decide("C000024", "exclude", reviewer="Ana")
    ranked, bound, why = answers.after(Rank(), Bound(), Why("C000003"))
    assert ranked == Answer(Rank(), Ranked(24))
    kept = review.rankings.kept()
    assert kept is not None
    assert kept.basis == review.session.state().training_seq, "kept for every process to read"
    assert isinstance(bound.found, RecallBound)
    assert 0 <= bound.found.low <= 1
    assert bound.found.estimate is None, "too little is read for a guess"
    assert isinstance(why.found, Explained)
    assert why.found.title == review.screening.shown("C000003").title
    assert answers.worker.waiting == ()


def test_an_error_is_one_line_and_the_work_goes_on(answers: Answers) -> None:
    wrong, right = answers.after(Why("no such\ncitation"), Rank())
    assert "no citation is called" in wrong.error
    assert "\n" not in wrong.error
    assert wrong.found is None
    assert right.found == Ranked(24)
    assert answers.worker.error == ""


def test_a_folder_that_is_no_review_is_told_with_the_first_task(tmp_path: Path) -> None:
    answers = Answers(tmp_path / "nowhere")
    (told,) = answers.after(Rank())
    assert told.error
    assert "\n" not in told.error
    answers.worker.close(wait=0)


def test_what_is_waiting_is_not_asked_for_twice(answers: Answers) -> None:
    assert answers.worker.ask(Rank())
    assert not answers.worker.ask(Rank())
    assert answers.worker.ask(Why("C000001")), "another task may wait meanwhile"


# -- how it ends ------------------------------------------------------------------------------------
def test_a_process_that_was_killed_is_told_of_and_started_again(answers: Answers) -> None:
    answers.after(Rank())
    first = child_of(answers.worker)
    os.kill(first.pid, signal.SIGSTOP)  # so that the next task is certainly not answered
    os.waitid(os.P_PID, first.pid, os.WSTOPPED)
    assert answers.worker.ask(Why("C000001"))
    first.kill()
    with answers.came:
        assert answers.came.wait_for(lambda: len(answers.told) == 2, timeout=60)
    assert answers.told[1] == Answer(Why("C000001"), error="the work behind the screen was stopped")
    (again,) = answers.after(Rank())
    assert again.found == Ranked(24)
    assert child_of(answers.worker).pid != first.pid


def test_a_closed_worker_takes_no_tasks_and_its_process_ends(answers: Answers) -> None:
    answers.after(Rank())
    child = child_of(answers.worker)
    answers.worker.close(wait=60)
    assert child.returncode == 0
    assert not answers.worker.ask(Rank())


def test_what_is_being_done_when_the_screen_closes_is_finished(
    folder: Path, review: Review
) -> None:
    review.screening.decide("C000001", "include", reviewer="Ana")
    worker = RankingWorker(folder)
    worker.ask(Rank())
    while worker._child is None:
        pass
    child = worker._child
    worker.close()
    assert child.wait(timeout=120) == 0


def test_a_parent_that_is_gone_is_no_traceback(folder: Path) -> None:
    """The other end is closed before the answer can be written: the end is quiet."""
    command = [sys.executable, "-P", "-m", MODULE, str(folder)]
    child = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert child.stdin
    assert child.stdout
    assert child.stderr
    child.stdout.close()
    child.stdin.write(encode(Rank()) + b"\n")
    child.stdin.close()
    assert child.wait(timeout=120) == 0
    assert child.stderr.read() == b""
    child.stderr.close()


def test_an_interrupt_is_no_traceback(folder: Path) -> None:
    command = [sys.executable, "-P", "-m", MODULE, str(folder)]
    child = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert child.stdin
    assert child.stdout
    child.stdin.write(encode(Why("none")) + b"\n")
    child.stdin.flush()
    assert child.stdout.readline(), "it is at work"
    child.send_signal(signal.SIGINT)
    _, errors = child.communicate(timeout=60)
    assert (child.returncode, errors) == (0, b"")


# -- nothing lying about is run ------------------------------------------------------------------
@pytest.fixture
def trap(tmp_path: Path) -> Callable[[Path], Path]:
    """Lays traps in a folder; returns the file that a trap writes when it is run."""
    mark = tmp_path / "executed"

    def lay(folder: Path) -> Path:
        folder.mkdir(exist_ok=True)
        for name in NAMES:
            code = f"open({str(mark)!r}, 'a').write(__file__ + '\\n')\n"
            (folder / f"{name}.py").write_text(code, encoding="utf-8")
        return mark

    return lay


def unsafe() -> dict[str, str]:
    """Our environment as a shell has it: a command that ran in this process has made it safe."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONSAFEPATH"}


def test_the_trap_works(folder: Path, tmp_path: Path, trap: Callable[[Path], Path]) -> None:
    """Python itself steps into it where nothing is done about it."""
    mark = trap(tmp_path / "here")
    subprocess.run(
        [sys.executable, "-m", MODULE, str(folder)],
        cwd=tmp_path / "here",
        env=unsafe(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=60,
    )
    assert mark.exists()


@pytest.mark.parametrize("where", ["the review folder", "another folder"])
def test_the_terminal_screen_runs_nothing_of_the_folders(
    folder: Path, review: Review, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str,
    trap: Callable[[Path], Path],
) -> None:  # fmt: skip
    mark = trap(folder)
    trap(tmp_path / "here")
    monkeypatch.chdir(folder if where == "the review folder" else tmp_path / "here")
    (folder / "cache" / "ranking").unlink()

    async def story(player: Player) -> None:
        assert player.front

    app = play(review, story)
    assert app.worker.error == ""
    made = review.ledger.log(kind="model_trained")
    assert made, "the ranking was made"
    assert not mark.exists()


@pytest.mark.parametrize("where", ["the review folder", "another folder"])
def test_the_web_server_runs_nothing_of_the_folders(
    house: Callable[..., House], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str,
    trap: Callable[[Path], Path],
) -> None:  # fmt: skip
    made = house(4)
    mark = trap(made.team.folder)
    trap(tmp_path / "here")
    monkeypatch.chdir(made.team.folder if where == "the review folder" else tmp_path / "here")
    served = served_of(made.app)
    came = threading.Event()
    served.worker.told = lambda answer: came.set()
    made.team("decide", "C000001", "include", "--as", "Ana")
    served.worker.ask(Rank())
    assert came.wait(timeout=120)
    assert served.worker.error == ""
    assert not mark.exists()


def test_a_process_that_a_command_starts_runs_nothing_of_the_folders(
    tmp_path: Path, trap: Callable[[Path], Path]
) -> None:
    """Large files are read, and studies replayed, in processes that libraries start."""
    here, script = tmp_path / "here", tmp_path / "bin" / "script.py"
    mark = trap(here)
    script.parent.mkdir()
    script.write_text(
        "import sys\n"
        "from multiprocessing import get_context\n"
        "from winnow_sr.faces.cli import main\n"
        "if __name__ == '__main__':\n"
        "    if 'safe' in sys.argv:\n"
        "        try:\n"
        "            main(['--version'])\n"
        "        except SystemExit:\n"
        "            pass\n"
        "    process = get_context('spawn').Process(target=print, args=('done',))\n"
        "    process.start()\n"
        "    process.join()\n",
        encoding="utf-8",
    )

    def run(*arguments: str) -> str:
        command = [sys.executable, str(script), *arguments]
        done = subprocess.run(
            command, capture_output=True, text=True, cwd=here, timeout=120, env=unsafe()
        )
        return done.stdout

    run()
    assert mark.exists(), "the trap works"
    mark.unlink()
    assert run("safe").endswith("done\n")
    assert not mark.exists()
