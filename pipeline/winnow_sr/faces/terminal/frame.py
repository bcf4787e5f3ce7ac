"""What the drawn screens have in common: who and where at the top, the text, the lines at the foot,
keys that scroll, and one line that says what was done.

Everything that touches the review runs in one thread of its own, in order, so that no key waits.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from textual import events
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from winnow_sr.errors import WinnowError
from winnow_sr.faces.terminal.themes import dress
from winnow_sr.faces.terminal.words import clean

T = TypeVar("T")


class Frame(App[int]):
    """A screen that answers to single keys; returns how much was decided."""

    CSS_PATH = "screen.tcss"
    TITLE = "winnow"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS = [
        Binding("up", "scroll(-1)", show=False),
        Binding("down", "scroll(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown,space", "page(1)", show=False),
        Binding("ctrl+c", "act('leave')", show=False, priority=True),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.pool = ThreadPoolExecutor(1, thread_name_prefix="review")

    def compose(self) -> ComposeResult:
        with Horizontal(id="top"):
            yield Static(id="who")
            yield Static(id="place")
        yield VerticalScroll(*self.inside(), id="body", can_focus=False)
        for line in ("said", "pace", "keys"):
            yield Static(id=line)

    def inside(self) -> list[Widget]:
        """What stands in the body from the beginning."""
        return []

    async def on_mount(self) -> None:
        dress(self)
        await self.begin()

    async def begin(self) -> None:
        """The frame is drawn: fill it."""

    def line(self, name: str, content: Content | str) -> None:
        """Change one of the lines: who, place, said, pace, keys."""
        shown = Content(content) if isinstance(content, str) else content
        self.query_one(f"#{name}", Static).update(shown)

    def say(self, words: str, *, bad: bool = False) -> None:
        """One line: what was done, or what was not."""
        self.query_one("#said", Static).set_class(bad, "bad")
        self.line("said", clean(words))

    async def call(self, work: Callable[[], T]) -> T:
        """Do something with the review, in its thread."""
        return await asyncio.get_running_loop().run_in_executor(self.pool, work)

    async def try_to(self, work: Callable[[], T]) -> T | None:
        """The same; what cannot be done is said, and None returned."""
        try:
            return await self.call(work)
        except WinnowError as error:
            self.say(f"Not done: {error}", bad=True)
            return None

    async def on_unmount(self) -> None:
        """Let what is being recorded be recorded."""
        await asyncio.to_thread(self.pool.shutdown)

    def action_of(self, character: str) -> str:
        """The action of a key; empty where it has none."""
        raise NotImplementedError

    def action_act(self, action: str) -> None:
        """Do what a key or a click asks for."""
        raise NotImplementedError

    def on_key(self, event: events.Key) -> None:
        """A key of the screen's own; windows have theirs."""
        if len(self.screen_stack) > 1 or not event.character:
            return
        if action := self.action_of(event.character.lower()):
            event.stop()
            self.action_act(action)

    def action_scroll(self, lines: int) -> None:
        self.query_one("#body").scroll_relative(y=lines, animate=False)

    def action_page(self, pages: int) -> None:
        body = self.query_one("#body")
        body.scroll_relative(y=pages * max(1, body.size.height - 2), animate=False)
