"""Merges are counted from the groups that are left, also after an import was taken back."""

from __future__ import annotations

from typing import Any

from tests.ledger.histories import events
from winnow_sr.ledger.state import ReviewState
from winnow_sr.screening.merges import merges

SECOND = {"source": "t", "file": "g", "first": 10, "count": 3}
"""Event 3: records 10, 11 and 12."""


def link(a: int, b: int, rule: str) -> dict[str, Any]:
    return {"a": a, "b": b, "rule": rule, "comparison": {}}


LINKS = [link(1, 10, "doi"), link(4, 11, "pages"), link(5, 11, "title")]
HAPPENED: list[tuple[str, str, dict[str, Any]]] = [
    ("x", "search_imported", SECOND),
    ("x", "duplicates_found", {"upto": 12, "groups": [[1, 10], [4, 5, 11]], "links": LINKS}),
    ("x", "citations_merged", {"a": 2, "b": 12}),
    ("x", "citations_merged", {"a": 6, "b": 7}),
]


def counted(*more: tuple[str, str, dict[str, Any]]) -> tuple[dict[str, int], int]:
    entries = events(*HAPPENED, *more)
    state = ReviewState().replay(entries)
    made = merges((entry.event for entry in entries), state)
    joined = sum(made.by_rule.values()) + made.by_person
    assert joined == state.count_records() - state.count_citations()
    return made.by_rule, made.by_person


def test_every_duplicate_was_joined_by_somebody() -> None:
    assert counted() == ({"doi": 1, "pages": 1, "title": 1}, 2)


def test_what_joined_a_record_that_goes_counts_no_more() -> None:
    """Record 11 held 4 and 5 together; they stay one citation, joined once."""
    by_rule, by_person = counted(("x", "import_taken_back", {"search": 3}))
    assert (sum(by_rule.values()), by_person) == (1, 1)
    assert counted(("x", "import_taken_back", {"search": 2})) == ({}, 0)


def test_an_answer_taken_back_is_no_merge() -> None:
    answer = {"a": 6, "b": 7, "same": True, "one": [6], "two": [7], "doubts": []}
    assert counted(("x", "duplicate_answer_withdrawn", answer))[1] == 1
