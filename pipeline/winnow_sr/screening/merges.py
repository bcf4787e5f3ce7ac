"""How many records were joined to another by each rule and by people, among those that count."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from winnow_sr.ledger import events as ev
from winnow_sr.ledger.state import ReviewState
from winnow_sr.vocabulary import RecordId

PERSON = ""
"""What stands for a person where a rule is named."""


class Merges(NamedTuple):
    """by_rule: rule -> records that it joined to another; by_person: records joined by people."""

    by_rule: dict[str, int]
    by_person: int


def merges(events: Iterable[ev.Event], state: ReviewState) -> Merges:
    """The merges behind the citations, from the events that lead to `state`.

    A record of an import taken back stands in them for its heir; without one it counts for nothing.
    """
    from winnow_sr.dedupe import merges_by_rule

    links: list[tuple[RecordId, RecordId, str]] = []
    for event in events:
        match event:
            case ev.DuplicatesFound():
                links += ((link.a, link.b, link.rule) for link in event.links)
            case ev.CitationsMerged():
                links.append((event.a, event.b, PERSON))
            case ev.DuplicateAnswerWithdrawn(same=True):
                links.remove((event.a, event.b, PERSON))
    heir = {record: state.heirs.get(record) for record in state.gone}
    left = ((heir.get(a, a), heir.get(b, b), rule) for a, b, rule in links)
    made = merges_by_rule((a, b, rule) for a, b, rule in left if a is not None and b is not None)
    by_person = made.pop(PERSON, 0)
    return Merges(made, by_person)
