"""How much has been found: a bound that may be read at any moment, and a best guess."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from winnow_sr.stopping.alpha_levels import level_of_form
from winnow_sr.stopping.history import History
from winnow_sr.stopping.rule import Rule
from winnow_sr.stopping.urns import Urns, hits_of, urns_at
from winnow_sr.text import at_least, count, percent

GIVE_UP = 25  # totals rejected in a row after which no larger one is tried (spec section 6)

# Chosen so that the guess is right on average and more than 5 points too high in at most 5 % of
# looks: each replayed review judged by what was best on the others, then other people's rankings
# (benchmarks/stopping_guess.py, docs/stopping.md).
GUESS_LEVEL = 0.35
GUESS_FROM = 0.80
"""No guess is given while the bound is below this: it would be far too high too often."""
GUESS_FOUND = 20
"""Nor with fewer found: then a single citation makes more than 5 points."""
GUESS_RECORD = "in replays it was more than 5 points too high in 2 % of looks"


@dataclass(frozen=True)
class Recall:
    """Recall of relevant citations so far.

    found : r. estimate : best guess, None while none can be given. low, high : the bounds, as fractions. confidence : of low.
    text : the sentence to show.
    largest_total : K_U, the largest total of relevant citations that is not ruled out.
    """

    found: int
    estimate: float | None
    low: float
    high: float
    confidence: float
    text: str
    largest_total: int = 0


def recall(history: History, *, confidence: float = 0.95, level_form: str = "power") -> Recall:
    """Bound and best guess of recall: the inversion of CMH-seq's test.

    low = r / K_U with K_U the largest total of relevant citations that the level does not rule
    out, under CMH-seq's assumption. estimate = the same with probability GUESS_LEVEL in place of
    the level, where low is at least GUESS_FROM and found at least GUESS_FOUND. high is 1: nothing rules out that all are found.
    Specification sections 0a and 6.

    level_form "power" (the specification's): the bound is right with the stated confidence at any
    one moment, and reaches a target fixed in advance too early with at most about alpha however
    often it is read. That no value ever shown is wrong holds less often in the worst case, exactly
    random order; "simultaneous" keeps the confidence for that too, at the price of a lower bound
    (docs/stopping.md has the figures of both).
    """
    found, unread = history.found, history.unread
    if unread == 0:
        text = f"All {history.total} citations read, {count(found, 'relevant one')} found."
        return Recall(found, 1.0, 1.0, 1.0, confidence, text, found)
    alpha, level = round(1 - confidence, 12), level_of_form(level_form)
    urns = urns_at(hits_of(history), history.read, history.first, history.total)
    largest = found + _largest_missing(urns, unread, lambda k: level(alpha, k))
    low, guess, guessed = _share(found, largest), None, ""
    if len(urns.starts) and low >= GUESS_FROM and found >= GUESS_FOUND:
        more = _largest_missing(urns, unread, lambda k: GUESS_LEVEL)
        guess = _share(found, found + more)
        said = percent(guess) if more else "none left"
        guessed = f" Best guess {said} ({GUESS_RECORD})."
    if not len(urns.starts):
        text = (
            f"Found {found} among {history.read} read; nothing has been read in ranked order yet, "
            "so nothing can be said about what is left."
        )
    elif found == 0:
        text = (
            f"Found none in {history.read} of {history.total} citations; up to {largest} may be "
            f"left ({at_least(confidence)} confidence)."
        )
    elif largest == found:
        text = f"Found {found}; with {at_least(confidence)} confidence none is left unread."
    else:
        text = (
            f"Found {found}, recall at least {at_least(low)} ({at_least(confidence)} confidence, "
            f"at most {largest - found} missing).{guessed}"
        )
    return Recall(found, guess, low, 1.0, confidence, text, largest)


def _share(found: int, total: int) -> float:
    return found / total if total else 1.0


def _largest_missing(urns: Urns, unread: int, level: Callable[[int], float]) -> int:
    """The largest number of unread relevant citations that the urns do not rule out.

    log p_min is concave in that number and log level is not, so those not ruled out form one
    run from 1 up: it is bracketed by doubling, halved, and the numbers just above are tried too.
    """
    if not len(urns.starts):
        return unread

    def possible(missing: list[int]) -> list[bool]:
        p_min = urns.rough(missing)
        return [bool(p >= level(k)) for p, k in zip(p_min, missing, strict=True)]

    low, high = 0, 1
    while high <= unread and possible([high])[0]:
        low, high = high, high * 2
    high = min(high, unread + 1)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if possible([middle])[0] else (low, middle)
    beyond = list(range(low + 1, min(low + GIVE_UP, unread) + 1))
    while beyond and any(possible(beyond)):  # never seen; the specification scans, so check
        low = max(k for k, kept in zip(beyond, possible(beyond), strict=True) if kept)
        beyond = list(range(low + 1, min(low + GIVE_UP, unread) + 1))
    return low


@dataclass(frozen=True)
class Forecast:
    """How far away a rule's stop is.

    more : irrelevant citations in a row, from now, until the rule would stop (0: it may stop now;
    None: not without something else, such as a random sample). text : the sentence to show.
    """

    more: int | None
    text: str


def forecast(history: History, rule: Rule) -> Forecast:
    """About how many more irrelevant citations in a row until `rule` is met.

    Exact for rules that look only at the order; a model-supported or audited rule may be met
    earlier. Any further relevant citation lengthens it.
    """
    if rule.evaluate(history).stop:
        return Forecast(0, f"{rule.name}: may stop now ({rule.label}).")
    if rule.needs:
        return Forecast(None, f"{rule.name}: not by reading on alone; it needs {rule.needs}.")
    ahead = History(
        relevant=[*history.relevant, *([False] * history.unread)],
        total=history.total,
        first=history.first,
    )
    at = rule.first_stop(ahead, history.read + 1)
    more = history.unread if at is None else at - history.read
    if more >= history.unread:
        text = f"{rule.name}: only when all {history.unread} unread citations have been read."
    else:
        text = (
            f"{rule.name}: about {more} more irrelevant citations in a row (of {history.unread} "
            "unread); a relevant one among them makes it longer."
        )
    return Forecast(more, text)
