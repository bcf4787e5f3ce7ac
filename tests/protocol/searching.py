"""A small reader of search strategies, to try their words on records.

It knows just enough of each platform's syntax to run a numbered strategy over a title and an
abstract: words with truncation, phrases, AND, OR, brackets, proximity, references to earlier lines.
Subject headings find nothing here, because a record has none: what is caught, is caught by words.
Anything it does not know is an error, so that a slip of syntax fails a test.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

Spans = list[tuple[int, int]]
FIELD_GAP = 1000
"""Title and abstract are this many words apart: nothing is near across fields."""


@dataclass(frozen=True)
class Platform:
    """How one platform writes what the reader must know; each row a regular expression."""

    line: str
    """What opens a numbered line; group 1 is the number."""
    reference: str
    """A reference to a line; group 1 is the number."""
    heading: str
    """A subject heading."""
    field: str
    """Field names and marks, without meaning here (everything is title and abstract)."""
    near: str
    """Proximity; group 1 is the number, empty for 'next to each other'."""
    between: int = 0
    """Words between that `near N` allows, over or under N."""


OVID_HEADING = r"(?:exp )?\*?(?!(?:or|and) )[a-z0-9](?:(?! or | and )[a-z0-9 ])*/"

PLATFORMS = {
    "MEDLINE": Platform(
        r"#(\d+) ",
        r"#(\d+)",
        r'"[^"]+"\[(?:Mesh|Supplementary Concept)\]',
        r"\[tiab\]",
        r"(?!)",
    ),
    "Embase": Platform(
        r"(\d+)\. ",
        r"(\d+)(?= |$)",
        OVID_HEADING,
        r"\.(?:ti|ab|kf|dq)(?:,(?:ti|ab|kf|dq))*\.",
        r"adj(\d+)",
        -1,
    ),
    "PsycINFO": Platform(
        r"(\d+)\. ",
        r"(\d+)(?= |$)",
        OVID_HEADING,
        r"\.(?:ti|ab|id)(?:,(?:ti|ab|id))*\.",
        r"adj(\d+)",
        -1,
    ),
    "CENTRAL": Platform(
        r"#(\d+) ",
        r"#(\d+)",
        r'\[mh (?:"[^"]+"|\w+)\]',
        r":ti,ab,kw",
        r"NEAR/(\d+)|NEXT",
        -1,
    ),
    "CINAHL": Platform(r"S(\d+) ", r"S(\d+)", r'\(MH "[^"]+"\)', r"\b(?:TI|AB)(?= \()", r"N(\d+)"),
    "Scopus": Platform(r"#(\d+) ", r"#(\d+)", r"(?!)", r"TITLE-ABS-KEY(?=\()", r"W/(\d+)"),
    "Web of Science": Platform(r"#(\d+) ", r"#(\d+)", r"(?!)", r"TS=(?=\()", r"NEAR/(\d+)"),
    "ClinicalTrials.gov": Platform(r"(?!)", r"(?!)", r"(?!)", r"(?!)", r"(?!)"),
}


def numbered(strategy: str, platform: Platform) -> list[str]:
    """The lines of a strategy, continuations joined, numbers checked and taken off."""
    lines: list[str] = []
    for row in strategy.strip().splitlines():
        opening = re.match(platform.line, row)
        if opening and int(opening.group(1)) == len(lines) + 1:
            lines.append(row[opening.end() :])
        elif lines and row.startswith(" "):
            lines[-1] += " " + row.strip()
        elif not lines or platform.line == "(?!)":
            lines = [" ".join([*lines, row.strip()])]
        else:
            raise AssertionError(f"not a line of a numbered strategy: {row!r}")
    return lines


def words(title: str, abstract: str = "") -> dict[int, str]:
    """Position -> word, lower case; everything but letters and digits parts words."""
    found = re.findall(r"[^\W_]+", title.lower())
    placed = dict(enumerate(found))
    later = re.findall(r"[^\W_]+", abstract.lower())
    placed.update({i + len(found) + FIELD_GAP: w for i, w in enumerate(later)})
    return placed


class Search:
    """A strategy, read once; `finds` says whether its last line catches a record's words."""

    def __init__(self, strategy: str, name: str) -> None:
        self.platform = PLATFORMS[name]
        self.lines = [self._tokens(line) for line in numbered(strategy, self.platform)]

    def finds(self, title: str, abstract: str = "", line: int = 0) -> bool:
        """Does the last line (or the given one, counted from 1) catch this title and abstract?"""
        text = words(title, abstract)
        results: list[bool] = []
        places: dict[str, Spans] = {}
        for tokens in self.lines:
            reader = _Reader(tokens, text, results, self.platform, places)
            results.append(bool(reader.either()))
            assert reader.at == len(tokens), f"not understood: {tokens[reader.at]}"
        return results[line - 1]

    def _tokens(self, line: str) -> list[tuple[str, str]]:
        p = self.platform
        table = (
            ("heading", p.heading),
            ("field", p.field),
            ("around", r'"([^"]+)"\[tiab:~(\d+)\]'),
            ("near", rf"(?:{p.near})(?![A-Za-z])"),
            ("or", r"(?:OR|or)\b"),
            ("and", r"(?:AND|and)\b"),
            ("open", r"\("),
            ("close", r"\)"),
            ("reference", p.reference),
            ("phrase", r'"[^"*]+"'),
            ("word", r"[A-Za-z][A-Za-z0-9-]*\*?"),
        )
        tokens, at = [], 0
        while at < len(line):
            if line[at] == " ":
                at += 1
                continue
            for kind, pattern in table:
                if found := re.compile(pattern).match(line, at):
                    tokens.append((kind, found.group()))
                    at = found.end()
                    break
            else:
                raise AssertionError(f"not the syntax of the platform: {line[at : at + 40]!r}")
        return [t for t in tokens if t[0] != "field"]


class _Reader:
    """Recursive descent over one line: OR binds least, then AND, then proximity."""

    def __init__(
        self,
        tokens: list[tuple[str, str]],
        text: dict[int, str],
        earlier: list[bool],
        platform: Platform,
        places: dict[str, Spans],
    ) -> None:
        self.tokens, self.text, self.earlier, self.platform = tokens, text, earlier, platform
        self.places = places
        self.at = 0

    def next_is(self, kind: str) -> bool:
        return self.at < len(self.tokens) and self.tokens[self.at][0] == kind

    def take(self) -> str:
        self.at += 1
        return self.tokens[self.at - 1][1]

    def either(self) -> Spans:
        spans = self.both()
        while self.next_is("or"):
            self.take()
            spans = spans + self.both()
        return spans

    def both(self) -> Spans:
        spans = self.near()
        while self.next_is("and"):
            self.take()
            right = self.near()
            spans = spans + right if spans and right else []
        return spans

    def near(self) -> Spans:
        spans = self.part()
        while self.next_is("near"):
            number = re.search(r"\d+", self.take())
            most = int(number.group()) + self.platform.between if number else 0
            right = self.part()
            spans = [
                (min(a, c), max(b, d))
                for a, b in spans
                for c, d in right
                if 0 <= max(a, c) - min(b, d) - 1 <= most and (number or c > b)
            ]
        return spans

    def part(self) -> Spans:
        assert self.at < len(self.tokens), "the line ends in the middle"
        kind = self.tokens[self.at][0]
        if kind == "open":
            self.take()
            spans = self.either()
            assert self.next_is("close"), "a bracket is not closed"
            self.take()
            return spans
        if kind == "heading":
            self.take()
            return []
        if kind == "reference":
            number = int(re.sub(r"\D", "", self.take()))
            assert 1 <= number <= len(self.earlier), f"refers to line {number}, not yet there"
            return [(0, 0)] if self.earlier[number - 1] else []
        if kind == "around":
            return self.around(self.take())
        assert kind in ("phrase", "word"), f"a word is missing before {self.tokens[self.at][1]!r}"
        said = self.take().strip('"')
        while kind == "word" and self.next_is("word"):
            said += " " + self.take()  # Ovid takes words side by side for a phrase
        return self.phrase(said)

    def around(self, token: str) -> Spans:
        """PubMed's \"a b\"[tiab:~N]: the words in any order, at most N others between."""
        inside, most = re.match(r'"([^"]+)"\[tiab:~(\d+)\]', token).groups()  # type: ignore[union-attr]
        first, *rest = [self.phrase(w) for w in inside.split()]
        spans = first
        for right in rest:
            spans = [
                (min(a, c), max(b, d))
                for a, b in spans
                for c, d in right
                if 0 <= max(a, c) - min(b, d) - 1 <= int(most)
            ]
        return spans

    def phrase(self, said: str) -> Spans:
        """Where the words stand side by side; an asterisk at a word's end for any ending."""
        if said not in self.places:
            wanted = [_like(w) for w in re.findall(r"[^\W_]+\*?", said.lower())]
            self.places[said] = [
                (start, start + len(wanted) - 1)
                for start in self.text
                if all(like(self.text.get(start + i, "")) for i, like in enumerate(wanted))
            ]
        return self.places[said]


def _like(word: str) -> Callable[[str], bool]:
    if word.endswith("*"):
        return lambda other: other.startswith(word[:-1])
    return lambda other: other == word
