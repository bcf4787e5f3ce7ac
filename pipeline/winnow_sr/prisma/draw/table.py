"""The drawing as rows of words and numbers, for tables beside or instead of it."""

from __future__ import annotations

import re
from typing import NamedTuple

from winnow_sr.prisma.shapes import Drawing

_COUNT = re.compile(r"\s*\(n\u00a0=\u00a0([^()]*)\)$")
_COLUMNS = (
    "prevstud box1",
    "newstud box2 box3 box4 box5 box6 box7 box8 box9 waiting9",
    "othstud box11 box12 box13 box14 box15 waiting15",
    "included box10 box16 box18 box19 box20 box17",
)
"""Each column under its title."""


class Row(NamedTuple):
    """Words, the number as printed ('' = none), and whether the row is a title."""

    label: str
    value: str
    head: bool


def number_rows(drawing: Drawing) -> list[Row]:
    """Every line of the drawing; an indented line starts with em spaces."""
    shapes = {shape.name: shape for shape in drawing.shapes}
    rows: list[Row] = []
    for name in (name for column in _COLUMNS for name in column.split()):
        if name not in shapes:
            continue
        head = shapes[name].kind not in ("box", "grey")
        for line in shapes[name].lines:
            found = _COUNT.search(line.text)
            label = line.text[: found.start()] if found else line.text
            rows.append(Row("\u2003" * line.indent + label, found[1] if found else "", head))
    return rows
