"""Markdown for a README: a Mermaid flow chart, the numbers as a table, the notes."""

from __future__ import annotations

from collections.abc import Sequence

from winnow_sr.prisma.content import Line, box_lines, footnotes, mark
from winnow_sr.prisma.draw.colours import style
from winnow_sr.prisma.draw.table import number_rows
from winnow_sr.prisma.drawing import Kind
from winnow_sr.prisma.flow import Flow
from winnow_sr.prisma.layout import lay_out

_HEADS = (("prevstud", "box1"), ("newstud", "box2"), ("othstud", "box11"))
"""The titles stand above the first box of their column."""


def markdown(
    flow: Flow,
    title: str = "",
    language: str = "en",
    spelling: str = "british",
    per_source: bool = True,
) -> str:
    """A Markdown page. GitHub and GitLab draw the Mermaid part."""
    drawing = lay_out(
        flow, title=title, language=language, spelling=spelling, per_source=per_source
    )
    parts = [f"# {_plain(title)}" if title else "", _warning(flow, language, spelling)]
    parts.append("```mermaid\n" + mermaid(flow, language, spelling, per_source) + "```")
    table = "\n".join(
        f"| **{_plain(label)}** | |" if head else f"| {_plain(label)} | {value} |"
        for label, value, head in number_rows(drawing)
    )
    parts.append(f"| | n |\n|:--|--:|\n{table}")
    parts += [_plain(note) for note in footnotes(flow, language, spelling)]
    return "\n\n".join(part for part in parts if part) + "\n"


def mermaid(
    flow: Flow, language: str = "en", spelling: str = "british", per_source: bool = True
) -> str:
    """The diagram as a Mermaid flow chart."""
    boxes = box_lines(flow, language, spelling, per_source)
    drawing = lay_out(flow, language=language, spelling=spelling, per_source=per_source)
    lines = ['%%{init: {"flowchart": {"wrappingWidth": 340}}}%%', "flowchart TD"]
    lines += [f"  {_node(box, boxes[box])}" for box in boxes]
    lines += [f"  {head} --- {box}" for head, box in _HEADS if head in boxes]
    lines += [f"  {arrow.start} --> {arrow.end}" for arrow in drawing.arrows]
    kinds: tuple[Kind, ...] = ("box", "grey", "yellow-head", "grey-head")
    for kind in kinds:
        named = [box for box in boxes if drawing.shape(box).kind == kind]
        if named:
            look = style(kind)
            name = kind.replace("-", "")
            colours = f"fill:{look.fill},stroke:{look.line},color:{look.text}"
            lines.append(f"  classDef {name} {colours},text-align:left")
            lines.append(f"  class {','.join(named)} {name}")
    return "\n".join(lines) + "\n"


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


def _plain(text: str) -> str:
    """Text that Markdown leaves as it is."""
    escaped = text.replace("\u00a0", " ").replace("\\", "\\\\").replace("&", "&amp;")
    for char in "*_`<>|[]#":
        escaped = escaped.replace(char, f"\\{char}")
    return escaped.replace("\u2003", "&emsp;")


def _warning(flow: Flow, language: str, spelling: str) -> str:
    warning = mark(flow, language, spelling)
    return f"> **{warning}**" if warning else ""
