"""Where the conduct differs from the plan: computed, never taken from what somebody recorded.

Plan: the protocol in force. Conduct: the events. What cannot be compared is not listed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from winnow_sr.report.document import Block, Table
from winnow_sr.report.facts import Facts, Stage
from winnow_sr.report.phrases import STAGES, count, day, listing, number, percent, spelled, was
from winnow_sr.report.searching import not_searched, planned_strategy, strategies_of
from winnow_sr.report.sentences import Sentence, paragraph, say

VOTED = "decision_made"


@dataclass(frozen=True, slots=True)
class Deviation:
    """One difference: the part of the plan, what it says, what was done, and the events that show it."""

    part: str
    planned: str
    done: str
    on: tuple[str, ...]


def deviations(facts: Facts) -> list[Deviation]:
    """Every difference between plan and ledger, in the order of a protocol."""
    found: list[Deviation] = []
    for compare in (
        registration,
        sources,
        strategies,
        readers,
        pilot,
        ranking,
        stopping,
        eligibility,
    ):
        found += compare(facts)
    return [d for d in found if say("x", *d.on).holds(facts)]


def registration(facts: Facts) -> Iterator[Deviation]:
    """Screening before the protocol was registered."""
    said = facts.plan.registration.strip()
    if said and not facts.plan.registered and said.rstrip(".").casefold() not in ("none", "no"):
        done = "no number or address is recorded, and screening has begun"
        yield Deviation("Registration", said, done, (VOTED,))


def sources(facts: Facts) -> Iterator[Deviation]:
    """Sources not searched, sources not planned."""
    on = ("search_imported",)
    for name in not_searched(facts):
        yield Deviation(f"Source: {name}", "to be searched", "nothing imported from it", on)
    for row in facts.flow.sources:
        if facts.plan.sources and facts.plan.source(row["source"]) is None:
            done = f"{count(row['n'], 'record')} imported"
            yield Deviation(f"Source: {row['source']}", "not named", done, on)


def strategies(facts: Facts) -> Iterator[Deviation]:
    """Strategies that were run otherwise, or of which nobody said that they were run."""
    on = ("search_imported",)
    for row in facts.flow.sources:
        planned = planned_strategy(facts, row["source"])
        run = strategies_of(facts, row["source"], row["lane"])
        part = f"Strategy: {row['source']}"
        if planned and not run:
            yield Deviation(part, "as in the protocol", "not known to winnow whether run so", on)
        elif planned and any(s.strategy.strip() != planned for s in run):
            yield Deviation(part, "as in the protocol", "another text was recorded as run", on)


def readers(facts: Facts) -> Iterator[Deviation]:
    """Citations read by fewer than planned, people who were not planned or did not read."""
    for stage in (facts.title_abstract, facts.full_text):
        yield from fewer(facts, stage)
    plan = facts.plan.screening
    voted = {name for s in (facts.title_abstract, facts.full_text) for name, _ in s.reviewers}
    planned = {name.casefold() for name in (*plan.who_screens, *plan.adjudicators)}
    if plan.who_screens and voted:
        idle = [name for name in plan.who_screens if name not in voted]
        more = sorted(name for name in voted if name.casefold() not in planned)
        if idle:
            done = f"no verdict by {listing(idle)}"
            yield Deviation("Reviewers", listing(plan.who_screens), done, (VOTED,))
        if more:
            done = f"verdicts also by {listing(more)}"
            yield Deviation("Reviewers", listing(plan.who_screens), done, (VOTED,))
    read = dict(facts.title_abstract.reviewers)
    for name, most in plan.quotas.items():
        if read.get(name, 0) > most:
            done = f"{number(read[name])} read"
            yield Deviation(f"Quota of {name}", f"at most {number(most)}", done, (VOTED,))


def fewer(facts: Facts, stage: Stage) -> Iterator[Deviation]:
    """Citations with a verdict, but from fewer people than planned, once work is finished."""
    short = sum(n for k, n in stage.votes if k < stage.wanted)
    if short and facts.flow.final:
        yield Deviation(
            f"Reviewers at {STAGES[stage.name]}",
            f"{spelled(stage.wanted, 'reviewer')} each",
            f"{number(short)} of {number(sum(n for _, n in stage.votes))} read by fewer",
            (VOTED,),
        )


def pilot(facts: Facts) -> Iterator[Deviation]:
    """Pilots of another size, or none; gates that were passed over."""
    plan = facts.plan.screening.pilot
    held = [r for r in facts.rounds if r.kind == "pilot"]
    planned = f"pilot rounds of {count(plan.size, 'citation')}" if plan.size else "no pilot round"
    if plan.size and not held:
        yield Deviation("Pilot", planned, "none was held", (VOTED,))
    for found in held:
        if found.size != plan.size:
            done = f"round {found.number}: {count(found.size, 'citation')}"
            yield Deviation("Pilot", planned, done, ("round_opened",))
        if found.overridden:
            done = (
                f"round {found.number}: screening went on without it, because: {found.overridden}"
            )
            yield Deviation("Gate of the pilot", "to be passed", done, ("gate_overridden",))
        if found.cancelled:
            done = f"round {found.number} cancelled, because: {found.cancelled}"
            yield Deviation("Pilot", "to be finished", done, ("round_cancelled",))
    if plan.size and len(held) > plan.max_rounds:
        most = f"at most {count(plan.max_rounds, 'round')}"
        yield Deviation("Pilot", most, count(len(held), "round"), ("round_opened",))
    for found in facts.rounds:
        if found.despite:
            done = f"round {found.number} opened without it, because: {found.despite}"
            yield Deviation("Gate of the pilot", "to be passed", done, ("round_opened",))


def ranking(facts: Facts) -> Iterator[Deviation]:
    """Another model, another pace of training, no ranking at all."""
    plan, found = facts.plan.screening, facts.learning
    if not found.trainings:
        done = "no ranking was made"
        if facts.title_abstract.verdicts:
            yield Deviation("Ranking", f"model `{plan.model}`", done, (VOTED,))
        return
    on = ("model_trained",)
    if (found.model, found.seed) != (plan.model, plan.seed):
        planned = f"model `{plan.model}`, seed {plan.seed}"
        yield Deviation("Ranking", planned, f"model `{found.model}`, seed {found.seed}", on)
    if any(gap != plan.batch for gap in found.gaps):
        low, high = min(found.gaps), max(found.gaps)
        apart = number(low) if low == high else f"{number(low)} to {number(high)}"
        yield Deviation(
            "Training",
            f"again after every {count(plan.batch, 'verdict')}",
            f"{count(found.learned, 'training')}, {apart} verdicts apart",
            on,
        )


def stopping(facts: Facts) -> Iterator[Deviation]:
    """A rule fixed late or otherwise; a stop against it."""
    plan, stop = facts.plan.stopping, facts.stopping
    if stop.rule and (stop.rule, stop.target, stop.confidence) != (
        plan.rule,
        plan.target,
        plan.confidence,
    ):
        yield Deviation(
            "Stopping rule",
            f"`{plan.rule}`, {percent(plan.target)}, confidence {percent(plan.confidence)}",
            f"`{stop.rule}`, {percent(stop.target)}, confidence {percent(stop.confidence)}",
            ("stop_rule_fixed",),
        )
    if stop.rule and not stop.before_screening:
        done = f"fixed on {day(stop.fixed)}, after the first verdict"
        on = ("stop_rule_fixed", VOTED)
        yield Deviation("Stopping rule", "fixed before screening", done, on)
    if stop.at and stop.unread and stop.label in ("against the rule", "none", ""):
        why = f", because: {stop.reason.rstrip('.')}" if stop.reason else ""
        done = f"declared on {day(stop.at)} against the rule{why}"
        yield Deviation("Stop", "when the rule allows it", done, ("screening_stopped",))


def eligibility(facts: Facts) -> Iterator[Deviation]:
    """Reports excluded for reasons that the protocol does not list."""
    known = {reason.code for reason in facts.plan.reasons}
    used = [row for rows in facts.flow.reasons.values() for row in rows]
    for reason in dict.fromkeys(row["reason"] for row in used if row["n"]):
        if known and reason and reason not in known:
            n = sum(row["n"] for row in used if row["reason"] == reason)
            done = f"“{reason}” counted for {count(n, 'report')}"
            yield Deviation("Reasons for exclusion", "a list", done, (VOTED,))


def table(facts: Facts) -> Table:
    """All differences as a table, a file of the kit."""
    rows = tuple((d.part, d.planned, d.done) for d in deviations(facts))
    return Table(
        "deviations",
        ("part of the plan", "planned", "done"),
        rows,
        (0.2, 0.4, 0.4),
        "No difference between plan and ledger was found.",
    )


def summary(facts: Facts) -> Sentence:
    """How many differences there are, and in what."""
    found = deviations(facts)
    if not found:
        return say("No difference between the plan and the ledger was found.")
    parts = Counter(d.part.partition(":")[0] for d in found)
    named = listing([f"{part[:1].lower()}{part[1:]} {number(n)}" for part, n in parts.items()])
    n = len(found)
    text = f"{count(n, 'difference')} between the plan and the ledger {was(n)} found: {named}."
    return Sentence(text, tuple({kind for d in found for kind in d.on}))


def blocks(facts: Facts) -> list[Block]:
    """The differences as they stand in the methods."""
    found = paragraph(facts, summary(facts))
    return [*found, table(facts)] if deviations(facts) else found
