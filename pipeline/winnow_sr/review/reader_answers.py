"""What the verbs of declared readers return."""

from __future__ import annotations

from winnow_sr.ledger.events import Parameters
from winnow_sr.ledger.events import ReaderEvidence as ReaderEvidence
from winnow_sr.review.answers import Answer
from winnow_sr.screening.readers import Audit as ReaderAudit
from winnow_sr.screening.readers import Stratum as Stratum
from winnow_sr.vocabulary import READER_KINDS as READER_KINDS
from winnow_sr.vocabulary import READER_ROLES as READER_ROLES
from winnow_sr.vocabulary import ReaderRole


class ReaderDeclaredAnswer(Answer, frozen=True, kw_only=True):
    """`reader declare`."""

    reader: str
    model_version: str
    planned: ReaderRole
    """The role that the protocol plans for it; compare where it names none."""


class ReaderScoredAnswer(Answer, frozen=True, kw_only=True):
    """`reader score`, `reader run`: how many citations have a score now."""

    reader: str
    file: str
    scored: int
    unanswered: int
    unchanged: int
    citations: int
    """Citations of the review."""


class ReaderPreview(Answer, frozen=True, kw_only=True):
    """`reader run --dry-run`: what would be sent where; nothing was."""

    reader: str
    endpoint: str
    model: str
    citations: int
    fields: list[str]
    prompt: str
    request: str
    """The first request, as JSON."""


class ReaderRun(ReaderScoredAnswer, frozen=True, kw_only=True):
    """`reader run`: also what it took."""

    endpoint: str
    calls: int
    replayed: int
    """Answers that were there already and were not asked for again."""
    failed: int
    """Citations for which the endpoint gave nothing: to be asked again by another run."""
    settings: Parameters


class ReaderGranted(Answer, frozen=True, kw_only=True):
    """`reader grant`."""

    reader: str
    role: ReaderRole
    evidence: ReaderEvidence
    reason: str


class ReaderEnded(Answer, frozen=True, kw_only=True):
    """`reader end`: how many citations people have to read (again)."""

    reader: str
    role: ReaderRole
    again: int


class ReaderAgreement(Answer, frozen=True, kw_only=True):
    """A person and a reader on what both have read: apart from agreement of people."""

    reviewer: str
    n: int
    observed: float
    cohen_kappa: float | None


class ReaderRow(Answer, frozen=True, kw_only=True):
    """`reader show`: one declared reader."""

    reader: str
    role: ReaderRole
    """That the protocol plans."""
    strata: list[Stratum]
    """The worst first."""
    unlocked: bool
    """May it have that role?"""
    reason: str
    holds: ReaderRole
    """The role that it has."""
    model_version: str
    developer: str
    kind: str
    scored: int
    unanswered: int
    cut: float | None
    evidence: ReaderEvidence
    audit: ReaderAudit | None
    does: int
    """Citations that rest on it now: seconded, or set aside."""
    ended: list[str]
    """Roles that it had, and why they ended."""
    again: int
    """Of what rested on it then: still to be read by people."""
    agreement: list[ReaderAgreement]
