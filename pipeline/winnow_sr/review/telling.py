"""Everything that was said of a record, as an export tells it: to whom it may be told."""

from __future__ import annotations

from winnow_sr.ledger.ballots import Vote
from winnow_sr.records.own import OwnNotes, OwnVote
from winnow_sr.review.picking import Picker
from winnow_sr.screening.blinding import may_see
from winnow_sr.screening.outcomes import outcome_at
from winnow_sr.screening.reports import report_of
from winnow_sr.screening.standings import Standing
from winnow_sr.vocabulary import (
    FULL_TEXT,
    STAGES,
    CitationId,
    RecordId,
    Stage,
    citation_id,
    record_id,
)


class Teller:
    """Tells of one record after the other; a citation's votes go with all of its records."""

    def __init__(self, picker: Picker) -> None:
        self._picker = picker
        self._state, self._plan, self._viewer = picker.state, picker.plan, picker.viewer
        self._origins = picker.state.origins()
        self._voted: dict[Stage, set[CitationId]] = {
            stage: self._state.voted(stage)
            | {self._state.citation_of(r) for r in self._state.resolutions[stage]}
            for stage in STAGES
        }
        self._studies: dict[CitationId, list[str]] = {}
        for study, linked in self._state.studies.items():
            for record in linked:
                self._studies.setdefault(self._state.citation_of(record), []).append(study)
        self._told: dict[CitationId, OwnNotes] = {}
        self.withheld: set[CitationId] = set()
        """Citations of those told of with verdicts that the viewer may not see."""

    def of(self, record: RecordId) -> OwnNotes:
        """What is said of a record."""
        from msgspec.structs import replace

        citation = self._state.citation_of(record)
        if citation not in self._told:
            if len(self._told) > 5000:
                self._told.clear()
            self._told[citation] = self._citation(citation)
        source, lane = self._origins[record]
        return replace(
            self._told[citation],
            record=record_id(record),
            source=source,
            lane=lane,
            status=self._picker.word(record),
        )

    def _citation(self, citation: CitationId) -> OwnNotes:
        state = self._state
        standing = self._picker.standing(citation)
        read = standing.full_text is not None
        report = report_of(state, citation) if standing.report else None
        removal = state.removed.get(citation)
        return OwnNotes(
            citation=citation_id(citation),
            title_abstract=standing.title_abstract,
            full_text=standing.full_text or "",
            reason=outcome_at(state, self._plan, FULL_TEXT, citation).reason if read else "",
            report=standing.report,
            report_said=report.reason if report else "",
            put_aside=self._aside(citation, standing),
            removed=removal.by if removal else "",
            removed_because=removal.reason if removal else "",
            tags=tuple(state.tags_of(citation)),
            studies=tuple(self._studies.get(citation, ())) if standing.report else (),
            votes=tuple(vote for stage in STAGES for vote in self._votes(stage, citation)),
        )

    def _aside(self, citation: CitationId, standing: Standing) -> str:
        if not standing.report:
            return ""
        members = self._state.members(citation)
        return next((self._state.aside[m] for m in members if m in self._state.aside), "")

    def _votes(self, stage: Stage, citation: CitationId) -> list[OwnVote]:
        """The verdicts at one stage that the viewer may see, and what ended a conflict."""
        if citation not in self._voted[stage]:
            return []
        state, plan, viewer = self._state, self._plan, self._viewer
        votes = state.votes_on(stage, citation)
        hidden = stage == FULL_TEXT and not self._picker.standing(citation).report
        if hidden or not may_see(state, plan, viewer, stage, citation):
            if votes.keys() - {viewer}:
                self.withheld.add(citation)
            return [_told(stage, votes[viewer])] if viewer in votes else []
        found = [_told(stage, votes[who]) for who in sorted(votes)]
        ended = state.resolution_of(stage, citation)
        if ended is not None and all(vote.seq < ended.seq for vote in votes.values()):
            found.append(_told(stage, ended, resolution=True))
        return found


def _told(stage: Stage, vote: Vote, *, resolution: bool = False) -> OwnVote:
    return OwnVote(
        stage=stage,
        reader=vote.actor,
        verdict=vote.verdict,
        reason=vote.reason,
        note=vote.note,
        resolution=resolution,
    )
