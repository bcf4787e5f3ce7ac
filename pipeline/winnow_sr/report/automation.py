"""What is said of the software that proposed an order of reading, and of stopping early."""

from __future__ import annotations

from typing import Any

from winnow_sr.report.document import Block, Heading
from winnow_sr.report.facts import Facts
from winnow_sr.report.phrases import (
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
from winnow_sr.report.searching import marked_by_rule
from winnow_sr.report.sentences import Sentence, paragraph, say

RANKED, FIXED, STOPPED = "model_trained", "stop_rule_fixed", "screening_stopped"


def model_name(facts: Facts) -> str:
    """The model in a few words."""
    found = facts.learning
    return (
        f"model `{found.model}` ({found.summary or 'no description recorded'}), seed {found.seed}"
    )


def settings_words(facts: Facts) -> str:
    """What the model read, its parameters, and the versions of its libraries."""
    found = facts.learning
    libraries = listing([f"{name} {version}" for name, version in found.versions.items()])
    parts = (
        f"Fields read: {listing(found.reads)}." if found.reads else "",
        f"Parameters: {parameters(dict(found.parameters))}." if found.parameters else "",
        f"Libraries: {libraries}." if libraries else "",
    )
    return " ".join(part for part in parts if part)


def learning_sentences(facts: Facts) -> list[list[Sentence]]:
    """Model, label policy, number of trainings; a list for each paragraph."""
    found = facts.learning
    cold = found.trainings - found.learned
    others = "; ".join(f"{name} {number(n)}" for name, n in found.second)
    if facts.title_abstract.offered:
        order = say(
            f"The order in which citations were offered to reviewers was proposed by "
            f"{versions_of(facts)}.",
            RANKED,
            "decision_made",
        )
    else:
        order = say(
            f"{versions_of(facts)} ranked the citations, but no verdict was given on one that it had "
            "offered.",
            RANKED,
        )
    made = f"Rankings made: {number(found.trainings)}"
    if cold:
        made += (
            f", of which {number(found.learned)} by the trained model and {number(cold)} from the "
            "question alone, before both kinds of verdict were known"
        )
    last = (
        f"The last ({minute(found.last)}) ordered {count(found.citations, 'citation')} and was trained "
        f"on {count(found.labels, 'label')}, {number(found.relevant)} of them relevant. Labels: "
        f"{found.policy}."
    )
    return [
        [
            say(
                "No ranking was made: citations were not put in an order by any model.",
                without=(RANKED,),
            ),
            order,
            say(f"It was {model_name(facts)}.", RANKED),
        ],
        [
            say(f"{made}.", RANKED),
            say(f"By other models for single rounds: {others}." if others else "", RANKED),
            say(last, RANKED),
        ],
        [
            say(
                "The ranking gave no verdict; it decided which citations were offered first. With the "
                "ledger each ranking can be made again.",
                RANKED,
            )
        ],
    ]


def learning_blocks(facts: Facts) -> list[Block]:
    """The order of reading, a paragraph for each part."""
    return [block for part in learning_sentences(facts) for block in paragraph(facts, *part)]


def rule_words(facts: Facts) -> str:
    """The stopping rule as it was fixed."""
    stop = facts.stopping
    extra = f", {parameters(dict(stop.parameters))}" if stop.parameters else ""
    return (
        f"`{stop.rule}`, recall target {percent(stop.target)}, confidence {percent(stop.confidence)}"
        f"{extra}"
    )


MISSED = (
    "Recall here is recall of what was called relevant. What both readers excluded by mistake, by "
    "capture and recapture on their first votes: "
)


def rule_sentences(facts: Facts) -> list[Sentence]:
    """The rule, when it was fixed, what it assumes and states."""
    stop = facts.stopping
    when = "before the first verdict" if stop.before_screening else "after screening had begun"
    return [
        say("No rule for stopping has been fixed.", without=(FIXED,)),
        say(
            f"Rule for stopping: {rule_words(facts)}; fixed on {day(stop.fixed)}, {when}."
            if stop.rule
            else "",
            FIXED,
        ),
    ]


def promise_sentences(facts: Facts) -> list[Sentence]:
    """What the rule assumes and states: said only where the rule has ended the reading."""
    stop = facts.stopping
    if not stop.at:
        return []
    return [
        say(f"The rule assumes: {sentence(stop.assumption)}" if stop.assumption else "", STOPPED),
        say(f"What it states: {sentence(stop.guarantee)}" if stop.guarantee else "", STOPPED),
        say(f"Note: {sentence(stop.warning)}" if stop.warning else "", STOPPED),
    ]


def stop_sentences(facts: Facts) -> list[Sentence]:
    """The stop that was declared, or that there was none."""
    stop = facts.stopping
    back = say("A stop that had been declared was taken back.", "screening_resumed")
    if not stop.at:
        left = facts.flow.unfinished.get("unscreened", 0)
        if left:
            text = (
                f"Screening has not been declared finished; {count(left, 'citation')} {was(left)} "
                "not screened."
            )
        else:
            text = "No early stop was declared: no citation was left unread under a rule."
        return [back, say(text)]
    label = f"Label of the stop: {stop.label}. " if stop.unread else ""
    return [
        back,
        say(
            "Screening of titles and abstracts was declared finished on "
            f"{minute(stop.at)} by {stop.actor}, with {count(stop.unread, 'citation')} unread (all "
            f"sources). {label}{stop.meaning} State at that moment: {sentence(stop.text)}"
            + (f" Reason given: {sentence(stop.reason)}" if stop.reason else ""),
            STOPPED,
        ),
    ]


def missed_sentence(facts: Facts) -> Sentence:
    """What both of two readers excluded by mistake, as far as their votes tell."""
    missed = facts.stopping.missed
    return say(f"{MISSED}{missed}" if missed else "", "decision_made")


def stopping_blocks(facts: Facts) -> list[Block]:
    """Rule, stop, what it means, what readers missed."""
    return [
        *paragraph(facts, *rule_sentences(facts), *promise_sentences(facts)),
        *paragraph(facts, *stop_sentences(facts)),
        *paragraph(facts, missed_sentence(facts)),
    ]


def number_words(values: Any) -> str:
    """The numbers a rule recorded: `name value`, nested ones left out."""
    plain = (
        f"{name.replace('_', ' ')} {value:.6g}"
        if isinstance(value, float)
        else f"{name.replace('_', ' ')} {value}"
        for name, value in values.items()
        if isinstance(value, int | float | str) and value != ""
    )
    return ", ".join(plain)


def appendix_blocks(facts: Facts) -> list[Block]:
    """Settings and numbers for an appendix: whoever checks needs them, a reader does not."""
    found, stop = facts.learning, facts.stopping
    numbers = number_words(stop.numbers)
    blocks = [
        *paragraph(facts, say(settings_words(facts), RANKED), label="Ranking model."),
        *paragraph(
            facts,
            say(
                f"Training set `{found.training_set[:12]}`, order `{found.ranking[:12]}` (SHA-256).",
                RANKED,
            ),
            label="Last ranking.",
        ),
        *paragraph(
            facts,
            say(f"{numbers}. Bounds are given unrounded here." if numbers else "", STOPPED),
            label="Numbers recorded with the stop.",
        ),
    ]
    return [Heading("Appendix: settings and recorded numbers"), *blocks] if blocks else []


def sent_words(facts: Facts) -> str:
    """Whether records left the house, by what the ledger holds."""
    where = sorted({place for reader in facts.readers for place in reader.sent_to})
    if not where:
        return "winnow contains no generative model and sent no record to an outside service."
    return f"winnow contains no generative model; at the team's request it sent records to {listing(where)}."


def automation_sentences(facts: Facts) -> list[Sentence]:
    """What was done by rule or model and what by people: only what was used."""
    more, who = facts.flow.breakdown, versions_of(facts)
    used = [
        say(
            f"{who} compared the records for duplicates by rules, not by a learned model.",
            "duplicates_found",
        ),
        say("No software compared the records for duplicates.", without=("duplicates_found",)),
    ]
    if facts.title_abstract.offered:
        used.append(
            say(f"{who} proposed the order of reading by a model.", RANKED, "decision_made")
        )
    if facts.stopping.at:
        used.append(
            say(
                f"A rule for stopping (`{facts.stopping.rule}`) was consulted before reading ended.",
                STOPPED,
            )
            if facts.stopping.rule
            else say("")
        )
    alone = more.automation or (more.unread if facts.flow.tail == "box3" else 0)
    return [
        *used,
        tools_sentence(facts) if alone else none_alone(facts),
        say(
            f"Marked as ineligible by a rule before screening: {number(marked_by_rule(facts))}.",
            "records_removed",
        ),
        say(
            f"All {'other ' if alone else ''}exclusions at screening "
            f"{'rest on' if facts.readers else 'were'} verdicts of people.",
            "decision_made",
        ),
        say(f"{sent_words(facts)} Other tools, interests and responsibility: not known to winnow."),
    ]


def none_alone(facts: Facts) -> Sentence:
    """That no record was left out without a person."""
    return say("At screening no record was excluded by automation tools alone.", "decision_made")


def tools_sentence(facts: Facts) -> Sentence:
    """Records that no person read, by the box that they are counted in."""
    more = facts.flow.breakdown
    part = "all" if more.unread == more.automation else number(more.unread)
    unread = f" ({part} of them left unread by the stop)" if more.unread else ""
    if facts.flow.tail == "box3" and more.unread:
        unread = (
            f", and {count(more.unread, 'record')} left unread by the stop, counted as removed before "
            "screening"
        )
    return say(
        f"Excluded by automation tools alone: {count(more.automation, 'record')} of databases and "
        f"registers{unread}.",
        STOPPED,
    )


def automation_blocks(facts: Facts) -> list[Block]:
    """The statement on automation."""
    return paragraph(facts, *automation_sentences(facts))
