"""packet: screening without any server."""

from __future__ import annotations

from pathlib import Path

import click
from msgspec import structs

from winnow_sr.faces.cli.common import (
    as_option,
    emit,
    json_option,
    open_review,
    order_option,
    say,
    stage_option,
    table,
)
from winnow_sr.text import count


@click.group("packet")
def packet_command() -> None:
    """Screen offline: a batch as one file, its answers as another."""


@packet_command.command("make")
@click.option("--for", "name", required=True, metavar="NAME", help="Whose batch.")
@click.option(
    "-n",
    "n",
    type=click.IntRange(1, 5000),
    default=50,
    show_default=True,
    help="How many citations.",
)
@click.option(
    "-o",
    "path",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE.html",
    help="The file to write.",
)
@stage_option
@order_option
@json_option
@click.pass_context
def make(
    ctx: click.Context, name: str, n: int, path: Path, stage: str, order: str, as_json: bool
) -> None:
    """Write NAME's next citations into one file.

    The file opens by double-click in any browser, without a network; its button Save answers makes
    the file for `winnow packet take`.
    """
    from winnow_sr.faces.packet import make as make_packet

    done = make_packet(open_review(ctx), name, path, n=n, stage=stage, order=order)
    if as_json:
        emit(done)
    else:
        say(f"{done.file}: {done.citations} citations for {done.reviewer}.")
        say(f"The answers come back with: winnow packet take FILE.json --as {done.reviewer!r}")


@packet_command.command("list")
@json_option
@click.pass_context
def list_(ctx: click.Context, as_json: bool) -> None:
    """The packets that are out. What they hold is kept for their readers."""
    rows = open_review(ctx).holding.packets()
    if as_json:
        emit(rows)
        return
    shown = [{**structs.asdict(row), "at": row.at[:16]} for row in rows]
    columns = {"packet": "packet", "reviewer": "whose", "stage": "stage", "at": "made (UTC)"}
    columns |= {"citations": "citations", "left": "unanswered"}
    table(shown, columns, "No packet is out.")


@packet_command.command("drop")
@click.argument("packet")
@as_option
@click.option("--reason", default="", metavar="TEXT", help="Why: lost, not wanted any more.")
@json_option
@click.pass_context
def drop(ctx: click.Context, packet: str, name: str, reason: str, as_json: bool) -> None:
    """Open what PACKET holds to everybody again; its answers can still be taken."""
    done = open_review(ctx).holding.drop_packet(packet, actor=name, reason=reason)
    emit(done) if as_json else say(
        f"Packet {done.packet} of {done.reviewer} is dropped: {count(done.left, 'citation')} free again."
    )


@packet_command.command("take")
@click.argument("path", type=click.Path(path_type=Path), metavar="FILE.json")
@as_option
@json_option
@click.pass_context
def take(ctx: click.Context, path: Path, name: str, as_json: bool) -> None:
    """Record the answers of a packet; a second time changes nothing."""
    from winnow_sr.faces.packet import take as take_packet

    done = take_packet(open_review(ctx), path, name)
    if as_json:
        emit(done)
        return
    say(f"{done.decided} decisions recorded, {done.unchanged} known already.")
    for row in done.kept:
        say(f"{row.citation} left as it is: {row.why}.")
    for row in done.gone:
        say(f"{row.citation} not recorded: {row.why}.")
    if done.conflicts:
        say(f"{done.conflicts} of them are in conflict with a colleague now.")
