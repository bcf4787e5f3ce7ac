"""The quick look at a pair: whether any rule could join it or ask about it."""

from __future__ import annotations

from rapidfuzz import fuzz
from rapidfuzz.distance import LCSseq

from winnow_sr.dedupe.compare import (
    CUT_LEAST,
    DIFFERS,
    SAME,
    containment,
    same_entry,
    says,
    title_similarity,
    worth_of_a_cut,
)
from winnow_sr.dedupe.marks import PREPRINT
from winnow_sr.dedupe.prepare import Prepared

BEGINS = 8
"""Letters from which a title that begins the other one counts, where the abstract is the same."""
SIMILAR = 0.8
"""Below this title similarity no rule joins or asks unless DOI, page or abstract are the same."""
REWORDED = 0.6
"""Below this one the abstract does not help either, nor a page of another volume."""


def worth_comparing(a: Prepared, b: Prepared) -> bool:
    """Whether any rule could join the pair or ask about it: what most pairs fail, and cheaply.

    Blocks of common words grow with the records, duplicates do not: this look decides what a
    record costs. It is never wrong in saying no (tests/dedupe/test_comparing.py).
    """
    if a.doi and a.doi == b.doi:
        return True
    one_page = bool(a.first_page) and a.first_page == b.first_page
    if one_page and says(a.volume, b.volume) != DIFFERS:
        return True
    if a.cochrane and b.cochrane:
        return a.cochrane[0] == b.cochrane[0] or same_entry(a, b) == SAME
    if (PREPRINT in a.kinds) != (PREPRINT in b.kinds):
        return True
    if (a.trials.registered or b.trials.registered) and not a.trials.named.isdisjoint(
        b.trials.named
    ):
        return True
    title = title_similarity(a, b)
    if title >= SIMILAR or (title >= REWORDED and (one_page or _one_abstract(a, b))):
        return True
    return _cut_short(a, b) or _begins(a, b) or same_entry(a, b) == SAME


def _cut_short(a: Prepared, b: Prepared) -> bool:
    short, long = (a.tight, b.tight) if len(a.tight) <= len(b.tight) else (b.tight, a.tight)
    if len(short) < CUT_LEAST or not LCSseq.similarity(
        short, long, score_cutoff=int(0.9 * len(short))
    ):
        return False
    return worth_of_a_cut(containment(a, b), len(short)) > 0


def _begins(a: Prepared, b: Prepared) -> bool:
    """A short title, and the same with its subtitle over the same abstract."""
    short, long = (a.tight, b.tight) if len(a.tight) <= len(b.tight) else (b.tight, a.tight)
    return long.startswith(short) and len(short) >= BEGINS and _one_abstract(a, b)


def _one_abstract(a: Prepared, b: Prepared) -> bool:
    return bool(a.abstract and b.abstract) and bool(
        fuzz.ratio(a.abstract, b.abstract, score_cutoff=93)
    )
