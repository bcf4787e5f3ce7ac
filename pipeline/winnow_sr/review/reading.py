"""Citations as a reviewer reads them."""

from __future__ import annotations

from typing import Any

from winnow_sr.ledger.state import ReviewState
from winnow_sr.review.lookup import Lookup
from winnow_sr.review.session import Session
from winnow_sr.screening.deciding import citation_id, report_of


def queue_rows(
    session: Session,
    lookup: Lookup,
    state: ReviewState,
    citations: list[int],
    order: list[int],
    scores: list[float],
) -> list[dict[str, Any]]:
    """Citations as a queue shows them; rank and score where `order` has them.

    order: a ranking, citations best first; scores: in the order of `order`.
    """
    ranks = {citation: i for i, citation in enumerate(order)}
    texts = lookup.composed(citations, state)
    briefs = session.store.briefs([n for c in citations for n in state.members(c)])
    rows = []
    for citation in citations:
        record, rank = texts[citation], ranks.get(citation)
        rows.append(
            {
                "citation": citation_id(citation), "key": lookup.key_of(citation, state, briefs),
                "rank": None if rank is None else rank + 1,
                "score": None if rank is None else scores[rank],
                "title": record.title, "abstract": record.abstract, "year": record.year,
                "keywords": [*record.mesh, *record.keywords], "authors": list(record.authors),
                "journal": record.journal, "doi": record.doi,
                "report": (report_of(state, citation) or [""])[0],
            }
        )  # fmt: skip
    return rows
