"""stop."""

from __future__ import annotations

import click

from winnow_sr.errors import WinnowError
from winnow_sr.faces.cli.common import emit, json_option, open_review, say
from winnow_sr.review.answers import Declared, StopAnswer
from winnow_sr.text import count, listing, percent


@click.command("stop")
@click.option("--declare", is_flag=True, help="Declare screening finished, the rest left unread.")
@click.option("--resume", is_flag=True, help="Take a declared stop back.")
@click.option(
    "--against-rule", is_flag=True, help="Stop although the rule is not met; labelled as such."
)
@click.option(
    "--reason", default="", metavar="TEXT", help="Why, when stopping against the rule or resuming."
)
@click.option("--as", "name", default="", metavar="NAME", help="Who declares it.")
@json_option
@click.pass_context
def stop_command(
    ctx: click.Context,
    declare: bool,
    resume: bool,
    against_rule: bool,
    reason: str,
    name: str,
    as_json: bool,
) -> None:
    """May we stop? And the act of stopping.

    Shows what was found, a recall bound that may be read at any moment, a best guess, and about
    how much reading is left. Exit code 1 while the protocol's rule is not met.
    """
    review = open_review(ctx)
    if declare or resume:
        if not name:
            raise WinnowError("say who declares it: --as NAME")
        if resume:
            resumed = review.stopping.resume(actor=name, reason=reason)
            emit(resumed) if as_json else say("Screening goes on.")
            return
        done = review.stopping.declare(actor=name, against_rule=against_rule, reason=reason)
        if as_json:
            emit(done)
        else:
            say(declared_words(done))
            say(done.text)
        return
    found = review.stopping.check()
    if as_json:
        emit(found)
    else:
        show(found)
    ctx.exit(0 if found.may_stop else 1)


def declared_words(done: Declared) -> str:
    """What was declared, in a sentence."""
    if not done.unread:
        return "Screening is finished: every citation has a verdict."
    begun = f", {done.begun} of them with a first vote" if done.begun else ""
    return f"Stopped ({done.label}): {count(done.unread, 'citation')} without a verdict{begun}."


READ = (
    ("ranked", "in ranked order"),
    ("random", "in random rounds"),
    ("pilot", "in pilots"),
    ("without_abstract", "first, without an abstract"),
    ("elsewhere", "elsewhere"),
)
"""Field of `read` -> how people say it."""


def show(found: StopAnswer) -> None:
    """The answer in words."""
    rule = found.rule
    how = [(getattr(found.read, name), words) for name, words in READ]
    read = "; ".join(f"{n:,} {words}" for n, words in how if n)
    said = f" Read: {read}." if read else ""
    say(f"Screened {found.screened} of {found.total} citations.{said}")
    say(found.recall.text)
    missed = found.missed_by_both
    if missed is not None and missed.missed is not None:
        say(f"{listing(missed.reviewers)}: {missed.text}")
    say(f"{heading(found).upper()} - {found.reason}")
    if not found.may_stop:
        say(found.forecast)
    elif found.label_text:
        say(found.label_text)
    say(
        f"Rule: {rule.name}, target {percent(rule.target)}, "
        f"confidence {percent(rule.confidence)}. {rule.guarantee}"
    )
    for text in [rule.warning, *found.advice]:
        if text:
            say(f"Note: {text}")
    if found.declared:
        say(
            f"A stop was declared by {found.declared.actor} at {found.declared.at[:19]} "
            f"({found.declared.label})."
        )
    if found.unread_since:
        say(f"WARNING: {found.unread_since} citations came after the declared stop and are unread.")


def heading(found: StopAnswer) -> str:
    """Yes with the label, or not yet."""
    if not found.may_stop:
        return "not yet"
    return "everything read" if found.label == "none" else f"may stop: {found.label}"
