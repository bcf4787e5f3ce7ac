"""Fill and line of each kind of box, in colour and in black and white.

Nothing is told by colour alone: every box carries its words. The colours differ in lightness too,
so that they stay apart for colour-blind readers and in a grey print.
"""

from __future__ import annotations

from typing import NamedTuple

from winnow_sr.prisma.shapes import Kind


class Style(NamedTuple):
    """Fill, line and text colour (hex), corner radius in points."""

    fill: str
    line: str = "#000000"
    text: str = "#000000"
    radius: float = 0.0


LINE = 0.75
"""Width of rules and arrows, points."""

_COLOUR: dict[Kind, Style] = {
    "box": Style("#FFFFFF"),
    "grey": Style("#E7E6E6"),
    "yellow-head": Style("#FFC000", radius=6),
    "grey-head": Style("#BFBFBF", radius=6),
    "side": Style("#9DC3E6", radius=6),
    "banner": Style("#9C0006", "#9C0006", "#FFFFFF"),
}
_GREY: dict[Kind, Style] = {
    "box": Style("#FFFFFF"),
    "grey": Style("#F2F2F2"),
    "yellow-head": Style("#FFFFFF", radius=6),
    "grey-head": Style("#D9D9D9", radius=6),
    "side": Style("#E5E5E5", radius=6),
    "banner": Style("#000000", "#000000", "#FFFFFF"),
}


def style(kind: Kind, colour: bool = True) -> Style:
    """How to draw a kind of box."""
    return (_COLOUR if colour else _GREY)[kind]
