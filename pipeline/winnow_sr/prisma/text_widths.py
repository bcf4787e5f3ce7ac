"""How wide text is, and where its lines break: real glyph widths, no font library needed."""

from __future__ import annotations

import json
import re
import unicodedata
from functools import cache
from pathlib import Path

_WIDTHS = Path(__file__).parent / "fonts" / "widths.json"
_EM = 2048
NBSP = "\u00a0"
_FIXED = (NBSP, "\u202f")
_UNSEEN = ("Cc", "Cs", "Co", "Cn")
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
"""Direction overrides: a label must not be able to turn the number behind it around."""


@cache
def _tables() -> dict[str, dict[int, int]]:
    """Glyph widths in 1/2048 em by code point: Arimo, and DejaVu Sans for what Arimo lacks."""
    loaded = json.loads(_WIDTHS.read_text(encoding="ascii"))
    return {
        style: {int(start) + i: w for start, run in runs.items() for i, w in enumerate(run)}
        for style, runs in loaded.items()
    }


@cache
def _advance(char: str, bold: bool) -> int:
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    style = "bold" if bold else "regular"
    tables, code = _tables(), ord(char)
    width = tables[style].get(code) or tables[f"{style}_fallback"].get(code)
    if width is not None:
        return width
    if unicodedata.east_asian_width(char) in "WF" and code < 0x1F000:
        return round(1.05 * _EM)  # Chinese, Japanese, Korean: a full square
    return round(1.4 * _EM)  # pictures, and scripts of fonts unknown here


def text_width(text: str, size: float, bold: bool = False) -> float:
    """Width in points of one line, without kerning. For letters outside Latin, Greek, Cyrillic
    and Hebrew an upper estimate (joined Arabic letters are narrower than single ones)."""
    return sum(_advance(char, bold) for char in text) * size / _EM


@cache
def covered() -> frozenset[int]:
    """The code points Arimo draws."""
    return frozenset(_tables()["regular"])


def undrawable(text: str) -> str:
    """The letters that neither Arimo nor DejaVu Sans has, each once: PDF and PNG lack them."""
    spare = _tables()["regular_fallback"]
    return "".join(
        char
        for char in dict.fromkeys(text)
        if ord(char) not in covered() and ord(char) not in spare and _advance(char, False)
    )


def exact(text: str) -> bool:
    """Whether every glyph is Arimo's, so that `text_width` is what a viewer will draw."""
    own = covered()
    return all(ord(char) in own or _advance(char, False) == 0 for char in text)


def tidy(text: str) -> str:
    """One line of printable text: white space folded (NBSP kept), control characters dropped."""
    kept = "".join(
        " " if char.isspace() and char not in _FIXED else char
        for char in text
        if char.isspace() or (char not in _TURNING and unicodedata.category(char) not in _UNSEEN)
    )
    return re.sub(" +", " ", kept).strip(" ")


def wrap(text: str, width: float, size: float, bold: bool = False, hang: float = 0.0) -> list[str]:
    """Lines no wider than `width` points: broken at spaces, a longer word between letters.

    hang: by how much every line but the first is narrower.
    """
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        room = width - hang if lines else width
        if text_width(longer, size, bold) <= room:
            line = longer
            continue
        if line:
            lines.append(line)
        *full, line = _chop(word, width - hang, size, bold)
        lines.extend(full)
    return [*lines, line]


def _chop(word: str, width: float, size: float, bold: bool) -> list[str]:
    """A word cut into pieces that fit, a letter kept together with its accents, a hyphen between
    two letters of an alphabet that hyphenates."""
    if text_width(word, size, bold) <= width:
        return [word]
    room = width - text_width("-", size, bold)
    pieces = [""]
    for letter in clusters(word):
        if pieces[-1] and text_width(pieces[-1] + letter, size, bold) > room:
            if _hyphenated(pieces[-1][-1]) and _hyphenated(letter[0]):
                pieces[-1] += "-"
            pieces.append("")
        pieces[-1] += letter
    return pieces


def _hyphenated(char: str) -> bool:
    """Latin, Greek and Cyrillic letters: they are broken with a hyphen."""
    return char.isalpha() and (char < "\u0530" or "\u1e00" <= char < "\u2000")


def clusters(word: str) -> list[str]:
    """Letters, each with its accents."""
    letters: list[str] = []
    for char in word:
        joins = unicodedata.category(char) in ("Mn", "Me", "Mc", "Cf")
        if letters and (joins or letters[-1].endswith("\u200d")):
            letters[-1] += char
        else:
            letters.append(char)
    return letters
