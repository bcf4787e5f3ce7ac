"""When each stopping rule would have ended a replayed review, and at what recall."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from winnow_sr.simulation.replay import Replay


def stops(
    made: Replay, relevant: Sequence[int], target: float, confidence: float
) -> list[dict[str, Any]]:
    """One entry per rule: {rule, label, at, recall, saved}; `at` counts records read.

    recall and saved are fractions. Rules that read the model's scores look at the moments the
    replay kept (every max(5, n/100) records); a rule that never stops reads everything.
    """
    from winnow_sr.stopping import rules_for_simulation
    from winnow_sr.stopping.history import Checkpoint, History

    history = History(
        relevant=[bool(y) for y in relevant],
        total=len(relevant),
        first=made.known,
        scores=made.scores,
        checkpoints=tuple(Checkpoint(read, unread) for read, unread in made.moments),
    )
    n, found = len(relevant), sum(relevant)
    entries = []
    for rule in rules_for_simulation(target, confidence):
        at = rule.first_stop(history, made.known)
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


def rule_summary(runs: Sequence[dict[str, Any]], target: float) -> list[dict[str, Any]]:
    """How each rule did, by review and model, then over all reviews (`review` is None).

    reliability: share of runs whose recall at the stop reached `target`; over reviews, the mean of
    the reviews. recall, lowest: mean and worst. saved: mean share left unread.
    """
    rows: list[dict[str, Any]] = []
    reviews = list(dict.fromkeys(run["review"] for run in runs))
    for model in dict.fromkeys(run["model"] for run in runs):
        found = [row for name in reviews for row in _by_rule(runs, name, model, target)]
        rows += found
        for rule in dict.fromkeys(row["rule"] for row in found) if len(reviews) > 1 else ():
            mine = [row for row in found if row["rule"] == rule]
            means = {
                k: sum(r[k] for r in mine) / len(mine) for k in ("reliability", "recall", "saved")
            }
            lowest = min(row["lowest"] for row in mine)
            count = sum(row["runs"] for row in mine)
            rows.append(
                {
                    "review": None,
                    "model": model,
                    "rule": rule,
                    "runs": count,
                    **means,
                    "lowest": lowest,
                }
            )
    return rows


def _by_rule(
    runs: Sequence[dict[str, Any]], review: str, model: str, target: float
) -> list[dict[str, Any]]:
    mine = [run["stops"] for run in runs if (run["review"], run["model"]) == (review, model)]
    return [
        {
            "review": review,
            "model": model,
            "rule": ends[0]["rule"],
            "runs": len(ends),
            # a recall that equals the target but for rounding has reached it
            "reliability": sum(end["recall"] >= target - 1e-9 for end in ends) / len(ends),
            "recall": sum(end["recall"] for end in ends) / len(ends),
            "lowest": min(end["recall"] for end in ends),
            "saved": sum(end["saved"] for end in ends) / len(ends),
        }
        for ends in zip(*mine, strict=True)
    ]
