"""The words of a record as a database indexes them, and the word patterns of a strategy.

Everything but letters and digits parts words; case and accents do not matter. Title, abstract and
each keyword lie so far apart that nothing is near, or a phrase, across them.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, get_args

FieldName = Literal["title", "abstract", "keywords"]
"""What a record has that a strategy can be tried on."""
EVERYWHERE: Final[frozenset[FieldName]] = frozenset(get_args(FieldName))

LETTER = r"[^\s!-/:-@\[-`{-~\u00a0-\u00b4\u00b6-\u00b9\u00bb-\u00bf\u060c\u061b\u061f\u2000-\u206f\u3000-\u303f]"
"""A letter or digit: anything but white space and punctuation, so that the vowel signs of Thai or
Hindi, which Python takes for neither, stay inside their word."""

GAP = 1000
"""Words between two fields; a proximity of more is refused by the parser."""
MOST_WORDS = 5_000
"""Words of one record that are looked at."""

Span = tuple[int, int]
"""Place of the first and of the last word, counted over all fields."""
Places = Mapping[str, list[int]]


@dataclass(frozen=True)
class Pattern:
    """One word of a strategy: the word itself, its beginning (`open`), or a regular expression."""

    text: str
    open: bool = False
    expression: str = ""


@dataclass(frozen=True)
class Text:
    """Title, abstract and keywords of a record."""

    title: str
    abstract: str = ""
    keywords: tuple[str, ...] = ()

    def parts(self) -> Iterator[tuple[FieldName, str]]:
        """Each field with its text; keywords one by one."""
        yield "title", self.title
        yield "abstract", self.abstract
        for keyword in self.keywords:
            yield "keywords", keyword


def folded(text: str) -> str:
    """Lower case, without accents."""
    plain = unicodedata.normalize("NFKD", text)
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold()


def words(text: str) -> list[str]:
    """The words of a text, folded."""
    return re.findall(f"{LETTER}+", folded(text))


@dataclass
class Index:
    """Where each word of one record stands, and which field that is."""

    places: dict[str, list[int]] = field(default_factory=dict)
    ends: list[tuple[int, FieldName]] = field(default_factory=list)
    """(place after the last word of a part, its field), ascending."""
    vocabulary: list[str] = field(default_factory=list)
    found: dict[tuple[Pattern, ...], frozenset[Span]] = field(default_factory=dict)

    @classmethod
    def of(cls, text: Text) -> Index:
        """The index of one record's words, at most `MOST_WORDS` of them."""
        made, at, left = cls(), 0, MOST_WORDS
        for name, part in text.parts():
            for word in words(part)[:left]:
                made.places.setdefault(word, []).append(at)
                at += 1
                left -= 1
            made.ends.append((at, name))
            at += GAP
        made.vocabulary = sorted(made.places)
        return made

    def field_at(self, place: int) -> FieldName:
        """The field in which a word stands."""
        return self.ends[bisect_left(self.ends, (place + 1, ""))][1]

    def phrase(self, patterns: tuple[Pattern, ...]) -> frozenset[Span]:
        """Where the words stand side by side, in this order."""
        if patterns not in self.found:
            last = len(patterns) - 1
            starts = self._starts(patterns)
            self.found[patterns] = frozenset((start, start + last) for start in starts)
        return self.found[patterns]

    def _starts(self, patterns: tuple[Pattern, ...]) -> set[int]:
        starts: set[int] = set()
        for i, pattern in enumerate(patterns):
            here = {place - i for word in self._like(pattern) for place in self.places[word]}
            starts = here if i == 0 else starts & here
            if not starts:
                break
        return starts

    def _like(self, pattern: Pattern) -> Iterable[str]:
        if pattern.expression:
            like = re.compile(pattern.expression)
            return [word for word in self.vocabulary if like.fullmatch(word)]
        if not pattern.open:
            return [pattern.text] if pattern.text in self.places else []
        found = []
        for word in self.vocabulary[bisect_left(self.vocabulary, pattern.text) :]:
            if not word.startswith(pattern.text):
                break
            found.append(word)
        return found
