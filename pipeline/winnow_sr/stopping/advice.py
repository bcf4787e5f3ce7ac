"""What a methodologist should be told about this review, whatever the rule says."""

from __future__ import annotations

from collections.abc import Callable

from winnow_sr.stopping.alpha_levels import level_of_form
from winnow_sr.stopping.history import History
from winnow_sr.stopping.urns import missing_to_fail
from winnow_sr.text import at_least, count, percent

FEW_CITATIONS = 100


def share_to_read(
    found: int, target: float, confidence: float, level_form: str = "refined"
) -> float:
    """Share of everything since the last hit that must be read without another one.

    For CMH-seq in a large review: 1 - a*^(1/K). Specification section 7, example 10.
    """
    missing = missing_to_fail(found, target)
    level = level_of_form(level_form)(1 - confidence, missing)
    return float(1 - level ** (1 / missing))


def advice(history: History, target: float = 0.90, confidence: float = 0.95) -> list[str]:
    """Plain sentences that apply now; none if nothing needs saying.

    target, confidence : those of the protocol.
    """
    checks: tuple[Callable[[History, float, float], str], ...] = (
        _all_read,
        _few_citations,
        _no_ranking,
        _few_relevant,
        _everything_relevant,
        _few_for_target,
    )
    if history.unread == 0:
        checks = (_all_read,)
    return [said for check in checks if (said := check(history, target, confidence))]


def _all_read(history: History, target: float, confidence: float) -> str:
    if history.unread:
        return ""
    return (
        "Everything has been read: no stopping rule is needed. What was excluded by mistake is "
        "missed all the same."
    )


def _few_citations(history: History, target: float, confidence: float) -> str:
    if history.total >= FEW_CITATIONS:
        return ""
    return (
        f"Only {count(history.total, 'citation')}: with fewer than {FEW_CITATIONS} no stopping rule can "
        "help. Read them all."
    )


def _no_ranking(history: History, target: float, confidence: float) -> str:
    if history.read > history.first:
        return ""
    return (
        "Nothing has been read in ranked order yet: the rules start to count with the first "
        "ranked citation."
    )


def _few_relevant(history: History, target: float, confidence: float) -> str:
    if history.found > 1:
        return ""
    what = "No relevant citation has" if history.found == 0 else "One relevant citation has"
    return (
        f"{what} been found: the ranking has next to nothing to learn from, and an early stop "
        "cannot be defended. Check the eligibility criteria and known key papers first."
    )


def _everything_relevant(history: History, target: float, confidence: float) -> str:
    if not 1 < history.found == history.read:
        return ""
    return (
        "Everything read so far is relevant: no rule can stop before irrelevant citations "
        "appear. Check that verdicts are recorded as meant."
    )


def _few_for_target(history: History, target: float, confidence: float) -> str:
    strict, eased = max(target, 0.95), 0.90
    if history.found == 0 or missing_to_fail(history.found, strict) > 1:
        return ""
    share = share_to_read(history.found, strict, confidence)
    return (
        f"With {history.found} relevant found, {at_least(strict)} recall allows not one miss: a "
        f"stop with {at_least(confidence)} confidence means reading about {percent(share)} of "
        f"everything since the last relevant one; a target of {at_least(eased)} would mean about "
        f"{percent(share_to_read(history.found, eased, confidence))}."
    )
