"""A document as Markdown (GitHub's kind, for its tables)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from winnow_sr.report.document import (
    Block,
    Bullets,
    Document,
    Heading,
    Paragraph,
    Table,
    Verbatim,
    one_line,
    printable,
)

_SPECIAL = re.compile(r"([\\*_\[\]<>#|])")
_LIST_START = re.compile(r"^([-+]|\d+[.)])(?=\s)")


def to_markdown(document: Document) -> str:
    """The whole document, blocks parted by an empty line."""
    return "\n\n".join(_BLOCKS[type(block)](block) for block in document.blocks) + "\n"


def escaped(text: str) -> str:
    """Text on one line in which nothing is read as mark-up, except `code`."""
    parts = one_line(text).split("`")
    if len(parts) % 2 == 0:  # a lone backtick is no code
        return _plain("\\`".join(parts))
    shown = "`".join(part if i % 2 else _plain(part) for i, part in enumerate(parts))
    return _LIST_START.sub(lambda m: f"{m[1][:-1]}\\{m[1][-1]}", shown)


def _plain(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text.replace("\\`", "\0")).replace("\0", "\\`")


def _heading(block: Heading) -> str:
    return f"{'#' * block.level} {escaped(block.text)}"


def _paragraph(block: Paragraph) -> str:
    label = f"**{escaped(block.label)}** " if block.label else ""
    return f"{label}{escaped(block.text)}"


def _bullets(block: Bullets) -> str:
    lines = []
    for i, item in enumerate(block.items, 1):
        label = f"**{escaped(item.label)}:** " if item.label else ""
        lines.append(f"{f'{i}.' if block.numbered else '-'} {label}{escaped(item.text)}")
    return "\n".join(lines)


def _verbatim(block: Verbatim) -> str:
    runs = [len(run) for run in re.findall(r"`{3,}", block.text)]
    fence = "`" * max(3, max(runs, default=0) + 1)
    return f"{fence}text\n{printable(block.text).rstrip()}\n{fence}"


def _table(block: Table) -> str:
    if not block.rows:
        return escaped(block.empty)
    rows = [block.columns, tuple("---" for _ in block.columns), *block.rows]
    return "\n".join(
        f"| {' | '.join(c if c == '---' else escaped(str(c)) for c in map(str, row))} |"
        for row in rows
    )


_BLOCKS: dict[type[Block], Callable[[Any], str]] = {
    Heading: _heading,
    Paragraph: _paragraph,
    Bullets: _bullets,
    Verbatim: _verbatim,
    Table: _table,
}
