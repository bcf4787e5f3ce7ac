"""The PRISMA 2020 checklist: 27 items (42 with their parts), filled where the ledger can.

Source: Page MJ, McKenzie JE, Bossuyt PM, et al. The PRISMA 2020 statement. BMJ 2021;372:n71.
Synthesis, risk of bias and discussion are the authors'; a plan of the protocol is quoted as a plan.
"""

from __future__ import annotations

from winnow_sr.report.checklist import PARTLY, Fill, Item, Said, checklist, partly, planned
from winnow_sr.report.document import Block, Bullets, Document, Paragraph
from winnow_sr.report.evidence import mapped
from winnow_sr.report.facts import Facts
from winnow_sr.report.learning import learning_paragraphs, stopping_paragraphs
from winnow_sr.report.manuscript import (
    amendment_blocks,
    full_text_blocks,
    screening_blocks,
    stage_paragraphs,
)
from winnow_sr.report.searching import dates_of, identified, imports_of
from winnow_sr.report.tables import excluded_table, studies
from winnow_sr.report.words import clauses, count, listing, number, sentence, versions_of, was

SOURCE = "Page MJ, et al. BMJ 2021;372:n71, doi:10.1136/bmj.n71."


def said(blocks: list[Block]) -> str:
    """Blocks as running text."""
    texts: list[str] = []
    for block in blocks:
        for p in block.items if isinstance(block, Bullets) else (block,):
            if isinstance(p, Paragraph):
                texts.append(f"{p.label}: {p.text}" if p.label else p.text)
    return " ".join(texts)


def _planned(key: str) -> Fill:
    """A text of the protocol: a plan is not yet a report."""

    def fill(facts: Facts) -> Said:
        text = str(facts.plan.reporting.get(key, ""))
        return planned(text)

    return fill


def _rationale(facts: Facts) -> Said:
    return str(facts.plan.reporting.get("rationale", ""))


def _objectives(facts: Facts) -> Said:
    q = facts.plan.question
    claims = " ".join(f"{c.id}: {sentence(c.question)}" for c in facts.plan.claims)
    return " ".join(t for t in (q.text, f"Mapped questions. {claims}" if claims else "") if t)


def _eligibility(facts: Facts) -> Said:
    plan = facts.plan
    parts = (
        ("Population", plan.question.population),
        ("Intervention", plan.question.intervention),
        ("Comparator", plan.question.comparator),
        ("Outcomes", clauses(plan.question.outcomes)),
        ("Designs", clauses(plan.question.designs)),
        ("Included", clauses(plan.include)),
        ("Excluded", clauses(plan.exclude)),
        ("Reasons for exclusion, in order", "; ".join(r.label or r.code for r in plan.reasons)),
    )
    text = " ".join(f"{label}: {value.rstrip('.')}." for label, value in parts if value)
    return partly(f"{text} Grouping of studies for the synthesis:") if text else ""


def _sources(facts: Facts) -> Said:
    rows = [
        f"{r['source']} (last searched: {dates_of(imports_of(facts, r['source'], r['lane']))})"
        for r in facts.flow.sources
    ]
    text = "; ".join(rows)
    return partly(f"{text}.") if "not recorded" in text else text


def _strategy(facts: Facts) -> Said:
    if not any(s.strategy.strip() for s in facts.searches):
        return ""
    silent = [
        r["source"]
        for r in facts.flow.sources
        if not any(s.strategy.strip() for s in imports_of(facts, r["source"], r["lane"]))
    ]
    text = "Strategies as recorded: PRISMA-S table, item 8."
    return partly(f"{text} None recorded for {listing(silent)}.") if silent else text


def _selection(facts: Facts) -> Said:
    parts = stage_paragraphs(facts, facts.title_abstract) + stage_paragraphs(facts, facts.full_text)
    parts += learning_paragraphs(facts)[:1] + stopping_paragraphs(facts)
    text = " ".join(t for t in parts if t)
    return text if facts.title_abstract.verdicts else partly(text)


def _flow(facts: Facts) -> Said:
    if not facts.searches:
        return ""
    text = " ".join(
        (
            identified(facts),
            f"Duplicates removed: {number(facts.n('duplicates'))}.",
            said(screening_blocks(facts)[-2:]),
            said(full_text_blocks(facts)),
            "Diagram: winnow prisma.",
        )
    )
    return text if facts.flow.final else (PARTLY, f"Interim. {text}")


def _exclusions(facts: Facts) -> Said:
    n = len(excluded_table(facts).rows)
    text = f"Table of reports excluded at full text, with reasons: {count(n, 'report')}."
    return text if facts.flow.final else (PARTLY, f"Interim. {text}")


def _characteristics(facts: Facts) -> Said:
    n = len(studies(facts))
    if not n:
        return ""
    done = len(mapped(facts))
    return (
        PARTLY,
        f"Included studies with their reports: {count(n, 'study')}, listed; {number(done)} {was(done)} described "
        "by design, substances and claims. The skeleton of characteristics has empty columns.",
    )


def _registration(facts: Facts) -> Said:
    return facts.plan.registration


def _protocol(facts: Facts) -> Said:
    return partly(
        f"Protocol with the review, SHA-256 {facts.ledger.protocol[:16]}…; in the reproducibility bundle. Where "
        "it can be read:"
    )


def _amendments(facts: Facts) -> Said:
    return said(amendment_blocks(facts))


def _availability(facts: Facts) -> Said:
    return partly(
        f"Reproducibility bundle: ledger of {count(facts.ledger.events, 'event')}, protocol, digests of the "
        f"exports, flow; replayed with winnow report --replay ({versions_of(facts)}). Where it is deposited, "
        "extracted data and other materials:"
    )


ITEMS: tuple[Item, ...] = (
    Item(
        "1",
        "Title",
        "Named as a systematic review",
        lambda f: partly(f"Title of the protocol: {sentence(f.title)}"),
    ),
    Item("2", "Abstract", "The PRISMA 2020 for Abstracts checklist"),
    Item("3", "Rationale", "Why, given what is known", _rationale),
    Item("4", "Objectives", "The questions addressed", _objectives),
    Item("5", "Eligibility criteria", "Criteria, and how studies were grouped", _eligibility),
    Item("6", "Information sources", "All sources and when each was last searched", _sources),
    Item("7", "Search strategy", "Full strategies, filters and limits", _strategy),
    Item(
        "8",
        "Selection process",
        "Reviewers per record and report, independence, automation",
        _selection,
    ),
    Item("9", "Data collection process", "Who collected data and how", _planned("data_collection")),
    Item("10a", "Data items: outcomes", "Outcomes sought, which results", _planned("outcomes")),
    Item("10b", "Data items: other variables", "Other variables sought", _planned("data_items")),
    Item(
        "11",
        "Study risk of bias assessment",
        "Tools, assessors, independence",
        _planned("risk_of_bias"),
    ),
    Item("12", "Effect measures", "Measures for each outcome"),
    Item("13a", "Synthesis: eligibility", "Which studies went into which synthesis"),
    Item("13b", "Synthesis: preparation", "How data were prepared"),
    Item("13c", "Synthesis: display", "How results were tabulated or shown"),
    Item("13d", "Synthesis: methods", "How and why results were combined", _planned("synthesis")),
    Item("13e", "Synthesis: heterogeneity", "How causes of differences were explored"),
    Item("13f", "Synthesis: sensitivity", "Sensitivity analyses"),
    Item("14", "Reporting bias assessment", "Bias from missing results", _planned("meta_biases")),
    Item("15", "Certainty assessment", "How certainty was judged", _planned("confidence")),
    Item("16a", "Study selection: flow", "Numbers from records to included studies", _flow),
    Item(
        "16b", "Study selection: exclusions", "Near misses, with the reason for each", _exclusions
    ),
    Item(
        "17",
        "Study characteristics",
        "Each study cited, with its characteristics",
        _characteristics,
    ),
    Item("18", "Risk of bias in studies", "Assessments for each study"),
    Item("19", "Results of individual studies", "Outcome data and estimates for each study"),
    Item("20a", "Syntheses: studies", "Characteristics and bias of contributing studies"),
    Item("20b", "Syntheses: results", "Results of every synthesis"),
    Item("20c", "Syntheses: heterogeneity", "Results on causes of differences"),
    Item("20d", "Syntheses: sensitivity", "Results of sensitivity analyses"),
    Item("21", "Reporting biases", "Assessments of missing results"),
    Item("22", "Certainty of evidence", "Certainty for each outcome"),
    Item("23a", "Discussion: interpretation", "Results in the context of other evidence"),
    Item("23b", "Discussion: evidence limits", "Limitations of the evidence"),
    Item("23c", "Discussion: process limits", "Limitations of the review's processes"),
    Item("23d", "Discussion: implications", "For practice, policy and research"),
    Item("24a", "Registration", "Register and number, or that there is none", _registration),
    Item("24b", "Protocol", "Where it can be read, or that there is none", _protocol),
    Item("24c", "Amendments", "Changes to registration or protocol", _amendments),
    Item("25", "Support", "Funding and the funders' role", _planned("support")),
    Item("26", "Competing interests", "Interests of the authors"),
    Item("27", "Availability of data, code, materials", "What is public and where", _availability),
)


def prisma_2020(facts: Facts) -> Document:
    """The checklist, filled where the ledger can."""
    return checklist(facts, "prisma-2020-checklist", "PRISMA 2020 checklist", SOURCE, ITEMS)
