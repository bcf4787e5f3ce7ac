"""What a page lists: merged records and by which rule, removals, studies, amendments, the pace."""

from __future__ import annotations

from collections import Counter

from winnow_sr.ledger import events as ev
from winnow_sr.ledger.state import ReviewState
from winnow_sr.review.answers import Answer
from winnow_sr.review.lookup import Lookup
from winnow_sr.review.session import Session
from winnow_sr.screening.blinding import may_see, pilot_unread
from winnow_sr.screening.outcomes import statuses
from winnow_sr.screening.reports import sought_reports
from winnow_sr.vocabulary import (
    FULL_TEXT,
    CitationId,
    Lane,
    RecordId,
    RemovedBy,
    ReportStatus,
    Status,
    citation_id,
    record_id,
)


class GroupedRecord(Answer, frozen=True, kw_only=True):
    """A record of a citation, as a list shows it."""

    record: str
    source: str
    lane: Lane
    key: str
    title: str
    authors: list[str]
    year: int | None
    journal: str
    doi: str


class MergedGroup(Answer, frozen=True, kw_only=True):
    """A citation of several records, and what joined them."""

    citation: str
    records: list[GroupedRecord]
    rules: list[str]
    """The matcher's rules behind it."""
    people: list[str]
    """Who said that records of it are one publication."""


class RemovedCitation(Answer, frozen=True, kw_only=True):
    """A citation that is not screened, and why."""

    citation: str
    title: str
    by: RemovedBy
    reason: str


class StudyReport(Answer, frozen=True, kw_only=True):
    """A report that is sought, as the list of studies shows it."""

    citation: str
    title: str
    status: ReportStatus
    read: Status
    """What its full text came to."""
    aside: str
    """awaiting, ongoing, or empty."""
    reports: int
    """For how many reports it stands."""
    study: str
    """The study it is linked to; empty where it is one of its own."""


class StudyRow(Answer, frozen=True, kw_only=True):
    """A study: what is said of it, and its reports."""

    study: str
    reports: list[str]
    design: str
    substances: list[str]
    claims: list[str]
    note: str
    meta: bool
    """Is it in the meta-analysis?"""


class AmendmentRow(Answer, frozen=True, kw_only=True):
    """A change of the protocol, with the file before and after it."""

    seq: int
    at: str
    actor: str
    reason: str
    changed: list[str]
    before: str
    after: str


class DayOfWork(Answer, frozen=True, kw_only=True):
    """How many verdicts a person gave on a day (UTC)."""

    day: str
    reviewer: str
    decisions: int


class Listing:
    """Lists for reading; accessed via `review.listing`."""

    def __init__(self, session: Session, lookup: Lookup) -> None:
        self._session = session
        self._lookup = lookup

    def groups(self, first: int = 0, n: int | None = None) -> tuple[list[MergedGroup], int]:
        """Citations of several records, in order, `n` from the `first` on; and how many there are."""
        state = self._session.state()
        every = sorted(state.groups)
        wanted = every[first : None if n is None else first + n]
        links = self._links({m for c in wanted for m in state.groups[c]}, state)
        found = []
        for number in wanted:
            citation = state.citation_of(number)
            rules = sorted({rule for rule, who in links.get(citation, ()) if not who})
            people = sorted({who for _, who in links.get(citation, ()) if who})
            records = self.records_of(state.members(citation), state)
            found.append(
                MergedGroup(
                    citation=citation_id(citation), records=records, rules=rules, people=people
                )
            )
        return found, len(every)

    def _links(
        self, records: set[RecordId], state: ReviewState
    ) -> dict[CitationId, list[tuple[str, str]]]:
        """citation -> (rule, who) of every merge between two of its records."""
        found: dict[CitationId, list[tuple[str, str]]] = {}

        def note(a: RecordId, b: RecordId, rule: str, who: str) -> None:
            if a in records and b in records and state.citation_of(a) == state.citation_of(b):
                found.setdefault(state.citation_of(a), []).append((rule, who))

        for entry in self._session.entries():
            match entry.event:
                case ev.DuplicatesFound():
                    for link in entry.event.links:
                        note(link.a, link.b, link.rule, "")
                case ev.CitationsMerged():
                    note(entry.event.a, entry.event.b, "", entry.actor)
        return found

    def records_of(self, numbers: list[RecordId], state: ReviewState) -> list[GroupedRecord]:
        """Records as a list shows them."""
        texts = self._lookup.record_texts(numbers, state)
        origins = state.origins()
        return [
            GroupedRecord(
                record=record_id(n),
                source=origins[n][0],
                lane=origins[n][1],
                key=texts[n].key or record_id(n),
                title=texts[n].title,
                authors=list(texts[n].authors),
                year=texts[n].year,
                journal=texts[n].journal,
                doi=texts[n].doi,
            )
            for n in numbers
        ]

    def removed(self) -> list[RemovedCitation]:
        """Citations that were removed before screening, in order."""
        state = self._session.state()
        texts = self._lookup.composed([state.citation_of(c) for c in sorted(state.removed)], state)
        return [
            RemovedCitation(
                citation=citation_id(c),
                title=record.title,
                by=state.removed[c].by,
                reason=state.removed[c].reason,
            )
            for c, record in texts.items()
        ]

    def studies(self, viewer: str) -> tuple[list[StudyReport], list[StudyRow]]:
        """The reports that are sought, and the studies they describe, as far as this person may
        know: not citations that they must first read in the open pilot."""
        state = self._session.state()
        plan = self._session.plan_of(state)
        unread = pilot_unread(state, plan, viewer)
        sought = {c: s for c, s in sought_reports(state, plan).items() if c not in unread}
        texts = self._lookup.composed(list(sought), state)
        read = statuses(state, plan, FULL_TEXT)
        linked: dict[CitationId, str] = {}
        rows: dict[str, list[CitationId]] = {}
        for name, records in state.studies.items():
            rows[name] = [c for c in state.citations_of(records) if c in sought]
            linked |= dict.fromkeys(rows[name], name)
        for c in sought:
            if c not in linked and citation_id(c) in state.described:
                rows[citation_id(c)] = [c]
        reports = [
            StudyReport(
                citation=citation_id(c),
                title=texts[c].title,
                status=status,
                read=read.get(c, "unscreened")
                if may_see(state, plan, viewer, FULL_TEXT, c)
                else "waiting",
                aside=next((state.aside[m] for m in state.members(c) if m in state.aside), ""),
                reports=next(
                    (state.report_counts[m] for m in state.members(c) if m in state.report_counts),
                    1,
                ),
                study=linked.get(c, ""),
            )
            for c, status in sought.items()
        ]
        return reports, [self._study(name, on, state) for name, on in rows.items() if on]

    @staticmethod
    def _study(name: str, on: list[CitationId], state: ReviewState) -> StudyRow:
        said = state.described.get(name)
        return StudyRow(
            study=name,
            reports=[citation_id(c) for c in on],
            design=said.design if said else "",
            substances=said.substances if said else [],
            claims=said.claims if said else [],
            note=said.note if said else "",
            meta=name in state.meta,
        )

    def amendments(self) -> list[AmendmentRow]:
        """Every change of the protocol, newest first."""
        found: list[AmendmentRow] = []
        text = ""
        for entry in self._session.entries():
            match entry.event:
                case ev.ProtocolAmended():  # first: it is a kind of what a review begins with
                    found.append(
                        AmendmentRow(
                            seq=entry.seq,
                            at=entry.at,
                            actor=entry.actor,
                            reason=entry.event.reason,
                            changed=entry.event.changed,
                            before=text,
                            after=entry.event.text,
                        )
                    )
                    text = entry.event.text
                case ev.ReviewCreated():
                    text = entry.event.text
        return found[::-1]

    def pace(self) -> list[DayOfWork]:
        """How many verdicts each person gave on each day, whether they stand or not."""
        found: Counter[tuple[str, str]] = Counter(
            (entry.at[:10], entry.actor)
            for entry in self._session.entries()
            if isinstance(entry.event, ev.DecisionMade)
        )
        return [
            DayOfWork(day=day, reviewer=who, decisions=n) for (day, who), n in sorted(found.items())
        ]
