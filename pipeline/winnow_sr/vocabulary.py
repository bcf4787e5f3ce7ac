"""The words of a review, each defined once: stages, verdicts, lanes, roles, statuses, ids, DOIs.

Everything else imports them from here. They are plain texts and numbers at run time (they cost
nothing when a command starts and are what the ledger holds); the type checker keeps them apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final, Literal, NewType, TypeVar, get_args

from winnow_sr.errors import WinnowError

Stage = Literal["title-abstract", "full-text"]
TITLE_ABSTRACT: Final = "title-abstract"
FULL_TEXT: Final = "full-text"
STAGES: tuple[Stage, ...] = get_args(Stage)
STAGE_WORDS: dict[Stage, str] = {
    "title-abstract": "title and abstract",
    "full-text": "full text",
}

Verdict = Literal["include", "exclude", "unsure"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)

Lane = Literal["database", "register", "website", "organisation", "citation"]
"""The PRISMA box that a source feeds."""
LANES: tuple[Lane, ...] = get_args(Lane)
SEARCHED_LANES: frozenset[Lane] = frozenset({"database", "register"})
"""Lanes of the diagram's left column: their records are always screened on title and abstract."""

Role = Literal["reviewer", "adjudicator", "lead", "observer"]
ROLES: tuple[Role, ...] = get_args(Role)

RoundKind = Literal["pilot", "priority", "random", "check", "audit"]
"""A sample that everybody reads before screening proper; the best of the ranking; a random sample
of the unread; a random sample of what was excluded, to be read again; a random sample of what a
declared reader would set aside unread."""
ROUND_KINDS: tuple[RoundKind, ...] = get_args(RoundKind)

ReaderRole = Literal["compare", "rank", "second", "exclude"]
"""What a declared model may do, in rising order of trust."""
READER_ROLES: tuple[ReaderRole, ...] = get_args(ReaderRole)

ReaderKind = Literal["classifier", "language-model", "rule", "other"]
"""What a declared reader is."""
READER_KINDS: tuple[ReaderKind, ...] = get_args(ReaderKind)

ActorKind = Literal["human", "model", "rule", "import"]

Status = Literal["unscreened", "waiting", "conflict", "include", "exclude", "unsure"]
"""What the votes on a citation amount to at one stage. waiting: more votes are needed; unsure:
settled so, at the full text only (the report awaits classification)."""
SETTLED: frozenset[Status] = frozenset({"include", "exclude", "unsure"})

ReportStatus = Literal["sought", "retrieved", "not-retrieved"]
REPORT_STATUSES: tuple[ReportStatus, ...] = get_args(ReportStatus)

AsideStatus = Literal["awaiting", "ongoing"]
"""A report that can be neither included nor excluded yet, or whose study still goes on."""

RemovedBy = Literal["automation", "other"]

RecordId = NewType("RecordId", int)
"""Number of a record, from 1 in the order of import; `R000012` on the screen."""
CitationId = NewType("CitationId", RecordId)
"""Number of a citation: that of its first record; `C000012` on the screen. So every citation's number
is a record's number, and not the other way round."""

_ID = re.compile(r"([CR])(\d{6,})", re.IGNORECASE)
_DOI = re.compile(r"10\.\d{4,9}/\S+", re.IGNORECASE)
_T = TypeVar("_T", bound=str)


def citation_id(citation: CitationId | int) -> str:
    """`C000012`."""
    return f"C{citation:06d}"


def record_id(record: RecordId | int) -> str:
    """`R000012`."""
    return f"R{record:06d}"


def ids(letter: Literal["C", "R"], numbers: Sequence[int]) -> tuple[str, ...]:
    """`citation_id` (letter C) or `record_id` (R) of many, formatted in one go."""
    return tuple((f"{letter}%06d " * len(numbers) % tuple(numbers)).split())


def parse_citation(text: str) -> CitationId | None:
    """The number in `C000012`; None where the text is nothing of the kind."""
    found = _ID.fullmatch(text.strip())
    return CitationId(RecordId(int(found[2]))) if found and found[1] in "cC" else None


def parse_record(text: str) -> RecordId | None:
    """The number in `R000012`; None where the text is nothing of the kind."""
    found = _ID.fullmatch(text.strip())
    return RecordId(int(found[2])) if found and found[1] in "rR" else None


def find_doi(text: str) -> str:
    """The first DOI in a text as it stands there, up to the next white space; or empty."""
    found = _DOI.search(text)
    return found.group(0) if found else ""


def is_doi(text: str) -> bool:
    """Is the whole text a DOI?"""
    return _DOI.fullmatch(text) is not None


def one_of(what: str, text: str, known: Iterable[_T]) -> _T:
    """The word of `known` that `text` is (case and white space around it do not matter).

    WinnowError names what it should have been: `unknown stage 'x': title-abstract or full-text`.
    """
    words = tuple(known)
    wanted = text.strip().lower()
    for word in words:
        if word == wanted:
            return word
    *first, last = words
    listed = f"{', '.join(first)} or {last}" if first else last
    raise WinnowError(f"unknown {what} {text!r}: {listed}")
