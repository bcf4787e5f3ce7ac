"""What is said of the search, of removals and of de-duplication."""

from __future__ import annotations

from winnow_sr.report.document import Block, Bullets, Paragraph
from winnow_sr.report.facts import Facts, Search
from winnow_sr.report.phrases import (
    LANES,
    clauses,
    count,
    day,
    listing,
    number,
    sentence,
    versions_of,
    was,
)
from winnow_sr.report.sentences import PLAN, Sentence, item, paragraph, say

SEARCHED = "search_imported"
BOXES = {
    "database": "database_results",
    "register": "register_results",
    "website": "website_results",
    "organisation": "organisation_results",
    "citation": "citations_results",
}


def identified(facts: Facts) -> Sentence:
    """How many records each kind of source gave, in the boxes of the diagram."""
    lanes = dict.fromkeys(row["lane"] for row in facts.flow.sources)
    parts = [
        f"{number(facts.n(box))} from {LANES[lane][1]}"
        for lane, box in BOXES.items()
        if lane in lanes
    ]
    if not parts:
        return say("No search has been imported yet.")
    return say(f"Records identified: {listing(parts)}.", SEARCHED)


def imports_of(facts: Facts, source: str, lane: str) -> list[Search]:
    """The imports of a source, in order."""
    return [s for s in facts.searches if s.source == source and s.lane == lane]


def dates_of(searches: list[Search]) -> str:
    """The dates of the searches of one source, as they were given."""
    dates = list(dict.fromkeys(s.date for s in searches if s.date and not s.planned))
    if dates:
        return listing(dates)
    said = [s.date.rstrip(".") for s in searches if s.planned]
    days = listing(list(dict.fromkeys(day(s.at) for s in searches)))
    protocol = f"; by the protocol: {said[0]}" if said else ""
    return f"date not recorded (imported {days}{protocol})" if days else "date not recorded"


def strategies_of(facts: Facts, source: str, lane: str) -> list[Search]:
    """The imports of a source whose strategy was recorded as run, each strategy once."""
    done = [s for s in imports_of(facts, source, lane) if s.as_run]
    return list({s.strategy.strip(): s for s in done}.values())


def planned_strategy(facts: Facts, source: str) -> str:
    """The strategy that the protocol gives for a source; '' where it gives none."""
    found = facts.plan.source(source)
    return found.strategy.strip() if found else ""


def strategy_sentence(facts: Facts, source: str, lane: str) -> Sentence:
    """Is the strategy known as run, as planned, or not at all?"""
    if strategies_of(facts, source, lane):
        return say("Its strategy as run is given in full in the search report.", SEARCHED)
    if planned_strategy(facts, source):
        return say(
            "Its strategy was recorded as planned in the protocol; whether it was run so is not known "
            "to winnow.",
            SEARCHED,
        )
    return say("No strategy was recorded.", SEARCHED)


def hits_sentence(done: list[Search]) -> Sentence:
    """Where the platform reported another number than the files hold."""
    told = [s for s in done if s.hits is not None]
    hits, entries = sum(s.hits or 0 for s in told), sum(s.entries for s in told)
    if not told or hits == entries:
        return say("")
    return say(
        f"The platform reported {count(hits, 'result')}; the files hold {number(entries)}.",
        SEARCHED,
    )


def source_sentences(facts: Facts, source: str, lane: str, n: int) -> list[Sentence]:
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
    return [
        say(f"{text}.", SEARCHED),
        hits_sentence(done),
        strategy_sentence(facts, source, lane),
    ]


def not_searched(facts: Facts) -> list[str]:
    """Sources that the protocol names and nothing was imported from."""
    imported = {s.source.casefold() for s in facts.searches}
    return [s.name for s in facts.plan.sources if s.name.casefold() not in imported]


def search_blocks(facts: Facts) -> list[Block]:
    """One bullet for each source, and what was planned but not imported."""
    items: list[Paragraph] = []
    for row in facts.flow.sources:
        name, lane = row["source"], row["lane"]
        items += item(facts, name, *source_sentences(facts, name, lane, row["n"]))
    found = paragraph(facts, identified(facts))
    found += [Bullets(tuple(items))] if items else []
    missing, mended, edited = not_searched(facts), facts.repaired, facts.edited
    return found + paragraph(
        facts,
        say(f"Named in the protocol and not imported: {listing(missing)}." if missing else ""),
        say(
            f"{count(mended, 'entry')} that could not be read {was(mended)} mended by a person.",
            "quarantine_repaired",
        ),
        say(
            f"Fields of {count(edited, 'record')} {was(edited)} corrected by hand; the record as "
            "imported is kept.",
            "record_edited",
        ),
        *taken_back(facts),
    )


def taken_back(facts: Facts) -> list[Sentence]:
    """Imports that were mistakes: they count nowhere, and are told."""
    return [
        say(
            f"An import was taken back on {day(back.at)} by {back.actor} and counts nowhere: "
            f"{back.file}, {back.source}, {count(back.records, 'record')}"
            + (f"; reason: {back.reason.rstrip('.')}" if back.reason else "")
            + ".",
            "import_taken_back",
        )
        for back in facts.taken_back
    ]


RUN = "duplicates_found"


def dedupe_sentences(facts: Facts) -> list[list[Sentence]]:
    """What was merged by which rule and by whom, and what is left; a list for each paragraph."""
    found = facts.dedupe
    if not facts.searches:
        return [[say("No records have been imported, so none have been compared.")]]
    joined = sum(n for _, n in found.by_rule)
    rules = f" ({'; '.join(f'{rule} {number(n)}' for rule, n in found.by_rule)})" if joined else ""
    n = found.kept_apart
    first = [
        say("The records were not compared with one another.", SEARCHED, without=(RUN,)),
        say(
            "Records that describe one publication were grouped into one citation with "
            f"{versions_of(facts)}."
            + (
                f" By rule, {count(joined, 'record')} {was(joined)} joined to another{rules}."
                if joined
                else " No record was joined to another by rule."
            ),
            RUN,
        ),
        say(
            f"By hand, {count(found.merged, 'pair')} {was(found.merged)} merged.",
            "citations_merged",
        ),
        say(
            f"{count(found.split, 'record')} {was(found.split)} taken out of a group again by hand.",
            "citations_split",
        ),
        say(
            f"{count(n, 'possible duplicate')} {was(n)} judged by a person to be different publications.",
            "citations_kept_apart",
        ),
    ]
    total = facts.n("duplicates")
    second = [
        say(
            f"Duplicate records removed before screening (databases and registers): {number(total)}.",
            "duplicates_found|citations_merged",
        )
    ]
    both, copies = (facts.behind(f"other_gap:{k}") for k in ("already_in_databases", "copies"))
    if both:
        text = (
            f"{count(both, 'record')} found by other methods had been found by databases or registers "
            f"too and {was(both)} followed there only."
        )
        second.append(say(text, "duplicates_found|citations_merged"))
    if copies:
        text = (
            f"{count(copies, 'further copy', 'further copies')} among other methods {was(copies)} "
            "set aside."
        )
        second.append(say(text, "duplicates_found|citations_merged"))
    return [first, second, doubt_sentences(facts)]


def doubt_sentences(facts: Facts) -> list[Sentence]:
    """What nobody has judged or compared."""
    found, texts = facts.dedupe, []
    if n := found.doubtful:
        text = (
            f"{count(n, 'pair')} of possible duplicates {was(n)} not judged by a person and count as "
            "different publications."
        )
        texts.append(say(text, RUN))
    if (n := found.uncompared) and facts.happened.get(RUN):
        text = f"{count(n, 'record')} {was(n)} not compared with the others yet."
        texts.append(say(text, SEARCHED))
    return texts


def dedupe_blocks(facts: Facts) -> list[Block]:
    """De-duplication, a paragraph for each part."""
    return [block for part in dedupe_sentences(facts) for block in paragraph(facts, *part)]


def marked_by_rule(facts: Facts) -> int:
    """Records marked as ineligible by a rule before screening, without the unread tail."""
    unread = facts.flow.breakdown.unread if facts.flow.tail == "box3" else 0
    return facts.n("excluded_automatic") - unread


def removed_sentence(facts: Facts) -> Sentence:
    """Records removed before screening other than as duplicates."""
    by_rule, other = marked_by_rule(facts), facts.n("excluded_other")
    if not by_rule and not other:
        return say("")
    parts = []
    if by_rule:
        parts.append(f"{count(by_rule, 'record')} {was(by_rule)} marked as ineligible by a rule")
    if other:
        parts.append(f"{count(other, 'record')} {was(other)} removed for other reasons")
    why = f" Reasons given: {clauses(facts.removals)}." if facts.removals else ""
    return say(f"Before screening, {listing(parts)}.{why}", "records_removed")


def planned_text(text: str, note: str = "") -> Sentence:
    """A text of the protocol, as a plan."""
    return say(f"{sentence(text)}{note}" if text.strip() else "", PLAN)
