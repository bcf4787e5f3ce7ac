"""What opens over the screening screen: reasons, a note, criteria, keys, progress, the why."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.content import Content

from winnow_sr.faces.ranking_worker import Answer, Explained, Why
from winnow_sr.faces.terminal import text
from winnow_sr.faces.terminal.dialogs import NoteWindow, Page, ReasonPicker
from winnow_sr.faces.terminal.words import progress_lines, recall_words

if TYPE_CHECKING:
    from winnow_sr.faces.terminal.app import ScreeningApp

WHY = "Why here in the ranking"


def pick_reason(app: ScreeningApp) -> None:
    """Exclude with a reason from the protocol's list."""
    if not app.ready():
        return
    if not app.desk.plan.reasons:
        app.say("the protocol lists no exclusion reasons", bad=True)
        return

    def chosen(code: str | None) -> None:
        if code is not None:
            app.run_worker(app.decide("exclude", code))

    app.push_screen(ReasonPicker(app.desk.plan.reasons), chosen)


def write_note(app: ScreeningApp) -> None:
    """A note that goes with the next verdict."""
    if not app.ready():
        return

    def written(note: str | None) -> None:
        if note is not None:
            app.desk.note = note
            app.show()
            app.say("noted with your next verdict" if note else "no note")

    app.push_screen(NoteWindow(app.desk.note), written)


def page(app: ScreeningApp, action: str, heading: str, lines: text.Lines) -> None:
    """A page to read, closed by the key that opened it."""
    app.push_screen(Page(heading, lines, app.desk.keys[action]))


def show_criteria(app: ScreeningApp) -> None:
    """The protocol's criteria."""
    page(app, "criteria", "Criteria", text.criteria(app.desk.plan))


def show_keys(app: ScreeningApp) -> None:
    """Every key."""
    page(app, "keys", "Keys", text.key_list(app.desk.keys))


def show_progress(app: ScreeningApp) -> None:
    """How far, how fast, how much is left; the recall bound where the protocol lets it be seen."""
    told = progress_lines(app.desk)
    if app.bound:
        told += ["", recall_words(app.bound)]
    page(app, "progress", "Progress", [("", Content(line)) for line in told])


def show_why(app: ScreeningApp) -> None:
    """Ask behind for the words that put the citation where it is; they come when they come."""
    if app.desk.row is None or app.desk.stage != "title-abstract":
        app.say("only the ranking at title and abstract can be explained", bad=True)
        return
    app.worker.ask(Why(app.desk.row["citation"]))
    page(app, "why", WHY, [("", Content("Looking at the ranking ..."))])


async def show_terms(app: ScreeningApp, answer: Answer) -> None:
    """The why has come; its page may have been closed, or be that of another citation."""
    shown = app.screen
    about = app.desk.row["citation"] if app.desk.row else ""
    if isinstance(shown, Page) and shown.heading == WHY and answer.task == Why(about):
        found = answer.found
        await shown.change(
            text.ranking_why(found)
            if isinstance(found, Explained)
            else [("", Content(answer.error))]
        )


WINDOWS: dict[str, Callable[[ScreeningApp], None]] = {
    "reason": pick_reason, "note": write_note, "criteria": show_criteria, "keys": show_keys,
    "progress": show_progress, "why": show_why,
}  # fmt: skip
"""action -> the window it opens."""
