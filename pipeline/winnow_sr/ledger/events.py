"""A glossary of what can happen to a review.

Each class is the payload of one kind of event; its name in the ledger is the class name in
snake_case (`DecisionMade` -> `decision_made`). Payloads are plain JSON: `TypedDict` costs nothing
when the program starts, and a payload read from the ledger needs no conversion. Records are given
by number (`R000012` -> 12), citations by the number of their first record.
"""

from __future__ import annotations

import re
from typing import Any, Literal, TypedDict

ActorKind = Literal["human", "model", "rule", "import"]
Stage = Literal["title-abstract", "full-text"]
Verdict = Literal["include", "exclude", "unsure"]


class ReviewCreated(TypedDict):
    """A review folder was made from a protocol."""

    title: str
    digest: str
    """SHA-256 of protocol.yaml."""
    plan: dict[str, Any]
    """The whole protocol as plain values, so that the ledger alone can be replayed."""
    text: str
    """protocol.yaml as it was, so that it can be given back."""


class ProtocolAmended(TypedDict):
    """The protocol was changed, on purpose and with a reason."""

    title: str
    digest: str
    plan: dict[str, Any]
    text: str
    reason: str
    changed: list[str]
    """The parts of the protocol that differ from before."""


class SearchImported(TypedDict):
    """One export file was imported."""

    file: str
    """Its name as received."""
    digest: str
    """SHA-256 of its bytes; the copy lies under that name in exports/."""
    format: str
    encoding: str
    source: str
    lane: str
    date: str
    """When the search was run, as given (ISO), or empty."""
    platform: str
    strategy: str
    entries: int
    first: int
    """Number of the first record it added."""
    count: int
    """How many records it added: first ... first + count - 1."""
    unchanged: int
    quarantined: int
    records_digest: str
    """SHA-256 over the stored rows of these records."""
    remarks_digest: str
    """SHA-256 over the stored notes and quarantined entries of this import."""


class QuarantineRepaired(TypedDict):
    """An entry that could not be read was mended by a person and added as a record."""

    search: int
    """seq of the import that quarantined it."""
    line: int
    first: int
    count: int
    records_digest: str
    source: str
    lane: str


class RecordEdited(TypedDict):
    """A field of a record was corrected or filled in; the record as imported stays beside it."""

    record: int
    field: str
    value: str
    reason: str


class RecordsRemoved(TypedDict):
    """Citations were removed before screening: by a rule (automation), or for another reason."""

    citations: list[int]
    by: Literal["automation", "other"]
    reason: str


class RecordsRestored(TypedDict):
    """A removal before screening was taken back."""

    citations: list[int]


class DuplicatesFound(TypedDict):
    """The matcher ran: sure duplicates were merged, doubtful ones kept for a person."""

    upto: int
    """All records up to this number have been compared with each other."""
    links: list[dict[str, Any]]
    """{a, b, rule, comparison} for each automatic merge."""
    groups: list[list[int]]
    """The new or grown groups."""
    doubtful: list[dict[str, Any]]
    """{a, b, rule, score, comparison} for each pair left to a person; replaces the former list."""
    warnings: list[str]
    policy: dict[str, Any]


class CitationsMerged(TypedDict):
    """A person said that these are one publication."""

    a: int
    b: int


class CitationsSplit(TypedDict):
    """A person said that this record is not a duplicate of the others in its citation."""

    record: int


class CitationsKeptApart(TypedDict):
    """A person looked at a doubtful pair and said that they are different publications."""

    a: int
    b: int


class DuplicateAnswerWithdrawn(TypedDict):
    """A person took back what they had said of a doubtful pair: it is doubtful again."""

    a: int
    b: int
    same: bool
    """Had they said that it is one publication?"""
    one: list[int]
    """Records of the first citation before the answer."""
    two: list[int]
    doubts: list[dict[str, Any]]
    """The doubtful pairs that the answer had settled."""


class RoundOpened(TypedDict):
    """A batch of screening work began."""

    round: int
    kind: Literal["pilot", "priority", "random"]
    stage: Stage
    citations: list[int]
    """The batch, in reading order."""
    seed: int
    ranking: str
    """Digest of the ranking that chose the batch; empty for random draws."""
    despite: str
    """Why it was opened although the last pilot failed its gate; mostly empty."""
    unread: int
    """Citations without a settled verdict when the batch was chosen: a random batch was drawn from
    exactly these, all equally likely."""
    found: int
    """Relevant citations settled by then."""
    reviewers: int
    """Votes each citation of the batch needs; 0: as the protocol says."""
    model: str
    """The ranking model of a priority round, where it is not the protocol's."""


class RoundClosed(TypedDict):
    """The batch was closed."""

    round: int


class ModelTrained(TypedDict):
    """A ranking was made. With the events up to `basis` it can be made again, byte for byte."""

    basis: int
    """seq of the last event that the training set depends on."""
    description: dict[str, Any]
    """Model, parameters, seed, phase, library versions."""
    training_set: str
    """SHA-256 of the (citation, label) pairs."""
    labels: int
    relevant: int
    citations: int
    policy: str
    """How votes became labels, in words."""
    ranking: str
    """SHA-256 of the resulting order."""
    kept: bool
    """Is it the one that queues follow (not a second model's, made for one round)?"""


class DecisionMade(TypedDict):
    """A reviewer gave a verdict."""

    stage: Stage
    citation: int
    verdict: Verdict
    reason: str
    note: str
    round: int
    """0 outside any round."""
    rank: int
    """Rank shown in the kept ranking, from 1; 0 where none was shown."""
    visible: bool
    """Could the reviewer see others' votes on it?"""
    score: float | None
    """The model's score then; None where none was shown."""
    seconds: float
    """Time taken at a screen; 0 where not measured."""


class DecisionWithdrawn(TypedDict):
    """A reviewer took back a verdict or a resolution of their own."""

    decision: int
    """seq of the event withdrawn."""
    stage: Stage
    citation: int
    resolution: bool
    """Was it a resolution?"""


class ConflictResolved(TypedDict):
    """An adjudicator's verdict ended a disagreement."""

    stage: Stage
    citation: int
    verdict: Verdict
    reason: str
    note: str
    visible: bool
    votes: list[int]
    """seq of the decisions it settles."""


class ReportSought(TypedDict):
    """The full text of a citation was sought."""

    citation: int
    reason: str


class ReportRetrieved(TypedDict):
    """The full text was obtained."""

    citation: int
    reason: str


class ReportNotRetrieved(TypedDict):
    """The full text could not be obtained."""

    citation: int
    reason: str


class ReportsCounted(TypedDict):
    """A citation stands for another number of documents than one: two reports behind one record,
    or none because its report is counted with another citation."""

    citation: int
    reports: int
    reason: str


class ReportSetAside(TypedDict):
    """A report that can neither be included nor excluded yet, or is that again."""

    citation: int
    status: Literal["awaiting", "ongoing", ""]
    """awaiting classification, a study still going on, or nothing of the kind any more."""
    reason: str


class MetaAnalysed(TypedDict):
    """These studies went into the meta-analysis; replaces the former list."""

    studies: list[str]


class StudiesLinked(TypedDict):
    """These reports describe this study."""

    study: str
    citations: list[int]


class StudyDescribed(TypedDict):
    """A person said what a study is and which claims of the protocol it bears on."""

    study: str
    """Name given by `studies_linked`, or the citation (`C000012`) of a report linked to none."""
    design: str
    substances: list[str]
    claims: list[str]
    """Ids of the protocol's claims; what the study found on them is not said here."""
    note: str


class StopRuleFixed(TypedDict):
    """The rule for stopping was fixed, before screening reached it."""

    rule: str
    target: float
    confidence: float
    parameters: dict[str, Any]
    digest: str
    """Of the protocol it comes from."""


class ScreeningStopped(TypedDict):
    """Screening was declared finished with citations left unread."""

    stage: Stage
    rule: str
    label: str
    """certified, model-supported, audited, heuristic, or `against the rule`."""
    numbers: dict[str, Any]
    text: str
    unread: list[int]
    ranking: str
    reason: str


class ScreeningResumed(TypedDict):
    """A declared stop was taken back."""

    reason: str


class ReviewerJoined(TypedDict):
    """Somebody joined the team."""

    name: str
    role: Literal["reviewer", "adjudicator", "lead", "observer"]


class ReviewerLeft(TypedDict):
    """Somebody left the team; what they did stays."""

    name: str


PAYLOADS: dict[str, type] = {
    re.sub(r"(?<=[a-z])(?=[A-Z])", "_", t.__name__).lower(): t
    for t in (
        ReviewCreated, ProtocolAmended, SearchImported, QuarantineRepaired, RecordEdited,
        RecordsRemoved, RecordsRestored, DuplicatesFound, CitationsMerged, CitationsSplit,
        CitationsKeptApart, DuplicateAnswerWithdrawn, RoundOpened, RoundClosed, ModelTrained, DecisionMade,
        DecisionWithdrawn, ConflictResolved, ReportSought, ReportRetrieved, ReportNotRetrieved,
        ReportsCounted, ReportSetAside, MetaAnalysed, StudiesLinked, StudyDescribed, StopRuleFixed, ScreeningStopped, ScreeningResumed,
        ReviewerJoined, ReviewerLeft,
    )
}  # fmt: skip
