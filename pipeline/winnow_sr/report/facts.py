"""What the texts and tables are made of: plain values, gathered by `winnow_sr.review.report`.

Counts of the flow are read from `Facts.flow` and from nowhere else, so that no sentence can
disagree with the diagram. All other numbers are counts of events or of the votes that stand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from winnow_sr.prisma.flow import Flow
from winnow_sr.protocol.plan import Plan
from winnow_sr.report.reader_facts import ReaderFacts


@dataclass(frozen=True, slots=True)
class Search:
    """One import: an export file of a source. Texts are as given, '' where nothing was said."""

    source: str
    lane: str
    platform: str
    date: str
    planned: bool
    """Is `date` the protocol's wording, for want of a date given with the import?"""
    strategy: str
    at: str
    """When the file was imported."""
    file: str
    digest: str
    """SHA-256 of the file as received."""
    format: str
    entries: int
    imported: int
    unchanged: int
    quarantined: int
    as_run: bool = False
    """Was `strategy` recorded as it was run? Else it is the protocol's."""
    hits: int | None = None
    """Results that the platform reported; None where nobody said."""


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """An import that was a mistake and counts no more."""

    source: str
    file: str
    records: int
    at: str
    actor: str
    reason: str


@dataclass(frozen=True, slots=True)
class Deduplication:
    """What the matcher and the team did with duplicate records."""

    by_rule: tuple[tuple[str, int], ...] = ()
    """Records joined to another by each rule of the matcher, most frequent first."""
    merged: int = 0
    """Pairs that a person declared one publication."""
    split: int = 0
    """Records that a person took out of a group."""
    kept_apart: int = 0
    """Doubtful pairs that a person declared different."""
    doubtful: int = 0
    """Doubtful pairs nobody has judged."""
    uncompared: int = 0
    """Records not compared with the others yet."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Agreement on first votes, as `winnow agreement` gives it: of two, or of all who voted."""

    raters: tuple[str, ...]
    n: int
    observed: float
    kappa: float | None = None
    low: float | None = None
    high: float | None = None
    pabak: float | None = None
    pabak_low: float | None = None
    pabak_high: float | None = None
    ac1: float | None = None
    ac1_low: float | None = None
    ac1_high: float | None = None
    alpha: float | None = None
    """Krippendorff's, where there are more than two."""


@dataclass(frozen=True, slots=True)
class Stage:
    """Screening at one stage. Counts are of citations, all lanes together."""

    name: str
    wanted: int
    """Reviewers per citation that the protocol asks for."""
    reviewers: tuple[tuple[str, int], ...] = ()
    """Who voted on how many citations."""
    votes: tuple[tuple[int, int], ...] = ()
    """(independent votes, citations with that many), fewest first."""
    verdicts: int = 0
    """decision events, withdrawn ones among them."""
    visible: int = 0
    """Of these, given while other votes were visible."""
    offered: int = 0
    """Of these, on what winnow had put before the reader; of the others it cannot know what their
    readers saw."""
    withdrawn: int = 0
    """Verdicts and resolutions taken back."""
    resolved: tuple[tuple[str, int], ...] = ()
    """Who ended how many disagreements as adjudicator."""
    discussed: int = 0
    """Disagreements of first votes that ended because a reviewer changed the vote."""
    open: int = 0
    """Conflicts nobody has resolved."""
    agreement: tuple[Pair, ...] = ()


@dataclass(frozen=True, slots=True)
class Round:
    """A batch of screening."""

    number: int
    kind: str
    size: int
    opened: str
    closed: str
    reviewers: int = 0
    """Votes each citation of it needs, where not the protocol's number; else 0."""
    model: str = ""
    """Its ranking model, where not the protocol's."""
    unread: int = 0
    """Citations without a verdict when it was opened."""
    read: int = 0
    """Citations of it with a settled verdict now."""
    relevant: int = 0
    """Of these, included."""
    gate: str = ""
    """Of a pilot: the gate's coefficient with its interval and whether it passed, or why it was not
    computed; '' where there is none."""
    overridden: str = ""
    """Of a pilot: why screening went on without its gate."""
    cancelled: str = ""
    """Why it was given up, if it was."""
    check: str = ""
    """Of a check of what was excluded: its exact result."""
    despite: str = ""
    """Why it was opened although the pilot before had failed its gate."""
    agreement: tuple[Pair, ...] = ()


@dataclass(frozen=True, slots=True)
class Learning:
    """The rankings: how many were made, and the last."""

    trainings: int = 0
    """Rankings made."""
    learned: int = 0
    """Of these, by a trained model (the others before both kinds of verdict were known)."""
    second: tuple[tuple[str, int], ...] = ()
    """Other models than the protocol's, and how many of the rankings each made for a round."""
    model: str = ""
    summary: str = ""
    reads: tuple[str, ...] = ()
    parameters: Mapping[str, Any] = field(default_factory=dict)
    seed: int = 0
    versions: Mapping[str, str] = field(default_factory=dict)
    policy: str = ""
    labels: int = 0
    relevant: int = 0
    citations: int = 0
    last: str = ""
    gaps: tuple[int, ...] = ()
    """Verdicts on titles and abstracts between a training of the model that queues follow and the
    next, in order."""
    training_set: str = ""
    ranking: str = ""


@dataclass(frozen=True, slots=True)
class Stopping:
    """The rule fixed for stopping, and the stop that was declared, if any (`at` is '' if none)."""

    rule: str = ""
    target: float = 0.0
    confidence: float = 0.0
    parameters: Mapping[str, Any] = field(default_factory=dict)
    fixed: str = ""
    before_screening: bool = True
    """Was the rule fixed before the first verdict?"""
    assumption: str = ""
    guarantee: str = ""
    warning: str = ""
    at: str = ""
    actor: str = ""
    label: str = ""
    meaning: str = ""
    """The label in a sentence."""
    missed: str = ""
    """What both of two readers excluded by mistake, as far as their votes tell; with their names."""
    text: str = ""
    reason: str = ""
    numbers: Mapping[str, Any] = field(default_factory=dict)
    unread: int = 0
    """Citations of all lanes unread when the stop was declared."""


@dataclass(frozen=True, slots=True)
class Amendment:
    """One recorded change of the protocol."""

    at: str
    actor: str
    reason: str
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reference:
    """What a reader needs to find a publication."""

    key: str = ""
    authors: tuple[str, ...] = ()
    year: int | None = None
    title: str = ""
    journal: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    doi: str = ""
    pmid: str = ""
    registry: str = ""


@dataclass(frozen=True, slots=True)
class Described:
    """What a person assigned to a study."""

    design: str = ""
    substances: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    note: str = ""
    by: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class Ledger:
    """Where all this comes from."""

    events: int = 0
    head: str = ""
    created: str = ""
    last: str = ""
    versions: tuple[str, ...] = ()
    """Versions of winnow that wrote the events, oldest first."""
    protocol: str = ""
    """SHA-256 of the protocol in force."""


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that can be stated about a review at one moment."""

    title: str
    plan: Plan
    flow: Flow
    ledger: Ledger
    searches: tuple[Search, ...] = ()
    dedupe: Deduplication = Deduplication()
    title_abstract: Stage = Stage("title-abstract", 2)
    full_text: Stage = Stage("full-text", 2)
    rounds: tuple[Round, ...] = ()
    learning: Learning = Learning()
    stopping: Stopping = Stopping()
    amendments: tuple[Amendment, ...] = ()
    removals: tuple[str, ...] = ()
    """Reasons given for removals before screening, each once."""
    repaired: int = 0
    """Entries that could not be read and were mended by a person."""
    edited: int = 0
    """Records with a corrected field."""
    references: Mapping[str, Reference] = field(default_factory=dict)
    """Citation id -> its reference, for every citation whose report was sought."""
    not_retrieved: Mapping[str, str] = field(default_factory=dict)
    """Citation id -> why its report could not be had."""
    described: Mapping[str, Described] = field(default_factory=dict)
    """Study (as `flow.citations_of_study` names it) -> what people assigned."""
    documents: Mapping[str, int] = field(default_factory=dict)
    """Included citation -> the documents it stands for, where not one."""
    taken_back: tuple[Withdrawn, ...] = ()
    happened: Mapping[str, int] = field(default_factory=dict)
    """Kind of event -> how often it happened. A sentence that rests on others is not said."""
    readers: tuple[ReaderFacts, ...] = ()
    """Declared models that read citations."""

    def n(self, key: str) -> int:
        """A number of the flow; 0 where the box does not apply."""
        return self.flow.n(key) or 0

    def behind(self, key: str) -> int:
        """How many stand behind any key of the flow's members; 0 where there is none."""
        found = self.flow.members.get(key)
        return found.n if found else 0
