"""Text without case, accents, entities, mark-up or punctuation."""

from __future__ import annotations

import re
import unicodedata

_GREEK = "alpha beta gamma delta epsilon zeta eta theta kappa lambda mu omega sigma tau phi chi psi"
_LETTERS = str.maketrans(
    dict(zip("αβγδεζηθκλμωστφχψ", _GREEK.split(), strict=True))
    | {"µ": "mu", "Δ": "delta", "Ω": "omega", "æ": "ae", "œ": "oe", "ß": "ss"}
    | {"ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "đ": "d", "ı": "i"}
)
_TAG = re.compile(r"<[^<>]{1,60}>")
_NOT_WORD = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """Lower case without accents, entities or tags; Greek letters spelled out."""
    if not text:
        return ""
    if "&" in text:
        from html import unescape

        text = unescape(text)
    if "<" in text:
        text = _TAG.sub(" ", text)
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    return "".join(c for c in text if not unicodedata.combining(c)).lower()


def words(folded: str) -> str:
    """Letters and digits only (of any script), one space between words."""
    return _NOT_WORD.sub(" ", folded).strip()


def hinted(text: str, hints: tuple[str, ...]) -> bool:
    """Whether the text holds one of some short texts in small letters: a cheap look before a pattern."""
    small = text.lower()
    return any(hint in small for hint in hints)
