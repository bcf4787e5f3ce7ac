"""Who may see whose votes. One rule for every face: nobody who still has to read a citation sees
another's vote on it, nobody sees votes that are not complete, and every vote records whether others
could be seen.
"""

from __future__ import annotations

from collections.abc import Iterable

from winnow_sr.errors import AnswerIsNo, WinnowError
from winnow_sr.ledger.state import ReviewState
from winnow_sr.protocol.plan import Plan
from winnow_sr.screening.outcomes import outcome_at, statuses
from winnow_sr.screening.queues import open_round, still_to_check
from winnow_sr.screening.team import may_resolve, screens
from winnow_sr.vocabulary import (
    SETTLED,
    TITLE_ABSTRACT,
    CitationId,
    Stage,
    Status,
    citation_id,
)


def open_pilot(state: ReviewState) -> set[CitationId]:
    """The citations of the open pilot, which everybody who screens must read; empty without one."""
    batch = open_round(state)
    if batch is None or batch.kind != "pilot":
        return set()
    return set(state.citations_of(batch.citations)) - state.removed.keys()


def pilot_unread(state: ReviewState, plan: Plan, viewer: str) -> set[CitationId]:
    """Citations of the open pilot that this person must read and has not: whatever others said of
    them may show in no answer, by text or by count. Of somebody unnamed: all of them."""
    batch = open_pilot(state)
    if not batch or not viewer:
        return batch
    if not screens(state, plan, viewer):
        return set()
    read = state.standing(TITLE_ABSTRACT, viewer)
    return {citation for citation in batch if citation not in read}


def check_may_count(state: ReviewState, plan: Plan, viewer: str) -> None:
    """Refuse counts and texts of the whole review to a named person who must still read in the open
    pilot: they would tell what colleagues said. AnswerIsNo."""
    left = pilot_unread(state, plan, viewer) if viewer else ()
    if left:
        what = "citation" if len(left) == 1 else "citations"
        raise AnswerIsNo(
            f"a pilot is open, and {viewer} has {len(left)} {what} of it to read: counts would tell "
            "what colleagues said"
        )


def must_read(
    state: ReviewState, plan: Plan, viewer: str, stage: Stage, citation: CitationId
) -> bool:
    """Does this person still have to read the citation (or may yet be asked to)?"""
    if stage == TITLE_ABSTRACT and must_read_again(state, plan, viewer, citation):
        return True
    if viewer and (not screens(state, plan, viewer) or viewer in state.votes_on(stage, citation)):
        return False
    if stage == TITLE_ABSTRACT and citation in open_pilot(state):
        return True
    return outcome_at(state, plan, stage, citation).status in ("unscreened", "waiting")


def must_read_again(state: ReviewState, plan: Plan, viewer: str, citation: CitationId) -> bool:
    """May this person yet be asked to read it again in the open check round? That is done blind."""
    batch = open_round(state)
    if batch is None or batch.kind != "check" or (viewer and not screens(state, plan, viewer)):
        return False
    sample = state.citations_of(batch.citations)
    return citation in set(sample) and still_to_check(state, viewer, batch, citation)


def may_see(
    state: ReviewState, plan: Plan, viewer: str, stage: Stage, citation: CitationId
) -> bool:
    """May this person (empty: somebody unnamed) see how others voted on the citation?"""
    if must_read(state, plan, viewer, stage, citation):
        return False
    status = outcome_at(state, plan, stage, citation).status
    if status in SETTLED:
        return True
    if status != "conflict":  # not all votes that are wanted have been given
        return False
    if plan.screening.conflicts != "blind":
        return True
    voted = viewer in state.votes_on(stage, citation)
    return bool(viewer) and not voted and may_resolve(state, plan, viewer)


def may_list_conflicts(state: ReviewState, plan: Plan, viewer: str) -> bool:
    """May this person look at the list of conflicts? Whoever may resolve them; where the protocol
    shows conflicts openly, also those who screen."""
    if may_resolve(state, plan, viewer):
        return True
    return plan.screening.conflicts == "open" and screens(state, plan, viewer)


def could_see_others(
    state: ReviewState, plan: Plan, viewer: str, stage: Stage, citation: CitationId
) -> bool:
    """Could somebody who votes now have seen others' votes? This is what `visible` records.

    Also whoever took their verdict back after the others had given theirs: they may have looked.
    """
    others = state.votes_on(stage, citation).keys() - {viewer}
    if not others:
        return False
    if may_see(state, plan, viewer, stage, citation):
        return True
    agreed = [
        state.exposed[stage].get(record, {}).get(viewer) for record in state.members(citation)
    ]
    looked_at = {value for value in agreed if value is not None}
    return True in looked_at or (False in looked_at and plan.screening.conflicts == "open")


def hidden(
    state: ReviewState, plan: Plan, viewer: str, stage: Stage, citations: Iterable[CitationId]
) -> set[CitationId]:
    """Those of the citations of which this person may not even learn that others voted."""
    return {c for c in citations if must_read(state, plan, viewer, stage, c)}


def known_statuses(state: ReviewState, plan: Plan, stage: Stage) -> dict[CitationId, Status]:
    """`statuses`, as lists may show them to anybody: of a citation of the open pilot, which somebody
    may still have to read, no more than that it waits."""
    found = statuses(state, plan, stage)
    if stage == TITLE_ABSTRACT:
        found |= dict.fromkeys(open_pilot(state) & found.keys(), "waiting")
    return found


def statuses_for(
    state: ReviewState, plan: Plan, stage: Stage, viewer: str
) -> dict[CitationId, Status]:
    """`known_statuses`, as one person may see them in a list: what they may yet be asked to read
    waits, and so does a conflict where they may not look at conflicts."""
    found = known_statuses(state, plan, stage)
    batch = open_round(state)
    if stage != TITLE_ABSTRACT:
        for citation in pilot_unread(state, plan, viewer):
            found.pop(citation, None)
    elif batch is not None and batch.kind == "check":
        sample = state.citations_of(batch.citations)
        found |= dict.fromkeys(hidden(state, plan, viewer, stage, sample), "waiting")
    if not may_list_conflicts(state, plan, viewer):
        found |= {c: "waiting" for c, status in found.items() if status == "conflict"}
    return found


def check_may_know(state: ReviewState, plan: Plan, viewer: str, citation: CitationId) -> None:
    """Refuse to speak of a citation that this person must first read in the pilot."""
    if citation in pilot_unread(state, plan, viewer):
        raise WinnowError(f"read {citation_id(citation)} in the open pilot first")
