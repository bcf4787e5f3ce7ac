"""Numbers and words as people read them: one way of rounding, one way of counting."""

from __future__ import annotations

from collections.abc import Sequence

IRREGULAR = {"study": "studies", "entry": "entries", "registry": "registries", "query": "queries"}


def at_least(share: float) -> str:
    """A lower bound as a percentage: 0.9 -> '90 %', 0.9469 -> '94.6 %'. Never rounded up."""
    return _tenths(int(share * 1000 + 1e-9))


def at_most(share: float) -> str:
    """An upper bound as a percentage: 0.0512 -> '5.2 %'. Never rounded down."""
    tenths = share * 1000
    return _tenths(int(tenths) + (tenths - int(tenths) > 1e-9))


def percent(share: float) -> str:
    """A share or an estimate as a percentage, to the nearest tenth; 100 % only where it is all.

    0.9 -> '90 %', 0.94691 -> '94.7 %', 0.9999 -> '99.9 %'. For a bound use `at_least`, `at_most`.
    """
    tenths = round(share * 1000)
    if tenths >= 1000 and share < 1:
        tenths = 999
    elif tenths <= 0 < share:
        return "under 0.1 %"
    return _tenths(tenths)


def guess(share: float) -> str:
    """A best guess of recall, while something is unread: '94.7 %', and never '100 %'."""
    return "no more expected" if share >= 1 else percent(share)


def _tenths(tenths: int) -> str:
    return f"{tenths // 10} %" if tenths % 10 == 0 else f"{tenths / 10:.1f} %"


def number(n: int) -> str:
    """1,234, as the diagram prints it."""
    return f"{n:,}"


def count(n: int, noun: str, plural: str = "") -> str:
    """`1 record`, `2 records`, `1,000 studies`."""
    return f"{number(n)} {noun if n == 1 else plural or IRREGULAR.get(noun, noun + 's')}"


def listing(items: Sequence[str], last: str = "and") -> str:
    """a, b and c."""
    found = list(items)
    if len(found) < 2:
        return "".join(found)
    return f"{', '.join(found[:-1])} {last} {found[-1]}"


def one_line(text: str, most: int = 0) -> str:
    """The text with its white space made single, cut to `most` letters where that is not 0."""
    line = " ".join(text.split())
    return line if not most or len(line) <= most else f"{line[: most - 1].rstrip()}…"


FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet may run."""


def safe_cell(text: str) -> str:
    """The text with an apostrophe before it if a spreadsheet would take it for a formula."""
    return "'" + text if text.startswith(FORMULA) else text


def cell_of(value: object) -> str | int | None:
    """A value as one cell that no spreadsheet will run: lists joined, numbers as they are."""
    if value is None or isinstance(value, int):
        return value
    if isinstance(value, list | tuple):
        value = "; ".join(str(item) for item in value)
    return safe_cell(str(value))
