"""What every verb returns: one typed answer each, whose `as_json` is the contract of CLI.md.

An answer holds plain values only (ids as people see them), so it can be printed, sent, kept. The
fields are named as the JSON's keys and stand in their order.
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

import msgspec

from winnow_sr.ledger.events import Doubt, FieldComparison, Parameters
from winnow_sr.ledger.events import OfferedBy as OfferedBy
from winnow_sr.protocol.plan import EdgeCase as EdgeCase
from winnow_sr.protocol.plan import Plan as Plan
from winnow_sr.protocol.plan import Reason as Reason
from winnow_sr.protocol.plan import Terms as Terms
from winnow_sr.screening.agreement import Agreement as Agreement
from winnow_sr.screening.gate import Disagreements as Disagreements
from winnow_sr.screening.gate import Gate as Gate
from winnow_sr.screening.missed import MissedByBoth as MissedByBoth
from winnow_sr.screening.quality import Check as Check
from winnow_sr.vocabulary import (
    ActorKind,
    CitationId,
    Lane,
    RecordId,
    RemovedBy,
    ReportStatus,
    Role,
    RoundKind,
    Stage,
    Verdict,
)

Json: TypeAlias = bool | int | float | str | list["Json"] | dict[str, "Json"] | None


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """Base of all answers."""

    def as_json(self) -> Json:
        """The answer as plain JSON values."""
        return as_json(self)


def as_json(value: object) -> Json:
    """Any answer, or a list of them, as plain JSON values."""
    found: Json = msgspec.to_builtins(value)
    return found


# -- begin ---------------------------------------------------------------------------------------
class Created(Answer, frozen=True, kw_only=True):
    """`init`: a review was made."""

    review: str
    protocol: str
    title: str


class ProtocolProblem(Answer, frozen=True, kw_only=True):
    """One thing that is wrong with a protocol. line: 0 where it stands on none."""

    line: int
    field: str
    text: str


class ProtocolChecked(Answer, frozen=True, kw_only=True):
    """`protocol check`: a protocol file, looked at without a review."""

    file: str
    ok: bool
    """Nothing is wrong, every strategy is understood and misses no study that was tried."""
    title: str
    problems: list[ProtocolProblem]
    searches: list[str]
    """What became of the search strategies, a line each."""


class Note(Answer, frozen=True, kw_only=True):
    """Something about a file or an entry that deviates."""

    line: int
    code: str
    text: str


class Imported(Answer, frozen=True, kw_only=True):
    """One file of `add`. entries = imported + unchanged + quarantined."""

    file: str
    format: str
    source: str
    lane: Lane
    entries: int
    imported: int
    unchanged: int
    quarantined: int
    notes: list[Note]


class ImportedFiles(Answer, frozen=True, kw_only=True):
    """`add`: the files of one search."""

    files: list[Imported]


class ListedImport(Answer, frozen=True, kw_only=True):
    """`source list`: one import that counts."""

    search: int
    """seq of the import."""
    file: str
    source: str
    lane: Lane
    date: str
    at: str
    records: int
    unchanged: int
    quarantined: int
    digest: str


class SourceNamed(Answer, frozen=True, kw_only=True):
    """`source rename`: a source has another name."""

    old: str
    new: str
    imports: int
    records: int
    lanes: list[Lane]


class ImportRevoked(Answer, frozen=True, kw_only=True):
    """`source take-back`: an import counts no more."""

    search: int
    file: str
    source: str
    records: int
    citations: int
    """Citations of which nothing is left."""
    decisions: int
    """Verdicts and resolutions that count no more."""


class Listed(Answer, frozen=True, kw_only=True):
    """`records`: one record. status: removed, duplicate, or how far its citation came."""

    record: str
    citation: str
    key: str
    source: str
    lane: Lane
    title: str
    year: int | None
    doi: str
    pmid: str
    status: str


class QuarantinedEntry(Answer, frozen=True, kw_only=True):
    """An entry that could not be read, kept with its text."""

    file: str
    search: int
    """seq of the import."""
    line: int
    reason: str
    raw: str
    repaired: bool


class Repaired(Answer, frozen=True, kw_only=True):
    """A quarantined entry was mended and added."""

    added: int
    records: list[str]


class Exported(Answer, frozen=True, kw_only=True, omit_defaults=True):
    """`export`: how many records (for another tool: citations) went into the file."""

    file: str
    records: int
    citations: int
    withheld: int = 0
    """Citations with verdicts that the viewer may not see yet: these are not in the file."""


class WithoutAbstract(Answer, frozen=True, kw_only=True):
    """A citation without an abstract in any of its records."""

    citation: str
    key: str
    title: str
    sources: list[str]


class Edited(Answer, frozen=True, kw_only=True):
    """`edit`: a field of a record was corrected."""

    record: str
    field: str
    value: str


# -- duplicates ----------------------------------------------------------------------------------
class DuplicateCounts(Answer, frozen=True, kw_only=True):
    """`dedupe`: where de-duplication stands."""

    records: int
    citations: int
    duplicates: int
    doubtful: int
    by_rule: int
    by_person: int
    kept_apart: int
    warnings: list[str]
    uncompared: int


class DoubtfulPair(Answer, frozen=True, kw_only=True):
    """A pair left to a person."""

    a: str
    b: str
    rule: str
    score: float
    comparison: FieldComparison
    citations: list[str]


class DuplicateAnswer(Answer, frozen=True, kw_only=True):
    """What a person said of a doubtful pair; can be given to `take_back_answer`."""

    a: CitationId
    b: CitationId
    same: bool
    one: list[RecordId]
    """Records of the first citation before."""
    two: list[RecordId]
    doubts: list[Doubt]
    """The doubtful pairs that the answer settled."""


class Merged(Answer, frozen=True, kw_only=True):
    """`merge`: two citations are one."""

    citation: str
    records: list[str]
    different_decisions_by: list[str]
    """Reviewers who gave the two different verdicts."""


class KeptApart(Answer, frozen=True, kw_only=True):
    """A doubtful pair was called different."""

    apart: list[str]


class DoubtfulAgain(Answer, frozen=True, kw_only=True):
    """An answer on a doubtful pair was taken back."""

    doubtful: list[str]


class Split(Answer, frozen=True, kw_only=True):
    """`split`: the citations that there are now."""

    citations: list[str]


class WhySame(Answer, frozen=True, kw_only=True):
    """`why-same`: which fields make two records the same, or not."""

    records: list[str]
    same_citation: bool
    outcome: str
    rule: str
    words: str
    comparison: FieldComparison


class Removed(Answer, frozen=True, kw_only=True):
    """`remove`: citations that will not be screened."""

    removed: list[str]
    by: RemovedBy


class RemovedByRule(Removed, frozen=True, kw_only=True):
    """`remove` by a rule: what went, or would go."""

    reason: str
    dry_run: bool
    titles: list[str]
    """Of those removed, in their order."""
    screened: int
    """To which the rule applies, too, but somebody has screened them: they stay."""
    unknown: int
    """Of which no record says what the rule asks for: they stay."""


class Restored(Answer, frozen=True, kw_only=True):
    """`restore`: citations that will be screened after all."""

    restored: list[str]


# -- screening -----------------------------------------------------------------------------------
class RoundAnswer(Answer, frozen=True, kw_only=True):
    """`round`: one round and where it stands."""

    round: int
    kind: RoundKind
    size: int
    opened: str
    closed: str | None
    decided: int | None
    """Citations of it that are settled; None where that may not be known."""
    agreement: list[Agreement]
    gate: Gate | None
    cancelled: str = ""
    """Why it was given up, if it was."""
    check: Check | None = None
    """Of a check: its exact result."""


class QueueRow(Answer, frozen=True, kw_only=True):
    """`queue`: one citation to read. rank, score: None where no ranking offers it."""

    citation: str
    key: str
    rank: int | None
    score: float | None
    title: str
    abstract: str
    year: int | None
    keywords: list[str]
    authors: list[str]
    journal: str
    doi: str
    report: str
    ranking: str
    """Digest of the ranking whose place `rank` is; empty where there is none."""
    pmid: str = ""

    @property
    def page(self) -> str:
        """Where the publication is found on the web; empty where no DOI or PubMed id is known."""
        if self.doi:
            return f"https://doi.org/{self.doi}"
        return f"https://pubmed.ncbi.nlm.nih.gov/{self.pmid}/" if self.pmid else ""

    def offer(self, by: OfferedBy) -> Offer:
        """What is handed back with the verdict on it."""
        return Offer(by=by, ranking=self.ranking, rank=self.rank or 0, score=self.score)


class Assigned(Answer, frozen=True, kw_only=True):
    """`assign`: what was given to one person."""

    reviewer: str
    assigned: int
    left: int
    """Those that this person still has to read."""


class PacketOut(Answer, frozen=True, kw_only=True):
    """`packet list`: a packet that is out."""

    packet: str
    reviewer: str
    stage: Stage
    at: str
    citations: int
    left: int
    """Those that still wait for this reviewer's verdict."""


class RoundBrief(Answer, frozen=True, kw_only=True):
    """The open round, in short."""

    round: int
    kind: RoundKind
    size: int


class Reading(Answer, frozen=True, kw_only=True):
    """A reviewer's desk: what is before them and how much is left."""

    rows: list[QueueRow]
    left: int
    """How many are in the whole queue."""
    decided: int
    """By this reviewer at the stage."""
    fresh: bool
    """Is the ranking up to date?"""
    round: RoundBrief | None
    held: int = 0
    """Of the queue, how many are left out because colleagues have them before them."""


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """What put a citation before its reader: handed back with the verdict, kept with the vote."""

    by: OfferedBy = ""
    ranking: str = ""
    rank: int = 0
    score: float | None = None


class VerdictRow(msgspec.Struct, frozen=True, kw_only=True):
    """One verdict to be recorded. key: any id of a citation; where: of a file, for messages."""

    key: str
    verdict: str
    reason: str = ""
    note: str = ""
    where: str = ""
    seconds: float = 0.0
    offer: Offer | None = None


class Decided(Answer, frozen=True, kw_only=True, omit_defaults=True):
    """`decide`: how many verdicts were recorded, how many of these citations are in conflict."""

    decided: int
    """Verdicts that stand now as they were given."""
    conflicts: int
    unchanged: int = 0
    """Of these, how many stood so already and were not recorded again."""


class AuditLine(Answer, frozen=True, kw_only=True):
    """One thing that was looked at in an adopted review. ok: nothing is lost or in doubt."""

    id: str
    ok: bool
    text: str


class Adopted(Answer, frozen=True, kw_only=True):
    """`adopt`: what was taken over from another tool, and what of it needs a look."""

    records: int
    citations: int
    votes: int
    audit: list[AuditLine]


class DecidedFromRecords(Decided, frozen=True, kw_only=True):
    """`decide --from-records`: also how many of each earlier reviewer."""

    reviewers: dict[str, int]
    twins: list[str] = []
    """Citations of which one earlier reader said different things: each stays with its record."""


class Likely(Answer, frozen=True, kw_only=True):
    """A citation that a row of a file may mean. score: likeness from 0 to 1."""

    citation: str
    title: str
    authors: list[str]
    year: int | None
    score: float


class LeftOut(Answer, frozen=True, kw_only=True):
    """A row of a file that was not taken: it may mean one of these, or nothing here."""

    where: str
    title: str
    authors: list[str]
    year: int | None
    candidates: list[Likely]


class DecidedFrom(Decided, frozen=True, kw_only=True, omit_defaults=True):
    """`decide --from`: also what of the file was not taken."""

    readers: dict[str, int] = {}
    """Of a file with several readers' rows: how many of each."""
    taken_as: str = ""
    """The verdict that all rows were given, where the file states none."""
    unsure: list[LeftOut] = []
    """Rows that may be one of several citations, or of one that is not surely the same."""
    unmatched: list[LeftOut] = []
    """Rows that are no citation of this review."""
    ignored: list[str] = []
    """Columns that nobody understood."""
    undecided: int = 0
    """Rows without a verdict."""


class ResolvedFrom(Answer, frozen=True, kw_only=True, omit_defaults=True):
    """`resolve --from`: how many conflicts were ended, how many are left at both stages."""

    resolved: int
    conflicts: int
    unsure: list[LeftOut] = []
    unmatched: list[LeftOut] = []
    ignored: list[str] = []
    undecided: int = 0


class Withdrawn(Answer, frozen=True, kw_only=True):
    """`withdraw`: how many decisions of a reader were taken back."""

    withdrawn: int
    reader: str


class HistoryRow(Answer, frozen=True, kw_only=True):
    """`history`: one decision. standing: is it what this reader says now?"""

    seq: int
    at: str
    actor: str
    citation: str
    stage: Stage
    verdict: Verdict
    reason: str
    note: str
    standing: bool
    resolution: bool
    """Did it end a conflict?"""


class Tagged(Answer, frozen=True, kw_only=True):
    """`tag`: the tags that citations have now. changed: how many had others before."""

    citations: dict[str, list[str]]
    changed: int


class TagRow(Answer, frozen=True, kw_only=True):
    """`tag`: one tag, how many citations have it, and how many of these are included at the end."""

    tag: str
    text: str
    citations: int
    included: int


class Undone(Answer, frozen=True, kw_only=True):
    """`undo`: what was taken back."""

    undone: str
    citation: str
    stage: Stage


class Vote(Answer, frozen=True, kw_only=True, omit_defaults=True):
    """One reviewer's verdict."""

    reviewer: str
    verdict: Verdict
    reason: str
    note: str = ""


class Conflict(Answer, frozen=True, kw_only=True):
    """`conflicts`: one disagreement. decisions: empty where the viewer may not see them."""

    citation: str
    key: str
    title: str
    decisions: list[Vote]


class Resolved(Answer, frozen=True, kw_only=True):
    """`resolve`: a disagreement was ended; how many are left at the stage."""

    citation: str
    stage: Stage
    verdict: Verdict
    conflicts: int


class Resolution(Answer, frozen=True, kw_only=True):
    """An adjudicator's verdict that stands on a citation."""

    citation: str
    stage: Stage
    by: str
    verdict: Verdict
    reason: str
    note: str


class OwnVerdict(Answer, frozen=True, kw_only=True):
    """A reviewer's own verdict that stands on a citation."""

    verdict: Verdict
    reason: str
    note: str


class OwnDecision(Answer, frozen=True, kw_only=True):
    """A reviewer's own verdict that stands, and on what."""

    citation: str
    verdict: Verdict
    reason: str
    note: str


class LastAct(Answer, frozen=True, kw_only=True):
    """The newest verdict or resolution of a person that stands: what an undo takes back."""

    citation: str
    stage: Stage
    resolution: bool
    verdict: str
    reason: str
    note: str


class TeamProgress(Answer, frozen=True, kw_only=True):
    """How many citations have all the votes they need, agreeing or not, of how many."""

    read: int
    total: int


class Term(Answer, frozen=True, kw_only=True):
    """A term and how far it pushes a citation up (or down)."""

    field: str
    term: str
    weight: float


class Why(Answer, frozen=True, kw_only=True):
    """`why`: the terms behind a citation's place."""

    citation: str
    title: str
    terms: list[Term]


# -- stopping ------------------------------------------------------------------------------------
class Recall(Answer, frozen=True, kw_only=True):
    """What is known of recall."""

    estimate: float | None
    low: float
    high: float
    confidence: float
    text: str


class RuleAnswer(Answer, frozen=True, kw_only=True):
    """The rule and what it came to."""

    name: str
    label: str
    target: float
    confidence: float
    numbers: Parameters
    assumption: str
    guarantee: str
    warning: str


class ReadHow(Answer, frozen=True, kw_only=True):
    """Settled citations by how they were read: in the order of a ranking; as members of a random
    round or of a pilot; first, for want of an abstract; elsewhere (no offer of winnow led to it)."""

    ranked: int
    random: int
    pilot: int
    without_abstract: int
    elsewhere: int


class DeclaredStop(Answer, frozen=True, kw_only=True):
    """A stop that was declared."""

    at: str
    actor: str
    label: str
    text: str


class StopAnswer(Answer, frozen=True, kw_only=True):
    """`stop`: may we stop?"""

    screened: int
    """Citations with a settled verdict."""
    total: int
    relevant: int
    recall: Recall
    rule: RuleAnswer
    may_stop: bool
    """Only with a label that the ledger supports, or when everything has been read."""
    label: str
    """On what a stop declared now would rest: a word of `stopping.LABELS`."""
    label_text: str
    """The same in a sentence."""
    read: ReadHow
    problems: list[str]
    """Why no rule that rests on the ranking can promise anything."""
    missed_by_both: MissedByBoth | None
    """What both of two readers excluded by mistake, as far as their votes tell; no rule can know."""
    reason: str
    forecast: str
    advice: list[str]
    conflicts: int
    declared: DeclaredStop | None
    unread_since: int
    """Citations that came after a declared stop and are unread."""


class Declared(Answer, frozen=True, kw_only=True):
    """`stop --declare`: screening is finished."""

    declared: bool
    label: str
    unread: int
    """Citations without a settled verdict."""
    begun: int
    """Of these, how many have a vote."""
    text: str
    citations: list[str]


class Resumed(Answer, frozen=True, kw_only=True):
    """`stop --resume`: a declared stop was taken back."""

    resumed: bool


# -- full texts ----------------------------------------------------------------------------------
class ReportRow(NamedTuple):
    """What is known of one report. key: any id of its citation; where: of a file, for messages."""

    key: str
    status: str
    reason: str = ""
    where: str = ""


class Retrieved(Answer, frozen=True, kw_only=True):
    """`retrieve`: what is known of these reports now."""

    citations: list[str]
    reports: int


class SoughtReport(Answer, frozen=True, kw_only=True):
    """A report that is sought, and what became of it."""

    citation: str
    status: ReportStatus
    reason: str
    """What was said with it: why it was not retrieved, or which file it is (`sha256:...`)."""
    decided: bool
    """Has its full text a verdict that stands?"""


class StudyLinked(Answer, frozen=True, kw_only=True):
    """`study`: the reports of a study."""

    study: str
    reports: list[str]


class Counted(Answer, frozen=True, kw_only=True):
    """`reports`: for how many reports a citation stands."""

    citation: str
    reports: int


class SetAside(Answer, frozen=True, kw_only=True):
    """`aside`: awaiting, ongoing, or back."""

    citation: str
    status: str


class MetaAnalysed(Answer, frozen=True, kw_only=True):
    """`meta`: the studies of the meta-analysis."""

    studies: list[str]


class StudyDescribed(Answer, frozen=True, kw_only=True):
    """`describe`: what is said of a study. new: words that nobody used before, in case of a slip."""

    study: str
    design: str
    substances: list[str]
    claims: list[str]
    note: str
    new: list[str]


# -- report --------------------------------------------------------------------------------------
class FailedCheck(Answer, frozen=True, kw_only=True):
    """An identity that does not hold."""

    id: str
    text: str


class ReportWritten(Answer, frozen=True, kw_only=True):
    """`report`: the kit and the bundle. flow: as `prisma --json`."""

    folder: str
    files: list[str]
    events: int
    head: str
    final: bool
    failed: list[FailedCheck]
    flow: dict[str, Json]


class Replayed(Answer, frozen=True, kw_only=True):
    """`report --replay`: does a bundle's ledger give its numbers? flow: as `prisma --json`."""

    same: bool
    differences: list[str]
    problems: list[str]
    events: int
    head: str
    withheld: int
    """Events that are shortened, so that no text of a record leaves the house."""
    flow: dict[str, Json]


# -- look ----------------------------------------------------------------------------------------
class ScreeningCounts(Answer, frozen=True, kw_only=True):
    """Citations at title and abstract."""

    include: int
    exclude: int
    conflict: int
    waiting: int
    unscreened: int


class FullTextCounts(Answer, frozen=True, kw_only=True):
    """Reports at the full text."""

    sought: int
    retrieved: int
    not_retrieved: int
    include: int
    exclude: int
    conflict: int
    unsure: int


class StatusAnswer(Answer, frozen=True, kw_only=True):
    """`status`: where the review stands and what comes next."""

    title: str
    folder: str
    events: int
    records: int
    citations: int
    duplicates: int
    doubtful: int
    uncompared: int
    removed: int
    title_abstract: ScreeningCounts
    full_text: FullTextCounts
    reviewers: dict[str, dict[Stage, int]]
    left: dict[str, dict[Stage, int]]
    """Who has how much left to read."""
    held: dict[str, dict[Stage, int]]
    """Who has how many citations before them now, on a screen or in a packet."""
    round: RoundBrief | None
    round_left: int
    """Citations of the open round that still want a reading."""
    gate: str
    """Why a pilot's gate holds screening back; empty where none does."""
    stopped: str | None
    """Label of the declared stop."""
    unread_since: int
    """Citations that came after it and are unread."""
    protocol_changed: bool
    twins_decided_differently: int
    warnings: list[str]
    next: str = ""
    set_aside: int = 0
    """Citations that a declared reader sets aside unread; not among the unscreened."""


class LogRow(Answer, frozen=True, kw_only=True):
    """`log`: one event."""

    seq: int
    at: str
    actor: str
    actor_kind: ActorKind
    kind: str
    payload: dict[str, Json]
    tool_version: str
    hash: str


class KeptFiles(Answer, frozen=True, kw_only=True):
    """Of `verify`: files kept by their content. named: how many the ledger names; foreign: in the
    folder and not winnow's; left: right, but named by no event."""

    named: int
    missing: list[str]
    changed: list[str]
    unreadable: list[str]
    foreign: list[str]
    left: list[str]


class Verified(Answer, frozen=True, kw_only=True):
    """`verify`: is the ledger intact, and is everything there that it vouches for?"""

    ok: bool
    events: int
    head: str
    problems: list[str]
    warnings: list[str] = []
    exports: KeptFiles | None = None
    fulltexts: KeptFiles | None = None
    follows: int | None = None
    """How many events follow the head that was given; None where none was, or it is not there."""


class BackedUp(Answer, frozen=True, kw_only=True):
    """`backup`: a copy was made. ok, problems: what `verify` says of it."""

    folder: str
    events: int
    head: str
    files: int
    ok: bool
    problems: list[str]


class Compared(Answer, frozen=True, kw_only=True):
    """`backup --compare`: events that both have, that only the review has, that only the copy has."""

    folder: str
    common: int
    only_here: int
    only_there: int
    head: str
    head_there: str


# -- mend ----------------------------------------------------------------------------------------
class Amended(Answer, frozen=True, kw_only=True):
    """`amend`: the changed parts of the protocol, and the changes in words."""

    amended: list[str]
    words: list[str]
    amendments: int


class Joined(Answer, frozen=True, kw_only=True):
    """`team join`."""

    name: str
    role: Role


class Left(Answer, frozen=True, kw_only=True):
    """`team leave`."""

    name: str
    left: bool


class TeamRow(Answer, frozen=True, kw_only=True):
    """`team list`: one person."""

    name: str
    role: Role
    status: str
    """joined, left, or in the protocol."""
    screens: bool
    resolves: bool
    title_abstract: int
    """Verdicts that stand."""
    full_text: int
    decisions: int
