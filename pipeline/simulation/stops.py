"""When each stopping rule would have ended a replayed review, and at what recall."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pipeline.simulation.replay import Replay

STARTING_PAIR = 2


def stops(
    made: Replay, relevant: Sequence[int], target: float, confidence: float
) -> list[dict[str, Any]]:
    """One entry per rule: {rule, label, at, recall, saved}; `at` counts records read.

    recall and saved are fractions. Rules that read the model's scores look at the moments the
    replay kept (every max(5, n/100) records); a rule that never stops reads everything.
    """
    from pipeline.stopping import rules_for_simulation
    from pipeline.stopping.history import Checkpoint, History

    history = History(
        relevant=[bool(y) for y in relevant],
        total=len(relevant),
        first=STARTING_PAIR,
        scores=made.scores,
        checkpoints=tuple(Checkpoint(read, unread) for read, unread in made.moments),
    )
    n, found = len(relevant), sum(relevant)
    entries = []
    for rule in rules_for_simulation(target, confidence):
        at = rule.first_stop(history, STARTING_PAIR)
        at = n if at is None else at
        entries.append(
            {
                "rule": _label(rule),
                "at": at,
                "recall": sum(relevant[:at]) / found,
                "saved": 1 - at / n,
            }
        )
    return entries


def _label(rule: Any) -> str:
    """The rule's name, with the number that tells it from its like."""
    count = rule.parameters.get("n")
    return rule.name if count is None else f"{rule.name}-{count}"
