"""How events of earlier versions are read: one small function a step, from a version to the next.

A step takes the payload as its version wrote it and returns it as the next version would have
written it. It never guesses: what was not written down then is said to be not known.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

Payload: TypeAlias = dict[str, object]
Step: TypeAlias = Callable[[Payload], Payload]


def decision_made_1_2(payload: Payload) -> Payload:
    """Version 1 wrote the place in the ranking kept at the time, also of verdicts that no ranking
    had offered (those of a file, say); which were offered is not known."""
    return {**payload, "ranking": "", "offered": ""}


STEPS: dict[tuple[str, int], Step] = {("decision_made", 1): decision_made_1_2}
"""(kind, version) -> the step from that version to the next."""


def lifted(kind: str, payload: Payload, version: int, current: int) -> Payload:
    """The payload of an event of `version`, as the `current` version would have written it.

    LookupError where a step is missing.
    """
    for step in range(version, current):
        payload = STEPS[kind, step](payload)
    return payload
