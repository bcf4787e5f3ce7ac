"""Between the pages and the review: one open `Review` per thread, one writer at a time, who may see
what, and rankings renewed behind the screens.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from winnow_sr.faces.ranking_worker import Rank, RankingWorker
from winnow_sr.faces.web.accounts import Accounts
from winnow_sr.faces.web.limits import Limits
from winnow_sr.ledger.state import ReviewState
from winnow_sr.protocol.plan import Plan
from winnow_sr.review import Review
from winnow_sr.review.answers import QueueRow
from winnow_sr.screening.blinding import check_may_know, pilot_unread
from winnow_sr.screening.reports import sought_reports
from winnow_sr.vocabulary import TITLE_ABSTRACT, CitationId, ReportStatus, Role, Stage

LAST_WORK_SECONDS = 10.0
"""How long a ranking that is being made when the server stops may take to end."""
FIRST: Stage = TITLE_ABSTRACT
T = TypeVar("T")


class ServedReview:
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
    def role_of(self, name: str) -> Role | None:
        """The role of a person; None where they are not (or no longer) on the team."""
        return self.review.team.role_of(name)

    def screens(self, name: str) -> bool:
        """Does this person read citations and vote on them?"""
        return self.review.team.screens(name)

    def check_screener(self, name: str) -> str:
        """The name; WinnowError where this person does not screen."""
        return self.review.team.check_screener(name)

    def may_resolve(self, name: str) -> bool:
        """May this person end a conflict?"""
        return self.review.team.may_resolve(name)

    def invite(self, name: str, role: str, actor: str) -> str:
        """Put a person on the team, if need be, and return the secret of their link."""
        with self.writer() as review:
            if review.team.role_of(name) != role:
                name = review.team.join(name, role, actor=actor).name
        return self.accounts.invite(name)

    def pilot_unread(self, name: str) -> set[CitationId]:
        """Citations of an open pilot that this person has yet to read."""
        return pilot_unread(*self.state(), name)

    def may_know(self, name: str, citation: CitationId) -> None:
        """Refuse to speak of a citation that this person must first read in the pilot."""
        check_may_know(*self.state(), name, citation)

    def sought(self, name: str) -> dict[CitationId, ReportStatus]:
        """citation -> status of its report, as far as this person may know."""
        hidden = self.pilot_unread(name)
        return {c: s for c, s in sought_reports(*self.state()).items() if c not in hidden}

    def row(self, citation: str) -> QueueRow:
        """One citation as the queue would give it."""
        return self.review.screening.shown(citation)

    def count(self, name: str, stage: Stage) -> int:
        """How many verdicts of this person stand."""
        ballot = self.review.session.state().ballots[stage].get(name)
        return len(ballot.letters) if ballot else 0

    # -- rankings --------------------------------------------------------------------------------
    def ranked(self) -> bool:
        """Is there a ranking? One that is missing or far behind the votes is asked for."""
        state, plan = self.state()
        kept = self.review.rankings.kept()
        every = max(1, plan.screening.batch // 10)
        if kept is None or state.training_seq - kept.basis >= every:
            self.want_ranking()
        return kept is not None

    def renew_where_stale(self) -> None:
        """Ask for a ranking that has seen every verdict, where there is none."""
        if self.review.rankings.fresh(self.review.session.state()) is None:
            self.want_ranking()

    def want_ranking(self) -> None:
        """Have the ranking renewed behind the screens."""
        if self.trains:
            self.worker.ask(Rank())
