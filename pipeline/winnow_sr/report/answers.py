"""Short answers to what reporting checklists ask of any review; `ANSWERS` has them by name.

Synthesis, risk of bias and discussion are the authors'; a plan of the protocol is quoted as a plan.
"""

from __future__ import annotations

from winnow_sr.protocol.kinds import question_parts, review_words
from winnow_sr.report import deviations
from winnow_sr.report.answering import UNANSWERED, Answer, Fill, filled, planned, quoted, shortened
from winnow_sr.report.automation import model_name, rule_words
from winnow_sr.report.evidence import mapped
from winnow_sr.report.facts import Facts
from winnow_sr.report.phrases import (
    clauses,
    count,
    listing,
    minute,
    number,
    sentence,
    versions_of,
    was,
)
from winnow_sr.report.searching import (
    dates_of,
    identified,
    imports_of,
    planned_strategy,
    strategies_of,
)
from winnow_sr.report.selecting import (
    blind_sentence,
    flow_sentences,
    included_sentences,
    spread_sentence,
)
from winnow_sr.report.sentences import Sentence, say
from winnow_sr.report.tables import excluded_table, with_reports

VOTED, SEARCHED = "decision_made", "search_imported"
SELECTION = "Methods: Selection"


def _title(facts: Facts) -> Answer:
    text = f"The protocol calls it {review_words(facts.plan.kinds)}: {sentence(facts.title)}"
    return filled("Title", say(text), missing="the title of the manuscript")


def _abstract(facts: Facts) -> Answer:
    text = "The checklist for abstracts is in this kit (prisma-2020-abstract)."
    return filled("Abstract", say(text), missing="the abstract")


def _rationale(facts: Facts) -> Answer:
    return planned(
        str(facts.plan.reporting.get("rationale", "")), "Introduction (from the protocol)"
    )


def _objectives(facts: Facts) -> Answer:
    q, n = facts.plan.question, len(facts.plan.claims)
    more = f"{count(n, 'question')} to be mapped {was(n)} fixed in the protocol." if n else ""
    return planned(f"{sentence(q.text)} {more}", "Introduction (from the protocol)")


def criteria(facts: Facts) -> Sentence:
    """Who and what was eligible, and by how many reasons the others were excluded."""
    plan, names = facts.plan, question_parts(facts.plan.kinds)
    parts = (
        (names.population, plan.question.population),
        (names.intervention, plan.question.intervention),
        (names.comparator, plan.question.comparator),
        ("Designs", clauses(plan.question.designs)),
    )
    said = " ".join(f"{label}: {value.rstrip('.')}." for label, value in parts if value)
    reasons = f"{count(len(plan.reasons), 'ordered reason')} for exclusion."
    return say(f"{shortened(said)} {reasons}" if said else reasons)


def _eligibility(facts: Facts) -> Answer:
    missing = "how studies were grouped for the syntheses"
    return filled("Methods: Eligibility criteria", criteria(facts), missing=missing)


def _criteria(facts: Facts) -> Answer:
    return filled("Methods: Eligibility criteria", criteria(facts))


def _sources(facts: Facts) -> Answer:
    rows = [
        f"{r['source']}: {dates_of(imports_of(facts, r['source'], r['lane']))}"
        for r in facts.flow.sources
    ]
    text = f"With the date of the last search, {'; '.join(rows)}." if rows else ""
    missing = "dates of searches" if "not recorded" in text else ""
    return filled("Methods: Information sources and search", say(text, SEARCHED), missing=missing)


def _strategies(facts: Facts) -> Answer:
    rows = facts.flow.sources
    run = [r["source"] for r in rows if strategies_of(facts, r["source"], r["lane"])]
    plan = [
        r["source"] for r in rows if r["source"] not in run and planned_strategy(facts, r["source"])
    ]
    none = [r["source"] for r in rows if r["source"] not in (*run, *plan)]
    return filled(
        "Search report (PRISMA-S)",
        say(f"As run: {listing(run)}." if run else "", SEARCHED),
        say(f"Planned, not known whether run so: {listing(plan)}." if plan else "", SEARCHED),
        say(f"No strategy recorded: {listing(none)}." if none else "", SEARCHED),
        missing="strategies as run" if plan or none else "",
    )


def _selection(facts: Facts) -> Answer:
    stage, full = facts.title_abstract, facts.full_text
    if not stage.verdicts:
        return UNANSWERED
    return filled(
        f"{SELECTION}; Order of reading; Stopping",
        say("Titles and abstracts:", VOTED),
        spread_sentence(stage),
        blind_sentence(stage),
        say("Full texts:" if full.verdicts else "", VOTED),
        spread_sentence(full),
        *automation(facts),
    )


def automation(facts: Facts) -> list[Sentence]:
    """Ranking and stop in a sentence each, where there were any."""
    stop = facts.stopping
    return [
        say(
            f"Order of reading proposed by {versions_of(facts)}, {model_name(facts)}.",
            "model_trained",
        )
        if facts.title_abstract.offered
        else say(""),
        say(
            f"Stopped under {rule_words(facts)}, {count(stop.unread, 'citation')} unread, label: {stop.label}."
            if stop.at and stop.rule and stop.unread
            else "",
            "screening_stopped",
        ),
    ]


def _flow(facts: Facts) -> Answer:
    missing = "" if facts.flow.final else "final numbers (the review is not finished)"
    return filled(
        "Results: Study selection; flow diagram",
        identified(facts) if facts.searches else say(""),
        say(f"Duplicates removed: {number(facts.n('duplicates'))}.", SEARCHED),
        *(flow_sentences(facts) if facts.title_abstract.verdicts else ()),
        *included_sentences(facts),
        missing=missing,
    )


def _included(facts: Facts) -> Answer:
    return filled("Results", *included_sentences(facts), missing="participants, characteristics")


def _exclusions(facts: Facts) -> Answer:
    n = len(excluded_table(facts).rows)
    text = f"{count(n, 'report')} excluded at full text, each cited with its reason." if n else ""
    return filled(
        "Results: table of reports excluded at full text",
        say(text, VOTED),
        missing="" if facts.flow.final else "final numbers (the review is not finished)",
    )


def _characteristics(facts: Facts) -> Answer:
    n, done = len(with_reports(facts)), len(mapped(facts))
    if not n:
        return UNANSWERED
    return filled(
        "Results: included studies and their reports",
        say(f"{count(n, 'study')} cited.", VOTED),
        say(f"{number(done)} described by design, substances and claims.", "study_described"),
        missing="characteristics (the skeleton has empty columns)",
    )


def _map(facts: Facts) -> Answer:
    done = len(mapped(facts))
    text = f"{count(done, 'study')} in the evidence map, by claim, design and substance."
    return filled("Evidence map", say(text, "study_described"), missing="what the studies found")


def _registration(facts: Facts) -> Answer:
    text = facts.plan.registration.strip()
    if not text:
        return UNANSWERED
    none = text.rstrip(".").casefold() in ("none", "no", "not registered")
    if facts.plan.registered or none:
        return filled("Registration", say(sentence(text)))
    return planned(text)


def _protocol(facts: Facts) -> Answer:
    return filled(
        "Reproducibility bundle",
        say(
            f"A protocol was prepared (SHA-256 {facts.ledger.protocol[:16]}…) and is in the bundle."
        ),
        missing="where it can be accessed",
    )


def _amendments(facts: Facts) -> Answer:
    n = len(facts.amendments)
    return filled(
        "Methods: Changes to the protocol; Differences between plan and conduct",
        say("No amendment has been recorded.", without=("protocol_amended",)),
        say(f"{count(n, 'amendment')} recorded, with reasons." if n else "", "protocol_amended"),
        deviations.summary(facts),
        missing="explanations of the differences" if deviations.deviations(facts) else "",
    )


def _availability(facts: Facts) -> Answer:
    text = (
        f"Reproducibility bundle (state of {minute(facts.ledger.last)}): ledger of "
        f"{count(facts.ledger.events, 'event')}, protocol, digests of exports and records, flow. Code: "
        f"{versions_of(facts)}."
    )
    return filled(
        "Reproducibility bundle", say(text), missing="where it is deposited; extracted data"
    )


def _interests(facts: Facts) -> Answer:
    return planned(facts.plan.administration.interests)


def _question(facts: Facts) -> Answer:
    return planned(facts.plan.question.text)


ANSWERS: dict[str, Fill] = {
    "title": _title,
    "abstract": _abstract,
    "rationale": _rationale,
    "objectives": _objectives,
    "question": _question,
    "eligibility": _eligibility,
    "criteria": _criteria,
    "sources": _sources,
    "strategies": _strategies,
    "selection": _selection,
    "data_collection": quoted("data_collection"),
    "outcomes": quoted("outcomes"),
    "data_items": quoted("data_items"),
    "risk_of_bias": quoted("risk_of_bias"),
    "effect_measures": quoted("effect_measures"),
    "synthesis": quoted("synthesis"),
    "heterogeneity": quoted("heterogeneity"),
    "sensitivity": quoted("sensitivity"),
    "meta_biases": quoted("meta_biases"),
    "confidence": quoted("confidence"),
    "flow": _flow,
    "included": _included,
    "exclusions": _exclusions,
    "characteristics": _characteristics,
    "map": _map,
    "registration": _registration,
    "protocol": _protocol,
    "amendments": _amendments,
    "support": quoted("support"),
    "interests": _interests,
    "availability": _availability,
}
