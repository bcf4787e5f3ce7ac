"""A line of a strategy as a tree, by recursive descent; the platform says what binds first."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import islice

from winnow_sr.protocol.searching.patterns import patterns
from winnow_sr.protocol.searching.places import StrategyError, Written
from winnow_sr.protocol.searching.query import (
    Both,
    Either,
    Line,
    Near,
    Query,
    Term,
    Unseen,
    Within,
    Without,
    positional,
    too_deep,
)
from winnow_sr.protocol.searching.syntaxes import Syntax
from winnow_sr.protocol.searching.text import GAP
from winnow_sr.protocol.searching.tokens import Token, tokens

MOST_DEPTH = 40
"""Brackets within brackets."""
LONGEST_PHRASE = 50
"""Words of one phrase, and before one field tag."""


@dataclass
class Parser:
    """Reads one line. `before`: how many lines stand before it."""

    line: Written
    syntax: Syntax
    before: int
    remarks: list[StrategyError] = field(default_factory=list)
    """What is read, but may not be what was meant."""
    tokens: list[Token] = field(default_factory=list)
    at: int = 0
    depth: int = 0

    def query(self) -> Query:
        """The whole line; a StrategyError where it cannot be read."""
        self.tokens = list(tokens(self.line, self.syntax))
        if not self.tokens:
            raise self.line.error(0, "nothing is searched in this line")
        made = self._joined()
        if self._next():
            raise self._wrong(f"not expected here: {self.tokens[self.at].text}")
        if too_deep(made):
            raise self.line.error(0, "operators within operators, too deep to read")
        return made

    # -- AND, OR, NOT --------------------------------------------------------------------------
    def _joined(self) -> Query:
        """Operands and operators up to the end or a closing bracket."""
        parts, operators, places = [self._near()], [], []
        while (token := self._next()) and token.kind == "operator":
            self.at += 1
            operators.append(" ".join(token.text.upper().split()))
            places.append(token.at)
            parts.append(self._near())
        kinds = set(operators)
        if "OR" in kinds and len(kinds) > 1:
            said = "AND, OR or NOT mixed without brackets: platforms differ in what goes first"
            self.remarks.append(self.line.error(places[0], said))
        return _tree(parts, operators, self.syntax.first)

    def _near(self) -> Query:
        left = self._side_by_side()
        while (token := self._next()) and token.kind == "near":
            self.at += 1
            right = self._side_by_side()
            for part in (left, right):
                if not positional(part):
                    said = (
                        "only words, phrases and ORs of them can stand beside a proximity operator"
                    )
                    raise self.line.error(token.at, said)
            left = Near(left, right, *self._reach(token))
        return left

    def _reach(self, token: Token) -> tuple[int, bool]:
        groups = token.match.groupdict()
        number = next((groups[k] for k in "nmk" if groups.get(k)), None)
        ordered = bool(groups.get("ordered"))
        if number is None and ordered:
            return 0, True
        most = (int(number) if number else self.syntax.usual) + self.syntax.between
        if most >= GAP:
            raise self.line.error(token.at, f"{token.text}: a distance that no platform knows")
        return max(most, 0), ordered

    # -- operands ------------------------------------------------------------------------------
    def _side_by_side(self) -> Query:
        """Operands without an operator between them: a phrase, or an implied AND."""
        parts = [self._operand()]
        while (token := self._next()) and token.kind in STARTS:
            if self.syntax.side_by_side == "phrase" and token.kind != "unseen":
                raise self._wrong(f"an operator is missing before {token.text}")
            if not isinstance(parts[-1], Line):
                said = f"words side by side mean AND in {self.syntax.title}"
                self.remarks.append(self.line.error(token.at, said))
            parts.append(self._operand())
        return parts[0] if len(parts) == 1 else Both(tuple(parts))

    def _operand(self) -> Query:
        token = self._next()
        if token is None:
            raise self._wrong("the line ends where a word is expected")
        if token.kind == "prefix":
            self.at += 1
            return self._in_fields(self._operand(), token)
        made = self._part(token)
        while (suffix := self._next()) and suffix.kind == "suffix":
            self.at += 1
            made = self._in_fields(made, suffix)
        return made

    def _part(self, token: Token) -> Query:
        read = PARTS.get(token.kind)
        if read is None:
            raise self._wrong(f"a word is missing before {token.text}")
        if self.syntax.capitals and token.text in ("and", "or", "not"):
            raise self._wrong(f"{self.syntax.title} takes {token.text.upper()} in capitals only")
        self.at += 1
        return read(self, token)

    def _bracket(self, token: Token) -> Query:
        self.depth += 1
        if self.depth > MOST_DEPTH:
            raise self.line.error(token.at, "brackets within brackets, too deep to read")
        made = self._joined()
        closing = self._next()
        if closing is None:
            raise self.line.error(token.at, "a bracket is opened and not closed")
        if closing.kind != "close":
            raise self._wrong(f"not expected here: {closing.text}")
        self.at += 1
        self.depth -= 1
        return made

    def _unseen(self, token: Token) -> Query:
        return Unseen(token.text)

    def _reference(self, token: Token) -> Query:
        return self._earlier(int(token.match[1]), token)

    def _combined(self, token: Token) -> Query:
        numbers: list[int] = []
        for first, last in re.findall(r"(\d+)(?:\s*-\s*#?(\d+))?", token.match[2]):
            numbers += range(int(first), int(last or first) + 1)
        lines = tuple(self._earlier(n, token) for n in numbers)
        return (Either if token.match[1].upper() == "OR" else Both)(lines)

    def _earlier(self, number: int, token: Token) -> Line:
        if not 1 <= number <= self.before:
            raise self.line.error(token.at, f"refers to line {number}, which does not stand above")
        return Line(number)

    def _around(self, token: Token) -> Query:
        """PubMed's "a b"[tiab:~N]: the words in any order, at most N others between."""
        inside, code, most = token.match.groups()
        if any(sign in inside for sign in self.syntax.wildcards):
            raise self.line.error(token.at, f"no truncation in a proximity search: {token.text}")
        terms = [self._term(word, token) for word in inside.split()]
        if len(terms) < 2 or int(most) >= GAP:
            raise self.line.error(
                token.at, f"two words and a small number are needed: {token.text}"
            )
        made: Query = terms[0]
        for term in terms[1:]:
            made = Near(made, term, int(most))
        return self._restricted(made, [code], token)

    def _words(self, token: Token) -> Query:
        """A word or quoted phrase; where side by side means a phrase, with the words that follow."""
        said = [token]
        while (
            (self.syntax.side_by_side == "phrase" or self._tagged_phrase())
            and (following := self._next())
            and following.kind in ("word", "quoted")
        ):
            said.append(following)
            self.at += 1
            if len(said) > LONGEST_PHRASE:
                raise self._wrong("a phrase without end; is an operator missing?")
        made: list[Term] = [self._term(t.text, t) for t in said]
        return Term(tuple(p for term in made for p in term.patterns))

    def _tagged_phrase(self) -> bool:
        """PubMed: words up to one field tag are looked for as a phrase."""
        if not self.syntax.around:
            return False
        ahead = (t.kind for t in islice(self.tokens, self.at, self.at + LONGEST_PHRASE))
        return next((kind for kind in ahead if kind not in ("word", "quoted")), "") == "suffix"

    def _term(self, said: str, token: Token) -> Term:
        try:
            return Term(patterns(said, self.syntax, quoted=token.kind == "quoted"))
        except ValueError as error:
            raise self.line.error(token.at, str(error)) from None

    # -- fields --------------------------------------------------------------------------------
    def _in_fields(self, part: Query, token: Token) -> Query:
        codes = [" ".join(c.lower().split()) for c in token.match[1].split(",")]
        return self._restricted(part, codes, token)

    def _restricted(self, part: Query, codes: Sequence[str], token: Token) -> Query:
        found = frozenset[str]()
        for code in codes:
            known = self.syntax.fields.get(code.lower())
            if known is None and code.lower() not in self.syntax.unseen:
                raise self.line.error(token.at, f"'{code}' is no field of {self.syntax.title}")
            found |= known or frozenset()
        if not found:
            return Unseen(token.text)
        return Within(part, found)  # type: ignore[arg-type]

    # -- helpers -------------------------------------------------------------------------------
    def _next(self) -> Token | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def _wrong(self, said: str) -> StrategyError:
        token = self._next()
        return self.line.error(token.at if token else len(self.line.text), said)


PARTS: dict[str, Callable[[Parser, Token], Query]] = {
    "open": Parser._bracket,
    "unseen": Parser._unseen,
    "reference": Parser._reference,
    "combined": Parser._combined,
    "around": Parser._around,
    "quoted": Parser._words,
    "word": Parser._words,
}
STARTS = frozenset({*PARTS, "prefix"})


def _tree(parts: list[Query], operators: list[str], first: str) -> Query:
    """The operands joined: all by the operators of one level at a time."""
    levels = {
        "left": [{"AND", "OR", "NOT", "AND NOT"}],
        "and": [{"NOT", "AND NOT"}, {"AND"}, {"OR"}],
        "or": [{"OR"}, {"AND"}, {"NOT", "AND NOT"}],
    }[first]
    for level in levels:
        done, kept = [parts[0]], []
        for operator, part in zip(operators, parts[1:], strict=True):
            if operator in level:
                done[-1] = _two(operator, done[-1], part)
            else:
                done.append(part)
                kept.append(operator)
        parts, operators = done, kept
    return parts[0]


def _two(operator: str, left: Query, right: Query) -> Query:
    if operator == "OR":
        return Either((*(left.parts if isinstance(left, Either) else (left,)), right))
    if operator == "AND":
        return Both((*(left.parts if isinstance(left, Both) else (left,)), right))
    return Without(left, right)
