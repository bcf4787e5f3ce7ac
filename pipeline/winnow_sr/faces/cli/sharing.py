"""assign: who is to read what."""

from __future__ import annotations

import click

from winnow_sr.errors import WinnowError
from winnow_sr.faces.cli.common import emit, json_option, open_review, say, stage_option, table
from winnow_sr.text import count


@click.command("assign")
@click.argument("citations", nargs=-1, metavar="[ID]...")
@click.option(
    "--share",
    "shares",
    multiple=True,
    metavar="NAME=N",
    help="N parts of the whole for NAME; once for each person.",
)
@click.option("-n", "n", type=click.IntRange(min=1), help="Only the first N, by the ranking.")
@click.option(
    "--language", default="", metavar="L", help="Only those in one language (fre, French)."
)
@stage_option
@click.option("--clear", is_flag=True, help="Open everything to everybody again.")
@click.option(
    "--as", "name", default="team", show_default=True, metavar="NAME", help="Who divides it."
)
@json_option
@click.pass_context
def assign_command(
    ctx: click.Context,
    citations: tuple[str, ...],
    shares: tuple[str, ...],
    n: int | None,
    language: str,
    stage: str,
    clear: bool,
    name: str,
    as_json: bool,
) -> None:
    """Divide what is unread among people.

    `winnow assign --share Ana=2 --share Ben=1` gives Ana two thirds and Ben one. Every citation goes
    to as many people as the protocol asks for; a place that nobody was given is open to everybody.
    With IDs or --language these are given apart, and stay with their readers when the rest is divided
    again (after somebody joined, say). Without --share: what was given to whom.
    """
    review = open_review(ctx)
    if not shares and (citations or n or language):
        raise WinnowError("among whom? --share NAME=N, once for each person")
    if clear and shares:
        raise WinnowError("either --clear or --share")
    if clear:
        rows = review.sharing.clear(actor=name, stage=stage)
    elif shares:
        rows = review.sharing.divide(
            shares, actor=name, stage=stage, n=n, language=language, ids=citations
        )
    else:
        rows = review.sharing.all(stage)
    if as_json:
        emit(rows)
        return
    columns = {"reviewer": "reviewer", "assigned": "given", "left": "left to read"}
    table(rows, columns, f"Nothing is divided at {stage}: everybody reads from one queue.")
    if rows and (open_places := review.sharing.open_places(stage)):
        say(f"{count(open_places, 'citation')} still open to everybody for a reading.")
