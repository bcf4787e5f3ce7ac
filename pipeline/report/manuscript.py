"""The methods in the past tense, with the numbers of the review: search to full text.

Every count of the flow is read from the flow; counts of votes and events come from the facts.
Sentences state what was done and how often, never what it means.
"""

from __future__ import annotations

from pipeline.report.document import (
    Block,
    Document,
    Heading,
    Paragraph,
    bullets,
    paragraphs,
    section,
)
from pipeline.report.facts import Facts, Search, Stage
from pipeline.report.learning import automation_paragraphs, learning_paragraphs, stopping_paragraphs
from pipeline.report.words import (
    LANES,
    STAGES,
    count,
    day,
    left_open,
    listing,
    minute,
    number,
    pair_words,
    versions_of,
    was,
)

BOXES = {
    "database": "database_results",
    "register": "register_results",
    "website": "website_results",
    "organisation": "organisation_results",
    "citation": "citations_results",
}


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


# --- search -----------------------------------------------------------------------------------


def identified(facts: Facts) -> str:
    """How many records each kind of source gave, in the boxes of the diagram."""
    lanes = dict.fromkeys(row["lane"] for row in facts.flow.sources)
    parts = [
        f"{number(facts.n(box))} from {LANES[lane][1]}"
        for lane, box in BOXES.items()
        if lane in lanes
    ]
    if not parts:
        return "No search has been imported yet."
    return f"Records identified: {listing(parts)}."


def imports_of(facts: Facts, source: str, lane: str) -> list[Search]:
    """The imports of a source, in order."""
    return [s for s in facts.searches if s.source == source and s.lane == lane]


def dates_of(searches: list[Search]) -> str:
    """The dates of the searches of one source, as they were given."""
    dates = list(dict.fromkeys(s.date for s in searches if s.date))
    return listing(dates) if dates else "date not recorded"


def source_sentence(facts: Facts, source: str, lane: str, n: int) -> str:
    """Platform, date and yield of one source."""
    done = imports_of(facts, source, lane)
    platforms = list(dict.fromkeys(s.platform for s in done if s.platform))
    platform = f"through {listing(platforms)}" if platforms else "platform not recorded"
    searched = f"searched: {dates_of(done)}" if done else "not imported yet"
    parts = [LANES.get(lane, (lane,))[0], platform, searched]
    text = f"{', '.join(parts)}. {count(n, 'record')} from {count(len(done), 'export file')}"
    again, bad = sum(s.unchanged for s in done), sum(s.quarantined for s in done)
    if again:
        text += f"; {count(again, 'entry')} had come with an earlier file of this source"
    if bad:
        text += f"; {count(bad, 'entry')} could not be read and {was(bad)} set aside"
    strategy = any(s.strategy.strip() for s in done)
    return f"{text}. {'Its strategy is given in full in the search report.' if strategy else 'No strategy was recorded.'}"


def search_blocks(facts: Facts) -> list[Block]:
    """One bullet for each source, and what was planned but not imported."""
    found: list[Block] = paragraphs([identified(facts)])
    rows = facts.flow.sources
    found += bullets(
        (r["source"], source_sentence(facts, r["source"], r["lane"], r["n"])) for r in rows
    )
    imported = {s.source.casefold() for s in facts.searches}
    missing = [s.name for s in facts.plan.sources if s.name.casefold() not in imported]
    texts = []
    if missing:
        texts.append(f"Named in the protocol and not imported: {listing(missing)}.")
    if facts.repaired:
        n = facts.repaired
        texts.append(f"{count(n, 'entry')} that could not be read {was(n)} mended by a person.")
    if facts.edited:
        n = facts.edited
        texts.append(
            f"Fields of {count(n, 'record')} {was(n)} corrected by hand; the record as imported is kept."
        )
    return found + paragraphs(texts)


# --- de-duplication ---------------------------------------------------------------------------


def dedupe_paragraphs(facts: Facts) -> list[str]:
    """What was merged by which rule and by whom, and what is left."""
    found = facts.dedupe
    joined = sum(n for _, n in found.by_rule)
    if not facts.searches:
        return ["No records have been imported, so none have been compared."]
    rules = f" ({'; '.join(f'{rule} {number(n)}' for rule, n in found.by_rule)})" if joined else ""
    first = (
        "Records that describe one publication were grouped into one citation with "
        f"{versions_of(facts)}. By rule, {count(joined, 'record')} {was(joined)} joined to another"
        f"{rules}. By hand, {count(found.merged, 'pair')} {was(found.merged)} merged, "
        f"{count(found.split, 'record')} taken out of a group again, and "
        f"{count(found.kept_apart, 'possible duplicate')} judged to be different publications."
    )
    second = f"Duplicate records removed before screening (databases and registers): {number(facts.n('duplicates'))}."
    both, copies = (facts.behind(f"other_gap:{k}") for k in ("already_in_databases", "copies"))
    if both:
        second += (
            f" {count(both, 'record')} found by other methods had been found by databases or "
            f"registers too and {was(both)} followed there only."
        )
    if copies:
        second += f" {count(copies, 'further copy', 'further copies')} among other methods {was(copies)} set aside."
    third = []
    if found.doubtful:
        n = found.doubtful
        third.append(
            f"{count(n, 'pair')} of possible duplicates {was(n)} not judged by a person and count as different publications."
        )
    if found.uncompared:
        n = found.uncompared
        third.append(f"{count(n, 'record')} {was(n)} not compared with the others yet.")
    return [first, second, " ".join(third)]


def removed_sentence(facts: Facts) -> str:
    """Records removed before screening other than as duplicates."""
    unread = facts.flow.breakdown.unread if facts.flow.tail == "box3" else 0
    by_rule, other = facts.n("excluded_automatic") - unread, facts.n("excluded_other")
    if not by_rule and not other:
        return ""
    why = f" Reasons given: {'; '.join(facts.removals)}." if facts.removals else ""
    return (
        f"Before screening, {count(by_rule, 'record')} {was(by_rule)} marked as ineligible by a rule "
        f"and {number(other)} removed for other reasons.{why}"
    )


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
        flow += f" ({number(more.unread)} of them left unread when screening was stopped)"
    flow += "."
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
    blind = (
        "All verdicts were given without sight of other reviewers' verdicts."
        if not stage.visible
        else f"{number(stage.visible)} of {count(stage.verdicts, 'verdict')} {was(stage.visible)} given with "
        "other reviewers' verdicts visible."
    )
    first = (
        f"{plan} Reviewers, with the number of {what}s on which each has a verdict that stands: {who}. "
        f"Of {count(read, what)} with a verdict, the number read by so many reviewers: {spread}. {blind}"
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
    text = f"Included: {count(studies, f'{new}study', f'{new}studies')} described in {count(reports, 'report')}."
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
            f" The protocol asks for {pilot.statistic.replace('_', ' ')} of at least "
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
