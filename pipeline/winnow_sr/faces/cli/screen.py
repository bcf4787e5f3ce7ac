"""screen: one citation after the other."""

from __future__ import annotations

import os
import sys

import click

from winnow_sr.faces.cli.common import as_option, open_review, order_option, say, stage_option, warn
from winnow_sr.vocabulary import STAGES, one_of


@click.command("screen")
@as_option
@stage_option
@click.option(
    "--plain", is_flag=True, help="Prompts only: for screen readers, small terminals and pipes."
)
@order_option
@click.pass_context
def screen_command(ctx: click.Context, name: str, stage: str, plain: bool, order: str) -> None:
    """Screen citations one by one.

    Shows the next citation with the protocol's terms highlighted; a key decides. Leave at any
    moment and come back: everything acknowledged is kept. The keys are those of the protocol's
    preset (`keys: default`, `rayyan`, `asreview` or your own); ? lists them.
    """
    review = open_review(ctx)
    stage = one_of("stage", stage, STAGES)
    name = review.team.check_screener(name)
    review.rounds.check_gate(stage)
    review.screening.reading(name, 0, stage, stale=True, order=order)  # may it be read so?
    if not plain and drawable():
        try:
            from winnow_sr.faces.terminal.screening_app import ScreeningApp
        except ImportError as error:
            warn(f"the screen cannot be drawn ({error}); using prompts")
        else:
            app = ScreeningApp(review, name, stage, order=order)
            try:
                app.run()
            finally:
                app.desk.sitting.leave()
            if app.return_code:
                raise SystemExit(app.return_code)
            # what was being written when the screen was left is counted, too
            say(
                f"Left. Decided in this sitting: {app.desk.sitting.pace.decided}. Come back with the same command."
            )
            return
    from winnow_sr.faces.cli.screen_prompts import PlainScreen

    PlainScreen(review, name, stage, order).run()


def drawable() -> bool:
    """Can a screen be drawn and keys be read?"""
    return sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("TERM", "") != "dumb"
