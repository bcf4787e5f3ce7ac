"""May we stop? And the act of stopping."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from winnow_sr.errors import AnswerIsNo, WinnowError
from winnow_sr.ledger.events import DecisionMade, ScreeningResumed, ScreeningStopped
from winnow_sr.ledger.state import ReviewState, Rule
from winnow_sr.protocol.plan import Plan
from winnow_sr.review.answers import (
    Declared,
    DeclaredStop,
    Recall,
    Resumed,
    RuleAnswer,
    StopAnswer,
)
from winnow_sr.review.rankings import Kept, Rankings
from winnow_sr.review.session import Session
from winnow_sr.screening.labels import audits, reading_order
from winnow_sr.screening.outcomes import conflicts, statuses
from winnow_sr.screening.team import check_manager, check_member
from winnow_sr.vocabulary import SETTLED, TITLE_ABSTRACT, CitationId, citation_id

if TYPE_CHECKING:
    from winnow_sr.stopping import History


class Stopping:
    """The recall bound along the way, the rule, the declared stop; accessed via `review.stopping`."""

    def __init__(self, session: Session, rankings: Rankings) -> None:
        self._session = session
        self._rankings = rankings

    def check(self) -> StopAnswer:
        """May we stop? Computed from the events; rests on settled verdicts; conflicts block it."""
        from winnow_sr.stopping import advice, forecast, make_rule, recall

        state = self._session.replayed()
        if not state.n_records:
            raise WinnowError("nothing to screen: import a search first with `winnow add`")
        fixed = rule_of(state)
        plan = self._session.plan_of(state)
        history, order = self._history(state, plan, self._rankings.kept())
        rule = make_rule(
            fixed.rule, target=fixed.target, confidence=fixed.confidence, **fixed.parameters
        )
        verdict = rule.evaluate(history)
        bound = recall(history, confidence=fixed.confidence)
        unresolved = len(conflicts(state, plan, TITLE_ABSTRACT))
        reason = verdict.text
        if unresolved:
            are = "conflict is" if unresolved == 1 else "conflicts are"
            reason = f"{unresolved} {are} unresolved: resolve them first. {reason}"
        return StopAnswer(
            screened=len(order),
            total=history.total,
            relevant=sum(history.relevant),
            recall=Recall(
                estimate=bound.estimate,
                low=bound.low,
                high=bound.high,
                confidence=bound.confidence,
                text=bound.text,
            ),
            rule=RuleAnswer(
                name=fixed.rule,
                label=verdict.label,
                target=fixed.target,
                confidence=fixed.confidence,
                numbers=dict(verdict.numbers),
                assumption=rule.assumption,
                guarantee=rule.guarantee,
                warning=rule.warning,
            ),
            may_stop=verdict.stop and not unresolved,
            reason=reason,
            forecast=forecast(history, rule).text,
            advice=list(advice(history, fixed.target, fixed.confidence)),
            conflicts=unresolved,
            declared=DeclaredStop(
                at=state.stop.at,
                actor=state.stop.actor,
                label=state.stop.label,
                text=state.stop.text,
            )
            if state.stop
            else None,
            unread_since=unread_since(state, plan),
        )

    def _history(
        self, state: ReviewState, plan: Plan, kept: Kept | None
    ) -> tuple[History, list[CitationId]]:
        """What a stopping rule sees, and the citations in the order of that history."""
        from winnow_sr.stopping import Audit, History

        first_by_design = plan.screening.abstractless_first and kept is not None
        without = kept.without_abstract if kept and first_by_design else ()
        order, first = reading_order(state, plan, without)
        total = state.count_citations() - len(state.removed)
        scores, unread_scores = self._scores(order, first, total, kept, state)
        history = History(
            relevant=[label for _, label in order],
            total=total,
            first=first,
            scores=scores,
            unread_scores=unread_scores,
            audits=tuple(Audit(*audit) for audit in audits(state, plan)),
        )
        return history, [citation for citation, _ in order]

    def _scores(
        self,
        order: Sequence[tuple[CitationId, bool]],
        first: int,
        total: int,
        kept: Kept | None,
        state: ReviewState,
    ) -> tuple[list[float] | None, list[float] | None]:
        """Scores when proposed, in reading order, and of the unread now; None where not known."""
        if kept is None or rule_of(state).rule != "dual":
            return None, None
        shown: dict[CitationId, float] = {}
        for entry in self._session.entries():
            made = entry.event
            if not isinstance(made, DecisionMade) or made.stage != TITLE_ABSTRACT:
                continue
            if made.score is not None:
                shown.setdefault(state.citation_of(made.citation), made.score)
        read = {citation for citation, _ in order}
        unread = [s for c, s in zip(kept.order, kept.scores, strict=True) if c not in read]
        if len(unread) != total - len(order) or any(c not in shown for c, _ in order[first:]):
            return None, None
        return [shown.get(c, float("nan")) for c, _ in order], unread

    def declare(self, *, actor: str, against_rule: bool = False, reason: str = "") -> Declared:
        """Declare screening finished with citations unread; records all that defends it."""
        answer = self.check()
        if answer.conflicts:
            raise AnswerIsNo(answer.reason)
        if not answer.may_stop and not against_rule:
            raise AnswerIsNo(
                f"not yet: {answer.reason} (to stop all the same: --against-rule --reason TEXT)"
            )
        against = against_rule and not answer.may_stop
        if against and not reason.strip():
            raise WinnowError("stopping against the rule needs a reason: --reason TEXT")
        kept = self._rankings.kept()
        with self._session.writing() as state:
            self._session.require_protocol(state)
            plan = self._session.plan_of(state)
            name = check_member(state, plan, actor)
            check_manager(state, plan, actor)
            stopped = ScreeningStopped(
                stage=TITLE_ABSTRACT,
                rule=answer.rule.name,
                label="against the rule" if against else answer.rule.label,
                numbers={
                    **answer.rule.numbers,
                    "recall_low": answer.recall.low,
                    "recall_estimate": answer.recall.estimate,
                },
                text=f"{answer.reason} {answer.recall.text}",
                unread=unscreened(state, plan),
                ranking=kept.digest if kept else "",
                reason=reason,
            )
            self._session.append(name, stopped)
        return Declared(
            declared=True,
            label=stopped.label,
            unread=len(stopped.unread),
            text=stopped.text,
            citations=[citation_id(c) for c in stopped.unread],
        )

    def resume(self, *, actor: str, reason: str) -> Resumed:
        """Take a declared stop back."""
        with self._session.writing() as state:
            check_manager(state, self._session.plan_of(state), actor)
            if not state.stop:
                raise WinnowError("screening has not been stopped")
            self._session.append(actor, ScreeningResumed(reason=reason))
        return Resumed(resumed=True)


def rule_of(state: ReviewState) -> Rule:
    """The stopping rule in force."""
    if state.rule is None:
        raise WinnowError("the ledger fixes no stopping rule: run `winnow verify`")
    return state.rule


def unscreened(state: ReviewState, plan: Plan) -> list[CitationId]:
    """Citations without a settled verdict, in order."""
    status = statuses(state, plan, TITLE_ABSTRACT)
    return [c for c in state.citations() if c not in state.removed and status.get(c) not in SETTLED]


def unread_since(state: ReviewState, plan: Plan) -> int:
    """Citations that came after a declared stop and have not been screened."""
    if not state.stop:
        return 0
    known = set(state.citations_of(state.stop.unread))
    return sum(1 for c in unscreened(state, plan) if c not in known)
