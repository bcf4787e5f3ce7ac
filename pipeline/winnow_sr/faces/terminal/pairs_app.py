"""The doubtful pairs side by side, drawn with textual: same, different, later, undo."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from winnow_sr.faces.differences import differences
from winnow_sr.faces.pair_lines import Line
from winnow_sr.faces.terminal.frame import Frame
from winnow_sr.faces.terminal.pair_sitting import PairSitting

if TYPE_CHECKING:
    from winnow_sr.review import Review

KEYS = {
    "s": ("same", "same"),
    "d": ("different", "different"),
    "l": ("later", "later"),
    "u": ("undo", "undo"),
    "q": ("leave", "leave"),
}
"""key: (action, word)."""
DIFFERS = "bold $text-accent"


class PairsApp(Frame):
    """One person's sitting with the doubtful pairs; returns how many were answered."""

    def __init__(self, review: Review, name: str) -> None:
        super().__init__()
        self.pairing = PairSitting(review, name)
        self.busy = True
        self.acts: dict[str, Callable[[], str]] = {
            "same": lambda: self.pairing.answer(True),
            "different": lambda: self.pairing.answer(False),
            "later": self.pairing.put_off,
            "undo": self.pairing.undo,
        }

    async def begin(self) -> None:
        self.line("who", f"{self.pairing.name} · doubtful pairs")
        buttons = [
            Content.from_markup(
                f"[@click=\"app.act('{action}')\"][bold $text-accent]{key}[/] {word}[/]"
            )
            for key, (action, word) in KEYS.items()
        ]
        self.line("keys", Content("   ").join(buttons))
        await self.show()

    async def show(self) -> None:
        """The pair in front, side by side."""
        pairing, body = self.pairing, self.query_one("#body")
        await body.remove_children()
        if pairing.pair is None:
            later = f"\n\n{len(pairing.later)} left for later." if pairing.later else ""
            words = f"No doubtful pair is left.{later}\n\nq leaves · u takes back the last answer"
            await body.mount(Static(Content(words), classes="message"))
        else:
            await body.mount(Static(Content(pairing.why()), classes="why"))
            heading = Line("", pairing.pair.a, pairing.pair.b)
            await body.mount_all([row(heading, "heads"), *map(row, pairing.lines())])
            body.scroll_home(animate=False)
        self.line("place", f"{pairing.left} to judge" if pairing.pair else "")
        self.line("pace", f"{len(pairing.answers)} answered now · {len(pairing.later)} for later")
        self.busy = False

    def action_of(self, character: str) -> str:
        return KEYS.get(character, ("", ""))[0]

    def action_act(self, action: str) -> None:
        """Do what a key or a click asks for."""
        if action == "leave":
            self.exit(len(self.pairing.answers))
        elif not self.busy:
            self.busy = True
            self.run_worker(self.act(action))

    async def act(self, action: str) -> None:
        """Answer, acknowledge, show the next."""
        said = await self.try_to(self.acts[action])
        if said is not None:
            self.say(said)
        await self.show()


def row(line: Line, extra: str = "") -> Horizontal:
    """One field of both records; words that only one of them has are marked."""
    one, two = Content(line.one or "–"), Content(line.two or "–")
    if not extra and not line.same:
        places = differences(line.one, line.two)
        for start, end in places[0]:
            one = one.stylize(DIFFERS, start, end)
        for start, end in places[1]:
            two = two.stylize(DIFFERS, start, end)
    mark = "" if line.same or extra else "≠ "
    return Horizontal(
        Static(Content(f"{mark}{line.field}"), classes="field"),
        Static(one, classes="side"),
        Static(two, classes="side"),
        classes=f"line pair {extra}",
    )
