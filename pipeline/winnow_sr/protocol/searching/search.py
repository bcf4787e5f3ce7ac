"""A strategy read once, to be tried on records; `finds` and `blocks` say what it would find."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from winnow_sr.protocol.searching.parsing import Parser
from winnow_sr.protocol.searching.places import StrategyError, written_lines
from winnow_sr.protocol.searching.query import (
    Answer,
    Both,
    Either,
    Line,
    Query,
    Record,
    Term,
    Unseen,
    Without,
    parts_of,
)
from winnow_sr.protocol.searching.syntaxes import Syntax
from winnow_sr.protocol.searching.text import Index, Text

SHOWN = 3
"""Words by which a block is named."""
MOST_WORDS = 50
"""Words of a block that are kept."""


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
    and beyond the limits of size in `places`, `tokens`, `parsing` and `query`.
    """
    written = written_lines(strategy, syntax.number, each_row=syntax.each_row)
    lines: list[Query] = []
    remarks: list[StrategyError] = []
    for i, line in enumerate(written):
        lines.append(Parser(line, syntax, i, remarks).query())
    if syntax.each_row and len(lines) > 1 and not any(map(_refers, lines)):
        lines.append(Either(tuple(Line(n) for n in range(1, len(lines) + 1))))
    blocks: list[tuple[Block, ...]] = []
    for query in lines:  # each line refers to earlier ones only, so that theirs are known
        blocks.append(tuple(_blocks(query, blocks)))
    return Search(syntax, tuple(lines), blocks[-1], tuple(remarks))


def _refers(query: Query) -> bool:
    return isinstance(query, Line) or any(map(_refers, parts_of(query)))


def _blocks(query: Query, earlier: Sequence[tuple[Block, ...]]) -> Iterable[Block]:
    """What the query joins by AND, references to lines followed, each once; or the query itself."""
    match query:
        case Both(parts):
            return {b.query: b for part in parts for b in _blocks(part, earlier)}.values()
        case Without(left):
            return _blocks(left, earlier)
        case Line(number) if len(earlier[number - 1]) > 1:
            return earlier[number - 1]
        case _:
            return (_block(query, earlier),)


def _block(query: Query, earlier: Sequence[tuple[Block, ...]]) -> Block:
    words = tuple(dict.fromkeys(islice(_words(query, earlier), MOST_WORDS)))
    shown = ", ".join(words[:SHOWN]) + (", …" if len(words) > SHOWN else "")
    if isinstance(query, Line):
        name = f"line {query.number}" + (f" ({shown})" if shown else "")
    else:
        name = f"({shown})" if shown else query.said if isinstance(query, Unseen) else "a heading"
    return Block(query, name, words)


def _words(query: Query, earlier: Sequence[tuple[Block, ...]]) -> Iterator[str]:
    """The words and phrases of a query, in the order of writing."""
    match query:
        case Term(patterns):
            yield " ".join(p.text + "*" * p.open for p in patterns)
        case Line(number):
            yield from (word for block in earlier[number - 1] for word in block.words)
        case _:
            for part in parts_of(query):
                yield from _words(part, earlier)
