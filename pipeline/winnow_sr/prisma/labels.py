"""Names beside numbers, written so that the PRISMA2020 R package reads them back (spec 3.3)."""

from __future__ import annotations

from collections.abc import Iterable

NA = "NA"


def plain_label(label: str) -> str:
    """A label as the package can read it: no comma, semicolon or straight quote, one line."""
    text = label.replace("'", "’").replace('"', "”")
    for mark in (";", ","):
        text = text.replace(mark, " –")
    return " ".join(text.split())


def named_counts(pairs: Iterable[tuple[str, int | None]]) -> str:
    """Sources or reasons the package's way: "Name, n; Name, n"."""
    return "; ".join(f"{plain_label(name)}, {NA if n is None else n}" for name, n in pairs)
