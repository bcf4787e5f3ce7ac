"""serve, invite: the browser version."""

from __future__ import annotations

import click

from winnow_sr.errors import WinnowError
from winnow_sr.faces.cli.common import emit, json_option, open_review, say
from winnow_sr.vocabulary import ROLES


@click.command("serve")
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    metavar="ADDRESS",
    help="Where to listen; 0.0.0.0 for the whole network.",
)
@click.option(
    "--port",
    default=8765,
    type=click.IntRange(1, 65535),
    show_default=True,
    metavar="PORT",
    help="Which port.",
)
@click.option(
    "--url",
    default="",
    metavar="URL",
    help="The address colleagues type, if there is a proxy or a name in front; https makes cookies secure.",
)
@click.option(
    "--proxy",
    default="",
    metavar="ADDRESS",
    help="A reverse proxy whose forwarded address is believed.",
)
@click.pass_context
def serve_command(ctx: click.Context, host: str, port: int, url: str, proxy: str) -> None:
    """Screen in the browser, for a team.

    Colleagues sign in with the link that `winnow invite NAME` prints. Stop with Ctrl-C; everything
    acknowledged is kept.
    """
    from winnow_sr.faces.web import serve

    review = open_review(ctx)
    say(f"{review.title}: http://{host}:{port}/")
    if not (review.folder / "accounts.db").is_file():
        say("Nobody can sign in yet: `winnow invite NAME --role lead` prints the first link.")
    if host not in ("127.0.0.1", "localhost", "::1") and not url.startswith("https:"):
        say(
            "Passwords travel unencrypted beyond this machine: put an https proxy in front, and give --url."
        )
    try:
        serve(review.folder, host, port, url, proxy=proxy)
    except OSError as error:
        raise WinnowError(
            f"{host}:{port} cannot be used ({error.strerror or error}): choose another --port"
        ) from error


@click.command("invite")
@click.argument("name")
@click.option(
    "--role",
    type=click.Choice(ROLES),
    default=None,
    help="What they may do; reviewer for somebody new, else as it is.",
)
@click.option(
    "--as", "actor", default="team", show_default=True, metavar="NAME", help="Who invites."
)
@click.option(
    "--url",
    default="http://127.0.0.1:8765",
    show_default=True,
    metavar="URL",
    help="Where `winnow serve` is reached.",
)
@json_option
@click.pass_context
def invite_command(
    ctx: click.Context, name: str, role: str | None, actor: str, url: str, as_json: bool
) -> None:
    """Print a colleague's link to the browser version.

    The link works once, for 14 days. Inviting somebody again gives them a way to a new password.
    """
    from winnow_sr.faces.web.served_review import ServedReview

    review = open_review(ctx)
    who = review.team.check_name(name)
    served = ServedReview(review.folder, train=False)
    given = role or served.role_of(who) or "reviewer"
    link = f"{url.rstrip('/')}/invite/{served.invite(who, given, actor)}"
    served.close()
    if as_json:
        emit({"name": who, "role": given, "link": link})
    else:
        say(f"{who} is invited as {given}. Send them this link (it works once, for 14 days):")
        say(link)
