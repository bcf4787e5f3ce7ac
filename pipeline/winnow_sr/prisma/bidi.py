"""Right-to-left text for renderers that place glyphs one after the other (PDF, PNG).

A short form of the Unicode Bidirectional Algorithm (UAX 9) for one line in a left-to-right
paragraph without embeddings, and the joined forms of Arabic letters. Browsers, PowerPoint and
terminals do this by themselves and get the text as it is.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import Literal

Form = Literal["isolated", "initial", "medial", "final"]
_FORMS: dict[tuple[bool, bool], Form] = {
    (False, False): "isolated",
    (True, False): "final",
    (False, True): "initial",
    (True, True): "medial",
}
"""By whether the letter joins the one before, and the one after."""
_MARKS = ("Mn", "Me")
_NEUTRAL = ("B", "S", "WS", "ON", "ES", "ET", "CS", "BN")
_MIRRORED = str.maketrans("()[]{}<>«»", ")(][}{><»«")
_LAM, _ALEFS = "\u0644", "\u0622\u0623\u0625\u0627"


def visual(text: str) -> str:
    """The line in the order its glyphs stand on paper, from left to right."""
    if not any(unicodedata.bidirectional(char) in ("R", "AL", "AN") for char in text):
        return text
    clusters = _clusters(_joined(text))
    levels = _levels(clusters)
    order = list(range(len(clusters)))
    for level in (2, 1):
        order = _turn(order, levels, level)
    return "".join(
        clusters[i].translate(_MIRRORED) if levels[i] == 1 else clusters[i] for i in order
    )


def _clusters(text: str) -> list[str]:
    """Letters with the marks that sit on them; invisible format characters are dropped."""
    clusters: list[str] = []
    for char in text:
        category = unicodedata.category(char)
        if category == "Cf":
            continue
        if category in _MARKS and clusters:
            clusters[-1] += char
        else:
            clusters.append(char)
    return clusters


def _levels(clusters: list[str]) -> list[int]:
    """Embedding levels 0 (left to right), 1 (right to left), 2 (numbers within)."""
    kinds = [unicodedata.bidirectional(cluster[0]) for cluster in clusters]
    strong = "L"
    for i, kind in enumerate(kinds):  # W2, W3, W7
        if kind in ("L", "R", "AL"):
            strong = kind
            kinds[i] = "R" if kind == "AL" else kind
        elif kind == "EN":
            kinds[i] = {"AL": "AN", "L": "L"}.get(strong, "EN")
    for i in range(1, len(kinds) - 1):  # W4: one separator inside a number
        if kinds[i] in ("ES", "CS") and kinds[i - 1] == kinds[i + 1] in ("EN", "AN"):
            kinds[i] = kinds[i - 1]
    i = 0
    while i < len(kinds):  # N1, N2: neutrals between two of a kind follow them, else the line
        if kinds[i] not in _NEUTRAL:
            i += 1
            continue
        end = i
        while end < len(kinds) and kinds[end] in _NEUTRAL:
            end += 1
        before = "L" if i == 0 or kinds[i - 1] == "L" else "R"
        after = "L" if end == len(kinds) or kinds[end] == "L" else "R"
        kinds[i:end] = [before if before == after else "L"] * (end - i)
        i = end
    return [{"L": 0, "R": 1}.get(kind, 2) for kind in kinds]


def _turn(order: list[int], levels: list[int], level: int) -> list[int]:
    """Reverse every run at `level` or above (L2)."""
    turned: list[int] = []
    run: list[int] = []
    for i in order:
        if levels[i] >= level:
            run.append(i)
        else:
            turned += [*reversed(run), i]
            run = []
    return turned + list(reversed(run))


@cache
def _forms() -> dict[tuple[str, Form], str]:
    """Arabic letters (and lam-alef) to their joined forms, from the character database."""
    names: dict[str, Form] = {
        "<isolated>": "isolated",
        "<initial>": "initial",
        "<medial>": "medial",
        "<final>": "final",
    }
    forms: dict[tuple[str, Form], str] = {}
    for code in (*range(0xFB50, 0xFBFF), *range(0xFE70, 0xFEFD)):
        tag, *parts = unicodedata.decomposition(chr(code)).split() or [""]
        letters = "".join(chr(int(part, 16)) for part in parts)
        if tag in names and not letters.startswith(" "):
            forms.setdefault((letters, names[tag]), chr(code))
    return forms


def _joined(text: str) -> str:
    """Arabic letters replaced by the form their neighbours ask for."""
    forms = _forms()
    letters: list[str] = []
    for char in text:
        if letters and letters[-1] == _LAM and char in _ALEFS:
            letters[-1] += char
        else:
            letters.append(char)
    solid = [i for i, char in enumerate(letters) if unicodedata.category(char[0]) not in _MARKS]
    out = list(letters)
    for place, i in enumerate(solid):
        before = letters[solid[place - 1]] if place else ""
        after = letters[solid[place + 1]] if place + 1 < len(solid) else ""
        joins_before = (before, "initial") in forms or before == "\u0640"
        joins_after = (after, "final") in forms or after == "\u0640"
        backward = joins_before and (letters[i], "final") in forms
        forward = joins_after and (letters[i], "initial") in forms
        wanted = _FORMS[backward, forward]
        out[i] = forms.get((letters[i], wanted), letters[i])
    return "".join(out)
