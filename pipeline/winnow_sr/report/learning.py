"""What is said of the software that proposed an order of reading, and of stopping early."""

from __future__ import annotations

from typing import Any

from winnow_sr.report.facts import Facts
from winnow_sr.report.words import (
    count,
    day,
    listing,
    minute,
    number,
    parameters,
    percent,
    sentence,
    versions_of,
    was,
)


def model_words(facts: Facts) -> str:
    """The model, its parameters, seed and library versions."""
    found = facts.learning
    fields = f" It read {listing(found.reads)}." if found.reads else ""
    settings = f" Parameters: {parameters(dict(found.parameters))}." if found.parameters else ""
    libraries = listing([f"{name} {version}" for name, version in found.versions.items()])
    return (
        f"Model `{found.model}` ({found.summary or 'no description recorded'}), seed {found.seed}."
        f"{fields}{settings}" + (f" Libraries: {libraries}." if libraries else "")
    )


def learning_paragraphs(facts: Facts) -> list[str]:
    """Model, parameters, seed, label policy, number of trainings."""
    found = facts.learning
    if not found.trainings:
        return ["No ranking was made: citations were not put in an order by any model."]
    cold = found.trainings - found.learned
    others = "; ".join(f"{name} {number(n)}" for name, n in found.second)
    led = facts.title_abstract.offered
    order = (
        f"The order in which citations were offered to reviewers was proposed by {versions_of(facts)}. "
        if led
        else f"{versions_of(facts)} ranked the citations, but no verdict was given on one that it had "
        "offered. "
    )
    return [
        order + model_words(facts),
        f"Rankings made: {number(found.trainings)}, of which {number(found.learned)} by the trained "
        f"model and {number(cold)} from the question alone, before both kinds of verdict were known. "
        + (f"Among them, by other models for single rounds: {others}. " if others else "")
        + f"The last ({minute(found.last)}) ordered {count(found.citations, 'citation')} and was trained on "
        f"{count(found.labels, 'label')}, {number(found.relevant)} of them relevant. Labels: {found.policy}.",
        "The ranking gave no verdict; it decided which citations were offered first. With the ledger "
        "each ranking can be made again: training set "
        f"`{found.training_set[:12]}`, order `{found.ranking[:12]}` (SHA-256, last ranking).",
    ]


def rule_words(facts: Facts) -> str:
    """The stopping rule as it was fixed."""
    stop = facts.stopping
    extra = f", {parameters(dict(stop.parameters))}" if stop.parameters else ""
    return f"`{stop.rule}`, recall target {percent(stop.target)}, confidence {percent(stop.confidence)}{extra}"


MISSED = (
    "Recall here is recall of what was called relevant. What both readers excluded by mistake, by "
    "capture and recapture on their first votes: "
)


def stopping_paragraphs(facts: Facts) -> list[str]:
    """Rule, target, confidence, assumption, state at the stop, label."""
    stop = facts.stopping
    if not stop.rule:
        return ["No rule for stopping has been fixed."]
    when = "before the first verdict" if stop.before_screening else "after screening had begun"
    texts = [
        f"Rule for stopping: {rule_words(facts)}; fixed on {day(stop.fixed)}, {when}."
        + (f" It assumes: {sentence(stop.assumption)}" if stop.assumption else "")
        + (f" What it states: {sentence(stop.guarantee)}" if stop.guarantee else "")
        + (f" Note: {sentence(stop.warning)}" if stop.warning else "")
    ]
    if not stop.at:
        left = facts.flow.unfinished.get("unscreened", 0)
        texts.append(
            f"Screening has not been declared finished; {count(left, 'citation')} {was(left)} not screened."
            if left
            else "No early stop was declared: no citation was left unread under a rule."
        )
        return [*texts, MISSED + stop.missed] if stop.missed else texts
    label = f"Label of the stop: {stop.label}. " if stop.unread else ""
    texts.append(
        f"Screening of titles and abstracts was declared finished on {minute(stop.at)} by {stop.actor}, "
        f"with {count(stop.unread, 'citation')} unread (all sources). {label}{stop.meaning} "
        f"State at that moment: {sentence(stop.text)}"
        + (f" Reason given: {sentence(stop.reason)}" if stop.reason else "")
    )
    if numbers := number_words(stop.numbers):
        texts.append(f"Numbers recorded with the stop: {numbers}.")
    if stop.missed:
        texts.append(MISSED + stop.missed)
    return texts


def number_words(values: Any) -> str:
    """The numbers a rule recorded: `name value`, nested ones left out."""
    plain = (
        f"{name.replace('_', ' ')} {value:.4g}"
        if isinstance(value, float)
        else f"{name.replace('_', ' ')} {value}"
        for name, value in values.items()
        if isinstance(value, int | float | str) and value != ""
    )
    return ", ".join(plain)


def marked_by_rule(facts: Facts) -> int:
    """Records marked as ineligible by a rule before screening, without the unread tail."""
    unread = facts.flow.breakdown.unread if facts.flow.tail == "box3" else 0
    return facts.n("excluded_automatic") - unread


def automation_paragraphs(facts: Facts) -> list[str]:
    """What was done by rule or model and what by people, and what only the authors can say."""
    more = facts.flow.breakdown
    part = "all" if more.unread == more.automation else number(more.unread)
    unread = f" ({part} of them left unread by the stop)" if more.unread else ""
    if facts.flow.tail == "box3" and more.unread:
        unread = f", and {count(more.unread, 'record')} left unread by the stop, counted as removed before screening"
    return [
        f"Software that made or suggested judgements: {versions_of(facts)}, for grouping duplicate records "
        "(rules), for the order of reading (model) and for the rule of stopping. Excluded by automation "
        f"tools alone: {count(more.automation, 'record')} of databases and registers{unread}; marked as "
        f"ineligible by a rule before screening: {number(marked_by_rule(facts))}. All other exclusions at "
        "screening were verdicts of people. winnow contains no generative model and sends no record to "
        "an outside service. Other tools, interests and responsibility: to be written by the authors.",
    ]
