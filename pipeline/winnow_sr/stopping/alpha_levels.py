"""What p_min must undercut so that looking after every citation is safe.

Plain CMH compares p_min with alpha, as if it were looked at once; looked at after every citation
it stops too early far more often. All forms below are calibrated by Monte Carlo on exactly
random orders, the worst that the rule's assumption allows.
"""

from __future__ import annotations

from collections.abc import Callable

from winnow_sr.errors import WinnowError

FACTOR = 0.7
POWER = 0.6
SINGLE = 0.6  # of alpha, where one more relevant citation already breaks the target
LONG = 32  # K from which the looks in a long review need a steeper fall
LONG_POWER = 0.9
EVERY_FACTOR = 0.22
EVERY_POWER = 1.5


def sequential_level(alpha: float, missing: int) -> float:
    """a* = 0.7 alpha K^-0.6, the form of the specification (sections 4 and 6).

    missing : K >= 1, the number of relevant citations that would have to be unread for the target
    to be missed.
    """
    return float(FACTOR * alpha * missing**-POWER)


def refined_level(alpha: float, missing: int) -> float:
    """The same for K from 2 to 32, and lower outside, where larger Monte Carlo runs found more
    than alpha: 5.2 to 5.6 % at K = 1, 5.8 to 6.5 % at K from 100 (docs/stopping.md)."""
    if missing == 1:
        return SINGLE * alpha
    level = sequential_level(alpha, min(missing, LONG))
    return float(level * (LONG / max(missing, LONG)) ** LONG_POWER)


def simultaneous_level(alpha: float, missing: int) -> float:
    """0.22 alpha K^-1.5: for a recall bound none of whose values, after whichever citation, may
    be wrong. The forms above keep alpha for one target fixed in advance; asked about every total
    at every moment they are wrong somewhere far more often on exactly random orders."""
    return float(EVERY_FACTOR * alpha * missing**-EVERY_POWER)


LEVELS: dict[str, Callable[[float, int], float]] = {
    "refined": refined_level,
    "power": sequential_level,
    "simultaneous": simultaneous_level,
}


def level_of_form(form: str) -> Callable[[float, int], float]:
    """The level (alpha, K) -> a* of that name. Raises WinnowError for an unknown name."""
    if form not in LEVELS:
        raise WinnowError(f"there is no level form {form!r}: use one of {', '.join(LEVELS)}")
    return LEVELS[form]
