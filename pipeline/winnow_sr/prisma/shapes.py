"""What a laid-out diagram is made of: shapes with printed lines, arrows, headings and notes.

Points (1/72 inch), origin at the top left, y downwards.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

import msgspec

from winnow_sr.prisma.box_lines import Line
from winnow_sr.prisma.text_widths import text_width

Kind = Literal["box", "grey", "yellow-head", "grey-head", "side", "banner"]
Notes = Literal["none", "all"]

ORIGIN = "winnow ledger head: "
"""What stands before the head in a file's properties; `winnow verify --head HASH` looks it up."""
SMALLEST = 7.0
"""No text is smaller, points: what most journals ask for."""


class Look(msgspec.Struct, frozen=True):
    """How a flow is to be drawn.

    title: printed above the drawing; '' prints none. notes: 'all' prints the template's
    instructions that are not met, the counting rules and the source below. width: of the whole
    drawing, millimetres; None = as wide as is comfortable at 9 points. portrait: one column of
    boxes with their exits, the other methods below the databases. per_source: list every database,
    register and website. screening_reasons: list reasons on title and abstract; None = where a file
    gives them. name, author: for the file's properties only.
    """

    title: str = ""
    language: str = "en"
    spelling: str = "british"
    per_source: bool = True
    notes: Notes = "none"
    width: float | None = None
    portrait: bool = False
    screening_reasons: bool | None = None
    name: str = ""
    author: str = ""


class Sizes(msgspec.Struct, frozen=True):
    """The measures of a drawing, points: all in proportion to the size of its text."""

    size: float = 9.0
    margin: float = 16.0

    @property
    def scale(self) -> float:
        return self.size / 9

    @property
    def leading(self) -> float:
        return 11.5 * self.scale

    @property
    def pad_x(self) -> float:
        return 7 * self.scale

    @property
    def pad_y(self) -> float:
        return 6 * self.scale

    @property
    def indent(self) -> float:
        return 9 * self.scale

    @property
    def hang(self) -> float:
        return 4.5 * self.scale

    @property
    def row_gap(self) -> float:
        return 24 * self.scale

    @property
    def side_width(self) -> float:
        return 20 * self.scale

    @property
    def side_gap(self) -> float:
        return 10 * self.scale

    @property
    def note_size(self) -> float:
        return SMALLEST

    @property
    def note_leading(self) -> float:
        return 9.0

    @property
    def head_size(self) -> float:
        return 11 * self.scale

    @property
    def head_leading(self) -> float:
        return 14 * self.scale


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
    A 'side' box is read from bottom to top: its one text lies along its height. tip, url: what an
    author's CSV says of it.
    """

    name: str
    kind: Kind
    x: float
    y: float
    width: float
    height: float
    texts: tuple[Text, ...]
    lines: tuple[Line, ...]
    tip: str = ""
    url: str = ""

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
    """A laid-out diagram. `title` is printed if given; `name` is the official template's title,
    `about` what the file's properties call it."""

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
    sizes: Sizes = field(default_factory=Sizes)
    about: str = ""
    author: str = ""
    head: str = ""
    """Hash of the last event counted; '' where the flow comes from no ledger."""

    @property
    def origin(self) -> str:
        """Where the numbers come from, for the file's properties; '' where from no ledger."""
        return f"{ORIGIN}{self.head}" if self.head else ""

    def shape(self, name: str) -> Shape:
        return next(shape for shape in self.shapes if shape.name == name)

    @property
    def document_title(self) -> str:
        return self.about or self.title or self.name
