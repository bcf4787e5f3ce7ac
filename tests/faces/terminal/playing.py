"""Playing at the drawn screens without a terminal."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from textual.pilot import Pilot
from textual.widgets import Static

from winnow_sr.faces.terminal.screening_app import ScreeningApp
from winnow_sr.review import Review

SMALL, LARGE = (80, 24), (120, 40)


class Player:
    """A pilot that waits for the screen as a person does."""

    def __init__(self, app: Any, pilot: Pilot[Any]) -> None:
        self.app, self.pilot = app, pilot

    async def until(self, what: Callable[[], bool], seconds: float = 60) -> None:
        for _ in range(int(seconds / 0.02)):
            if what():
                return
            await self.pilot.pause(0.02)
        raise AssertionError(f"it did not happen within {seconds} s; the screen says {self.said!r}")

    async def ready(self) -> None:
        await self.until(lambda: not self.app.busy)
        await self.pilot.pause()

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.pilot.press(key)
            await self.ready()

    def words(self, widget: str) -> str:
        """What a widget shows."""
        return str(self.app.screen_stack[0].query_one(widget, Static).content)

    @property
    def said(self) -> str:
        return self.words("#said")

    @property
    def front(self) -> str:
        row = self.app.desk.row
        return str(row.citation) if row else ""


def play(
    review: Review,
    story: Callable[[Player], Awaitable[None]],
    *,
    name: str = "Ana",
    stage: str = "title-abstract",
    size: tuple[int, int] = SMALL,
    guard: float = 0,
) -> ScreeningApp:
    """Sit down at the screening screen and play a story."""
    app = ScreeningApp(review, name, stage, guard=guard)

    async def run() -> None:
        async with app.run_test(size=size) as pilot:
            player = Player(app, pilot)
            await player.ready()
            await story(player)

    asyncio.run(run())
    app.worker.close(wait=0)  # what it still does is of no interest here
    return app


def verdicts(review: Review, who: str = "Ana", stage: str = "title-abstract") -> dict[str, str]:
    """What the ledger holds of a reviewer, read through another connection."""
    other = Review.open(review.folder)
    try:
        ballot = other.session.state().ballots[stage].get(who)
        return {f"C{r:06d}": v for r, v in ballot.letters.items()} if ballot else {}
    finally:
        other.close()


def decisions(review: Review) -> list[dict[str, Any]]:
    """The payloads of all decisions, oldest first."""
    return [e.payload for e in review.ledger.log() if e.kind == "decision_made"]
