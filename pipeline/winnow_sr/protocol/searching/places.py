"""A strategy as lines, each with the place of every letter in the text as it was written."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field

from winnow_sr.errors import WinnowError

MOST_LETTERS = 200_000
MOST_LINES = 1_000
MOST_ROWS = 5_000
HITS = re.compile(r"(?:\(\d[\d,]*\)|\t[\d,]+)$")
"""Numbers of hits that come along when a search history is copied."""


class StrategyError(WinnowError):
    """A strategy that its platform would not understand. `row` and `column` count from 1."""

    def __init__(self, row: int, column: int, said: str) -> None:
        self.row, self.column, self.said = row, column, said
        super().__init__(f"row {row}, column {column}: {said}")


@dataclass
class Written:
    """One line of a strategy, its rows joined by single blanks."""

    text: str = ""
    starts: list[int] = field(default_factory=list)
    """Where in `text` each row begins."""
    rows: list[tuple[int, int]] = field(default_factory=list)
    """Row and column at which that is, from 1."""

    def add(self, text: str, row: int, column: int) -> None:
        """Put a further row behind."""
        self.text += " " if self.text else ""
        self.starts.append(len(self.text))
        self.rows.append((row, column))
        self.text += text.rstrip()

    def error(self, at: int, said: str) -> StrategyError:
        """An error at a letter of `text`."""
        i = max(0, bisect_right(self.starts, at) - 1)
        row, column = self.rows[i]
        return StrategyError(row, column + at - self.starts[i], said)


def written_lines(strategy: str, number: str, *, each_row: bool = False) -> list[Written]:
    """The lines of a strategy. `number`: the expression that opens a numbered line.

    A numbered line goes on until the row that opens with the next number. Without numbers the whole
    text is one line; with `each_row` every row is one, unless a bracket is still open or an operator
    stands at its end.
    """
    if len(strategy) > MOST_LETTERS:
        raise StrategyError(1, 1, f"longer than {MOST_LETTERS:,} letters; is it a search strategy?")
    lines: list[Written] = []
    numbered = False
    for row, text in enumerate(strategy.splitlines(), 1):
        if row > MOST_ROWS:
            raise StrategyError(row, 1, f"more than {MOST_ROWS:,} rows")
        kept = HITS.sub("", text.rstrip()).rstrip()
        bare = kept.lstrip()
        if not bare:
            continue
        opening = re.match(number, bare)
        if opening and int(opening[1]) == len(lines) + 1 and (numbered or not lines):
            numbered = True
            lines.append(Written())
            bare = bare[opening.end() :].lstrip()
        elif not lines or (each_row and not numbered and not _goes_on(lines[-1].text)):
            lines.append(Written())
        lines[-1].add(bare, row, len(kept) - len(bare) + 1)
        if len(lines) > MOST_LINES:
            raise StrategyError(row, 1, f"more than {MOST_LINES:,} lines")
    if not lines:
        raise StrategyError(1, 1, "nothing is searched")
    return lines


def _goes_on(text: str) -> bool:
    if text.count("(") > text.count(")"):
        return True
    return bool(re.search(r"\b(?:AND|OR|NOT|and|or|not)$", text.rstrip()))
