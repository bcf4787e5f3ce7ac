"""How well every declared reader reads, as `reader show` and the report tell it."""

from __future__ import annotations

from collections.abc import Iterable

from winnow_sr.ledger.codec import Entry
from winnow_sr.ledger.state import ReaderState, ReviewState
from winnow_sr.protocol.plan import Plan
from winnow_sr.review.lookup import Lookup
from winnow_sr.review.reader_answers import ReaderAgreement, ReaderRow
from winnow_sr.review.reader_roles import resting
from winnow_sr.screening.agreement import first_votes, pairwise
from winnow_sr.screening.outcomes import people_statuses
from winnow_sr.screening.readers import measured
from winnow_sr.screening.seconding import cut_of, scores_of
from winnow_sr.vocabulary import SETTLED, TITLE_ABSTRACT, CitationId, RecordId


def reader_rows(
    lookup: Lookup, state: ReviewState, plan: Plan, happened: Iterable[Entry]
) -> list[ReaderRow]:
    """Every declared reader of a state; `happened`: the events that led to it."""
    ranked, bare = read_in_order(lookup, state, happened)
    return [reader_row(state, plan, reader, ranked, bare) for reader in state.readers.values()]


def read_in_order(
    lookup: Lookup, state: ReviewState, happened: Iterable[Entry]
) -> tuple[list[CitationId], set[CitationId]]:
    """Citations in the order in which rankings offered them, and those without an abstract."""
    from winnow_sr.screening.offers import offers, ranked_citations

    entries = list(happened)
    named = [n for c in state.voted(TITLE_ABSTRACT) for n in state.members(c)]
    bare = lookup.without_abstract(sorted({*named, *ranked_citations(entries)}))
    found = offers(entries, state, bare)
    ranked = [CitationId(RecordId(s.citation)) for s in found.steps if s.kind == "ranked"]
    filled = {n for n in bare if state.edits.get(n, {}).get("abstract", "").strip()}
    none = {
        c
        for c in state.citations_of(bare)
        if all(n in bare and n not in filled for n in state.members(c))
    }
    return ranked, none


def reader_row(
    state: ReviewState,
    plan: Plan,
    reader: ReaderState,
    ranked: list[CitationId],
    bare: set[CitationId],
) -> ReaderRow:
    declared = reader.declared
    found = measured(state, plan, reader, ranked, bare)
    planned = plan.reader(declared.reader)
    people = people_statuses(state, plan, TITLE_ABSTRACT)
    rested = {c for end in reader.ended for c in state.citations_of(end.citations)}
    scores = scores_of(state, reader)
    return ReaderRow(
        reader=declared.reader,
        role=planned.role if planned else "compare",
        strata=found.strata,
        unlocked=found.unlocked,
        reason=found.reason,
        holds=reader.role,
        model_version=declared.model_version,
        developer=declared.developer,
        kind=declared.kind,
        scored=len(scores),
        unanswered=len(set(state.citations_of(reader.unanswered)) - scores.keys()),
        cut=cut_of(plan, reader),
        evidence=found.evidence,
        audit=found.audit,
        does=len(resting(state, plan, reader)),
        ended=[f"{end.role}, {end.at[:10]}: {end.reason}" for end in reader.ended],
        again=sum(people.get(c) not in SETTLED for c in rested),
        agreement=beside_people(state, plan, reader),
    )


def beside_people(state: ReviewState, plan: Plan, reader: ReaderState) -> list[ReaderAgreement]:
    """Agreement of the reader with each person, on what people have settled and no open pilot holds."""
    cut = cut_of(plan, reader)
    if cut is None:
        return []
    open_ = {
        c
        for found in state.rounds
        if found.kind == "pilot" and not found.closed
        for c in state.citations_of(found.citations)
    }
    people = people_statuses(state, plan, TITLE_ABSTRACT)
    settled = {c for c, status in people.items() if status in SETTLED} - open_
    said = {
        c: "include" if score >= cut else "exclude"
        for c, score in scores_of(state, reader).items()
        if c in settled
    }
    rows = []
    for who, votes in sorted(first_votes(state, TITLE_ABSTRACT).items()):
        shared = {c: verdict for c, verdict in votes.items() if c in settled}
        found = pairwise(who, reader.declared.reader, shared, said)
        if found is not None:
            rows.append(
                ReaderAgreement(
                    reviewer=who,
                    n=found.n,
                    observed=found.observed,
                    cohen_kappa=found.cohen_kappa,
                )
            )
    return rows
