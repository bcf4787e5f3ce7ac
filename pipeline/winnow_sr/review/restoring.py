"""An earlier screening taken over from what came with the records: votes, resolutions, and of our
own exports also reports, what was set aside or removed, and studies.

Everything in one transaction, in the order in which a review comes to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec

from winnow_sr.errors import WinnowError
from winnow_sr.ledger import events as ev
from winnow_sr.ledger.state import ReviewState
from winnow_sr.records import Record
from winnow_sr.records.own import OwnNotes, own_notes
from winnow_sr.review.answers import DecidedFromRecords
from winnow_sr.review.decision_file import Statement, earlier_statements
from winnow_sr.review.full_texts import REPORT_EVENTS, said_earlier
from winnow_sr.review.handing_in import Group, HandingIn, Placed, Recorded
from winnow_sr.review.session import Session
from winnow_sr.screening.checks import check_stage
from winnow_sr.screening.outcomes import outcome_at
from winnow_sr.screening.reports import check_can_become, report_of
from winnow_sr.screening.team import check_name, check_screener, members
from winnow_sr.vocabulary import (
    FULL_TEXT,
    REPORT_STATUSES,
    STAGES,
    TITLE_ABSTRACT,
    CitationId,
    RecordId,
    RemovedBy,
    Stage,
    citation_id,
    one_of,
)

REMOVERS: tuple[RemovedBy, ...] = ("automation", "other")


class Came(NamedTuple):
    """A record of the review, and what an export of winnow said of it."""

    record: RecordId
    own: OwnNotes


class Restoring:
    """What came with the records, on its way into the ledger."""

    def __init__(self, session: Session, handing: HandingIn) -> None:
        self._session, self._handing = session, handing

    def take(
        self, records: Sequence[tuple[RecordId, Record]], screening: str, stage: str | None
    ) -> DecidedFromRecords | None:
        """All of it, or nothing; None where nothing came. See `Screening.decide_from_records`."""
        earlier = check_name(screening)
        at = check_stage(stage or TITLE_ABSTRACT)
        with self._session.writing() as state:
            plan = self._session.plan_of(state)
            if members(state, plan):  # a team with a list must have let the earlier screening in
                check_screener(state, plan, earlier)
            said = [
                s
                for s in earlier_statements(records, plan, at)
                if not stage or (s.stage or at) == at
            ]
            came = [Came(n, own) for n, record in records if (own := own_notes(record))]
            if not said and not any(_says_more(c.own) for c in came):
                return None
            self._remove(state, came, earlier)
            groups, twins = by_reader(said, state, earlier, at)
            done = Recorded()
            for each in STAGES:
                if each == FULL_TEXT:
                    self._reports(came, earlier)
                mine = {group: placed for group, placed in groups.items() if group.stage == each}
                self._handing.record_all(mine, lambda who, _: who, done)
                self._twins(twins, each, done)
            self._afterwards(came, earlier)
        return DecidedFromRecords(
            decided=done.decided,
            conflicts=done.conflicts,
            unchanged=done.unchanged,
            reviewers=done.readers,
            twins=sorted({citation_id(state.citation_of(t.record)) for t in twins}),
        )

    # -- before and beside the votes -------------------------------------------------------------
    def _remove(self, state: ReviewState, came: Iterable[Came], who: str) -> None:
        """What was removed before screening is removed here, too."""
        found: dict[tuple[RemovedBy, str], dict[CitationId, None]] = {}
        for record, own in came:
            citation = state.citation_of(record)
            if not own.removed or citation in state.removed:
                continue
            if not state.votes_on(TITLE_ABSTRACT, citation):
                key = one_of("way of removal", own.removed, REMOVERS), own.removed_because
                found.setdefault(key, {})[citation] = None
        events = [
            ev.RecordsRemoved(citations=list(citations), by=by, reason=reason or "removed earlier")
            for (by, reason), citations in found.items()
        ]
        self._session.append(who, *events)

    def _reports(self, came: Iterable[Came], who: str) -> None:
        """What became of the reports, as far as they are sought here."""
        state = self._session.state()
        plan = self._session.plan_of(state)
        made: dict[CitationId, ev.ReportEvent] = {}
        for record, own in came:
            citation = state.citation_of(record)
            if not own.report or citation in state.removed or citation in made:
                continue
            status = one_of("status of a report", own.report, REPORT_STATUSES)
            known = report_of(state, citation)
            standing = (known.status, known.reason) if known else ("sought", "")
            settled = outcome_at(state, plan, TITLE_ABSTRACT, citation).status
            if standing == (status, own.report_said) and (known or settled == "include"):
                continue
            try:
                check_can_become(state, plan, citation, status)
            except WinnowError:
                continue  # not sought here: its votes say why
            made[citation] = REPORT_EVENTS[status](citation=citation, reason=own.report_said)
        self._session.append(who, *made.values())

    def _afterwards(self, came: Iterable[Came], who: str) -> None:
        """What was set aside, and which reports are of one study."""
        state = self._session.state()
        plan = self._session.plan_of(state)
        said = [(state.citation_of(c.record), c.own.put_aside, c.own.studies) for c in came]
        self._session.append(who, *said_earlier(state, plan, said))
        tagged: dict[str, dict[CitationId, None]] = {}
        for record, own in came:
            citation = state.citation_of(record)
            for name in own.tags:
                tag = plan.tag(name)
                if tag is not None and tag.name not in state.tags_of(citation):
                    tagged.setdefault(tag.name, {})[citation] = None
        self._session.append(
            who,
            *(
                ev.CitationsTagged(citations=list(on), added=[tag], removed=[])
                for tag, on in tagged.items()
            ),
        )

    def _twins(self, twins: Sequence[Twin], stage: Stage, done: Recorded) -> None:
        """Different verdicts of one reader on records that are one citation here: each is kept with
        its record, the one that keeps the citation in last, so that it stands; `status` and the
        report name such twins."""
        state = self._session.state()
        plan = self._session.plan_of(state)
        for twin in sorted(twins, key=lambda t: t.said.verdict != "exclude"):
            if twin.group.stage != stage:
                continue
            event = self._handing.event(state, plan, twin.group, twin.said, twin.record)
            self._session.append(twin.group.who, event)
            done.decided += 1
            done.readers[twin.group.who] = done.readers.get(twin.group.who, 0) + 1


class Twin(NamedTuple):
    """A verdict that is not what the same reader said of another record of the citation."""

    group: Group
    record: RecordId
    said: Statement


def by_reader(
    said: Iterable[Statement], state: ReviewState, earlier: str, stage: Stage
) -> tuple[dict[Group, list[Placed]], list[Twin]]:
    """(statements by earlier reader and stage, those of them that differ from record to record)."""
    from winnow_sr.vocabulary import parse_record

    found: dict[Group, dict[CitationId, list[tuple[RecordId, Statement]]]] = {}
    for statement in said:
        who = f"{earlier}/{statement.reviewer}" if statement.reviewer else earlier
        at = check_stage(statement.stage or stage)
        group = Group(at, statement.resolution, check_name(who))
        record = parse_record(statement.ids[0])
        if record is not None:
            citation = state.citation_of(record)
            found.setdefault(group, {}).setdefault(citation, []).append((record, statement))
    groups: dict[Group, list[Placed]] = {}
    twins: list[Twin] = []
    for group, on in found.items():
        for citation, rows in on.items():
            if group.resolution or len({(s.verdict, s.reason) for _, s in rows}) == 1:
                groups.setdefault(group, []).append(Placed(rows[-1][1], citation))
            else:
                twins += [Twin(group, record, statement) for record, statement in rows]
    return groups, twins


def _says_more(own: OwnNotes) -> bool:
    """Does it say anything that can be taken over but votes?"""
    return own != msgspec.structs.replace(
        OwnNotes(record=own.record, citation=own.citation, source=own.source, lane=own.lane),
        status=own.status,
        title_abstract=own.title_abstract,
        full_text=own.full_text,
        reason=own.reason,
    )
