"""Citations as a reviewer reads them."""

from __future__ import annotations

from collections.abc import Sequence

from winnow_sr.ledger.state import ReviewState, Round
from winnow_sr.review.answers import QueueRow, RoundBrief
from winnow_sr.review.lookup import Lookup
from winnow_sr.review.rankings import Kept
from winnow_sr.review.session import Session
from winnow_sr.screening.reports import report_of
from winnow_sr.vocabulary import TITLE_ABSTRACT, CitationId, citation_id


def brief(batch: Round | None) -> RoundBrief | None:
    """A round, in short."""
    if batch is None:
        return None
    return RoundBrief(round=batch.round, kind=batch.kind, size=len(batch.citations))


def queue_rows(
    session: Session,
    lookup: Lookup,
    state: ReviewState,
    citations: Sequence[CitationId],
    kept: Kept | None = None,
) -> list[QueueRow]:
    """Citations as a queue shows them. rank and score: their place in the kept ranking, where no
    colleague has read them (it has learnt from the colleague's verdict, and would give it away)."""
    places = {citation: i for i, citation in enumerate(kept.order)} if kept else {}
    texts = lookup.composed(citations, state)
    briefs = session.store.briefs([n for c in citations for n in state.members(c)])
    rows = []
    for citation in citations:
        record, place = texts[citation], places.get(citation)
        if place is not None and state.votes_on(TITLE_ABSTRACT, citation):
            place = None
        report = report_of(state, citation)
        rows.append(
            QueueRow(
                citation=citation_id(citation),
                key=lookup.key_of(citation, state, briefs),
                rank=None if place is None else place + 1,
                score=None if place is None or kept is None else kept.scores[place],
                title=record.title,
                abstract=record.abstract,
                year=record.year,
                keywords=[*record.mesh, *record.keywords],
                authors=list(record.authors),
                journal=record.journal,
                doi=record.doi,
                pmid=record.pmid,
                report=report.status if report else "",
                ranking="" if place is None or kept is None else kept.digest,
            )
        )
    return rows
