"""Checklists as tables: the item, what it asks in short, and what can be said from the ledger."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from winnow_sr.report.document import Block, Cell, Document, Heading, Paragraph, Table
from winnow_sr.report.facts import Facts
from winnow_sr.report.manuscript import standing
from winnow_sr.report.words import TO_WRITE, sentence

Said = str | tuple[str, str]
"""What is said on an item: a text (filled), or (state, text)."""
Fill = Callable[[Facts], Said]

FILLED, PARTLY, PLANNED, WRITE = "filled", "partly", "planned", "to write"


TAILS = {
    PARTLY: "{rest} to be written by the authors.",
    PLANNED: " As planned in the protocol; to be confirmed by the authors.",
}
"""What follows a text that is not the whole answer."""


@dataclass(frozen=True, slots=True)
class Item:
    """One item. `fill` is None where only the authors can say it."""

    number: str
    topic: str
    asks: str
    fill: Fill | None = None
    level: str = ""
    """Importance, where the checklist grades its items."""


def answer(item: Item, facts: Facts) -> tuple[str, str]:
    """(state, text) of an item. An empty text is left to the authors."""
    if item.fill is None:
        return WRITE, TO_WRITE
    said = item.fill(facts)
    state, text = said if isinstance(said, tuple) else (FILLED, said)
    if not text.strip():
        return WRITE, TO_WRITE
    return (
        state,
        f"{text}{TAILS.get(state, '').format(rest='' if text.endswith(':') else ' The rest:')}",
    )


def partly(text: str) -> tuple[str, str]:
    """A text that the authors must add to."""
    return (PARTLY, text) if text.strip() else (WRITE, "")


def planned(text: str) -> tuple[str, str]:
    """A text of the protocol: a plan is not yet a report."""
    return (PLANNED, sentence(text)) if text.strip() else (WRITE, "")


def checklist(
    facts: Facts,
    name: str,
    title: str,
    source: str,
    items: Sequence[Item],
    more: Sequence[Block] = (),
) -> Document:
    """The checklist as a document with one table, and what follows it."""
    graded = any(item.level for item in items)
    rows: list[tuple[Cell, ...]] = []
    tally = dict.fromkeys((FILLED, PARTLY, PLANNED, WRITE), 0)
    for item in items:
        state, text = answer(item, facts)
        tally[state] += 1
        level = (item.level,) if graded else ()
        rows.append((item.number, item.topic, *level, item.asks, state, text))
    columns = ("item", "topic", *(("level",) if graded else ()), "asks for", "state", "reported")
    widths = (0.06, 0.13, 0.09, 0.22, 0.07, 0.43) if graded else (0.06, 0.14, 0.25, 0.07, 0.48)
    said = (
        f"{len(items)} items: {tally[FILLED]} filled from the ledger, {tally[PARTLY]} partly, "
        f"{tally[PLANNED]} quoted from the plan, "
        f"{tally[WRITE]} to be written by the authors. What the items ask is given in short; the "
        f"wording that counts is the source's. {source}"
    )
    blocks: list[Block] = [Heading(f"{facts.title}: {title}", 1), *standing(facts), Paragraph(said)]
    table = Table(name, columns, tuple(rows), widths)
    return Document(name, (*blocks, table, *more), wide=True)
