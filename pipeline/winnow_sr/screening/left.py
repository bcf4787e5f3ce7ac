"""Who has what left to read. Numbers only, and none that tells how a colleague voted."""

from __future__ import annotations

from winnow_sr.ledger.state import ReviewState
from winnow_sr.protocol.plan import Plan
from winnow_sr.screening.queues import Known, known_of, queue
from winnow_sr.screening.shares import given_to
from winnow_sr.screening.team import screeners
from winnow_sr.vocabulary import STAGES, TITLE_ABSTRACT, Stage


def people(state: ReviewState, plan: Plan) -> list[str]:
    """Everybody who screens; on a team without a list, everybody who has read something, or was
    given something to read, and has not left."""
    listed = screeners(state, plan)
    if listed:
        return listed
    known = {who for by in state.ballots.values() for who, ballot in by.items() if ballot.letters}
    for stage in STAGES:
        for given in given_to(state, plan, stage).values():
            known |= given
    return sorted(who for who in known if who not in state.team or state.team[who].joined)


def left(state: ReviewState, plan: Plan, known: Known | None = None) -> dict[str, dict[Stage, int]]:
    """name -> stage -> how many citations this person may still be asked to read."""
    who = people(state, plan)
    order = list(state.citations()) if who else []
    known = known or known_of(state, plan)
    return {
        name: {
            stage: len(
                queue(
                    state,
                    plan,
                    name,
                    stage,
                    order if stage == TITLE_ABSTRACT else (),
                    known=known,
                )
            )
            for stage in STAGES
        }
        for name in who
    }
