"""The pages to read that open over the screening screen. They are given what they show and know
nothing of the screen below.
"""

from __future__ import annotations

from collections.abc import Callable

from textual.content import Content

from winnow_sr.faces.ranking_worker import Answer, Explained, RecallBound, Why
from winnow_sr.faces.terminal import content
from winnow_sr.faces.terminal.desk import Desk
from winnow_sr.faces.terminal.dialogs import Page
from winnow_sr.faces.terminal.words import progress_lines, recall_words


def criteria(desk: Desk, bound: RecallBound | None) -> Page:
    """The protocol's criteria."""
    return Page("Criteria", content.criteria(desk.plan), desk.keys["criteria"])


def keys(desk: Desk, bound: RecallBound | None) -> Page:
    """Every key."""
    return Page("Keys", content.key_list(desk.keys), desk.keys["keys"])


def progress(desk: Desk, bound: RecallBound | None) -> Page:
    """How far, how fast, how much is left; the recall bound where the protocol lets it be seen."""
    told = progress_lines(desk.sitting)
    if bound:
        told += ["", recall_words(bound)]
    return Page("Progress", [("", Content(line)) for line in told], desk.keys["progress"])


class WhyPage(Page):
    """The words that put a citation where it is; they come when they come."""

    def __init__(self, why: Why, close: str) -> None:
        waiting: content.Lines = [("", Content("Looking at the ranking ..."))]
        super().__init__("Why here in the ranking", waiting, close)
        self.why = why

    async def answered(self, answer: Answer) -> None:
        """Show an answer that has come, if it is about this citation."""
        if answer.task != self.why:
            return
        found = answer.found
        await self.change(
            content.ranking_why(found)
            if isinstance(found, Explained)
            else [("", Content(answer.error))]
        )


PAGES: dict[str, Callable[[Desk, RecallBound | None], Page]] = {
    "criteria": criteria,
    "keys": keys,
    "progress": progress,
}
"""action -> the page it opens."""
