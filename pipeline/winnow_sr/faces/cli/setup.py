"""init, amend, team."""

from __future__ import annotations

from pathlib import Path

import click

from winnow_sr.errors import WinnowError
from winnow_sr.faces.cli.common import as_option, emit, json_option, open_review, say, table


@click.command("init")
@click.argument("directory", type=click.Path(path_type=Path))
@click.option(
    "--protocol",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The protocol (YAML); copied into the folder.",
)
@click.option("--as", "name", default="", metavar="NAME", help="Who makes it.")
@click.option(
    "--database",
    default="",
    metavar="URL",
    help="Keep the ledger on PostgreSQL, postgresql://user@host/name, instead of in the folder.",
)
@click.option(
    "--existing",
    default="",
    metavar="SCHEMA",
    help="With --database: open a review that lies there already from this folder too.",
)
@json_option
def init_command(
    directory: Path, protocol: Path | None, name: str, database: str, existing: str, as_json: bool
) -> None:
    """Make a review folder from a protocol.

    Without --protocol it is DIR/protocol.yaml; where there is none, the commented template is written
    there to be filled in, and the same command makes the review afterwards. The folder then holds protocol.yaml, exports/ (files as
    received), review.db (the ledger), cache/ (may be deleted) and outputs/.
    """
    from winnow_sr.review import Review

    if existing:
        if not database:
            raise WinnowError("--existing SCHEMA goes with --database URL")
        review = Review.attach(directory, database, existing)
    else:
        written = directory / "protocol.yaml"
        if protocol is None and not written.exists():
            begin(directory, written, as_json)
            return
        review = Review.create(directory, protocol or written, name, database)
    title, place = review.title, review.ledger.place()
    review.close()
    if as_json:
        emit(
            {
                "review": str(directory),
                "protocol": str(directory / "protocol.yaml"),
                "title": title,
                "ledger": place,
            }
        )
        return
    say(f"Made a review in {directory}: {title}")
    if database:
        say(f"The ledger lies in {place}.")
    say(f"Next: winnow -C {directory} add FILE --source NAME")


def begin(directory: Path, place: Path, as_json: bool) -> None:
    """Where there is no protocol yet: the template, to be filled in."""
    from winnow_sr.files import write_whole
    from winnow_sr.review import is_review
    from winnow_sr.review.protocol_file import template

    if is_review(directory):
        raise WinnowError(f"{directory} already holds a review, and its protocol.yaml is missing")
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WinnowError(f"{directory} cannot be made: {error.strerror}") from error
    write_whole(place, template())
    if as_json:
        emit({"review": str(directory), "protocol": str(place), "title": "", "ledger": ""})
        return
    say(f"Wrote {place}, the commented template of a protocol. There is no review yet.")
    say(
        f"Next: fill it in, try it with `winnow protocol check {place}`, then `winnow init {directory}`"
    )


@click.command("amend")
@click.option("--reason", required=True, metavar="TEXT", help="Why the protocol was changed.")
@as_option
@json_option
@click.pass_context
def amend_command(ctx: click.Context, reason: str, name: str, as_json: bool) -> None:
    """Record a changed protocol.yaml, with the reason.

    Edit protocol.yaml in the review folder first. The old plan stays in the ledger.
    """
    found = open_review(ctx).protocol.amend(actor=name, reason=reason)
    if as_json:
        emit(found)
    else:
        say(f"Amendment {found.amendments} recorded:")
        for line in found.words or ["comments or layout only"]:
            say(f"  {line}")


@click.group("team")
def team_command() -> None:
    """Who is on the team.

    Without a list anybody may decide. With one (here or in the protocol), a name outside it is
    refused, so that a slip of the keyboard does not make a new reviewer.
    """


@team_command.command("join")
@click.argument("who")
@click.option(
    "--role",
    default="reviewer",
    show_default=True,
    metavar="ROLE",
    help="reviewer, adjudicator, lead or observer.",
)
@as_option
@json_option
@click.pass_context
def join(ctx: click.Context, who: str, role: str, name: str, as_json: bool) -> None:
    """Put WHO on the list."""
    found = open_review(ctx).team.join(who, role, actor=name)
    emit(found) if as_json else say(f"{found.name} is on the team as {found.role}.")


@team_command.command("leave")
@click.argument("who")
@as_option
@json_option
@click.pass_context
def leave(ctx: click.Context, who: str, name: str, as_json: bool) -> None:
    """Take WHO off the list; what they did stays."""
    found = open_review(ctx).team.leave(who, actor=name)
    emit(found) if as_json else say(f"{found.name} has left; what they decided stays.")


@team_command.command("list")
@json_option
@click.pass_context
def list_(ctx: click.Context, as_json: bool) -> None:
    """Everybody on the list or with a decision."""
    rows = open_review(ctx).team.members()
    if as_json:
        emit(rows)
    else:
        table(
            rows,
            {"name": "name", "role": "role", "status": "status", "decisions": "decisions"},
            "nobody yet",
        )
