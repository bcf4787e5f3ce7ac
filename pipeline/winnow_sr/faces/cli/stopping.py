"""stop."""

from __future__ import annotations

import click

from winnow_sr.errors import WinnowError
from winnow_sr.faces.cli.common import emit, json_option, open_review, say
from winnow_sr.review.answers import StopAnswer
from winnow_sr.text import percent


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
            say(f"Stopped ({done.label}), {done.unread} citations left unread.")
            say(done.text)
        return
    found = review.stopping.check()
    if as_json:
        emit(found)
    else:
        show(found)
    ctx.exit(0 if found.may_stop else 1)


def show(found: StopAnswer) -> None:
    """The answer in words."""
    rule = found.rule
    say(f"Screened {found.screened} of {found.total} citations.")
    say(found.recall.text)
    label = f"may stop: {rule.label}" if found.may_stop else "not yet"
    say(f"{label.upper()} - {found.reason}")
    if not found.may_stop:
        say(found.forecast)
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
