"""Orders of reading on request. Only the ranking's is what a stopping rule rests on: an offer in
another order has no place in any ranking, and is written down so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, Literal, get_args

from winnow_sr.errors import WinnowError
from winnow_sr.ledger.state import Round
from winnow_sr.vocabulary import CitationId

Order = Literal["ranking", "year", "title", "random"]
"""year: newest first, without one last; title: by the alphabet; random: drawn for each reviewer."""
ORDERS: Final[tuple[Order, ...]] = get_args(Order)


def check_order(order: Order, batch: Round | None) -> None:
    """A round is read in its own order: it was drawn or ranked for that."""
    if order != "ranking" and batch is not None:
        raise WinnowError(
            f"round {batch.round} ({batch.kind}) is open and is read in its own order: leave out "
            f"--order {order}, or close the round first"
        )


def ordered(
    order: Order,
    citations: Sequence[CitationId],
    years: Mapping[CitationId, int | None],
    titles: Mapping[CitationId, str],
    draw: str,
) -> list[CitationId]:
    """The citations in an order. draw: what a random order depends on, besides the citation."""
    if order == "year":
        return sorted(citations, key=lambda c: (-(years.get(c) or 0), c))
    if order == "title":
        return sorted(citations, key=lambda c: (not titles.get(c), titles.get(c, "").casefold(), c))
    if order == "random":
        from hashlib import sha256

        return sorted(citations, key=lambda c: sha256(f"{draw}:{c}".encode()).digest())
    return list(citations)
