"""The small windows over the screen: choose a reason, write a note, read a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from winnow_sr.faces.terminal.content import Lines
from winnow_sr.review.answers import Reason

NUMBERS = "123456789abcdefghijklmnopqrstuvwxyz"


class ReasonPicker(ModalScreen[str | None]):
    """The protocol's exclusion reasons in their order; gives the code, or None.

    before: the code that was given before an undo, to begin with.
    """

    BINDINGS = [Binding("escape", "dismiss(None)", "back")]

    def __init__(self, reasons: Sequence[Reason], before: str = "") -> None:
        super().__init__()
        self.reasons = list(reasons)
        self.before = before

    def compose(self) -> ComposeResult:
        with Vertical(classes="window"):
            yield Static("Excluded because (the first that applies)", classes="heading")
            yield OptionList(
                *(
                    Option(
                        Content(f" {number} ").stylize("bold $text-accent")
                        + Content(f" {reason.label or reason.code}"),
                        id=f"reason-{place}",
                    )
                    for place, (number, reason) in enumerate(
                        zip(NUMBERS, self.reasons, strict=False)
                    )
                )
            )
            yield Static("", id="meaning")
            yield Static("number or Enter chooses · Esc goes back", classes="hint")

    def on_mount(self) -> None:
        codes = [reason.code for reason in self.reasons]
        if self.before in codes:
            self.query_one(OptionList).highlighted = codes.index(self.before)

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        reason = self.reasons[event.option_index]
        self.query_one("#meaning", Static).update(Content(reason.text or reason.code))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self.reasons[event.option_index].code)

    def on_key(self, event: events.Key) -> None:
        place = NUMBERS.find(event.character.lower()) if event.character else -1
        if 0 <= place < len(self.reasons):
            event.stop()
            self.dismiss(self.reasons[place].code)


class NoteWindow(ModalScreen[str | None]):
    """A line of text; gives what was written, or None."""

    BINDINGS = [Binding("escape", "dismiss(None)", "back")]

    def __init__(self, note: str) -> None:
        super().__init__()
        self.note = note

    def compose(self) -> ComposeResult:
        with Vertical(classes="window"):
            yield Static("Note, kept with your verdict on this citation", classes="heading")
            yield Input(self.note, max_length=2000)
            yield Static("Enter keeps it · Esc goes back", classes="hint")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self.dismiss(event.value.strip())


class Page(ModalScreen[None]):
    """Something to read; Escape, or the key that opened it, closes it."""

    BINDINGS = [
        Binding("escape,enter", "dismiss(None)", "back"),
        Binding("up", "scroll(-1)", show=False),
        Binding("down", "scroll(1)", show=False),
        Binding("pageup", "scroll(-10)", show=False),
        Binding("pagedown,space", "scroll(10)", show=False),
    ]

    def __init__(self, heading: str, lines: Lines, close: str = "") -> None:
        super().__init__()
        self.heading, self.lines, self.close = heading, lines, close

    def compose(self) -> ComposeResult:
        with Vertical(classes="window page"):
            yield Static(Content(self.heading), classes="heading")
            with VerticalScroll(can_focus=False):
                yield from rows(self.lines)
            yield Static("Esc goes back · arrows scroll", classes="hint")

    async def change(self, lines: Lines) -> None:
        """Other lines, when they come late."""
        inside = self.query_one(VerticalScroll)
        await inside.remove_children()
        await inside.mount_all(rows(lines))

    def action_scroll(self, lines: int) -> None:
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)

    def on_key(self, event: events.Key) -> None:
        if event.character and event.character.lower() == self.close:
            event.stop()
            self.dismiss(None)


def rows(lines: Lines) -> Iterator[Widget]:
    """Lines with what stands at their margin, so that folded text keeps its indent."""
    for margin, content in lines:
        if margin:
            yield Horizontal(
                Static(Content(margin), classes="margin"),
                Static(content, classes="rest"),
                classes="line",
            )
        else:
            yield Static(content)
