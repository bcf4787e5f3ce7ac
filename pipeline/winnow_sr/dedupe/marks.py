"""Retracted, or not (yet) printed: what a reviewer must see of any record, matched or not."""

from __future__ import annotations

import re

from winnow_sr.dedupe.folding import fold, words
from winnow_sr.records.model import Record

PREPRINT = "preprint"
REGISTRY = "registry"
RETRACTED = "retracted"
"""The article itself, marked as retracted."""
RETRACTION = "retraction"
"""The notice that retracts another publication."""

_PREPRINT_PLACE = re.compile(
    r"medrxiv|biorxiv|arxiv|preprint|research square|ssrn|psyarxiv|osf preprints|chemrxiv|authorea"
)
_PREPRINT_DOI = re.compile(
    r"10\.(?:1101/(?:\d{6,}|20\d\d\.)|64898/|21203/|48550/|2139/|31234/|31219/|26434/chemrxiv|"
    r"20944/|22541/|32388/)"
)
_REGISTRY_PLACE = re.compile(
    r"clinicaltrials ?gov|trialsearch|who int|isrctn|ictrp|trial regist|nct0\d"
)
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


def unprinted(record: Record, doi: str) -> set[str]:
    """PREPRINT, REGISTRY: what came before a publication in a journal. `doi`: the bare DOI."""
    found: set[str] = set()
    journal = fold(record.journal)
    preprint = _PREPRINT_PLACE.search(journal) or _PREPRINT_DOI.match(doi)
    if preprint or "preprint" in types_of(record):
        found.add(PREPRINT)
    if _REGISTRY_PLACE.search(words(journal)):
        found.add(REGISTRY)
    return found


def retraction_mark(whole: str, types: str) -> str | None:
    """RETRACTION for the notice, RETRACTED for the article so marked, else None."""
    if "retraction of publication" in types or "retraction notice" in types:
        return RETRACTION
    if "retracted publication" in types:
        return RETRACTED
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
