"""Between the pages and the review: one open `Review` per thread, one writer at a time, and what
is remembered only while the server runs (who is reading what, who skipped what).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from winnow_sr.errors import WinnowError
from winnow_sr.faces.ranking_worker import Rank, RankingWorker
from winnow_sr.faces.web.accounts import Accounts
from winnow_sr.faces.web.limits import Limits
from winnow_sr.ledger.state import ReviewState
from winnow_sr.protocol.plan import Plan
from winnow_sr.review import Review
from winnow_sr.screening.deciding import citation_id
from winnow_sr.screening.outcomes import wanted_of
from winnow_sr.screening.queues import open_round, sought_reports

READING_SECONDS = 900.0
"""How long a citation handed to a reviewer is kept for them."""
LAST_WORK_SECONDS = 10.0
"""How long a ranking that is being made when the server stops may take to end."""
FIRST = "title-abstract"
ROLES = ("reviewer", "adjudicator", "lead", "observer")
T = TypeVar("T")


class Changed(WinnowError):
    """The citation has been decided otherwise in the meantime."""


class Desk:
    """What the pages ask."""

    def __init__(self, folder: Path, *, train: bool = True) -> None:
        self.folder = folder
        self.accounts = Accounts(folder)
        self.worker = RankingWorker(folder, rest=1.0)
        self.trains = train
        self._local = threading.local()
        self._reviews: list[Review] = []
        self._writing = threading.Lock()
        self._lock = threading.Lock()
        self._reading: dict[tuple[str, int], dict[str, float]] = {}
        self._skipped: dict[tuple[str, str], list[str]] = {}
        self._kept: dict[str, tuple[int, Any]] = {}
        self.limits = Limits()
        self.opening = ""
        """Kind of the round that is being opened behind."""

    @property
    def review(self) -> Review:
        """This thread's open review."""
        found: Review | None = getattr(self._local, "review", None)
        if found is None:
            found = self._local.review = Review.open(self.folder)
            with self._lock:
                self._reviews.append(found)
        return found

    def close(self) -> None:
        """Let go of everything."""
        self.worker.close(wait=LAST_WORK_SECONDS)
        with self._lock:
            for review in self._reviews:
                review.close()
            self._reviews.clear()

    @contextmanager
    def writer(self) -> Iterator[Review]:
        """The review, with no other thread of this server writing: nobody waits in the database's
        own back-off."""
        with self._writing:
            yield self.review

    def warm(self) -> None:
        """Load what the slower pages need, before somebody waits for it."""
        from winnow_sr.prisma import render
        from winnow_sr.stopping import History, recall

        recall(History(relevant=[True], total=1, first=0), confidence=0.95)
        del render

    def state(self) -> tuple[ReviewState, Plan]:
        """The state and the plan now."""
        state = self.review.session.state()
        return state, self.review.session.plan_of(state)

    def once(self, key: str, make: Callable[[], T]) -> T:
        """A value made once per moment of the ledger."""
        seq = self.review.session.state().seq
        with self._lock:
            found = self._kept.get(key)
        if found is None or found[0] != seq:
            found = (seq, make())
            with self._lock:
                self._kept[key] = found
        return found[1]

    # -- people ----------------------------------------------------------------------------------
    def role_of(self, name: str) -> str | None:
        """The role the ledger gives a person; None where they are not (or no longer) on the team."""
        state, plan = self.state()
        if name in state.team:
            role, status = state.team[name]
            return role if status == "joined" else None
        if name in plan.screening.adjudicators:
            return "adjudicator"
        return "reviewer" if name in plan.screening.reviewers else None

    def may_resolve(self, name: str) -> bool:
        """May this person end a conflict?"""
        plan = self.state()[1]
        return self.role_of(name) in ("adjudicator", "lead") or name in plan.screening.adjudicators

    def invite(self, name: str, role: str, actor: str) -> str:
        """Put a person on the team, if need be, and return the secret of their link."""
        with self.writer() as review:
            if review.session.state().team.get(name) != [role, "joined"]:
                name = review.team.join(name, role, actor=actor)["name"]
        return self.accounts.invite(name)

    def pilot_unread(self, name: str) -> set[int]:
        """Citations of an open pilot that this person has yet to read: whatever others said of
        them may not show in any answer, by text or by count."""
        state = self.review.session.state()
        batch = open_round(state, FIRST)
        if batch is None or batch["kind"] != "pilot" or self.role_of(name) == "observer":
            return set()
        numbers = {state.citation_of(c) for c in batch["citations"]} - state.removed.keys()
        return {c for c in numbers if name not in state.votes_on(FIRST, c)}

    def may_know(self, name: str, citation: int) -> None:
        """Refuse to speak of a citation that this person must first read in the pilot."""
        if citation in self.pilot_unread(name):
            raise WinnowError(f"read {citation_id(citation)} in the open pilot first")

    def sought(self, name: str) -> dict[int, str]:
        """citation -> status of its report, as far as this person may know."""
        hidden = self.pilot_unread(name)
        return {c: s for c, s in sought_reports(*self.state()).items() if c not in hidden}

    # -- what to read ----------------------------------------------------------------------------
    def next(self, name: str, stage: str, n: int) -> list[dict[str, Any]] | None:
        """The next citations for a reviewer; None while there is no ranking to take them from."""
        review = self.review
        state, plan = self.state()
        if stage == FIRST:
            kept = review.rankings.kept()
            self._renew(state, plan, kept)
            if kept is None:
                return None
        busy = self._read_by_others(name, stage)
        skipped = self.skipped(name, stage)
        rows = review.screening.queue(name, n + len(busy) + len(skipped), stage, stale=True)
        if stage != FIRST and (hidden := self.pilot_unread(name)):
            rows = [r for r in rows if int(r["citation"][1:]) not in hidden]
        free = self._unless_taken(rows, busy, state, plan, stage)
        found = [r for r in free if r["citation"] not in skipped]
        if not found and skipped:
            self.clear_skipped(name, stage)
            found = free
        found = found[:n]
        self._hand_out(name, stage, found)
        if not found and stage == FIRST and review.rankings.fresh(state) is None:
            self._want()
        return found

    def _unless_taken(
        self, rows: list[dict[str, Any]], busy: dict[int, int], state: ReviewState, plan: Plan,
        stage: str,
    ) -> list[dict[str, Any]]:  # fmt: skip
        """Leave out what others are reading where their votes will be enough."""
        batch = open_round(state, stage)
        if batch is not None and batch["kind"] == "pilot":
            return rows
        free = []
        for row in rows:
            number = int(row["citation"][1:])
            others = busy.get(number, 0)
            if not others or others + len(state.votes_on(stage, number)) < wanted_of(
                state, plan, stage, number
            ):
                free.append(row)
        return free

    def _read_by_others(self, name: str, stage: str) -> dict[int, int]:
        """citation -> how many others have it before them."""
        now = time.monotonic()
        found: dict[int, int] = {}
        with self._lock:
            for (at, citation), readers in list(self._reading.items()):
                for who in [who for who, until in readers.items() if until < now]:
                    del readers[who]
                if not readers:
                    del self._reading[at, citation]
                elif at == stage and (others := len(readers.keys() - {name})):
                    found[citation] = others
        return found

    def others_reading(self, name: str, stage: str) -> int:
        """How many citations colleagues have before them."""
        return len(self._read_by_others(name, stage))

    def _hand_out(self, name: str, stage: str, rows: list[dict[str, Any]]) -> None:
        until = time.monotonic() + READING_SECONDS
        with self._lock:
            for row in rows:
                self._reading.setdefault((stage, int(row["citation"][1:])), {})[name] = until

    def _give_back(self, name: str, stage: str, citation: int) -> None:
        with self._lock:
            self._reading.get((stage, citation), {}).pop(name, None)

    def skipped(self, name: str, stage: str) -> list[str]:
        """What this reviewer put off in this sitting."""
        with self._lock:
            return list(self._skipped.get((name, stage), ()))

    def skip(self, name: str, stage: str, citation: str) -> None:
        """Put a citation off until nothing else is left."""
        with self._lock:
            found = self._skipped.setdefault((name, stage), [])
            if citation not in found:
                found.append(citation)
        self._give_back(name, stage, int(citation[1:]))

    def clear_skipped(self, name: str, stage: str) -> None:
        """Back to what was put off."""
        with self._lock:
            self._skipped.pop((name, stage), None)

    # -- deciding --------------------------------------------------------------------------------
    def decide(
        self, name: str, stage: str, citation: str, verdict: str, *, reason: str, note: str,
        seconds: float,
    ) -> dict[str, Any]:  # fmt: skip
        """Record a verdict. The same verdict sent twice (a lost answer, a double tap) is recorded
        once; another verdict on what was decided already is refused."""
        with self.writer() as review:
            state, plan = self.state()
            number = review.lookup.citation(citation, state)
            if stage != FIRST:
                self.may_know(name, number)
            standing = (
                state.votes_on(stage, number).get(name) if name in state.ballots[stage] else None
            )
            if standing is not None:
                meant = plan.reason(reason) if reason else None
                code = meant.code if meant else reason
                if (standing.verdict, standing.reason, standing.note) != (verdict, code, note):
                    raise Changed(
                        f"you have already decided {citation_id(number)} ({standing.verdict}): "
                        "undo that first"
                    )
            else:
                review.screening.decide(
                    citation_id(number), verdict, reviewer=name, stage=stage, reason=reason,
                    note=note, seconds=seconds,
                    visible=self.accounts.was_shown(name, stage, number),
                )  # fmt: skip
        self._give_back(name, stage, number)
        return {
            "citation": citation_id(number),
            "verdict": verdict,
            "mine": self.count(name, stage),
        }

    def undo(self, name: str) -> dict[str, Any]:
        """Take back this person's last decision; it comes before them again."""
        with self.writer() as review:
            done = review.screening.undo(reviewer=name)
        with self._lock:
            skipped = self._skipped.get((name, done["stage"]), [])
            if done["citation"] in skipped:
                skipped.remove(done["citation"])
        return done

    def count(self, name: str, stage: str) -> int:
        """How many verdicts of this person stand."""
        ballot = self.review.session.state().ballots[stage].get(name)
        return len(ballot.letters) if ballot else 0

    def row(self, citation: str) -> dict[str, Any]:
        """One citation as the queue would give it."""
        return self.review.screening.shown(citation)

    # -- rankings --------------------------------------------------------------------------------
    def _renew(self, state: ReviewState, plan: Plan, kept: Any) -> None:
        every = max(1, plan.screening.batch // 10)
        if kept is None or state.training_seq - kept.basis >= every:
            self._want()

    def _want(self) -> None:
        if self.trains:
            self.worker.ask(Rank())
