"""Dividing what is unread among people."""

from __future__ import annotations

from collections.abc import Sequence

from winnow_sr.errors import WinnowError
from winnow_sr.ledger.events import WorkShared
from winnow_sr.ledger.state import ReviewState
from winnow_sr.protocol.plan import Plan
from winnow_sr.review.answers import Assigned
from winnow_sr.review.lookup import Lookup
from winnow_sr.review.rankings import Rankings
from winnow_sr.review.session import Session
from winnow_sr.screening.checks import check_stage
from winnow_sr.screening.outcomes import statuses, wanted_of
from winnow_sr.screening.reports import sought_reports
from winnow_sr.screening.shares import divided, given_and_left, given_to, parse_shares
from winnow_sr.screening.team import check_manager, check_screener
from winnow_sr.vocabulary import TITLE_ABSTRACT, CitationId, Stage


class Sharing:
    """Who is to read what; accessed via `review.sharing`."""

    def __init__(self, session: Session, lookup: Lookup, rankings: Rankings) -> None:
        self._session = session
        self._lookup = lookup
        self._rankings = rankings

    def all(self, stage: str = TITLE_ABSTRACT) -> list[Assigned]:
        """What was given to whom, and how much of it they still have to read."""
        at = check_stage(stage)
        state = self._session.state()
        found = given_and_left(state, self._session.plan_of(state), at)
        return [
            Assigned(reviewer=who, assigned=given, left=left)
            for who, (given, left) in sorted(found.items())
        ]

    def divide(
        self,
        shares: Sequence[str],
        *,
        actor: str,
        stage: str = TITLE_ABSTRACT,
        n: int | None = None,
        language: str = "",
        ids: Sequence[str] = (),
    ) -> list[Assigned]:
        """Divide what is unread among people, in parts: `["Ana=2", "Ben=1"]`.

        Every citation goes to as many people as it still needs. What was divided before is divided
        anew, but for citations that were given apart (by `language` or `ids`). n: only the first so
        many, by the ranking that is kept.
        """
        at, parts = check_stage(stage), parse_shares(shares)
        with self._session.writing() as state:
            plan = self._session.plan_of(state)
            check_manager(state, plan, actor)
            for who in parts:
                check_screener(state, plan, who)
            pool, only = self._chosen(state, self._unread(state, plan, at), language, ids)
            pool = pool[:n]
            if not pool:
                raise WinnowError(f"nothing is left unread{' of these' if only else ''} at {at}")
            readers = divided(state, plan, at, parts, pool, apart=bool(only))
            self._session.append(
                actor,
                WorkShared(stage=at, shares=parts, citations=pool, readers=readers, only=only),
            )
        return self.all(at)

    def clear(self, *, actor: str, stage: str = TITLE_ABSTRACT) -> list[Assigned]:
        """Open everything that was given to people to everybody again."""
        at = check_stage(stage)
        with self._session.writing() as state:
            check_manager(state, self._session.plan_of(state), actor)
            shared = sorted(set(state.citations_of(state.shared[at])))
            if not shared:
                raise WinnowError(f"nothing was divided at {at}: there is nothing to take back")
            self._session.append(
                actor, WorkShared(stage=at, shares={}, citations=shared, readers={})
            )
        return self.all(at)

    def open_places(self, stage: str = TITLE_ABSTRACT) -> int:
        """How many of the unread citations have a place that was given to nobody who is there."""
        at = check_stage(stage)
        state = self._session.state()
        plan = self._session.plan_of(state)
        given = given_to(state, plan, at)
        return sum(
            len(given.get(c, set()) | state.votes_on(at, c).keys()) < wanted_of(state, plan, at, c)
            for c in self._unread(state, plan, at)
        )

    def _unread(self, state: ReviewState, plan: Plan, stage: Stage) -> list[CitationId]:
        """What still needs somebody's reading: best first where a ranking is kept."""
        status = statuses(state, plan, stage)
        if stage == TITLE_ABSTRACT:
            kept = self._rankings.kept()
            pool = [c for c in state.citations() if c not in state.removed]
            if kept is not None:
                place = {citation: n for n, citation in enumerate(kept.order)}
                pool.sort(key=lambda citation: place.get(citation, len(place)))
        else:
            pool = [c for c, s in sought_reports(state, plan).items() if s != "not-retrieved"]
        return [c for c in pool if status.get(c, "unscreened") in ("unscreened", "waiting")]

    def _chosen(
        self, state: ReviewState, pool: list[CitationId], language: str, ids: Sequence[str]
    ) -> tuple[list[CitationId], str]:
        """Those of the pool that are meant, and how the ledger says which they are."""
        only = []
        if language:
            from winnow_sr.records.languages import languages

            wanted = set(languages(language))
            texts = self._lookup.composed(pool, state)
            pool = [c for c in pool if wanted.intersection(languages(texts[c].language))]
            only.append(f"language: {', '.join(sorted(wanted))}")
        if ids:
            find = self._lookup.finder(state, len(ids))
            named = {find(text) for text in ids}
            pool = [c for c in pool if c in named]
            only.append("named")
        return pool, "; ".join(only)
