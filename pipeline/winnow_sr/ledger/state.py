"""What is so at one moment of the ledger: the state that replaying its events gives.

The state holds numbers, names and verdicts only, no texts of records, so that a review of 100,000
decisions is replayed in a second or two and can be kept as a snapshot (`snapshot.py`). Only
`evolve.py` changes it.

Decisions stay with the record that stood for the citation when they were made. A citation's votes
are the votes on any of its records; so a merge joins them and a split carries them back.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple, Self

import msgspec

from winnow_sr.errors import WinnowError
from winnow_sr.ledger.ballots import Ballot, Vote
from winnow_sr.ledger.codec import Entry
from winnow_sr.ledger.events import (
    CitationsOffered,
    Doubt,
    QuarantineRepaired,
    ReaderDeclared,
    ReaderEvidence,
    RoundOpened,
    ScreeningStopped,
    SearchImported,
    StopRuleFixed,
    StudyDescribed,
    Training,
)
from winnow_sr.vocabulary import (
    STAGES,
    AsideStatus,
    CitationId,
    Lane,
    ReaderRole,
    RecordId,
    RemovedBy,
    ReportStatus,
    Role,
    Stage,
    record_id,
)


class Search(SearchImported, frozen=True, kw_only=True):
    """An import, with the event that recorded it."""

    seq: int
    at: str


class Repair(QuarantineRepaired, frozen=True, kw_only=True):
    """A mended entry, with the event that recorded it."""

    seq: int
    at: str


class TakenBack(msgspec.Struct, frozen=True, kw_only=True):
    """An import that counts no more, the entries mended from it, and who took it back."""

    search: Search
    repairs: list[Repair]
    seq: int
    at: str
    actor: str
    reason: str


class Amendment(msgspec.Struct, frozen=True):
    """A change of the protocol."""

    seq: int
    at: str
    actor: str
    reason: str
    changed: list[str]


class Round(RoundOpened, frozen=True, kw_only=True):
    """A round, when it was opened and closed (empty while it is open)."""

    opened: str
    closed: str = ""
    cancelled: str = ""
    """Why it was given up, if it was: then it is closed, too."""
    overridden: str = ""
    """Of a pilot: why screening went on without its gate."""


class Trained(msgspec.Struct, frozen=True, kw_only=True):
    """The ranking that queues follow: `ModelTrained`, with the event that recorded it."""

    seq: int
    at: str
    basis: int
    description: str
    """JSON, as the event has it; `training` reads it."""
    training_set: str
    labels: int
    relevant: int
    citations: int
    policy: str
    ranking: str

    @property
    def training(self) -> Training:
        """How it was made."""
        return msgspec.json.decode(self.description, type=Training)


class Rule(StopRuleFixed, frozen=True, kw_only=True):
    """The stopping rule in force, with the event that fixed it."""

    seq: int
    at: str


class Stop(ScreeningStopped, frozen=True, kw_only=True):
    """The declared stop, with the event that declared it."""

    seq: int
    at: str
    actor: str


class Described(StudyDescribed, frozen=True, kw_only=True):
    """What is said of a study, with the event that said it."""

    seq: int
    at: str
    actor: str


class RoleEnded(msgspec.Struct, frozen=True):
    """A role that a reader had, and why it ended."""

    role: ReaderRole
    granted: str
    at: str
    actor: str
    reason: str
    evidence: ReaderEvidence
    citations: list[RecordId]


class ReaderState(msgspec.Struct):
    """A declared reader: what it is, what it said, what it may do."""

    declared: ReaderDeclared
    seq: int
    at: str
    actor: str
    scores: dict[RecordId, float] = {}
    unanswered: set[RecordId] = set()
    files: list[str] = []
    """Digests of the files that its scores came from."""
    scored: int = 0
    """seq of the event that brought its first scores; 0: none did."""
    scored_at: str = ""
    endpoints: list[str] = []
    settings: list[str] = []
    """Settings of the fetching, in words, where it was fetched."""
    fresh: int = 0
    """Only verdicts settled after this event measure it: what was known before may have shaped it
    (0: it is the first of its name, and all of them do)."""
    role: ReaderRole = "compare"
    granted: int = 0
    granted_at: str = ""
    granted_by: str = ""
    cut: float | None = None
    """As it stood when the role was granted."""
    evidence: ReaderEvidence = ReaderEvidence()
    ended: list[RoleEnded] = []


class Removal(NamedTuple):
    """Why a citation was removed before screening."""

    by: RemovedBy
    reason: str


class Report(NamedTuple):
    """What is known of a report."""

    status: ReportStatus
    reason: str


class Member(NamedTuple):
    """Somebody the team's list names."""

    role: Role
    joined: bool
    """False: they left; what they did stays."""


class Place(NamedTuple):
    """A place on a citation that was given to somebody."""

    who: str
    only: str
    """Why apart from the others (`language: fre`); empty where all unread were divided."""


class Packet(NamedTuple):
    """A packet that is out."""

    reviewer: str
    stage: Stage
    citations: list[CitationId]
    at: str


class MadeBy(NamedTuple):
    """A verdict or a resolution that stands, and where."""

    seq: int
    stage: Stage
    record: RecordId
    resolution: bool


def _stages() -> dict[Stage, dict[str, Ballot]]:
    return {stage: {} for stage in STAGES}


def _resolved() -> dict[Stage, dict[RecordId, list[Vote]]]:
    return {stage: {} for stage in STAGES}


def _shared() -> dict[Stage, dict[RecordId, list[Place]]]:
    return {stage: {} for stage in STAGES}


def _exposed() -> dict[Stage, dict[RecordId, dict[str, bool]]]:
    return {stage: {} for stage in STAGES}


class ReviewState(msgspec.Struct):
    """What is so at one moment of the ledger. Changed only by `replay`."""

    seq: int = 0
    hash: str = ""
    title: str = ""
    plan: str = ""
    """The protocol in force, as JSON."""
    protocol_digest: str = ""
    protocol_text: str = ""
    amendments: list[Amendment] = []
    searches: list[Search] = []
    repairs: list[Repair] = []
    n_records: int = 0
    """Records ever imported, which is the number of the last; `count_records` has those that count."""
    taken_back: list[TakenBack] = []
    gone: set[RecordId] = set()
    """Records of imports taken back: part of no citation, in no count."""
    heirs: dict[RecordId, RecordId] = {}
    """Record of an import taken back -> a record of its citation that stayed, to which goes what
    was said of it."""
    groups: dict[RecordId, list[RecordId]] = {}
    """First record of a citation -> its records, for citations of more than one."""
    first: dict[RecordId, RecordId] = {}
    """Record -> first record of its citation, for the records of `groups`."""
    machine_merged: int = 0
    person_merged: int = 0
    compared_upto: int = 0
    doubtful: list[Doubt] = []
    apart: list[tuple[RecordId, RecordId]] = []
    same: list[tuple[RecordId, RecordId]] = []
    warnings: list[str] = []
    edits: dict[RecordId, dict[str, str]] = {}
    removed: dict[RecordId, Removal] = {}
    ballots: dict[Stage, dict[str, Ballot]] = msgspec.field(default_factory=_stages)
    """stage -> reviewer -> what they said."""
    resolutions: dict[Stage, dict[RecordId, list[Vote]]] = msgspec.field(default_factory=_resolved)
    rounds: list[Round] = []
    wanted: dict[RecordId, int] = {}
    """record -> votes its citation needs at title and abstract, where a round said so."""
    reports: dict[RecordId, Report] = {}
    report_counts: dict[RecordId, int] = {}
    aside: dict[RecordId, AsideStatus] = {}
    meta: list[str] = []
    studies: dict[str, list[RecordId]] = {}
    described: dict[str, Described] = {}
    """Study (its name, or the citation of a report linked to none) -> the last description."""
    trained: Trained | None = None
    training_seq: int = 0
    """seq of the last event on which a ranking depends."""
    rule: Rule | None = None
    stop: Stop | None = None
    exposed: dict[Stage, dict[RecordId, dict[str, bool]]] = msgspec.field(default_factory=_exposed)
    """stage -> record -> who took their verdict back when others had voted too, and whether these
    agreed with it: what they give next may not be independent."""
    offered: dict[str, CitationsOffered] = {}
    """reviewer -> the queue last handed to them outside the screens."""
    packets: dict[str, Packet] = {}
    """Packets that were made and not dropped."""
    shared: dict[Stage, dict[RecordId, list[Place]]] = msgspec.field(default_factory=_shared)
    """stage -> record -> the places on its citation that were given to people."""
    team: dict[str, Member] = {}
    tags: dict[RecordId, list[str]] = {}
    """record -> tags that were set while it stood for its citation; `tags_of` has a citation's."""
    readers: dict[str, ReaderState] = {}
    """name -> declared reader."""

    def replay(self, entries: Iterable[Entry]) -> Self:
        """Take in events in order; returns itself. WinnowError where one is damaged or new."""
        from winnow_sr.ledger.evolve import evolve

        for entry in entries:
            evolve(self, entry)
        return self

    # -- citations -------------------------------------------------------------------------------
    def citation_of(self, record: RecordId) -> CitationId:
        """The citation (number of its first record) that a record belongs to."""
        if self.heirs:
            record = self.heirs.get(record, record)
        return CitationId(self.first.get(record, record))

    def citations_of(self, records: Collection[RecordId]) -> Iterator[CitationId]:
        """`citation_of` for many."""
        if self.heirs:
            records = [self.heirs.get(record, record) for record in records]
        return map(self.first.get, records, records)  # type: ignore[arg-type]

    def members(self, citation: RecordId) -> list[RecordId]:
        """The records of a citation, in import order."""
        return self.groups.get(citation) or [citation]

    def citations(self) -> Iterator[CitationId]:
        """All citations, in the order of their first records."""
        first = self.first
        return (CitationId(n) for n in self.records() if first.get(n, n) == n)

    def count_citations(self) -> int:
        """How many citations there are."""
        return self.count_records() - len(self.first) + len(self.groups)

    def records(self, first: int = 1, last: int | None = None) -> Iterator[RecordId]:
        """The records that count, of those numbered first..last (all where not given), in order."""
        end = self.n_records if last is None else min(last, self.n_records)
        numbers = map(RecordId, range(first, end + 1))
        return (n for n in numbers if n not in self.gone) if self.gone else numbers

    def count_records(self) -> int:
        """How many records count."""
        return self.n_records - len(self.gone)

    def uncompared(self) -> int:
        """How many records have not been compared with the others yet."""
        late = sum(record > self.compared_upto for record in self.gone)
        return self.n_records - self.compared_upto - late

    def imports(self) -> list[Search | Repair]:
        """Everything that brought records that count."""
        return [*self.searches, *self.repairs]

    def every_import(self) -> list[Search | Repair]:
        """Everything that ever brought records, in the order of the ledger."""
        found = self.imports()
        for back in self.taken_back:
            found += [back.search, *back.repairs]
        return sorted(found, key=lambda search: search.seq)

    def origin(self, record: RecordId) -> Search | Repair:
        """The import that brought a record: its source, lane, file..."""
        for search in self.imports():
            if search.first <= record < search.first + search.count:
                return search
        if record in self.gone:
            raise WinnowError(f"the import of {record_id(record)} was taken back")
        raise WinnowError(
            f"record {record_id(record)} does not exist; this review has {self.n_records}"
        )

    def origins(self) -> list[tuple[str, Lane]]:
        """(source, lane) of every record, by its number; no source where it does not count."""
        found: list[tuple[str, Lane]] = [("", "database")] * (self.n_records + 1)
        for search in self.imports():
            first, count = search.first, search.count
            found[first : first + count] = [(search.source, search.lane)] * count
        return found

    def tags_of(self, citation: RecordId) -> list[str]:
        """The tags of a citation: those of all its records, in the order they were set."""
        if not self.tags:
            return []
        found = (self.tags.get(record, ()) for record in self.members(citation))
        return list(dict.fromkeys(tag for tags in found for tag in tags))

    # -- votes -----------------------------------------------------------------------------------
    def standing(self, stage: Stage, who: str) -> Mapping[CitationId, str]:
        """citation -> letter of the verdict that stands, of one reviewer."""
        ballot = self.ballots[stage].get(who)
        if ballot is None:
            return {}
        letters = ballot.letters
        moved = [r for r, first in self.first.items() if r != first and r in letters]
        if not moved:
            return letters  # type: ignore[return-value] # each record stands for its citation
        found = {CitationId(r): letter for r, letter in letters.items() if r not in self.first}
        seqs = ballot.seqs  # of verdicts on two records of one citation the later stands
        for record in sorted(letters.keys() & self.first.keys(), key=seqs.__getitem__):
            found[self.citation_of(record)] = letters[record]
        return found

    def votes_on(self, stage: Stage, citation: CitationId) -> dict[str, Vote]:
        """reviewer -> the verdict that stands, over all records of the citation."""
        found: dict[str, Vote] = {}
        for who, ballot in self.ballots[stage].items():
            on = [r for r in self.members(citation) if r in ballot.letters]
            if on:
                found[who] = ballot.vote(who, max(on, key=ballot.seqs.__getitem__))
        return found

    def resolution_of(self, stage: Stage, citation: CitationId) -> Vote | None:
        """The adjudicator's verdict that stands on the citation, if any."""
        on = self.resolutions[stage]
        stacks = [on[record] for record in self.members(citation) if on.get(record)]
        return max((stack[-1] for stack in stacks), key=lambda vote: vote.seq, default=None)

    def voted(self, stage: Stage) -> set[CitationId]:
        """Citations with at least one standing verdict at the stage."""
        return {
            c for ballot in self.ballots[stage].values() for c in self.citations_of(ballot.letters)
        }

    def deciders(self) -> set[str]:
        """Everybody with a verdict or resolution that stands."""
        found = {
            who for by in self.ballots.values() for who, ballot in by.items() if ballot.letters
        }
        for on in self.resolutions.values():
            found.update(vote.actor for stack in on.values() for vote in stack)
        return found

    def last_by(self, who: str) -> MadeBy | None:
        """The newest thing `who` decided that stands."""
        found: list[MadeBy] = []
        for stage, by in self.ballots.items():
            ballot = by.get(who)
            if ballot is not None and (seq := ballot.last()):
                record = ballot.record_of(seq)
                if record is not None:
                    found.append(MadeBy(seq, stage, record, False))
        for stage, on in self.resolutions.items():
            found += [
                MadeBy(vote.seq, stage, record, True)
                for record, stack in on.items()
                for vote in stack
                if vote.actor == who
            ]
        return max(found, default=None)
