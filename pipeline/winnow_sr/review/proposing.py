"""Which source a file seems to come from: its entries' own word, its name, its format."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from winnow_sr.review.answers import Answer
from winnow_sr.vocabulary import Lane

if TYPE_CHECKING:
    from winnow_sr.records.model import Record

LOOKED_AT = 30
"""Entries of a file that are asked for their database."""
OF_FORMAT = {
    "nbib": "PubMed",
    "pubmed-xml": "PubMed",
    "wos": "Web of Science",
    "ciw": "Web of Science",
    "embase-xml": "Embase",
    "ebsco-xml": "EBSCO",
    "proquest": "ProQuest",
    "ctgov-json": "ClinicalTrials.gov",
    "ictrp-xml": "ICTRP",
}
"""Format -> the place that alone writes it."""
REGISTERS = re.compile(r"trials?\s*\.?gov|\bictrp\b|\bisrctn\b|\beudract\b|\bctis\b|regist", re.I)
SAME = {"medline": "pubmed", "webofknowledge": "webofscience", "wos": "webofscience"}
"""Names of one place, as letters only."""


class Proposed(Answer, frozen=True, kw_only=True):
    """What a file seems to be, before it is imported."""

    file: str
    format: str
    source: str
    """Empty where nothing tells."""
    lane: Lane | None
    why: str
    """What the proposal rests on, in words."""
    before: str = ""
    """Under which name the same file was imported already."""


def propose(
    file: str, format: str, entries: Iterable[Record], known: Mapping[str, Lane]
) -> Proposed:
    """The source and lane of a file. known: the protocol's and earlier sources, with their lanes."""
    said = Counter(found.source_database for found in entries if found.source_database.strip())
    evidence: list[tuple[str, str]] = [
        (said.most_common(1)[0][0], "its entries name it") if said else ("", ""),
        (file, "its name"),
        (OF_FORMAT.get(format, ""), f"its format, {format}"),
    ]
    for text, why in evidence:
        if source := match(text, list(known)):
            return Proposed(file=file, format=format, source=source, lane=known[source], why=why)
    for text, why in (evidence[0], evidence[2]):
        if text:
            lane: Lane = "register" if REGISTERS.search(text) else "database"
            return Proposed(file=file, format=format, source=text, lane=lane, why=why)
    if len(known) == 1:
        source = next(iter(known))
        return Proposed(
            file=file, format=format, source=source, lane=known[source], why="the only source known"
        )
    return Proposed(file=file, format=format, source="", lane=None, why="nothing tells")


def match(text: str, names: Sequence[str]) -> str:
    """The one of the names that the text has in it (the longest); empty where none or two have."""
    wanted = letters(text)
    if not wanted:
        return ""
    found = sorted((n for n in names if alike(letters(n), wanted)), key=len, reverse=True)
    return found[0] if found and (len(found) == 1 or len(found[0]) > len(found[1])) else ""


def alike(name: str, text: str) -> bool:
    """Does the text hold the name, or another name of the same place?"""
    if len(name) < 3:
        return name == text
    others = [SAME.get(name, ""), *(other for other, same in SAME.items() if same == name)]
    return any(word and word in text for word in (name, *others))


def letters(text: str) -> str:
    """Letters and digits only, in lower case."""
    return "".join(c for c in text.casefold() if c.isalnum())
