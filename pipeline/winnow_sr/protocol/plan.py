"""The plan as plain values: what every command reads, at little cost to start-up.

A `Plan` is made from the dictionary that `Protocol.as_plan` wrote into the ledger, whose shape it
mirrors. It trusts that dictionary (it was checked when the file was read) but not its age: a key
that an older version did not write takes its default, a key of a newer version is left.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final, Literal, TypeVar, get_args

import msgspec

from winnow_sr.protocol.screening import Reader, Screening, Stopping
from winnow_sr.vocabulary import Lane

ReviewKind = Literal["systematic", "scoping", "network", "ipd", "dta", "living"]
"""systematic (PRISMA 2020), scoping (PRISMA-ScR), network meta-analysis (PRISMA-NMA), individual
participant data (PRISMA-IPD), diagnostic test accuracy (PRISMA-DTA), living."""
REVIEW_KINDS: Final[tuple[ReviewKind, ...]] = get_args(ReviewKind)

Policy = Literal["merge", "ask", "leave"]
_Named = TypeVar("_Named", "Source", "Tag", Reader)


class Question(msgspec.Struct, frozen=True):
    """The review question: PICO, the designs looked for, and the question as one sentence."""

    population: str = ""
    intervention: str = ""
    """For a scoping review the concept, for test accuracy the index test."""
    comparator: str = ""
    """For test accuracy the reference standard."""
    context: str = ""
    outcomes: tuple[str, ...] = ()
    """Most important first; for test accuracy the target condition."""
    main_outcomes: int = 0
    """The first so many of `outcomes` are the main ones; 0 where nobody said."""
    designs: tuple[str, ...] = ()
    text: str = ""

    def parts(self) -> list[tuple[str, str]]:
        """(heading, text) of the question and its parts, of those that are said."""
        said = (
            ("Question", self.text),
            ("Population", self.population),
            ("Intervention", self.intervention),
            ("Comparator", self.comparator),
            ("Context", self.context),
            ("Outcomes", "; ".join(self.outcomes)),
            ("Designs", "; ".join(self.designs)),
        )
        return [(heading, text) for heading, text in said if text]


class EdgeCase(msgspec.Struct, frozen=True):
    """A borderline case settled in advance, so that two reviewers settle it the same way."""

    case: str
    verdict: str = ""
    """include, exclude, or nothing where the case only needs a note."""
    reason: str = ""
    """Code of the exclusion reason that applies."""
    tag: str = ""
    """Name of the tag to set, where such citations are followed up apart."""


class Eligibility(msgspec.Struct, frozen=True):
    """Criteria that a report must meet, criteria that rule it out, and cases on the border."""

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    edge_cases: tuple[EdgeCase, ...] = ()


class Tag(msgspec.Struct, frozen=True):
    """A mark for citations that are counted or discussed apart."""

    name: str
    text: str = ""
    terms: tuple[str, ...] = ()


class Terms(msgspec.Struct, frozen=True):
    """Words that speak for and against a citation: highlighted, and used before a model exists.

    An asterisk at the end of a term stands for any ending.
    """

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


class Reason(msgspec.Struct, frozen=True):
    """One exclusion reason. The order of the list is the order in which they are tried."""

    code: str
    label: str = ""
    text: str = ""


class Source(msgspec.Struct, frozen=True):
    """One place that is searched, and the PRISMA box (lane) its records are counted in."""

    name: str
    lane: Lane = "database"
    platform: str = ""
    strategy: str = ""
    """The search as it is typed, in the platform's own syntax."""
    syntax: str = ""
    """Whose syntax that is, where platform and name do not tell (see `protocol.searching`)."""
    date: str = ""
    """Day of the search or period covered, as written."""
    limits: str = ""
    notes: str = ""


class Claim(msgspec.Struct, frozen=True):
    """A question that the evidence map answers with numbers of studies."""

    id: str
    question: str = ""
    terms: tuple[str, ...] = ()


class KnownStudy(msgspec.Struct, frozen=True):
    """A study known to be relevant: a strategy or a ranking that misses it is wrong."""

    label: str
    doi: str = ""
    pmid: str = ""


class Previous(msgspec.Struct, frozen=True):
    """Counts of the review's previous version, for the PRISMA diagram of an updated review."""

    studies: int = 0
    reports: int = 0
    study_ids: tuple[str, ...] = ()
    dropped_studies: int = 0
    dropped_reports: int = 0


class Deduplication(msgspec.Struct, frozen=True):
    """What to do with two records of one investigation that are not one publication."""

    cochrane_versions: Policy = "ask"
    errata: Policy = "ask"
    preprints: Policy = "ask"
    conference_abstracts: Policy = "ask"
    registry_entries: Policy = "ask"


class Administration(msgspec.Struct, frozen=True):
    """What a registry asks besides the methods. Texts; empty where nobody said.

    A text that starts with 'Planned:' is an intention, and is printed as one.
    """

    start: str = ""
    end: str = ""
    stage: str = ""
    contact: str = ""
    organisation: str = ""
    collaborators: str = ""
    interests: str = ""
    condition: str = ""
    language: str = ""
    country: str = ""
    keywords: tuple[str, ...] = ()
    dissemination: str = ""
    earlier_reviews: str = ""
    published_protocol: str = ""


class Plan(msgspec.Struct, frozen=True):
    """Everything the protocol fixes. Frozen: an amendment makes another plan."""

    title: str = ""
    kinds: tuple[ReviewKind, ...] = msgspec.field(default=("systematic",), name="kind")
    registration: str = ""
    administration: Administration = Administration()
    question: Question = Question()
    eligibility: Eligibility = Eligibility()
    tags: tuple[Tag, ...] = ()
    terms: Terms = Terms()
    reasons: tuple[Reason, ...] = msgspec.field(default=(), name="exclusion_reasons")
    sources: tuple[Source, ...] = ()
    search_methods: Mapping[str, str] = {}
    screening: Screening = Screening()
    readers: tuple[Reader, ...] = ()
    """Declared models and what each may do; nobody listed, nothing granted."""
    stopping: Stopping = Stopping()
    deduplication: Deduplication = Deduplication()
    claims: tuple[Claim, ...] = ()
    known_studies: tuple[KnownStudy, ...] = ()
    previous: Previous | None = None
    """Only for an updated review."""
    keys: str = "default"
    """Preset of keys on the screening screen."""
    reporting: Mapping[str, str] = {}
    """Texts for the PRISMA-P items that no other part of the plan fills."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Plan:
        """The plan of `Protocol.as_plan()` (or of the same dictionary read back from JSON).

        Raises ValueError (msgspec.ValidationError, which names the place) for values of a wrong
        kind or an entry without its name.
        """
        return msgspec.convert(_given(data), cls)

    def as_dict(self) -> dict[str, Any]:
        """The dictionary that `from_dict` reads: what `Protocol.as_plan()` wrote, as far as known."""
        made: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(self))
        return made

    @property
    def include(self) -> tuple[str, ...]:
        """Criteria a report must meet."""
        return self.eligibility.include

    @property
    def exclude(self) -> tuple[str, ...]:
        """Criteria that rule a report out."""
        return self.eligibility.exclude

    @property
    def edge_cases(self) -> tuple[EdgeCase, ...]:
        """Borderline cases settled in advance."""
        return self.eligibility.edge_cases

    @property
    def dedupe(self) -> dict[str, Policy]:
        """Kind of pair -> merge, ask or leave."""
        return msgspec.structs.asdict(self.deduplication)

    @property
    def registered(self) -> bool:
        """Does the registration hold a number or an address, rather than an intention?"""
        return bool(_REGISTRY_ID.search(self.registration))

    def reason(self, text: str) -> Reason | None:
        """The reason meant by a code, a label (case does not matter) or a place in the order.

        A code wins over a label, a label over a place: '3' is the reason coded 3 if there is one,
        else the third of the list.
        """
        wanted = _fold(text)
        for attribute in ("code", "label"):
            for reason in self.reasons:
                if wanted and _fold(getattr(reason, attribute)) == wanted:
                    return reason
        if wanted.isascii() and wanted.isdigit() and 1 <= int(wanted) <= len(self.reasons):
            return self.reasons[int(wanted) - 1]
        return None

    def source(self, name: str) -> Source | None:
        """The source of that name (case does not matter), or None if the plan has none."""
        return _named(self.sources, name)

    def tag(self, name: str) -> Tag | None:
        """The tag of that name (case does not matter), or None if the plan lists none such."""
        return _named(self.tags, name)

    def reader(self, name: str) -> Reader | None:
        """The declared reader of that name (case does not matter), or None."""
        return _named(self.readers, name)

    def lane_of(self, name: str) -> Lane | None:
        """The lane of a source by its name, or None if the plan does not list it."""
        source = self.source(name)
        return source.lane if source else None


DEDUPE_DEFAULTS: Final[dict[str, Policy]] = Plan().dedupe

_REGISTRY_ID = re.compile(
    r"\bCRD\s?\d{8,}|\bINPLASY\d+|\breviewregistry\d+|\bosf\.io/\w+|\b10\.\d{4,9}/\S+|https?://\S+",
    re.IGNORECASE,
)


def is_planned(text: str) -> bool:
    """Is a text of the plan an intention yet, which starts with 'Planned:'?"""
    return text.lstrip().casefold().startswith("planned:")


def _fold(text: str) -> str:
    return " ".join(text.split()).casefold()


def _named(items: Iterable[_Named], name: str) -> _Named | None:
    wanted = _fold(name)
    return next((item for item in items if _fold(item.name) == wanted), None)


def _given(value: Any) -> Any:
    """The same without keys that hold nothing: what is not given takes its default."""
    if isinstance(value, Mapping):
        return {k: _given(v) for k, v in value.items() if v is not None}
    return [_given(item) for item in value] if isinstance(value, list | tuple) else value
