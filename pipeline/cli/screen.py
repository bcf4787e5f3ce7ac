"""screen: one citation after the other."""

from __future__ import annotations

import click

from pipeline.cli.common import as_option, open_review, stage_option


@click.command("screen")
@as_option
@stage_option
@click.option(
    "--plain", is_flag=True, help="Prompts only: for screen readers, small terminals and pipes."
)
@click.pass_context
def screen_command(ctx: click.Context, name: str, stage: str, plain: bool) -> None:
    """Screen citations one by one.

    Shows the next citation with the protocol's terms highlighted; a letter decides. Leave with q at
    any moment and come back: everything acknowledged is kept.
    """
    from pipeline.cli.plain import PlainScreen

    PlainScreen(open_review(ctx), name, stage).run()
