"""What colleagues have before them: on a screen, or in a packet that is out."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from winnow_sr.ledger.state import ReviewState
from winnow_sr.protocol.plan import Plan
from winnow_sr.screening.shares import works
from winnow_sr.vocabulary import CitationId, RecordId, Stage


def in_packets(state: ReviewState, plan: Plan, stage: Stage) -> dict[CitationId, set[str]]:
    """citation -> who has it in a packet that is out and has not yet given a verdict on it."""
    found: dict[CitationId, set[str]] = {}
    for packet in state.packets.values():
        if packet.stage == stage and works(state, plan, packet.reviewer):
            read = state.standing(stage, packet.reviewer)
            for citation in state.citations_of(packet.citations):
                if citation not in read and citation not in state.removed:
                    found.setdefault(citation, set()).add(packet.reviewer)
    return found


def held(
    state: ReviewState, plan: Plan, stage: Stage, on_screens: Mapping[RecordId, Collection[str]]
) -> dict[CitationId, set[str]]:
    """citation -> who has it before them now. on_screens: record -> who was handed it lately."""
    found = in_packets(state, plan, stage)
    for record, readers in on_screens.items():
        citation = state.citation_of(record)
        waiting = {who for who in readers if citation not in state.standing(stage, who)}
        if waiting:
            found[citation] = found.get(citation, set()) | waiting
    return found


def by_others(held_by: Mapping[CitationId, set[str]], name: str) -> dict[CitationId, int]:
    """citation -> how many others have it before them."""
    counts = {citation: len(readers - {name}) for citation, readers in held_by.items()}
    return {citation: n for citation, n in counts.items() if n}
