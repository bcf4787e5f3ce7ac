"""What differs between two plans, said so that a reader of the ledger understands an amendment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

NAMES = ("code", "id", "name", "label", "case")
"""Keys by which the entries of a list are told apart, so that moving one is not changing all."""
SHOWN = 60


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """One line for each difference between two `as_plan()` dictionaries, in the order of the plan.

    `stopping.target: 0.95 -> 0.9`, `exclusion_reasons: 'other' added`, `sources[MEDLINE].strategy:
    rewritten`. An empty list means that nothing of the plan changed (a comment in the file, say).
    """
    return list(_mapping(before, after, ""))


def _mapping(before: Mapping[str, Any], after: Mapping[str, Any], path: str) -> Iterator[str]:
    for key in [*after, *(k for k in before if k not in after)]:
        yield from _value(before.get(key), after.get(key), f"{path}.{key}" if path else key)


def _value(before: Any, after: Any, path: str) -> Iterator[str]:
    if before == after:
        return
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        yield from _mapping(before, after, path)
    elif isinstance(before, list) and isinstance(after, list):
        yield from _list(before, after, path)
    elif max(len(str(before)), len(str(after))) > SHOWN:
        yield f"{path}: rewritten" if before and after else f"{path}: {_was_or_is(before)}"
    else:
        yield f"{path}: {_shown(before)} -> {_shown(after)}"


def _was_or_is(before: Any) -> str:
    return "removed" if before else "written"


def _shown(value: Any) -> str:
    return "nothing" if value in (None, "", [], {}) else str(value)


def _name(entry: Any) -> str:
    if not isinstance(entry, Mapping):
        return str(entry)
    return next((str(entry[key]) for key in NAMES if entry.get(key)), str(entry))


def _list(before: list[Any], after: list[Any], path: str) -> Iterator[str]:
    old = {_name(entry): entry for entry in before}
    new = {_name(entry): entry for entry in after}
    for name in old:
        if name not in new:
            yield f"{path}: '{name}' removed"
    for name, entry in new.items():
        if name not in old:
            yield f"{path}: '{name}' added"
        elif isinstance(entry, Mapping) and isinstance(old[name], Mapping):
            yield from _mapping(old[name], entry, f"{path}[{name}]")
    kept = [name for name in old if name in new]
    if kept != [name for name in new if name in old]:
        yield f"{path}: put in another order"
