"""Words of a strategy, with truncation and wildcards, as patterns of words in a record."""

from __future__ import annotations

import re

from winnow_sr.protocol.searching.syntaxes import Syntax
from winnow_sr.protocol.searching.text import LETTER, Pattern, folded


def patterns(said: str, syntax: Syntax, *, quoted: bool) -> tuple[Pattern, ...]:
    """The words of a term or quoted phrase. ValueError, in words, for what the platform refuses."""
    inside = said[1:-1] if quoted else said
    wild = "".join(syntax.wildcards)
    signs = rf"{LETTER}|[{re.escape(wild)}]" if wild else LETTER
    pieces = re.findall(rf"(?:{signs})+", folded(inside))
    if not pieces:
        raise ValueError(f"no word in {said}")
    if stray := re.search(r"[*?$#](?!\w)", inside) if not wild else None:
        raise ValueError(f"'{stray[0]}' has no meaning in {syntax.title}: {said}")
    if quoted and not syntax.wild_quotes and any(w in inside for w in wild):
        raise ValueError(f"{syntax.title} takes no truncation inside quotation marks: {said}")
    return tuple(_pattern(piece, syntax, said) for piece in pieces)


def _pattern(piece: str, syntax: Syntax, said: str) -> Pattern:
    wild = "".join(syntax.wildcards)
    if not wild or not any(sign in piece for sign in wild):
        return Pattern(piece)
    stem = re.split(f"[{re.escape(wild)}]", piece)[0]
    if not re.search(LETTER, re.sub(f"[{re.escape(wild)}]", "", piece)):
        raise ValueError(f"a wildcard without a letter finds everything: {said}")
    if len(stem) < syntax.stem:
        need = f"{syntax.stem} letters are" if syntax.stem > 1 else "a letter is"
        raise ValueError(f"{need} needed before a wildcard in {syntax.title}: {said}")
    if piece[:-1] == stem and syntax.wildcards[piece[-1]] == r"\w*":
        return Pattern(stem, open=True)
    return Pattern(piece, expression=_expression(piece, syntax))


def _expression(piece: str, syntax: Syntax) -> str:
    made, at = "", 0
    while at < len(piece):
        sign = piece[at]
        at += 1
        like = syntax.wildcards.get(sign)
        if like is None:
            made += re.escape(sign)
            continue
        number = re.match(r"\d+", piece[at:]) if syntax.counted and like == r"\w*" else None
        if number:
            at += number.end()
            like = rf"\w{{0,{min(int(number[0]), 99)}}}"
        made += like
    return made
