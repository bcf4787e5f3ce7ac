"""What can be said on an item of a checklist: its state, sentences that declare their events, the place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from winnow_sr.protocol.plan import is_planned
from winnow_sr.report.facts import Facts
from winnow_sr.report.phrases import sentence
from winnow_sr.report.sentences import PLAN, Sentence, say

FILLED, PARTLY, PLANNED, UNKNOWN = "filled", "partly", "planned", "not known"
NOT_KNOWN = "Not known to winnow."
SHORT = 360
"""Characters of an answer: a text of the protocol that is longer is quoted to its last whole sentence."""


@dataclass(frozen=True, slots=True)
class Answer:
    """state: filled, partly (missing: what only the authors know), planned, not known. where: the
    section of the manuscript that reports the item, as far as winnow wrote it."""

    state: str
    sentences: tuple[Sentence, ...] = ()
    where: str = ""
    missing: str = ""


Fill = Callable[[Facts], Answer]
UNANSWERED = Answer(UNKNOWN)


def filled(where: str, *sentences: Sentence, missing: str = "") -> Answer:
    """What the ledger holds; `missing` names what it does not."""
    said = tuple(s for s in sentences if s.text)
    if not said:
        return UNANSWERED
    return Answer(PARTLY if missing else FILLED, said, where, missing)


def planned(text: str, where: str = "Protocol") -> Answer:
    """A text of the protocol: a plan is not yet a report."""
    if not text.strip():
        return UNANSWERED
    return Answer(PLANNED, (say(shortened(text), PLAN),), where)


def shortened(text: str) -> str:
    """The first sentences of a text, and that there is more where there is."""
    clean = sentence(_intention(text) if is_planned(text) else text)
    if len(clean) <= SHORT:
        return clean
    cut = clean[:SHORT].rfind(". ")
    return (
        f"{clean[: cut + 1] if cut > 80 else clean[:SHORT].rstrip() + ' …'} (More in the protocol.)"
    )


def _intention(text: str) -> str:
    """A text without its 'Planned:'."""
    rest = text.strip().partition(":")[2].strip()
    return rest[:1].upper() + rest[1:]


def quoted(key: str) -> Fill:
    """The answer that is a text of the protocol."""
    return lambda facts: planned(str(facts.plan.reporting.get(key, "")))
