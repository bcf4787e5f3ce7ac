"""From which commit this winnow was made: written into the wheel when it is built, read from the
checkout otherwise."""

from __future__ import annotations

import os

HERE = os.path.dirname(os.path.abspath(__file__))
WRITTEN = "commit.txt"
"""Beside this file in a wheel and a source distribution; `hatch_build.py` writes it."""


def commit() -> str:
    """The commit's hash; empty where it is not known."""
    return _line(os.path.join(HERE, WRITTEN)) or checked_out(os.path.dirname(os.path.dirname(HERE)))


def checked_out(folder: str) -> str:
    """The commit that is checked out in a folder; empty where it is no checkout of ours."""
    git = os.path.join(folder, ".git")
    if os.path.isfile(git):  # a further working tree
        git = os.path.join(folder, _line(git).removeprefix("gitdir:").strip())
    head = _line(os.path.join(git, "HEAD"))
    if not head.startswith("ref:"):
        return head
    name = head.removeprefix("ref:").strip()
    common = os.path.join(git, _line(os.path.join(git, "commondir")) or ".")
    for place in (git, common):
        if found := _line(os.path.join(place, *name.split("/"))):
            return found
    try:
        with open(os.path.join(common, "packed-refs"), encoding="utf-8") as file:
            return next((line.split()[0] for line in file if line.split()[1:] == [name]), "")
    except OSError:
        return ""


def _line(path: str) -> str:
    """The first line of a small file; empty where there is none."""
    try:
        with open(path, encoding="utf-8") as file:
            return file.readline().strip()
    except (OSError, UnicodeDecodeError):
        return ""


def version_line(version: str) -> str:
    """`0.1.0 (commit 0123456789ab)`."""
    found = commit()
    return f"{version} (commit {found[:12]})" if found else version
