"""How many citations have a tag, and how many of them are in the review at its end."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from winnow_sr.ledger.state import ReviewState
from winnow_sr.protocol.plan import Plan
from winnow_sr.screening.standings import standings
from winnow_sr.text import count, number


class TagCount(NamedTuple):
    """One tag. included: of its citations, those included at the full text."""

    tag: str
    text: str
    citations: int
    included: int


def tag_counts(state: ReviewState, plan: Plan) -> list[TagCount]:
    """The protocol's tags in its order, then others that are set; removed citations are not counted."""
    all_, final = Counter[str](), Counter[str]()
    tagged = {state.citation_of(record) for record in state.tags}
    known = standings(state, plan) if tagged else {}
    for citation in tagged - state.removed.keys():
        tags = state.tags_of(citation)
        all_.update(tags)
        if citation in known and known[citation].word == "final":
            final.update(tags)
    texts = {tag.name: tag.text for tag in plan.tags}
    names = [*texts, *sorted(all_.keys() - texts.keys())]
    return [TagCount(name, texts.get(name, ""), all_[name], final[name]) for name in names]


def tag_notes(state: ReviewState, plan: Plan) -> list[str]:
    """What is printed under the diagram of the tags that are set."""
    return [
        f"Marked {found.tag}: {count(found.citations, 'citation')}, "
        f"{number(found.included)} of them included."
        for found in (tag_counts(state, plan) if state.tags else [])
        if found.citations
    ]
