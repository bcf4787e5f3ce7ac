"""Retracted, or not (yet) printed: what a reviewer must see of any record, matched or not."""

from __future__ import annotations

import re
from functools import lru_cache

from winnow_sr.dedupe.folding import fold, hinted
from winnow_sr.records.model import Record

PREPRINT = "preprint"
REGISTRY = "registry"
RETRACTED = "retracted"
"""The article itself, marked as retracted."""
RETRACTION = "retraction"
"""The notice that retracts another publication."""

_PREPRINT_PLACE = re.compile(
    r"\b\w{2,7}rxiv\b|\barxiv\b|preprint|research square|\bssrn\b|authorea"
)
_PREPRINT_DOI = re.compile(
    r"10\.(?:1101/(?:\d{6,}|20\d\d\.)|64898/|21203/|48550/|2139/|31234/|31219/|26434/chemrxiv|"
    r"20944/|22541/|32388/|312[23]\d/|35542/|33774/|36227/techrxiv|14293/s2199|1590/scielopreprints"
    r"|\d{4,9}/(?:\w+\.)?preprints?\b)"
)
_PREPRINT_HINTS = ("rxiv", "preprint", "square", "ssrn", "authorea")
PREPRINT_TITLE = re.compile(r"\s*[\[(]\s*preprint\s*[\])]\W*$|^\W*preprint\s*:\s*")
_RETRACTED_TITLE = re.compile(
    r"^\W*(?:retracted|withdrawn|removed)(?: article| paper| publication)?\s*[:.\])]"
    r"|\bretracted article\b|[\[(](?:retracted|withdrawn)\b|[\[(]retraction (?:appears )?in\b"
)
"""Marks with their punctuation: withdrawn patients and retracted flaps are studied too."""
_NOTICE_TITLE = re.compile(
    r"^\W*retraction(?:\s*$|\s*[:.\])-]| (?:notice|note)\b| (?:of|to)\s*[:\"“'])"
    r"|^\W*(?:notice|statement) of (?:retraction|withdrawal)\b|^\W*withdrawal notice\b"
    r"|[\[(]retraction of\b"
)


def preprint(record: Record, doi: str) -> bool:
    """Whether the record is what came before a publication in a journal. `doi`: the bare DOI."""
    types = types_of(record)
    return (
        (bool(record.journal) and _is_preprint_place(record.journal))
        or _PREPRINT_DOI.match(doi) is not None
        or "preprint" in types
        or "posted content" in types.replace("-", " ")
        or ("reprint" in record.title and PREPRINT_TITLE.search(fold(record.title)) is not None)
    )


@lru_cache(maxsize=50_000)
def _is_preprint_place(journal: str) -> bool:
    return hinted(journal, _PREPRINT_HINTS) and _PREPRINT_PLACE.search(fold(journal)) is not None


def retraction_mark(whole: str, types: str) -> str | None:
    """RETRACTION for the notice, RETRACTED for the article so marked, else None."""
    if "retract" in types:
        if "retracted" in types:
            return RETRACTED
        return RETRACTION
    if "retract" not in whole and "withdraw" not in whole and "removed" not in whole:
        return None
    if _RETRACTED_TITLE.search(whole):
        return RETRACTED
    return RETRACTION if _NOTICE_TITLE.search(whole) else None


def types_of(record: Record) -> str:
    """The publication types, folded, in one text."""
    return fold(" ".join(record.publication_types)) if record.publication_types else ""


def retraction_notice(record: Record) -> bool:
    """Whether the record is a notice that retracts or withdraws another publication."""
    return retraction_mark(fold(record.title), types_of(record)) == RETRACTION


def retracted(record: Record) -> bool:
    """Whether the record is a publication marked as retracted or withdrawn."""
    return retraction_mark(fold(record.title), types_of(record)) == RETRACTED
