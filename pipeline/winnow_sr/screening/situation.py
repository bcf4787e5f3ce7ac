"""What a team has to do, in numbers: everything that the next step depends on, from the state alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import msgspec

from winnow_sr.ledger.state import ReviewState, Round
from winnow_sr.protocol.plan import Plan
from winnow_sr.screening.gate import gate_words, shut_gate
from winnow_sr.screening.left import left
from winnow_sr.screening.outcomes import statuses, wanted_votes
from winnow_sr.screening.queues import Known, known_of, late, open_round, still_to_check
from winnow_sr.screening.reports import sought_reports
from winnow_sr.screening.seconding import set_aside
from winnow_sr.screening.team import resolvers, screeners
from winnow_sr.vocabulary import (
    FULL_TEXT,
    STAGES,
    TITLE_ABSTRACT,
    CitationId,
    RoundKind,
    Stage,
    Status,
)

OPEN: frozenset[Status] = frozenset({"unscreened", "waiting"})


class Situation(msgspec.Struct, frozen=True, kw_only=True):
    """Counts of citations, and who can do something about them."""

    records: int
    missing_sources: list[str]
    """Sources of the protocol from which nothing was imported."""
    uncompared: int
    doubtful: int
    round: int
    """Number of the open round; 0 where none is open."""
    round_kind: RoundKind | None
    round_left: int
    gate: str
    """Why a pilot's gate holds screening back."""
    pilot_due: int
    """Size of the pilot with which to begin; 0 where there is none to begin with."""
    conflicts: dict[Stage, int]
    resolvers: list[str]
    stopped: bool
    unread: int
    """Without the votes they need at title and abstract."""
    begun: int
    """Those that wait for a further vote."""
    late: int
    """Unread that came after the stop."""
    left: dict[str, dict[Stage, int]]
    """Who has how much left to read."""
    wanted: dict[Stage, int]
    """Readers that a citation needs."""
    listed: bool
    """Does the team have a list of who screens?"""
    quotas: bool
    to_find: int
    """Reports of which nobody has said whether they could be had."""
    to_read: int
    """Reports that are there and wait for a reading."""
    unsure: int
    """Reports that all readers were unsure of, and nobody has set aside."""


def situation_of(state: ReviewState, plan: Plan, known: Known | None = None) -> Situation:
    """The situation of a state. known: where it was asked for already."""
    known = known or known_of(state, plan)
    first, second = known.statuses[TITLE_ABSTRACT], known.statuses[FULL_TEXT]
    here = {c: status for c, status in first.items() if c not in state.removed}
    counts = Counter(here.values())
    citations = state.count_citations() - len(state.removed)
    settled = sum(counts[s] for s in ("include", "exclude", "conflict"))
    batch = open_round(state)
    reports = sought_reports(state, plan, first)
    aside = set(state.citations_of(state.aside))
    waits = [
        c for c in reports if second.get(c, "unscreened") in OPEN and c not in aside
    ]  # with a verdict on it, somebody has it
    to_find = [c for c in waits if reports[c] == "sought" and c not in second]
    imported = {search.source.casefold() for search in state.imports()}
    shut = None if batch is not None else shut_gate(state, plan)
    return Situation(
        records=state.count_records(),
        missing_sources=[s.name for s in plan.sources if s.name.casefold() not in imported],
        uncompared=state.uncompared(),
        doubtful=len(state.doubtful),
        round=batch.round if batch else 0,
        round_kind=batch.kind if batch else None,
        round_left=left_in(state, plan, batch) if batch else 0,
        gate=gate_words(shut) if shut else "",
        pilot_due=pilot_due(state, plan, citations),
        conflicts={TITLE_ABSTRACT: counts["conflict"], FULL_TEXT: conflicts_in(second, state)},
        resolvers=resolvers(state, plan),
        stopped=state.stop is not None,
        unread=citations - settled - len(set_aside(state)),
        begun=counts["waiting"],
        late=len(late(state, first)),
        left=left(state, plan, known),
        wanted={stage: wanted_votes(plan, stage) for stage in STAGES},
        listed=bool(screeners(state, plan)),
        quotas=bool(plan.screening.quotas),
        to_find=len(to_find),
        to_read=sum(reports[c] != "not-retrieved" for c in waits) - len(to_find),
        unsure=sum(second.get(c) == "unsure" and c not in aside for c in reports),
    )


def conflicts_in(found: Mapping[CitationId, Status], state: ReviewState) -> int:
    """How many of the citations that are there are in conflict."""
    return sum(status == "conflict" and c not in state.removed for c, status in found.items())


def pilot_due(state: ReviewState, plan: Plan, citations: int) -> int:
    """The size of the pilot that the protocol wants before screening proper, where it has not begun:
    two people at least must read it, or there is nothing to compare."""
    readers = max(wanted_votes(plan, TITLE_ABSTRACT), len(screeners(state, plan)))
    begun = any(ballot.letters for ballot in state.ballots[TITLE_ABSTRACT].values())
    rounds = [found for found in state.rounds if not found.cancelled]
    if readers < 2 or begun or rounds or state.stop or not citations:
        return 0
    return min(plan.screening.pilot.size, citations)


def left_in(state: ReviewState, plan: Plan, batch: Round) -> int:
    """How many citations of the open round still want somebody's reading."""
    sample = {c for c in state.citations_of(batch.citations) if c not in state.removed}
    if batch.kind == "check":
        return sum(still_to_check(state, "", batch, c) for c in sample)
    status = statuses(state, plan, batch.stage)
    readers = screeners(state, plan) if batch.kind == "pilot" else []
    everybody = [state.standing(batch.stage, who) for who in readers]
    return sum(
        status.get(c, "unscreened") in OPEN or any(c not in read for read in everybody)
        for c in sample
    )
