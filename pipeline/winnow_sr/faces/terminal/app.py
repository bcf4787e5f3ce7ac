"""The screening screen, drawn with textual.

Everything that touches the review runs in one thread of its own (`pool`), in order; the screen
itself never waits. A verdict is shown as done when it is durable, and not before.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from textual import events
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from winnow_sr.errors import WinnowError
from winnow_sr.faces.ranking_worker import Answer, Bound, Rank, RankingWorker, RecallBound, Why
from winnow_sr.faces.terminal import text, windows
from winnow_sr.faces.terminal.desk import Desk
from winnow_sr.faces.terminal.themes import dress
from winnow_sr.faces.terminal.words import STAGES, clean, place, standing

if TYPE_CHECKING:
    from winnow_sr.review import Review

T = TypeVar("T")
GUARD = 0.25
"""Seconds between two verdict keys: a key held down or struck twice decides one citation."""
VERDICTS = ("include", "exclude", "unsure")


class Told(Message):
    """An answer has come from behind."""

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self.answer = answer


class ScreeningApp(App[int]):
    """One reviewer's sitting; returns the number of decisions."""

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

    def __init__(self, review: Review, name: str, stage: str, *, guard: float = GUARD) -> None:
        super().__init__()
        self.desk = Desk(review, name, stage)
        self.worker = RankingWorker(review.folder, self.told)
        self.pool = ThreadPoolExecutor(1, thread_name_prefix="review")
        self.guard = guard
        self.busy = True
        self.terms_on = True
        self.bound: RecallBound | None = None
        self.ranking = False
        self.struck = 0.0
        self.acts: dict[str, Callable[[], Any]] = {
            **{verdict: partial(self.give, verdict) for verdict in VERDICTS},
            **{name: partial(window, self) for name, window in windows.WINDOWS.items()},
            "undo": partial(self.move, self.desk.undo), "skip": partial(self.move, self.desk.skip),
            "terms": self.toggle_terms, "open": self.open_page, "light": self.toggle_light,
            "leave": self.leave,
        }  # fmt: skip

    def compose(self) -> ComposeResult:
        with Horizontal(id="top"):
            yield Static(id="who")
            yield Static(id="place")
        with VerticalScroll(id="body", can_focus=False):
            yield Static(id="text")
        yield Static(id="said")
        yield Static(id="pace")
        yield Static(id="keys")

    async def on_mount(self) -> None:
        dress(self)
        self.query_one("#who", Static).update(
            Content(f"{clean(self.desk.name)} · {STAGES[self.desk.stage]}")
        )
        self.key_lines(self.size.width)
        self.message("Opening the review ...")
        self.run_worker(self.begin(), exit_on_error=True)

    # -- beginning and the work behind -----------------------------------------------------------
    async def begin(self) -> None:
        """The first citation; a ranking is made behind where there is none yet."""
        ranked = self.desk.stage != "title-abstract" or await self.call(
            lambda: self.desk.review.rankings.kept() is not None
        )
        if not ranked and self.worker.ask(Rank()):
            self.ranking = True
            self.message(
                "Ranking the citations for the first time ...\n\nThis is done once, and takes about "
                "a minute for every 20,000 citations."
            )
            return
        await self.try_to(lambda: self.desk.begin(stale=ranked))
        self.busy = False
        self.show()
        if not self.desk.fresh:
            self.renew()
        else:
            self.ask_bound()

    def renew(self) -> None:
        """Have the ranking renewed behind."""
        if self.worker.ask(Rank()):
            self.ranking = True
            self.desk.since_training = 0

    def ask_bound(self) -> None:
        if self.desk.plan.screening.show_recall and self.desk.stage == "title-abstract":
            self.worker.ask(Bound())

    def told(self, answer: Answer) -> None:
        """An answer from behind, in the listener's thread."""
        self.post_message(Told(answer))

    def on_told(self, event: Told) -> None:
        self.run_worker(self.take(event.answer))

    async def take(self, answer: Answer) -> None:
        """An answer from behind."""
        if isinstance(answer.task, Why):
            await windows.show_terms(self, answer)
        elif answer.error:
            await self.failed(answer)
        elif isinstance(answer.found, RecallBound):
            self.bound = answer.found
        else:
            self.ranking = False
            first = self.desk.row is None
            await self.try_to(self.desk.begin if first else self.desk.look)
            if first:
                self.busy = False
                self.show()
            self.ask_bound()
        self.pace()

    async def failed(self, answer: Answer) -> None:
        """Something behind could not be done; the kept ranking, if there is one, stays in use."""
        ranking = isinstance(answer.task, Rank)
        what = "the ranking" if ranking else "the recall bound"
        self.say(f"Not done behind the screen ({what}): {answer.error}", bad=True)
        if not ranking:
            return
        self.ranking = False
        if self.busy and self.desk.row is None:
            await self.try_to(lambda: self.desk.begin(stale=False))
            self.busy = False
            self.show()

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

    # -- showing ---------------------------------------------------------------------------------
    def show(self) -> None:
        """The citation in front, from its beginning."""
        row = self.desk.row
        if row is None:
            self.nothing_left()
            return
        shown = self.query_one("#text", Static)
        shown.remove_class("message")
        terms = self.desk.plan.terms if self.terms_on else None
        shown.update(text.citation(row, terms, self.desk.note))
        self.query_one("#place", Static).update(Content(place(row, self.desk.stage)))
        self.query_one("#body").scroll_home(animate=False)
        self.pace()

    def nothing_left(self) -> None:
        if self.ranking:
            self.message("Looking whether more is to be read: the ranking is being renewed ...")
        else:
            self.message(
                f"Nothing is left for {clean(self.desk.name)} at {STAGES[self.desk.stage]}.\n\n"
                f"Decided in this sitting: {self.desk.pace.decided}.\n\n"
                f"{self.desk.keys['leave']} leaves · {self.desk.keys['undo']} takes back the last"
            )
        self.query_one("#place", Static).update("")
        self.pace()

    def message(self, words: str) -> None:
        """A message where the citation would stand."""
        shown = self.query_one("#text", Static)
        shown.add_class("message")
        shown.update(Content(words))

    def say(self, words: str, *, bad: bool = False) -> None:
        """One line: what was done, or what was not."""
        said = self.query_one("#said", Static)
        said.set_class(bad, "bad")
        said.update(Content(clean(words)))

    def pace(self) -> None:
        """Progress, pace, what is left."""
        busy = " · ranking" if self.ranking else ""
        self.query_one("#pace", Static).update(Content(standing(self.desk, self.bound) + busy))

    def key_lines(self, width: int) -> None:
        """The keys at the foot, for so many columns."""
        self.query_one("#keys", Static).update(text.key_lines(self.desk.keys, width - 2))

    def on_resize(self, event: events.Resize) -> None:
        self.key_lines(event.size.width)

    # -- keys ------------------------------------------------------------------------------------
    def on_key(self, event: events.Key) -> None:
        """A key of the preset; windows have their own."""
        if len(self.screen_stack) > 1 or not event.character:
            return
        for action, key in self.desk.keys.items():
            if event.character.lower() == key:
                event.stop()
                self.action_act(action)
                return

    def action_act(self, action: str) -> None:
        """Do what a key or a click asks for."""
        made = self.acts[action]()
        if isinstance(made, Coroutine):
            self.run_worker(made)

    def action_scroll(self, lines: int) -> None:
        self.query_one("#body").scroll_relative(y=lines, animate=False)

    def action_page(self, pages: int) -> None:
        body = self.query_one("#body")
        body.scroll_relative(y=pages * max(1, body.size.height - 2), animate=False)

    def ready(self) -> bool:
        """May the citation in front be dealt with now?"""
        return not self.busy and self.desk.row is not None

    def give(self, verdict: str) -> Any:
        """A verdict key. At the full text an exclusion asks for its reason."""
        now = time.monotonic()
        too_soon, self.struck = now - self.struck < self.guard, now
        if too_soon or not self.ready():
            return None
        if verdict == "exclude" and self.desk.stage == "full-text":
            return windows.pick_reason(self)
        return self.decide(verdict)

    async def decide(self, verdict: str, reason: str = "") -> None:
        """Record, acknowledge, show the next; then look further ahead while it is read."""
        seconds = time.monotonic() - self.desk.shown_at
        self.busy = True
        said = await self.try_to(lambda: self.desk.decide(verdict, reason, seconds))
        self.busy = False
        if said is None:
            return
        self.say(said)
        self.show()
        if self.desk.training_due() or (self.desk.row is None and not self.desk.fresh):
            self.renew()
        self.run_worker(self.look_ahead())

    async def look_ahead(self) -> None:
        """Fetch more while the citation in front is read."""
        if await self.try_to(self.desk.refill):
            self.pace()

    async def move(self, work: Callable[[], str]) -> None:
        """Undo or set aside: another citation comes to the front."""
        if self.busy:
            return
        self.busy = True
        said = await self.try_to(work)
        self.busy = False
        if said is not None:
            self.say(said)
            self.show()

    # -- the rest ----------------------------------------------------------------------------
    def toggle_terms(self) -> None:
        self.terms_on = not self.terms_on
        self.say(f"terms {'highlighted' if self.terms_on else 'not highlighted'}")
        if self.desk.row is not None:
            self.show()

    def toggle_light(self) -> None:
        self.theme = "winnow-dark" if self.theme == "winnow-light" else "winnow-light"

    def open_page(self) -> None:
        doi = self.desk.row["doi"] if self.desk.row else ""
        if doi:
            self.open_url(f"https://doi.org/{doi}")
        self.say(f"opening https://doi.org/{doi}" if doi else "no DOI is known", bad=not doi)

    def leave(self) -> None:
        self.exit(self.desk.pace.decided)

    async def on_unmount(self) -> None:
        """Let what is being recorded be recorded; what runs behind ends by itself."""
        await asyncio.to_thread(self.pool.shutdown)
        self.worker.close()
