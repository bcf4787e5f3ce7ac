"""The methods in the past tense, with the numbers of the review: search to full text.

Every count of the flow is read from the flow; counts of votes and events come from the facts.
Sentences state what was done and how often, never what it means.
"""

from __future__ import annotations

from winnow_sr.protocol.prismap import STATISTICS
from winnow_sr.report.document import (
    Block,
    Document,
    Heading,
    Paragraph,
    bullets,
    paragraphs,
    section,
)
from winnow_sr.report.facts import Facts, Round, Stage
from winnow_sr.report.learning import (
    automation_paragraphs,
    learning_paragraphs,
    stopping_paragraphs,
)
from winnow_sr.report.searching import dedupe_paragraphs, removed_sentence, search_blocks
from winnow_sr.report.words import (
    STAGES,
    count,
    day,
    left_open,
    listing,
    minute,
    number,
    pair_words,
    sentence,
    was,
)


def methods(facts: Facts) -> Document:
    """The methods section of the manuscript."""
    blocks: list[Block] = [Heading(f"{facts.title}: methods as carried out", 1), *standing(facts)]
    blocks += section("Information sources and search", search_blocks(facts))
    blocks += section("De-duplication", paragraphs(dedupe_paragraphs(facts)))
    blocks += section("Selection: titles and abstracts", screening_blocks(facts))
    blocks += section("Selection: full texts", full_text_blocks(facts))
    blocks += section("Agreement between reviewers", agreement_blocks(facts))
    blocks += section("Order of reading (active learning)", paragraphs(learning_paragraphs(facts)))
    blocks += section("Stopping", paragraphs(stopping_paragraphs(facts)))
    blocks += section("Automation", paragraphs(automation_paragraphs(facts)))
    blocks += section("Changes to the protocol", amendment_blocks(facts))
    return Document("methods", tuple(blocks))


def standing(facts: Facts) -> list[Block]:
    """The line under a title: the moment, and whether the numbers are final."""
    when = minute(facts.ledger.last)
    head = f"State of the review after {count(facts.ledger.events, 'event')}, the last at {when}."
    failed = [f"{check.id} ({check.text})" for check in facts.flow.failures]
    found: list[Block] = []
    if failed:
        text = f"{head} These numbers do not add up and must not be used: {'; '.join(failed)}."
        found.append(Paragraph(text, "NOT CONSISTENT."))
    elif facts.flow.final:
        found.append(Paragraph(head))
    else:
        rest = left_open(facts)
        text = f"{head} The numbers below will change{f': {rest}' if rest else ''}."
        found.append(Paragraph(text, "INTERIM."))
    return found


# --- screening --------------------------------------------------------------------------------


def screening_blocks(facts: Facts) -> list[Block]:
    """Who screened, how often and how blind; what came of it."""
    stage, more = facts.title_abstract, facts.flow.breakdown
    texts = [removed_sentence(facts), *stage_paragraphs(facts, stage)]
    screened, excluded = facts.n("records_screened"), facts.n("records_excluded")
    flow = (
        f"In the flow diagram, {count(screened, 'record')} from databases and registers count as screened "
        f"and {number(excluded)} as excluded: {number(more.human)} by reviewers and "
        f"{number(more.automation)} by automation tools"
    )
    if more.unread and facts.flow.tail == "box5":
        part = "all" if more.unread == more.automation else number(more.unread)
        flow += f" ({part} of them left unread when screening was stopped)"
    flow += "."
    if facts.rounds:
        texts.append(f"Rounds: {' '.join(round_sentence(r) for r in facts.rounds)}")
    if more.unread and facts.flow.tail == "box3":
        flow += (
            f" {count(more.unread, 'record')} left unread when screening was stopped "
            f"{was(more.unread)} counted as removed before screening by automation tools."
        )
    texts.append(flow)
    excluded_other = facts.behind("other_gap:excluded")
    if excluded_other:
        texts.append(
            f"Of the records found by other methods, {number(excluded_other)} {was(excluded_other)} "
            "excluded on title and abstract or left unread."
        )
    return paragraphs(texts)


def round_sentence(found: Round) -> str:
    """How one round was drawn and what became of it."""
    drawn = {
        "pilot": "a pilot drawn at random",
        "random": "a random sample",
        "check": f"a random sample of {number(found.unread)} excluded, read again without sight of "
        "the first verdicts",
        "priority": f"the first by the ranking{f' of model `{found.model}`' if found.model else ''}",
    }.get(found.kind, found.kind)
    text = f"({found.number}) {count(found.size, 'citation')}, {drawn}"
    if found.kind == "random":
        text += f" of {number(found.unread)} without a verdict"
    if found.reviewers:
        text += f", {count(found.reviewers, 'verdict')} needed for each"
    text += f"; {number(found.read)} settled, {number(found.relevant)} of them included"
    if found.cancelled:
        text += f"; cancelled, because: {found.cancelled}"
    elif found.gate:
        text += f"; gate: {found.gate}"
    if found.check:
        text += f"; {found.check}"
    if found.overridden:
        text += f"; screening went on without the gate, because: {found.overridden}"
    if found.despite:
        text += (
            f"; opened although the pilot before had not passed its gate, because: {found.despite}"
        )
    return sentence(text)


def stage_paragraphs(facts: Facts, stage: Stage) -> list[str]:
    """Reviewers, votes, blinding, disagreements of one stage."""
    what = "citation" if stage.name == "title-abstract" else "report"
    asked = "one reviewer" if stage.wanted == 1 else f"{stage.wanted} reviewers independently"
    plan = f"By protocol each {what} is read by {asked} at {STAGES[stage.name]}."
    if not stage.verdicts:
        return [f"{plan} No verdict has been given at this stage yet."]
    who = listing([f"{name} ({number(n)})" for name, n in stage.reviewers])
    spread = listing([f"{number(n)} by {k}" for k, n in stage.votes])
    read = sum(n for _, n in stage.votes)
    n = stage.verdicts - stage.offered
    elsewhere = (
        f" {number(n)} of {count(stage.verdicts, 'verdict')} {was(n)} handed in from elsewhere (a file, "
        "an id typed): what their readers saw of others' verdicts is not recorded."
        if n
        else ""
    )
    if stage.visible:
        n = stage.visible
        blind = (
            f"{number(n)} of {count(stage.verdicts, 'verdict')} {was(n)} given where other reviewers' "
            "verdicts were shown."
        )
    else:
        blind = "winnow showed nobody another reviewer's verdict before their own."
    first = (
        f"{plan} Reviewers, with the number of {what}s on which each has a verdict that stands: {who}. "
        f"Of {count(read, what)} with a verdict, the number read by so many reviewers: {spread}. {blind}{elsewhere}"
    )
    if stage.withdrawn:
        n = stage.withdrawn
        first += f" {count(n, 'verdict')} {was(n)} taken back by the reviewer who had given {'it' if n == 1 else 'them'}."
    return [first, conflict_sentence(facts, stage)]


def conflict_sentence(facts: Facts, stage: Stage) -> str:
    """How disagreements ended."""
    resolved = sum(n for _, n in stage.resolved)
    if not (resolved or stage.discussed or stage.open):
        return "Disagreements: none so far." if stage.wanted > 1 else ""
    by = f" ({listing([f'{name} {number(n)}' for name, n in stage.resolved])})" if resolved else ""
    return (
        f"Disagreements: {number(resolved)} ended by an adjudicator's verdict{by}, "
        f"{number(stage.discussed)} by a reviewer's change of verdict, {number(stage.open)} open."
    )


def full_text_blocks(facts: Facts) -> list[Block]:
    """Reports sought, read, excluded by reason, included."""
    sought = facts.n("dbr_sought_reports") + facts.n("other_sought_reports")
    texts = (
        stage_paragraphs(facts, facts.full_text)
        if sought
        else ["No full text has been sought yet."]
    )
    blocks: list[Block] = paragraphs(texts)
    if not sought:
        return blocks
    lanes = [("dbr", "databases and registers", "databases")]
    if facts.flow.with_other:
        lanes.append(("other", "other methods", "other"))
    blocks += bullets(
        (name[0].upper() + name[1:], lane_sentence(facts, key, lane)) for key, name, lane in lanes
    )
    studies, reports = facts.n("new_studies"), facts.n("new_reports")
    new = "new " if facts.flow.updated else ""
    text = f"Included: {count(studies, f'{new}study', f'{new}studies')} reported in {count(reports, 'report')}."
    if facts.flow.updated:
        text += (
            f" With the previous version: {count(facts.n('total_studies'), 'study')} in "
            f"{count(facts.n('total_reports'), 'report')}."
        )
    return blocks + paragraphs([text])


def lane_sentence(facts: Facts, key: str, lane: str) -> str:
    """The reports of one column of the diagram."""
    more = facts.flow.breakdown
    rows = facts.flow.reasons[lane]
    reasons = "; ".join(f"{row['label'] or row['reason']} {number(row['n'])}" for row in rows)
    excluded = sum(row["n"] for row in rows)
    text = (
        f"{count(facts.n(f'{key}_sought_reports'), 'report')} sought, "
        f"{number(facts.n(f'{key}_notretrieved_reports'))} not retrieved, "
        f"{number(facts.n(f'{key}_assessed'))} assessed, {number(excluded)} excluded"
    )
    text += f" ({reasons})" if reasons else ""
    extras = (
        (getattr(more, f"{key}_awaiting"), "awaiting classification"),
        (getattr(more, f"{key}_ongoing"), "of ongoing studies"),
        (getattr(more, f"{key}_unread_reports"), "counted as assessed but not judged yet"),
    )
    text += "".join(f"; {number(n)} {words}" for n, words in extras if n)
    return f"{text}."


# --- agreement, amendments --------------------------------------------------------------------


def agreement_blocks(facts: Facts) -> list[Block]:
    """Agreement of every pair, per round and per stage."""
    pilot = facts.plan.screening.pilot
    rows: list[tuple[str, str]] = []
    for found in facts.rounds:
        label = f"Round {found.number} ({found.kind}, {count(found.size, 'citation')})"
        shared = (
            "; ".join(pair_words(p) for p in found.agreement) or "nothing was read by two reviewers"
        )
        rows.append((label, f"{shared}."))
    for stage in (facts.title_abstract, facts.full_text):
        label = STAGES[stage.name].capitalize()
        rows += [(label, f"{pair_words(pair)}.") for pair in stage.agreement]
    if not rows:
        return [Paragraph("No two reviewers have read the same citation yet.")]
    intro = (
        "Agreement is computed from each reviewer's first verdict; on titles and abstracts, unsure "
        "counts as include."
    )
    if pilot.size:
        intro += (
            f" The protocol asks for {STATISTICS.get(pilot.statistic, pilot.statistic)} of at least "
            f"{pilot.threshold:g} in pilot rounds of {pilot.size}."
        )
    return [Paragraph(intro), *bullets(rows)]


def amendment_blocks(facts: Facts) -> list[Block]:
    """Every recorded change of the protocol."""
    if not facts.amendments:
        return [Paragraph("No amendment has been recorded.")]
    rows = [
        (day(a.at), f"{listing(a.changed) or 'no part'} changed by {a.actor}. Reason: {a.reason}")
        for a in facts.amendments
    ]
    return [Paragraph(f"{count(len(rows), 'amendment')} recorded:"), *bullets(rows)]
