"""What changed in the flow between two moments."""

from __future__ import annotations

from collections import Counter
from typing import Any, NamedTuple

from winnow_sr.prisma.flow import LISTS, Flow


class Change(NamedTuple):
    """One number at two moments, and who came or went (ids as in `Members.items`)."""

    key: str
    before: int | None
    after: int | None
    arrived: tuple[str, ...]
    left: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        return {
            "key": self.key,
            "before": self.before,
            "after": self.after,
            "arrived": list(self.arrived),
            "left": list(self.left),
        }


def compare(before: Flow, after: Flow) -> list[Change]:
    """Every number that differs, or that the same count of others now makes up, in the order of
    the CSV keys, the reasons and other parts last. Same review, two moments (`--as-of`)."""
    keys = dict.fromkeys([*after.boxes, *after.members, *before.members])
    changes: list[Change] = []
    for key in keys:
        if key in LISTS:
            continue
        now, then = _counted(after, key), _counted(before, key)
        arrived, left = _items(after, key), _items(before, key)
        change = Change(key, then, now, _minus(arrived, left), _minus(left, arrived))
        if change.before != change.after or change.arrived or change.left:
            changes.append(change)
    return changes


def _counted(flow: Flow, key: str) -> int | None:
    if key in flow.boxes:
        return flow.n(key)
    return flow.members[key].n if key in flow.members else 0


def _items(flow: Flow, key: str) -> tuple[str, ...]:
    return flow.members[key].items if key in flow.members else ()


def _minus(some: tuple[str, ...], others: tuple[str, ...]) -> tuple[str, ...]:
    """The items of `some` that are not in `others`, as often as they are missing there."""
    rest = Counter(others)
    gone: list[str] = []
    for item in some:
        if rest[item]:
            rest[item] -= 1
        else:
            gone.append(item)
    return tuple(gone)
