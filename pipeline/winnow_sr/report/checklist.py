"""Reporting checklists as journals ask for them: item, wording, location, page, and a short answer.

The items lie in `items/*.psv`, one file for each checklist: number, section, topic, the name of the
answer (empty: only the authors know), wording, and the level where the checklist grades its items.
Page numbers are the authors'.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from winnow_sr.protocol.plan import Plan, ReviewKind
from winnow_sr.report.answering import (
    FILLED,
    NOT_KNOWN,
    PARTLY,
    PLANNED,
    UNANSWERED,
    UNKNOWN,
    Answer,
    Fill,
)
from winnow_sr.report.answers import ANSWERS
from winnow_sr.report.automation import automation_blocks
from winnow_sr.report.automation_answers import AUTOMATION_ANSWERS
from winnow_sr.report.document import Block, Cell, Document, Heading, Paragraph, Table
from winnow_sr.report.facts import Facts
from winnow_sr.report.manuscript import standing
from winnow_sr.report.phrases import number
from winnow_sr.report.protocol_answers import PROTOCOL_ANSWERS
from winnow_sr.report.search_answers import SEARCH_ANSWERS, strategies_blocks
from winnow_sr.report.sentences import held

FILLS: dict[str, Fill] = ANSWERS | SEARCH_ANSWERS | AUTOMATION_ANSWERS | PROTOCOL_ANSWERS
ALWAYS = (
    "prisma-2020-checklist",
    "prisma-2020-abstract",
    "prisma-s",
    "prisma-p-checklist",
    "prisma-traice",
    "raise",
)
OF_KIND: dict[ReviewKind, str] = {
    "scoping": "prisma-scr",
    "network": "prisma-nma",
    "ipd": "prisma-ipd",
    "dta": "prisma-dta",
}
TAILS = {
    PLANNED: " As planned in the protocol; to be confirmed by the authors.",
    UNKNOWN: NOT_KNOWN,
}


@dataclass(frozen=True, slots=True)
class Item:
    """One item. `answer` names its answer; '' where only the authors can say it."""

    number: str
    section: str
    topic: str
    answer: str
    wording: str
    level: str = ""


@dataclass(frozen=True, slots=True)
class Checklist:
    """A checklist: `name` is its file's."""

    name: str
    title: str
    source: str
    items: tuple[Item, ...]


def checklist(name: str) -> Checklist:
    """The checklist of that name: see `names_for`."""
    path = Path(__file__).parent / "items" / f"{name}.psv"
    head, items = {}, []
    for line in path.read_text("utf-8").splitlines():
        cells = line.split("|")
        if len(cells) == 2:
            head[cells[0]] = cells[1]
        else:
            items.append(Item(*cells))
    return Checklist(name, head["title"], head["source"], tuple(items))


def names_for(plan: Plan) -> tuple[str, ...]:
    """The checklists that a review of these kinds fills in."""
    return (*ALWAYS, *(OF_KIND[kind] for kind in plan.kinds if kind in OF_KIND))


def answer(item: Item, facts: Facts) -> Answer:
    """What can be said on an item; not known where none of its sentences may be said."""
    if not item.answer:
        return UNANSWERED
    found = FILLS[item.answer](facts)
    said = held(facts, found.sentences)
    if not said:
        return UNANSWERED
    return Answer(found.state, said, found.where, found.missing)


def answer_text(found: Answer) -> str:
    """The answer as it stands in the table."""
    text = " ".join(s.text for s in found.sentences) + TAILS.get(found.state, "")
    return f"{text} Not known to winnow: {found.missing}." if found.missing else text


def document(facts: Facts, name: str) -> Document:
    """The checklist as a document with one table, and what belongs below it."""
    found = checklist(name)
    graded = any(item.level for item in found.items)
    rows: list[tuple[Cell, ...]] = []
    tally = dict.fromkeys((FILLED, PARTLY, PLANNED, UNKNOWN), 0)
    for item in found.items:
        said = answer(item, facts)
        tally[said.state] += 1
        level = (item.level,) if graded else ()
        topic = item.topic if item.topic == item.section else f"{item.section}: {item.topic}"
        rows.append(
            (
                topic,
                item.number,
                *level,
                item.wording,
                said.where,
                "",
                said.state,
                answer_text(said),
            )
        )
    columns = ("section and topic", "item", *(("level",) if graded else ()), "checklist item")
    columns += ("location where item is reported", "page", "state", "answer")
    widths = (0.12, 0.05, *((0.08,) if graded else ()), 0.29, 0.13, 0.05, 0.07, 0.29)
    count = (
        f"{number(len(rows))} items: {tally[FILLED]} filled from the ledger, {tally[PARTLY]} partly, "
        f"{tally[PLANNED]} quoted from the plan, {tally[UNKNOWN]} not known to winnow. Locations are sections "
        "of the texts that winnow wrote; page numbers are for the authors to fill in."
    )
    head = [Heading(f"{facts.title}: {found.title}", 1), *standing(facts), Paragraph(count)]
    table = Table(name, columns, tuple(rows), widths)
    return Document(name, (*head, table, Paragraph(found.source), *below(facts, name)), wide=True)


def below(facts: Facts, name: str) -> list[Block]:
    """What follows the table."""
    if name == "prisma-s":
        return strategies_blocks(facts)
    return automation_blocks(facts) if name in ("prisma-traice", "raise") else []
