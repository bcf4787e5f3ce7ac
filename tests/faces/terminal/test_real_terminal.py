"""A real terminal (tmux): keys typed, the screen read, the process killed, the sitting resumed."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.faces.terminal.playing import verdicts
from winnow_sr.review import Review

pytestmark = pytest.mark.skipif(
    shutil.which("tmux") is None, reason="tmux is not here: no real terminal to type into"
)


def environment() -> dict[str, str]:
    """Ours, without the fixed size that a test runner's line editor may have left behind."""
    return {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "LINES", "NO_COLOR")}


class Terminal:
    """A tmux session of its own server, 80 by 24."""

    def __init__(self, socket: Path) -> None:
        self.socket = socket

    def tmux(self, *arguments: str) -> str:
        command = ["tmux", "-S", str(self.socket), "-f", "/dev/null", *arguments]
        return subprocess.run(
            command, capture_output=True, text=True, check=True, timeout=20, env=environment()
        ).stdout

    def run(self, folder: Path, *arguments: str) -> None:
        """Start winnow in the terminal; the shell stays when it ends."""
        winnow = shlex.join(
            [sys.executable, "-P", "-m", "winnow_sr", "-C", str(folder), *arguments]
        )
        shell = f"{winnow}; echo ended $?; exec sleep 600"
        self.tmux(
            "new-session",
            "-d",
            "-x",
            "80",
            "-y",
            "24",
            "-s",
            "t",
            f"exec sh -c {shlex.quote(shell)}",
        )

    def screen(self) -> str:
        return self.tmux("capture-pane", "-p", "-t", "t")

    def type(self, *keys: str) -> None:
        self.tmux("send-keys", "-t", "t", *keys)

    def wait(self, what: Callable[[str], bool], seconds: float = 20) -> str:
        """The screen, once it shows what is waited for."""
        end = time.monotonic() + seconds
        while not what(shown := self.screen()):
            assert time.monotonic() < end, f"it never came; the terminal shows:\n{shown}"
            time.sleep(0.05)
        return shown

    def process(self) -> int:
        """The running winnow: the child of the pane's shell."""
        shell = self.tmux("display-message", "-p", "-t", "t", "#{pane_pid}").strip()
        children = Path(f"/proc/{shell}/task/{shell}/children").read_text().split()
        assert len(children) == 1
        return int(children[0])

    def end(self) -> None:
        self.tmux("kill-server")
        time.sleep(0.1)


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    terminal = Terminal(tmp_path / "tmux")
    yield terminal
    subprocess.run(["tmux", "-S", str(terminal.socket), "kill-server"], capture_output=True)


def contains(part: str, shown: str) -> bool:
    """Is a part on the screen?"""
    return part in shown


def front(shown: str) -> str:
    """The citation named in the first line."""
    return next((word for word in shown.split("\n")[0].split() if word.startswith("C0")), "")


def test_a_sitting_in_a_real_terminal(terminal: Terminal, review: Review) -> None:
    terminal.run(review.folder, "screen", "--as", "Ana")
    shown = terminal.wait(lambda text: bool(front(text)))
    assert "Ana · title and abstract" in shown
    assert "i include  e exclude  u unsure" in shown
    done = []
    for key, word in (("i", "included"), ("e", "excluded"), ("u", "unsure")):
        done.append(front(shown))
        terminal.type(key)
        shown = terminal.wait(partial(contains, f"{done[-1]} {word}"))
        time.sleep(0.3)  # nobody reads faster, and the screen guards against it
    assert verdicts(review) == dict(zip(done, "ieu", strict=True))

    terminal.tmux("resize-window", "-t", "t", "-x", "150", "-y", "40")
    terminal.wait(lambda text: "s skip  c criteria" in text)
    terminal.type("b")
    terminal.wait(lambda text: f"took back: {done[-1]}" in text)
    terminal.type("q")
    shown = terminal.wait(lambda text: "ended 0" in text)
    assert "Decided in this sitting: 2. Come back with the same command." in shown


def test_what_was_acknowledged_survives_kill_9(terminal: Terminal, review: Review) -> None:
    acknowledged: dict[str, str] = {}
    for key in "iee":
        terminal.run(review.folder, "screen", "--as", "Ana")
        shown = terminal.wait(lambda text: bool(front(text)))
        citation = front(shown)
        assert citation not in acknowledged, "nothing is asked twice"
        terminal.type(key)
        said = f"{citation} {'included' if key == 'i' else 'excluded'}"
        terminal.wait(partial(contains, said))
        os.kill(terminal.process(), signal.SIGKILL)
        acknowledged[citation] = key
        terminal.wait(lambda text: "ended 137" in text)
        terminal.end()
        assert verdicts(review) == acknowledged
    assert review.ledger.verify().ok


def test_ctrl_c_leaves_like_the_key(terminal: Terminal, review: Review) -> None:
    terminal.run(review.folder, "screen", "--as", "Ana")
    terminal.wait(lambda text: bool(front(text)))
    terminal.type("C-c")
    terminal.wait(lambda text: "ended 0" in text)


def test_doubtful_pairs_in_a_real_terminal(terminal: Terminal, pairs: Review) -> None:
    terminal.run(pairs.folder, "dedupe", "--review", "--as", "Ana")
    terminal.wait(lambda text: "1 to judge" in text)
    terminal.type("d")
    terminal.wait(lambda text: "are different publications" in text)
    terminal.type("u")
    terminal.wait(lambda text: "took back" in text and "1 to judge" in text)
    terminal.type("q")
    terminal.wait(lambda text: "ended 0" in text)
    assert len(pairs.duplicates.doubtful()) == 1
