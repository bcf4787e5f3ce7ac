"""What the votes on a citation amount to.

A citation is settled at a stage when as many reviewers as the protocol asks for have voted and
agree, or when an adjudicator has resolved it. On title and abstract `unsure` goes on to the full
text as `include` does (the two do not conflict). At the full text `unsure` must be agreed by all
to stand (the report awaits classification); beside another verdict it is a conflict.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from winnow_sr.ledger.ballots import VERDICT_OF, Vote
from winnow_sr.ledger.state import ReviewState
from winnow_sr.protocol.plan import Plan
from winnow_sr.screening.seconding import seconds
from winnow_sr.vocabulary import (
    FULL_TEXT,
    SETTLED,
    TITLE_ABSTRACT,
    CitationId,
    Stage,
    Status,
    Verdict,
)


class Outcome(NamedTuple):
    """status: unscreened (no vote), waiting (for a further vote), conflict, or the settled verdict
    (`unsure` only at the full text). seq: the event that brought it there."""

    status: Status
    reason: str = ""
    seq: int = 0

    @property
    def settled(self) -> bool:
        """Is there a verdict that stands?"""
        return self.status in SETTLED


UNSCREENED = Outcome("unscreened")


def wanted_of(state: ReviewState, plan: Plan, stage: Stage, citation: CitationId) -> int:
    """Votes that one citation needs: what its round said, else what the protocol says."""
    if stage == TITLE_ABSTRACT and state.wanted:
        said = [state.wanted[n] for n in state.members(citation) if n in state.wanted]
        if said:
            return min(said)
    return wanted_votes(plan, stage)


def wanted_votes(plan: Plan, stage: Stage) -> int:
    """Reviewers per citation at the stage, by the protocol."""
    screening = plan.screening
    if stage == TITLE_ABSTRACT:
        return screening.title_abstract_reviewers
    return screening.full_text_reviewers


def primary_reason(votes: Mapping[str, Vote], plan: Plan) -> str | None:
    """The one reason of an agreed exclusion; None where the reasons are themselves a conflict."""
    given = {vote.reason for vote in votes.values() if vote.reason}
    if len(given) < 2:
        return next(iter(given), "")
    if plan.screening.reason_disagreement == "conflict":
        return None
    return next((reason.code for reason in plan.reasons if reason.code in given), min(given))


def outcome_of(
    votes: Mapping[str, Vote], resolution: Vote | None, plan: Plan, stage: Stage, wanted: int
) -> Outcome:
    """The outcome of one citation from its standing votes and its resolution; `wanted` votes."""
    if resolution is not None and all(vote.seq < resolution.seq for vote in votes.values()):
        return Outcome(_status(resolution.verdict, stage), resolution.reason, resolution.seq)
    if not votes:
        return UNSCREENED
    seq = max(vote.seq for vote in votes.values())
    statuses = {_status(vote.verdict, stage) for vote in votes.values()}
    if len(statuses) > 1:
        return Outcome("conflict", "", seq)
    if len(votes) < wanted:
        return Outcome("waiting", "", seq)
    status = statuses.pop()
    if status != "exclude":
        return Outcome(status, "", seq)
    reason = primary_reason(votes, plan)
    return Outcome("conflict", "", seq) if reason is None else Outcome("exclude", reason, seq)


def _status(verdict: Verdict, stage: Stage) -> Status:
    if verdict == "exclude":
        return "exclude"
    if verdict == "unsure" and stage == FULL_TEXT:
        return "unsure"
    return "include"


def outcome_at(state: ReviewState, plan: Plan, stage: Stage, citation: CitationId) -> Outcome:
    """The outcome of one citation at a stage. A declared reader with the role `second` may stand
    for the last vote at title and abstract, where it says what the people said."""
    found = people_outcome(state, plan, stage, citation)
    if found.status != "waiting" or stage != TITLE_ABSTRACT or not state.readers:
        return found
    votes = state.votes_on(stage, citation)
    wanted = wanted_of(state, plan, stage, citation)
    if len(votes) != wanted - 1:
        return found
    fewer = outcome_of(votes, None, plan, stage, wanted - 1)
    agreed = fewer.settled and seconds(state, plan, citation, fewer.status)
    return fewer if agreed else found


def people_outcome(state: ReviewState, plan: Plan, stage: Stage, citation: CitationId) -> Outcome:
    """The outcome of one citation from people's votes alone."""
    votes = state.votes_on(stage, citation)
    wanted = wanted_of(state, plan, stage, citation)
    return outcome_of(votes, state.resolution_of(stage, citation), plan, stage, wanted)


def statuses(state: ReviewState, plan: Plan, stage: Stage) -> dict[CitationId, Status]:
    """citation -> status, for every citation with a vote or a resolution at the stage.

    The same as `outcome_at(...).status` for each, in one pass over the votes.
    """
    found = people_statuses(state, plan, stage)
    if stage == TITLE_ABSTRACT and any(r.role == "second" for r in state.readers.values()):
        waiting = [citation for citation, status in found.items() if status == "waiting"]
        found |= {c: outcome_at(state, plan, stage, c).status for c in waiting}
    return found


def people_statuses(state: ReviewState, plan: Plan, stage: Stage) -> dict[CitationId, Status]:
    """`statuses` from people's votes alone."""
    votes: dict[CitationId, str] = {}
    for who in state.ballots[stage]:
        standing, said = state.standing(stage, who), votes.get
        if votes:
            votes |= {c: said(c, "") + letter for c, letter in standing.items()}
        else:
            votes = dict(standing)
    wanted = wanted_votes(plan, stage)
    known = {letters: _status_of(letters, wanted, stage) for letters in set(votes.values())}
    found = {citation: known[letters] for citation, letters in votes.items()}
    if stage == TITLE_ABSTRACT and state.wanted:
        found |= _by_round(state, votes)
    special = {state.citation_of(record) for record in state.resolutions[stage]}
    if plan.screening.reason_disagreement == "conflict":
        special.update(
            state.citation_of(r) for b in state.ballots[stage].values() for r in b.reasons
        )
    for citation in special:
        found[citation] = people_outcome(state, plan, stage, citation).status
    return found


def _by_round(state: ReviewState, votes: Mapping[CitationId, str]) -> dict[CitationId, Status]:
    """The statuses of citations whose round said how many votes they need."""
    asked: dict[CitationId, int] = {}
    for citation, n in zip(state.citations_of(state.wanted), state.wanted.values(), strict=True):
        asked[citation] = min(n, asked.get(citation, n))
    pairs = {c: (votes[c], n) for c, n in asked.items() if c in votes}
    known = {pair: _status_of(*pair, TITLE_ABSTRACT) for pair in set(pairs.values())}
    return {citation: known[pair] for citation, pair in pairs.items()}


def _status_of(letters: str, wanted: int, stage: Stage) -> Status:
    """The status that unresolved votes, a letter each, amount to."""
    verdicts = {_status(VERDICT_OF[letter], stage) for letter in letters}
    if len(verdicts) > 1:
        return "conflict"
    return verdicts.pop() if len(letters) >= wanted else "waiting"


def conflicts(state: ReviewState, plan: Plan, stage: Stage) -> list[CitationId]:
    """Citations in conflict at the stage, oldest disagreement first."""
    found = [c for c, status in statuses(state, plan, stage).items() if status == "conflict"]
    return sorted(found, key=lambda c: outcome_at(state, plan, stage, c).seq)


def twin_alarms(state: ReviewState) -> list[tuple[Stage, CitationId, str]]:
    """(stage, citation, reviewer) where one reviewer gave twins different verdicts.

    It happens when two records were screened apart and merged afterwards.
    """
    return [
        (stage, CitationId(citation), who)
        for stage, by in state.ballots.items()
        for who, ballot in by.items()
        for citation, members in state.groups.items()
        if len({ballot.letters[r] for r in members if r in ballot.letters}) > 1
    ]
