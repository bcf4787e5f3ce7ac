"""PRISMA-trAIce: seventeen items on automation in a review (a proposal, not a consensus standard).

Source: Holst D, Koch J, Moenck K, Gomse M, Schüppstuhl T. PRISMA-trAIce: a proposed checklist for
transparent reporting of artificial intelligence in comprehensive evidence synthesis. JMIR AI 2025;
4:e80247.
"""

from __future__ import annotations

from winnow_sr.report.checklist import PARTLY, Item, Said, checklist, partly
from winnow_sr.report.document import Document, paragraphs
from winnow_sr.report.facts import Facts
from winnow_sr.report.learning import (
    automation_paragraphs,
    marked_by_rule,
    model_words,
    rule_words,
    stopping_paragraphs,
)
from winnow_sr.report.manuscript import (
    agreement_blocks,
    amendment_blocks,
    conflict_sentence,
    stage_paragraphs,
)
from winnow_sr.report.prisma2020 import said
from winnow_sr.report.words import count, day, listing, number, versions_of, was

SOURCE = "Holst D, et al. JMIR AI 2025;4:e80247; a proposal that has not been through a consensus process."
NO_RANKING = "No ranking was made so far."


def _summary(facts: Facts) -> str:
    if not facts.learning.trainings:
        return ""
    return (
        f"{versions_of(facts)} proposed the order of reading titles and abstracts "
        f"({count(facts.learning.trainings, 'ranking')}); people gave every verdict."
    )


def _abstract(facts: Facts) -> Said:
    return partly(_summary(facts))


def _protocol(facts: Facts) -> Said:
    s = facts.plan.screening
    stop = (
        f" Stopping rule: {rule_words(facts)}, fixed {day(facts.stopping.fixed)}."
        if facts.stopping.rule
        else ""
    )
    return (
        f"In the protocol (SHA-256 {facts.ledger.protocol[:16]}…; the review was begun with its protocol on "
        f"{day(facts.ledger.created)}): model `{s.model}`, seed {s.seed}, "
        f"trained again after every {count(s.batch, 'verdict')}.{stop} Deviations: {said(amendment_blocks(facts))}"
    )


def _tool(facts: Facts) -> Said:
    libraries = listing([f"{n} {v}" for n, v in facts.learning.versions.items()])
    text = f"{versions_of(facts)}, developed by its maintainers; open source (Apache-2.0)."
    return partly(
        text
        + (f" Libraries: {libraries}." if libraries else "")
        + " Where it was obtained; other tools:"
    )


def _stage(facts: Facts) -> Said:
    if not facts.learning.trainings:
        return f"{NO_RANKING} Duplicate records are grouped by rules, not by a learned model."
    return (
        "Titles and abstracts: the model ranked citations for reading; the stopping rule judged when reading "
        "might end. Duplicate records: grouped by rules, not by a learned model. Full texts: no automation."
    )


def _input(facts: Facts) -> Said:
    found = facts.learning
    if not found.trainings:
        return NO_RANKING
    reads = f"Fields read: {listing(found.reads)}. " if found.reads else ""
    return (
        f"{reads}Citations ranked: {number(found.citations)}. Labels: the reviewers' own verdicts, "
        f"{number(found.labels)} in the last training ({number(found.relevant)} relevant); {found.policy}. "
        "No labels from outside the review."
    )


def _output(facts: Facts) -> Said:
    if not facts.learning.trainings:
        return NO_RANKING
    return (
        "A score for each citation and from it an order; scores are not probabilities and no threshold was "
        f"applied. The digest of each of {count(facts.learning.trainings, 'order')} is in the ledger."
    )


def _prompts(facts: Facts) -> Said:
    return partly(
        "winnow used no generative model and no prompt. Others, if any were used outside winnow:"
    )


def _settings(facts: Facts) -> Said:
    return model_words(facts) if facts.learning.trainings else NO_RANKING


def _oversight(facts: Facts) -> Said:
    parts = stage_paragraphs(facts, facts.title_abstract) + stage_paragraphs(facts, facts.full_text)
    pilots = [r for r in facts.rounds if r.kind == "pilot"]
    size = sum(r.size for r in pilots)
    parts.append(
        f"Calibration: {count(len(pilots), 'pilot round')} of {count(size, 'citation')} in all"
        + "".join(f"; round {r.number}, gate: {r.gate}" for r in pilots if r.gate)
        + "."
        if pilots
        else "No pilot round was held."
    )
    return partly(" ".join(t for t in parts if t) + " Training of the reviewers:")


def _evaluation(facts: Facts) -> Said:
    randoms = [r for r in facts.rounds if r.kind == "random"]
    text = (
        f"Recall is bounded by the stopping rule {rule_words(facts)}."
        if facts.stopping.rule
        else ""
    )
    if randoms:
        size = sum(r.size for r in randoms)
        hits = sum(r.relevant for r in randoms)
        text += (
            f" {count(len(randoms), 'random sample')} of unread citations: {count(size, 'citation')}, of which "
            f"{number(sum(r.read for r in randoms))} settled and {number(hits)} included."
        )
    else:
        text += " No random sample of unread citations was drawn."
    return partly(text.strip() + " Other evaluations:")


def _data(facts: Facts) -> Said:
    return partly(
        "Records, verdicts and rankings stay in the review's folder or the team's own database; winnow sends "
        "nothing to an outside service. Licences of the exports and of full texts:"
    )


def _flow(facts: Facts) -> Said:
    more = facts.flow.breakdown
    if not facts.searches:
        return ""
    n = facts.n("records_excluded")
    by_rule = marked_by_rule(facts)
    text = (
        f"Records excluded: {number(n)}, by reviewers {number(more.human)}, by automation tools "
        f"{number(more.automation)}. Records marked as ineligible by rules before screening: "
        f"{number(by_rule)}. Reports excluded at full text: all by reviewers."
    )
    if more.unread:
        text += (
            f" Left unread by the stop: {number(more.unread)}, counted in "
            f"{'records excluded' if facts.flow.tail == 'box5' else 'records removed before screening'}."
        )
    return text if facts.flow.final else (PARTLY, f"Interim. {text}")


def _performance(facts: Facts) -> Said:
    parts = [
        *stopping_paragraphs(facts)[1:],
        conflict_sentence(facts, facts.title_abstract),
        said(agreement_blocks(facts)),
    ]
    return partly(" ".join(t for t in parts if t))


def _limits(facts: Facts) -> Said:
    stop = facts.stopping
    texts = [
        f"The stopping rule assumes: {stop.assumption}" if stop.assumption else "",
        stop.warning,
    ]
    unread = facts.flow.breakdown.unread
    if unread:
        texts.append(f"{count(unread, 'record')} {was(unread)} not read.")
    return partly(" ".join(t for t in texts if t))


def _workload(facts: Facts) -> Said:
    more = facts.flow.breakdown
    return partly(
        f"{count(more.unread, 'record')} of databases and registers were left unread."
        if more.unread
        else ""
    )


M, H, R, O = "mandatory", "highly recommended", "recommended", "optional"  # noqa: E741
ITEMS: tuple[Item, ...] = (
    Item("T1", "Title", "Automation named where its part was large", None, O),
    Item("A1", "Abstract", "Tools, stages and roles in short", _abstract, O),
    Item("I1", "Introduction", "Why automation was used", None, R),
    Item("M1", "Protocol", "Pre-specified or not; deviations", _protocol, M),
    Item("M2", "Tool", "Name, version, developer, access", _tool, M),
    Item("M3", "Purpose and stage", "Stage and exact task", _stage, M),
    Item("M4", "Input data", "What the tool was given", _input, M),
    Item("M5", "Output data", "Form of output, processing after it", _output, M),
    Item("M6", "Prompts (language models)", "Prompts and parameters", _prompts, M),
    Item("M7", "Settings (other models)", "Settings that affect performance", _settings, H),
    Item(
        "M8", "Human oversight", "Reviewers, verification, disagreements, training", _oversight, M
    ),
    Item("M9", "Evaluation: methods", "How performance was judged", _evaluation, M),
    Item("M10", "Ethics and data", "Storage, privacy, copyright, terms", _data, R),
    Item("R1", "Flow diagram", "Handled by automation or by people", _flow, M),
    Item("R2", "Evaluation: results", "Agreement, recall, other measures", _performance, M),
    Item("D1", "Limitations", "Limits of the automation and their effect", _limits, R),
    Item("D2", "Implications", "Experience, benefit, workload", _workload, O),
)


def prisma_traice(facts: Facts) -> Document:
    """The checklist, filled where the ledger can."""
    more = paragraphs(automation_paragraphs(facts))
    return checklist(facts, "prisma-traice", "PRISMA-trAIce", SOURCE, ITEMS, more)
