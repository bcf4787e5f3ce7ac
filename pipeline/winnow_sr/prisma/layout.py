"""The one layout that all renderers draw: boxes with broken text, arrows, side labels, notes.

The order of rows and columns is that of
the official templates (spec 3.1); heights follow from the text, so nothing can leave its box.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from winnow_sr.prisma.arrows import arrows_between
from winnow_sr.prisma.content import Line, box_lines, footnotes, mark
from winnow_sr.prisma.drawing import Drawing, Kind, Shape, Text
from winnow_sr.prisma.flow import Flow, Template
from winnow_sr.prisma.metrics import text_width, tidy, wrap
from winnow_sr.prisma.wording import words

SIZE, LEADING = 9.0, 11.5
PAD_X, PAD_Y = 7.0, 6.0
INDENT, HANG = 9.0, 4.5
ROW_GAP, MARGIN, SIDE_WIDTH, SIDE_GAP = 24.0, 16.0, 20.0, 10.0
NOTE_SIZE, NOTE_LEADING = 7.0, 9.0
HEAD_SIZE = 11.0

_WIDTHS: dict[Template, tuple[float, ...]] = {
    "N1": (205, 225),
    "N2": (160, 172, 150, 160),
    "U1": (150, 185, 205),
    "U2": (130, 160, 168, 148, 158),
}
_GAPS: dict[Template, tuple[float, ...]] = {
    "N1": (36,),
    "N2": (24, 30, 24),
    "U1": (26, 32),
    "U2": (22, 24, 28, 24),
}
"""Between the columns: [previous,] databases, their exits, [other methods, their exits]."""

_ROWS: tuple[tuple[str, dict[str, tuple[str, ...]]], ...] = (
    ("identification", {"previous": ("box1",), "main": ("box2",), "exit": ("box3",), "other": ("box11",)}),
    ("screening", {"main": ("box4",), "exit": ("box5",)}),
    ("screening", {"main": ("box6",), "exit": ("box7",), "other": ("box12",), "other-exit": ("box13",)}),
    ("screening", {"main": ("box8",), "exit": ("box9", "waiting9"), "other": ("box14",), "other-exit": ("box15", "waiting15")}),
    ("included", {"main": ("box10",)}),
    ("included", {"main": ("box16",)}),
    ("included", {"main": ("box17",)}),
)  # fmt: skip
"""Rows from top to bottom: the side label they belong to, and the boxes of each column."""

_GREY = {"box1", "box11", "box12", "box13", "box14", "box15", "waiting15"}


def lay_out(
    flow: Flow,
    *,
    title: str = "",
    language: str = "en",
    spelling: str = "british",
    per_source: bool = True,
) -> Drawing:
    """Place everything. Raises WinnowError for a language or spelling without a wording table."""
    table = words(language, spelling)
    contents = box_lines(flow, language, spelling, per_source)
    columns, width = _columns(flow.template)
    heading, y = _heading(tidy(title), width)
    shapes: list[Shape] = []
    warning = mark(flow, language, spelling)
    if warning:
        inside = width - 2 * MARGIN
        shapes.append(_box("mark", "banner", MARGIN, y, inside, [Line(warning, bold=True)]))
        y = shapes[-1].bottom + 12
    heads, y = _heads(contents, columns, y)
    shapes += heads
    shapes += _grid(contents, columns, y, table)
    paragraphs = footnotes(flow, language, spelling)
    notes, bottom = _notes(paragraphs, width, max(s.bottom for s in shapes) + 14)
    by_name = {shape.name: shape for shape in shapes}
    return Drawing(
        width=width,
        height=bottom + MARGIN,
        name=table[f"title.{flow.template}"],
        language=language,
        title=tidy(title),
        shapes=tuple(shapes),
        arrows=tuple(arrows_between(by_name)),
        heading=heading,
        notes=notes,
        note_paragraphs=tuple(paragraphs),
    )


def _columns(template: Template) -> tuple[dict[str, tuple[float, float]], float]:
    """Left edge and width of each column, and the width of the whole drawing."""
    names = ["main", "exit"]
    names = ["previous", *names] if template.startswith("U") else names
    names += ["other", "other-exit"] if template.endswith("2") else []
    x = MARGIN + SIDE_WIDTH + SIDE_GAP
    columns: dict[str, tuple[float, float]] = {}
    gaps = (*_GAPS[template], 0.0)
    for name, width, gap in zip(names, _WIDTHS[template], gaps, strict=True):
        columns[name] = (x, width)
        x += width + gap
    return columns, x + MARGIN


def _heading(title: str, width: float) -> tuple[tuple[Text, ...], float]:
    if not title:
        return (), MARGIN
    lines = wrap(title, width - 2 * MARGIN, HEAD_SIZE, bold=True)
    texts = tuple(
        Text(MARGIN, MARGIN + HEAD_SIZE + i * 14, line, HEAD_SIZE, True)
        for i, line in enumerate(lines)
    )
    return texts, texts[-1].y + 12


def _box(
    name: str, kind: Kind, x: float, y: float, width: float, lines: Sequence[Line], high: float = 0
) -> Shape:
    """A box around its lines: as tall as they need, at least `high`. Headings are centred."""
    centred = kind in ("yellow-head", "grey-head", "banner")
    printed: list[tuple[float, str, Line]] = []
    for line in lines:
        hang = HANG if line.indent else 0.0
        left = PAD_X + line.indent * INDENT
        parts = wrap(line.text, width - PAD_X - left, SIZE, line.bold, hang)
        printed += [(left + hang * (i > 0), part, line) for i, part in enumerate(parts)]
    needed = len(printed) * LEADING + 2 * PAD_Y
    height = max(needed, high)
    top = y + PAD_Y + (height - needed) / 2 * centred + LEADING - 2.6
    texts = tuple(
        Text(
            x + (width / 2 if centred else left),
            top + i * LEADING,
            part,
            SIZE,
            line.bold,
            "middle" if centred else "start",
            line.key,
        )
        for i, (left, part, line) in enumerate(printed)
    )
    return Shape(name, kind, x, y, width, height, texts, tuple(lines))


def _heads(
    contents: Mapping[str, list[Line]], columns: Mapping[str, tuple[float, float]], y: float
) -> tuple[list[Shape], float]:
    """The yellow and grey titles, all of one height, over the columns they name."""
    spans: dict[str, tuple[Kind, str, str]] = {
        "prevstud": ("grey-head", "previous", "previous"),
        "newstud": ("yellow-head", "main", "exit"),
        "othstud": ("grey-head", "other", "other-exit"),
    }
    placed: list[tuple[str, Kind, float, float]] = []
    for name, (kind, first, last) in spans.items():
        if name in contents:
            x = columns[first][0]
            placed.append((name, kind, x, sum(columns[last]) - x))
    natural = [_box(n, k, x, y, w, contents[n]).height for n, k, x, w in placed]
    heads = [_box(n, k, x, y, w, contents[n], max(natural)) for n, k, x, w in placed]
    return heads, y + max(natural) + 14


def _grid(
    contents: Mapping[str, list[Line]],
    columns: Mapping[str, tuple[float, float]],
    y: float,
    table: Mapping[str, str],
) -> list[Shape]:
    """The rows of boxes, and the blue labels along the rows they cover."""
    shapes: list[Shape] = []
    spans: dict[str, tuple[float, float]] = {}
    rows = [(side, cells) for side, cells in _ROWS if cells["main"][0] in contents]
    alone = Counter(side for side, _ in rows)
    for side, cells in rows:
        row: list[Shape] = []
        for column, names in cells.items():
            top = y
            for name in (name for name in names if name in contents):
                kind: Kind = "grey" if name in _GREY else "box"
                row.append(
                    _box(name, kind, columns[column][0], top, columns[column][1], contents[name])
                )
                top = row[-1].bottom + ROW_GAP / 2
        bottom = max(shape.bottom for shape in row)
        if alone[side] == 1:  # the label lies along this row only: make it tall enough
            bottom = max(bottom, y + _side_length(table, side))
        shapes += row
        spans[side] = (spans.get(side, (y, y))[0], bottom)
        y = bottom + ROW_GAP
    return shapes + [_side(side, table, *span) for side, span in spans.items()]


def _side_length(table: Mapping[str, str], side: str) -> float:
    return text_width(table[f"side.{side}"], SIZE, bold=True) + 2 * PAD_Y


def _side(side: str, table: Mapping[str, str], top: float, bottom: float) -> Shape:
    """A blue label: its text runs upwards, centred on the rows it covers."""
    text = table[f"side.{side}"]
    middle = MARGIN + SIDE_WIDTH / 2
    line = Text(middle + SIZE * 0.36, (top + bottom) / 2, text, SIZE, True, "middle")
    line_of = Line(text, bold=True)
    return Shape(side, "side", MARGIN, top, SIDE_WIDTH, bottom - top, (line,), (line_of,))


def _notes(paragraphs: Sequence[str], width: float, y: float) -> tuple[tuple[Text, ...], float]:
    texts: list[Text] = []
    for paragraph in paragraphs:
        for line in wrap(paragraph, width - 2 * MARGIN, NOTE_SIZE):
            y += NOTE_LEADING
            texts.append(Text(MARGIN, y, line, NOTE_SIZE))
        y += 2
    return tuple(texts), y
