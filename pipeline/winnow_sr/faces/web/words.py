"""A refusal in the words of a page: what the reader is told to type becomes what they find here."""

from __future__ import annotations

import re

HINTS = (
    (re.compile(r"\s*\((?:to [^()]*: *)?(?:`?winnow |--)[^()]*\)"), ""),
    (re.compile(r"say --with-decisions"), "tick the box that says so"),
    (re.compile(r"name the format with --format, or say --even-so"), "or tick the box"),
    (re.compile(r"[:,;]?( or)?( run| with| use)? *`winnow [^`]*`( [^.;,:]*)?"), ""),
    (
        re.compile(
            r"[:,;]?( or)?( run| with| use)? *winnow [a-z-]+( [a-z-]+)?( --?[a-z]+| [A-Z.]+)*"
        ),
        "",
    ),
    (re.compile(r",? or --despite-gate TEXT"), ""),
    (re.compile(r":? --(?:reason|design|substance) TEXT"), ""),
)
"""(what a command line says, what a page says instead)."""


def plain(error: object) -> str:
    """The error as a sentence without commands and options."""
    text = str(error)
    for pattern, instead in HINTS:
        text = pattern.sub(instead, text)
    text = text.strip().rstrip(".:;, ")
    is_name = "." in text.split(" ", 1)[0]
    return f"{text if is_name else text[:1].upper() + text[1:]}."
