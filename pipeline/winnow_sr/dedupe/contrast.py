"""In what two titles differ: a slip of the pen, another word, or a word that decides.

"Sleep in men" and "sleep in women" are alike in nearly every letter and two works all the same;
"randomised" and "randomized" are not. Similarity cannot tell them apart, the words can.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from enum import IntEnum
from functools import lru_cache

from rapidfuzz import fuzz

from winnow_sr.dedupe import text
from winnow_sr.dedupe.oppositions import DENYING, NEGATIONS, OPENINGS, POLES, singular


class Contrast(IntEnum):
    """How far apart the words of two titles are, in rising order."""

    NONE = 0
    """The same words, or spelled otherwise, or the title is cut or rewritten."""
    WORD = 1
    """Word for word the same but for one or two, which are other words: Fire topic, Invasives topic."""
    DECISIVE = 2
    """A word and its opposite, or a negation on one side only."""


ROOT = 3
"""Letters that must be left of a word behind an opening: hypertension, hypotension."""
SPELLING = 66
"""Similarity (0..100) from which two words are one word spelled or inflected in two ways."""
SPELLED = 36
"""Of more pairs of words than that the title was rewritten: they are not paired off."""
REPLACED = 2
"""Of more words than that on a side, the title was rewritten."""
LITTLE = frozenset(
    [
        "the",
        "a",
        "an",
        "of",
        "in",
        "on",
        "at",
        "for",
        "by",
        "to",
        "and",
        "or",
        "as",
        "from",
        "its",
        "their",
        "is",
        "are",
        "be",
    ]
)
"""Words that translators and typists put in and leave out."""
SERIAL = frozenset(
    [
        "part",
        "parts",
        "phase",
        "chapter",
        "volume",
        "section",
        "paper",
        "report",
        "study",
        "episode",
        "teil",
    ]
)
"""Words that count the members of a series."""
SUBTITLE = 3
"""So many words more at one end are a subtitle, whatever they say."""


def contrast(a: str, b: str) -> Contrast:
    """What the titles (bare words) differ in."""
    if a == b or a.replace(" ", "") == b.replace(" ", ""):
        return Contrast.NONE
    one, two = _only(a, b)
    if (one or two) and (opposed(one, two) or _denied(a.split(), b.split())):
        return Contrast.DECISIVE
    shared = len(set(a.split()) & set(b.split()))
    return Contrast.WORD if shared > 1 and _replaced(one, two) else Contrast.NONE


def _only(a: str, b: str) -> tuple[list[str], list[str]]:
    """The words only one title has, or has more often, in the singular; spellings paired off."""
    counted, other = (Counter(map(singular, title.split())) for title in (a, b))
    one, two = list((counted - other).elements()), list((other - counted).elements())
    if len(one) * len(two) > SPELLED:
        return one, two
    near = [
        (fuzz.ratio(x, y), x, y)
        for x in one
        for y in two
        if _one_word(x, y) and not opposed((x,), (y,))
    ]
    for _, x, y in sorted(near, reverse=True):
        if x in one and y in two:
            one.remove(x)
            two.remove(y)
    return [x for x in one if x not in LITTLE], [y for y in two if y not in LITTLE]


def _one_word(x: str, y: str) -> bool:
    """Whether two words are spellings or inflections of one, or one has lost its Greek letter."""
    short, long = (x, y) if len(x) <= len(y) else (y, x)
    at_an_end = long.startswith(short) or long.endswith(short)
    return (len(short) > 2 and at_an_end) or fuzz.ratio(x, y) >= SPELLING


def opposed(one: Sequence[str], two: Sequence[str]) -> bool:
    """Whether a word on one side answers a question otherwise than a word on the other."""
    here, there = _answers(one), _answers(two)
    for question in here.keys() & there.keys():
        if here[question] - there[question] and there[question] - here[question]:
            return True
    if len(one) * len(two) > SPELLED:
        return False
    denied = len(one) == len(two)
    return any(_opposite(x, y, denied) for x in one for y in two)


def _answers(words: Iterable[str]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for word in words:
        for question, pole in POLES.get(word, ()):
            found.setdefault(question, set()).add(pole)
    return found


def _opposite(x: str, y: str, denied: bool) -> bool:
    """hyper- and hypo-, pre- and post-; where `denied` counts, a word and the same word denied."""
    short, long = (x, y) if len(x) < len(y) else (y, x)
    if denied and len(short) > ROOT and long.endswith(short) and long[: -len(short)] in DENYING:
        return True
    if x[-ROOT:] != y[-ROOT:]:
        return False
    here, there = _openings(x), _openings(y)
    return any(there.get(root, opening) != opening for root, opening in here.items())


@lru_cache(maxsize=50_000)
def _openings(word: str) -> dict[tuple[int, str], str]:
    """(group of openings, what follows) -> the opening: hypertension -> (0, tension): hyper."""
    found: dict[tuple[int, str], str] = {}
    for opening, group in OPENINGS.get(word[:2], ()):
        if len(word) - len(opening) >= ROOT and word.startswith(opening):
            found[group, word[len(opening) :]] = opening
    return found


def _denied(a: list[str], b: list[str]) -> bool:
    """Whether the longer title says the same with a negation put in, or goes on with "part 2"."""
    short, long = (a, b) if len(a) <= len(b) else (b, a)
    ahead = 0
    while ahead < len(short) and short[ahead] == long[ahead]:
        ahead += 1
    behind = 0
    while behind < len(short) - ahead and short[-1 - behind] == long[-1 - behind]:
        behind += 1
    added = long[ahead : len(long) - behind]
    if ahead == len(short) and added[0] in SERIAL and text.numerals(" ".join(added[1:2])) > ("1",):
        return True
    if ahead + behind < len(short) or (len(added) >= SUBTITLE and not (ahead and behind)):
        return False
    return not NEGATIONS.isdisjoint(added)


def _replaced(one: Sequence[str], two: Sequence[str]) -> bool:
    """Whether one word, or two, stand for as many others that are no spellings of them."""
    return 0 < len(one) == len(two) <= REPLACED and min(map(len, (*one, *two))) > 2
