"""The plan as plain values: what every command reads, at no cost to start-up.

A `Plan` is made from the dictionary that `Protocol.as_plan` wrote into the ledger. It trusts that
dictionary (it was checked when the file was read) but not its age: a key that an older version did
not write takes its default.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Literal, TypeVar

from winnow_sr.values import Value

Lane = Literal["database", "register", "website", "organisation", "citation"]
_T = TypeVar("_T")


class Question(Value):
    """The review question: PICO, the designs looked for, and the question as one sentence."""

    population: str = ""
    intervention: str = ""
    comparator: str = ""
    outcomes: tuple[str, ...] = ()
    designs: tuple[str, ...] = ()
    text: str = ""


class EdgeCase(Value):
    """A borderline case settled in advance, so that two reviewers settle it the same way."""

    case: str
    verdict: str = ""
    """include, exclude, or nothing where the case only needs a note."""
    reason: str = ""
    """Code of the exclusion reason that applies."""
    tag: str = ""
    """Name of the tag to set, where such citations are followed up apart."""


class Tag(Value):
    """A mark for citations that are counted or discussed apart."""

    name: str
    text: str = ""
    terms: tuple[str, ...] = ()


class Terms(Value):
    """Words that speak for and against a citation: highlighted, and used before a model exists.

    An asterisk at the end of a term stands for any ending.
    """

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


class Reason(Value):
    """One exclusion reason. The order of the list is the order in which they are tried."""

    code: str
    label: str = ""
    text: str = ""


class Source(Value):
    """One place that is searched, and the PRISMA box (lane) its records are counted in."""

    name: str
    lane: Lane = "database"
    platform: str = ""
    strategy: str = ""
    """The search as it is typed, in the platform's own syntax."""
    date: str = ""
    """Day of the search or period covered, as written."""
    limits: str = ""
    notes: str = ""


class Pilot(Value):
    """The calibration rounds before screening proper; passed when `statistic` >= `threshold`."""

    size: int = 50
    statistic: str = "cohen_kappa"
    threshold: float = 0.6
    max_rounds: int = 3


class Screening(Value):
    """Who screens, how many per citation, in what order, and what they see of each other."""

    title_abstract_reviewers: int = 2
    full_text_reviewers: int = 2
    reviewers: tuple[str, ...] = ()
    """Names; empty means anyone may screen."""
    adjudicators: tuple[str, ...] = ()
    core: tuple[str, ...] = ()
    """Core screeners: every citation is read by at least one of them. Empty: anybody will do."""
    quotas: Mapping[str, int] = MappingProxyType({})
    """Name -> most citations this reviewer reads on title and abstract."""
    pilot: Pilot = Pilot()
    batch: int = 50
    """Decisions between two trainings of the ranking."""
    model: str = "default"
    seed: int = 0
    conflicts: Literal["blind", "open"] = "blind"
    """blind: a conflict shows its votes only to who resolves it."""
    show_recall: bool = True
    reason_disagreement: Literal["first-listed", "conflict"] = "first-listed"
    """Both exclude a report, for different reasons: take the one listed first, or ask."""
    abstractless_first: bool = True
    highlight_keys: str = "default"
    """Preset of keys; the same value as `Plan.keys`."""


class Stopping(Value):
    """When screening may stop: rule, recall target and confidence, all fixed in advance."""

    rule: str = "cmh-seq"
    target: float = 0.90
    confidence: float = 0.95
    parameters: Mapping[str, Any] = MappingProxyType({})


class Claim(Value):
    """A question that the evidence map answers with numbers of studies."""

    id: str
    question: str = ""
    terms: tuple[str, ...] = ()


class KnownStudy(Value):
    """A study known to be relevant: a strategy or a ranking that misses it is wrong."""

    label: str
    doi: str = ""
    pmid: str = ""


class Previous(Value):
    """Counts of the review's previous version, for the PRISMA diagram of an updated review."""

    studies: int = 0
    reports: int = 0
    study_ids: tuple[str, ...] = ()
    dropped_studies: int = 0
    dropped_reports: int = 0


DEDUPE_DEFAULTS: dict[str, str] = {
    "cochrane_versions": "ask",
    "errata": "ask",
    "preprints": "ask",
    "conference_abstracts": "ask",
    "registry_entries": "ask",
}
"""What to do with two records of one investigation that are not one publication."""


class Plan(Value):
    """Everything the protocol fixes. Frozen: an amendment makes another plan."""

    title: str = ""
    registration: str = ""
    question: Question = Question()
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    edge_cases: tuple[EdgeCase, ...] = ()
    tags: tuple[Tag, ...] = ()
    terms: Terms = Terms()
    reasons: tuple[Reason, ...] = ()
    sources: tuple[Source, ...] = ()
    search_methods: Mapping[str, str] = MappingProxyType({})
    screening: Screening = Screening()
    stopping: Stopping = Stopping()
    dedupe: Mapping[str, str] = MappingProxyType(DEDUPE_DEFAULTS)
    claims: tuple[Claim, ...] = ()
    known_studies: tuple[KnownStudy, ...] = ()
    previous: Previous | None = None
    """Only for an updated review."""
    keys: str = "default"
    reporting: Mapping[str, str] = MappingProxyType({})
    """Texts for the PRISMA-P items that no other part of the plan fills."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Plan:
        """The plan of `Protocol.as_plan()` (or of the same dictionary read back from JSON)."""
        eligibility = data.get("eligibility") or {}
        keys = str(data.get("keys") or "default")
        return cls(
            title=str(data.get("title") or ""),
            registration=str(data.get("registration") or ""),
            question=_make(Question, data.get("question")),
            include=tuple(eligibility.get("include") or ()),
            exclude=tuple(eligibility.get("exclude") or ()),
            edge_cases=_each(EdgeCase, eligibility.get("edge_cases")),
            tags=_each(Tag, data.get("tags")),
            terms=_make(Terms, data.get("terms")),
            reasons=_each(Reason, data.get("exclusion_reasons")),
            sources=_each(Source, data.get("sources")),
            search_methods=dict(data.get("search_methods") or {}),
            screening=_screening(data.get("screening") or {}, keys),
            stopping=_make(Stopping, data.get("stopping")),
            dedupe={**DEDUPE_DEFAULTS, **(data.get("deduplication") or {})},
            claims=_each(Claim, data.get("claims")),
            known_studies=_each(KnownStudy, data.get("known_studies")),
            previous=_make(Previous, data["previous"]) if data.get("previous") else None,
            keys=keys,
            reporting=dict(data.get("reporting") or {}),
        )

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
        wanted = _fold(name)
        return next((s for s in self.sources if _fold(s.name) == wanted), None)

    def lane_of(self, name: str) -> Lane | None:
        """The lane of a source by its name, or None if the plan does not list it."""
        source = self.source(name)
        return source.lane if source else None


def _fold(text: str) -> str:
    return " ".join(text.split()).casefold()


def _make(cls: type[_T], data: Mapping[str, Any] | None) -> _T:
    """A value from a mapping: lists become tuples, unknown keys of a newer version are left."""
    known: tuple[str, ...] = cls._fields  # type: ignore[attr-defined]
    given = {k: v for k, v in (data or {}).items() if k in known and v is not None}
    return cls(**{k: tuple(v) if isinstance(v, list) else v for k, v in given.items()})


def _each(cls: type[_T], items: list[Mapping[str, Any]] | None) -> tuple[_T, ...]:
    return tuple(_make(cls, item) for item in items or ())


def _screening(data: Mapping[str, Any], keys: str) -> Screening:
    """The screening plan: the file groups by stage and model, the plan is flat."""
    flat: dict[str, Any] = {k: v for k, v in data.items() if not isinstance(v, Mapping)}
    flat["quotas"] = dict(data.get("quotas") or {})
    for stage in ("title_abstract", "full_text"):
        if reviewers := (data.get(stage) or {}).get("reviewers"):
            flat[f"{stage}_reviewers"] = reviewers
    model = data.get("model") or {}
    flat["model"] = model.get("name", "default")
    flat["seed"] = model.get("seed", 0)
    flat["pilot"] = _make(Pilot, data.get("pilot"))
    flat["highlight_keys"] = keys
    return _make(Screening, flat)
