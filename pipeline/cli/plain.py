"""The plain screen: prompts and letters. Works in any terminal, with a screen reader, in a pipe."""

from __future__ import annotations

import shutil
import sys
import textwrap
import threading
import time
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.common import fancy, say
from pipeline.errors import WinnowError
from pipeline.screening.terms import spans

if TYPE_CHECKING:
    from pipeline.review import Review

KEYS = {
    "i": "include", "e": "exclude", "u": "unsure", "n": "note", "s": "skip for now", "b": "undo (back)",
    "t": "terms on/off", "c": "criteria", "?": "keys", "q": "leave",
}  # fmt: skip
VERDICTS = {"i": "include", "e": "exclude", "u": "unsure"}
STYLES = {"include": {"fg": "green", "bold": True}, "exclude": {"fg": "red", "underline": True}}


class PlainScreen:
    """One reviewer's sitting. Decisions are durable one by one; ranking is renewed behind."""

    def __init__(self, review: Review, name: str, stage: str) -> None:
        self.review, self.name, self.stage = review, name, stage
        self.plan = review.plan_of(review.state())
        self.skipped: set[str] = set()
        self.note = ""
        self.terms_on = True
        self.done = 0
        self.training: threading.Thread | None = None

    def run(self) -> None:
        """Until nothing is left or the reviewer leaves."""
        say(f"{self.name}, {self.stage}. Keys: " + self.keys())
        while True:
            rows = self.review.queue(
                self.name, len(self.skipped) + 1, self.stage, notify=say, stale=self.done > 0
            )
            row = next((r for r in rows if r["citation"] not in self.skipped), None)
            if row is None and self.skipped:
                say(f"Back to the {len(self.skipped)} you skipped.")
                self.skipped.clear()
                continue
            if row is None:
                say(
                    f"Nothing left for {self.name} at {self.stage}. Decided in this sitting: {self.done}."
                )
                return
            self.show(row)
            if not self.answer(row):
                self.finish()
                return

    def finish(self) -> None:
        """Leave; a training that runs behind is let go to its end."""
        if self.training is not None and self.training.is_alive():
            say("Finishing the ranking ...")
            self.training.join()
        say(f"Left. Decided in this sitting: {self.done}. Come back with the same command.")

    # -- showing ---------------------------------------------------------------------------------
    def show(self, row: dict[str, Any]) -> None:
        """The citation, folded to the terminal."""
        width = min(shutil.get_terminal_size((88, 24)).columns, 100)
        say()
        place = f"{row['citation']}  {row['key']}" + (
            f"  rank {row['rank']}" if row["rank"] else ""
        )
        say(place + f"  ({self.done} decided now)")
        self.text(row["title"] or "(no title)", width, bold=True)
        authors = "; ".join(row["authors"][:3]) + (" et al." if len(row["authors"]) > 3 else "")
        facts = ". ".join(str(x) for x in (authors, row["journal"], row["year"]) if x)
        if facts:
            self.text(facts, width)
        self.text(row["abstract"] or "(no abstract)", width)
        if row["keywords"]:
            self.text("Keywords: " + "; ".join(row["keywords"]), width)

    def text(self, text: str, width: int, bold: bool = False) -> None:
        """A paragraph, its terms highlighted where colours can be seen."""
        shown = "\n".join(textwrap.wrap(" ".join(text.split()), width)) or text
        if not (fancy() and self.terms_on):
            say(click.style(shown, bold=True) if bold and fancy() else shown)
            return
        out, at = "", 0
        for span in spans(shown, self.plan.terms.include, self.plan.terms.exclude):
            out += click.style(shown[at : span.start], bold=bold)
            out += click.style(shown[span.start : span.end], **STYLES[span.kind])  # type: ignore[arg-type]
            at = span.end
        say(out + click.style(shown[at:], bold=bold))

    @staticmethod
    def keys() -> str:
        """The keys in one line."""
        return ", ".join(f"{key} {what}" for key, what in KEYS.items())

    def criteria(self) -> None:
        """What the protocol includes and excludes."""
        for heading, lines in (("Include", self.plan.include), ("Exclude", self.plan.exclude)):
            for line in lines:
                say(textwrap.fill(f"{heading}: {line}", 96, subsequent_indent="    "))
        for number, reason in enumerate(self.plan.reasons, 1):
            say(f"Reason {number}: {reason.label or reason.code} [{reason.code}]")

    # -- answering -------------------------------------------------------------------------------
    def answer(self, row: dict[str, Any]) -> bool:
        """Ask until the citation is dealt with; False to leave."""
        begun = time.monotonic()
        while True:
            line = ask(f"{self.name}> ")
            key, rest = (line[:1].lower(), line[1:].strip()) if line else ("", "")
            if line is None or key == "q":
                return False
            if key in VERDICTS:
                if self.decide(row, VERDICTS[key], rest, time.monotonic() - begun):
                    return True
            elif key == "s":
                self.skipped.add(row["citation"])
                return True
            elif key == "b":
                if self.undo():
                    return True
            else:
                self.other(key, rest, row)

    def other(self, key: str, rest: str, row: dict[str, Any]) -> None:
        """Keys that leave the citation where it is."""
        if key == "n":
            self.note = rest or ask("note: ") or ""
            say(f"Noted with the next decision: {self.note}")
        elif key == "t":
            self.terms_on = not self.terms_on
            self.show(row)
        elif key == "c":
            self.criteria()
        elif key:
            say("Keys: " + self.keys())

    def decide(self, row: dict[str, Any], verdict: str, reason: str, seconds: float) -> bool:
        """Record the verdict; at the full text an exclusion needs its reason."""
        if verdict == "exclude" and self.stage == "full-text" and not reason:
            for number, choice in enumerate(self.plan.reasons, 1):
                say(f"  {number} {choice.label or choice.code}")
            reason = ask("reason (number or code): ") or ""
        try:
            self.review.decide(
                row["citation"], verdict, reviewer=self.name, stage=self.stage, reason=reason,
                note=self.note, seconds=seconds,
            )  # fmt: skip
        except WinnowError as error:
            say(f"Not recorded: {error}")
            return False
        say(f"{row['citation']}: {verdict}" + (f" ({reason})" if reason else ""))
        self.note = ""
        self.done += 1
        self.retrain()
        return True

    def undo(self) -> bool:
        """Take back the last decision, of this sitting or before it."""
        try:
            taken = self.review.undo(reviewer=self.name)
        except WinnowError as error:
            say(str(error))
            return False
        say(f"Took back {taken['citation']}; it comes again.")
        self.skipped.discard(taken["citation"])
        self.done = max(0, self.done - 1)
        return True

    def retrain(self) -> None:
        """Renew the ranking behind, every few decisions; the reviewer never waits for it."""
        every = max(1, self.plan.screening.batch // 10)
        if self.stage != "title-abstract" or self.done % every:
            return
        if self.training is None or not self.training.is_alive():
            self.training = threading.Thread(
                target=train_behind, args=(self.review.folder,), daemon=True
            )
            self.training.start()


def train_behind(folder: Any) -> None:
    """Make a fresh ranking on a connection of its own; a failure leaves the kept one in use."""
    from pipeline.review import Review

    review = Review.open(folder)
    try:
        review.ranking()
    except WinnowError as error:
        print(f"winnow: the ranking could not be renewed: {error}", file=sys.stderr)
    finally:
        review.close()


def ask(prompt: str) -> str | None:
    """A line typed by the reviewer; None at the end of the input."""
    sys.stdout.write(prompt)
    sys.stdout.flush()
    line = sys.stdin.readline()
    return line.strip() if line else None
