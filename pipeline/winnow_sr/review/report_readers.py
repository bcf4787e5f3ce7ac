"""Facts on declared readers for the report kit."""

from __future__ import annotations

from winnow_sr.ledger.state import ReaderState, ReviewState
from winnow_sr.protocol.plan import Plan
from winnow_sr.report.reader_facts import ReaderFacts, StratumFacts
from winnow_sr.review.reader_answers import ReaderRow
from winnow_sr.screening.readers import Rate, granted_words
from winnow_sr.text import at_least, at_most, count, percent


def reader_facts(state: ReviewState, plan: Plan, rows: list[ReaderRow]) -> tuple[ReaderFacts, ...]:
    """Every declared reader."""
    return tuple(_facts(state.readers[row.reader], plan, row) for row in rows)


def _facts(reader: ReaderState, plan: Plan, row: ReaderRow) -> ReaderFacts:
    said, found = reader.declared, row.evidence
    bound = ""
    if found.bound is not None:
        confidence = 1 - found.error * found.look * (found.look + 1)
        bound = f"at least {at_least(found.bound)} with {percent(confidence)} confidence"
    planned = plan.reader(said.reader)
    proven = reader.role in ("second", "exclude")
    return ReaderFacts(
        name=said.reader,
        version=said.model_version,
        kind=said.kind,
        developer=said.developer,
        accessed=said.accessed,
        where=said.where,
        prompt=said.prompt,
        training=said.training,
        digest=said.digest,
        parameters=", ".join(f"{name} {value}" for name, value in said.parameters.items()),
        fields=tuple(said.fields),
        cost=said.cost,
        interests=said.interests,
        declared_by=reader.actor,
        declared=reader.at,
        scale=f"{said.low:g} to {said.high:g}",
        threshold="" if row.cut is None else f"{row.cut:g}",
        planned=planned.role if planned else "",
        role=reader.role,
        granted=reader.granted_at,
        granted_by=reader.granted_by,
        evidence=granted_words(reader.role, reader.evidence) if proven else "",
        scored=row.scored,
        unanswered=row.unanswered,
        sent_to=tuple(reader.endpoints),
        settings=tuple(reader.settings),
        sample=found.sample,
        relevant=found.relevant,
        found=found.found,
        bound=bound,
        strata=tuple(
            StratumFacts(
                s.stratum.replace("-", " "),
                s.n,
                s.relevant,
                s.found,
                rate_words(s.sensitivity),
                rate_words(s.specificity),
            )
            for s in row.strata
        ),
        agreement=tuple(
            f"{pair.reviewer}, {count(pair.n, 'citation')}: observed agreement {percent(pair.observed)}"
            for pair in row.agreement
        ),
        seconded=row.does if reader.role == "second" else 0,
        aside=row.does if reader.role == "exclude" else 0,
        ended=tuple(
            f"{end.role} on {end.at[:10]} ({end.actor}): {end.reason}" for end in reader.ended
        ),
        again=row.again,
    )


def rate_words(rate: Rate) -> str:
    """A rate with its interval."""
    if rate.estimate is None or rate.low is None or rate.high is None:
        return "not known"
    return f"{percent(rate.estimate)} (95 % CI {at_least(rate.low)} to {at_most(rate.high)})"
