"""A document as blocks that every format can write: headings, paragraphs, lists, tables, code."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

Cell = str | int
UNPRINTABLE = re.compile("[^\t\n\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Heading:
    """level 1 (the document's title) to 3."""

    text: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of plain text; `label` stands before it in bold."""

    text: str
    label: str = ""
    rests_on: tuple[tuple[str, ...], ...] = field(default=(), compare=False)
    """For each of its sentences, the kinds of events it rests on (`sentences.say`)."""


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of plain sentences; numbered where their order matters."""

    items: tuple[Paragraph, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Verbatim:
    """Text whose lines are kept as they are: a search strategy."""

    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells under headings. `widths`: shares of the page's width, one per column."""

    name: str
    """File name of its CSV, without ending; '' for a table that is not a file of its own."""
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[float, ...] = ()
    empty: str = "None."
    """What stands in the place of a table without rows."""


Block = Heading | Paragraph | Bullets | Verbatim | Table


@dataclass(frozen=True, slots=True)
class Document:
    """One file of the kit, without ending: `name.md`, `name.docx`."""

    name: str
    blocks: tuple[Block, ...]
    wide: bool = False
    """Landscape pages, for tables."""


def one_line(text: str) -> str:
    """The text without line breaks and characters no document can hold."""
    return " ".join(printable(text).split())


def printable(text: str) -> str:
    """The text without control characters (XML cannot hold them); tabs and line breaks stay."""
    return UNPRINTABLE.sub("", text)


def paragraphs(texts: Iterable[str]) -> list[Block]:
    """A paragraph for each text that is not empty."""
    return [Paragraph(text) for text in texts if text.strip()]


def bullets(
    texts: Iterable[str | tuple[str, str] | Paragraph], numbered: bool = False
) -> list[Block]:
    """A list of texts, of (label, text), or of paragraphs; nothing where there is none."""
    items = tuple(_item(text) for text in texts if text)
    return [Bullets(items, numbered)] if items else []


def _item(text: str | tuple[str, str] | Paragraph) -> Paragraph:
    if isinstance(text, Paragraph):
        return text
    return Paragraph(text) if isinstance(text, str) else Paragraph(text[1], text[0])


def section(title: str, blocks: Sequence[Block], level: int = 2) -> list[Block]:
    """A heading and what stands under it."""
    return [Heading(title, level), *blocks]
