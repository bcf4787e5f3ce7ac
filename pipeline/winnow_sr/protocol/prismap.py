"""The protocol as text: the items of PRISMA-P 2015, filled from the plan, blank where it is silent.

Source: Shamseer L, Moher D, Clarke M, et al. PRISMA-P 2015: elaboration and explanation. BMJ 2015;
349:g7647. A blank is shown as a blank: no item is filled with words nobody decided on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from winnow_sr.protocol.plan import Plan, Reason
from winnow_sr.vocabulary import Lane

BLANK = "_Not stated in the protocol; to be written by the team._"

LANES: dict[Lane, str] = {
    "database": "Databases",
    "register": "Registers",
    "website": "Websites",
    "organisation": "Organisations",
    "citation": "Citation searching",
}
STATISTICS = {
    "cohen_kappa": "Cohen's kappa",
    "pabak": "prevalence- and bias-adjusted kappa (PABAK)",
    "gwet_ac1": "Gwet's AC1",
    "observed": "observed agreement",
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


def prisma_p(plan: Plan) -> str:
    """The protocol document, Markdown, one section for each PRISMA-P item in the official order."""
    parts = list(items(plan))
    blanks = [f"{i.number} {i.name}" for i in parts if not i.filled]
    head = [
        f"# {_heading(plan.title)}",
        "",
        "Protocol, in the order of the PRISMA-P 2015 checklist.",
    ]
    if blanks:
        said = f"{len(parts) - len(blanks)} of {len(parts)} items are filled; still blank: "
        head += ["", said + "; ".join(blanks) + "."]
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


def _bullets(lines: Iterable[str]) -> str:
    return "\n".join(f"- {' '.join(line.split())}" for line in lines)


def _labelled(pairs: Iterable[tuple[str, str]]) -> str:
    return _bullets(f"**{label}:** {text}" for label, text in pairs if text)


def _identification(plan: Plan) -> str:
    return f"This is the protocol of a systematic review: {plan.title}"


def _update(plan: Plan) -> str:
    if plan.previous is None:
        return "This is a new review; no earlier version is declared."
    return (
        "This is an update of a review that included "
        f"{plan.previous.studies} studies ({plan.previous.reports} reports)."
    )


def _objectives(plan: Plan) -> str:
    q = plan.question
    pico = _labelled(
        (
            ("Population", q.population),
            ("Intervention", q.intervention),
            ("Comparator", q.comparator),
            ("Outcomes", "; ".join(q.outcomes)),
        )
    )
    claims = _bullets(f"{c.id}: {c.question}" for c in plan.claims)
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
        ("Study designs", _bullets(plan.question.designs)),
        ("Included", _bullets(plan.include)),
        ("Excluded", _bullets(plan.exclude)),
        (
            "Reasons for exclusion, in this order; the first that applies is counted",
            "\n".join(reasons),
        ),
        ("Settled in advance", _bullets(cases)),
        ("Marked and followed apart", _bullets(f"{t.name}: {t.text}" for t in plan.tags)),
    )
    return "\n\n".join(f"**{name}**\n\n{text}" for name, text in parts if text)


def _sources(plan: Plan) -> str:
    blocks = []
    for lane, name in LANES.items():
        found = [s for s in plan.sources if s.lane == lane]
        lines = [", ".join(t for t in (s.name, s.platform, s.date) if t) for s in found]
        if lines:
            blocks.append(f"**{name}**\n\n{_bullets(lines)}")
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


def _reviewers(n: int) -> str:
    return "one reviewer" if n == 1 else f"{n} reviewers independently"


def _percent(share: float) -> str:
    return f"{share * 100:g} %"


def _selection(plan: Plan) -> str:
    s, stop = plan.screening, plan.stopping
    lines = [
        f"Titles and abstracts are screened by {_reviewers(s.title_abstract_reviewers)}, "
        f"full texts by {_reviewers(s.full_text_reviewers)}.",
    ]
    if s.reviewers:
        lines.append(f"Reviewers: {', '.join(s.reviewers)}.")
    if s.title_abstract_reviewers > 1 or s.full_text_reviewers > 1:
        who = ", ".join(s.adjudicators) if s.adjudicators else "a person who did not cast the votes"
        seen = "do not see" if s.conflicts == "blind" else "see"
        lines.append(f"Disagreements are resolved by {who}; reviewers {seen} each other's votes.")
        first = s.reason_disagreement == "first-listed"
        lines.append(
            "Where reviewers exclude a report for different reasons, "
            + ("the reason listed first is counted." if first else "the difference is a conflict.")
        )
    if s.pilot.size:
        lines.append(
            f"Screening starts with pilot rounds of {s.pilot.size} citations; it goes on when "
            f"{STATISTICS.get(s.pilot.statistic, s.pilot.statistic)} is at least "
            f"{s.pilot.threshold:g}, and after {s.pilot.max_rounds} rounds below that the criteria "
            "are rewritten."
        )
    lines.append(
        f"The order of citations is proposed by a ranking model (`{s.model}`, seed {s.seed}) trained on "
        f"the team's own decisions and trained again after every {s.batch}; it decides nothing."
        + (" Records without an abstract are screened first." if s.abstractless_first else "")
    )
    lines.append(
        f"Screening of titles and abstracts may stop under the rule `{stop.rule}`, fixed in advance: "
        f"recall target {_percent(stop.target)}, confidence {_percent(stop.confidence)}"
        + "".join(f", {k} {v}" for k, v in stop.parameters.items())
        + ". Citations left unread are reported as such."
    )
    return "\n".join(f"- {line}" for line in lines)


def _outcomes(plan: Plan) -> str:
    listed = _bullets(plan.question.outcomes)
    return "\n\n".join(t for t in (plan.reporting.get("outcomes", ""), listed) if t)


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
    ("9", "Information sources", _sources),
    ("10", "Search strategy", _strategies),
    ("11a", "Data management", _data_management),
    ("11b", "Selection process", _selection),
    ("11c", "Data collection process", _told("data_collection")),
    ("12", "Data items", _told("data_items")),
    ("13", "Outcomes and prioritization", _outcomes),
    ("14", "Risk of bias in individual studies", _told("risk_of_bias")),
    ("15", "Data synthesis", _told("synthesis")),
    ("16", "Meta-bias(es)", _told("meta_biases")),
    ("17", "Confidence in cumulative evidence", _told("confidence")),
)
