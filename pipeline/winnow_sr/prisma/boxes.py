"""One box around its lines, a heading, notes: text broken and placed."""

from __future__ import annotations

from collections.abc import Sequence

from winnow_sr.prisma.box_lines import Line
from winnow_sr.prisma.shapes import Kind, Shape, Sizes, Text
from winnow_sr.prisma.text_widths import text_width, wrap

CENTRED = ("yellow-head", "grey-head", "banner")


def make_box(
    name: str,
    kind: Kind,
    place: tuple[float, float, float],
    lines: Sequence[Line],
    sizes: Sizes,
    high: float = 0,
) -> Shape:
    """A box at (x, y, width) around its lines: as tall as they need, at least `high`."""
    x, y, width = place
    centred = kind in CENTRED
    printed: list[tuple[float, str, Line]] = []
    for line in lines:
        hang = sizes.hang if line.indent else 0.0
        left = sizes.pad_x + line.indent * sizes.indent
        parts = wrap(line.text, width - sizes.pad_x - left, sizes.size, line.bold, hang)
        printed += [(left + hang * (i > 0), part, line) for i, part in enumerate(parts)]
    needed = len(printed) * sizes.leading + 2 * sizes.pad_y
    height = max(needed, high)
    top = y + sizes.pad_y + (height - needed) / 2 * centred + sizes.leading - 2.6 * sizes.scale
    texts = tuple(
        Text(
            x + (width / 2 if centred else left),
            top + i * sizes.leading,
            part,
            sizes.size,
            line.bold,
            "middle" if centred else "start",
            line.key,
        )
        for i, (left, part, line) in enumerate(printed)
    )
    return Shape(name, kind, x, y, width, height, texts, tuple(lines))


def side_length(text: str, sizes: Sizes) -> float:
    """How long a side label must be for its text."""
    return text_width(text, sizes.size, bold=True) + 2 * sizes.pad_y


def side_label(name: str, text: str, top: float, bottom: float, sizes: Sizes) -> Shape:
    """A blue label: its text runs upwards, centred on the rows it covers."""
    middle = sizes.margin + sizes.side_width / 2
    where = (middle + sizes.size * 0.36, (top + bottom) / 2)
    line = Text(*where, text, sizes.size, True, "middle")
    box = (sizes.margin, top, sizes.side_width, bottom - top)
    return Shape(name, "side", *box, (line,), (Line(text, bold=True),))


def heading(title: str, width: float, sizes: Sizes) -> tuple[tuple[Text, ...], float]:
    """The printed title, and where the drawing goes on."""
    if not title:
        return (), sizes.margin
    lines = wrap(title, width - 2 * sizes.margin, sizes.head_size, bold=True)
    texts = tuple(
        Text(
            sizes.margin,
            sizes.margin + sizes.head_size + i * sizes.head_leading,
            line,
            sizes.head_size,
            True,
        )
        for i, line in enumerate(lines)
    )
    return texts, texts[-1].y + 12 * sizes.scale


def printed_notes(
    paragraphs: Sequence[str], width: float, y: float, sizes: Sizes
) -> tuple[tuple[Text, ...], float]:
    """The notes below, and where the drawing ends."""
    texts: list[Text] = []
    for paragraph in paragraphs:
        for line in wrap(paragraph, width - 2 * sizes.margin, sizes.note_size):
            y += sizes.note_leading
            texts.append(Text(sizes.margin, y, line, sizes.note_size))
        y += 2
    return tuple(texts), y
