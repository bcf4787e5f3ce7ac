"""What the reading history says in words: why it supports no promise, and what does not count yet.

In: the facts that `reading` counts. Out: sentences for `stop`, the screens and the report.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from winnow_sr.text import count, listing
from winnow_sr.vocabulary import citation_id

NAMED = 5
"""How many citations a sentence names before it only counts them."""


class Facts(msgspec.Struct, frozen=True):
    """What the sentences rest on.

    total, read, found : citations to be screened, settled, relevant among those.
    ranked : settled places of the ranked phase, up to the frontier. warming : of those, read
    before a relevant and an irrelevant citation were known. behind : settled behind the frontier.
    gap, gap_place : the citation at the frontier (0: none) and its place. gap_settled : it has a
    verdict, but a vote that no offer led to is part of it.
    before : citations begun before the ranked phase and not settled. pending : citations begun
    outside the order since, and not settled.
    late : irrelevant citations read elsewhere since, which count as unread.
    arrived : citations that came in after ranked reading had begun. begun : has a ranking offered
    anything (since then)?
    """

    total: int
    read: int
    found: int
    ranked: int = 0
    warming: int = 0
    behind: int = 0
    gap: int = 0
    gap_place: int = 0
    gap_settled: bool = False
    before: tuple[int, ...] = ()
    pending: tuple[int, ...] = ()
    late: int = 0
    arrived: int = 0
    begun: bool = False

    @property
    def all_read(self) -> bool:
        """Is every citation settled?"""
        return self.read == self.total

    @property
    def blocked(self) -> bool:
        """Is something half read that could hold back what is relevant?"""
        return bool(self.before or self.pending)


def problems_of(facts: Facts) -> tuple[str, ...]:
    """Why no rule that rests on the ranking can promise anything; none where everything is read."""
    if facts.all_read:
        return ()
    said = (_no_order(facts), _half_read_before(facts), _half_read(facts), _nothing_counts(facts))
    return tuple(filter(None, said))


def notes_of(facts: Facts) -> tuple[str, ...]:
    """What does not count yet, or counts otherwise than one might think."""
    if facts.all_read or not facts.begun:
        return ()
    return tuple(filter(None, (_arrived(facts), _frontier(facts), _late(facts))))


def _named(citations: Sequence[int]) -> str:
    names = [citation_id(citation) for citation in citations[:NAMED]]
    more = len(citations) - len(names)
    return listing([*names, f"{more:,} more"] if more else names)


def _no_order(facts: Facts) -> str:
    if facts.begun:
        return ""
    if facts.arrived:
        return (
            f"{count(facts.arrived, 'citation')} came in after ranked reading had begun, and no "
            "ranking has offered anything since: what was read before says nothing about them. "
            "Read on in ranked order."
        )
    if not facts.read:
        return "Nothing has been read yet."
    return (
        f"No ranking offered any of the {count(facts.read, 'citation')} that have a verdict: they "
        "were read in an order of their own (a sheet, a search by hand, a sample), and from such "
        "an order nothing can be said about what is left. Read on in the order of a ranking, or "
        "draw a random sample of the unread."
    )


def _half_read_before(facts: Facts) -> str:
    if not facts.before:
        return ""
    return (
        f"{count(len(facts.before), 'citation')} begun before the ranked phase "
        f"{_have(facts.before)} no settled verdict ({_named(facts.before)}): what is left half "
        "read may be just what is relevant. Settle them first."
    )


def _half_read(facts: Facts) -> str:
    if not facts.pending:
        return ""
    return (
        f"{count(len(facts.pending), 'citation')} voted on outside the ranked order "
        f"{_have(facts.pending)} no settled verdict ({_named(facts.pending)}): what is left half "
        "read may be just what is relevant. Settle them first."
    )


def _have(citations: Sequence[int]) -> str:
    return "has" if len(citations) == 1 else "have"


def _nothing_counts(facts: Facts) -> str:
    if not facts.begun or facts.blocked or facts.ranked > facts.warming:
        return ""
    if facts.ranked:
        return (
            f"Ranked reading so far ({count(facts.ranked, 'citation')}) came before both a relevant "
            "and an irrelevant citation were known: there was nothing to rank by yet."
        )
    if facts.gap:
        return (
            f"{citation_id(facts.gap)} was the first that the ranking offered, and "
            f"{_why_open(facts)}: until then nothing counts as read in ranked order."
        )
    return (
        "Everything that the ranking offered had been voted on before: nothing was read in an "
        "order that was fixed before the verdicts."
    )


def _why_open(facts: Facts) -> str:
    if facts.gap_settled:
        return (
            "part of its verdict was recorded outside the queue (take that vote back and read it "
            "where it is offered)"
        )
    return "it has no settled verdict (skipped, out in a packet, waiting for a vote or in conflict)"


def _frontier(facts: Facts) -> str:
    if not facts.gap or not facts.ranked:
        return ""
    behind = ""
    if facts.behind:
        behind = (
            f" {count(facts.behind, 'citation')} settled behind it will count then; the relevant "
            "ones among them count as found already."
        )
    return (
        f"The ranked phase is known up to place {facts.ranked:,}: {citation_id(facts.gap)} was "
        f"offered next, and {_why_open(facts)}.{behind}"
    )


def _late(facts: Facts) -> str:
    if not facts.late:
        return ""
    return (
        f"{count(facts.late, 'irrelevant citation')} read elsewhere after ranked reading had begun "
        "still count as unread: reading what looks irrelevant out of order would make the rest "
        "look smaller than it is."
    )


def _arrived(facts: Facts) -> str:
    if not facts.arrived:
        return ""
    return (
        f"{count(facts.arrived, 'citation')} came in after ranked reading had begun: the ranked "
        "phase starts anew after them, and the promise is about what was left from then on."
    )
