"""What is said of the search and of de-duplication."""

from __future__ import annotations

from winnow_sr.report.document import Block, bullets, paragraphs
from winnow_sr.report.facts import Facts, Search
from winnow_sr.report.learning import marked_by_rule
from winnow_sr.report.words import LANES, count, day, listing, number, versions_of, was

BOXES = {
    "database": "database_results",
    "register": "register_results",
    "website": "website_results",
    "organisation": "organisation_results",
    "citation": "citations_results",
}


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
    dates = list(dict.fromkeys(s.date for s in searches if s.date and not s.planned))
    if dates:
        return listing(dates)
    said = [s.date.rstrip(".") for s in searches if s.planned]
    days = listing(list(dict.fromkeys(day(s.at) for s in searches)))
    protocol = f"; by the protocol: {said[0]}" if said else ""
    return f"date not recorded (imported {days}{protocol})" if days else "date not recorded"


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
    by_rule, other = marked_by_rule(facts), facts.n("excluded_other")
    if not by_rule and not other:
        return ""
    why = f" Reasons given: {'; '.join(facts.removals)}." if facts.removals else ""
    return (
        f"Before screening, {count(by_rule, 'record')} {was(by_rule)} marked as ineligible by a rule "
        f"and {number(other)} removed for other reasons.{why}"
    )
