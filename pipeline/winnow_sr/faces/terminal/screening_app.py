"""The screening screen, drawn with textual.

A verdict is shown as done when it is durable, and not before; the screen itself never waits.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Coroutine
from functools import partial
from typing import TYPE_CHECKING, Any

from textual import events
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from winnow_sr.faces.ranking_worker import Answer, Bound, Rank, RankingWorker, RecallBound, Why
from winnow_sr.faces.sitting import id_of
from winnow_sr.faces.terminal import content
from winnow_sr.faces.terminal.desk import Desk
from winnow_sr.faces.terminal.dialogs import NoteWindow, ReasonPicker
from winnow_sr.faces.terminal.frame import Frame
from winnow_sr.faces.terminal.pages import PAGES, WhyPage
from winnow_sr.faces.terminal.words import STAGES, clean, nothing_left, place, standing

if TYPE_CHECKING:
    from winnow_sr.review import Review

GUARD = 0.25
"""Seconds between two verdict keys: a key held down or struck twice decides one citation."""
VERDICTS = ("include", "exclude", "unsure")


class ScreeningApp(Frame):
    """One reviewer's sitting; returns the number of decisions."""

    def __init__(
        self,
        review: Review,
        name: str,
        stage: str,
        *,
        order: str = "ranking",
        guard: float = GUARD,
    ) -> None:
        super().__init__()
        self.desk = Desk(review, name, stage, order=order)
        self.worker = RankingWorker(review.folder, self.told)
        self.guard = guard
        self.busy = True
        self.terms_on = True
        self.bound: RecallBound | None = None
        self.ranking = False
        self.struck = 0.0
        self.acts: dict[str, Callable[[], Any]] = {
            **{verdict: partial(self.give, verdict) for verdict in VERDICTS},
            **{action: partial(self.read, action) for action in PAGES},
            "reason": self.pick_reason,
            "note": self.write_note,
            "why": self.ask_why,
            "undo": partial(self.move, self.desk.undo),
            "skip": partial(self.move, self.desk.skip),
            "terms": self.toggle_terms,
            "open": self.open_page,
            "light": self.toggle_light,
            "leave": self.leave,
        }

    def inside(self) -> list[Widget]:
        return [Static(id="text")]

    async def begin(self) -> None:
        self.line("who", f"{clean(self.desk.name)} · {STAGES[self.desk.stage]}")
        self.key_lines(self.size.width)
        self.message("Opening the review ...")
        self.run_worker(self.sit_down(), exit_on_error=True)

    # -- beginning and the work behind -----------------------------------------------------------
    async def sit_down(self) -> None:
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
        await self.try_to(lambda: self.desk.begin(fresh=not ranked))
        self.busy = False
        self.show()
        if not self.desk.sitting.fresh:
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
        self.call_later(lambda: self.run_worker(self.take(answer)))

    async def take(self, answer: Answer) -> None:
        """An answer from behind."""
        if isinstance(answer.task, Why):
            if isinstance(self.screen, WhyPage):
                await self.screen.answered(answer)
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
            await self.try_to(lambda: self.desk.begin(fresh=True))
            self.busy = False
            self.show()

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
        shown.update(content.citation(row, terms, self.desk.draft.note))
        self.line("place", place(row, self.desk.stage))
        self.query_one("#body").scroll_home(animate=False)
        self.pace()

    def nothing_left(self) -> None:
        if self.ranking:
            self.message("Looking whether more is to be read: the ranking is being renewed ...")
        else:
            self.message(
                nothing_left(self.desk.name, self.desk.stage, self.desk.sitting.held) + "\n\n"
                f"Decided in this sitting: {self.desk.sitting.pace.decided}.\n\n"
                f"{self.desk.keys['leave']} leaves · {self.desk.keys['undo']} takes back the last"
            )
        self.line("place", "")
        self.pace()

    def message(self, words: str) -> None:
        """A message where the citation would stand."""
        shown = self.query_one("#text", Static)
        shown.add_class("message")
        shown.update(Content(words))

    def pace(self) -> None:
        """Progress, pace, what is left."""
        busy = " · ranking" if self.ranking else ""
        self.line("pace", standing(self.desk.sitting, self.bound) + busy)

    def key_lines(self, width: int) -> None:
        """The keys at the foot, for so many columns."""
        self.line("keys", content.key_lines(self.desk.keys, width - 2))

    def on_resize(self, event: events.Resize) -> None:
        self.key_lines(event.size.width)

    # -- keys ------------------------------------------------------------------------------------
    def action_of(self, character: str) -> str:
        return next((a for a, key in self.desk.keys.items() if key == character), "")

    def action_act(self, action: str) -> None:
        """Do what a key or a click asks for."""
        made = self.acts[action]()
        if isinstance(made, Coroutine):
            self.run_worker(made)

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
            return self.pick_reason()
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
        if self.desk.training_due() or (self.desk.row is None and not self.desk.sitting.fresh):
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

    # -- windows -----------------------------------------------------------------------------------
    def pick_reason(self) -> None:
        """Exclude with a reason from the protocol's list."""
        if not self.ready():
            return
        reasons = self.desk.plan.reasons
        if not reasons:
            self.say("the protocol lists no exclusion reasons", bad=True)
            return

        def chosen(code: str | None) -> None:
            if code is not None:
                self.run_worker(self.decide("exclude", code))

        self.push_screen(ReasonPicker(reasons, self.desk.draft.reason), chosen)

    def write_note(self) -> None:
        """A note that goes with the verdict on the citation in front."""
        if not self.ready():
            return

        def written(note: str | None) -> None:
            if note is not None:
                self.desk.write_note(note)
                self.show()
                self.say("noted with your verdict on this citation" if note else "no note")

        self.push_screen(NoteWindow(self.desk.draft.note), written)

    def read(self, action: str) -> None:
        """A page, closed by the key that opened it."""
        self.push_screen(PAGES[action](self.desk, self.bound))

    def ask_why(self) -> None:
        """Ask behind for the words that put the citation where it is."""
        if self.desk.row is None or self.desk.stage != "title-abstract":
            self.say("only the ranking at title and abstract can be explained", bad=True)
            return
        why = Why(id_of(self.desk.row))
        self.worker.ask(why)
        self.push_screen(WhyPage(why, self.desk.keys["why"]))

    # -- the rest ----------------------------------------------------------------------------
    def toggle_terms(self) -> None:
        self.terms_on = not self.terms_on
        self.say(f"terms {'highlighted' if self.terms_on else 'not highlighted'}")
        if self.desk.row is not None:
            self.show()

    def toggle_light(self) -> None:
        self.theme = "winnow-dark" if self.theme == "winnow-light" else "winnow-light"

    def open_page(self) -> None:
        page = self.desk.row.page if self.desk.row else ""
        if page:
            self.open_url(page)
        self.say(f"opening {page}" if page else "no DOI or PubMed id is known", bad=not page)

    def leave(self) -> None:
        self.exit(self.desk.sitting.pace.decided)

    async def on_unmount(self) -> None:
        """What is done behind ends by itself."""
        self.worker.close()
