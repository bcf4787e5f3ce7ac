"""Markdown for a README: a Mermaid flow chart, the numbers as a table, the notes."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.prisma.content import Line, box_lines, footnotes, mark
from pipeline.prisma.draw.table import number_rows
from pipeline.prisma.flow import Flow
from pipeline.prisma.layout import lay_out
from pipeline.prisma.wording import words

_COLUMNS = (
    ("previous", "head.previous", ("box1",)),
    (
        "databases",
        "head.databases",
        ("box2", "box3", "box4", "box5", "box6", "box7", "box8", "box9", "waiting9"),
    ),
    ("other", "head.other", ("box11", "box12", "box13", "box14", "box15", "waiting15")),
)


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
    table = words(language, spelling)
    boxes = box_lines(flow, language, spelling, per_source)
    drawing = lay_out(flow, language=language, spelling=spelling, per_source=per_source)
    version = "updated" if flow.updated else "new"
    lines = ["flowchart TD"]
    grouped: list[str] = []
    for name, head, members in _COLUMNS:
        here = [box for box in members if box in boxes]
        if not here:
            continue
        key = head if head in table else f"{head}_{version}"
        lines.append(f'  subgraph {name}["{_label(table[key])}"]')
        lines += [f"    {_node(box, boxes[box])}" for box in here]
        lines.append("  end")
        grouped += here
    rest = [b for b in boxes if b.startswith("box") and b not in grouped]
    lines += [f"  {_node(box, boxes[box])}" for box in rest]
    lines += [f"  {arrow.start} --> {arrow.end}" for arrow in drawing.arrows]
    grey = [box for box in boxes if drawing.shape(box).kind == "grey"]
    lines.append("  classDef plain fill:#FFFFFF,stroke:#000000,color:#000000,text-align:left")
    lines.append(f"  class {','.join([*grouped, *rest])} plain")
    if grey:
        lines.append("  classDef grey fill:#E7E6E6,stroke:#000000,color:#000000,text-align:left")
        lines.append(f"  class {','.join(grey)} grey")
    return "\n".join(lines) + "\n"


def _node(name: str, lines: Sequence[Line]) -> str:
    text = "<br/>".join("&nbsp;" * 4 * line.indent + _label(line.text) for line in lines)
    return f'{name}["{text}"]'


def _label(text: str) -> str:
    """Mermaid takes HTML entities written with # for what would end a label."""
    codes = {'"': "#quot;", "<": "#lt;", ">": "#gt;", "`": "#96;", "\u00a0": " "}
    escaped = text.replace("&", "&amp;").replace("#", "#35;")
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
