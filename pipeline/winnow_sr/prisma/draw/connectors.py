"""Arrows as Office knows them: a line, a bend of two legs or of three, and the places of a box that
they are glued to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from winnow_sr.prisma.shapes import Arrow, Drawing, Shape

Point = tuple[float, float]
SITES = 4
"""Connection sites that every rectangle has: the middles of top, left, bottom and right."""
_NARROW = 1.0
"""Width of a bend whose ends lie below one another, points: its middle leg is given as a share."""
_SLACK = 0.01


class Course(NamedTuple):
    """points: where it runs. preset: Office's name of the shape. frame: x, y, width, height of the
    box around it before it is turned. turned: rotation and flips. bend: of three legs, where the
    middle one runs, as a share of the width."""

    points: tuple[Point, ...]
    preset: str
    frame: tuple[float, float, float, float]
    turned: Mapping[str, str]
    bend: float | None = None


def sites_of(drawing: Drawing) -> dict[str, list[Point]]:
    """The connection sites of every shape: the four middles, then wherever else an arrow meets it."""
    sites = {shape.name: _middles(shape) for shape in drawing.shapes}
    for arrow in drawing.arrows:
        points = course_points(arrow, drawing)
        for name, point in ((arrow.start, points[0]), (arrow.end, points[-1])):
            if point not in sites[name]:
                sites[name].append(point)
    return sites


def site_angle(shape: Shape, point: Point) -> str:
    """From which side a connector comes to a site, as Office says it."""
    x, y = point
    if abs(x - shape.right) < _SLACK:
        return "0"
    if abs(x - shape.x) < _SLACK:
        return "cd2"
    return "cd4" if abs(y - shape.bottom) < _SLACK else "3cd4"


def _middles(shape: Shape) -> list[Point]:
    middle = shape.y + shape.height / 2
    return [
        (shape.middle, shape.y),
        (shape.x, middle),
        (shape.middle, shape.bottom),
        (shape.right, middle),
    ]


def course_points(arrow: Arrow, drawing: Drawing) -> tuple[Point, ...]:
    """The arrow's points from box to box, on the middle of a side where it all but is there. A
    branch of another arrow begins at the box itself."""
    start, end = drawing.shape(arrow.start), drawing.shape(arrow.end)
    points = list(arrow.points)
    if len(points) == 3 and points[0][0] > start.right + _SLACK:
        points.insert(0, (start.right, points[0][1]))
    points[0], points[-1] = _snapped(points[0], start), _snapped(points[-1], end)
    return tuple(points)


def _snapped(point: Point, shape: Shape) -> Point:
    for middle in _middles(shape):
        if all(abs(a - b) < _SLACK for a, b in zip(point, middle, strict=True)):
            return middle
    return point


def bent(arrow: Arrow, drawing: Drawing) -> Course:
    """The arrow as one connector."""
    points = course_points(arrow, drawing)
    (x0, y0), (x1, y1) = points[0], points[-1]
    dx, dy = x1 - x0, y1 - y0
    frame = (min(x0, x1), min(y0, y1), abs(dx), abs(dy))
    flips = {name: "1" for name, d in (("flipH", dx), ("flipV", dy)) if d < 0}
    if len(points) == 2:
        return Course(points, "line", frame, flips)
    if len(points) == 4:  # across, down, across
        if abs(dx) < _NARROW:  # out to the left and back: as Office writes it, turned over
            frame = (x0 - _NARROW, frame[1], _NARROW, abs(dy))
            share = (x0 - points[1][0]) / _NARROW
            turned = {"rot": "10800000", "flipV": "1"}
            return Course(points, "bentConnector3", frame, turned, share)
        share = (points[1][0] - x0) / dx
        return Course(points, "bentConnector3", frame, flips, share)
    # down, then across: Office's bend goes across first, so it is turned by a quarter
    turned = {"rot": "5400000"} if dx < 0 else {"rot": "16200000", "flipH": "1"}
    middle_x, middle_y = (x0 + x1) / 2, (y0 + y1) / 2
    frame = (middle_x - abs(dy) / 2, middle_y - abs(dx) / 2, abs(dy), abs(dx))
    return Course(points, "bentConnector2", frame, turned)
