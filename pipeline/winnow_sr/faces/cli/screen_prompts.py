"""The plain screen: prompts and letters. Works in any terminal, with a screen reader, in a pipe.

One thing a line, every line says what it is, nothing is drawn or moved. Where colours can be seen
the protocol's terms are highlighted; elsewhere a line names those found.
"""

from __future__ import annotations

import shutil
import sys
import textwrap
from typing import TYPE_CHECKING, Any

import click

from winnow_sr.errors import WinnowError
from winnow_sr.faces.cli.common import fancy, say
from winnow_sr.faces.keys import ACTIONS
from winnow_sr.faces.ranking_process import explained, recall_bound
from winnow_sr.faces.ranking_worker import Answer, Rank, RankingWorker
from winnow_sr.faces.sitting import Row
from winnow_sr.faces.terminal.desk import Desk
from winnow_sr.faces.terminal.words import (
    REPORTS,
    STAGES,
    clean,
    facts,
    nothing_left,
    progress_lines,
    recall_words,
    standing,
)
from winnow_sr.faces.terms import spans

if TYPE_CHECKING:
    from winnow_sr.review import Review

STYLES: dict[str, dict[str, Any]] = {
    "include": {"fg": "green", "bold": True},
    "exclude": {"fg": "red", "underline": True},
}
NOT_HERE = ("light",)
"""Actions of the drawn screen that prompts do not need."""
VERDICTS = ("include", "exclude", "unsure")


class PlainScreen:
    """One reviewer's sitting. Decisions are durable one by one; ranking is renewed behind."""

    def __init__(self, review: Review, name: str, stage: str, order: str = "ranking") -> None:
        self.desk = Desk(review, name, stage, say, order)
        self.worker = RankingWorker(review.folder, self.told)
        self.actions = {k: a for a, k in self.desk.keys.items() if a not in NOT_HERE}
        self.terms_on = True
        self.renewed = False

    def run(self) -> None:
        """Until nothing is left or the reviewer leaves."""
        desk = self.desk
        say(f"{clean(desk.name)}, {STAGES[desk.stage]}. {self.keys()}")
        say("Type a key and Enter. After exclude or reason a number or code, after note its text.")
        desk.begin()
        if not desk.sitting.fresh:
            self.worker.ask(Rank())
        try:
            while desk.row is not None or self.more():
                self.show()
                if not self.answer():
                    say(f"Left. {self.summary()} Come back with the same command.")
                    return
            say(f"{nothing_left(desk.name, desk.stage, desk.sitting.held)} {self.summary()}")
        finally:
            self.worker.close()
            desk.sitting.leave()

    def more(self) -> bool:
        """With an old ranking new citations may be missing from the queue: make a new one."""
        if not self.desk.sitting.fresh:
            self.desk.look(fresh=True)
            self.desk.advance()
        return self.desk.row is not None

    def summary(self) -> str:
        """What was done in this sitting."""
        return f"Decided in this sitting: {self.desk.sitting.pace.decided}."

    def told(self, answer: Answer) -> None:
        """A ranking is ready, in the listener's thread: it is looked at before the next citation."""
        self.renewed = isinstance(answer.task, Rank) and not answer.error

    # -- showing ---------------------------------------------------------------------------------
    def show(self) -> None:
        """The citation in front."""
        row = self.desk.row
        if row is None:
            return
        say()
        report = f", {REPORTS[row.report]}" if self.desk.stage == "full-text" else ""
        say(clean(f"Citation {row.citation}, {row.key}{report}. {standing(self.desk.sitting)}"))
        self.text("Title", row.title or "none")
        if facts(row):
            self.text("By", facts(row), terms=False)
        self.text("Abstract", row.abstract or "none")
        if row.keywords:
            self.text("Keywords", "; ".join(row.keywords))
        if self.terms_on and not fancy():
            self.terms_found(row)
        if self.desk.draft.note:
            self.text("Your note", self.desk.draft.note, terms=False)

    def text(self, heading: str, text: str, *, terms: bool = True) -> None:
        """A paragraph; folded and its terms highlighted where a person looks at a terminal."""
        shown = f"{heading}: {clean(text)}"
        if sys.stdout.isatty():
            width = min(shutil.get_terminal_size((88, 24)).columns, 100)
            shown = "\n".join(textwrap.wrap(shown, width)) or shown
        if not (fancy() and terms and self.terms_on):
            say(shown)
            return
        plan, out, at = self.desk.plan, "", 0
        for span in spans(shown, plan.terms.include, plan.terms.exclude):
            out += shown[at : span.start]
            out += click.style(shown[span.start : span.end], **STYLES[span.kind])
            at = span.end
        say(out + shown[at:])

    def terms_found(self, row: Row) -> None:
        """The protocol's terms that occur, by name."""
        text = clean(" ".join((row.title, row.abstract, *row.keywords)))
        found: dict[str, dict[str, None]] = {"include": {}, "exclude": {}}
        for span in spans(text, self.desk.plan.terms.include, self.desk.plan.terms.exclude):
            found[span.kind][text[span.start : span.end].lower()] = None
        for kind, words in (("include", "Terms for"), ("exclude", "Terms against")):
            if found[kind]:
                say(f"{words}: {', '.join(found[kind])}")

    def keys(self) -> str:
        """The keys in one line."""
        return "Keys: " + ", ".join(f"{key} {ACTIONS[a][0]}" for key, a in self.actions.items())

    def criteria(self) -> None:
        """What the protocol includes and excludes."""
        plan = self.desk.plan
        for heading, text in plan.question.parts():
            self.text(heading, text, terms=False)
        for heading, lines in (("Include", plan.include), ("Exclude", plan.exclude)):
            for line in lines:
                self.text(heading, line, terms=False)
        self.reasons()
        for case in plan.edge_cases:
            self.text("Settled", f"{case.case} {case.verdict} {case.reason}", terms=False)

    def reasons(self) -> None:
        """The exclusion reasons in their order."""
        for number, (code, words) in enumerate(self.desk.reasons(), 1):
            say(f"Reason {number}: {clean(words)} ({code})")

    # -- answering -------------------------------------------------------------------------------
    def answer(self) -> bool:
        """Ask until the citation is dealt with; False to leave."""
        begun = self.desk.row
        while self.desk.row is begun:
            line = ask(f"{clean(self.desk.name)}> ")
            action, rest = self.understood(line or "")
            if line is None or action == "leave":
                return False
            try:
                self.act(action, rest)
            except WinnowError as error:
                say(f"Not done: {error}")
        return True

    def understood(self, line: str) -> tuple[str, str]:
        """(action, what follows) of a line: a key, or the action's whole word."""
        word, _, rest = line.partition(" ")
        if word.lower() in self.actions.values():
            return word.lower(), rest.strip()
        return self.actions.get(line[:1].lower(), ""), line[1:].strip()

    def act(self, action: str, rest: str) -> None:
        """One line of the reviewer's."""
        desk = self.desk
        if action in VERDICTS or action == "reason":
            self.decide(
                "exclude" if action == "reason" else action, rest, ask_why=action == "reason"
            )
        elif action in ("undo", "skip"):
            say(desk.undo() if action == "undo" else desk.skip())
        elif action == "note":
            desk.write_note(rest or ask("note: ") or "")
            note = clean(desk.draft.note)
            say(f"Noted with your verdict on this citation: {note}" if note else "No note.")
        elif action == "terms":
            self.terms_on = not self.terms_on
            self.show()
        elif action == "criteria":
            self.criteria()
        elif action == "why":
            self.why()
        elif action == "progress":
            self.progress()
        elif action == "open":
            page = desk.row.page if desk.row else ""
            say(clean(page) if page else "No DOI or PubMed id is known.")
        else:
            say(self.keys())

    def decide(self, verdict: str, reason: str, *, ask_why: bool) -> None:
        """Record the verdict; at the full text an exclusion needs its reason."""
        if verdict == "exclude" and not reason and (ask_why or self.desk.stage == "full-text"):
            self.reasons()
            before = f"; it was {self.desk.draft.reason}" if self.desk.draft.reason else ""
            reason = ask(f"reason (number or code, nothing to go back{before}): ") or ""
            if not reason:
                return
        say(self.desk.decide(verdict, reason))
        if self.desk.training_due() and self.worker.ask(Rank()):
            self.desk.since_training = 0
        if self.renewed:
            self.renewed = False
            self.desk.look()
        else:
            self.desk.refill()

    def why(self) -> None:
        """Which words push the citation up or down."""
        if self.desk.row is None or self.desk.stage != "title-abstract":
            raise WinnowError("only the ranking at title and abstract can be explained")
        say("Looking at the ranking ...")
        found = explained(self.desk.review, self.desk.row.citation)
        for heading, sign in (("Higher because of", 1), ("Lower because of", -1)):
            terms = [clean(t.term) for t in found.terms if t.weight * sign > 0]
            say(f"{heading}: {', '.join(terms[:10]) or 'nothing'}")

    def progress(self) -> None:
        """How far, and the recall bound where the protocol lets it be seen."""
        for line in progress_lines(self.desk.sitting):
            say(line)
        if self.desk.stage == "title-abstract" and self.desk.plan.screening.show_recall:
            say(recall_words(recall_bound(self.desk.review)))


def ask(prompt: str) -> str | None:
    """A line typed by the reviewer; None at the end of the input."""
    sys.stdout.write(prompt)
    sys.stdout.flush()
    line = sys.stdin.readline()
    return line.strip() if line else None
