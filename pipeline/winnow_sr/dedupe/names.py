"""Author lists: surnames out of the many ways databases write them, and how alike two lists are."""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz.distance import JaroWinkler

from winnow_sr.dedupe.folding import fold, words
from winnow_sr.dedupe.placeholders import given

_NOT_LETTER = re.compile(r"[\W\d_]")
_INITIALS_LAST = re.compile(r"[A-Z][A-Z.\-]{0,4}")
_NOBODY = frozenset({"anonymous", "anon", "etal", "al", "others", "unknown", "nan", "noauthor"})
_RUN_TOGETHER = re.compile(r"(?<=[A-Z]\.)(?=[A-Z][a-z])")
_SEPARATORS = re.compile(r"\s*;\s*|\s+and\s+|\s+&\s+")

MANY = 12
"""Only this many first authors are compared: long lists are cut at different lengths."""


def separate(authors: tuple[str, ...]) -> tuple[str, ...]:
    """One entry per person, also where an export ran the list together into one entry."""
    if len(authors) != 1:
        return authors
    parts = [p for p in _SEPARATORS.split(authors[0]) if p]
    if len(parts) == 1:
        parts = _RUN_TOGETHER.split(parts[0])
    return tuple(parts)


@lru_cache(maxsize=200_000)
def surname(author: str) -> str:
    """The surname, letters only: of `Last, First`, `Last AB` or `First Last`; '' for nobody."""
    text = given(author).strip()
    if "," in text:
        name = fold(text).split(",")[0]
    else:
        parts = text.split()
        if len(parts) > 1 and _INITIALS_LAST.fullmatch(parts[-1]):
            while len(parts) > 1 and _INITIALS_LAST.fullmatch(parts[-1]):
                parts.pop()
            name = fold(" ".join(parts))
        else:
            name = fold(parts[-1]) if parts else ""
    name = _NOT_LETTER.sub("", name)
    return "" if name in _NOBODY else name


def surnames(authors: tuple[str, ...]) -> tuple[str, ...]:
    """The surnames of (at most the first twelve) authors, in order."""
    return tuple(name for name in map(surname, separate(authors)[: MANY + 3]) if name)[:MANY]


@lru_cache(maxsize=10_000)
def name_words(authors: tuple[str, ...]) -> frozenset[str]:
    """Every part of every name longer than two letters: for lists with names turned round."""
    return frozenset(w for a in authors for w in words(fold(a)).split() if len(w) > 2)


def _first_author(
    a: tuple[str, ...], b: tuple[str, ...], raw_a: tuple[str, ...], raw_b: tuple[str, ...]
) -> float:
    one, two = a[0], b[0]
    if one == two:
        return 1.0
    alike = JaroWinkler.similarity(one, two)
    if alike >= 0.85:
        return alike
    if (one in two or two in one) and min(len(one), len(two)) > 3:
        return 0.9
    if name_words(raw_a[:1]) & name_words(raw_b[:1]):
        return 0.88  # given name and surname changed places
    return 0.7 if one in b or two in a else alike


def _overlap(
    a: tuple[str, ...], b: tuple[str, ...], raw_a: tuple[str, ...], raw_b: tuple[str, ...]
) -> float:
    one, two = set(a), set(b)
    fewer = min(len(one), len(two))
    share = len(one & two) / fewer
    if share >= 0.6:
        return share
    share = max(share, min(1.0, len(name_words(raw_a) & name_words(raw_b)) / fewer))
    if share >= 0.6:
        return share
    near = sum(
        any(
            JaroWinkler.similarity(x, y) > 0.88 or (min(len(x), len(y)) > 3 and (x in y or y in x))
            for y in two
        )
        for x in one
    )
    return max(share, min(1.0, near / fewer))


def authors_similarity(
    a: tuple[str, ...], b: tuple[str, ...], raw_a: tuple[str, ...], raw_b: tuple[str, ...]
) -> float:
    """0..1, half the first author and half the shared names; -1.0 when a list is missing.

    `a`, `b` are `surnames`; `raw_a`, `raw_b` the names as written, looked at when surnames clash.
    """
    if not a or not b:
        return -1.0
    if a == b:
        return 1.0
    return 0.5 * _first_author(a, b, raw_a, raw_b) + 0.5 * _overlap(a, b, raw_a, raw_b)
