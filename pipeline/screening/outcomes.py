"""What the votes on a citation amount to.

A citation is settled at a stage when as many reviewers as the protocol asks for have voted and
agree, or when an adjudicator has resolved it. On title and abstract `unsure` goes on to the full
text as `include` does (the two do not conflict). At the full text `unsure` must be agreed by all
to stand (the report awaits classification); beside another verdict it is a conflict.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

from pipeline.ledger.state import ReviewState, Vote
from pipeline.protocol.plan import Plan

Status = Literal["unscreened", "waiting", "conflict", "include", "exclude", "unsure"]


class Outcome(NamedTuple):
    """status: unscreened (no vote), waiting (for a further vote), conflict, or the settled verdict
    (`unsure` only at the full text). seq: the event that brought it there."""

    status: Status
    reason: str = ""
    seq: int = 0

    @property
    def settled(self) -> bool:
        """Is there a verdict that stands?"""
        return self.status in ("include", "exclude", "unsure")


UNSCREENED = Outcome("unscreened")


def wanted_votes(plan: Plan, stage: str) -> int:
    """Reviewers per citation at the stage."""
    screening = plan.screening
    if stage == "title-abstract":
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
    votes: Mapping[str, Vote], resolution: Vote | None, plan: Plan, stage: str
) -> Outcome:
    """The outcome of one citation from its standing votes and its resolution."""
    if resolution is not None and all(vote.seq < resolution.seq for vote in votes.values()):
        return Outcome(_status(resolution.verdict, stage), resolution.reason, resolution.seq)
    if not votes:
        return UNSCREENED
    seq = max(vote.seq for vote in votes.values())
    statuses = {_status(vote.verdict, stage) for vote in votes.values()}
    if len(statuses) > 1:
        return Outcome("conflict", "", seq)
    if len(votes) < wanted_votes(plan, stage):
        return Outcome("waiting", "", seq)
    status = statuses.pop()
    if status != "exclude":
        return Outcome(status, "", seq)
    reason = primary_reason(votes, plan)
    return Outcome("conflict", "", seq) if reason is None else Outcome("exclude", reason, seq)


def _status(verdict: str, stage: str) -> Status:
    if verdict == "exclude":
        return "exclude"
    if verdict == "unsure" and stage == "full-text":
        return "unsure"
    return "include"


def outcomes(state: ReviewState, plan: Plan, stage: str) -> dict[int, Outcome]:
    """citation -> outcome, for every citation with a vote or a resolution at the stage."""
    touched = state.voted(stage)
    touched.update(state.citation_of(n) for n in state.resolutions[stage])
    resolved = state.resolutions[stage]
    found: dict[int, Outcome] = {}
    for citation in sorted(touched):
        resolution = state.resolution_of(stage, citation) if resolved else None
        found[citation] = outcome_of(state.votes_on(stage, citation), resolution, plan, stage)
    return found


def conflicts(state: ReviewState, plan: Plan, stage: str) -> list[int]:
    """Citations in conflict at the stage, oldest disagreement first."""
    found = [(o.seq, c) for c, o in outcomes(state, plan, stage).items() if o.status == "conflict"]
    return [citation for _, citation in sorted(found)]


def twin_alarms(state: ReviewState) -> list[tuple[str, int, str]]:
    """(stage, citation, reviewer) where one reviewer gave twins different verdicts.

    It happens when two records were screened apart and merged afterwards.
    """
    found: list[tuple[str, int, str]] = []
    for stage, on in state.votes.items():
        for citation, members in state.groups.items():
            given: dict[str, set[str]] = {}
            for record in members:
                for who, stack in on.get(record, {}).items():
                    given.setdefault(who, set()).add(stack[-1].verdict)
            found += [(stage, citation, who) for who, verdicts in given.items() if len(verdicts) > 1]
    return found
