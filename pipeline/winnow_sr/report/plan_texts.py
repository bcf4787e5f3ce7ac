"""The same paragraphs in the future tense, from the plan alone, for a protocol or registration."""

from __future__ import annotations

from winnow_sr.protocol.plan import Plan
from winnow_sr.protocol.prismap import STATISTICS
from winnow_sr.report.automation import rule_words
from winnow_sr.report.document import (
    Block,
    Document,
    Heading,
    Paragraph,
    bullets,
    paragraphs,
    section,
)
from winnow_sr.report.facts import Facts
from winnow_sr.report.phrases import LANES, TO_WRITE, count, listing, number, sentence, versions_of


def planned_methods(facts: Facts) -> Document:
    """The methods section of the protocol."""
    plan = facts.plan
    blocks: list[Block] = [
        Heading(f"{facts.title}: methods as planned", 1),
        Paragraph("From the protocol in force; what the protocol does not say is marked."),
    ]
    blocks += section("Information sources and search", sources(plan))
    blocks += section("De-duplication", paragraphs(dedupe(facts)))
    blocks += section("Selection", paragraphs(selection(plan)))
    blocks += section("Agreement between reviewers", paragraphs([pilot(plan)]))
    blocks += section("Order of reading (active learning)", paragraphs(learning(facts)))
    blocks += section("Stopping", paragraphs(stopping(facts)))
    blocks += section("Automation", paragraphs(statement(facts)))
    blocks += section("Changes to the protocol", paragraphs([amendments(plan)]))
    return Document("methods-protocol", tuple(blocks))


def sources(plan: Plan) -> list[Block]:
    """Every planned source with platform and date."""
    if not plan.sources:
        return [Paragraph(f"The protocol names no source. {TO_WRITE}")]
    rows = []
    for s in plan.sources:
        parts = [LANES.get(s.lane, (s.lane,))[0]]
        parts.append(f"through {s.platform.rstrip('.')}" if s.platform else "platform not stated")
        parts.append(
            f"date or period: {s.date.rstrip('.')}" if s.date else "date or period not stated"
        )
        strategy = "full strategy in the search report" if s.strategy else "no strategy stated"
        rows.append((s.name, f"{', '.join(parts)}; {strategy}."))
    head = f"{count(len(rows), 'source')} will be searched:"
    methods = [
        sentence(plan.search_methods[key])
        for key in ("contacts", "other_methods", "updates")
        if plan.search_methods.get(key)
    ]
    return [Paragraph(head), *bullets(rows), *paragraphs(methods)]


def dedupe(facts: Facts) -> list[str]:
    """What will be merged by rule and what a person will decide."""
    policies = facts.plan.dedupe
    parts = [
        f"{listing([k.replace('_', ' ') for k, v in policies.items() if v == policy])} {words}"
        for policy, words in (
            ("ask", "will be decided on by a person"),
            ("merge", "will be merged by rule"),
            ("leave", "will be left as separate publications"),
        )
        if policy in policies.values()
    ]
    return [
        f"Records that describe one publication will be grouped with {versions_of(facts)}. Sure duplicates "
        "will be merged by rule and doubtful pairs decided on by a person; every merge can be undone."
        + (f" {'; '.join(parts)}.".replace(" cochrane", " Cochrane") if parts else ""),
        "The number of duplicates will be reported by rule and by person.",
    ]


def selection(plan: Plan) -> list[str]:
    """Reviewers, blinding, disagreements."""
    s = plan.screening

    def reading(n: int) -> str:
        return "one reviewer" if n == 1 else f"{n} reviewers independently"

    team = f" Reviewers: {listing(s.reviewers)}." if s.reviewers else ""
    first = (
        f"Titles and abstracts will be read by {reading(s.title_abstract_reviewers)}, full texts by "
        f"{reading(s.full_text_reviewers)}.{team}"
    )
    if s.core:
        first += f" Every citation will be read by at least one of {listing(s.core, 'or')}."
    if s.quotas:
        most = listing([f"{name} {number(n)}" for name, n in s.quotas.items()])
        first += f" Most citations to be read on title and abstract: {most}."
    if max(s.title_abstract_reviewers, s.full_text_reviewers) < 2:
        return [first]
    who = listing(s.adjudicators, "or") or "a person who did not cast the votes"
    seen = "will not see" if s.conflicts == "blind" else "will see"
    second = (
        f"Disagreements will be resolved by {who}; reviewers in a disagreement {seen} each other's verdicts. "
        "Where two exclude a report for different reasons, "
        + (
            "the reason listed first in the protocol will be counted."
            if s.reason_disagreement == "first-listed"
            else "the difference will be treated as a disagreement."
        )
    )
    return [first, second]


def pilot(plan: Plan) -> str:
    """Calibration before screening proper."""
    p = plan.screening.pilot
    if not p.size:
        return "No pilot round is planned."
    return (
        f"Screening will begin with pilot rounds of {count(p.size, 'citation')}. It will go on once "
        f"{STATISTICS.get(p.statistic, p.statistic)} reaches {p.threshold:g}; after {count(p.max_rounds, 'round')} below "
        "that, the criteria will be rewritten. Agreement will be computed from first verdicts."
    )


def learning(facts: Facts) -> list[str]:
    """The model and when it will be trained."""
    s = facts.plan.screening
    summary = f" ({facts.learning.summary})" if facts.learning.summary else ""
    return [
        f"The order of reading will be proposed by {versions_of(facts)}, model `{s.model}`{summary}, seed "
        f"{s.seed}, trained on the reviewers' own verdicts and trained again after every "
        f"{count(s.batch, 'verdict')}. It will give no verdict."
        + (" Citations without an abstract will be read first." if s.abstractless_first else "")
    ]


def stopping(facts: Facts) -> list[str]:
    """The rule fixed in advance."""
    stop = facts.stopping
    if not stop.rule:
        return [f"The protocol fixes no rule for stopping. {TO_WRITE}"]
    return [
        f"Screening of titles and abstracts may be stopped under the rule {rule_words(facts)}."
        + (f" It assumes: {sentence(stop.assumption)}" if stop.assumption else "")
        + (f" What it states: {sentence(stop.guarantee)}" if stop.guarantee else ""),
        "Citations left unread will be counted as excluded by automation tools and listed. A stop "
        "against the rule will be reported as such, with its reason.",
    ]


def statement(facts: Facts) -> list[str]:
    """The sentence that the joint position statement on automation asks for, as far as known."""
    return [
        f"We will use {versions_of(facts)} for grouping duplicate records, for the order of reading and "
        "for the rule of stopping, as set out above. It contains no generative model. Evidence for this "
        f"use, limitations and interests: {TO_WRITE[0].lower()}{TO_WRITE[1:]}"
    ]


def amendments(plan: Plan) -> str:
    """How changes will be recorded."""
    said = plan.reporting.get("amendments", "")
    return said or (
        "A change of the protocol will be recorded in the ledger with its date and reason, and reported."
    )
