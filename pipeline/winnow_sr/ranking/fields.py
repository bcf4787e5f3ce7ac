"""Which text of a record goes into which block of features."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from winnow_sr.records.model import Record

WORD = re.compile(r"\w\w+")
"""A token is two or more word characters, as in scikit-learn and ASReview."""
UNSPACED = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]+")
"""Scripts written without spaces: read in overlapping pairs of characters."""


_SPACED = {code: chr(code) if WORD.match(chr(code) * 2) else " " for code in range(128)}


def words(text: str) -> list[str]:
    """The tokens of a text in order, in lower case."""
    text = text.lower()
    if text.isascii():  # the same tokens without the expression, which takes half as long again
        return [word for word in text.translate(_SPACED).split() if len(word) > 1]
    if UNSPACED.search(text):
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

    pairs: also adjacent pairs of tokens. letters: instead of tokens, their runs of so many
    letters, the token's two ends marked (`pine` ends clozapine and olanzapine). most: a term in
    more than this share of the records is left out.
    """

    name: str
    tokens: Callable[[Record], list[str]]
    pairs: bool = False
    letters: int = 0
    most: float = 0.95

    def parts(self, token: str) -> list[str]:
        """The runs of letters of a token; the token itself where the block has whole tokens."""
        if not self.letters:
            return [token]
        marked = f"\x02{token}\x03"
        return [marked[i : i + self.letters] for i in range(max(1, len(marked) - self.letters + 1))]


def _text_words(record: Record) -> list[str]:
    return words(f"{record.title} {record.abstract}")


def _heading_words(record: Record) -> list[str]:
    return [word for heading in (*record.keywords, *record.mesh) for word in words(heading)]


BLOCKS: dict[str, Block] = {
    block.name: block
    for block in (
        Block("text", _text_words, pairs=True),
        Block("letters", _text_words, letters=3),
        Block("title", lambda r: words(r.title), pairs=True),
        Block("headings", lambda r: whole((*r.keywords, *r.mesh))),
        Block("heading letters", _heading_words, letters=3),
        Block("types", lambda r: whole(r.publication_types)),
        Block("journal", lambda r: whole((r.journal,))),
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
