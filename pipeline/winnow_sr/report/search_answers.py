"""Short answers to the sixteen items of PRISMA-S, and the strategies in full below them."""

from __future__ import annotations

from winnow_sr.report.answering import UNANSWERED, Answer, Fill, filled, planned
from winnow_sr.report.answers import ANSWERS
from winnow_sr.report.document import Block, Heading, Verbatim
from winnow_sr.report.facts import Facts
from winnow_sr.report.phrases import clauses, listing, number
from winnow_sr.report.searching import (
    dates_of,
    dedupe_sentences,
    hits_sentence,
    identified,
    imports_of,
    planned_strategy,
    strategies_of,
)
from winnow_sr.report.sentences import paragraph, say

SEARCHED = "search_imported"
WHERE = "Methods: Information sources and search"


def _names(facts: Facts, *lanes: str) -> list[str]:
    found = []
    for row in facts.flow.sources:
        if row["lane"] in lanes:
            done = imports_of(facts, row["source"], row["lane"])
            platforms = dict.fromkeys(s.platform for s in done if s.platform)
            found.append(f"{row['source']} ({listing(list(platforms)) or 'platform not recorded'})")
    return found


def _named(*lanes: str, asked: str = "") -> Fill:
    def fill(facts: Facts) -> Answer:
        names = _names(facts, *lanes)
        text = f"{clauses(names)}." if names else ""
        silent = "platforms" if "not recorded" in text else ""
        return filled(WHERE, say(text, SEARCHED), missing=asked or silent)

    return fill


def _registries(facts: Facts) -> Answer:
    if _names(facts, "register") or not facts.searches:
        return _named("register")(facts)
    return filled(WHERE, say("No study registry has been imported.", SEARCHED))


def _multi(facts: Facts) -> Answer:
    by: dict[str, list[str]] = {}
    for s in facts.searches:
        if s.lane == "database" and s.platform and s.source not in by.setdefault(s.platform, []):
            by[s.platform].append(s.source)
    shared = [f"{platform}: {listing(names)}" for platform, names in by.items() if len(names) > 1]
    if not shared:
        return UNANSWERED
    text = f"Databases that share a platform: {clauses(shared)}."
    return filled(WHERE, say(text, SEARCHED), missing="whether they were searched at one time")


def _method(key: str) -> Fill:
    return lambda facts: planned(str(facts.plan.search_methods.get(key, "")))


def _limits(facts: Facts) -> Answer:
    said = [f"{s.name}: {s.limits}" for s in facts.plan.sources if s.limits]
    return planned(f"{clauses(said)}." if said else "")


def _dates(facts: Facts) -> Answer:
    rows = [
        f"{r['source']}: {dates_of(imports_of(facts, r['source'], r['lane']))}"
        for r in facts.flow.sources
    ]
    text = f"{'; '.join(rows)}." if rows else ""
    missing = "dates of searches" if "not recorded" in text else ""
    return filled(WHERE, say(text, SEARCHED), missing=missing)


def _totals(facts: Facts) -> Answer:
    rows = facts.flow.sources
    each = "; ".join(f"{r['source']} {number(r['n'])}" for r in rows)
    return filled(
        WHERE, say(f"{each}." if rows else "", SEARCHED), identified(facts) if rows else say("")
    )


def _dedupe(facts: Facts) -> Answer:
    if not facts.searches:
        return UNANSWERED
    sentences = [s for part in dedupe_sentences(facts) for s in part]
    return filled("Methods: De-duplication", *sentences)


def strategies_blocks(facts: Facts) -> list[Block]:
    """Every strategy: as run, or as planned and called so."""
    blocks: list[Block] = []
    for row in facts.flow.sources:
        name, done = row["source"], imports_of(facts, row["source"], row["lane"])
        run, plan = strategies_of(facts, name, row["lane"]), planned_strategy(facts, name)
        if not run and not plan:
            continue
        state = "as run" if run else "as planned; whether it was run so is not known to winnow"
        head = say(f"Date: {dates_of(done)}. Records: {number(row['n'])}.", SEARCHED)
        blocks += [
            Heading(f"Strategy: {name} ({state})"),
            *paragraph(facts, head, hits_sentence(done)),
            *(Verbatim(s.strategy.strip()) for s in run),
        ]
        if not run:
            blocks.append(Verbatim(plan))
    return blocks


SEARCH_ANSWERS: dict[str, Fill] = {
    "s_databases": _named("database"),
    "s_multi": _multi,
    "s_registries": _registries,
    "s_online": _named("website", "organisation", asked="how they were browsed"),
    "s_citations": _named("citation", asked="how cited and citing references were located"),
    "s_contacts": _method("contacts"),
    "s_other": _method("other_methods"),
    "s_strategies": ANSWERS["strategies"],
    "s_limits": _limits,
    "s_filters": _method("filters"),
    "s_prior": _method("prior_work"),
    "s_updates": _method("updates"),
    "s_dates": _dates,
    "s_peer": _method("peer_review"),
    "s_totals": _totals,
    "s_dedupe": _dedupe,
}
