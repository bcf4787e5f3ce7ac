"""adopt: a review of another tool."""

from __future__ import annotations

from pathlib import Path

import click

from winnow_sr.errors import WinnowError
from winnow_sr.faces.cli.common import emit, json_option, say


@click.command("adopt")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="FILE...")
@click.option(
    "--as", "name", default="", metavar="NAME", help="Who adopts it; whose unsigned votes are."
)
@click.option(
    "--protocol",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The review's protocol (YAML). Without it one is drafted from what the files say.",
)
@json_option
@click.pass_context
def adopt_command(
    ctx: click.Context, files: tuple[Path, ...], name: str, protocol: Path | None, as_json: bool
) -> None:
    """Make a review from the files of another tool, and audit it.

    FILE: the zip of a Rayyan export, the CSV files of Covidence's lists (all of them, named as
    Covidence names them), an ASReview project (.asreview, of any version), or any file of records
    with verdicts in its columns or notes (metagear). The review is made in
    the folder that -C names: winnow -C my-review adopt export.zip --as Lea.

    Records, votes, reasons and notes are taken over with the names that the files have; duplicates
    are then found, and the audit says what is lost, contradictory or not stated.
    """
    from winnow_sr.review import Review

    folder = ctx.obj
    if not files:
        raise WinnowError("which files? winnow -C FOLDER adopt FILE... --as NAME")
    if not name:
        raise WinnowError("say who adopts it: --as NAME")
    if not folder:
        raise WinnowError(
            "where is the review to be made? winnow -C FOLDER adopt FILE... --as NAME"
        )
    done = Review.adopt(folder, files, actor=name, protocol=protocol or "")
    if as_json:
        emit(done)
        return
    say(f"{done.records} records are {done.citations} citations; {done.votes} votes taken over.")
    for line in done.audit:
        say(f"  {'ok   ' if line.ok else 'look '} {line.text}")
    say(f"Next: winnow -C {folder} status")
