"""A line of a strategy as tokens, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from winnow_sr.protocol.searching.places import StrategyError, Written
from winnow_sr.protocol.searching.syntaxes import NEVER, Syntax
from winnow_sr.protocol.searching.text import LETTER

Kind = Literal[
    "silent",
    "combined",
    "unseen",
    "around",
    "prefix",
    "suffix",
    "near",
    "operator",
    "open",
    "close",
    "reference",
    "quoted",
    "word",
]
MOST_TOKENS = 20_000


@dataclass(frozen=True)
class Token:
    """One piece of a line, and where in the line it begins."""

    kind: Kind
    text: str
    at: int
    match: re.Match[str]


@lru_cache(maxsize=64)
def table(syntax: Syntax) -> tuple[tuple[Kind, re.Pattern[str]], ...]:
    """What is looked for at each place, in this order."""
    operators = "AND NOT|AND|OR|NOT"
    wild = re.escape("".join(syntax.wildcards))
    letter = rf"(?:{LETTER}|[{wild}])" if wild else LETTER
    counted = rf"|(?<=[{wild}])\d+" if syntax.counted else ""
    quotes = {'"': r'"[^"]*"', "'": r"'[^']*'", "{": r"\{[^}]*\}"}
    rows: tuple[tuple[Kind, str], ...] = (
        ("silent", syntax.silent),
        ("combined", syntax.combined),
        ("unseen", syntax.unseen_part),
        ("around", r'"([^"]*)"\[([A-Za-z/ ]+):~(\d+)\]' if syntax.around else NEVER),
        ("prefix", syntax.prefix),
        ("suffix", syntax.suffix),
        ("near", syntax.proximity),
        ("operator", rf"(?:{operators})\b" if syntax.capitals else rf"(?i:{operators})\b"),
        ("open", r"\("),
        ("close", r"\)"),
        ("reference", syntax.reference),
        ("quoted", "|".join(quotes[q] for q in syntax.quotes)),
        ("word", rf"{letter}(?:{letter}{counted}|[-’'·](?={letter}))*"),
    )
    return tuple((kind, re.compile(expression)) for kind, expression in rows)


def tokens(line: Written, syntax: Syntax) -> Iterator[Token]:
    """The tokens of a line; a StrategyError names the place of what the platform does not know."""
    at = made = 0
    while at < len(line.text):
        if line.text[at].isspace():
            at += 1
            continue
        token = _token(line.text, at, syntax)
        if token is None:
            raise _unknown(line, at, syntax)
        if token.kind != "silent":
            yield token
        made += 1
        if made > MOST_TOKENS:
            raise line.error(at, f"more than {MOST_TOKENS:,} words and signs in one line")
        at = token.match.end()


def _token(text: str, at: int, syntax: Syntax) -> Token | None:
    for kind, expression in table(syntax):
        found = expression.match(text, at)
        if found and found.end() > at:
            return Token(kind, found.group(), at, found)
    return None


def _unknown(line: Written, at: int, syntax: Syntax) -> StrategyError:
    sign = line.text[at]
    shown = line.text[at : at + 20].rstrip()
    if sign in '"{' or sign in syntax.quotes:
        return line.error(at, f"a quotation mark is opened and not closed: {shown}")
    if sign in "“”„«»‘’":
        return line.error(at, f'curly quotation mark; {syntax.title} needs "straight" ones')
    if sign in "*?#$!:~%":
        return line.error(at, f"'{sign}' has no meaning here in {syntax.title}: {shown}")
    return line.error(at, f"not understood as {syntax.title}: {shown}")
