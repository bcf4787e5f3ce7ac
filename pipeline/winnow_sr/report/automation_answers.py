"""Short answers on automation: for PRISMA-trAIce and for the statement that RAISE asks for."""

from __future__ import annotations

from winnow_sr.report import deviations
from winnow_sr.report.answering import UNANSWERED, Answer, Fill, filled
from winnow_sr.report.automation import (
    automation_sentences,
    model_name,
    none_alone,
    promise_sentences,
    rule_words,
    settings_words,
    tools_sentence,
)
from winnow_sr.report.facts import Facts, Pair
from winnow_sr.report.phrases import (
    count,
    day,
    listing,
    number,
    percent,
    statistic,
    versions_of,
    was,
)
from winnow_sr.report.readers import with_readers
from winnow_sr.report.searching import marked_by_rule
from winnow_sr.report.selecting import conflict_sentences, spread_sentence
from winnow_sr.report.sentences import Sentence, say
from winnow_sr.text import at_least

RANKED, VOTED, STOPPED, ROUND = (
    "model_trained",
    "decision_made",
    "screening_stopped",
    "round_opened",
)
NO_RANKING = say("No ranking was made.", without=(RANKED,))
OUTSIDE = "whether other tools were used"
WHERE = "Methods: Automation"


def _abstract(facts: Facts) -> Answer:
    if not facts.title_abstract.offered:
        return UNANSWERED
    text = (
        f"{versions_of(facts)} proposed the order of reading titles and abstracts "
        f"({count(facts.learning.trainings, 'ranking')}); people gave every verdict."
    )
    return filled("Abstract", say(text, RANKED, VOTED), missing=OUTSIDE)


def _protocol(facts: Facts) -> Answer:
    s = facts.plan.screening
    return filled(
        "Protocol; Methods: Differences between plan and conduct",
        say(
            f"Planned: model `{s.model}`, seed {s.seed}, trained again after every "
            f"{count(s.batch, 'verdict')}."
        ),
        say(
            f"Stopping rule: {rule_words(facts)}, fixed {day(facts.stopping.fixed)}."
            if facts.stopping.rule
            else "",
            "stop_rule_fixed",
        ),
        deviations.summary(facts),
    )


def _tool(facts: Facts) -> Answer:
    text = f"{versions_of(facts)}, developed by its maintainers; open source (Apache-2.0)."
    return filled(WHERE, say(text), missing=f"where it was obtained; {OUTSIDE}")


def _stage(facts: Facts) -> Answer:
    return filled(WHERE, NO_RANKING, *automation_sentences(facts)[:4], missing=OUTSIDE)


def _input(facts: Facts) -> Answer:
    found = facts.learning
    reads = f"Fields read: {listing(found.reads)}. " if found.reads else ""
    text = (
        f"{reads}{count(found.citations, 'citation')} ranked; labels: the reviewers' own verdicts, "
        f"{number(found.labels)} in the last training ({number(found.relevant)} relevant). None from outside "
        "the review."
    )
    return filled("Methods: Order of reading", NO_RANKING, say(text, RANKED))


def _output(facts: Facts) -> Answer:
    text = (
        "A score for each citation and from it an order; scores are not probabilities and no threshold was "
        f"applied. {count(facts.learning.trainings, 'order')}, the digest of each in the ledger."
    )
    return filled("Methods: Order of reading", NO_RANKING, say(text, RANKED))


def _prompts(facts: Facts) -> Answer:
    return filled(WHERE, say("winnow used no generative model and no prompt."), missing=OUTSIDE)


def _settings(facts: Facts) -> Answer:
    text = f"The {model_name(facts)}. {settings_words(facts)}"
    return filled("Methods: Appendix", NO_RANKING, say(text, RANKED))


def _oversight(facts: Facts) -> Answer:
    pilots = [r for r in facts.rounds if r.kind == "pilot"]
    size = sum(r.size for r in pilots)
    text = f"{count(len(pilots), 'pilot round')} of {count(size, 'citation')} in all."
    stage = facts.title_abstract
    return filled(
        "Methods: Selection; Agreement between reviewers",
        spread_sentence(stage),
        *conflict_sentences(facts, stage),
        say(text, ROUND) if pilots else say("No pilot round was held.", VOTED),
        missing="training of the reviewers",
    )


def _evaluation(facts: Facts) -> Answer:
    return filled(
        "Methods: Stopping", *bounded(facts), *samples(facts), missing="other evaluations"
    )


def bounded(facts: Facts) -> list[Sentence]:
    """Does a rule bound recall? Only where one ended the reading."""
    stop = facts.stopping
    if stop.at and stop.rule and stop.unread and stop.label != "against the rule":
        text = f"Recall is bounded by the stopping rule {rule_words(facts)} (label: {stop.label})."
        return [say(text, STOPPED)]
    return [say("No rule bounded recall at a stop.", VOTED)]


def samples(facts: Facts) -> list[Sentence]:
    """Random samples of unread citations."""
    found = [r for r in facts.rounds if r.kind == "random"]
    if not found:
        return [say("No random sample of unread citations was drawn.", VOTED)]
    size, hits = sum(r.size for r in found), sum(r.relevant for r in found)
    text = (
        f"{count(len(found), 'random sample')} of unread citations: {count(size, 'citation')}, "
        f"{number(sum(r.read for r in found))} settled, {number(hits)} included."
    )
    return [say(text, ROUND)]


def _data(facts: Facts) -> Answer:
    text = "Records, verdicts and rankings stay in the review's folder or the team's own database."
    sent = "winnow sent nothing to an outside service."
    return filled(WHERE, say(text), say(sent), missing="licences of exports and full texts")


def _flow(facts: Facts) -> Answer:
    if not facts.title_abstract.verdicts:
        return UNANSWERED
    more = facts.flow.breakdown
    alone = more.automation or (more.unread if facts.flow.tail == "box3" else 0)
    text = f"Records excluded by reviewers: {number(more.human)}."
    by_rule = f"Marked as ineligible by rules before screening: {number(marked_by_rule(facts))}."
    return filled(
        "Results: flow diagram",
        say(text, VOTED),
        tools_sentence(facts) if alone else none_alone(facts),
        say(by_rule, "records_removed"),
        missing="" if facts.flow.final else "final numbers (the review is not finished)",
    )


def pair_short(pair: Pair) -> str:
    """Agreement of two, in a clause."""
    who = " and ".join(pair.raters) if len(pair.raters) == 2 else "all"
    value = statistic(pair.alpha if len(pair.raters) > 2 else pair.kappa)
    name = "alpha" if len(pair.raters) > 2 else "kappa"
    return f"{who}: {percent(round(pair.observed, 3))} on {number(pair.n)}, {name} {value}"


def _performance(facts: Facts) -> Answer:
    pairs = "; ".join(pair_short(p) for p in facts.title_abstract.agreement[:3])
    stop, missed = facts.stopping, facts.stopping.missed
    low = stop.numbers.get("recall_low")
    stopped = f"At the stop {count(stop.unread, 'citation')} {was(stop.unread)} unread; label: {stop.label}."
    if isinstance(low, float) and stop.label != "against the rule":
        stopped += f" Recall at least {at_least(low)} (confidence {percent(stop.confidence)})."
    more = (
        "What both readers may have excluded by mistake is estimated in the methods."
        if missed
        else ""
    )
    return filled(
        "Methods: Stopping; Agreement between reviewers",
        say(stopped if stop.at and stop.unread else "", STOPPED),
        say(f"Agreement on titles and abstracts: {pairs}." if pairs else "", VOTED),
        say(more, VOTED),
        missing="other measures",
    )


def _limits(facts: Facts) -> Answer:
    unread = facts.flow.breakdown.unread
    text = (
        f"{count(unread, 'record')} of databases and registers {was(unread)} not read."
        if unread
        else ""
    )
    return filled(
        "Discussion", *promise_sentences(facts), say(text, STOPPED), missing="effect on the results"
    )


def _workload(facts: Facts) -> Answer:
    unread = facts.flow.breakdown.unread
    text = (
        f"{count(unread, 'record')} of databases and registers {was(unread)} left unread."
        if unread
        else ""
    )
    return filled("Discussion", say(text, STOPPED), missing="experience and benefit")


AUTOMATION_ANSWERS: dict[str, Fill] = with_readers(
    {
        "t_abstract": _abstract,
        "t_protocol": _protocol,
        "t_tool": _tool,
        "t_stage": _stage,
        "t_input": _input,
        "t_output": _output,
        "t_prompts": _prompts,
        "t_settings": _settings,
        "t_oversight": _oversight,
        "t_evaluation": _evaluation,
        "t_data": _data,
        "t_flow": _flow,
        "t_performance": _performance,
        "t_limits": _limits,
        "t_workload": _workload,
    }
)
