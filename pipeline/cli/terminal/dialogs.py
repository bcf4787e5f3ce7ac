"""The small windows over the screen: choose a reason, write a note, read a page."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from pipeline.protocol.plan import Reason

NUMBERS = "123456789abcdefghijklmnopqrstuvwxyz"


class ReasonPicker(ModalScreen[str | None]):
    """The protocol's exclusion reasons in their order; gives the code, or None."""

    BINDINGS = [Binding("escape", "dismiss(None)", "back")]

    def __init__(self, reasons: Sequence[Reason]) -> None:
        super().__init__()
        self.reasons = list(reasons)

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
            yield Static("Note, kept with your next verdict", classes="heading")
            yield Input(self.note, max_length=2000)
            yield Static("Enter keeps it · Esc goes back", classes="hint")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self.dismiss(event.value.strip())


class Page(ModalScreen[None]):
    """Something to read; any of its keys closes it."""

    BINDINGS = [Binding("escape,enter,q", "dismiss(None)", "back")]

    def __init__(self, heading: str, content: Content, close: str = "") -> None:
        super().__init__()
        self.heading, self.content, self.close = heading, content, close

    def compose(self) -> ComposeResult:
        with Vertical(classes="window page"):
            yield Static(Content(self.heading), classes="heading")
            with VerticalScroll():
                yield Static(self.content, id="page")
            yield Static("Esc goes back · arrows scroll", classes="hint")

    def show(self, content: Content) -> None:
        """Other content, when it comes late."""
        self.query_one("#page", Static).update(content)

    def on_key(self, event: events.Key) -> None:
        if event.character and event.character.lower() == self.close:
            event.stop()
            self.dismiss(None)
