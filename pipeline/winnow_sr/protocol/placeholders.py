"""Words of protocols/template.yaml that must not be left in place: they would reach the report."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from winnow_sr.protocol.positions import Path

WORDS = frozenset(
    {
        "title of the review",
        "the question as one sentence: in whom, what, compared with what, with which effect?",
        "who is studied",
        "what is given, done or taken",
        "what it is compared with",
        "first outcome",
        "second outcome",
        "a criterion every included report meets",
        "a criterion that rules a report out",
        "a case on the border that is included",
        "a case on the border that is excluded",
        "word*",
        "a phrase",
        "a word against",
        "when the reason applies",
        "period covered, or day of the search",
        '#1 word*[tiab] or "a phrase"[tiab]',
        "#2 other[tiab]",
        "word and other",
        "our-classifier",
        "what it is, and why it is used",
        "does it improve the first outcome?",
        "author 2020",
        "10.1000/example",
        "author 2015",
    }
)
"""The template's words, case and white space aside. A test keeps them in step with the template."""


def left_in_place(data: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """(path, what to say) for each value of a protocol that is still the template's; a text of several
    lines is looked through line by line."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield from left_in_place(value, (*path, key))
    elif isinstance(data, list):
        for i, value in enumerate(data):
            yield from left_in_place(value, (*path, i))
    elif isinstance(data, str):
        found = next((line for line in data.splitlines() if _fold(line) in WORDS), None)
        if found is not None:
            shown = " ".join(found.split())
            yield (
                path,
                f"still the template's words: '{shown}'",
            )


def _fold(text: str) -> str:
    return " ".join(text.split()).casefold()
