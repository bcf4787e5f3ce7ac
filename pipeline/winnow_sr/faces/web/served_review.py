"""Between the pages and the review: one open `Review` per thread, one writer at a time, who may see
what, and rankings renewed behind the screens.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar, cast

from winnow_sr.faces.ranking_worker import Rank, RankingWorker
from winnow_sr.faces.web.accounts import Accounts
from winnow_sr.faces.web.behind import Behind
from winnow_sr.faces.web.limits import Limits
from winnow_sr.review import Review
from winnow_sr.review.answers import QueueRow
from winnow_sr.vocabulary import TITLE_ABSTRACT, Role, Stage

LAST_WORK_SECONDS = 10.0
"""How long a ranking that is being made when the server stops may take to end."""
FIRST: Stage = TITLE_ABSTRACT
T = TypeVar("T")


class ServedReview:
    """What the pages ask."""

    def __init__(self, folder: Path, *, train: bool = True) -> None:
        self.folder = folder.resolve()  # where we stand may change, what is served must not
        self.accounts = Accounts(self.folder)
        self.worker = RankingWorker(self.folder, rest=1.0)
        self.trains = train
        self._local = threading.local()
        self._reviews: list[Review] = []
        self._writing = threading.Lock()
        self._lock = threading.Lock()
        self._kept: dict[str, tuple[int, object]] = {}
        self.limits = Limits()
        self.behind = Behind(self.folder)
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
        import winnow_sr.prisma.rendering

        del winnow_sr
        self.review.stopping.warm()

    def once(self, key: str, make: Callable[[], T]) -> T:
        """A value made once per moment of the ledger."""
        seq = self.review.ledger.newest()
        with self._lock:
            found = self._kept.get(key)
        if found is None or found[0] != seq:
            found = (seq, make())
            with self._lock:
                self._kept[key] = found
        return cast(T, found[1])

    # -- people ----------------------------------------------------------------------------------
    def role_of(self, name: str) -> Role | None:
        """The role of a person; None where they are not (or no longer) on the team."""
        return self.review.team.role_of(name)

    def screens(self, name: str) -> bool:
        """Does this person read citations and vote on them?"""
        return self.review.team.screens(name)

    def invite(self, name: str, role: str, actor: str) -> str:
        """Put a person on the team, if need be, and return the secret of their link."""
        with self.writer() as review:
            if review.team.role_of(name) != role:
                name = review.team.join(name, role, actor=actor).name
        return self.accounts.invite(name)

    def row(self, citation: str) -> QueueRow:
        """One citation as the queue would give it."""
        return self.review.screening.shown(citation)

    # -- rankings --------------------------------------------------------------------------------
    def ranked(self) -> bool:
        """Is there a ranking? One that is missing or far behind the votes is asked for."""
        rankings, plan = self.review.rankings, self.review.protocol.plan
        there = rankings.kept() is not None
        if not there or rankings.behind() >= max(1, plan.screening.batch // 10):
            self.want_ranking()
        return there

    def renew_where_stale(self) -> None:
        """Ask for a ranking that has seen every verdict, where there is none."""
        if self.review.rankings.behind():
            self.want_ranking()

    def want_ranking(self) -> None:
        """Have the ranking renewed behind the screens."""
        if self.trains:
            self.worker.ask(Rank())
