"""May we stop? And the act of stopping."""

from __future__ import annotations

from typing import Any

from winnow_sr.errors import AnswerIsNo, WinnowError
from winnow_sr.ledger.state import ReviewState
from winnow_sr.review.lookup import payload_of
from winnow_sr.review.rankings import Kept, Rankings
from winnow_sr.review.session import Session
from winnow_sr.screening.deciding import check_member, citation_id
from winnow_sr.screening.labels import audits, reading_order
from winnow_sr.screening.outcomes import SETTLED, conflicts, statuses

STAGE = "title-abstract"


class Stopping:
    """The recall bound along the way, the rule, the declared stop; accessed via `review.stopping`."""

    def __init__(self, session: Session, rankings: Rankings) -> None:
        self._session = session
        self._rankings = rankings

    def history(self, state: ReviewState, kept: Kept | None) -> tuple[Any, list[int]]:
        """What a stopping rule sees, and the citations in the order of that history."""
        from winnow_sr.stopping import Audit, History

        plan = self._session.plan_of(state)
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
        order: list[tuple[int, bool]],
        first: int,
        total: int,
        kept: Kept | None,
        state: ReviewState,
    ) -> tuple[list[float] | None, list[float] | None]:
        """Scores when proposed, in reading order, and of the unread now; None where not known."""
        if kept is None or state.rule["rule"] != "dual":
            return None, None
        shown: dict[int, float] = {}
        for event in self._session.store.events():
            if event.kind == "decision_made":
                made = payload_of(event)
                if made["stage"] == STAGE and made["score"] is not None:
                    shown.setdefault(state.citation_of(made["citation"]), made["score"])
        read = {citation for citation, _ in order}
        unread = [s for c, s in zip(kept.order, kept.scores, strict=True) if c not in read]
        if len(unread) != total - len(order) or any(c not in shown for c, _ in order[first:]):
            return None, None
        return [shown.get(c, float("nan")) for c, _ in order], unread

    def check(self) -> dict[str, Any]:
        """May we stop? screened, total, relevant, recall, rule, may_stop, reason, forecast, advice.

        The verdict rests on settled citation-level verdicts; conflicts block it.
        """
        from winnow_sr.stopping import advice, forecast, make_rule, recall

        state = self._session.state()
        if not state.n_records:
            raise WinnowError("nothing to screen: import a search first with `winnow add`")
        fixed = state.rule
        history, order = self.history(state, self._rankings.kept())
        target, confidence = fixed["target"], fixed["confidence"]
        rule = make_rule(fixed["rule"], target=target, confidence=confidence, **fixed["parameters"])
        verdict = rule.evaluate(history)
        bound = recall(history, confidence=confidence)
        open_conflicts = conflicts(state, self._session.plan_of(state), STAGE)
        may_stop = verdict.stop and not open_conflicts
        reason = verdict.text
        if open_conflicts:
            reason = f"{len(open_conflicts)} conflicts are unresolved: resolve them first. {reason}"
        declared = (
            {k: state.stop[k] for k in ("at", "actor", "label", "text")} if state.stop else None
        )
        return {
            "screened": len(order), "total": history.total, "relevant": sum(history.relevant),
            "recall": {"estimate": bound.estimate, "low": bound.low, "high": bound.high,
                       "confidence": bound.confidence, "text": bound.text},
            "rule": {"name": fixed["rule"], "label": verdict.label, "target": target,
                     "confidence": confidence, "numbers": dict(verdict.numbers),
                     "assumption": rule.assumption, "guarantee": rule.guarantee,
                     "warning": rule.warning},
            "may_stop": may_stop, "reason": reason, "forecast": forecast(history, rule).text,
            "advice": list(advice(history, target, confidence)), "conflicts": len(open_conflicts),
            "declared": declared, "unread_since": self._unread_since(state),
        }  # fmt: skip

    def _unread_since(self, state: ReviewState) -> int:
        """Citations that came after a declared stop and have not been screened."""
        if not state.stop:
            return 0
        known = {state.citation_of(n) for n in state.stop["unread"]}
        return sum(1 for c in self.unscreened(state) if c not in known)

    def unscreened(self, state: ReviewState) -> list[int]:
        """Citations without a settled verdict, in order."""
        status = statuses(state, self._session.plan_of(state), STAGE)
        return [
            c for c in state.citations() if c not in state.removed and status.get(c) not in SETTLED
        ]

    def declare(
        self, *, actor: str, against_rule: bool = False, reason: str = ""
    ) -> dict[str, Any]:
        """Declare screening finished with citations unread; records all that defends it."""
        answer = self.check()
        if answer["conflicts"]:
            raise AnswerIsNo(answer["reason"])
        if not answer["may_stop"] and not against_rule:
            raise AnswerIsNo(
                f"not yet: {answer['reason']} (to stop all the same: --against-rule --reason TEXT)"
            )
        against = against_rule and not answer["may_stop"]
        if against and not reason.strip():
            raise WinnowError("stopping against the rule needs a reason: --reason TEXT")
        label = "against the rule" if against else answer["rule"]["label"]
        kept = self._rankings.kept()
        with self._session.writing() as state:
            self._session.require_protocol(state)
            name = check_member(state, self._session.plan_of(state), actor)
            unread = self.unscreened(state)
            payload = {
                "stage": STAGE, "rule": answer["rule"]["name"], "label": label,
                "numbers": {**answer["rule"]["numbers"], "recall_low": answer["recall"]["low"],
                            "recall_estimate": answer["recall"]["estimate"]},
                "text": f"{answer['reason']} {answer['recall']['text']}", "unread": unread,
                "ranking": kept.digest if kept else "", "reason": reason,
            }  # fmt: skip
            self._session.append(name, "screening_stopped", [payload])
        return {"declared": True, "label": label, "unread": len(unread),
                "text": payload["text"], "citations": [citation_id(c) for c in unread]}  # fmt: skip

    def resume(self, *, actor: str, reason: str) -> dict[str, Any]:
        """Take a declared stop back."""
        with self._session.writing() as state:
            if not state.stop:
                raise WinnowError("screening has not been stopped")
            self._session.append(actor, "screening_resumed", [{"reason": reason}])
        return {"resumed": True}
