"""What kind of publication a record is, as far as duplicates are concerned."""

from __future__ import annotations

import re
from functools import lru_cache

from winnow_sr.dedupe.folding import fold, hinted, words
from winnow_sr.dedupe.marks import (
    PREPRINT,
    REGISTRY,
    RETRACTED,
    RETRACTION,
    preprint,
    retraction_mark,
    types_of,
)
from winnow_sr.dedupe.notices import heads_a_notice
from winnow_sr.records.model import Record

__all__ = [
    "CONFERENCE",
    "ERRATUM",
    "GENERIC",
    "NOTICES",
    "PREPRINT",
    "REGISTRY",
    "REPLY",
    "RETRACTED",
    "RETRACTION",
    "SHORT",
    "kinds_of",
]

ERRATUM = "erratum"
REPLY = "reply"
NOTICES = frozenset({ERRATUM, REPLY, RETRACTION})
"""Publications about another publication."""
CONFERENCE = "conference"
GENERIC = "generic"
"""A title that many publications have: Editorial, Preface, Letter."""
SHORT = "short"
"""A title of a few words, or none."""
_ERRATUM = re.compile(
    r"\b(?:erratum|errata|corrigend(?:um|a)|corrections?|correction to|publisher correction|"
    r"author correction|expression of concern|addendum)\b"
)
_REPLY = re.compile(
    r"\b(?:repl(?:y|ies)|authors? respon[sd]e?s?|response to|comments? on|commentary|"
    r"letter to the editor|re )\b"
)
_NOTICE_TYPES = re.compile(
    r"\berrat(?:um|a)\b|^corrections?\b|\bcorrections?(?:$| notice|, )|\bcorrigend|\bexpression of concern\b"
    r"|\baddend(?:um|a)\b"
)
_GENERIC = re.compile(
    r"^(?:editorial|editorial comment|introduction|preface|foreword|abstracts?|in this issue|"
    r"reply|response|letter|letters|comment|commentary|book reviews?|news|announcements?|"
    r"guest editorial|correspondence|obituary|table of contents|from the editors?|"
    r"(?:editors?|presidents?|chairmans?|publishers?)(?: s)? "
    r"(?:comments?|notes?|page|letter|column|introduction|message|remarks|choice|corner))\b"
    r"|\beditors?(?: s)? (?:comments?|notes?|introduction|column)$"
)
_MEETING = re.compile(
    r"\b(?:conference|congress|proceedings|symposium|annual meeting|meeting abstracts?|abstracts?|"
    r"annual scientific)\b"
)
_MEETING_HINTS = (
    "conference",
    "congress",
    "proceeding",
    "symposium",
    "meeting",
    "abstract",
    "annual",
)
_SHORT_TITLE = 25


def kinds_of(
    record: Record, whole: str, title: str, doi: str, page_letters: str, registered: bool
) -> frozenset[str]:
    """The kinds that apply.

    `whole` is the folded title with its notes and marks, `title` bare words without them ("[Erratum
    appears in ...]" does not make an article an erratum), `doi` the bare DOI, `registered` whether
    it is an entry of a register of trials.
    """
    found: set[str] = set()
    types = types_of(record)
    mark = retraction_mark(whole, types)
    if mark:
        found.add(mark)
    elif _ERRATUM.search(title) or heads_a_notice(whole):
        found.add(ERRATUM)
    if types and _NOTICE_TYPES.search(types):
        found.add(ERRATUM)
    if _REPLY.search(title):
        found.add(REPLY)
    if _GENERIC.search(title):
        found.add(GENERIC)
    if len(title) < _SHORT_TITLE:
        found.add(SHORT)
    if preprint(record, doi):
        found.add(PREPRINT)
    if registered:
        found.add(REGISTRY)
    printed = f"{record.volume} {record.issue} {record.pages}".lower()
    if (
        page_letters[:1] in ("s", "a", "p")
        or (record.journal and _is_meeting(record.journal))
        or "suppl" in printed
        or "conference" in printed
        or "meeting abstract" in types
        or "conference abstract" in types
    ):
        found.add(CONFERENCE)
    return frozenset(found)


@lru_cache(maxsize=50_000)
def _is_meeting(journal: str) -> bool:
    return hinted(journal, _MEETING_HINTS) and _MEETING.search(words(fold(journal))) is not None
