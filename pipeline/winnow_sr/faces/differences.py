"""Where two texts differ, word by word, so that a person sees it at a glance."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

WORD = re.compile(r"\w+|[^\w\s]")

Places = list[tuple[int, int]]


def differences(one: str, two: str) -> tuple[Places, Places]:
    """(start, end) of the words of each text that the other does not have at that point.

    Case does not count. Neighbouring words are joined into one place. Where the texts have next to
    nothing in common everything is marked, since single shared words would only confuse.
    """
    a, b = list(WORD.finditer(one)), list(WORD.finditer(two))
    words = [match.group().casefold() for match in a], [match.group().casefold() for match in b]
    matcher = SequenceMatcher(None, *words, autojunk=False)
    if a and b and matcher.ratio() < 0.3:
        return [(a[0].start(), a[-1].end())], [(b[0].start(), b[-1].end())]
    places: tuple[Places, Places] = ([], [])
    for kind, i, j, k, m in matcher.get_opcodes():
        if kind == "equal":
            continue
        if j > i:
            places[0].append((a[i].start(), a[j - 1].end()))
        if m > k:
            places[1].append((b[k].start(), b[m - 1].end()))
    return places
