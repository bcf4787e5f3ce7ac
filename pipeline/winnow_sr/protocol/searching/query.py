"""A search line as a tree, and what it says of a record: yes, no, or not to be seen from its words.

Subject headings, limits and fields that a record does not carry are `Unseen`: their answer is not
known (None), and carried through AND, OR and NOT by Kleene's three-valued logic. So `heading OR word`
is yes where the word stands, and not known where it does not.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice

from winnow_sr.protocol.searching.text import EVERYWHERE, FieldName, Index, Pattern, Span

MOST_SPANS = 20_000
"""Places of one proximity in one record that are looked at."""
MOST_DEEP = 150
"""Operators within operators."""

Answer = bool | None
Fields = frozenset[FieldName]


@dataclass(frozen=True)
class Term:
    """One word or phrase."""

    patterns: tuple[Pattern, ...]


@dataclass(frozen=True)
class Near:
    """Two operands with at most `most` words between them, in this order if `ordered`."""

    left: Query
    right: Query
    most: int
    ordered: bool = False


@dataclass(frozen=True)
class Both:
    """AND."""

    parts: tuple[Query, ...]


@dataclass(frozen=True)
class Either:
    """OR."""

    parts: tuple[Query, ...]


@dataclass(frozen=True)
class Without:
    """NOT: the left, and not the right."""

    left: Query
    right: Query


@dataclass(frozen=True)
class Within:
    """The same, in some fields only."""

    part: Query
    fields: Fields


@dataclass(frozen=True)
class Line:
    """What an earlier line found; `number` counts the lines of the strategy from 1."""

    number: int


@dataclass(frozen=True)
class Unseen:
    """A subject heading, a limit, or a field that a record does not carry."""

    said: str


Query = Term | Near | Both | Either | Without | Within | Line | Unseen


@dataclass(frozen=True)
class Record:
    """A record's words, and what the lines so far said of it."""

    index: Index
    lines: Mapping[int, Answer]

    def answer(self, query: Query, fields: Fields = EVERYWHERE) -> Answer:
        """Does the query find the record?"""
        match query:
            case Term() | Near():
                return bool(self.spans(query, fields))
            case Within(part, only):
                return self.answer(part, fields & only)
            case Both(parts):
                return _all(self.answer(part, fields) for part in parts)
            case Either(parts):
                return _any(self.answer(part, fields) for part in parts)
            case Without(left, right):
                unwanted = self.answer(right, fields)
                return _all((self.answer(left, fields), None if unwanted is None else not unwanted))
            case Line(number):
                return self.lines[number]
            case Unseen():
                return None

    def spans(self, query: Query, fields: Fields = EVERYWHERE) -> frozenset[Span]:
        """Where the words of a query stand: of terms, proximities and ORs of them."""
        match query:
            case Term(patterns):
                places = self.index.phrase(patterns)
                if fields == EVERYWHERE:
                    return places
                return frozenset(s for s in places if self.index.field_at(s[0]) in fields)
            case Near():
                left, right = self.spans(query.left, fields), self.spans(query.right, fields)
                found = _near(left, right, query.most, query.ordered)
                return frozenset(islice(found, MOST_SPANS))
            case Within(part, only):
                return self.spans(part, fields & only)
            case Either(parts):
                return frozenset(s for part in parts for s in self.spans(part, fields))
            case _:
                raise TypeError(f"{type(query).__name__} has no place in a text")


def _near(left: Iterable[Span], right: Iterable[Span], most: int, ordered: bool) -> Iterable[Span]:
    by_start = sorted(right)
    starts = [start for start, _ in by_start]
    by_end = sorted((end, start) for start, end in by_start)
    ends = [end for end, _ in by_end]
    for first, last in left:
        for _, end in by_start[bisect_right(starts, last) : bisect_right(starts, last + 1 + most)]:
            yield first, end
        if not ordered:
            here = slice(bisect_left(ends, first - 1 - most), bisect_left(ends, first))
            for _, start in by_end[here]:
                yield start, last


def _all(answers: Iterable[Answer]) -> Answer:
    unknown = False
    for answer in answers:
        if answer is False:
            return False
        unknown |= answer is None
    return None if unknown else True


def _any(answers: Iterable[Answer]) -> Answer:
    unknown = False
    for answer in answers:
        if answer:
            return True
        unknown |= answer is None
    return None if unknown else False


def positional(query: Query) -> bool:
    """May the query stand in a proximity search: words and ORs of words only?"""
    match query:
        case Term() | Near():
            return True
        case Within(part):
            return positional(part)
        case Either(parts):
            return all(positional(part) for part in parts)
        case _:
            return False


def parts_of(query: Query) -> tuple[Query, ...]:
    """The operands of an operator; nothing for words, lines and what no record shows."""
    match query:
        case Both(parts) | Either(parts):
            return parts
        case Near(left, right) | Without(left, right):
            return left, right
        case Within(part):
            return (part,)
        case _:
            return ()


def too_deep(query: Query) -> bool:
    """Are operators nested deeper than `MOST_DEEP`?"""
    level: tuple[Query, ...] = (query,)
    for _ in range(MOST_DEEP):
        level = tuple(part for each in level for part in parts_of(each))
        if not level:
            return False
    return True
