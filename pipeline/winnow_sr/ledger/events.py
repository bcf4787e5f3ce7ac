"""A glossary of what can happen to a review.

Each class is one kind of event; its name in the ledger is the class name in snake_case
(`DecisionMade` -> `decision_made`). To append one of these is the only way to change a review, and
they are all that `evolve` sees. Citations are named by the record that stood for them at the time.

A class that must say more than it did gets the next `version`, and `upcasts.py` lifts what earlier
versions wrote; a field added with a default needs no new version. What is written is never rewritten.
"""

from __future__ import annotations

import re
from typing import Any, ClassVar, Literal, TypeAlias

import msgspec

from winnow_sr.vocabulary import (
    AsideStatus,
    CitationId,
    Lane,
    ReaderKind,
    ReaderRole,
    RecordId,
    RemovedBy,
    Role,
    RoundKind,
    Stage,
    Verdict,
)

Scalar: TypeAlias = str | int | float | bool | None
Parameters: TypeAlias = dict[str, Scalar | list[Any] | dict[str, Any]]
"""Settings of a rule or a model, and the numbers that one came to."""
FieldComparison: TypeAlias = dict[str, list[str | int | float | None]]
"""field -> [what was found, likeness from 0 to 1, the value of one, the value of the other]."""
OfferedBy = Literal["", "queue", "screen", "browser", "packet"]


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """Base of all events."""

    version: ClassVar[int] = 1


# -- the protocol ------------------------------------------------------------------------------
class ReviewCreated(Event, frozen=True, kw_only=True):
    """A review folder was made from a protocol."""

    title: str
    digest: str
    """SHA-256 of protocol.yaml."""
    plan: msgspec.Raw
    """The whole protocol as JSON, so that the ledger alone can be replayed."""
    text: str = ""
    """protocol.yaml as it was, so that it can be given back."""


class ProtocolAmended(ReviewCreated, frozen=True, kw_only=True):
    """The protocol was changed, on purpose and with a reason."""

    reason: str
    changed: list[str]
    """The parts of the protocol that differ from before."""


# -- records and citations -----------------------------------------------------------------------
class SearchImported(Event, frozen=True, kw_only=True):
    """One export file was imported."""

    file: str
    """Its name as received."""
    digest: str
    """SHA-256 of its bytes; the copy lies under that name in exports/."""
    format: str
    encoding: str
    source: str
    lane: Lane
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
    as_run: bool = False
    """Was the strategy given with the import, as it was run? Else it is the protocol's, or early
    versions did not write it down."""
    hits: int | None = None
    """Results that the platform reported, where somebody said."""


class QuarantineRepaired(Event, frozen=True, kw_only=True):
    """An entry that could not be read was mended by a person and added as a record."""

    search: int
    """seq of the import that quarantined it."""
    line: int
    first: int
    count: int
    records_digest: str
    source: str
    lane: Lane


class Relabelled(msgspec.Struct, frozen=True):
    """What is said of a search under its source's new name; empty where nobody said."""

    search: int
    """seq of the import."""
    lane: Lane
    date: str
    platform: str
    strategy: str


class SourceRenamed(Event, frozen=True, kw_only=True):
    """A source had the wrong name: all its imports are of another source."""

    old: str
    new: str
    searches: list[Relabelled]
    """One for each import of the source. Entries mended from it go with their import."""


class ImportTakenBack(Event, frozen=True, kw_only=True):
    """An import was a mistake: from here on its records count nowhere.

    Decisions on a citation that other imports hold too stay with it; those on citations of which
    nothing is left count no more.
    """

    search: int
    """seq of the import."""
    reason: str
    file: str
    source: str
    """The name of its source then."""
    count: int
    """Records that count no more, mended entries among them."""
    decisions: int
    """Verdicts and resolutions that count no more."""


class RecordEdited(Event, frozen=True, kw_only=True):
    """A field of a record was corrected or filled in; the record as imported stays beside it."""

    record: RecordId
    field: str
    value: str
    reason: str


class RecordsRemoved(Event, frozen=True, kw_only=True):
    """Citations were removed before screening: by a rule (automation), or for another reason."""

    citations: list[CitationId]
    by: RemovedBy
    reason: str


class RecordsRestored(Event, frozen=True, kw_only=True):
    """A removal before screening was taken back."""

    citations: list[CitationId]
    reason: str = ""


class Link(msgspec.Struct, frozen=True):
    """Two records that a rule joined, and the comparison behind it."""

    a: RecordId
    b: RecordId
    rule: str
    comparison: FieldComparison


class Doubt(msgspec.Struct, frozen=True):
    """Two records that only a person can call the same or different."""

    a: RecordId
    b: RecordId
    rule: str
    score: float
    comparison: FieldComparison


class DuplicatesFound(Event, frozen=True, kw_only=True):
    """The matcher ran: sure duplicates were merged, doubtful ones kept for a person."""

    upto: int
    """All records up to this number have been compared with each other."""
    links: list[Link]
    """One for each automatic merge."""
    groups: list[list[RecordId]]
    """The new or grown groups."""
    doubtful: list[Doubt]
    """The pairs left to a person; replaces the former list."""
    warnings: list[str]
    policy: dict[str, str]


class CitationsMerged(Event, frozen=True, kw_only=True):
    """A person said that these are one publication."""

    a: RecordId
    b: RecordId


class CitationsSplit(Event, frozen=True, kw_only=True):
    """A person said that this record is not a duplicate of the others in its citation."""

    record: RecordId


class CitationsKeptApart(Event, frozen=True, kw_only=True):
    """A person looked at a doubtful pair and said that they are different publications."""

    a: RecordId
    b: RecordId


class DuplicateAnswerWithdrawn(Event, frozen=True, kw_only=True):
    """A person took back what they had said of a doubtful pair: it is doubtful again."""

    a: RecordId
    b: RecordId
    same: bool
    """Had they said that it is one publication?"""
    one: list[RecordId]
    """Records of the first citation before the answer."""
    two: list[RecordId]
    doubts: list[Doubt]
    """The doubtful pairs that the answer had settled."""


# -- screening -----------------------------------------------------------------------------------
class RoundOpened(Event, frozen=True, kw_only=True):
    """A batch of screening work began."""

    round: int
    kind: RoundKind
    stage: Stage
    citations: list[CitationId]
    """The batch, in reading order."""
    seed: int
    ranking: str
    """Digest of the ranking that chose the batch; empty for random draws."""
    despite: str = ""
    """Why it was opened although the last pilot failed its gate; mostly empty."""
    unread: int = 0
    """Citations without a settled verdict when the batch was chosen: a random batch was drawn from
    exactly these, all equally likely. 0 where an early version did not write it down. Of a check:
    the excluded citations from which it was drawn."""
    found: int = 0
    """Relevant citations settled by then."""
    reviewers: int = 0
    """Votes each citation of the batch needs; 0: as the protocol says."""
    model: str = ""
    """The ranking model of a priority round, where it is not the protocol's."""
    reader: str = ""
    """Of an audit: the declared reader that would set these aside."""


class RoundClosed(Event, frozen=True, kw_only=True):
    """The batch was closed."""

    round: int


class RoundCancelled(Event, frozen=True, kw_only=True):
    """A pilot was given up: its votes stay, as votes on no sample."""

    round: int
    reason: str


class GateOverridden(Event, frozen=True, kw_only=True):
    """Screening goes on although the gate of a pilot was not passed, or could not be computed."""

    round: int
    """The pilot."""
    reason: str


class ModelTrained(Event, frozen=True, kw_only=True):
    """A ranking was made. With the events up to `basis` it can be made again, byte for byte."""

    basis: int
    """seq of the last event that the training set depends on."""
    description: msgspec.Raw
    """Model, parameters, seed, phase, library versions: `Training` says what is in it."""
    training_set: str
    """SHA-256 of the (citation, label) pairs."""
    labels: int
    relevant: int
    citations: int
    policy: str
    """How votes became labels, in words."""
    ranking: str
    """SHA-256 of the resulting order."""
    kept: bool = True
    """Is it the one that queues follow (not a second model's, made for one round)?"""

    @property
    def training(self) -> Training:
        """The description, read."""
        return msgspec.json.decode(self.description, type=Training)


class Training(msgspec.Struct, frozen=True, kw_only=True):
    """How a ranking was made; a model may write down more than is named here."""

    model: str = ""
    parameters: Parameters = {}
    seed: int = 0
    phase: str = ""
    """cold-start (no labels of both kinds yet) or model."""
    versions: dict[str, str] = {}


class CitationsOffered(Event, frozen=True, kw_only=True):
    """A queue was handed to a reviewer outside the screens: these citations, at these places of a
    ranking. (A screen, a browser, a packet write the offer down with the vote.)"""

    reviewer: str
    stage: Stage
    ranking: str
    """Digest of the ranking; empty where the order is not a ranking's."""
    citations: list[CitationId]
    places: list[int]
    """Place of each in the ranking, from 1; 0 where it has none."""
    packet: str = ""
    """The packet they went out in: they are kept for this reviewer until it is answered or dropped."""


class PacketDropped(Event, frozen=True, kw_only=True):
    """A packet is lost, or not wanted any more: what it holds is kept for nobody."""

    packet: str
    reason: str


class WorkShared(Event, frozen=True, kw_only=True):
    """Unread citations were divided among people: who is to read what."""

    stage: Stage
    shares: dict[str, int]
    """Name -> parts of the whole. Nobody: what was given to people is open to everybody again."""
    citations: list[CitationId]
    """What was divided."""
    readers: dict[str, list[CitationId]]
    """Name -> those that fell to them."""
    only: str = ""
    """Which citations were divided apart from the others (`language: fre`); empty: all unread."""


class DecisionMade(Event, frozen=True, kw_only=True):
    """A reviewer gave a verdict."""

    version: ClassVar[int] = 2

    stage: Stage
    citation: CitationId
    verdict: Verdict
    reason: str
    note: str
    round: int
    """0 outside any round."""
    rank: int
    """Place in the ranking that offered it, from 1; 0 where none offered it."""
    visible: bool
    """Could the reviewer see others' votes on it?"""
    score: float | None = None
    """The model's score then; None where no ranking offered it."""
    seconds: float = 0.0
    """Time taken at a screen; 0 where not measured."""
    ranking: str = ""
    """Digest of the ranking that offered it; empty where none did."""
    offered: OfferedBy = ""
    """What put it before the reviewer; empty: nothing of ours (a file of verdicts, an id typed)."""


class DecisionWithdrawn(Event, frozen=True, kw_only=True):
    """A reviewer took back a verdict or a resolution of their own."""

    decision: int
    """seq of the event withdrawn."""
    stage: Stage
    citation: CitationId
    resolution: bool
    """Was it a resolution?"""


class ConflictResolved(Event, frozen=True, kw_only=True):
    """An adjudicator's verdict ended a disagreement."""

    stage: Stage
    citation: CitationId
    verdict: Verdict
    reason: str
    note: str
    visible: bool
    votes: list[int]
    """seq of the decisions it settles."""


class WithdrawnVote(msgspec.Struct, frozen=True):
    """One verdict or resolution among many that are taken back."""

    decision: int
    """seq of the event that gave it."""
    stage: Stage
    citation: CitationId
    """As that event named it."""
    resolution: bool


class DecisionsWithdrawn(Event, frozen=True, kw_only=True):
    """Many decisions of one reader were taken back at once: by themselves, or by the team's lead."""

    reviewer: str
    votes: list[WithdrawnVote]
    reason: str


class CitationsTagged(Event, frozen=True, kw_only=True):
    """Citations were given tags of the protocol, or lost them."""

    citations: list[CitationId]
    added: list[str]
    removed: list[str]


class StopRuleFixed(Event, frozen=True, kw_only=True):
    """The rule for stopping was fixed, before screening reached it."""

    rule: str
    target: float
    confidence: float
    parameters: Parameters
    digest: str
    """Of the protocol it comes from."""


class ScreeningStopped(Event, frozen=True, kw_only=True):
    """Screening was declared finished with citations left unread."""

    stage: Stage
    rule: str
    label: str
    """certified, model-supported, audited, heuristic, or `against the rule`."""
    numbers: Parameters
    text: str
    unread: list[CitationId]
    ranking: str
    reason: str


class ScreeningResumed(Event, frozen=True, kw_only=True):
    """A declared stop was taken back."""

    reason: str


# -- full texts and studies ----------------------------------------------------------------------
class ReportEvent(Event, frozen=True, kw_only=True):
    """Base: something became known of the report of a citation."""

    citation: CitationId
    reason: str


class ReportSought(ReportEvent, frozen=True, kw_only=True):
    """The full text of a citation was sought."""


class ReportRetrieved(ReportEvent, frozen=True, kw_only=True):
    """The full text was obtained."""


class ReportNotRetrieved(ReportEvent, frozen=True, kw_only=True):
    """The full text could not be obtained."""


class ReportsCounted(Event, frozen=True, kw_only=True):
    """A citation stands for another number of documents than one: two reports behind one record,
    or none because its report is counted with another citation."""

    citation: CitationId
    reports: int
    reason: str


class ReportSetAside(Event, frozen=True, kw_only=True):
    """A report that can neither be included nor excluded yet, or is that again."""

    citation: CitationId
    status: AsideStatus | Literal[""]
    """awaiting classification, a study still going on, or nothing of the kind any more."""
    reason: str


class MetaAnalysed(Event, frozen=True, kw_only=True):
    """These studies went into the meta-analysis; replaces the former list."""

    studies: list[str]


class StudiesLinked(Event, frozen=True, kw_only=True):
    """These reports describe this study."""

    study: str
    citations: list[CitationId]


class StudyDescribed(Event, frozen=True, kw_only=True):
    """A person said what a study is and which claims of the protocol it bears on."""

    study: str
    """Name given by `studies_linked`, or the citation (`C000012`) of a report linked to none."""
    design: str
    substances: list[str]
    claims: list[str]
    """Ids of the protocol's claims; what the study found on them is not said here."""
    note: str


# -- the team ------------------------------------------------------------------------------------
class ReviewerJoined(Event, frozen=True, kw_only=True):
    """Somebody joined the team."""

    name: str
    role: Role


class ReviewerLeft(Event, frozen=True, kw_only=True):
    """Somebody left the team; what they did stays."""

    name: str


# -- declared readers ----------------------------------------------------------------------------
class ReaderDeclared(Event, frozen=True, kw_only=True):
    """Somebody said what a model is that reads citations; another version ends what went before."""

    reader: str
    """Its name; the protocol's `readers` says what it may do."""
    model_version: str
    developer: str
    kind: ReaderKind
    accessed: str
    """When it was accessed, as given."""
    where: str
    """Where it ran."""
    prompt: str
    """The prompt, of a language model."""
    training: str
    """What it was trained on, of a classifier."""
    digest: str
    """SHA-256 of the file of the prompt or the training data; empty where none was given."""
    parameters: Parameters
    fields: list[str]
    """Fields of a record that it read."""
    cost: str
    interests: str
    """Interests of who declares it."""
    low: float
    """Its scores lie between low and high; higher speaks for inclusion."""
    high: float
    threshold: float | None
    """Scores from here on say include; None where it was not fixed."""
    tuned_on: list[int] = []
    """Rounds whose verdicts its prompt, threshold or training was made with."""


class ReaderScored(Event, frozen=True, kw_only=True):
    """What a declared reader said of citations, from a file."""

    reader: str
    model_version: str
    file: str
    digest: str
    """SHA-256 of the file; a copy lies under that name in readers/."""
    low: float
    high: float
    threshold: float | None
    citations: list[CitationId]
    scores: list[float | None]
    """In the order of `citations`; None: it gave no answer that could be read."""
    endpoint: str = ""
    """Where the scores were fetched from, if they were."""
    settings: Parameters = {}
    """Of the fetching: model, temperature, seed, tokens, cost."""


class ReaderEvidence(msgspec.Struct, frozen=True):
    """What a role was granted or ended on. Shares are fractions."""

    sample: int = 0
    """Randomly chosen citations settled by people."""
    relevant: int = 0
    found: int = 0
    bound: float | None = None
    """Lower confidence bound of its sensitivity; None where nothing was measured."""
    floor: float = 0.0
    error: float = 0.0
    """One-sided probability of error of that bound."""
    look: int = 0
    """How many times, up to now, there was something new to judge by."""
    rule: str = ""
    audit_round: int = 0
    audited: int = 0
    audit_wrong: int = 0
    set_aside: int = 0
    """Citations from which the audit was drawn."""
    audit_most: int | None = None
    """At most so many of these are relevant, by the audit."""


class ReaderRoleGranted(Event, frozen=True, kw_only=True):
    """A declared reader may do more than be compared."""

    reader: str
    role: ReaderRole
    cut: float | None
    evidence: ReaderEvidence


class ReaderRoleEnded(Event, frozen=True, kw_only=True):
    """It may do so no longer."""

    reader: str
    role: ReaderRole
    reason: str
    evidence: ReaderEvidence
    citations: list[CitationId]
    """What rested on it until then: for people to read again."""


def kind_of(cls: type[Event]) -> str:
    """The name of a kind in the ledger: `DecisionMade` -> `decision_made`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", cls.__name__).lower()


def _leaves(cls: type[Event]) -> list[type[Event]]:
    below = cls.__subclasses__()
    found = [leaf for sub in below for leaf in _leaves(sub)]
    return found if cls in (Event, ReportEvent) else [cls, *found]


KINDS: dict[str, type[Event]] = {kind_of(cls): cls for cls in _leaves(Event)}
"""Kind -> class, of everything that can happen."""
KIND_OF: dict[type[Event], str] = {cls: kind for kind, cls in KINDS.items()}
