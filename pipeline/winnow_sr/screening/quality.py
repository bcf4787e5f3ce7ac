"""A random sample of excluded citations, read again: how many were excluded by mistake?

In: a check round and the verdicts on it. Out: `Check`, its exact result with the sentence. The
sample was drawn from everything excluded on title and abstract when the round was opened, all
equally likely, so the bound assumes nothing but that the second reading is right.
"""

from __future__ import annotations

import msgspec

from winnow_sr.ledger.state import ReviewState, Round
from winnow_sr.protocol.plan import Plan
from winnow_sr.screening.outcomes import outcome_at
from winnow_sr.screening.queues import read_again
from winnow_sr.text import at_most, count, number, percent
from winnow_sr.vocabulary import SETTLED

CONFIDENCE = 0.95


class Check(msgspec.Struct, frozen=True):
    """What a check round says.

    excluded : citations that stood as excluded when the sample was drawn. size : of the sample.
    read : of these, read again and settled. wrong : of these, relevant after all. most : with
    `confidence`, at most so many of all that was excluded are relevant; None until all is read.
    """

    excluded: int
    size: int
    read: int
    wrong: int
    confidence: float
    most: int | None
    text: str


def check_result(state: ReviewState, plan: Plan, found: Round) -> Check:
    """The result of a check round as it stands."""
    sample = dict.fromkeys(state.citations_of(found.citations))
    wanted = max(found.reviewers, 1)
    read = wrong = 0
    for citation in sample:
        status = outcome_at(state, plan, found.stage, citation).status
        if status in SETTLED and len(read_again(state, found, citation)) >= wanted:
            read += 1
            wrong += status == "include"
    size = len(sample)
    if read < size:
        text = f"not computed: {number(read)} of {number(size)} read again and settled"
        return Check(found.unread, size, read, wrong, CONFIDENCE, None, text)
    most = most_wrong(found.unread, size, wrong, CONFIDENCE)
    text = (
        f"{number(wrong)} of {count(size, 'excluded citation')} drawn at random from "
        f"{number(found.unread)} {'was' if wrong == 1 else 'were'} relevant when read again; with "
        f"{percent(CONFIDENCE)} confidence at most {number(most)} of the {number(found.unread)} "
        f"({at_most(most / found.unread)}) are, whatever the ranking did"
    )
    return Check(found.unread, size, read, wrong, CONFIDENCE, most, text)


def most_wrong(excluded: int, sampled: int, wrong: int, confidence: float) -> int:
    """The largest number of relevant ones among `excluded` that finding no more than `wrong` in a
    random `sampled` of them does not rule out: hypergeometric, exact, one-sided."""
    from scipy.stats import hypergeom

    level = round(1 - confidence, 12)
    low, high = wrong, excluded - sampled + wrong
    while low < high:
        middle = (low + high + 1) // 2
        if hypergeom.cdf(wrong, excluded, middle, sampled) >= level:
            low = middle
        else:
            high = middle - 1
    return low
