"""withdraw."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from winnow_sr.faces.cli.common import FILE, as_option, emit, json_option, open_review, say
from winnow_sr.text import count

if TYPE_CHECKING:
    from pathlib import Path


@click.command("withdraw")
@as_option
@click.option(
    "--of", "reader", default="", metavar="NAME", help="Whose decisions. Default: one's own."
)
@click.option(
    "--from",
    "path",
    type=FILE,
    metavar="FILE",
    help="The verdict that stands on each citation of a sheet; what was said before stands again.",
)
@click.option("--round", "round_", type=int, metavar="R", help="Everything said in this round.")
@click.option("--all", "everything", is_flag=True, help="Everything, resolutions as well.")
@click.option("--stage", default=None, metavar="STAGE", help="Of one stage only.")
@click.option("--reason", default="", metavar="TEXT", help="Why. Needed with --all and --of.")
@json_option
@click.pass_context
def withdraw_command(
    ctx: click.Context,
    name: str,
    reader: str,
    path: Path | None,
    round_: int | None,
    everything: bool,
    stage: str | None,
    reason: str,
    as_json: bool,
) -> None:
    """Take back many of a reader's decisions at once.

    All of them, or none; the ledger keeps both. Others' decisions are taken back by the lead.
    """
    done = open_review(ctx).screening.withdraw(
        actor=name,
        reader=reader,
        path=path,
        round=round_,
        everything=everything,
        stage=stage,
        reason=reason,
    )
    emit(done) if as_json else say(
        f"Took back {count(done.withdrawn, 'decision')} of {done.reader}."
    )
