"""What a reviewer should read next."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from winnow_sr.ledger.state import ReviewState, Round
from winnow_sr.protocol.plan import Plan
from winnow_sr.screening.outcomes import statuses, wanted_of, wanted_votes
from winnow_sr.screening.reports import sought_reports
from winnow_sr.screening.seconding import set_aside
from winnow_sr.screening.shares import given_to, theirs
from winnow_sr.screening.team import screens
from winnow_sr.vocabulary import (
    FULL_TEXT,
    SETTLED,
    STAGES,
    TITLE_ABSTRACT,
    CitationId,
    RecordId,
    Stage,
    Status,
)


class Known(NamedTuple):
    """What is so for everybody: the statuses, and what was given to whom."""

    statuses: Mapping[Stage, Mapping[CitationId, Status]]
    given: Mapping[Stage, Mapping[CitationId, set[str]]]


def known_of(state: ReviewState, plan: Plan) -> Known:
    """What is so for everybody in a state."""
    return Known(
        {stage: statuses(state, plan, stage) for stage in STAGES},
        {stage: given_to(state, plan, stage) for stage in STAGES},
    )


def open_round(state: ReviewState, stage: Stage = TITLE_ABSTRACT) -> Round | None:
    """The round that is open at the stage, if any (there is never more than one)."""
    return next((r for r in state.rounds if not r.closed and r.stage == stage), None)


def queue(
    state: ReviewState,
    plan: Plan,
    reviewer: str,
    stage: Stage,
    ranking: Sequence[CitationId],
    without_abstract: Collection[CitationId] = (),
    known: Known | None = None,
) -> list[CitationId]:
    """Citations that `reviewer` should read, in order.

    On title and abstract: the open round's batch in its order, else what a colleague has already
    read, in the order it was read (so that pairs complete), then citations without an abstract
    where the protocol wants them first, then the rest by rank. A citation that has its votes, or
    that the reviewer has voted on, or that was given to others, is left out; in a pilot everybody
    reads everything. Whoever does not screen is handed nothing. known: what is so for all reviewers,
    where several are asked about.
    """
    if not screens(state, plan, reviewer):
        return []
    if stage == FULL_TEXT:
        sought = full_text_queue(state, plan, reviewer, known)
        return theirs(state, plan, reviewer, stage, sought, known.given[stage] if known else None)
    batch = open_round(state, stage)
    if batch is not None and batch.kind == "check":
        return to_check(state, reviewer, batch)
    records = batch.citations if batch else ranking
    pool = list(dict.fromkeys(state.citations_of(records)))
    if batch is None and state.stop is not None:
        pool = after_stop(state, pool)
    if batch is None or batch.kind != "pilot":
        pool = theirs(state, plan, reviewer, stage, pool, known.given[stage] if known else None)
    return needed(state, plan, reviewer, stage, pool, batch, set(without_abstract), known)


def after_stop(state: ReviewState, pool: Sequence[CitationId]) -> list[CitationId]:
    """What is read after a declared stop: what came later, and what somebody had begun. The rest is
    left unread; to read on, the stop is taken back."""
    left = set(state.citations_of(state.stop.unread)) if state.stop else set()
    left -= state.voted(TITLE_ABSTRACT)
    return [citation for citation in pool if citation not in left]


def late(state: ReviewState, status: Mapping[CitationId, Status]) -> list[CitationId]:
    """Citations that came after a declared stop and are without a settled verdict. status : of the
    citations at title and abstract that have any vote."""
    stop = state.stop
    if not stop:
        return []
    known = set(state.citations_of(stop.unread)) | status.keys()
    since = {
        RecordId(n)
        for found in state.imports()
        if found.seq > stop.seq
        for n in range(found.first, found.first + found.count)
    }
    return [
        c
        for c in state.citations()
        if c not in state.removed
        and status.get(c) not in SETTLED
        and (c in since or c not in known)
    ]


def read_again(state: ReviewState, batch: Round, citation: CitationId) -> set[str]:
    """Who has read a citation of a check round again, in it."""
    votes = state.votes_on(batch.stage, citation)
    return {who for who, vote in votes.items() if vote.round == batch.round}


def still_to_check(state: ReviewState, reviewer: str, batch: Round, citation: CitationId) -> bool:
    """Does this citation of a check round want a (further) reading, and may it be theirs?"""
    done = read_again(state, batch, citation)
    return len(done) < max(batch.reviewers, 1) and reviewer not in done


def to_check(state: ReviewState, reviewer: str, batch: Round) -> list[CitationId]:
    """What this reviewer may read again in a check round: first what they have never read."""
    sample = [c for c in state.citations_of(batch.citations) if c not in state.removed]
    left = [c for c in sample if still_to_check(state, reviewer, batch, c)]
    own = state.standing(batch.stage, reviewer)
    return [c for c in left if c not in own] + [c for c in left if c in own]


def needed(
    state: ReviewState,
    plan: Plan,
    reviewer: str,
    stage: Stage,
    pool: Sequence[CitationId],
    batch: Round | None,
    without_abstract: set[CitationId],
    known: Known | None = None,
) -> list[CitationId]:
    """Of `pool`, what still needs this reviewer, colleagues' readings first."""
    quota = plan.screening.quotas.get(reviewer)
    pilot = batch is not None and batch.kind == "pilot"
    touched = known.statuses[stage] if known else statuses(state, plan, stage)
    read = state.standing(stage, reviewer)
    aside = set_aside(state) if state.readers and stage == TITLE_ABSTRACT else set()
    if state.removed or state.gone or aside:
        out = state.removed.keys() | state.gone | aside
        pool = [citation for citation in pool if citation not in out]
    fresh = [citation for citation in pool if citation not in touched]
    bare = [citation for citation in fresh if citation in without_abstract]
    rest = [citation for citation in fresh if citation not in without_abstract]
    open_ = {c for c, status in touched.items() if pilot or status == "waiting"} - read.keys()
    begun = [
        citation
        for citation in (pool if open_ else ())
        if citation in open_
        if pilot or not kept_for_core(state, plan, reviewer, stage, citation)
    ]
    begun.sort(key=lambda citation: first_read(state, stage, citation))
    found = begun + bare + rest
    if batch is not None:
        waiting = set(found)
        found = [citation for citation in pool if citation in waiting]
    elif not plan.screening.abstractless_first:
        in_order = {citation: n for n, citation in enumerate(pool)}
        found = begun + sorted(bare + rest, key=in_order.__getitem__)
    return found if quota is None else found[: max(0, quota - len(read))]


def not_held(
    state: ReviewState,
    plan: Plan,
    stage: Stage,
    citations: Sequence[CitationId],
    held: Mapping[CitationId, int],
) -> list[CitationId]:
    """Those of the citations that still need a reader when colleagues have decided on what is
    before them. held: citation -> how many colleagues have it before them. In a pilot everybody
    reads everything."""
    batch = open_round(state, stage)
    if not held or (batch is not None and batch.kind == "pilot"):
        return list(citations)
    return [
        citation
        for citation in citations
        if citation not in held
        or held[citation] + len(state.votes_on(stage, citation))
        < wanted_of(state, plan, stage, citation)
    ]


def first_read(state: ReviewState, stage: Stage, citation: CitationId) -> int:
    """seq of the first vote on a citation: the order in which colleagues read.

    Not the present rank: that has learnt from the colleague's verdict, and an order by it would
    give the verdict away.
    """
    seqs = [
        ballot.seqs[record]
        for ballot in state.ballots[stage].values()
        for record in state.members(citation)
        if record in ballot.letters
    ]
    return min(seqs, default=0)


def kept_for_core(
    state: ReviewState, plan: Plan, reviewer: str, stage: Stage, citation: CitationId
) -> bool:
    """Is the last open place on this citation kept for a core screener, who `reviewer` is not?"""
    core = set(plan.screening.core)
    if not core or reviewer in core:
        return False
    votes = state.votes_on(stage, citation)
    return len(votes) == wanted_of(state, plan, stage, citation) - 1 and not core & votes.keys()


def full_text_queue(
    state: ReviewState, plan: Plan, reviewer: str, known: Known | None = None
) -> list[CitationId]:
    """Reports this reviewer should read: retrieved ones first, then those only sought."""
    wanted = wanted_votes(plan, FULL_TEXT)
    decided = known.statuses[FULL_TEXT] if known else statuses(state, plan, FULL_TEXT)
    sought = sought_reports(state, plan, known.statuses[TITLE_ABSTRACT] if known else None)
    found: list[tuple[bool, CitationId]] = []
    for citation, status in sought.items():
        if status == "not-retrieved" or decided.get(citation, "waiting") != "waiting":
            continue
        votes = state.votes_on(FULL_TEXT, citation)
        if reviewer not in votes and len(votes) < wanted:
            found.append((status != "retrieved", citation))
    return [citation for _, citation in sorted(found)]
