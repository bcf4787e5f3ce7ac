"""Plain words that the textual screen and the prompts share: facts of a citation, the pace."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from winnow_sr.faces.pace import in_words
from winnow_sr.review.answers import QueueRow
from winnow_sr.text import at_least, percent
from winnow_sr.text import guess as guessed

if TYPE_CHECKING:
    from winnow_sr.faces.ranking_worker import RecallBound
    from winnow_sr.faces.sitting import Sitting

STAGES = {"title-abstract": "title and abstract", "full-text": "full text"}
REPORTS = {
    "": "report not yet retrieved",
    "sought": "report not yet retrieved",
    "retrieved": "report retrieved",
    "not-retrieved": "report not retrieved",
}
WORTH_TELLING = 0.005
"""A lower bound of recall under this says nothing."""
CONTROLS = frozenset({"Cc", "Cs", "Co", "Cn"})
OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def clean(text: str) -> str:
    """One line without control characters: a file must not be able to command the terminal."""
    kept = (
        (
            " " if unicodedata.category(char) in CONTROLS or char in OVERRIDES else char
            for char in text
        )
        if not text.isprintable()
        else text
    )
    return " ".join("".join(kept).split())


def facts(row: QueueRow) -> str:
    """Authors, journal, year in one line."""
    authors = "; ".join(row.authors[:3]) + (" et al." if len(row.authors) > 3 else "")
    parts = (authors.rstrip("."), row.journal.rstrip("."), row.year)
    return clean(". ".join(str(part) for part in parts if part))


def place(row: QueueRow, stage: str) -> str:
    """What people call the citation; at the full text also what is known of the report."""
    known = f" · {REPORTS[row.report]}" if stage == "full-text" else ""
    return clean(f"{row.citation} · {row.key}{known}")


def standing(sitting: Sitting, bound: RecallBound | None = None) -> str:
    """How far, how fast, how much is left; the recall bound where it is known."""
    parts = []
    if sitting.round:
        parts.append(f"{sitting.round.kind} round {sitting.round.number}")
    parts.append(f"{sitting.pace.decided} decided now, {sitting.decided:,} in all")
    pace, minutes = sitting.pace.per_minute(), sitting.pace.minutes(sitting.left)
    if pace is not None:
        parts.append(f"{pace:.1f} a minute")
    if sitting.left:
        left = f"{sitting.left:,} left"
        parts.append(left if minutes is None else f"{left}, {in_words(minutes)}")
    if bound:
        known = f"recall ≥ {at_least(bound.low)}" if bound.low >= WORTH_TELLING else ""
        parts += [words for words in (stop_words(bound), known) if words]
    return " · ".join(parts)


def nothing_left(name: str, stage: str, held: int) -> str:
    """That nothing is left for a reviewer, and whether that is so because colleagues have it."""
    at = f"Nothing left for {clean(name)} at {STAGES[stage]}"
    if not held:
        return f"{at}."
    return (
        f"{at} that no colleague has before them: {held:,} {'is' if held == 1 else 'are'} on a screen "
        "or in a packet now. What is left unread on a screen is free within a quarter of an hour."
    )


def progress_lines(sitting: Sitting) -> list[str]:
    """How far, how fast, how much is left, a sentence each."""
    pace, minutes = sitting.pace.per_minute(), sitting.pace.minutes(sitting.left)
    kind = f"Round {sitting.round.number} ({sitting.round.kind}) is open." if sitting.round else ""
    parts = (
        kind,
        f"Decided in this sitting: {sitting.pace.decided}. In all at this stage: {sitting.decided:,}.",
        f"Pace over the last {len(sitting.pace.recent)}: {pace:.1f} a minute." if pace else "",
        f"Left to read{' in this round' if sitting.round else ''}: {sitting.left:,}"
        + (f", about {in_words(minutes)} at this pace." if minutes is not None else "."),
        f"Set aside: {len(sitting.put_off)}." if sitting.put_off else "",
    )
    return [part for part in parts if part]


def stop_words(bound: RecallBound) -> str:
    """May one stop, and on what would that rest?"""
    if not bound.may_stop:
        return ""
    return "everything read" if bound.label == "none" else f"may stop ({bound.label})"


def recall_words(bound: RecallBound) -> str:
    """The recall bound in a sentence."""
    if bound.low < WORTH_TELLING:
        return "Too little has been read to say what share of the relevant has been found."
    met = (
        f"{stop_words(bound).capitalize()}: see `winnow stop`."
        if bound.may_stop
        else bound.forecast
    )
    guess = "" if bound.estimate is None else f"best guess {guessed(bound.estimate)}; "
    return (
        f"Of all relevant citations at least {at_least(bound.low)} have been found ({guess}"
        f"confidence {percent(bound.confidence)}). {met}"
    )
