"""The arrows of the official templates (spec 3.1), between boxes that have been placed.

Where a box is absent, the arrow goes on to the next one of its column.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from winnow_sr.prisma.shapes import Arrow, Shape

HEAD = 5.0
"""Length of an arrow's head, points."""

Shapes = Mapping[str, Shape]
_ACROSS = (
    ("box2", "box3"),
    ("box4", "box5"),
    ("box6", "box7"),
    ("box8", "box9"),
    ("box12", "box13"),
    ("box14", "box15"),
    ("box18", "box19"),
)
_BRANCH = (("box8", "waiting9", "box9"), ("box14", "waiting15", "box15"))
MAIN = ("box2", "box4", "box6", "box8")
OTHER = ("box11", "box12", "box14")
INCLUDED = ("box10", "box16", "box18", "box20", "box17")


def arrows_between(shapes: Shapes, lanes: Sequence[float] = ()) -> list[Arrow]:
    """All arrows between boxes that are there. lanes: portrait, where lines run down."""
    main, other, included = (
        [name for name in chain if name in shapes] for chain in (MAIN, OTHER, INCLUDED)
    )
    arrows = _across(shapes)
    chains = [main, other, included]
    if included:
        (other if lanes and other else main).append(included[0])
    for chain in chains:
        arrows += [_down(shapes, a, b) for a, b in pairwise(chain)]
    if included and main and other:
        around = _round(shapes, main[-1], included[0], lanes[0]) if lanes else None
        arrows.append(around or _corner(shapes, other[-1], included[0]))
    if "box1" in shapes and "box16" in shapes:
        ends = ("box1", "box16")
        arrows.append(_round(shapes, *ends, lanes[-1]) if lanes else _corner(shapes, *ends))
    return arrows


def _across(shapes: Shapes) -> list[Arrow]:
    arrows: list[Arrow] = []
    pairs = list(_ACROSS)
    pairs += [(a, b) for a, b, above in _BRANCH if above not in shapes]
    for a, b in pairs:
        if a in shapes and b in shapes:
            start, end = shapes[a], shapes[b]
            y = start.y + min(start.height, end.height) / 2
            arrows.append(Arrow(a, b, ((start.right, y), (end.x, y))))
    for a, b, above in _BRANCH:
        if a in shapes and b in shapes and above in shapes:
            start, first, end = shapes[a], shapes[above], shapes[b]
            y = start.y + min(start.height, first.height) / 2
            x, target = (start.right + end.x) / 2, end.y + end.height / 2
            arrows.append(Arrow(a, b, ((x, y), (x, target), (end.x, target))))
    return arrows


def _down(shapes: Shapes, a: str, b: str) -> Arrow:
    start, end = shapes[a], shapes[b]
    return Arrow(a, b, ((start.middle, start.bottom), (start.middle, end.y)))


def _corner(shapes: Shapes, a: str, b: str) -> Arrow:
    """Down from one column, then across into the side of a box of another."""
    start, end = shapes[a], shapes[b]
    y = end.y + end.height / 2
    edge = end.x if start.x < end.x else end.right
    return Arrow(a, b, ((start.middle, start.bottom), (start.middle, y), (edge, y)))


def _round(shapes: Shapes, a: str, b: str, x: float) -> Arrow:
    """Out to the left, down, and back into the left side of a box further down."""
    start, end = shapes[a], shapes[b]
    y0 = start.y + start.height / 2
    y1 = end.y + end.height / 2
    return Arrow(a, b, ((start.x, y0), (x, y0), (x, y1), (end.x, y1)))


def arrow_head(arrow: Arrow) -> tuple[tuple[float, float], ...]:
    """The triangle at the arrow's end."""
    (x0, y0), (x, y) = arrow.points[-2], arrow.points[-1]
    dx, dy = _sign(x - x0), _sign(y - y0)
    back_x, back_y = x - HEAD * dx, y - HEAD * dy
    half = HEAD * 0.45
    return (
        (x, y),
        (back_x - half * dy, back_y + half * dx),
        (back_x + half * dy, back_y - half * dx),
    )


def shaft(arrow: Arrow) -> tuple[tuple[float, float], ...]:
    """The line of an arrow, ending inside its head."""
    (x0, y0), (x, y) = arrow.points[-2], arrow.points[-1]
    back = HEAD * 0.8
    return (*arrow.points[:-1], (x - back * _sign(x - x0), y - back * _sign(y - y0)))


def _sign(number: float) -> int:
    return (number > 0) - (number < 0)
