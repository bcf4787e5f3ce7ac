"""report, describe."""

from __future__ import annotations

from pathlib import Path

import click

from winnow_sr.errors import WinnowError
from winnow_sr.faces.cli.common import emit, json_option, open_review, progress_bar, say, warn


@click.command("report")
@click.option(
    "-o", "output", type=click.Path(path_type=Path), metavar="DIR", help="Where to write the files."
)
@click.option("--as-of", metavar="T", help="As it was at a date or time (UTC).")
@click.option(
    "--tail",
    type=click.Choice(["box3", "box5"]),
    help="The box of citations left unread by a stop. [box5]",
)
@click.option(
    "--replay",
    type=click.Path(path_type=Path),
    metavar="BUNDLE.zip",
    help="Count a bundle's flow again from its events; no review needed.",
)
@click.option("--as", "name", default="", metavar="NAME", help="Who asks: blinding is kept.")
@json_option
@click.pass_context
def report_command(
    ctx: click.Context,
    output: Path | None,
    as_of: str | None,
    tail: str | None,
    replay: Path | None,
    name: str,
    as_json: bool,
) -> None:
    """Methods, checklists, tables, evidence map, replayable bundle.

    Every number comes from the ledger; what only the authors know is left to them. With --replay,
    exit code 1 when the events do not give the bundle's numbers.
    """
    if replay is not None:
        if output or as_of or tail:
            raise WinnowError("--replay takes the bundle only: leave out -o, --as-of and --tail")
        show_replay(ctx, replay, as_json)
        return
    if output is None:
        raise WinnowError("where to? winnow report -o DIR")
    review = open_review(ctx)
    with progress_bar("Writing") as bar:
        done = review.report.write(output, as_of=as_of, tail=tail, viewer=name, progress=bar)
    if as_json:
        emit(done)
    else:
        state = "final" if done.final else "interim: screening or full texts are unfinished"
        say(f"{len(done.files)} files in {done.folder}, from {done.events} events ({state})")
        for name in done.files:
            say(f"  {name}")
        say(f"Head of the ledger: {done.head}")
    for check in done.failed:
        warn(f"check {check.id} fails: {check.text}")
    ctx.exit(1 if done.failed else 0)


def show_replay(ctx: click.Context, path: Path, as_json: bool) -> None:
    """The flow from a bundle's events, and whether it is the bundle's."""
    from winnow_sr.prisma.draw.terminal import render_text
    from winnow_sr.review.report import replay_bundle

    flow, found = replay_bundle(path)
    if as_json:
        emit(found)
    else:
        say(render_text(flow))
        say(f"{found.events} events replayed, head {found.head}")
        if found.withheld:
            say(
                f"{found.withheld} events are shortened (texts of records are withheld): their "
                "own hashes cannot be computed anew, the chain through them is followed."
            )
        for line in (*found.problems, *found.differences):
            say(f"DIFFERENT: {line}")
        say("Same numbers as in the bundle." if found.same else "NOT the same as in the bundle.")
    ctx.exit(0 if found.same else 1)


@click.command("describe")
@click.argument("study")
@click.option("--design", required=True, metavar="TEXT", help="Its design, such as cohort study.")
@click.option(
    "--substance",
    "substances",
    multiple=True,
    metavar="TEXT",
    help="What was given or taken. Repeatable; a combination is a substance of its own.",
)
@click.option(
    "--claim",
    "claims",
    multiple=True,
    metavar="ID",
    help="A claim of the protocol on which it bears. Repeatable.",
)
@click.option("--note", default="", metavar="TEXT", help="Anything a reader should know.")
@click.option(
    "--as", "name", default="team", show_default=True, metavar="NAME", help="Who is doing this."
)
@json_option
@click.pass_context
def describe_command(
    ctx: click.Context,
    study: str,
    design: str,
    substances: tuple[str, ...],
    claims: tuple[str, ...],
    note: str,
    name: str,
    as_json: bool,
) -> None:
    """Say what a study is and which claims it bears on.

    The evidence map counts it. STUDY is a name given with `winnow study`, or a report that is a
    study of its own. What the study found is not asked. A later description replaces an earlier
    one.
    """
    done = open_review(ctx).full_texts.describe(
        study, actor=name, design=design, substances=substances, claims=claims, note=note
    )
    if as_json:
        emit(done)
    else:
        what = "; ".join([done.design, *done.substances])
        say(f"{done.study}: {what}. Claims: {', '.join(done.claims) or 'none'}")
    for word in done.new:
        warn(f"{word!r} has not been used before; if that is a slip, describe the study again")
