"""How good was an order? The definitions of the command-line contract, and nothing else.

n records, R relevant, k the rank (from 1) of a relevant record in the screening order.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

DEFINITIONS = {
    "loss": "(A_best - A) / (A_best - A_worst), A the area under the cumulative-recall curve",
    "atd": "mean rank of the relevant records, divided by n",
    "wss@95": "(n - k)/n - 0.05, k the rank at which recall first reaches 95 %",
    "wss@100": "(n - k)/n, k the rank at which recall first reaches 100 %",
    "recall@10": "recall after 10 % of n",
}


def ranks_of(relevant: Sequence[int | bool]) -> list[int]:
    """Ranks, from 1, of the relevant records in an order."""
    return [i + 1 for i, y in enumerate(relevant) if y]


def needed(found: int, percent: float) -> int:
    """How many of `found` relevant records make a recall of `percent`."""
    return max(1, ceil(found * percent / 100 - 1e-9))


def wss(ranks: Sequence[int], n: int, percent: float) -> float:
    """Work saved over sampling at a recall of `percent`."""
    k = ranks[needed(len(ranks), percent) - 1]
    return (n - k) / n - (1 - percent / 100)


def loss(ranks: Sequence[int], n: int) -> float:
    """Normalised loss, 0 for the best order and 1 for the worst; 0 when all are relevant."""
    count = len(ranks)
    if count == n:
        return 0.0
    return (sum(ranks) - count * (count + 1) / 2) / (count * (n - count))


def recall_after(ranks: Sequence[int], read: float) -> float:
    """Recall after `read` records."""
    return sum(rank <= read for rank in ranks) / len(ranks)


def metrics(relevant: Sequence[int | bool]) -> dict[str, float]:
    """All metrics of a complete order. relevant: 1 or 0 in screening order, at least one 1."""
    ranks, n = ranks_of(relevant), len(relevant)
    return {
        "loss": loss(ranks, n),
        "atd": sum(ranks) / len(ranks) / n,
        "wss@95": wss(ranks, n, 95),
        "wss@100": wss(ranks, n, 100),
        "recall@10": recall_after(ranks, 0.1 * n + 1e-9),
    }
