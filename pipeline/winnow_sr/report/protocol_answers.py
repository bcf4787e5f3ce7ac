"""Short answers to PRISMA-P: where the protocol document says it, and its first sentences."""

from __future__ import annotations

import re

from winnow_sr.protocol.prismap import items
from winnow_sr.report.answering import UNANSWERED, Answer, Fill, filled, planned, shortened
from winnow_sr.report.facts import Facts
from winnow_sr.report.phrases import sentence
from winnow_sr.report.sentences import say

NUMBERS = (
    *[
        "1a",
        "1b",
        "2",
        "3a",
        "3b",
        "4",
        "5",
        "6",
        "7",
        "8",
        "9",
        "10",
        "11a",
        "11b",
        "11c",
        "12",
        "13",
        "14",
        "15",
        "16",
        "17",
    ],
)
_ITEM = re.compile(r"^(?:-|\d+\.) (.*)$")
_NAME = re.compile(r"^\*\*(.+)\*\*$")


def running(text: str) -> str:
    """The protocol's little Markdown as running text: `Included: one; two.`"""
    found = ""
    for line in filter(None, (line.strip() for line in text.split("\n"))):
        if name := _NAME.match(line):
            found += f" {name[1]}:"
        elif item := _ITEM.match(line):
            found = found.removesuffix(_LISTED) + ";" if found.endswith(_LISTED) else found
            found += f" {item[1].replace('**', '').rstrip('.')}{_LISTED}"
        else:
            found += f" {sentence(line)}"
    return found.replace(_LISTED, ".").replace(".;", ";").replace("`", "").strip()


_LISTED = ".\0"
"""Ends an item of a list: a full stop, unless another item follows."""


def _item(number: str) -> Fill:
    def fill(facts: Facts) -> Answer:
        found = next(item for item in items(facts.plan) if item.number == number)
        if not found.filled:
            return UNANSWERED
        where = f"Protocol: {found.number} {found.name}"
        if found.planned:
            return planned(found.text, where)
        text = running(found.text)
        if number == "10":
            n = sum(bool(source.strategy.strip()) for source in facts.plan.sources)
            text = (
                f"Strategies of {n} of {len(facts.plan.sources)} sources, line by line."
                if n
                else ""
            )
        return filled(where, say(shortened(text) if text else ""))

    return fill


def _more(facts: Facts) -> Answer:
    told = facts.plan.reporting
    text = " ".join(t for t in (told.get("subgroups", ""), told.get("sensitivity", "")) if t)
    return filled("Protocol: 15 Data synthesis", say(shortened(text) if text.strip() else ""))


PROTOCOL_ANSWERS: dict[str, Fill] = {f"p_{number}": _item(number) for number in NUMBERS} | {
    "p_15c": _more
}
