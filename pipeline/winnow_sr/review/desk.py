"""What a screen asks for one person beside the queue, as far as that person may know it."""

from __future__ import annotations

from winnow_sr.errors import WinnowError
from winnow_sr.review.answers import (
    LastAct,
    OwnDecision,
    OwnVerdict,
    QueueRow,
    Resolution,
    TeamProgress,
)
from winnow_sr.review.lookup import Lookup
from winnow_sr.review.reading import queue_rows
from winnow_sr.review.session import Session
from winnow_sr.screening import blinding
from winnow_sr.screening.checks import check_open, check_stage
from winnow_sr.screening.outcomes import statuses
from winnow_sr.screening.reports import sought_reports
from winnow_sr.vocabulary import TITLE_ABSTRACT, citation_id


class Desk:
    """Somebody's own verdicts, and how far the team is; accessed via `review.desk`."""

    def __init__(self, session: Session, lookup: Lookup) -> None:
        self._session = session
        self._lookup = lookup

    # -- one's own verdicts ------------------------------------------------------------------------
    def decided(self, reviewer: str, stage: str = TITLE_ABSTRACT) -> int:
        """On how many citations a verdict of this reviewer stands."""
        return len(self._session.state().standing(check_stage(stage), reviewer))

    def standing(self, text: str, *, reviewer: str, stage: str) -> OwnVerdict | None:
        """The reviewer's own verdict on a citation; None where none stands."""
        state = self._session.state()
        citation = self._lookup.citation(text, state)
        vote = state.votes_on(check_stage(stage), citation).get(reviewer)
        if vote is None:
            return None
        return OwnVerdict(verdict=vote.verdict, reason=vote.reason, note=vote.note)

    def own(self, reviewer: str, stage: str = TITLE_ABSTRACT) -> list[OwnDecision]:
        """The reviewer's own verdicts that stand at a stage, the newest first."""
        at = check_stage(stage)
        state = self._session.state()
        votes = [
            (citation, vote)
            for citation in state.standing(at, reviewer)
            if (vote := state.votes_on(at, citation).get(reviewer)) is not None
        ]
        votes.sort(key=lambda found: found[1].seq, reverse=True)
        return [
            OwnDecision(
                citation=citation_id(citation),
                verdict=vote.verdict,
                reason=vote.reason,
                note=vote.note,
            )
            for citation, vote in votes
        ]

    def last(self, reviewer: str) -> LastAct | None:
        """What this reviewer would take back with an undo; None where there is nothing."""
        state = self._session.state()
        made = state.last_by(reviewer)
        if made is None:
            return None
        citation = state.citation_of(made.record)
        vote = state.votes_on(made.stage, citation).get(reviewer)
        if made.resolution:
            vote = state.resolution_of(made.stage, citation)
        return LastAct(
            citation=citation_id(citation),
            stage=made.stage,
            resolution=made.resolution,
            verdict=vote.verdict if vote else "",
            reason=vote.reason if vote else "",
            note=vote.note if vote else "",
        )

    def again(self, text: str, *, reviewer: str, stage: str) -> QueueRow | None:
        """A citation to be read once more, after an undo; None where it is gone (merged, removed)
        or has this reviewer's verdict, or must first be read in the open pilot."""
        state = self._session.state()
        at = check_stage(stage)
        try:
            citation = self._lookup.citation(text, state)
        except WinnowError:  # merged with another since
            return None
        if citation in state.removed or reviewer in state.votes_on(at, citation):
            return None
        plan = self._session.plan_of(state)
        if at != TITLE_ABSTRACT and citation in blinding.pilot_unread(state, plan, reviewer):
            return None
        return queue_rows(self._session, self._lookup, state, [citation])[0]

    def check_open(self, text: str, *, reviewer: str, stage: str) -> None:
        """WinnowError where a citation is no longer there to be decided on (removed, say)."""
        state = self._session.state()
        plan = self._session.plan_of(state)
        at, citation = check_stage(stage), self._lookup.citation(text, state)
        if at != TITLE_ABSTRACT:
            blinding.check_may_know(state, plan, reviewer, citation)
        check_open(state, plan, at, citation)

    # -- the team ----------------------------------------------------------------------------------
    def pilot_unread(self, viewer: str) -> int:
        """How many citations of the open pilot this person must read and has not: until then,
        totals and agreement are not for them."""
        state = self._session.state()
        return len(blinding.pilot_unread(state, self._session.plan_of(state), viewer))

    def progress(self, viewer: str, stage: str = TITLE_ABSTRACT) -> TeamProgress:
        """How many citations (at the full text: reports) have all the votes they need, and how many
        there are. Conflicts count as read: whether colleagues agreed is not for everybody."""
        at = check_stage(stage)
        state = self._session.state()
        plan = self._session.plan_of(state)
        found = statuses(state, plan, at)
        if at == TITLE_ABSTRACT:
            read = sum(s != "waiting" for c, s in found.items() if c not in state.removed)
            return TeamProgress(read=read, total=state.count_citations() - len(state.removed))
        unread = blinding.pilot_unread(state, plan, viewer)
        sought = [
            citation
            for citation, status in sought_reports(state, plan).items()
            if status != "not-retrieved" and citation not in unread
        ]
        read = sum(found.get(citation, "waiting") != "waiting" for citation in sought)
        return TeamProgress(read=read, total=len(sought))

    def sees_conflicts(self, viewer: str) -> bool:
        """May this person look at the list of conflicts?"""
        state = self._session.state()
        return blinding.may_list_conflicts(state, self._session.plan_of(state), viewer)

    def resolution(self, text: str, *, viewer: str, stage: str) -> Resolution | None:
        """The adjudicator's verdict that settles a citation; None where there is none, or where
        this person must still read the citation."""
        at = check_stage(stage)
        state = self._session.state()
        plan = self._session.plan_of(state)
        citation = self._lookup.citation(text, state)
        made = state.resolution_of(at, citation)
        if made is None or not blinding.may_see(state, plan, viewer, at, citation):
            return None
        return Resolution(
            citation=citation_id(citation),
            stage=at,
            by=made.actor,
            verdict=made.verdict,
            reason=made.reason,
            note=made.note,
        )
