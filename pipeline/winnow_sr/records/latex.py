"""LaTeX in BibTeX values as plain text, by pylatexenc.

Only the words that hold LaTeX are given to the library (it is slow), macros that it does not know
stay as written, and `%` is a percent sign: exports do not write comments into values.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

_MARKS = re.compile(r"[\\$~]|--")
_TOKEN = re.compile(r"\\.|[{}$]|\s+|[^\\{}$\s]+", re.DOTALL)
_SCRIPT = re.compile(r"\$\s*[_^]\s*\{?([^{}$\\]{1,20})\}?\s*\$")
_PERCENT = re.compile(r"(?<!\\)%")
_DOLLAR = re.compile(r"(?<!\\)\$")
_MONEY = re.compile(r"\$\d[^$\\]*[A-Za-z]{3}[^$\\]*\$")
"""`$5 and $6`: amounts, no formula."""
_BRACES = {ord("{"): None, ord("}"): None}
_DEEPEST = 60
_LONGEST = 4000
"""Characters of one piece with LaTeX that are decoded; a longer one stays as written."""
_SYMBOLS = {
    "textless": "<",
    "textgreater": ">",
    "textbar": "|",
    "textquotesingle": "'",
    "texttimes": "×",
    "textasciicircum": "^",
    "textunderscore": "_",
    "textdollar": "$",
    "textpercent": "%",
    "textonehalf": "½",
    "textonequarter": "¼",
    "textthreequarters": "¾",
    "textnumero": "№",
    "textordfeminine": "ª",
    "textordmasculine": "º",
    "textperthousand": "‰",
    "textminus": "−",
    "textdegree": "°",
    "textpm": "±",
    "textmu": "µ",
    "textbeta": "β",
    "textalpha": "α",
    "textgamma": "γ",
    "textkappa": "κ",
    "textquotedbl": '"',
    "textbackslash": "\\",
    "relax": "",
    "nobreakspace": " ",
    "hspace": " ",
    "allowbreak": "",
    "break": "",
    "it": "",
    "bf": "",
    "em": "",
    "sc": "",
    "rm": "",
    "tt": "",
    "sl": "",
    "sf": "",
    "itshape": "",
    "bfseries": "",
    "upshape": "",
}
"""Macros of text that the library does not know."""
_TRANSPARENT = (
    "textsuperscript",
    "textsubscript",
    "textsc",
    "textsf",
    "texttt",
    "textrm",
    "textup",
    "mbox",
    "hbox",
    "mathrm",
    "mathit",
    "mathbf",
    "mathsf",
    "ensuremath",
    "url",
    "path",
    "nolinkurl",
    "enquote",
    "underline",
    "uppercase",
    "lowercase",
    "MakeUppercase",
    "NoCaseChange",
    "bibstring",
)
"""Macros whose argument is their text."""


def plain(value: str) -> tuple[str, bool]:
    """(the value as text, whether that succeeded): without braces, accents and symbols as such."""
    if not _MARKS.search(value):
        return value.translate(_BRACES), True
    pieces: list[str] = []
    sound = True
    for piece in _pieces(value):
        if "\\" in piece or "$" in piece or "~" in piece:
            text = _decoded(piece) if len(piece) <= _LONGEST else None
            sound = sound and text is not None
            piece = piece if text is None else text
        else:
            piece = piece.translate(_BRACES)
        pieces.append(piece)
    return "".join(pieces), sound


def _pieces(value: str) -> list[str]:
    """The value cut at white space outside braces and formulas."""
    pieces: list[str] = []
    held: list[str] = []
    depth = 0
    formula = False
    for part in _TOKEN.findall(value):
        if part == "{":
            depth += 1
        elif part == "}":
            depth = max(0, depth - 1)
        elif part == "$":
            formula = not formula
        if part.isspace() and not depth and not formula and not "".join(held[-1:]).startswith("\\"):
            pieces += ["".join(held), part]
            held = []
        else:
            held.append(part)
    pieces.append("".join(held))
    return pieces


@lru_cache(maxsize=4096)
def _decoded(piece: str) -> str | None:
    """The text of a piece; None where it cannot be told."""
    if piece.count("{") > _DEEPEST and _depth(piece) > _DEEPEST:
        return None
    if piece.count("$") % 2 or _MONEY.search(piece):
        piece = _DOLLAR.sub(r"\\$", piece)
    piece = _SCRIPT.sub(r"\1", _PERCENT.sub(r"\\%", piece))
    try:
        text: str = _converter().latex_to_text(piece)
    except Exception:  # a library error costs the decoding of one word, no more
        return None
    return text.translate(_BRACES) if text or not piece.strip("{}\\ ") else None


def _depth(piece: str) -> int:
    depth = deepest = 0
    for char in piece:
        depth += (char == "{") - (char == "}")
        deepest = max(deepest, depth)
    return deepest


@lru_cache(maxsize=1)
def _converter() -> Any:
    from pylatexenc.latex2text import (
        LatexNodes2Text,
        MacroTextSpec,
        get_default_latex_context_db,
    )
    from pylatexenc.latexwalker import get_default_latex_context_db as walker_context
    from pylatexenc.macrospec import std_macro

    texts = get_default_latex_context_db()
    texts.add_context_category(
        "records",
        macros=[MacroTextSpec(name, text) for name, text in _SYMBOLS.items()]
        + [MacroTextSpec(name, "%s") for name in _TRANSPARENT],
        prepend=True,
    )
    texts.set_unknown_macro_spec(MacroTextSpec("", lambda node: str(node.latex_verbatim())))
    walker = walker_context()
    walker.add_context_category(
        "records", macros=[std_macro(name, False, 1) for name in _TRANSPARENT], prepend=True
    )
    converter = LatexNodes2Text(
        latex_context=texts, math_mode="text", keep_comments=True, strict_latex_spaces=False
    )

    class Converter:
        def latex_to_text(self, latex: str) -> str:
            from pylatexenc.latexwalker import LatexWalker

            nodes = LatexWalker(latex, latex_context=walker, tolerant_parsing=True)
            return str(converter.nodelist_to_text(nodes.get_latex_nodes()[0]))

    return Converter()
