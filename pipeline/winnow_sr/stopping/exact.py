"""Exact bounds of a share (Clopper and Pearson 1934), and what a sample must hold to reach one."""

from __future__ import annotations

from math import ceil, log


def share_low(found: int, n: int, error: float) -> float:
    """The lower bound of a share of which `found` of `n` were seen; wrong with probability `error`
    at most (one-sided). 0 where nothing was seen."""
    if not found:
        return 0.0
    from scipy.special import betaincinv

    return float(betaincinv(found, n - found + 1, error))


def share_high(found: int, n: int, error: float) -> float:
    """The upper bound; 1 where all or nothing was seen."""
    return 1.0 - share_low(n - found, n, error)


def clopper_pearson(found: int, n: int, confidence: float = 0.95) -> tuple[float, float]:
    """(low, high) of the two-sided exact interval; (0, 1) of an empty sample."""
    error = (1 - confidence) / 2
    return (share_low(found, n, error), share_high(found, n, error)) if n else (0.0, 1.0)


def error_at(look: int, confidence: float) -> float:
    """The one-sided error of the bound at the look-th time (from 1) that something new is there to
    judge by. All looks together make 1 - confidence: 1/2 + 1/6 + 1/12 + ... = 1, so however often
    a bound is looked at, one that is ever too high comes up with at most that probability. The
    first look's is that of the two-sided interval."""
    return (1 - confidence) / (look * (look + 1))


def more_needed(found: int, n: int, floor: float, error: float, most: int = 100_000) -> int | None:
    """How many more, all of them found, would bring the lower bound to the floor; None where more
    than `most` would be needed."""
    if floor <= 0 or (n and share_low(found, n, error) >= floor):
        return 0
    if found == n:
        return max(0, ceil(log(error) / log(floor)) - n)
    low, high = 0, most
    if share_low(found + most, n + most, error) < floor:
        return None
    while low < high:
        middle = (low + high) // 2
        if share_low(found + middle, n + middle, error) >= floor:
            high = middle
        else:
            low = middle + 1
    return low
