"""Completion in the shell: names of the team, stages, verdicts, reasons, orders.

`eval "$(_WINNOW_COMPLETE=bash_source winnow)"` (or zsh_source, fish_source) turns it on.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable

import click
from click.shell_completion import CompletionItem

from winnow_sr.review import Review, find_folder
from winnow_sr.vocabulary import LANES, REPORT_STATUSES, ROLES, STAGES, VERDICTS


def review_of(ctx: click.Context) -> Review:
    """The review that the command would work on."""
    return Review.open(ctx.find_root().params.get("folder") or find_folder(os.getcwd()))


def names(ctx: click.Context) -> Iterable[str]:
    """Everybody who is or was on the team."""
    with review_of(ctx) as review:
        return [row.name for row in review.team.members() if row.status != "left"]


def reasons(ctx: click.Context) -> Iterable[str]:
    """The protocol's exclusion reasons, by their codes."""
    with review_of(ctx) as review:
        return [reason.code for reason in review.protocol.plan.reasons]


def sources(ctx: click.Context) -> Iterable[str]:
    """The sources that the protocol lists."""
    with review_of(ctx) as review:
        return [source.name for source in review.protocol.plan.sources]


WORDS: dict[str, Callable[[click.Context], Iterable[str]]] = {
    "--as": names,
    "--for": names,
    "--stage": lambda ctx: STAGES,
    "--reason": reasons,
    "--source": sources,
    "--role": lambda ctx: ROLES,
    "--lane": lambda ctx: LANES,
    "--order": lambda ctx: ("ranking", "year", "title", "random"),
    "verdict": lambda ctx: VERDICTS,
    "who": names,
    "status": lambda ctx: REPORT_STATUSES,
}
"""Option or argument -> the words it may take."""


class Words(click.types.StringParamType):
    """A text that is completed from a list."""

    def __init__(self, words: Callable[[click.Context], Iterable[str]]) -> None:
        self.words = words

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """The words that begin so; none where there is no review, or anything is wrong with it."""
        try:
            found = list(self.words(ctx))
        except Exception:  # a completion must never print or fail
            return []
        wanted = incomplete.casefold()
        return [CompletionItem(word) for word in found if word.casefold().startswith(wanted)]


def completing(command: click.Command) -> click.Command:
    """The command, its texts completed wherever they come from a list."""
    for param in command.params:
        known = param.opts[-1] if isinstance(param, click.Option) else param.name
        if known in WORDS and isinstance(param.type, click.types.StringParamType):
            param.type = Words(WORDS[known])
    if isinstance(command, click.Group):
        for inner in command.commands.values():
            completing(inner)
    return command
