"""What to read next, and verdicts: decide, decide from a file, undo, conflicts, resolve."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

import msgspec

from winnow_sr.errors import WinnowError
from winnow_sr.files import AnyPath
from winnow_sr.ledger.events import (
    CitationsOffered,
    ConflictResolved,
    DecisionMade,
    DecisionWithdrawn,
)
from winnow_sr.ledger.state import ReviewState, Round
from winnow_sr.protocol.plan import Plan
from winnow_sr.review.answers import (
    Conflict,
    Decided,
    DecidedFrom,
    DecidedFromRecords,
    Offer,
    QueueRow,
    Reading,
    Resolved,
    ResolvedFrom,
    Undone,
    VerdictRow,
    Vote,
    Withdrawn,
)
from winnow_sr.review.holding import held_by_others
from winnow_sr.review.lookup import Lookup
from winnow_sr.review.rankings import Rankings
from winnow_sr.review.reader_roles import end_lost
from winnow_sr.review.reading import brief, queue_rows
from winnow_sr.review.session import Session
from winnow_sr.screening import checks
from winnow_sr.screening.blinding import (
    check_may_know,
    could_see_others,
    may_see,
    must_read,
    pilot_unread,
)
from winnow_sr.screening.checks import AlreadyResolved as AlreadyResolved
from winnow_sr.screening.gate import check_gate
from winnow_sr.screening.held import in_packets
from winnow_sr.screening.orders import ORDERS, Order, check_order, ordered
from winnow_sr.screening.outcomes import conflicts, outcome_at
from winnow_sr.screening.queues import not_held, open_round, queue
from winnow_sr.screening.team import check_name, check_resolver, check_screener
from winnow_sr.vocabulary import (
    TITLE_ABSTRACT,
    CitationId,
    Stage,
    citation_id,
    one_of,
    parse_citation,
)

if TYPE_CHECKING:
    from winnow_sr.review.handing_in import Ask, Recorder

NO_OFFER = Offer()


class AlreadyDecided(WinnowError):
    """This reader has decided the citation otherwise; a screen that was not up to date asked."""


class NotTheLast(WinnowError):
    """The newest act is not the one that a screen meant to take back."""


class Screening:
    """What people read and decide; accessed via `review.screening`."""

    def __init__(self, session: Session, lookup: Lookup, rankings: Rankings) -> None:
        self._session = session
        self._lookup = lookup
        self._rankings = rankings

    # -- what to read next ------------------------------------------------------------------------
    def queue(
        self,
        reviewer: str,
        n: int | None = 20,
        stage: str = TITLE_ABSTRACT,
        notify: Callable[[str], None] | None = None,
        *,
        stale: bool = False,
        offering: bool = False,
        order: str = "ranking",
        tags: Sequence[str] = (),
    ) -> list[QueueRow]:
        """What a reviewer should read next.

        stale: take the kept ranking as it is (a screen retrains behind). offering: write down in
        the ledger that these were offered, in this order (a screen writes it with each vote).
        order: ranking, year (newest first), title or random; one that is not the ranking's gives no
        places in it.
        """
        rows = self.reading(
            reviewer, None if tags else n, stage, notify, stale=stale, order=order
        ).rows
        if tags:
            rows = self._tagged(rows, tags)[:n]
        if offering and rows and not self._session.store.read_only:
            self._offer(reviewer, checks.check_stage(stage), rows)
        return rows

    def _tagged(self, rows: Sequence[QueueRow], tags: Sequence[str]) -> list[QueueRow]:
        """The rows with one of these tags. A tag is no ranking: what is picked by it is not offered
        in the ranking's order."""
        from winnow_sr.review.picking import known_tag

        state = self._session.state()
        plan = self._session.plan_of(state)
        wanted = {known_tag(plan, tag) for tag in tags}
        picked = [
            row
            for row in rows
            if (c := parse_citation(row.citation)) and wanted.intersection(state.tags_of(c))
        ]
        return [msgspec.structs.replace(row, rank=None, score=None, ranking="") for row in picked]

    def _offer(self, reviewer: str, stage: Stage, rows: Sequence[QueueRow]) -> None:
        self._write_offer(offer_of(check_name(reviewer), stage, rows))

    def pass_over(self, text: str, *, reviewer: str, stage: str, offer: Offer) -> None:
        """A reader saw a citation and put it off. What is skipped may be just what is relevant, so
        its place in the order is kept open: the ledger must know of it."""
        at = checks.check_stage(stage)
        citation = self._lookup.citation(text, self._session.state())
        self._write_offer(
            CitationsOffered(
                reviewer=check_name(reviewer),
                stage=at,
                ranking=offer.ranking,
                citations=[citation],
                places=[offer.rank],
            )
        )

    def _write_offer(self, offered: CitationsOffered) -> None:
        with self._session.writing() as state:
            if state.offered.get(offered.reviewer) != offered:
                self._session.append(offered.reviewer, offered)

    def reading(
        self,
        reviewer: str,
        n: int | None = 20,
        stage: str = TITLE_ABSTRACT,
        notify: Callable[[str], None] | None = None,
        *,
        stale: bool = False,
        order: str = "ranking",
    ) -> Reading:
        """A reviewer's desk: what is before them, how much is left, the open round.

        stale: take the kept ranking as it is. What colleagues have before them now (on a screen, in
        a packet) is left out where their votes will be enough. order: as in `queue`.
        """
        at = checks.check_stage(stage)
        state = self._session.state()
        plan = self._session.plan_of(state)
        name = check_screener(state, plan, reviewer)
        check_gate(state, plan, at)
        asked = one_of("order", order, ORDERS)
        check_order(asked, open_round(state, at))
        kept = None
        if at == TITLE_ABSTRACT and asked == "ranking":
            kept = (self._rankings.kept() if stale else None) or self._rankings.current(notify)
            state = self._session.state()
        by_rank = kept.order if kept else list(state.citations())
        found = queue(state, plan, name, at, by_rank, kept.without_abstract if kept else ())
        found = self._in_order(asked, state, plan, name, found)
        if at != TITLE_ABSTRACT and (unread := pilot_unread(state, plan, name)):
            found = [citation for citation in found if citation not in unread]
        busy = held_by_others(self._session, state, plan, name, at)
        free = not_held(state, plan, at, found, busy)
        shown = free if n is None else free[:n]
        return Reading(
            rows=queue_rows(self._session, self._lookup, state, shown, kept),
            left=len(found),
            decided=len(state.standing(at, name)),
            fresh=kept is None or kept.basis == state.training_seq,
            round=brief(open_round(state, at)),
            held=len(found) - len(free),
        )

    def _in_order(
        self, order: Order, state: ReviewState, plan: Plan, name: str, found: list[CitationId]
    ) -> list[CitationId]:
        """A queue in the order that was asked for."""
        if order == "ranking":
            return found
        briefs = self._session.store.briefs(found)
        edits = {c: state.edits.get(c, {}) for c in found}
        years = {c: briefs[c].year for c in found}
        years |= {c: int(e["year"]) for c, e in edits.items() if e.get("year", "").isdigit()}
        titles = {c: edits[c].get("title", briefs[c].title) for c in found}
        return ordered(order, found, years, titles, f"{plan.screening.seed}:{name}")

    def into_packet(
        self, reviewer: str, n: int, stage: str, packet: str, order: str = "ranking"
    ) -> list[QueueRow]:
        """A reviewer's next citations, written down as gone out in a packet: they are kept for this
        reviewer, and come in no other packet of theirs."""
        at = checks.check_stage(stage)
        if at == TITLE_ABSTRACT and order == "ranking":
            self._rankings.current()
        with self._session.writing() as state:
            plan = self._session.plan_of(state)
            found = self.reading(reviewer, None, stage, stale=True, order=order).rows
            name = check_name(reviewer)
            out = {citation_id(c) for c, who in in_packets(state, plan, at).items() if name in who}
            rows = [row for row in found if row.citation not in out][:n]
            if rows:
                self._session.append(name, offer_of(name, at, rows, packet))
        return rows

    def shown(self, text: str) -> QueueRow:
        """One citation as `queue` gives it (without its rank): to show it again after an undo."""
        state = self._session.state()
        citation = self._lookup.citation(text, state)
        return queue_rows(self._session, self._lookup, state, [citation])[0]

    # -- verdicts --------------------------------------------------------------------------------
    def decide(
        self,
        text: str,
        verdict: str,
        *,
        reviewer: str,
        stage: str = TITLE_ABSTRACT,
        reason: str = "",
        note: str = "",
        seconds: float = 0.0,
        offer: Offer | None = None,
        once: bool = False,
    ) -> Decided:
        """One reviewer's verdict on one citation.

        offer: what put it before the reader, as the queue's row had it. once: refuse another
        verdict than the one that stands (`AlreadyDecided`): a page may be out of date.
        """
        row = VerdictRow(
            key=text, verdict=verdict, reason=reason, note=note, seconds=seconds, offer=offer
        )
        return self._decide([row], reviewer, stage, once=once)

    def decide_from(
        self,
        path: AnyPath,
        *,
        reviewer: str,
        stage: str | None = None,
        verdict: str = "",
        every_reader: bool = False,
        ask: Ask | None = None,
    ) -> DecidedFrom:
        """Verdicts from a file: a sheet with a column that says which citation (key, id, DOI, PMID,
        title) and the columns verdict, reason, note, reviewer, stage; or an export of any format,
        whose entries are matched as duplicates are.

        All rows that say surely which citation they mean are recorded, or none; the others are
        shown to `ask`, or named in the answer. stage: only rows of it (title and abstract where
        the file does not say). verdict: of all rows, where the file states none (include if not
        given). every_reader: record rows for whom they name; else rows of others are refused.
        """
        from pathlib import Path

        from winnow_sr.review.handing_in import HandingIn

        return HandingIn(self._session, self._lookup, self._record).decide(
            Path(path),
            reviewer=reviewer,
            stage=stage,
            verdict=verdict,
            every_reader=every_reader,
            ask=ask,
        )

    def decide_all(self, rows: Sequence[VerdictRow], *, reviewer: str, stage: str) -> Decided:
        """Many verdicts of one reviewer: all, or none."""
        return self._decide(rows, reviewer, stage)

    def decide_from_records(
        self, name: str, *, source: str = "", stage: str | None = None
    ) -> DecidedFromRecords:
        """Take the verdicts that came with the files (ASReview, Rayyan, Covidence, an export of
        winnow) as decisions of the earlier screening `name`; where a file names its reviewers, of
        `name/reviewer`. Of winnow's own also resolutions, reports, removals, studies and tags.

        stage: of verdicts whose file does not say at which they were given (title and abstract if
        not given); of others, the only one to be taken.
        """
        from winnow_sr.review.handing_in import HandingIn
        from winnow_sr.review.restoring import Restoring

        handing = HandingIn(self._session, self._lookup, self._record)
        records = list(self._lookup.streamed(source))
        found = Restoring(self._session, handing).take(records, name, stage)
        if found is None:
            raise WinnowError(
                f"no decision came with the records{f' of {source}' if source else ''}"
            )
        return found

    def _decide(
        self, rows: Sequence[VerdictRow], reviewer: str, stage: str, *, once: bool = False
    ) -> Decided:
        at = checks.check_stage(stage)
        with self._session.writing() as state:
            plan = self._session.plan_of(state)
            name = check_screener(state, plan, reviewer)
            made, new = self._events(state, plan, rows, name, at, once)
            self._session.append(name, *new)
            end_lost(self._session)
        state = self._session.state()
        return Decided(
            decided=len(made),
            conflicts=count_conflicts(state, plan, at, made),
            unchanged=len(made) - len(new),
        )

    @property
    def recorder(self) -> Recorder:
        """Records many rows of one reader; for what hands in whole reviews."""
        return self._record

    def _record(
        self, state: ReviewState, rows: Sequence[VerdictRow], name: str, stage: Stage
    ) -> tuple[int, int]:
        """Append the verdicts of somebody whose name has been checked, inside `writing()`; (those
        that stand now as they were given, of these not new)."""
        plan = self._session.plan_of(state)
        made, new = self._events(state, plan, rows, name, stage, False)
        self._session.append(name, *new)
        return len(made), len(made) - len(new)

    def _events(
        self,
        state: ReviewState,
        plan: Plan,
        rows: Sequence[VerdictRow],
        name: str,
        at: Stage,
        once: bool,
    ) -> tuple[dict[CitationId, DecisionMade], list[DecisionMade]]:
        """(the event of every citation, those of them that say something new)."""
        check_gate(state, plan, at)
        find = self._lookup.finder(state, len(rows))
        unread = pilot_unread(state, plan, name) if at != TITLE_ABSTRACT else frozenset()
        batch = open_round(state, at)
        in_round = dict.fromkeys(batch.citations, batch.round) if batch else {}
        made: dict[CitationId, DecisionMade] = {}
        for row in rows:
            try:
                citation = find(row.key)
                if citation in unread:  # a refusal for another reason would tell what is known
                    check_may_know(state, plan, name, citation)
                event = decision(state, plan, name, at, citation, row, in_round.get(citation, 0))
                check_said_once(made.get(citation), event)
            except WinnowError as error:
                raise type(error)(f"{row.where}{error}") from error
            made[citation] = event
        return made, [e for e in made.values() if self._is_new(state, name, e, once, batch)]

    @staticmethod
    def _is_new(
        state: ReviewState, name: str, event: DecisionMade, once: bool, batch: Round | None
    ) -> bool:
        standing = None
        if name in state.ballots[event.stage]:
            standing = state.votes_on(event.stage, event.citation).get(name)
        again = batch is not None and batch.kind == "check" and event.round
        if again and (standing is None or standing.round != event.round):
            return True  # to say the same once more is what a check is for
        found = checks.repeated(standing, event.verdict, event.reason, event.note)
        if once and found == "other" and standing is not None:
            raise AlreadyDecided(
                f"you have already decided {citation_id(event.citation)} ({standing.verdict}): "
                "undo that first"
            )
        return found != "same"

    def withdraw(
        self,
        *,
        actor: str,
        reader: str = "",
        path: AnyPath | None = None,
        round: int | None = None,
        everything: bool = False,
        stage: str | None = None,
        reason: str = "",
    ) -> Withdrawn:
        """Take back many decisions of one reader (the actor's own, if not said).

        path: of a file that says which citations: the verdict that stands on each; what they said
        before stands again. round: all they said in it. everything: all they ever said, resolutions
        as well. Somebody else's decisions are taken back by who acts for the team, with a reason.
        """
        from pathlib import Path

        from winnow_sr.review.withdrawing import withdraw

        return withdraw(
            self._session,
            self._lookup,
            actor=actor,
            reader=reader,
            path=None if path is None else Path(path),
            round=round,
            everything=everything,
            stage=stage,
            reason=reason,
        )

    def undo(self, *, reviewer: str, only: str = "", at: str = "") -> Undone:
        """Take back the reviewer's last verdict or resolution that still stands.

        only, at: id of the citation and stage that it must be about (`NotTheLast` otherwise): a
        page may not know what was done in another.
        """
        with self._session.writing() as state:
            name = check_name(reviewer)
            made = state.last_by(name)
            if made is None:
                raise WinnowError(f"{name} has no decision to take back")
            newest = citation_id(state.citation_of(made.record))
            if only and (only, at) != (newest, made.stage):
                raise NotTheLast(f"your last act is another now: on {newest}, at {made.stage}")
            withdrawn = DecisionWithdrawn(
                decision=made.seq,
                stage=made.stage,
                citation=CitationId(made.record),
                resolution=made.resolution,
            )
            self._session.append(name, withdrawn)
            end_lost(self._session)
        return Undone(
            undone="resolution" if made.resolution else "decision",
            citation=citation_id(self._session.state().citation_of(made.record)),
            stage=made.stage,
        )

    # -- conflicts -------------------------------------------------------------------------------
    def conflicts(self, stage: str = TITLE_ABSTRACT, viewer: str = "") -> list[Conflict]:
        """Citations in conflict, as far as the viewer may know of them.

        What somebody must still read themselves is not listed for them, at either stage; who may
        not see the votes (see `screening/blinding.py`) gets no decisions with the row.
        """
        at = checks.check_stage(stage)
        state = self._session.state()
        plan = self._session.plan_of(state)
        who = check_name(viewer) if viewer else ""
        unread = pilot_unread(state, plan, who) if who else set()
        found = [
            c
            for c in conflicts(state, plan, at)
            if not (who and (c in unread or must_read(state, plan, who, at, c)))
        ]
        briefs = self._session.store.briefs([n for c in found for n in state.members(c)])
        return [
            Conflict(
                citation=citation_id(citation),
                key=self._lookup.key_of(citation, state, briefs),
                title=state.edits.get(citation, {}).get("title", briefs[citation].title),
                decisions=votes_shown(state, plan, who, at, citation),
            )
            for citation in found
        ]

    def resolve(
        self,
        text: str,
        verdict: str,
        *,
        actor: str,
        stage: str | None = None,
        reason: str = "",
        note: str = "",
        change: bool = False,
    ) -> Resolved:
        """An adjudicator's verdict on a conflict. The stage is the one the conflict is at.

        change: decide otherwise what was resolved before; without it that is refused
        (`AlreadyResolved` says by whom it was).
        """
        with self._session.writing() as state:
            plan = self._session.plan_of(state)
            name = check_resolver(state, plan, actor)
            citation = self._lookup.citation(text, state)
            check_may_know(state, plan, name, citation)
            asked = checks.check_stage(stage) if stage else None
            at = checks.check_conflict(state, plan, citation, asked, change)
            value = checks.check_verdict(verdict)
            votes = state.votes_on(at, citation)
            resolved = ConflictResolved(
                stage=at,
                citation=citation,
                verdict=value,
                reason=checks.check_reason(plan, at, value, reason),
                note=note,
                visible=may_see(state, plan, name, at, citation),
                votes=sorted(vote.seq for vote in votes.values()),
            )
            self._session.append(name, resolved)
            end_lost(self._session)
        left = len(conflicts(self._session.state(), plan, at))
        return Resolved(citation=citation_id(citation), stage=at, verdict=value, conflicts=left)

    def resolve_from(
        self,
        path: AnyPath,
        *,
        actor: str,
        stage: str | None = None,
        change: bool = False,
        ask: Ask | None = None,
    ) -> ResolvedFrom:
        """An adjudicator's verdicts on many conflicts, from a file as `decide_from` takes: all that
        say surely which citation they mean, or none."""
        from pathlib import Path

        from winnow_sr.review.handing_in import HandingIn

        return HandingIn(self._session, self._lookup, self._record).resolve(
            Path(path), actor=actor, stage=stage, change=change, ask=ask
        )


def offer_of(
    name: str, stage: Stage, rows: Sequence[QueueRow], packet: str = ""
) -> CitationsOffered:
    """The event of rows handed to a reviewer outside the screens."""
    return CitationsOffered(
        reviewer=name,
        stage=stage,
        ranking=next((row.ranking for row in rows if row.ranking), ""),
        citations=[c for row in rows if (c := parse_citation(row.citation))],
        places=[row.rank or 0 for row in rows],
        packet=packet,
    )


def decision(
    state: ReviewState,
    plan: Plan,
    name: str,
    stage: Stage,
    citation: CitationId,
    row: VerdictRow,
    in_round: int,
) -> DecisionMade:
    """The event of one verdict, once it may be given. in_round: the open round it belongs to."""
    verdict = checks.check_verdict(row.verdict)
    reason = checks.check_reason(plan, stage, verdict, row.reason)
    checks.check_open(state, plan, stage, citation)
    offer = row.offer or NO_OFFER
    return DecisionMade(
        stage=stage,
        citation=citation,
        verdict=verdict,
        reason=reason,
        note=row.note,
        round=in_round,
        rank=offer.rank,
        visible=could_see_others(state, plan, name, stage, citation),
        score=offer.score,
        seconds=round(row.seconds, 1),
        ranking=offer.ranking,
        offered=offer.by,
    )


def check_said_once(earlier: DecisionMade | None, event: DecisionMade) -> None:
    """Two rows of one file may name one citation (its duplicates), but must say the same."""
    if earlier and (earlier.verdict, earlier.reason) != (event.verdict, event.reason):
        raise WinnowError(
            f"{citation_id(event.citation)} stands twice in the file with different verdicts"
        )


def count_conflicts(
    state: ReviewState, plan: Plan, stage: Stage, citations: Iterable[CitationId]
) -> int:
    """How many of these citations are in conflict."""
    return sum(outcome_at(state, plan, stage, c).status == "conflict" for c in citations)


def votes_shown(
    state: ReviewState, plan: Plan, viewer: str, stage: Stage, citation: CitationId
) -> list[Vote]:
    """The votes on a citation, if this viewer may see them."""
    if not may_see(state, plan, viewer, stage, citation):
        return []
    votes = sorted(state.votes_on(stage, citation).values(), key=lambda vote: vote.actor)
    return [Vote(reviewer=v.actor, verdict=v.verdict, reason=v.reason, note=v.note) for v in votes]
