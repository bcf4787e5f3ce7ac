"""Small charts as SVG: lines and stacked columns, drawn on the server, coloured by the style sheet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from winnow_sr.review.listing import DayOfWork

WIDTH, HEIGHT = 640, 220
LEFT, RIGHT, TOP, BOTTOM = 48, 12, 14, 26
MOST_POINTS = 400


class Curve(NamedTuple):
    """Found against read: an SVG polyline, and the line that the total is at most."""

    points: str
    most: float | None
    """Height of the line of the largest total that the bound allows, in pixels; None: off the chart."""
    most_number: int | None
    read: int
    found: int
    total: int
    top: int


def curve(found: Sequence[int], total: int, low: float) -> Curve | None:
    """The recall curve. found: after each citation read; total: citations; low: the recall bound."""
    if not found:
        return None
    most = int(found[-1] / low) if low > 0.02 else None
    top = max(found[-1], 1) if most is None or most > 4 * max(found[-1], 1) else max(most, 1)

    def x(n: int) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * n / max(total, len(found))

    def y(n: int) -> float:
        return TOP + (HEIGHT - TOP - BOTTOM) * (1 - n / top)

    step = max(1, len(found) // MOST_POINTS)
    at = [0, *range(step, len(found), step), len(found)]
    points = " ".join(f"{x(n):.1f},{y(found[n - 1] if n else 0):.1f}" for n in at)
    line = y(most) if most is not None and most <= top else None
    return Curve(points, line, most, len(found), found[-1], total, top)


class Bar(NamedTuple):
    """A piece of a column: one person's verdicts on one day."""

    x: float
    y: float
    width: float
    height: float
    who: int
    title: str


class Days(NamedTuple):
    """Verdicts per day and person."""

    bars: list[Bar]
    people: list[str]
    first: str
    last: str
    top: int


def days(rows: Sequence[DayOfWork], latest: int = 30) -> Days | None:
    """The last days on which anybody worked, a column each, stacked by person."""
    dates = sorted({row.day for row in rows})[-latest:]
    if not dates:
        return None
    shown = [row for row in rows if row.day in set(dates)]
    people = sorted({row.reviewer for row in shown})
    top = max(sum(row.decisions for row in shown if row.day == day) for day in dates)
    slot = (WIDTH - LEFT - RIGHT) / max(len(dates), 7)
    bars, height = [], HEIGHT - TOP - BOTTOM
    for place, day in enumerate(dates):
        below = 0.0
        for row in (row for row in shown if row.day == day):
            tall = height * row.decisions / top
            below += tall
            bars.append(
                Bar(
                    round(LEFT + place * slot + slot * 0.1, 1),
                    round(TOP + height - below, 1),
                    round(slot * 0.8, 1),
                    round(tall, 1),
                    people.index(row.reviewer),
                    f"{day}, {row.reviewer}: {row.decisions}",
                )
            )
    return Days(bars, people, dates[0], dates[-1], top)
