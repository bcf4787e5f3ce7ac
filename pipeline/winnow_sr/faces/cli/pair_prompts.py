"""The doubtful pairs, worked through in the terminal: same, different, later."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from winnow_sr.errors import WinnowError
from winnow_sr.faces.cli.common import fancy, say, warn
from winnow_sr.faces.cli.screen import drawable
from winnow_sr.faces.differences import differences
from winnow_sr.faces.pair_lines import Line
from winnow_sr.faces.terminal.pair_sitting import PairSitting

if TYPE_CHECKING:
    from winnow_sr.review import Review

KEYS = "Keys: s same, d different, l later, u undo, q leave"


def work_through(review: Review, name: str, *, plain: bool = False) -> None:
    """Ask about each pair, best first; leaves and resumes anywhere."""
    if not plain and drawable():
        try:
            from winnow_sr.faces.terminal.pairs_app import PairsApp
        except ImportError as error:
            warn(f"the screen cannot be drawn ({error}); using prompts")
        else:
            app = PairsApp(review, name)
            answered = app.run() or 0
            if app.return_code:
                raise SystemExit(app.return_code)
            say(f"Left. Answered in this sitting: {answered}. Come back with the same command.")
            return
    prompts(PairSitting(review, name))


def prompts(pairing: PairSitting) -> None:
    """The same with prompts: for screen readers and pipes."""
    say(KEYS)
    shown = None
    while pairing.pair is not None:
        if pairing.pair is not shown:  # a slip of the keyboard does not print it all again
            shown = pairing.pair
            show_pair(pairing)
        line = ask()
        if line is None or line[:1] == "q":
            say(f"Left. Answered in this sitting: {len(pairing.answers)}.")
            return
        try:
            say(answered(pairing, line[:1]))
        except WinnowError as error:
            say(f"Not done: {error}")
    say("No doubtful pairs left.")
    if pairing.later:
        say(f"Left for later: {len(pairing.later)} pairs.")


def answered(pairing: PairSitting, key: str) -> str:
    """Do what a key asks for; what to acknowledge."""
    if key in ("s", "d"):
        return pairing.answer(key == "s")
    if key == "l":
        return pairing.put_off()
    return pairing.undo() if key == "u" else KEYS


def show_pair(pairing: PairSitting) -> None:
    """Both records, field by field: what they share once, what differs one under the other."""
    if pairing.pair is None:
        return
    say()
    say(f"{pairing.left} left. {pairing.names()}. {pairing.why()}")
    for line in pairing.lines():
        if line.same:
            say(f"Same {line.field}: {line.one}")
        else:
            one, two = marked(line)
            say(f"Different {line.field}, {pairing.pair.a}: {one}")
            say(f"Different {line.field}, {pairing.pair.b}: {two}")


def marked(line: Line) -> tuple[str, str]:
    """Both texts, the words that only one has highlighted where colours can be seen."""
    if not fancy():
        return line.one or "none", line.two or "none"
    found = []
    for text, places in zip((line.one, line.two), differences(line.one, line.two), strict=True):
        out, at = "", 0
        for start, end in places:
            out += text[at:start] + click.style(text[start:end], fg="yellow", bold=True)
            at = end
        found.append(out + text[at:] or "none")
    return found[0], found[1]


def ask() -> str | None:
    """One answer; None at the end of the input."""
    sys.stdout.write("same, different, later? ")
    sys.stdout.flush()
    line = sys.stdin.readline()
    return line.strip().lower() if line else None
