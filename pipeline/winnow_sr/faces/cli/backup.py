"""backup: whole copies of a review."""

from __future__ import annotations

from pathlib import Path

import click

from winnow_sr.faces.cli.common import emit, json_option, open_review, say
from winnow_sr.text import count


@click.command("backup")
@click.argument("directory", type=click.Path(path_type=Path))
@click.option("--outputs", is_flag=True, help="Copy outputs/ too: they can be made again.")
@click.option(
    "--compare",
    is_flag=True,
    help="Make nothing: say how DIRECTORY, a backup or another copy, stands to this review.",
)
@json_option
@click.pass_context
def backup_command(
    ctx: click.Context, directory: Path, outputs: bool, compare: bool, as_json: bool
) -> None:
    """Copy the review whole while others work, or compare a copy with it.

    DIRECTORY must be new or empty. It becomes a review folder of its own, checked and with its head:
    to restore, copy it to where the review shall lie. With --compare, exit code 1 when the copy and
    the review have gone different ways.
    """
    review = open_review(ctx)
    if compare:
        same = review.backup.compare(directory)
        if as_json:
            emit(same)
        else:
            say(told(same.common, same.only_here, same.only_there))
            say(f"Head here   {same.head}")
            say(f"Head there  {same.head_there}")
        ctx.exit(1 if same.only_here and same.only_there else 0)
    made = review.backup.write(directory, outputs=outputs)
    if as_json:
        emit(made)
    else:
        for problem in made.problems:
            say(f"BROKEN: {problem}")
        say(
            f"{count(made.events, 'event')} and {count(made.files, 'file')} copied to {made.folder}"
        )
        say(f"Head {made.head}")
        say(
            "Note the head elsewhere: `winnow verify --head HASH` finds it as long as nothing is lost."
        )
    ctx.exit(0 if made.ok else 1)


def told(common: int, here: int, there: int) -> str:
    """How a copy stands to the review, in words."""
    if not here and not there:
        return f"The same {count(common, 'event')}."
    if not there:
        return f"The copy is an earlier state: the review has {count(here, 'event')} more."
    if not here:
        return (
            f"The copy is ahead: it has {count(there, 'event')} that this review lacks. Was this "
            "folder put back to an earlier state?"
        )
    return (
        f"They have gone different ways after event {common}: {count(here, 'event')} only here, "
        f"{count(there, 'event')} only there."
    )
