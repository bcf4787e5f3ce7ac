"""The protocol as the fields of a PROSPERO registration, and which of them are still missing.

Source of the fields: Booth A, Clarke M, Ghersi D, Moher D, Petticrew M, Stewart L. Establishing a
minimum dataset for prospective registration of systematic reviews: an international consultation.
PLoS ONE 2011;6(11):e27319, as PROSPERO's form of forty fields asks for them. The form changes now
and then: names and order on the day of registration may differ.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from winnow_sr.protocol.kinds import question_parts, review_words
from winnow_sr.protocol.plan import Plan, is_planned
from winnow_sr.protocol.prismap import bullets, headed, sources_text
from winnow_sr.text import count, listing

MISSING = "_Missing; to be written by the team._"
REMARKS = {
    "scoping": "PROSPERO registers no scoping reviews; the Open Science Framework does.",
}


@dataclass(frozen=True, slots=True)
class RegistryField:
    """One field of the form."""

    number: int
    name: str
    needed: bool
    """Does the form refuse to be sent without it?"""
    text: str
    """Empty where the plan says nothing."""

    @property
    def planned(self) -> bool:
        """Does the plan name an intention only?"""
        return is_planned(self.text)

    @property
    def missing(self) -> bool:
        """Is it needed, and not there or only planned?"""
        return self.needed and (not self.text.strip() or self.planned)


def prospero_fields(plan: Plan) -> tuple[RegistryField, ...]:
    """The fields in the order of the form, filled from the plan where it says something."""
    return tuple(
        RegistryField(number, name, needed, write(plan).strip())
        for number, name, needed, write in FIELDS
    )


def missing_fields(plan: Plan) -> tuple[str, ...]:
    """Names of the needed fields that are empty or only planned."""
    return tuple(f.name for f in prospero_fields(plan) if f.missing)


def prospero(plan: Plan) -> str:
    """The registration as Markdown: what is missing first, then each field to be copied."""
    fields = prospero_fields(plan)
    parts = ["# PROSPERO registration: fields", *_remarks(plan)]
    empty = [f.name for f in fields if f.missing and not f.planned]
    planned = [f.name for f in fields if f.missing and f.planned]
    if empty:
        parts.append(f"Missing, and needed: {listing(empty)}.")
    if planned:
        parts.append(f"Only planned so far, and needed: {listing(planned)}.")
    if not empty and not planned:
        parts.append(f"All {count(sum(f.needed for f in fields), 'needed field')} are filled.")
    for f in fields:
        if f.text or f.needed:
            parts.append(f"## {f.number} {f.name}\n\n{f.text or MISSING}")
    return "\n\n".join(parts) + "\n"


def _remarks(plan: Plan) -> list[str]:
    return [text for kind, text in REMARKS.items() if kind in plan.kinds]


# --- what each field is filled with ----------------------------------------------------------------

_Write = Callable[[Plan], str]


def _told(key: str) -> _Write:
    return lambda plan: str(plan.reporting.get(key, ""))


def _registry(key: str) -> _Write:
    return lambda plan: str(getattr(plan.administration, key))


def _nothing(plan: Plan) -> str:
    return ""


def _question(plan: Plan) -> str:
    claims = bullets(f"{c.id}: {c.question}" for c in plan.claims)
    return headed((("", plan.question.text), ("Questions to be mapped", claims)))


def _searches(plan: Plan) -> str:
    methods = plan.search_methods
    told = [methods.get(k, "") for k in ("contacts", "updates", "filters", "peer_review")]
    limits = [f"{s.name}: {s.limits}" for s in plan.sources if s.limits]
    return headed((("", sources_text(plan)), ("Limits", bullets(limits)), ("", _sentences(told))))


def _sentences(texts: Iterable[str]) -> str:
    return " ".join(f"{' '.join(t.split()).rstrip('.')}." for t in texts if t)


def _designs(plan: Plan) -> str:
    return headed(
        (
            ("", bullets(plan.question.designs)),
            ("Included", bullets(plan.include)),
            ("Excluded", bullets(plan.exclude)),
        )
    )


def _main_outcomes(plan: Plan) -> str:
    main = plan.question.outcomes[: plan.question.main_outcomes]
    return _measured(plan, main) if main else ""


def _other_outcomes(plan: Plan) -> str:
    return _measured(plan, plan.question.outcomes[plan.question.main_outcomes :])


def _measured(plan: Plan, outcomes: tuple[str, ...]) -> str:
    told = plan.reporting
    return headed(
        (
            ("", bullets(outcomes)),
            ("Measures of effect", told.get("effect_measures", "") if outcomes else ""),
            ("Time points", told.get("time_points", "") if outcomes else ""),
        )
    )


def _extraction(plan: Plan) -> str:
    s, told = plan.screening, plan.reporting
    selection = (
        f"Titles and abstracts are read by {count(s.title_abstract_reviewers, 'reviewer')}, full texts by "
        f"{count(s.full_text_reviewers, 'reviewer')}, independently of each other where there are several."
    )
    return headed(
        (
            ("Selection", selection),
            ("Extraction", told.get("data_collection", "")),
            ("Data items", told.get("data_items", "")),
        )
    )


def _synthesis(plan: Plan) -> str:
    told = plan.reporting
    names = ("synthesis", "heterogeneity", "sensitivity", "meta_biases", "confidence")
    return "\n\n".join(told[name] for name in names if told.get(name))


def _kind(plan: Plan) -> str:
    said = review_words(plan.kinds)
    return f"{said[:1].upper()}{said[1:]}"


def _registered(plan: Plan) -> str:
    return plan.registration


def _part(name: str) -> _Write:
    """A part of the question, under the name that it has in this kind of review."""

    def write(plan: Plan) -> str:
        text = str(getattr(plan.question, name))
        called = getattr(question_parts(plan.kinds), name)
        usual = getattr(question_parts(("systematic",)), name)
        return f"{called}: {text}" if text and called != usual else text

    return write


def _keywords(plan: Plan) -> str:
    return "; ".join(plan.administration.keywords)


def _update(plan: Plan) -> str:
    if plan.previous is None:
        return plan.administration.earlier_reviews
    old = f"An update of a review that included {count(plan.previous.studies, 'study')}."
    return " ".join(t for t in (old, plan.administration.earlier_reviews) if t)


FIELDS: tuple[tuple[int, str, bool, _Write], ...] = (
    (1, "Review title", True, lambda plan: plan.title),
    (2, "Original language title", False, _nothing),
    (3, "Anticipated or actual start date", True, _registry("start")),
    (4, "Anticipated completion date", True, _registry("end")),
    (5, "Stage of review at time of this submission", True, _registry("stage")),
    (6, "Named contact, with address", True, _registry("contact")),
    (10, "Organisational affiliation of the review", True, _registry("organisation")),
    (11, "Review team members and their affiliations", True, _told("authors")),
    (12, "Funding sources or sponsors", True, _told("support")),
    (13, "Conflicts of interest", True, _registry("interests")),
    (14, "Collaborators", False, _registry("collaborators")),
    (15, "Review question", True, _question),
    (16, "Searches", True, _searches),
    (17, "URL to search strategy", False, _registry("published_protocol")),
    (18, "Condition or domain being studied", True, _registry("condition")),
    (19, "Participants or population", True, _part("population")),
    (20, "Intervention(s), exposure(s)", True, _part("intervention")),
    (21, "Comparator(s) or control", True, _part("comparator")),
    (22, "Types of study to be included", True, _designs),
    (23, "Context", False, lambda plan: plan.question.context),
    (24, "Main outcome(s), with measures of effect", True, _main_outcomes),
    (25, "Additional outcome(s), with measures of effect", True, _other_outcomes),
    (26, "Data extraction (selection and coding)", True, _extraction),
    (27, "Risk of bias (quality) assessment", True, _told("risk_of_bias")),
    (28, "Strategy for data synthesis", True, _synthesis),
    (29, "Analysis of subgroups or subsets", True, _told("subgroups")),
    (30, "Type and method of review", True, _kind),
    (31, "Language", True, _registry("language")),
    (32, "Country", True, _registry("country")),
    (33, "Other registration details", False, _registered),
    (34, "Reference or URL for published protocol", False, _registry("published_protocol")),
    (35, "Dissemination plans", False, _registry("dissemination")),
    (36, "Keywords", False, _keywords),
    (37, "Details of any existing review of the same topic by the same authors", False, _update),
)
"""Number, name, whether it is needed, and what fills it. Left out: what only the registry knows, such
as the status of the review, and e-mail, address and telephone, which belong to the contact."""
