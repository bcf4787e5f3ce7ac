"""The arrows of the official templates (spec 3.1), between boxes that have been placed."""

from __future__ import annotations

from collections.abc import Mapping

from winnow_sr.prisma.drawing import Arrow, Shape

HEAD = 5.0
"""Length of an arrow's head, points."""

_ACROSS = (("box2", "box3"), ("box4", "box5"), ("box6", "box7"), ("box8", "box9"),
           ("box12", "box13"), ("box14", "box15"))  # fmt: skip
_DOWN = (("box2", "box4"), ("box4", "box6"), ("box6", "box8"), ("box8", "box10"),
         ("box10", "box16"), ("box11", "box12"), ("box12", "box14"))  # fmt: skip
_BRANCH = (("box8", "waiting9", "box9"), ("box14", "waiting15", "box15"))
_CORNER = (("box1", "box16"), ("box14", "box10"))


def arrows_between(shapes: Mapping[str, Shape]) -> list[Arrow]:
    """All arrows between boxes that are there (spec 3.1)."""
    arrows: list[Arrow] = []
    last = "box16" if "box16" in shapes else "box10"
    for a, b in _ACROSS:
        if a in shapes and b in shapes:
            start, end = shapes[a], shapes[b]
            y = start.y + min(start.height, end.height) / 2
            arrows.append(Arrow(a, b, ((start.right, y), (end.x, y))))
    for a, b in (*_DOWN, (last, "box17")):
        if a in shapes and b in shapes:
            start, end = shapes[a], shapes[b]
            arrows.append(Arrow(a, b, ((start.middle, start.bottom), (start.middle, end.y))))
    for a, b, above in _BRANCH:
        if a in shapes and b in shapes:
            start, first, end = shapes[a], shapes[above], shapes[b]
            y = start.y + min(start.height, first.height) / 2
            x, target = (start.right + end.x) / 2, end.y + end.height / 2
            arrows.append(Arrow(a, b, ((x, y), (x, target), (end.x, target))))
    for a, b in _CORNER:
        if a in shapes and b in shapes:
            start, end = shapes[a], shapes[b]
            y = end.y + end.height / 2
            edge = end.x if start.x < end.x else end.right
            arrows.append(Arrow(a, b, ((start.middle, start.bottom), (start.middle, y), (edge, y))))
    return arrows


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
