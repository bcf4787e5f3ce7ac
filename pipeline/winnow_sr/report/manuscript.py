"""The methods in the past tense, with the numbers of the review: search to full text.

Every count of the flow is read from the flow; counts of votes and events come from the facts.
Sentences state what was done and how often, never what it means; each declares the events that it
rests on (`sentences.say`).
"""

from __future__ import annotations

from winnow_sr.protocol.prismap import STATISTICS
from winnow_sr.report import deviations
from winnow_sr.report.automation import (
    appendix_blocks,
    automation_blocks,
    learning_blocks,
    stopping_blocks,
)
from winnow_sr.report.document import Block, Bullets, Document, Heading, Paragraph, section
from winnow_sr.report.facts import Facts
from winnow_sr.report.phrases import STAGES, count, day, left_open, listing, minute, pair_words
from winnow_sr.report.searching import dedupe_blocks, search_blocks
from winnow_sr.report.selecting import full_text_blocks, screening_blocks
from winnow_sr.report.sentences import Sentence, item, paragraph, say


def methods(facts: Facts) -> Document:
    """The methods section of the manuscript."""
    blocks: list[Block] = [Heading(f"{facts.title}: methods as carried out", 1), *standing(facts)]
    blocks += section("Information sources and search", search_blocks(facts))
    blocks += section("De-duplication", dedupe_blocks(facts))
    blocks += section("Selection: titles and abstracts", screening_blocks(facts))
    blocks += section("Selection: full texts", full_text_blocks(facts))
    blocks += section("Agreement between reviewers", agreement_blocks(facts))
    blocks += section("Order of reading (active learning)", learning_blocks(facts))
    blocks += section("Stopping", stopping_blocks(facts))
    if facts.readers:
        from winnow_sr.report.readers import DECLARED, raise_statement, reader_blocks

        said = [*reader_blocks(facts), *paragraph(facts, say(raise_statement(facts), DECLARED))]
        blocks += section("Declared readers", said)
    blocks += section("Automation", automation_blocks(facts))
    blocks += section("Changes to the protocol", amendment_blocks(facts))
    blocks += section("Differences between plan and conduct", deviations.blocks(facts))
    blocks += appendix_blocks(facts)
    return Document("methods", tuple(blocks))


def standing(facts: Facts) -> list[Block]:
    """The line under a title: the moment, and whether the numbers are final."""
    when = minute(facts.ledger.last)
    head = f"State of the review after {count(facts.ledger.events, 'event')}, the last at {when}."
    if facts.ledger.head:
        head += f" Head of the ledger: {facts.ledger.head}."
    failed = [f"{check.id} ({check.text})" for check in facts.flow.failures]
    if failed:
        text = f"{head} These numbers do not add up and must not be used: {'; '.join(failed)}."
        return paragraph(facts, say(text), label="NOT CONSISTENT.")
    if facts.flow.final:
        return paragraph(facts, say(head))
    rest = left_open(facts)
    text = f"{head} The numbers below will change{f': {rest}' if rest else ''}."
    return paragraph(facts, say(text), label="INTERIM.")


def agreement_blocks(facts: Facts) -> list[Block]:
    """Agreement of every pair, per round and per stage."""
    rows: list[Paragraph] = []
    for found in facts.rounds:
        label = f"Round {found.number} ({found.kind}, {count(found.size, 'citation')})"
        if shared := "; ".join(pair_words(p) for p in found.agreement):
            rows += item(facts, label, say(f"{shared}.", "decision_made", "round_opened"))
        else:
            rows += item(facts, label, say("nothing was read by two reviewers.", "round_opened"))
    for stage in (facts.title_abstract, facts.full_text):
        label = STAGES[stage.name].capitalize()
        for pair in stage.agreement:
            rows += item(facts, label, say(f"{pair_words(pair)}.", "decision_made"))
    if not rows:
        text = "No two reviewers have read the same citation yet."
        return paragraph(facts, say(text) if not facts.flow.final else say(text[:-5] + "."))
    return [*paragraph(facts, *agreement_intro(facts)), Bullets(tuple(rows))]


def agreement_intro(facts: Facts) -> list[Sentence]:
    """How agreement is computed, and what the protocol asks for."""
    pilot = facts.plan.screening.pilot
    return [
        say(
            "Agreement is computed from each reviewer's first verdict; on titles and abstracts, unsure "
            "counts as include."
        ),
        say(
            f"The protocol asks for {STATISTICS.get(pilot.statistic, pilot.statistic)} of at least "
            f"{pilot.threshold:g} in pilot rounds of {pilot.size}."
            if pilot.size
            else ""
        ),
    ]


def amendment_blocks(facts: Facts) -> list[Block]:
    """Every recorded change of the protocol."""
    kind = "protocol_amended"
    if not facts.amendments:
        return paragraph(facts, say("No amendment has been recorded.", without=(kind,)))
    rows: list[Paragraph] = []
    for a in facts.amendments:
        text = f"{listing(a.changed) or 'no part'} changed by {a.actor}. Reason: {a.reason}"
        rows += item(facts, day(a.at), say(text, kind))
    head = say(f"{count(len(rows), 'amendment')} recorded:", kind)
    return [*paragraph(facts, head), Bullets(tuple(rows))]
