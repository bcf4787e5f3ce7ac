"""How wide the columns are: comfortable at 9 points, or fitted to a width with text of 7 or more."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

import msgspec

from winnow_sr.errors import WinnowError
from winnow_sr.prisma.box_lines import Line
from winnow_sr.prisma.shapes import SMALLEST, Sizes
from winnow_sr.prisma.text_widths import text_width

POINTS = 72 / 25.4
"""Points in a millimetre."""
_STEPS = (9.0, 8.5, 8.0, 7.5, SMALLEST)
_TIGHTEST = 0.72
"""Columns are narrowed to this share of what is comfortable before the text is made smaller."""
_LONGEST = 11.0
"""A word longer than this many times the size of the text may be cut."""
_EDGE = 2.0
"""Margin of a drawing that is made to measure, points."""
_ARROW_ROOM = 15.0


class Plan(msgspec.Struct, frozen=True):
    """Columns from left to right with their comfortable widths and the gaps between them (points,
    at 9 points); lanes: lines that run down left of the first column. boxes: which stand in each."""

    widths: Mapping[str, float]
    gaps: tuple[float, ...]
    boxes: Mapping[str, tuple[str, ...]]
    lanes: int = 0


class Placed(msgspec.Struct, frozen=True):
    """Left edge and width of each column, the whole width, and where lines run down."""

    columns: dict[str, tuple[float, float]]
    width: float
    sizes: Sizes
    lanes: tuple[float, ...]


def place(plan: Plan, contents: Mapping[str, Sequence[Line]], width: float | None) -> Placed | None:
    """The columns of a plan; None if even the smallest text does not fit the width (points)."""
    if width is None:
        sizes = Sizes()
        return _put(plan, [w * sizes.scale for w in plan.widths.values()], plan.gaps, sizes)
    for size in _STEPS:
        sizes = Sizes(size, _EDGE)
        gaps = _narrow(plan, sizes)
        room = width - _before(plan, sizes) - sum(gaps) - sizes.margin
        least = [_least(plan.boxes[column], contents, sizes) for column in plan.widths]
        wanted = [w * sizes.scale for w in plan.widths.values()]
        comfortable = size == SMALLEST or sum(wanted) * _TIGHTEST <= room
        if sum(least) <= room and comfortable:
            return _put(plan, _share(wanted, least, room), gaps, sizes)
    return None


def least_width(plan: Plan, contents: Mapping[str, Sequence[Line]]) -> float:
    """The narrowest drawing of a plan, points."""
    sizes = Sizes(SMALLEST, _EDGE)
    columns = sum(_least(plan.boxes[column], contents, sizes) for column in plan.widths)
    return _before(plan, sizes) + columns + sum(_narrow(plan, sizes)) + sizes.margin


def too_narrow(width: float, least: float) -> WinnowError:
    """What to say where nothing fits."""
    return WinnowError(
        f"{width / POINTS:.0f} mm is too narrow for text of {SMALLEST:.0f} points: this diagram "
        f"needs {math.ceil(least / POINTS)} mm"
    )


def _narrow(plan: Plan, sizes: Sizes) -> tuple[float, ...]:
    """The gaps of a drawing made to measure: room for an arrow and not much more."""
    return tuple(max(_ARROW_ROOM, gap * 0.6) * sizes.scale for gap in plan.gaps)


def _before(plan: Plan, sizes: Sizes) -> float:
    """What stands left of the first column: margin, side labels, lines that run down."""
    lanes = sizes.side_gap * plan.lanes
    return sizes.margin + sizes.side_width + sizes.side_gap + lanes


def _put(plan: Plan, widths: Sequence[float], gaps: Sequence[float], sizes: Sizes) -> Placed:
    x = _before(plan, sizes)
    lanes = tuple(x - sizes.side_gap * (i + 1) for i in range(plan.lanes))
    columns: dict[str, tuple[float, float]] = {}
    for name, width, gap in zip(plan.widths, widths, (*gaps, 0.0), strict=True):
        columns[name] = (x, width)
        x += width + gap
    return Placed(columns, x + sizes.margin, sizes, lanes)


def _least(boxes: Sequence[str], contents: Mapping[str, Sequence[Line]], sizes: Sizes) -> float:
    """The width that the longest word of a column needs."""
    needed = 0.0
    for line in (line for box in boxes for line in contents.get(box, ())):
        indent = line.indent * sizes.indent + (sizes.hang if line.indent else 0)
        for word in re.split(" ", line.text):
            wide = min(text_width(word, sizes.size, line.bold), _LONGEST * sizes.size)
            needed = max(needed, wide + indent + 2 * sizes.pad_x + 0.1)
    return needed


def _share(wanted: Sequence[float], least: Sequence[float], room: float) -> list[float]:
    """The room shared as wanted, none below its least."""
    fixed: dict[int, float] = {}
    while True:
        free = [i for i in range(len(wanted)) if i not in fixed]
        scale = (room - sum(fixed.values())) / sum(wanted[i] for i in free)
        short = {i: least[i] for i in free if wanted[i] * scale < least[i]}
        if not short or len(short) == len(free):
            break
        fixed |= short
    scale = (room - sum(fixed.values())) / sum(wanted[i] for i in free)
    return [fixed.get(i, wanted[i] * scale) for i in range(len(wanted))]
