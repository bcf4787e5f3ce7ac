"""Which text of a record goes into which block of features."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pipeline.records.model import Record

WORD = re.compile(r"\w\w+")
"""A token is two or more word characters, as in scikit-learn and ASReview."""
UNSPACED = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]+")
"""Scripts written without spaces: read in overlapping pairs of characters."""


def words(text: str) -> list[str]:
    """The tokens of a text in order, in lower case."""
    text = text.lower()
    if not text.isascii() and UNSPACED.search(text):
        text = UNSPACED.sub(_pairs, text)
    return WORD.findall(text)


def _pairs(run: re.Match[str]) -> str:
    chars = run.group()
    if len(chars) < 2:
        return " "
    return " " + " ".join(chars[i : i + 2] for i in range(len(chars) - 1)) + " "


def whole(values: Sequence[str]) -> list[str]:
    """Headings as whole tokens: lower case, `*` of a major topic dropped.

    `Pain/drug therapy` gives `pain` and `pain/drug therapy`.
    """
    tokens: dict[str, None] = {}
    for value in values:
        heading = " ".join(value.lower().replace("*", "").split())
        if heading:
            tokens[heading.split("/")[0].strip() or heading] = None
            tokens[heading] = None
    return list(tokens)


@dataclass(frozen=True)
class Block:
    """One block of features: what it reads, and how.

    pairs: also adjacent pairs of tokens. most: a term in more than this share of the records
    is left out.
    """

    name: str
    tokens: Callable[[Record], list[str]]
    pairs: bool
    most: float = 0.95


BLOCKS: dict[str, Block] = {
    block.name: block
    for block in (
        Block("text", lambda r: words(f"{r.title} {r.abstract}"), pairs=True),
        Block("title", lambda r: words(r.title), pairs=True),
        Block("headings", lambda r: whole((*r.keywords, *r.mesh)), pairs=False),
        Block("types", lambda r: whole(r.publication_types), pairs=False),
        Block("journal", lambda r: whole((r.journal,)), pairs=False),
    )
}


def content(record: Record) -> str:
    """All a model reads of a record: what its cache entry is addressed by."""
    return "\x1f".join(
        (
            record.title,
            record.abstract,
            "\x1e".join(record.keywords),
            "\x1e".join(record.mesh),
            "\x1e".join(record.publication_types),
            record.journal,
        )
    )
