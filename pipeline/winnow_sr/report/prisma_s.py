"""PRISMA-S: the sixteen items on searching, and the strategies in full.

Source: Rethlefsen ML, Kirtley S, Waffenschmidt S, et al. PRISMA-S: an extension to the PRISMA
Statement for Reporting Literature Searches in Systematic Reviews. Syst Rev 2021;10:39.
"""

from __future__ import annotations

from winnow_sr.report.checklist import Fill, Item, Said, checklist, partly, planned
from winnow_sr.report.document import Block, Document, Heading, Paragraph, Verbatim
from winnow_sr.report.facts import Facts
from winnow_sr.report.searching import dates_of, dedupe_paragraphs, identified, imports_of
from winnow_sr.report.words import clauses, listing, number

SOURCE = "Rethlefsen ML, et al. Syst Rev 2021;10:39, doi:10.1186/s13643-020-01542-z."


def _names(facts: Facts, *lanes: str) -> list[str]:
    found = []
    for row in facts.flow.sources:
        if row["lane"] in lanes:
            done = imports_of(facts, row["source"], row["lane"])
            platforms = dict.fromkeys(s.platform for s in done if s.platform)
            found.append(f"{row['source']} ({listing(list(platforms)) or 'platform not recorded'})")
    return found


def _known(names: list[str]) -> Said:
    text = f"{clauses(names)}." if names else ""
    return partly(text) if "not recorded" in text else text


def _databases(facts: Facts) -> Said:
    return _known(_names(facts, "database"))


def _registers(facts: Facts) -> Said:
    return _known(_names(facts, "register")) or "No register has been imported."


def _multi(facts: Facts) -> Said:
    by: dict[str, list[str]] = {}
    for s in facts.searches:
        if s.lane == "database" and s.platform and s.source not in by.setdefault(s.platform, []):
            by[s.platform].append(s.source)
    shared = [f"{platform}: {listing(names)}" for platform, names in by.items() if len(names) > 1]
    if not shared:
        return ""
    return partly(
        f"Databases that share a platform: {'; '.join(shared)}. Whether they were searched at one time:"
    )


def _how(names: list[str], asked: str) -> Said:
    return partly(f"{clauses(names)}. {asked}") if names else ""


def _online(facts: Facts) -> Said:
    return _how(_names(facts, "website", "organisation"), "How they were browsed:")


def _citations(facts: Facts) -> Said:
    return _how(_names(facts, "citation"), "How cited and citing references were located:")


def _method(key: str) -> Fill:
    return lambda facts: planned(str(facts.plan.search_methods.get(key, "")))


def _strategies(facts: Facts) -> Said:
    rows = facts.flow.sources
    without = [r["source"] for r in rows if not _strategy(facts, r["source"], r["lane"])]
    if len(without) == len(rows):
        return ""
    text = "As run, below this table."
    return partly(f"{text} None recorded for {listing(without)}.") if without else text


def _strategy(facts: Facts, source: str, lane: str) -> list[str]:
    done = imports_of(facts, source, lane)
    return list(dict.fromkeys(s.strategy.strip() for s in done if s.strategy.strip()))


def _limits(facts: Facts) -> Said:
    said = [f"{s.name}: {s.limits}" for s in facts.plan.sources if s.limits]
    silent = [s.name for s in facts.plan.sources if not s.limits]
    if not said:
        return ""
    text = f"{clauses(said)}."
    return planned(f"{text} Not stated for {listing(silent)}." if silent else text)


def _dates(facts: Facts) -> Said:
    rows = [
        (r["source"], dates_of(imports_of(facts, r["source"], r["lane"])))
        for r in facts.flow.sources
    ]
    text = "; ".join(f"{source}: {dates}" for source, dates in rows)
    return partly(f"{text}.") if any("not recorded" in dates for _, dates in rows) else text


def _totals(facts: Facts) -> Said:
    rows = facts.flow.sources
    if not rows:
        return ""
    each = "; ".join(f"{r['source']} {number(r['n'])}" for r in rows)
    return f"{each}. {identified(facts)}"


def _dedupe(facts: Facts) -> Said:
    return " ".join(t for t in dedupe_paragraphs(facts) if t) if facts.searches else ""


ITEMS: tuple[Item, ...] = (
    Item("1", "Database name", "Each database, with its platform", _databases),
    Item("2", "Multi-database searching", "Databases searched together on one platform", _multi),
    Item("3", "Study registries", "Registries searched", _registers),
    Item("4", "Online resources and browsing", "Sites and print sources browsed, and how", _online),
    Item("5", "Citation searching", "Citing and cited references looked at, and how", _citations),
    Item("6", "Contacts", "Authors, experts or makers asked", _method("contacts")),
    Item("7", "Other methods", "Any other source or way of searching", _method("other_methods")),
    Item("8", "Full search strategies", "Every strategy, exactly as run", _strategies),
    Item(
        "9",
        "Limits and restrictions",
        "Limits with their reasons, or that there were none",
        _limits,
    ),
    Item("10", "Search filters", "Published filters used, cited", _method("filters")),
    Item("11", "Prior work", "Strategies taken over from other reviews", _method("prior_work")),
    Item("12", "Updates", "How searches were brought up to date", _method("updates")),
    Item("13", "Dates of searches", "When each strategy was last run", _dates),
    Item("14", "Peer review", "How the strategies were peer-reviewed", _method("peer_review")),
    Item("15", "Total records", "Records from each source", _totals),
    Item("16", "Deduplication", "How duplicates were found, with which software", _dedupe),
)


def prisma_s(facts: Facts) -> Document:
    """The table, the strategies, and the files as received."""
    return checklist(facts, "prisma-s", "PRISMA-S", SOURCE, ITEMS, _appendix(facts))


def _appendix(facts: Facts) -> list[Block]:
    blocks: list[Block] = []
    for row in facts.flow.sources:
        found = _strategy(facts, row["source"], row["lane"])
        if found:
            done = imports_of(facts, row["source"], row["lane"])
            blocks += [
                Heading(f"Strategy: {row['source']}"),
                Paragraph(f"Date: {dates_of(done)}. Records: {number(row['n'])}."),
                *(Verbatim(text) for text in found),
            ]
    return blocks
