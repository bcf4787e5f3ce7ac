"""open: the browser version for one person at this machine, signed in from the start."""

from __future__ import annotations

import click

from winnow_sr.errors import WinnowError
from winnow_sr.faces.cli.common import open_review, say
from winnow_sr.review import Review


@click.command("open")
@click.option(
    "--as", "name", default="", metavar="NAME", help="Who you are; the lead if not given."
)
@click.option("--port", default=8765, show_default=True, metavar="PORT", help="Which port.")
@click.pass_context
def open_command(ctx: click.Context, name: str, port: int) -> None:
    """Open the review in the browser, signed in, on this machine only.

    Nobody else can reach it. Where the team has no lead, you become it. Stop with Ctrl-C.
    """
    from winnow_sr.faces.web import serve

    review = open_review(ctx)
    who = person(review, name)
    say(f"{review.title}: http://127.0.0.1:{port}/ (as {who})")
    try:
        serve(review.folder, "127.0.0.1", port, opened_by=who)
    except OSError as error:
        raise WinnowError(
            f"port {port} cannot be used ({error.strerror or error}): choose another --port"
        ) from error


def person(review: Review, name: str) -> str:
    """Who opens it: the name given, else the only lead. Somebody new joins where there is no lead."""
    leads = [row.name for row in review.team.members() if review.team.role_of(row.name) == "lead"]
    if not name:
        if len(leads) != 1:
            raise WinnowError("say who you are: winnow open --as NAME")
        return leads[0]
    who = review.team.check_name(name)
    if review.team.role_of(who) is None:
        if leads:
            raise WinnowError(
                f"{who} is not on the team: winnow invite {who} --as {leads[0]} puts them on it"
            )
        review.team.join(who, "lead", actor=who)
    return who
