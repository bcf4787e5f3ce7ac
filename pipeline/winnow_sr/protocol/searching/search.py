"""A strategy read once, to be tried on records; `finds` and `blocks` say what it would find."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from winnow_sr.protocol.searching.parsing import Parser
from winnow_sr.protocol.searching.places import StrategyError, Written, written_lines
from winnow_sr.protocol.searching.query import (
    Answer,
    Both,
    Either,
    Line,
    Near,
    Query,
    Record,
    Term,
    Unseen,
    Within,
    Without,
    concepts,
)
from winnow_sr.protocol.searching.syntaxes import Syntax
from winnow_sr.protocol.searching.text import Index, Text

SHOWN = 3
"""Words by which a block is named."""


@dataclass(frozen=True)
class Block:
    """One concept of a strategy: what its last line joins by AND."""

    query: Query
    name: str
    """`line 4 (kratom, ketum, …)`; the words alone where the block is not a line of its own."""
    words: tuple[str, ...]
    """Its first words and phrases; empty where it has none, as a limit or a heading."""


@dataclass(frozen=True)
class Search:
    """A strategy: its lines as trees. The last line is what is exported; made by `read_search`."""

    syntax: Syntax
    lines: tuple[Query, ...]
    written: tuple[Written, ...]
    blocks: tuple[Block, ...]
    remarks: tuple[StrategyError, ...] = ()
    """What is read, but may not be what was meant."""

    def finds(self, text: Text) -> Answer:
        """Would the last line find the record? True: by its words. False: not at all. None: only a
        subject heading, a limit or another field could tell."""
        return self._record(text).lines[len(self.lines)]

    def answers(self, text: Text) -> tuple[Answer, tuple[Answer, ...]]:
        """As `finds`, and the same of each block."""
        record = self._record(text)
        return record.lines[len(self.lines)], tuple(record.answer(b.query) for b in self.blocks)

    def _record(self, text: Text) -> Record:
        found: dict[int, Answer] = {}
        record = Record(Index.of(text), found)
        for number, query in enumerate(self.lines, 1):
            found[number] = record.answer(query)
        return record


def read_search(strategy: str, syntax: Syntax) -> Search:
    """The strategy as its platform would read it.

    StrategyError (row and column of the text, from 1) for what the platform does not understand,
    and beyond the limits of size in `places`, `tokens` and `parsing`.
    """
    written = written_lines(strategy, syntax.number, each_row=syntax.each_row)
    lines: list[Query] = []
    remarks: list[StrategyError] = []
    for i, line in enumerate(written):
        parser = Parser(line, syntax, i, remarks)
        lines.append(parser.query())
    if syntax.each_row and len(lines) > 1 and not any(_refers(q) for q in lines):
        lines.append(Either(tuple(Line(n) for n in range(1, len(lines) + 1))))
        written.append(Written("any of the rows"))
    blocks = tuple(_block(q, lines) for q in concepts(lines[-1], lines))
    return Search(syntax, tuple(lines), tuple(written), blocks, tuple(remarks))


def _refers(query: Query) -> bool:
    match query:
        case Line():
            return True
        case Both(parts) | Either(parts):
            return any(map(_refers, parts))
        case Near(left, right) | Without(left, right):
            return _refers(left) or _refers(right)
        case Within(part):
            return _refers(part)
        case _:
            return False


def _block(query: Query, lines: Sequence[Query]) -> Block:
    words = tuple(dict.fromkeys(islice(_words(query, lines), 50)))
    shown = ", ".join(words[:SHOWN]) + (", …" if len(words) > SHOWN else "")
    if isinstance(query, Line):
        name = f"line {query.number}" + (f" ({shown})" if shown else "")
    else:
        name = f"({shown})" if shown else query.said if isinstance(query, Unseen) else "a heading"
    return Block(query, name, words)


def _words(query: Query, lines: Sequence[Query]) -> Iterator[str]:
    """The words and phrases of a query, in the order of writing."""
    match query:
        case Term(patterns):
            yield " ".join(p.text + "*" * p.open for p in patterns)
        case Line(number):
            yield from _words(lines[number - 1], lines)
        case Both(parts) | Either(parts):
            for part in parts:
                yield from _words(part, lines)
        case Near(left, right) | Without(left, right):
            yield from _words(left, lines)
            yield from _words(right, lines)
        case Within(part):
            yield from _words(part, lines)
