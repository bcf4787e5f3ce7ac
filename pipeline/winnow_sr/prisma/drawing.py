"""What a laid-out diagram is made of: shapes with printed lines, arrows, headings and notes.

Points (1/72 inch), origin at the top left, y downwards.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from winnow_sr.prisma.content import Line
from winnow_sr.prisma.metrics import text_width

Kind = Literal["box", "grey", "yellow-head", "grey-head", "side", "banner"]


class Text(NamedTuple):
    """One printed line. x is its left end ('start') or its middle; y its baseline."""

    x: float
    y: float
    text: str
    size: float
    bold: bool = False
    anchor: Literal["start", "middle"] = "start"
    key: str = ""

    @property
    def width(self) -> float:
        return text_width(self.text, self.size, self.bold)


@dataclass(frozen=True, slots=True)
class Shape:
    """A box: where it is, what kind (which decides its colours), and its lines.

    `lines` are the logical lines it was made of (for renderers that break text themselves).
    A 'side' box is read from bottom to top: its one text lies along its height.
    """

    name: str
    kind: Kind
    x: float
    y: float
    width: float
    height: float
    texts: tuple[Text, ...]
    lines: tuple[Line, ...]

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    @property
    def middle(self) -> float:
        return self.x + self.width / 2


class Arrow(NamedTuple):
    """A line of right angles from one box to another; its head is at the last point."""

    start: str
    end: str
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """A laid-out diagram. `title` is printed if given; `name` is the official template's title."""

    width: float
    height: float
    name: str
    language: str
    title: str
    shapes: tuple[Shape, ...]
    arrows: tuple[Arrow, ...]
    heading: tuple[Text, ...] = ()
    notes: tuple[Text, ...] = ()
    note_paragraphs: tuple[str, ...] = field(default=())

    def shape(self, name: str) -> Shape:
        return next(shape for shape in self.shapes if shape.name == name)
