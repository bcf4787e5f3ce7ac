"""May we stop? And the act of stopping."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from winnow_sr.errors import AnswerIsNo, WinnowError
from winnow_sr.ledger.events import ScreeningResumed, ScreeningStopped
from winnow_sr.ledger.state import ReviewState, Rule
from winnow_sr.protocol.plan import Plan
from winnow_sr.review.answers import (
    Declared,
    DeclaredStop,
    ReadHow,
    Recall,
    Resumed,
    RuleAnswer,
    StopAnswer,
)
from winnow_sr.review.judged import Judged, changed_words, numbers_of, reason_of
from winnow_sr.review.lookup import Lookup
from winnow_sr.review.rankings import Rankings
from winnow_sr.review.session import Session
from winnow_sr.screening.missed import missed_by_readers
from winnow_sr.screening.outcomes import conflicts, statuses
from winnow_sr.screening.queues import late
from winnow_sr.screening.team import check_manager, check_member
from winnow_sr.vocabulary import SETTLED, TITLE_ABSTRACT, CitationId, citation_id

if TYPE_CHECKING:
    from winnow_sr.screening.offers import Offers
    from winnow_sr.screening.reading import Reading
    from winnow_sr.stopping import History


class Stopping:
    """The recall bound along the way, the rule, the declared stop; accessed via `review.stopping`."""

    def __init__(self, session: Session, lookup: Lookup, rankings: Rankings) -> None:
        self._session = session
        self._lookup = lookup
        self._rankings = rankings

    @staticmethod
    def warm() -> None:
        """Load what `check` needs, before somebody waits for it."""
        from winnow_sr.stopping import History, recall

        recall(History(relevant=[True], total=1, first=0), confidence=0.95)

    def declared(self) -> DeclaredStop | None:
        """The declared stop; None where screening goes on."""
        return declared(self._session.state())

    def check(self) -> StopAnswer:
        """May we stop? Computed from the events; rests on settled verdicts; conflicts block it.

        The history is made from what was offered: see `screening/reading.py`.
        """
        return self._answer(self._judged())

    def curve(self) -> list[int]:
        """How many relevant citations had been found after each settled one, in order of reading."""
        from itertools import accumulate

        return list(accumulate(int(found) for found in self._judged().history.relevant))

    def _judged(self) -> Judged:
        from winnow_sr.screening.offers import reading_of
        from winnow_sr.stopping import changed_after_looking, make_rule

        state = self._session.replayed()
        if not state.count_records():
            raise WinnowError("nothing to screen: import a search first with `winnow add`")
        fixed, plan, found = rule_of(state), self._session.plan_of(state), self._offers(state)
        reading = reading_of(state, plan, found)
        history = self._with_scores(reading, found, fixed)
        rule = make_rule(
            fixed.rule, target=fixed.target, confidence=fixed.confidence, **fixed.parameters
        )
        look = reading.first_look
        before = [plan.target for plan in found.plans if not look or plan.seq < look]
        return Judged(
            state=state,
            plan=plan,
            fixed=fixed,
            reading=reading,
            history=history,
            verdict=rule.evaluate(history),
            changed=changed_after_looking(found.plans, look),
            fixed_target=before[-1] if before else fixed.target,
        )

    def _offers(self, state: ReviewState) -> Offers:
        """What the ledger shows of offers; of what was offered, which records had no abstract is
        read from the records."""
        from winnow_sr.screening.offers import offers, ranked_citations

        entries = list(self._session.entries(state.seq))
        named = {state.citation_of(record) for record in ranked_citations(entries)}
        records = sorted(n for citation in named for n in state.members(citation))
        return offers(entries, state, self._lookup.without_abstract(records))

    def _with_scores(self, reading: Reading, found: Offers, fixed: Rule) -> History:
        """The history with scores when offered and of the unread now, where a rule asks for them
        and all are known."""
        history, kept = reading.history, self._rankings.kept()
        if kept is None or fixed.rule != "dual" or history.first == history.read:
            return history
        read = set(reading.order)
        unread = [s for c, s in zip(kept.order, kept.scores, strict=True) if c not in read]
        shown = [found.scores.get(CitationId(c), float("nan")) for c in reading.order]  # type: ignore[arg-type]
        known = all(score == score for score in shown[history.first :])
        if len(unread) != history.unread or not known:
            return history
        return replace(history, scores=shown, unread_scores=unread)

    def _answer(self, now: Judged) -> StopAnswer:
        from winnow_sr.stopping import advice, forecast, label_text, make_rule, may_stop, recall

        state, fixed, facts = now.state, now.fixed, now.reading.facts
        rule = make_rule(
            fixed.rule, target=fixed.target, confidence=fixed.confidence, **fixed.parameters
        )
        bound = recall(now.history, confidence=fixed.confidence)
        unresolved = len(conflicts(state, now.plan, TITLE_ABSTRACT))
        label, counts = now.label(), now.reading.counts
        return StopAnswer(
            screened=facts.read,
            total=facts.total,
            relevant=facts.found,
            recall=Recall(
                estimate=bound.estimate,
                low=bound.low,
                high=bound.high,
                confidence=bound.confidence,
                text=bound.text,
            ),
            rule=RuleAnswer(
                name=fixed.rule,
                label=now.verdict.label,
                target=fixed.target,
                confidence=fixed.confidence,
                numbers=dict(now.verdict.numbers),
                assumption=rule.assumption,
                guarantee=rule.guarantee,
                warning=rule.warning,
            ),
            may_stop=may_stop(label, facts.all_read) and not unresolved,
            label=label,
            label_text=""
            if facts.all_read
            else label_text(label, target=fixed.target, fixed_target=now.fixed_target),
            read=ReadHow(
                ranked=counts.ranked,
                random=counts.random,
                pilot=counts.pilot,
                without_abstract=counts.without_abstract,
                elsewhere=counts.elsewhere,
            ),
            problems=list(now.reading.problems),
            missed_by_both=missed_by_readers(state, now.plan),
            reason=reason_of(now, unresolved),
            forecast=forecast(now.history, rule).text,
            advice=[
                *changed_words(now, label),
                *now.reading.notes,
                *advice(now.history, fixed.target, fixed.confidence),
            ],
            conflicts=unresolved,
            declared=declared(state),
            unread_since=unread_since(state, now.plan),
        )

    def declare(self, *, actor: str, against_rule: bool = False, reason: str = "") -> Declared:
        """Declare screening finished with citations unread; records all that defends it."""
        now = self._judged()
        answer = self._answer(now)
        if answer.conflicts:
            raise AnswerIsNo(answer.reason)
        if not answer.may_stop and not against_rule:
            raise AnswerIsNo(
                f"not yet: {answer.reason} (to stop all the same: --against-rule --reason TEXT)"
            )
        label = now.label(against_rule=not answer.may_stop)
        if label == "against the rule" and not reason.strip():
            raise WinnowError("stopping against the rule needs a reason: --reason TEXT")
        kept = self._rankings.kept()
        with self._session.writing() as state:
            self._session.require_protocol(state)
            plan = self._session.plan_of(state)
            name = check_member(state, plan, actor)
            check_manager(state, plan, actor)
            status = statuses(state, plan, TITLE_ABSTRACT)
            stopped = ScreeningStopped(
                stage=TITLE_ABSTRACT,
                rule=answer.rule.name,
                label=label,
                numbers=answer.rule.numbers | numbers_of(answer),
                text=" ".join(filter(None, [answer.reason, answer.recall.text])),
                unread=unscreened(state, plan),
                ranking=kept.digest if kept else "",
                reason=reason,
            )
            self._session.append(name, stopped)
        return Declared(
            declared=True,
            label=stopped.label,
            unread=len(stopped.unread),
            begun=sum(c in status for c in stopped.unread),
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


def declared(state: ReviewState) -> DeclaredStop | None:
    """The declared stop, if there is one."""
    if state.stop is None:
        return None
    stop = state.stop
    return DeclaredStop(at=stop.at, actor=stop.actor, label=stop.label, text=stop.text)


def unscreened(state: ReviewState, plan: Plan) -> list[CitationId]:
    """Citations without a settled verdict, in order."""
    status = statuses(state, plan, TITLE_ABSTRACT)
    return [c for c in state.citations() if c not in state.removed and status.get(c) not in SETTLED]


def unread_since(state: ReviewState, plan: Plan) -> int:
    """Citations that came after a declared stop and have not been screened."""
    return len(late(state, statuses(state, plan, TITLE_ABSTRACT)))
