"""Many verdicts at once, from a file or from what came with the records: all of them, or none.

A row is obeyed as it says whose it is, or refused: nobody's verdict is booked on somebody else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, TypeAlias

import msgspec

from winnow_sr.errors import WinnowError
from winnow_sr.ledger import events as ev
from winnow_sr.ledger.state import ReviewState
from winnow_sr.protocol.plan import Plan
from winnow_sr.review.answers import DecidedFrom, LeftOut, Likely, ResolvedFrom, VerdictRow
from winnow_sr.review.decision_file import Statement, read_decisions
from winnow_sr.review.locating import Located, Locator
from winnow_sr.review.lookup import Lookup
from winnow_sr.review.reader_roles import end_lost
from winnow_sr.review.session import Session
from winnow_sr.screening import checks
from winnow_sr.screening.blinding import check_may_know, may_see
from winnow_sr.screening.outcomes import conflicts, outcome_at
from winnow_sr.screening.team import check_name, check_resolver, check_screener
from winnow_sr.vocabulary import STAGES, TITLE_ABSTRACT, CitationId, RecordId, Stage, citation_id

Ask: TypeAlias = Callable[[LeftOut], str | None]
"""Shows a person a row and what it may mean; returns the id of the citation it is, or None."""
Recorder: TypeAlias = Callable[[ReviewState, Sequence[VerdictRow], str, Stage], tuple[int, int]]
"""Records the rows of one reader at one stage; (verdicts that stand, of these not new)."""


class Placed(NamedTuple):
    """A statement and the citation it is about."""

    said: Statement
    citation: CitationId


class HandingIn:
    """One file, or one earlier screening, on its way into the ledger."""

    def __init__(self, session: Session, lookup: Lookup, record: Recorder) -> None:
        self._session, self._lookup, self._record = session, lookup, record

    # -- decide --from ---------------------------------------------------------------------------
    def decide(
        self,
        path: Path,
        *,
        reviewer: str,
        stage: str | None,
        verdict: str = "",
        every_reader: bool = False,
        ask: Ask | None = None,
    ) -> DecidedFrom:
        """The verdicts of a file; see `Screening.decide_from`."""
        at = checks.check_stage(stage or TITLE_ABSTRACT)
        if verdict:
            checks.check_verdict(verdict)
        state = self._session.state()
        plan = self._session.plan_of(state)
        name = check_screener(state, plan, reviewer)
        file = read_decisions(path, plan, at, verdict=verdict)
        said = [s for s in file.statements if not stage or (s.stage or at) == at]
        if not every_reader:
            refuse_others(said, name)
        placed, unsure, unmatched = self._placed(said, state, plan, ask)
        with self._session.writing() as now:
            if state.seq != now.seq:
                placed = self._again(placed, now)
            groups = grouped(placed, at, lambda s: (s.reviewer or name) if every_reader else name)
            done = Recorded()
            self.record_all(groups, lambda who, now: check_screener(now, plan, who), done)
        return DecidedFrom(
            decided=done.decided,
            conflicts=done.conflicts,
            unchanged=done.unchanged,
            readers=done.readers if every_reader else {},
            taken_as="" if file.states_verdicts else verdict or "include",
            unsure=unsure,
            unmatched=unmatched,
            ignored=list(file.ignored),
            undecided=file.unsaid,
        )

    def _again(self, placed: Sequence[Placed], now: ReviewState) -> list[Placed]:
        """The same in a ledger that has moved on: citations may have been merged."""
        return [p._replace(citation=now.citation_of(p.citation)) for p in placed]

    def _placed(
        self, said: Sequence[Statement], state: ReviewState, plan: Plan, ask: Ask | None
    ) -> tuple[list[Placed], list[LeftOut], list[LeftOut]]:
        """(what is sure or was asked, what is unsure, what matches nothing)."""
        placed: list[Placed] = []
        unsure: list[LeftOut] = []
        unmatched: list[LeftOut] = []
        located = Locator(self._lookup, state, plan).all(said)
        for statement, found in zip(said, located, strict=True):
            if found.citation is not None:
                placed.append(Placed(statement, found.citation))
                continue
            row = self._row(statement, found, state)
            answer = ask(row) if ask and found.candidates else None
            if answer:
                placed.append(Placed(statement, self._lookup.citation(answer, state)))
            else:
                (unsure if found.candidates else unmatched).append(row)
        return placed, unsure, unmatched

    def _row(self, said: Statement, found: Located, state: ReviewState) -> LeftOut:
        record = said.record
        texts = self._lookup.composed([c.citation for c in found.candidates], state)
        return LeftOut(
            where=said.where.rstrip(": "),
            title=record.title if record else "",
            authors=list(record.authors[:3]) if record else [],
            year=record.year if record else None,
            candidates=[
                Likely(
                    citation=citation_id(c.citation),
                    title=texts[c.citation].title,
                    authors=list(texts[c.citation].authors[:3]),
                    year=texts[c.citation].year,
                    score=round(c.score, 3),
                )
                for c in found.candidates
            ],
        )

    # -- writing ---------------------------------------------------------------------------------
    def record_all(
        self,
        groups: Mapping[Group, list[Placed]],
        check: Callable[[str, ReviewState], str],
        done: Recorded,
    ) -> None:
        """Every group's verdicts and resolutions, in the order in which a review comes to them."""
        for group in sorted(groups, key=Group.order):
            state = self._session.state()
            plan = self._session.plan_of(state)
            placed = groups[group]
            if group.resolution:
                new, same = self._resolutions(state, plan, placed, group)
            else:
                name = check(group.who, state)
                rows = [row_of(p) for p in placed]
                new, same = self._record(state, rows, name, group.stage)
                done.readers[name] = done.readers.get(name, 0) + new
            done.decided += new
            done.unchanged += same
            done.touched |= {(group.stage, p.citation) for p in placed}
        end_lost(self._session)
        state = self._session.state()
        plan = self._session.plan_of(state)
        done.conflicts = sum(
            outcome_at(state, plan, stage, citation).status == "conflict"
            for stage, citation in done.touched
        )

    @staticmethod
    def event(
        state: ReviewState, plan: Plan, group: Group, said: Statement, record: RecordId
    ) -> ev.DecisionMade:
        """A verdict that is kept with one record of a citation."""
        from winnow_sr.review.screening import decision

        row = row_of(Placed(said, state.citation_of(record)))
        made = decision(state, plan, group.who, group.stage, state.citation_of(record), row, 0)
        return msgspec.structs.replace(made, citation=CitationId(record))

    def _resolutions(
        self, state: ReviewState, plan: Plan, placed: Sequence[Placed], group: Group
    ) -> tuple[int, int]:
        """(resolutions that stand as they are stated, of these not new)."""
        made: list[ev.ConflictResolved] = []
        same = 0
        for said, citation in placed:
            standing = state.resolution_of(group.stage, citation)
            verdict = checks.check_verdict(said.verdict)
            try:
                reason = checks.check_reason(plan, group.stage, verdict, said.reason)
            except WinnowError as error:
                raise WinnowError(f"{said.where}{error}") from error
            if standing and (standing.verdict, standing.reason) == (verdict, reason):
                same += 1
                continue
            votes = state.votes_on(group.stage, citation)
            made.append(
                ev.ConflictResolved(
                    stage=group.stage,
                    citation=citation,
                    verdict=verdict,
                    reason=reason,
                    note=said.note,
                    visible=bool(votes),
                    votes=sorted(vote.seq for vote in votes.values()),
                )
            )
        self._session.append(group.who, *made)
        return len(made) + same, same

    # -- resolve --from --------------------------------------------------------------------------
    def resolve(
        self, path: Path, *, actor: str, stage: str | None, change: bool, ask: Ask | None = None
    ) -> ResolvedFrom:
        """An adjudicator's verdicts on many conflicts; see `Screening.resolve_from`."""
        asked = checks.check_stage(stage) if stage else None
        state = self._session.state()
        plan = self._session.plan_of(state)
        name = check_resolver(state, plan, actor)
        file = read_decisions(path, plan, asked or TITLE_ABSTRACT)
        refuse_others(file.statements, name)
        placed, unsure, unmatched = self._placed(file.statements, state, plan, ask)
        with self._session.writing() as now:
            if state.seq != now.seq:
                placed = self._again(placed, now)
            events: dict[tuple[Stage, CitationId], ev.ConflictResolved] = {}
            for said, citation in placed:
                try:
                    event = self._resolution(now, plan, name, said, citation, asked, change)
                    before = events.get((event.stage, citation))
                    if before and (before.verdict, before.reason) != (event.verdict, event.reason):
                        raise WinnowError(f"{citation_id(citation)} stands twice, differently")
                except WinnowError as error:
                    raise WinnowError(f"{said.where}{error}") from error
                events[event.stage, citation] = event
            self._session.append(name, *events.values())
            end_lost(self._session)
        now = self._session.state()
        return ResolvedFrom(
            resolved=len(events),
            conflicts=sum(len(conflicts(now, plan, at)) for at in STAGES),
            unsure=unsure,
            unmatched=unmatched,
            ignored=list(file.ignored),
            undecided=file.unsaid,
        )

    @staticmethod
    def _resolution(
        state: ReviewState,
        plan: Plan,
        name: str,
        said: Statement,
        citation: CitationId,
        asked: Stage | None,
        change: bool,
    ) -> ev.ConflictResolved:
        check_may_know(state, plan, name, citation)
        wanted = asked or (checks.check_stage(said.stage) if said.stage else None)
        at = checks.check_conflict(state, plan, citation, wanted, change)
        verdict = checks.check_verdict(said.verdict)
        return ev.ConflictResolved(
            stage=at,
            citation=citation,
            verdict=verdict,
            reason=checks.check_reason(plan, at, verdict, said.reason),
            note=said.note,
            visible=may_see(state, plan, name, at, citation),
            votes=sorted(vote.seq for vote in state.votes_on(at, citation).values()),
        )


class Group(NamedTuple):
    """Verdicts of one reader at one stage, or resolutions of one adjudicator."""

    stage: Stage
    resolution: bool
    who: str

    def order(self) -> tuple[int, bool, str]:
        """Votes before what resolves them, title and abstract before the full text."""
        return STAGES.index(self.stage), self.resolution, self.who


class Recorded:
    """What became of the groups."""

    def __init__(self) -> None:
        self.decided = self.unchanged = self.conflicts = 0
        self.readers: dict[str, int] = {}
        self.touched: set[tuple[Stage, CitationId]] = set()


def grouped(
    placed: Iterable[Placed], stage: Stage, who: Callable[[Statement], str]
) -> dict[Group, list[Placed]]:
    """The statements by reader and stage."""
    found: dict[Group, list[Placed]] = {}
    for p in placed:
        try:
            name = check_name(who(p.said))
            at = checks.check_stage(p.said.stage or stage)
        except WinnowError as error:
            raise WinnowError(f"{p.said.where}{error}") from error
        found.setdefault(Group(at, p.said.resolution, name), []).append(p)
    return found


def row_of(placed: Placed) -> VerdictRow:
    """One verdict as it is recorded."""
    said = placed.said
    return VerdictRow(
        key=citation_id(placed.citation),
        verdict=said.verdict,
        reason=said.reason,
        note=said.note,
        where=said.where,
    )


def refuse_others(said: Iterable[Statement], name: str) -> None:
    """Refuse rows that say they are somebody else's."""
    for statement in said:
        whose = " ".join(statement.reviewer.split())
        if whose and whose != name:
            raise WinnowError(
                f"{statement.where}this is {whose}'s verdict, not {name}'s: hand in each reader's "
                "rows by themselves, or say --every-reader to record each row for whom it names"
            )
