"""Rounds of screening work, and the queue of each reviewer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from winnow_sr.errors import AnswerIsNo, WinnowError
from winnow_sr.ledger.state import ReviewState
from winnow_sr.review.ranking import Ranking
from winnow_sr.screening.agreement import agreement, over_time
from winnow_sr.screening.deciding import check_member, check_stage, citation_id, report_of
from winnow_sr.screening.gate import failed_gate, gate
from winnow_sr.screening.labels import random_sample
from winnow_sr.screening.outcomes import SETTLED, statuses
from winnow_sr.screening.queues import open_round, queue

KINDS = ("pilot", "priority", "random")


def check_round(kind: str, size: int | None, model: str) -> None:
    """Is this a round that can be?"""
    if kind not in KINDS:
        raise WinnowError(f"unknown kind of round {kind!r}: {', '.join(KINDS)}")
    if size is not None and size < 1:
        raise WinnowError("a round needs a size of at least 1")
    if model and kind != "priority":
        raise WinnowError("another model goes with --kind priority: the others are drawn at random")


class Rounds(Ranking):
    """Batches of work and what to read next."""

    def open_round(
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
        kept = self.train(model=model) if model else self.ranking(notify)
        with self.writing() as state:
            self.require_protocol(state)
            plan = self.plan_of(state)
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
            self.append(actor, "round_opened", [payload])
        return self._round_row(self.state(), number)

    def close_round(self, *, actor: str) -> dict[str, Any]:
        """Close the open round."""
        with self.writing() as state:
            found = open_round(state)
            if found is None:
                raise WinnowError("no round is open")
            self.append(actor, "round_closed", [{"round": found["round"]}])
        return self._round_row(self.state(), found["round"])

    def rounds(self) -> list[dict[str, Any]]:
        """All rounds: round, kind, size, opened, closed, decided, agreement."""
        state = self.state()
        return [self._round_row(state, found["round"]) for found in state.rounds]

    def _round_row(self, state: ReviewState, number: int) -> dict[str, Any]:
        found = next(r for r in state.rounds if r["round"] == number)
        batch = {state.citation_of(c) for c in found["citations"]}
        status = statuses(state, self.plan_of(state), found["stage"])
        return {
            "round": number, "kind": found["kind"], "size": len(batch), "opened": found["opened"],
            "closed": found["closed"] or None,
            "decided": sum(1 for c in batch if status.get(c) in SETTLED),
            "agreement": agreement(state, found["stage"], batch),
            "gate": gate(state, self.plan_of(state), found) if found["kind"] == "pilot" else None,
        }  # fmt: skip

    def agreement(
        self, stage: str = "title-abstract", number: int | None = None, every: int | None = None
    ) -> list[dict[str, Any]]:
        """Agreement of every pair of reviewers (and of all together): of a stage, of one round, or
        in successive blocks of `every` citations."""
        check_stage(stage)
        state = self.state()
        if every is not None:
            return over_time(state, stage, every)
        if number is None:
            return agreement(state, stage)
        found = next((r for r in state.rounds if r["round"] == number), None)
        if found is None:
            raise WinnowError(f"there is no round {number}; there are {len(state.rounds)}")
        return agreement(state, found["stage"], {state.citation_of(c) for c in found["citations"]})

    def queue(
        self,
        reviewer: str,
        n: int | None = 20,
        stage: str = "title-abstract",
        notify: Callable[[str], None] | None = None,
        *,
        stale: bool = False,
    ) -> list[dict[str, Any]]:
        """What a reviewer should read next: citation, key, rank, score, title, abstract, year,
        keywords. `stale` takes the kept ranking as it is (a screen retrains behind)."""
        rows: list[dict[str, Any]] = self.reading(reviewer, n, stage, notify, stale=stale)["rows"]
        return rows

    def reading(
        self,
        reviewer: str,
        n: int | None = 20,
        stage: str = "title-abstract",
        notify: Callable[[str], None] | None = None,
        *,
        stale: bool = False,
    ) -> dict[str, Any]:
        """A reviewer's desk: rows (as `queue` gives them), left (how many are in the whole queue),
        decided (by this reviewer at the stage), fresh (is the ranking up to date?), round."""
        check_stage(stage)
        state = self.state()
        plan = self.plan_of(state)
        name = check_member(state, plan, reviewer)
        kept = None
        if stage == "title-abstract":
            kept = (self.kept_ranking() if stale else None) or self.ranking(notify)
            state = self.state()
        order = kept.order if kept else []
        found = queue(state, plan, name, stage, order, kept.without_abstract if kept else ())
        batch = open_round(state, stage)
        shown = found if n is None else found[:n]
        rows = self._rows(shown, state, order, kept.scores if kept else [])
        for citation, row in zip(shown, rows, strict=True):
            if state.votes_on(stage, citation):  # the rank has learnt from a colleague's verdict
                row["rank"] = row["score"] = None
        return {
            "rows": rows,
            "left": len(found),
            "decided": len(state.standing(stage, name)),
            "fresh": kept is None or kept.basis == state.training_seq,
            "round": {key: batch[key] for key in ("round", "kind")} if batch else None,
        }

    def shown(self, text: str) -> dict[str, Any]:
        """One citation as `queue` gives it (without its rank): to show it again after an undo."""
        state = self.state()
        return self._rows([self.citation(text, state)], state, [], [])[0]

    def _rows(
        self, citations: list[int], state: ReviewState, order: list[int], scores: list[float]
    ) -> list[dict[str, Any]]:
        ranks = {citation: i for i, citation in enumerate(order)}
        texts = self.composed(citations, state)
        briefs = self.store.briefs([n for c in citations for n in state.members(c)])
        rows = []
        for citation in citations:
            record, rank = texts[citation], ranks.get(citation)
            rows.append(
                {
                    "citation": citation_id(citation), "key": self.key_of(citation, state, briefs),
                    "rank": None if rank is None else rank + 1,
                    "score": None if rank is None else scores[rank],
                    "title": record.title, "abstract": record.abstract, "year": record.year,
                    "keywords": [*record.mesh, *record.keywords], "authors": list(record.authors),
                    "journal": record.journal, "doi": record.doi,
                    "report": (report_of(state, citation) or [""])[0],
                }
            )  # fmt: skip
        return rows
