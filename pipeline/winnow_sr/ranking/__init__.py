"""Ranking: which citation a reviewer should read next.

In: citations (`Record`), the team's settled labels by position (1 relevant, 0 irrelevant), the
name of a model, a seed, and the protocol's question for the start. Out: a `Ranking`, which is an
order of all positions, a score for each, and a description of how it was obtained; or, for one
citation, the terms that moved it (`why`). Nothing here knows rounds, reviewers or the ledger.
Importing the room is light; the numerical libraries are imported when something is ranked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from winnow_sr.later import later
from winnow_sr.ranking.inputs import Question, Ranking, Term
from winnow_sr.ranking.model_cards import ModelCard, model_card, models

if TYPE_CHECKING:
    from winnow_sr.ranking.explain import why
    from winnow_sr.ranking.features import Features
    from winnow_sr.ranking.ranker import Ranker, rank

__all__ = [
    "Features",
    "ModelCard",
    "Question",
    "Ranker",
    "Ranking",
    "Term",
    "model_card",
    "models",
    "rank",
    "why",
]

LATER = {
    "why": "explain",
    "rank": "ranker",
    "Ranker": "ranker",
    "Features": "features",
}

__getattr__ = later(__name__, LATER)
