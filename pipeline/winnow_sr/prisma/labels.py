"""Names beside numbers, written so that the PRISMA2020 R package reads them back (spec 3.3)."""

from __future__ import annotations

import re
from collections.abc import Iterable

NA = "NA"
_OPENING = re.compile(r"(^|[\s(\[{–—/])(['\"])(?=\S)")
_QUOTES = {'"': "“”", "'": "‘’"}


def plain_label(label: str) -> str:
    """A label as the package can read it: no comma, semicolon or straight quote, one line."""
    text = curly(label)
    for mark in (";", ","):
        text = text.replace(mark, " –")
    return " ".join(text.split())


def curly(text: str) -> str:
    """Straight quotation marks as they are printed: “so”, ‘so’, and ’ for an apostrophe."""

    def opening(found: re.Match[str]) -> str:
        before, quote = found[1], found[2]
        closed = quote in text[found.end() :]  # without its partner it is an apostrophe
        return before + _QUOTES[quote][0 if closed else 1]

    text = _OPENING.sub(opening, text)
    return text.replace('"', "”").replace("'", "’")


def named_counts(pairs: Iterable[tuple[str, int | None]]) -> str:
    """Sources or reasons the package's way: "Name, n; Name, n"."""
    return "; ".join(f"{plain_label(name)}, {NA if n is None else n}" for name, n in pairs)
