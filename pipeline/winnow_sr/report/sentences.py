"""Sentences that declare the events they rest on. A sentence whose events did not happen is not said.

Most sentences of the kit are made here: `say("Records were compared.", "duplicates_found")`. What a
sentence rests on are kinds of the ledger (`winnow_sr.ledger.events.KINDS`); 'a|b' means one of the
two. A sentence about the plan, or about this program, rests on the protocol alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from winnow_sr.report.document import Block, Paragraph
from winnow_sr.report.facts import Facts

PLAN = "review_created"
"""What is said of the plan rests on the protocol being there."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A text, or nothing (''); what must have happened for it to be said, and what must not."""

    text: str
    on: tuple[str, ...]
    without: tuple[str, ...] = ()

    def holds(self, facts: Facts) -> bool:
        """Did all that it rests on happen?"""
        return all(_any(facts, kinds) for kinds in self.on) and not any(
            _any(facts, kinds) for kinds in self.without
        )


def say(text: str, *on: str, without: tuple[str, ...] = ()) -> Sentence:
    """A sentence and the kinds of events that it rests on (none: the protocol alone)."""
    return Sentence(" ".join(text.split()), on or (PLAN,), without)


def _any(facts: Facts, kinds: str) -> bool:
    return any(facts.happened.get(kind) for kind in kinds.split("|"))


def held(facts: Facts, sentences: Iterable[Sentence]) -> tuple[Sentence, ...]:
    """Those of the sentences that may be said."""
    return tuple(s for s in sentences if s.text and s.holds(facts))


def told(facts: Facts, sentences: Iterable[Sentence]) -> str:
    """The sentences that may be said, one after the other."""
    return " ".join(s.text for s in held(facts, sentences))


def paragraph(facts: Facts, *sentences: Sentence, label: str = "") -> list[Block]:
    """A paragraph of the sentences that may be said; nothing where none may."""
    found = held(facts, sentences)
    text = " ".join(s.text for s in found)
    return [Paragraph(text, label, tuple(s.on for s in found))] if found else []


def item(facts: Facts, label: str, *sentences: Sentence) -> list[Paragraph]:
    """The same as an item of a list."""
    return [p for p in paragraph(facts, *sentences, label=label) if isinstance(p, Paragraph)]
