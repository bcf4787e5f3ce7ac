"""What kind of publication a record is, as far as duplicates are concerned."""

from __future__ import annotations

import re

from pipeline.dedupe.text import fold, words
from pipeline.records.model import Record

ERRATUM = "erratum"
REPLY = "reply"
PREPRINT = "preprint"
REGISTRY = "registry"
CONFERENCE = "conference"
GENERIC = "generic"
"""A title that many publications have: Editorial, Preface, Letter."""
SHORT = "short"
"""A title of a few words, or none."""
RETRACTED = "retracted"
"""The article itself, marked as retracted."""
RETRACTION = "retraction"
"""The notice that retracts another publication."""

_ERRATUM = re.compile(
    r"\b(?:erratum|errata|corrigend(?:um|a)|corrections?|correction to|publisher correction|"
    r"author correction|expression of concern|addendum)\b"
)
_REPLY = re.compile(
    r"\b(?:repl(?:y|ies)|authors? respon[sd]e?s?|response to|comments? on|commentary|"
    r"letter to the editor|re )\b"
)
_GENERIC = re.compile(
    r"^(?:editorial|editorial comment|introduction|preface|foreword|abstracts?|in this issue|"
    r"reply|response|letter|letters|comment|commentary|book reviews?|news|announcements?|"
    r"guest editorial|correspondence|obituary|table of contents|from the editors?|"
    r"(?:editors?|presidents?|chairmans?|publishers?)(?: s)? "
    r"(?:comments?|notes?|page|letter|column|introduction|message|remarks|choice|corner))\b"
    r"|\beditors?(?: s)? (?:comments?|notes?|introduction|column)$"
)
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
_MEETING = re.compile(
    r"\b(?:conference|congress|proceedings|symposium|annual meeting|meeting abstracts?|abstracts?|"
    r"annual scientific)\b"
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
_SHORT_TITLE = 25


def kinds_of(record: Record, whole: str, title: str, doi: str, page_letters: str) -> frozenset[str]:
    """The kinds that apply.

    `whole` is the folded title with its notes and marks, `title` bare words without them ("[Erratum appears
    in ...]" does not make an article an erratum), `doi` the bare DOI.
    """
    found: set[str] = set()
    types = _types(record)
    mark = retraction_mark(whole, types)
    if mark:
        found.add(mark)
    elif _ERRATUM.search(title):
        found.add(ERRATUM)
    if "erratum" in types:
        found.add(ERRATUM)
    if _REPLY.search(title):
        found.add(REPLY)
    if _GENERIC.search(title):
        found.add(GENERIC)
    if len(title) < _SHORT_TITLE:
        found.add(SHORT)
    found |= unprinted(record, doi)
    place = words(fold(record.journal))
    if (
        page_letters[:1] in ("s", "a", "p")
        or _MEETING.search(place)
        or "suppl" in fold(f"{record.volume} {record.issue} {record.pages}")
        or "conference" in fold(record.volume)
        or "meeting abstract" in types
        or "conference abstract" in types
    ):
        found.add(CONFERENCE)
    return frozenset(found)


def unprinted(record: Record, doi: str) -> set[str]:
    """PREPRINT, REGISTRY: what came before a publication in a journal. `doi`: the bare DOI."""
    found: set[str] = set()
    journal = fold(record.journal)
    preprint = _PREPRINT_PLACE.search(journal) or _PREPRINT_DOI.match(doi)
    if preprint or "preprint" in _types(record):
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


def _types(record: Record) -> str:
    return fold(" ".join(record.publication_types)) if record.publication_types else ""


def retraction_notice(record: Record) -> bool:
    """Whether the record is a notice that retracts or withdraws another publication."""
    return retraction_mark(fold(record.title), _types(record)) == RETRACTION


def retracted(record: Record) -> bool:
    """Whether the record is a publication marked as retracted or withdrawn."""
    return retraction_mark(fold(record.title), _types(record)) == RETRACTED
