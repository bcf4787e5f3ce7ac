"""To which of the sought reports does a PDF belong? By its DOI, its name, its title; never by a guess."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

from winnow_sr.review.answers import QueueRow

How = Literal["id", "doi", "title", "none"]
SHORTEST_TITLE = 20
"""Letters and digits that a title must have to be told from others by its beginning."""
LEAST_SHARE = 0.6
"""Share of the title that a file's name must hold: savers cut long names off."""
NOT_WORDS = re.compile(r"[^0-9a-z]+")


class Match(NamedTuple):
    """Which reports a file may belong to, and by what that is known."""

    citations: list[str]
    """One: sure. None or several: ask."""
    how: How


def letters(text: str) -> str:
    """Lower-case letters and digits alone: names of files have neither slashes nor colons."""
    return NOT_WORDS.sub("", text.casefold())


def match(name: str, content: bytes, reports: Sequence[QueueRow]) -> Match:
    """The reports that a file may belong to: the first kind of evidence that names any decides.

    name: as the person's computer has it; content: the file, in which a DOI may stand readable.
    """
    stem = name.replace("\\", "/").rsplit("/", 1)[-1].removesuffix(".pdf").removesuffix(".PDF")
    plain, lowered = letters(stem), content.lower()
    words = {letters(word) for word in re.split(r"[\s_.,;()\[\]-]+", stem)} | {plain}
    ids = [r.citation for r in reports if {letters(r.citation), letters(r.key)} & words - {""}]
    if ids:
        return Match(ids, "id")
    dois = [r.citation for r in reports if r.doi and letters(r.doi) == plain]
    dois = dois or [r.citation for r in reports if r.doi and ends_doi(plain, letters(r.doi))]
    dois = dois or [r.citation for r in reports if r.doi and holds_doi(lowered, r.doi)]
    if dois:
        return Match(dois, "doi")
    titles = [r.citation for r in reports if same_title(plain, letters(r.title))]
    return Match(titles, "title" if titles else "none")


def ends_doi(plain: str, doi: str) -> bool:
    """Does a name hold the whole DOI, or end with what follows its prefix's `10.`?"""
    return len(doi) > 8 and plain.endswith(doi)


def holds_doi(content: bytes, doi: str) -> bool:
    """Does the file name this DOI, and not one that only begins like it?"""
    found = re.escape(doi.lower().encode())
    return re.search(rb"(?<![\w.])" + found + rb"(?![\w./-])", content) is not None


def same_title(plain: str, title: str) -> bool:
    """Is the name the title, or the title with a name before it, or most of its beginning?"""
    if len(title) < SHORTEST_TITLE:
        return False
    if title in plain:
        return True
    return len(plain) >= max(SHORTEST_TITLE, LEAST_SHARE * len(title)) and title.startswith(plain)
