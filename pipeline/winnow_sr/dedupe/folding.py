"""Text without case, accents, entities, mark-up or punctuation."""

from __future__ import annotations

import re
import unicodedata

_LETTERS = str.maketrans(
    {
        "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "κ": "kappa",
        "λ": "lambda", "μ": "mu", "µ": "mu", "ω": "omega", "σ": "sigma", "τ": "tau", "φ": "phi",
        "χ": "chi", "ψ": "psi", "θ": "theta", "η": "eta", "Δ": "delta", "Ω": "omega",
        "ß": "ss", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe",
    }
)  # fmt: skip
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
