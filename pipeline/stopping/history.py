"""What a stopping rule sees: the verdicts in reading order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class History:
    """Settled citation-level verdicts of the title-and-abstract stage, in the order of reading.

    relevant : shape (t,), True where the settled verdict is include (unsure counts as include).
    first    : n0, how many of them came before the ranked phase (priors, pilot and random rounds,
               abstract-less citations read first); their order is irrelevant to every rule.
    total    : N, all citations to be screened, read or not.
    scores   : shape (t,) the model's score when the citation was proposed (nan where unranked),
               or None. Only model-supported rules read it.
    unread_scores : shape (N - t,) current scores of the unread, or None.
    """

    relevant: Sequence[bool]
    total: int
    first: int = 0
    scores: Sequence[float] | None = None
    unread_scores: Sequence[float] | None = None
