"""What to read next, and verdicts: decide, decide from a file, undo, conflicts, resolve."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from winnow_sr.errors import WinnowError
from winnow_sr.files import AnyPath
from winnow_sr.ledger.state import ReviewState
from winnow_sr.protocol.plan import Plan
from winnow_sr.review.lookup import Lookup
from winnow_sr.review.rankings import Kept, Rankings
from winnow_sr.review.reading import queue_rows
from winnow_sr.review.session import Session
from winnow_sr.screening.deciding import (
    check_member,
    check_name,
    check_open,
    check_reason,
    check_stage,
    check_verdict,
    citation_id,
)
from winnow_sr.screening.outcomes import conflicts, outcome_at
from winnow_sr.screening.queues import open_round, queue

if TYPE_CHECKING:
    from winnow_sr.review.decision_file import Row


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
        state = self._session.state()
        plan = self._session.plan_of(state)
        name = check_member(state, plan, reviewer)
        kept = None
        if stage == "title-abstract":
            kept = (self._rankings.kept() if stale else None) or self._rankings.current(notify)
            state = self._session.state()
        order = kept.order if kept else []
        found = queue(state, plan, name, stage, order, kept.without_abstract if kept else ())
        batch = open_round(state, stage)
        shown = found if n is None else found[:n]
        rows = queue_rows(
            self._session, self._lookup, state, shown, order, kept.scores if kept else []
        )
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
        state = self._session.state()
        citation = self._lookup.citation(text, state)
        return queue_rows(self._session, self._lookup, state, [citation], [], [])[0]

    # -- verdicts --------------------------------------------------------------------------------
    def decide(
        self,
        text: str,
        verdict: str,
        *,
        reviewer: str,
        stage: str = "title-abstract",
        reason: str = "",
        note: str = "",
        seconds: float = 0.0,
        visible: bool = False,
    ) -> dict[str, Any]:
        """One reviewer's verdict on one citation. Returns {decided, conflicts}."""
        return self._decide(
            [(text, verdict, reason, note, "")], reviewer, stage, seconds=seconds, visible=visible
        )

    def decide_from(
        self, path: AnyPath, *, reviewer: str, stage: str = "title-abstract"
    ) -> dict[str, Any]:
        """Verdicts from a CSV with columns key, verdict, reason (and note): all rows, or none."""
        from pathlib import Path

        from winnow_sr.review.decision_file import read_decisions

        rows = read_decisions(Path(path))
        return self._decide(
            [(r["key"], r["verdict"], r["reason"], r["note"], r["where"]) for r in rows],
            reviewer,
            stage,
        )

    def decide_all(
        self, rows: Sequence[tuple[str, str, str, str]], *, reviewer: str, stage: str
    ) -> dict[str, Any]:
        """Many (id, verdict, reason, note) of one reviewer: all, or none."""
        return self._decide([(*row, f"{row[0]}: ") for row in rows], reviewer, stage)

    def decide_from_records(self, name: str, *, source: str = "") -> dict[str, Any]:
        """Take the verdicts that came with the files (ASReview, Rayyan, Covidence) as decisions of
        the earlier screening `name`; where a file names its reviewers, of `name/reviewer`."""
        from winnow_sr.review.decision_file import earlier_rows

        screening = check_name(name)
        state = self._session.state()
        plan = self._session.plan_of(state)
        found = earlier_rows(self._lookup.streamed(source), plan, screening)
        if not found:
            raise WinnowError(
                f"no decision came with the records{f' of {source}' if source else ''}"
            )
        done = {who: self._decide(rows, who, "title-abstract") for who, rows in found.items()}
        return {
            "decided": sum(d["decided"] for d in done.values()),
            "conflicts": max(d["conflicts"] for d in done.values()),
            "reviewers": {who: d["decided"] for who, d in done.items()},
        }

    def _decide(
        self,
        rows: Sequence[Row],
        reviewer: str,
        stage: str,
        *,
        seconds: float = 0.0,
        visible: bool = False,
    ) -> dict[str, Any]:
        check_stage(stage)
        kept = self._rankings.kept() if stage == "title-abstract" else None
        places = {c: i for i, c in enumerate(kept.order)} if kept else {}
        with self._session.writing() as state:
            plan = self._session.plan_of(state)
            name = check_member(state, plan, reviewer)
            batch = open_round(state, stage)
            in_round = set(batch["citations"]) if batch else set()
            payloads: dict[int, dict[str, Any]] = {}
            keys = self._lookup.citations_by_key(state) if len(rows) > 50 else {}
            for text, verdict, reason, note, where in rows:
                try:
                    citation = self._lookup.find(text, state, keys)
                    value = check_verdict(verdict)
                    code = check_reason(plan, stage, value, reason)
                    check_open(state, plan, stage, citation)
                    self._once(payloads.get(citation), citation, value, code)
                except WinnowError as error:
                    raise WinnowError(f"{where}{error}") from error
                payloads[citation] = {
                    "stage": stage, "citation": citation, "verdict": value, "reason": code,
                    "note": note, "round": batch["round"] if batch and citation in in_round else 0,
                    **rank_shown(kept, places, citation), "visible": visible,
                    "seconds": round(seconds, 1),
                }  # fmt: skip
            self._session.append(name, "decision_made", list(payloads.values()))
        state = self._session.state()
        return {
            "decided": len(payloads),
            "conflicts": self._count_conflicts(state, plan, stage, payloads),
        }

    @staticmethod
    def _once(earlier: dict[str, Any] | None, citation: int, verdict: str, reason: str) -> None:
        """Two rows of one file may name one citation (its duplicates), but must say the same."""
        if earlier and (earlier["verdict"], earlier["reason"]) != (verdict, reason):
            raise WinnowError(
                f"{citation_id(citation)} stands twice in the file with different verdicts"
            )

    @staticmethod
    def _count_conflicts(
        state: ReviewState, plan: Plan, stage: str, citations: Iterable[int]
    ) -> int:
        return sum(outcome_at(state, plan, stage, c).status == "conflict" for c in citations)

    def undo(self, *, reviewer: str) -> dict[str, Any]:
        """Take back the reviewer's last verdict or resolution that still stands."""
        with self._session.writing() as state:
            name = check_name(reviewer)
            made = state.last_by(name)
            if made is None:
                raise WinnowError(f"{name} has no decision to take back")
            seq, stage, record, resolution = made
            payload = {
                "decision": seq,
                "stage": stage,
                "citation": record,
                "resolution": resolution,
            }
            self._session.append(name, "decision_withdrawn", [payload])
        return {
            "undone": "resolution" if resolution else "decision",
            "citation": citation_id(self._session.state().citation_of(record)),
            "stage": stage,
        }

    # -- conflicts -------------------------------------------------------------------------------
    def conflicts(self, stage: str = "title-abstract", viewer: str = "") -> list[dict[str, Any]]:
        """Citations in conflict: citation, key, title, decisions (reviewer, verdict, reason).

        Only citations on which at least two people have voted are ever listed. Where the protocol
        keeps conflicts blind, decisions are shown only to a viewer who did not vote on them.
        """
        check_stage(stage)
        state = self._session.state()
        plan = self._session.plan_of(state)
        found = conflicts(state, plan, stage)
        briefs = self._session.store.briefs([n for c in found for n in state.members(c)])
        rows = []
        for citation in found:
            votes = state.votes_on(stage, citation)
            shown = sorted(votes.values(), key=lambda vote: vote.actor)
            if plan.screening.conflicts == "blind" and (not viewer or viewer in votes):
                shown = []
            rows.append(
                {
                    "citation": citation_id(citation),
                    "key": self._lookup.key_of(citation, state, briefs),
                    "title": state.edits.get(citation, {}).get("title", briefs[citation][4]),
                    "decisions": [
                        {"reviewer": vote.actor, "verdict": vote.verdict, "reason": vote.reason}
                        for vote in shown
                    ],
                }
            )
        return rows

    def resolve(
        self,
        text: str,
        verdict: str,
        *,
        actor: str,
        stage: str | None = None,
        reason: str = "",
        note: str = "",
    ) -> dict[str, Any]:
        """An adjudicator's verdict on a conflict. The stage is the one the conflict is at."""
        with self._session.writing() as state:
            plan = self._session.plan_of(state)
            name = check_member(state, plan, actor, resolving=True)
            citation = self._lookup.citation(text, state)
            at = self._conflict_stage(state, plan, citation, stage)
            value = check_verdict(verdict)
            code = check_reason(plan, at, value, reason)
            votes = state.votes_on(at, citation)
            payload = {
                "stage": at, "citation": citation, "verdict": value, "reason": code, "note": note,
                "visible": plan.screening.conflicts == "open" or name not in votes,
                "votes": sorted(vote.seq for vote in votes.values()),
            }  # fmt: skip
            self._session.append(name, "conflict_resolved", [payload])
        return {"citation": citation_id(citation), "stage": at, "verdict": value,
                "conflicts": len(conflicts(self._session.state(), plan, at))}  # fmt: skip

    @staticmethod
    def _conflict_stage(state: ReviewState, plan: Plan, citation: int, stage: str | None) -> str:
        for at in (check_stage(stage),) if stage else ("title-abstract", "full-text"):
            resolved = stage and state.resolution_of(at, citation)
            if resolved or outcome_at(state, plan, at, citation).status == "conflict":
                return at
        raise WinnowError(
            f"{citation_id(citation)} is not in conflict{f' at {stage}' if stage else ''}"
        )


def rank_shown(kept: Kept | None, places: dict[int, int], citation: int) -> dict[str, Any]:
    """rank (from 1) and score of a citation in the kept ranking; 0 and None where it has none."""
    if kept is None or citation not in places:
        return {"rank": 0, "score": None}
    return {"rank": places[citation] + 1, "score": kept.scores[places[citation]]}
