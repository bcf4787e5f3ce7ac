"""Two versions of a text, line by line, as a page shows what changed."""

from __future__ import annotations

from difflib import unified_diff
from typing import NamedTuple

CONTEXT = 2
"""Unchanged lines shown around a change."""


class DiffLine(NamedTuple):
    """A line of a difference. kind: added, removed, same or place."""

    kind: str
    text: str


KINDS = {"+": "added", "-": "removed", " ": "same", "@": "place"}


def diff_lines(before: str, after: str) -> list[DiffLine]:
    """What changed; empty where nothing did."""
    found = unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=CONTEXT)
    return [
        DiffLine(KINDS[line[:1]], "…" if line.startswith("@") else line[1:])
        for line in list(found)[2:]
    ]
