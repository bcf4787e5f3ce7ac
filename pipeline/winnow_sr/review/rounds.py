"""Rounds of screening work, and how well reviewers agree in them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from winnow_sr.errors import AnswerIsNo, WinnowError
from winnow_sr.ledger.state import ReviewState
from winnow_sr.review.rankings import Rankings
from winnow_sr.review.session import Session
from winnow_sr.screening.agreement import agreement, over_time
from winnow_sr.screening.deciding import check_stage
from winnow_sr.screening.gate import failed_gate, gate
from winnow_sr.screening.labels import random_sample
from winnow_sr.screening.outcomes import SETTLED, statuses
from winnow_sr.screening.queues import open_round

KINDS = ("pilot", "priority", "random")


def check_round(kind: str, size: int | None, model: str) -> None:
    """Is this a round that can be?"""
    if kind not in KINDS:
        raise WinnowError(f"unknown kind of round {kind!r}: {', '.join(KINDS)}")
    if size is not None and size < 1:
        raise WinnowError("a round needs a size of at least 1")
    if model and kind != "priority":
        raise WinnowError("another model goes with --kind priority: the others are drawn at random")


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
    ) -> dict[str, Any]:
        """Open a round: a pilot or random sample of the unread, or the best of the ranking.

        After a pilot that failed its gate only another pilot may follow, or `despite` says why.
        reviewers: votes each citation of it needs, where not the protocol's number. model: another
        ranking model, to look for what the first cannot see.
        """
        check_round(kind, size, model)
        kept = self._rankings.train(model=model) if model else self._rankings.current(notify)
        with self._session.writing() as state:
            self._session.require_protocol(state)
            plan = self._session.plan_of(state)
            if found := open_round(state):
                raise WinnowError(
                    f"round {found['round']} ({found['kind']}) is still open: close it first"
                )
            failed = failed_gate(state, plan) if kind != "pilot" else None
            if failed and not despite.strip():
                raise AnswerIsNo(
                    f"pilot round {failed['round']} did not pass its gate ({failed['statistic']} "
                    f"{failed['value']:.2f}, needed {failed['threshold']}): talk it over, amend the "
                    "protocol, run another pilot; or say why not with --despite-gate TEXT"
                )
            status = statuses(state, plan, "title-abstract")
            unread = [
                c for c in kept.order if status.get(c) not in SETTLED and c not in state.removed
            ]
            pool = unread if kind == "random" else [c for c in unread if c not in status]
            if not pool:
                raise WinnowError("nothing is left unread: no round to open")
            number = len(state.rounds) + 1
            seed = plan.screening.seed + number
            size = size or (plan.screening.pilot.size if kind == "pilot" else plan.screening.batch)
            drawn = pool[:size] if kind == "priority" else random_sample(sorted(pool), size, seed)
            payload = {
                "round": number, "kind": kind, "stage": "title-abstract", "citations": drawn,
                "seed": seed, "ranking": kept.digest if kind == "priority" else "",
                "despite": despite if failed else "", "unread": len(unread),
                "found": sum(verdict == "include" for verdict in status.values()),
                "reviewers": reviewers, "model": model,
            }  # fmt: skip
            self._session.append(actor, "round_opened", [payload])
        return self._round_row(self._session.state(), number)

    def close(self, *, actor: str) -> dict[str, Any]:
        """Close the open round."""
        with self._session.writing() as state:
            found = open_round(state)
            if found is None:
                raise WinnowError("no round is open")
            self._session.append(actor, "round_closed", [{"round": found["round"]}])
        return self._round_row(self._session.state(), found["round"])

    def all(self) -> list[dict[str, Any]]:
        """All rounds: round, kind, size, opened, closed, decided, agreement."""
        state = self._session.state()
        return [self._round_row(state, found["round"]) for found in state.rounds]

    def _round_row(self, state: ReviewState, number: int) -> dict[str, Any]:
        found = next(r for r in state.rounds if r["round"] == number)
        batch = {state.citation_of(c) for c in found["citations"]}
        status = statuses(state, self._session.plan_of(state), found["stage"])
        return {
            "round": number, "kind": found["kind"], "size": len(batch), "opened": found["opened"],
            "closed": found["closed"] or None,
            "decided": sum(1 for c in batch if status.get(c) in SETTLED),
            "agreement": agreement(state, found["stage"], batch),
            "gate": gate(state, self._session.plan_of(state), found) if found["kind"] == "pilot" else None,
        }  # fmt: skip

    def agreement(
        self, stage: str = "title-abstract", number: int | None = None, every: int | None = None
    ) -> list[dict[str, Any]]:
        """Agreement of every pair of reviewers (and of all together): of a stage, of one round, or
        in successive blocks of `every` citations."""
        check_stage(stage)
        state = self._session.state()
        if every is not None:
            return over_time(state, stage, every)
        if number is None:
            return agreement(state, stage)
        found = next((r for r in state.rounds if r["round"] == number), None)
        if found is None:
            raise WinnowError(f"there is no round {number}; there are {len(state.rounds)}")
        return agreement(state, found["stage"], {state.citation_of(c) for c in found["citations"]})
