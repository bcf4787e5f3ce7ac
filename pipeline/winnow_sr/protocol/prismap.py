"""The protocol as text: the items of PRISMA-P 2015, filled from the plan, blank where it is silent.

Source: Shamseer L, Moher D, Clarke M, et al. PRISMA-P 2015: elaboration and explanation. BMJ 2015;
349:g7647. A blank is shown as a blank: no item is filled with words nobody decided on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from winnow_sr.protocol.kinds import question_parts, review_words
from winnow_sr.protocol.plan import Plan, Reason, is_planned
from winnow_sr.protocol.selection import STATISTICS, selection
from winnow_sr.vocabulary import Lane

__all__ = ["BLANK", "STATISTICS", "Item", "items", "prisma_p"]

BLANK = "_Not stated in the protocol; to be written by the team._"

LANES: dict[Lane, str] = {
    "database": "Databases",
    "register": "Registers",
    "website": "Websites",
    "organisation": "Organisations",
    "citation": "Citation searching",
}


@dataclass(frozen=True, slots=True)
class Item:
    """One PRISMA-P item: its number, name and text (empty where the plan says nothing)."""

    number: str
    name: str
    text: str

    @property
    def filled(self) -> bool:
        return bool(self.text.strip())

    @property
    def planned(self) -> bool:
        """Is the text an intention that still has to be carried out?"""
        return is_planned(self.text)


def prisma_p(plan: Plan) -> str:
    """The protocol document, Markdown, one section for each PRISMA-P item in the official order."""
    parts = list(items(plan))
    blanks = [f"{i.number} {i.name}" for i in parts if not i.filled]
    planned = [f"{i.number} {i.name}" for i in parts if i.planned]
    head = [
        f"# {_heading(plan.title)}",
        "",
        "Protocol, in the order of the PRISMA-P 2015 checklist.",
    ]
    if blanks or planned:
        said = f"{len(parts) - len(blanks)} of {len(parts)} items are filled"
        said += f"; still blank: {'; '.join(blanks)}" if blanks else ""
        said += f"; only planned so far: {'; '.join(planned)}" if planned else ""
        head += ["", f"{said}."]
    body = [f"## {i.number} {i.name}\n\n{i.text.strip() or BLANK}" for i in parts]
    return "\n".join(head) + "\n\n" + "\n\n".join(body) + "\n"


def items(plan: Plan) -> Iterator[Item]:
    """The PRISMA-P items in order, each with the text that the plan gives it."""
    for number, name, write in _ITEMS:
        yield Item(number, name, write(plan))


# --- one small writer for each item --------------------------------------------------------------

_Write = Callable[[Plan], str]


def _heading(text: str) -> str:
    return " ".join(text.split())


def _told(key: str) -> _Write:
    """A text that only the team can write: taken from `reporting` as it stands."""
    return lambda plan: str(plan.reporting.get(key, ""))


def bullets(lines: Iterable[str]) -> str:
    """Each text on a line of its own, behind a dash."""
    return "\n".join(f"- {' '.join(line.split())}" for line in lines)


def _labelled(pairs: Iterable[tuple[str, str]]) -> str:
    return bullets(f"**{label}:** {text}" for label, text in pairs if text)


def _identification(plan: Plan) -> str:
    return f"This is the protocol of {review_words(plan.kinds)}: {plan.title}"


def _update(plan: Plan) -> str:
    if plan.previous is None:
        return "This is a new review; no earlier version is declared."
    return (
        "This is an update of a review that included "
        f"{plan.previous.studies} studies ({plan.previous.reports} reports)."
    )


def _objectives(plan: Plan) -> str:
    q = plan.question
    names = question_parts(plan.kinds)
    pico = _labelled(
        (
            (names.population, q.population),
            (names.intervention, q.intervention),
            (names.comparator, q.comparator),
            ("Context", q.context),
            (names.outcomes, "; ".join(q.outcomes)),
        )
    )
    claims = bullets(f"{c.id}: {c.question}" for c in plan.claims)
    asked = f"Questions to be mapped:\n\n{claims}" if claims else ""
    return "\n\n".join(t for t in (q.text, pico, asked) if t)


def _reason_line(reason: Reason) -> str:
    code = "" if reason.code == reason.label else f" (`{reason.code}`)"
    return f"{reason.label}{code}" + (f". {reason.text}" if reason.text else "")


def _eligibility(plan: Plan) -> str:
    reasons = [f"{i}. {_reason_line(r)}" for i, r in enumerate(plan.reasons, 1)]
    cases = []
    for case in plan.edge_cases:
        settled = [case.verdict, case.reason, f"tag {case.tag}" if case.tag else ""]
        cases.append(f"{case.case} → {', '.join(s for s in settled if s)}".removesuffix(" → "))
    parts = (
        ("Study designs", bullets(plan.question.designs)),
        ("Included", bullets(plan.include)),
        ("Excluded", bullets(plan.exclude)),
        (
            "Reasons for exclusion, in this order; the first that applies is counted",
            "\n".join(reasons),
        ),
        ("Settled in advance", bullets(cases)),
        ("Marked and followed apart", bullets(f"{t.name}: {t.text}" for t in plan.tags)),
    )
    return headed(parts)


def sources_text(plan: Plan) -> str:
    """The sources by lane, with platform and date."""
    blocks = []
    for lane, name in LANES.items():
        found = [s for s in plan.sources if s.lane == lane]
        lines = [", ".join(t for t in (s.name, s.platform, s.date) if t) for s in found]
        if lines:
            blocks.append(f"**{name}**\n\n{bullets(lines)}")
    methods = plan.search_methods
    extra = _labelled(
        (
            ("Contacts", methods.get("contacts", "")),
            ("Other methods", methods.get("other_methods", "")),
            ("Updating the searches", methods.get("updates", "")),
        )
    )
    return "\n\n".join([*blocks, extra] if extra else blocks)


def _strategies(plan: Plan) -> str:
    blocks = []
    for s in plan.sources:
        if s.strategy:
            fence = "```" if "```" not in s.strategy else "````"
            notes = _labelled((("Limits", s.limits), ("Notes", s.notes)))
            blocks.append(
                f"**{s.name}**"
                + (f" ({s.platform})" if s.platform else "")
                + f"\n\n{fence}text\n{s.strategy.rstrip()}\n{fence}"
                + (f"\n\n{notes}" if notes else "")
            )
    methods = plan.search_methods
    shared = _labelled(
        (
            ("Search filters", methods.get("filters", "")),
            ("Prior work", methods.get("prior_work", "")),
            ("Peer review", methods.get("peer_review", "")),
            (
                "Known relevant studies used as a check",
                "; ".join(k.label for k in plan.known_studies),
            ),
        )
    )
    return "\n\n".join([*blocks, shared] if shared else blocks)


def _data_management(plan: Plan) -> str:
    asked = [name.replace("_", " ") for name, policy in plan.dedupe.items() if policy == "ask"]
    dedupe = "Duplicate records are grouped with winnow; sure groups are merged, every merge can be undone."
    if asked:
        dedupe += f" A person decides on: {', '.join(asked)}."
    return "\n\n".join(t for t in (plan.reporting.get("data_management", ""), dedupe) if t)


def _outcomes(plan: Plan) -> str:
    q = plan.question
    first = q.outcomes[: q.main_outcomes]
    parts = (
        ("", plan.reporting.get("outcomes", "")),
        ("Main outcomes", bullets(first)),
        ("Additional outcomes" if first else "", bullets(q.outcomes[q.main_outcomes :])),
        ("Effect measures", plan.reporting.get("effect_measures", "")),
        ("Time points", plan.reporting.get("time_points", "")),
    )
    return headed(parts)


def _synthesis(plan: Plan) -> str:
    told = plan.reporting
    return headed(
        (
            ("", told.get("synthesis", "")),
            ("Heterogeneity", told.get("heterogeneity", "")),
            ("Subgroups", told.get("subgroups", "")),
            ("Sensitivity analyses", told.get("sensitivity", "")),
        )
    )


def headed(parts: Iterable[tuple[str, str]]) -> str:
    """Texts under their names, those that say something."""
    return "\n\n".join(f"**{name}**\n\n{text}" if name else text for name, text in parts if text)


_ITEMS: tuple[tuple[str, str, _Write], ...] = (
    ("1a", "Identification", _identification),
    ("1b", "Update", _update),
    ("2", "Registration", lambda plan: plan.registration),
    ("3a", "Authors: contact", _told("authors")),
    ("3b", "Authors: contributions", _told("contributions")),
    ("4", "Amendments", _told("amendments")),
    ("5", "Support: sources, sponsor, role", _told("support")),
    ("6", "Rationale", _told("rationale")),
    ("7", "Objectives", _objectives),
    ("8", "Eligibility criteria", _eligibility),
    ("9", "Information sources", sources_text),
    ("10", "Search strategy", _strategies),
    ("11a", "Data management", _data_management),
    ("11b", "Selection process", selection),
    ("11c", "Data collection process", _told("data_collection")),
    ("12", "Data items", _told("data_items")),
    ("13", "Outcomes and prioritization", _outcomes),
    ("14", "Risk of bias in individual studies", _told("risk_of_bias")),
    ("15", "Data synthesis", _synthesis),
    ("16", "Meta-bias(es)", _told("meta_biases")),
    ("17", "Confidence in cumulative evidence", _told("confidence")),
)
