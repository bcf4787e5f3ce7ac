"""Rounds of screening work, and how well reviewers agree in them."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import structs

from winnow_sr.errors import AnswerIsNo, WinnowError
from winnow_sr.ledger.events import GateOverridden, RoundCancelled, RoundClosed, RoundOpened
from winnow_sr.ledger.state import ReviewState, Round
from winnow_sr.protocol.plan import Plan
from winnow_sr.review.answers import Agreement, RoundAnswer, RoundBrief
from winnow_sr.review.rankings import Kept, Rankings
from winnow_sr.review.reader_roles import end_lost
from winnow_sr.review.reading import brief
from winnow_sr.review.session import Session
from winnow_sr.screening.agreement import agreement, over_time
from winnow_sr.screening.blinding import check_may_count, pilot_unread
from winnow_sr.screening.checks import check_stage
from winnow_sr.screening.gate import check_gate, gate, gate_words, shut_gate
from winnow_sr.screening.labels import random_sample
from winnow_sr.screening.outcomes import statuses
from winnow_sr.screening.quality import check_result
from winnow_sr.screening.queues import open_round
from winnow_sr.screening.team import check_manager
from winnow_sr.vocabulary import ROUND_KINDS, SETTLED, TITLE_ABSTRACT, RoundKind, one_of


def check_round(kind: str, size: int | None, model: str) -> RoundKind:
    """The kind, if this is a round that can be."""
    found = one_of("kind of round", kind, ROUND_KINDS)
    if found == "audit":
        raise WinnowError("an audit is of what a reader would set aside: winnow reader audit NAME")
    if size is not None and size < 1:
        raise WinnowError("a round needs a size of at least 1")
    if model and found != "priority":
        raise WinnowError("another model goes with --kind priority: the others are drawn at random")
    return found


class Rounds:
    """Batches of work; accessed via `review.rounds`."""

    def __init__(self, session: Session, rankings: Rankings) -> None:
        self._session = session
        self._rankings = rankings

    def open(
        self,
        kind: str,
        size: int | None = None,
        *,
        actor: str,
        notify: Callable[[str], None] | None = None,
        despite: str = "",
        reviewers: int = 0,
        model: str = "",
    ) -> RoundAnswer:
        """Open a round: a pilot or random sample of the unread, the best of the ranking, or a
        random sample of what was excluded, to be read again (a check).

        After a pilot that did not pass its gate only another pilot may follow, or `despite` says why.
        reviewers: votes each citation of it needs, where not the protocol's number. model: another
        ranking model, to look for what the first cannot see.
        """
        known = check_round(kind, size, model)
        kept = self._ranking(known, model, notify)
        with self._session.writing() as state:
            self._session.require_protocol(state)
            plan = self._session.plan_of(state)
            check_manager(state, plan, actor)
            check_none_open(state)
            failed = known != "pilot" and gate_overridden(state, plan, despite)
            opened = drawn(state, plan, kept, known, size)
            opened = structs.replace(
                opened, despite=despite if failed else "", reviewers=reviewers, model=model
            )
            self._session.append(actor, opened)
        return self._answer(self._session.state(), opened.round)

    def _ranking(
        self, kind: RoundKind, model: str, notify: Callable[[str], None] | None
    ) -> Kept | None:
        """The ranking that a round is chosen by, or whose citations it is drawn from."""
        if kind == "check":
            return None
        return self._rankings.train(model=model) if model else self._rankings.current(notify)

    def cancel(self, *, actor: str, reason: str) -> RoundAnswer:
        """Give the open pilot up: its votes stay, as votes on no sample, and it has no gate."""
        if not reason.strip():
            raise WinnowError("to cancel a pilot needs a reason: --reason TEXT")
        with self._session.writing() as state:
            check_manager(state, self._session.plan_of(state), actor)
            found = open_round(state)
            if found is None:
                raise WinnowError("no round is open")
            if found.kind != "pilot":
                raise WinnowError(
                    f"round {found.round} is no pilot ({found.kind}): close it with winnow round close"
                )
            self._session.append(actor, RoundCancelled(round=found.round, reason=reason))
        return self._answer(self._session.state(), found.round)

    def override(self, *, actor: str, reason: str) -> RoundAnswer:
        """Let screening go on although the last pilot did not pass its gate."""
        if not reason.strip():
            raise WinnowError("to override a gate needs a reason: --reason TEXT")
        with self._session.writing() as state:
            plan = self._session.plan_of(state)
            check_manager(state, plan, actor)
            found = shut_gate(state, plan)
            if found is None:
                raise WinnowError("no gate holds screening back: there is nothing to override")
            self._session.append(actor, GateOverridden(round=found.round, reason=reason))
        return self._answer(self._session.state(), found.round)

    def check_gate(self, stage: str = TITLE_ABSTRACT) -> None:
        """AnswerIsNo where a pilot's gate holds screening at this stage back."""
        state = self._session.state()
        check_gate(state, self._session.plan_of(state), check_stage(stage))

    def close(self, *, actor: str) -> RoundAnswer:
        """Close the open round."""
        with self._session.writing() as state:
            check_manager(state, self._session.plan_of(state), actor)
            found = open_round(state)
            if found is None:
                raise WinnowError("no round is open")
            self._session.append(actor, RoundClosed(round=found.round))
            end_lost(self._session)
        return self._answer(self._session.state(), found.round)

    def all(self, viewer: str = "") -> list[RoundAnswer]:
        """All rounds, and where each stands; for a viewer who has yet to read in the open pilot,
        without what colleagues said in it."""
        state = self._session.state()
        found = [self._answer(state, batch.round) for batch in state.rounds]
        if viewer and pilot_unread(state, self._session.plan_of(state), viewer):
            return [row if row.closed else untold(row) for row in found]
        return found

    def current(self) -> RoundBrief | None:
        """The open round, in short; None where none is open."""
        return brief(open_round(self._session.state()))

    def _answer(self, state: ReviewState, number: int) -> RoundAnswer:
        plan = self._session.plan_of(state)
        found = round_of(state, number)
        batch = set(state.citations_of(found.citations))
        status = statuses(state, plan, found.stage)
        return RoundAnswer(
            round=number,
            kind=found.kind,
            size=len(batch),
            opened=found.opened,
            closed=found.closed or None,
            cancelled=found.cancelled,
            decided=sum(1 for c in batch if status.get(c) in SETTLED),
            agreement=agreement(state, found.stage, batch),
            gate=gate(state, plan, found) if found.kind == "pilot" else None,
            check=check_result(state, plan, found) if found.kind == "check" else None,
        )

    def agreement(
        self,
        stage: str = TITLE_ABSTRACT,
        number: int | None = None,
        every: int | None = None,
        *,
        viewer: str = "",
    ) -> list[Agreement]:
        """Agreement of every pair of reviewers (and of all together): of a stage, of one round, or
        in successive blocks of `every` citations. AnswerIsNo for a viewer who has yet to read in the
        open pilot."""
        at = check_stage(stage)
        state = self._session.state()
        check_may_count(state, self._session.plan_of(state), viewer)
        if every is not None:
            return over_time(state, at, every)
        if number is None:
            return agreement(state, at)
        found = round_of(state, number)
        return agreement(state, found.stage, set(state.citations_of(found.citations)))


def untold(row: RoundAnswer) -> RoundAnswer:
    """An open round without what was said in it."""
    return structs.replace(row, agreement=[], gate=None, decided=None)


def round_of(state: ReviewState, number: int) -> Round:
    """The round of that number."""
    found = next((r for r in state.rounds if r.round == number), None)
    if found is None:
        raise WinnowError(f"there is no round {number}; there are {len(state.rounds)}")
    return found


def check_none_open(state: ReviewState) -> None:
    """Refuse a round while another is open."""
    if found := open_round(state):
        raise WinnowError(f"round {found.round} ({found.kind}) is still open: close it first")


def gate_overridden(state: ReviewState, plan: Plan, despite: str) -> bool:
    """Has the last pilot not passed its gate, and does `despite` say why to go on? AnswerIsNo where
    it has not and nothing is said."""
    shut = shut_gate(state, plan)
    if shut is not None and not despite.strip():
        raise AnswerIsNo(
            f"{gate_words(shut)} Talk it over, amend the protocol, run another pilot; or say why to "
            "go on: winnow round override --reason TEXT, or --despite-gate TEXT"
        )
    return shut is not None


def drawn(
    state: ReviewState, plan: Plan, kept: Kept | None, kind: RoundKind, size: int | None
) -> RoundOpened:
    """The next round: its batch is drawn, and what it was drawn from is written down."""
    status = statuses(state, plan, TITLE_ABSTRACT)
    order = kept.order if kept else [c for c in state.citations() if status.get(c) == "exclude"]
    open_ = [c for c in order if c not in state.removed]
    if kind != "check":
        open_ = [c for c in open_ if status.get(c) not in SETTLED]
    pool = open_ if kind in ("random", "check") else [c for c in open_ if c not in status]
    if not pool:
        what = "excluded" if kind == "check" else "left unread"
        raise WinnowError(f"nothing is {what}: no round to open")
    number = len(state.rounds) + 1
    seed = plan.screening.seed + number
    size = size or (plan.screening.pilot.size if kind == "pilot" else plan.screening.batch)
    return RoundOpened(
        round=number,
        kind=kind,
        stage=TITLE_ABSTRACT,
        citations=pool[:size] if kind == "priority" else random_sample(sorted(pool), size, seed),
        seed=seed,
        ranking=kept.digest if kept and kind == "priority" else "",
        unread=len(open_),
        found=sum(verdict == "include" for verdict in status.values()),
    )
