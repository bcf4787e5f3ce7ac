"""What to say where something that a command needs was not given."""

from __future__ import annotations

import click


def missing(error: click.MissingParameter) -> str:
    """One line; of a person's name also who could be meant."""
    ctx, param = error.ctx, error.param
    command = ctx.command_path if ctx else "winnow"
    if ctx is None or param is None or not {"--as", "--for"} & set(param.opts):
        return f"{error.format_message()} (see `{command} --help`)"
    from winnow_sr.faces.cli.completion import names

    try:
        team = ", ".join(names(ctx))
    except Exception:  # no review here, or one that cannot be read: the next try will say
        team = ""
    who = f" (the team: {team})" if team else ", a reviewer's name"
    option = "--as" if "--as" in param.opts else "--for"
    asked = "who are you?" if option == "--as" else "for whom?"
    return f"{asked} {option} NAME{who} (see `{command} --help`)"
