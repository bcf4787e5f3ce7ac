"""The one layout that all renderers draw: boxes with broken text, arrows, side labels.

The order of rows and columns is that of the official templates (spec 3.1); heights follow from the
text, so nothing can leave its box. In portrait the columns stand below one another, each box with
its exit at its side.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

import msgspec

from winnow_sr.prisma.arrows import arrows_between
from winnow_sr.prisma.box_lines import Boxes, Line, box_lines, footnotes, mark, side_text, tongue
from winnow_sr.prisma.boxes import heading, make_box, printed_notes, side_label, side_length
from winnow_sr.prisma.columns import POINTS, Placed, Plan, least_width, place, too_narrow
from winnow_sr.prisma.csv_rows import ROWS, row_name
from winnow_sr.prisma.flow import Flow
from winnow_sr.prisma.labels import NA
from winnow_sr.prisma.shapes import Drawing, Kind, Look, Shape
from winnow_sr.prisma.text_widths import tidy
from winnow_sr.prisma.wording import words

_GREY = frozenset({"box1", "box11", "box12", "box13", "box14", "box15", "waiting15"})
_HEADS: dict[str, tuple[Kind, str, str]] = {
    "prevstud": ("grey-head", "previous", "previous"),
    "newstud": ("yellow-head", "main", "exit"),
    "othstud": ("grey-head", "other", "other-exit"),
}
_OFFICIAL: dict[str, tuple[tuple[float, ...], tuple[float, ...]]] = {
    "N1": ((205, 225), (36,)),
    "N2": ((160, 172, 150, 160), (24, 30, 24)),
    "U1": ((150, 185, 205), (26, 32)),
    "U2": ((130, 160, 168, 148, 158), (22, 24, 28, 24)),
}
"""Widths of [previous,] databases, their exits, [other methods, their exits], and the gaps."""


class Row(msgspec.Struct, frozen=True):
    """Boxes side by side: the side label they belong to, and what stands in each column."""

    side: str
    cells: Mapping[str, tuple[str, ...]]


_DATABASES = (
    Row("identification", {"main": ("box2",), "exit": ("box3",)}),
    Row("screening", {"main": ("box4",), "exit": ("box5",)}),
    Row("screening", {"main": ("box6",), "exit": ("box7",)}),
    Row("screening", {"main": ("box8",), "exit": ("box9", "waiting9")}),
)
_OTHERS = (
    Row("identification", {"other": ("box11",)}),
    Row("screening", {}),
    Row("screening", {"other": ("box12",), "other-exit": ("box13",)}),
    Row("screening", {"other": ("box14",), "other-exit": ("box15", "waiting15")}),
)
_INCLUDED = (
    Row("included", {"main": ("box10",)}),
    Row("included", {"main": ("box16",)}),
    Row("included", {"main": ("box18",), "exit": ("box19",)}),
    Row("included", {"main": ("box20",)}),
    Row("included", {"main": ("box17",)}),
)


def lay_out(flow: Flow, look: Look | None = None) -> Drawing:
    """Place everything. Raises WinnowError for a language or spelling without a wording table, or a
    width that text of 7 points does not fit."""
    look = look or Look()
    language = tongue(flow, look.language)
    contents = box_lines(
        flow,
        look.language,
        look.spelling,
        look.per_source,
        marks=look.notes == "all",
        screening_reasons=look.screening_reasons,
    )
    placed, portrait = _placed(flow, contents, look)
    sizes = placed.sizes
    head, y = heading(tidy(look.title), placed.width, sizes)
    shapes: list[Shape] = []
    warning = mark(flow, look.language, look.spelling)
    if warning:
        inside = (sizes.margin, y, placed.width - 2 * sizes.margin)
        shapes.append(make_box("mark", "banner", inside, [Line(warning, bold=True)], sizes))
        y = shapes[-1].bottom + 12 * sizes.scale
    sides = {
        side: side_text(flow, side, look.language, look.spelling)
        for side in ("identification", "screening", "included")
    }
    stack = _portrait if portrait else _landscape
    shapes += stack(contents, placed, y, sides)
    table = words(language, look.spelling)
    paragraphs: list[str] = []
    if look.notes == "all":
        paragraphs = footnotes(flow, look.language, look.spelling, look.per_source)
    below = max(shape.bottom for shape in shapes)
    notes, bottom = printed_notes(paragraphs, placed.width, below + 14 * sizes.scale, sizes)
    by_name = {shape.name: shape for shape in shapes}
    return Drawing(
        width=placed.width,
        height=(bottom if notes else below) + sizes.margin,
        name=table[f"title.{flow.template}"],
        language=language,
        title=tidy(look.title),
        shapes=tuple(_linked(flow, shape) for shape in shapes),
        arrows=tuple(arrows_between(by_name, placed.lanes if portrait else ())),
        heading=head,
        notes=notes,
        note_paragraphs=tuple(paragraphs),
        sizes=sizes,
        about=tidy(look.name),
        author=tidy(look.author),
        head=flow.head,
    )


def _placed(flow: Flow, contents: Boxes, look: Look) -> tuple[Placed, bool]:
    """The columns, and whether they are those of the portrait layout: asked for, or the only one
    that fits."""
    width = None if look.width is None else look.width * POINTS
    plans = [] if look.portrait else [(_side_by_side(flow), False)]
    plans.append((_stacked(contents), True))
    for plan, portrait in plans:
        placed = place(plan, contents, width)
        if placed:
            return placed, portrait
    raise too_narrow(width or 0, min(least_width(plan, contents) for plan, _ in plans))


def _side_by_side(flow: Flow) -> Plan:
    names = ["previous", "main", "exit"] if flow.updated else ["main", "exit"]
    names += ["other", "other-exit"] if flow.with_other else []
    widths, gaps = _OFFICIAL[flow.template]
    boxes: dict[str, list[str]] = {name: [] for name in names}
    for row in (*_DATABASES, *_OTHERS, *_INCLUDED):
        for column, cells in row.cells.items():
            boxes.setdefault(column, []).extend(cells)
    if flow.updated:
        boxes["previous"] = ["box1", "prevstud"]
    stood = {name: tuple(boxes[name]) for name in names}
    return Plan(dict(zip(names, widths, strict=True)), gaps, stood)


def _stacked(contents: Boxes) -> Plan:
    """Portrait: two columns, and lines that run down beside them, one for each that must."""
    rows = (*_DATABASES, *_OTHERS, *_INCLUDED)
    main = ("box1", *(c for r in rows for n in ("main", "other") for c in r.cells.get(n, ())))
    exits = tuple(c for r in rows for n in ("exit", "other-exit") for c in r.cells.get(n, ()))
    lanes = ("box11" in contents) + ("box1" in contents and "box16" in contents)
    return Plan({"main": 215, "exit": 235}, (30,), {"main": main, "exit": exits}, lanes)


def _landscape(contents: Boxes, placed: Placed, y: float, sides: Mapping[str, str]) -> list[Shape]:
    """The titles, all of one height, over the columns they name; then the rows."""
    places: list[tuple[str, Kind, float, float]] = []
    for name, (kind, first, last) in _HEADS.items():
        if name in contents and first in placed.columns:
            x = placed.columns[first][0]
            places.append((name, kind, x, sum(placed.columns[last]) - x))
    sizes = placed.sizes
    heads: list[Shape] = []
    if places:
        natural = max(make_box(n, k, (x, y, w), contents[n], sizes).height for n, k, x, w in places)
        heads = [make_box(n, k, (x, y, w), contents[n], sizes, natural) for n, k, x, w in places]
        y += natural + 14 * sizes.scale
    rows = [
        Row(d.side, {**({"previous": ("box1",)} if i == 0 else {}), **d.cells, **o.cells})
        for i, (d, o) in enumerate(zip(_DATABASES, _OTHERS, strict=True))
    ]
    shapes, _ = _rows([*rows, *_INCLUDED], contents, placed, y, sides, "")
    return heads + shapes


def _portrait(contents: Boxes, placed: Placed, y: float, sides: Mapping[str, str]) -> list[Shape]:
    """Title and rows of the previous version, the databases, the other methods; what is included."""
    shapes: list[Shape] = []
    sizes = placed.sizes
    x, width = placed.columns["main"][0], sum(placed.columns["exit"]) - placed.columns["main"][0]
    turned = {"other": "main", "other-exit": "exit"}
    others = [Row(r.side, {turned[c]: n for c, n in r.cells.items()}) for r in _OTHERS]
    previous = Row("", {"main": ("box1",)})
    groups: tuple[tuple[str, Sequence[Row], str], ...] = (
        ("prevstud", [previous], ""),
        ("newstud", _DATABASES, ""),
        ("othstud", others, "-other"),
        ("", _INCLUDED, ""),
    )
    for name, rows, suffix in groups:
        if name in contents:
            shapes.append(make_box(name, _HEADS[name][0], (x, y, width), contents[name], sizes))
            y = shapes[-1].bottom + 12 * sizes.scale
        made, y = _rows(rows, contents, placed, y, sides, suffix)
        shapes += made
    return shapes


def _rows(
    rows: Sequence[Row],
    contents: Boxes,
    placed: Placed,
    y: float,
    sides: Mapping[str, str],
    suffix: str,
) -> tuple[list[Shape], float]:
    """Rows of boxes from `y` down, the blue labels along the rows they cover, and the next y."""
    sizes = placed.sizes
    shapes: list[Shape] = []
    spans: dict[str, tuple[float, float]] = {}
    there = [row for row in rows if any(n in contents for c in row.cells.values() for n in c)]
    alone = Counter(row.side for row in there)
    for row in there:
        bottom = y
        for column, names in row.cells.items():
            top = y
            for name in (name for name in names if name in contents):
                kind: Kind = "grey" if name in _GREY else "box"
                where = (placed.columns[column][0], top, placed.columns[column][1])
                shapes.append(make_box(name, kind, where, contents[name], sizes))
                top = shapes[-1].bottom + sizes.row_gap / 2
                bottom = max(bottom, shapes[-1].bottom)
        if row.side and alone[row.side] == 1:  # the label lies along this row only
            bottom = max(bottom, y + side_length(sides[row.side], sizes))
        if row.side:
            spans[row.side] = (spans.get(row.side, (y, y))[0], bottom)
        y = bottom + sizes.row_gap
    labels = [
        side_label(f"{side}{suffix}", sides[side], *span, sizes) for side, span in spans.items()
    ]
    return shapes + labels, y


def _linked(flow: Flow, shape: Shape) -> Shape:
    """The shape with the tooltip and address that the author gave it."""
    for row in ROWS if flow.links else ():
        told, url = flow.links.get(row_name(row), ("", ""))
        if row.box == shape.name and (told or url):
            theirs = told if told != row.told else ""
            return replace(shape, tip=theirs, url="" if url in (NA, row.url) else url)
    return shape
