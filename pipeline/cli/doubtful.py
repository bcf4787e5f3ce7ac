"""The doubtful pairs, worked through in the terminal: same, different, later."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.common import fancy, say

if TYPE_CHECKING:
    from pipeline.review import Review

KEYS = "[s]ame   [d]ifferent   [l]ater   [u]ndo   [q]uit"


def work_through(review: Review, name: str) -> None:
    """Ask about each pair, best first; leaves and resumes anywhere."""
    later: set[tuple[str, str]] = set()
    done: list[tuple[str, str, str]] = []
    while True:
        pairs = [p for p in review.doubtful() if (p["a"], p["b"]) not in later]
        if not pairs:
            say("No doubtful pairs left." if not later else f"Left for later: {len(later)} pairs.")
            return
        pair = pairs[0]
        show_pair(review, pair, len(pairs))
        answer = ask()
        if answer == "q":
            return
        if answer == "s":
            review.merge(pair["a"], pair["b"], actor=name)
            done.append(("s", pair["a"], pair["b"]))
        elif answer == "d":
            review.keep_apart(pair["a"], pair["b"], actor=name)
            done.append(("d", pair["a"], pair["b"]))
        elif answer == "l":
            later.add((pair["a"], pair["b"]))
        elif answer == "u":
            undo(review, done, name)


def undo(review: Review, done: list[tuple[str, str, str]], name: str) -> None:
    """Take back the last answer of this sitting."""
    if not done:
        say("Nothing to take back in this sitting.")
        return
    what, a, b = done.pop()
    if what == "s":
        review.split(b, actor=name)
        say(f"{a} and {b} are apart again; `winnow merge {a} {b}` joins them.")
    else:
        review.merge(a, b, actor=name)
        say(f"{a} and {b} are one citation now; `winnow split {b}` takes them apart.")


def show_pair(review: Review, pair: dict[str, Any], left: int) -> None:
    """Both records, field under field; differing fields are marked."""
    say()
    say(f"--- {left} left --- {pair['a']} and {pair['b']}: {pair['rule']}")
    state = review.state()
    numbers = [int(pair[side][1:]) for side in ("a", "b")]
    records = review.record_texts(numbers, state)
    one, two = (records[n] for n in numbers)
    for field in (
        "title",
        "authors",
        "year",
        "journal",
        "volume",
        "issue",
        "pages",
        "doi",
        "abstract",
    ):
        x, y = (text_of(getattr(r, field)) for r in (one, two))
        if not x and not y:
            continue
        mark = " " if x == y else "*"
        for number, text in zip(numbers, (x, y), strict=True):
            line = f"{mark} {field:9s} R{number:06d}  {text[:400]}"
            say(click.style(line, bold=True) if mark == "*" and fancy() else line)
            mark, field = (mark, "") if x != y else (mark, "")
            if x == y:
                break


def text_of(value: Any) -> str:
    """A field as one line."""
    if isinstance(value, tuple):
        return "; ".join(value)
    return "" if value is None else " ".join(str(value).split())


def ask() -> str:
    """One key."""
    say(KEYS)
    if not sys.stdin.isatty():
        line = sys.stdin.readline()
        if not line:
            return "q"
        answer = line.strip().lower()[:1]
    else:
        answer = click.getchar().lower()
    if answer not in "sdluq" or not answer:
        say(f"{answer!r} is not one of the keys.")
        return "?"
    return answer
