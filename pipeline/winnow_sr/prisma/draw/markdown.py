"""Markdown for a README: a Mermaid flow chart, the numbers as a table, the notes."""

from __future__ import annotations

from collections.abc import Sequence

from winnow_sr.prisma.box_lines import Line, footnotes, mark
from winnow_sr.prisma.draw.colours import style
from winnow_sr.prisma.draw.table import number_rows
from winnow_sr.prisma.flow import Flow
from winnow_sr.prisma.layout import lay_out
from winnow_sr.prisma.shapes import Kind, Look, Shape

_HEADS = (("prevstud", "box1"), ("newstud", "box2"), ("othstud", "box11"))
"""The titles stand above the first box of their column."""


def markdown(flow: Flow, look: Look | None = None) -> str:
    """A Markdown page. GitHub and GitLab draw the Mermaid part."""
    look = look or Look()
    drawing = lay_out(flow, look)
    parts = [f"# {plain(look.title)}" if look.title else "", _warning(flow, look)]
    parts.append("```mermaid\n" + mermaid(flow, look) + "```")
    table = "\n".join(
        f"| **{plain(label)}** | |" if head else f"| {plain(label)} | {value} |"
        for label, value, head in number_rows(drawing)
    )
    parts.append(f"| | n |\n|:--|--:|\n{table}")
    if look.notes == "all":
        notes = footnotes(flow, look.language, look.spelling, look.per_source)
        parts += [plain(note) for note in notes]
    if drawing.head:
        parts.append(f"<!-- {drawing.origin} -->")
    return "\n\n".join(part for part in parts if part) + "\n"


def mermaid(flow: Flow, look: Look | None = None) -> str:
    """The diagram as a Mermaid flow chart, its boxes grouped as the blue labels group them."""
    drawing = lay_out(flow, look)
    boxes = {s.name: s.lines for s in drawing.shapes if s.kind not in ("side", "banner")}
    lines = ['%%{init: {"flowchart": {"wrappingWidth": 340}}}%%', "flowchart TD"]
    sides = [shape for shape in drawing.shapes if shape.kind == "side"]
    grouped: set[str] = set()
    for side in sides:
        inside = [s.name for s in drawing.shapes if s.name in boxes and _beside(side, s)]
        grouped |= set(inside)
        lines.append(f'  subgraph {side.name}["{_label(side.lines[0].text)}"]')
        lines += [f"    {_node(box, boxes[box])}" for box in inside]
        lines.append("  end")
    lines += [f"  {_node(box, boxes[box])}" for box in boxes if box not in grouped]
    lines += [f"  {head} --- {box}" for head, box in _HEADS if head in boxes]
    lines += [f"  {arrow.start} --> {arrow.end}" for arrow in drawing.arrows]
    kinds: tuple[Kind, ...] = ("box", "grey", "yellow-head", "grey-head")
    for kind in kinds:
        named = [box for box in boxes if drawing.shape(box).kind == kind]
        if named:
            paint = style(kind)
            name = kind.replace("-", "")
            colours = f"fill:{paint.fill},stroke:{paint.line},color:{paint.text}"
            lines.append(f"  classDef {name} {colours},text-align:left")
            lines.append(f"  class {','.join(named)} {name}")
    return "\n".join(lines) + "\n"


def _beside(side: Shape, shape: Shape) -> bool:
    """Whether a box stands in the rows that a blue label covers."""
    return side.y <= shape.y + 1 < side.bottom


def _node(name: str, lines: Sequence[Line]) -> str:
    text = "<br/>".join("&nbsp;" * 4 * line.indent + _label(line.text) for line in lines)
    return f'{name}["{text}"]'


def _label(text: str) -> str:
    """Mermaid takes HTML entities written with # for what would end a label."""
    codes = {'"': "#quot;", "<": "#lt;", ">": "#gt;", "`": "#96;", "\u00a0": "&nbsp;"}
    escaped = text.replace("#", "#35;").replace("&", "&amp;")
    for char, code in codes.items():
        escaped = escaped.replace(char, code)
    return escaped


def plain(text: str) -> str:
    """Text that Markdown leaves as it is."""
    escaped = text.replace("\u00a0", " ").replace("\\", "\\\\").replace("&", "&amp;")
    for char in "*_`<>|[]#":
        escaped = escaped.replace(char, f"\\{char}")
    return escaped.replace("\u2003", "&emsp;")


def _warning(flow: Flow, look: Look) -> str:
    warning = mark(flow, look.language, look.spelling)
    return f"> **{warning}**" if warning else ""
