"""How many relevant citations did both readers exclude? Capture and recapture.

Recall as the stopping rules mean it is recall of what was *called* relevant. With two independent
votes on each citation, what each of the two found says something about what neither did.
"""

from __future__ import annotations

from math import ceil, exp, floor, log, sqrt

import msgspec

from winnow_sr.text import at_least, count

Z_95 = 1.959963984540054
ASSUMPTION = (
    "It assumes that the two judged independently and that all relevant citations are equally easy "
    "to recognise. Easy ones are found by both, so the true number is rather higher."
)


class Missed(msgspec.Struct, frozen=True):
    """Relevant citations that both excluded, among those that both have read.

    found : relevant ones that at least one of them called relevant. missed : estimate of those
    that neither did, None where it cannot be made. low, high : 95 % interval, None where it would
    be degenerate. text : the sentence with its assumption.
    """

    found: int
    missed: float | None
    low: int | None
    high: int | None
    text: str

    @property
    def recall_low(self) -> float | None:
        """Recall of the two together of what is relevant, by the upper end of the interval."""
        return None if self.high is None else self.found / (self.found + self.high)


def missed_by_both(both: int, only_first: int, only_second: int) -> Missed:
    """Chapman's estimate of relevant citations that neither of two readers called relevant.

    both, only_first, only_second : citations that both read and that are relevant by the verdict
    that settled them, by who had called them relevant in a first vote.

    Chapman 1951; variance of Seber 1970; the interval is log-normal in the number missed, so that
    it never goes below nothing (Burnham et al. 1987, Chao 1987), and rounded outward to whole
    citations. None where they share no relevant
    citation, or where one of them found all that the other did: then nothing varied.
    """
    found = both + only_first + only_second
    if both == 0:
        why = "share no relevant citation" if found else "have called nothing relevant"
        return Missed(found, None, None, None, f"Not estimated: the two {why}.")
    first, second = both + only_first, both + only_second
    total = (first + 1) * (second + 1) / (both + 1) - 1
    missed = total - found
    lead = (
        f"Of {count(found, 'relevant citation')} read by both, {both} were called relevant by both "
        f"and {only_first + only_second} by one: {_more(missed)} are estimated to have been "
        "excluded by both"
    )
    if not only_first or not only_second:
        text = f"{lead} (no interval: one found all that the other did). {ASSUMPTION}"
        return Missed(found, missed, None, None, text)
    variance = (
        (first + 1) * (second + 1) * only_first * only_second / ((both + 1) ** 2 * (both + 2))
    )
    factor = exp(Z_95 * sqrt(log(1 + variance / missed**2)))
    low, high = floor(missed / factor), ceil(missed * factor)
    text = (
        f"{lead} (95 % interval {low} to {high}), so the two together found at least "
        f"{at_least(found / (found + high))} of what is relevant. {ASSUMPTION}"
    )
    return Missed(found, missed, low, high, text)


def _more(missed: float) -> str:
    return "no more" if missed < 0.05 else f"about {missed:.1f} more"
