"""The PRISMA flow of the review: counts, checks, who is behind a number, drawings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from winnow_sr.errors import WinnowError
from winnow_sr.files import AnyPath, check_outputs, paths_of
from winnow_sr.ledger.state import ReviewState
from winnow_sr.review.answers import Json
from winnow_sr.review.exchange import Exchange
from winnow_sr.review.lookup import Lookup
from winnow_sr.review.session import Session
from winnow_sr.screening.blinding import check_may_count
from winnow_sr.vocabulary import citation_id, parse_record

if TYPE_CHECKING:
    from winnow_sr.prisma import Flow, Members, Update


class PrismaFlow:
    """From decisions to the diagram; accessed via `review.flow`."""

    def __init__(self, session: Session, lookup: Lookup, exchange: Exchange) -> None:
        self._session = session
        self._lookup = lookup
        self._exchange = exchange

    def prisma(
        self,
        *,
        as_of: str | None = None,
        tail: str | None = None,
        template: str | None = None,
        viewer: str = "",
    ) -> Flow:
        """The flow now, or at a moment, from the events alone; `tail` is the box that an unread tail
        is counted in. AnswerIsNo for a viewer who has yet to read in the open pilot."""
        from winnow_sr.screening.flow import flow_of

        now = self._session.state()
        check_may_count(now, self._session.plan_of(now), viewer)
        state = self._session.replayed(as_of)
        return flow_of(state, self._session.plan_of(state), tail=tail, template=template)

    def updates(
        self, *, as_of: str | None = None, tail: str | None = None, viewer: str = ""
    ) -> list[Update]:
        """The flow of each search of a living review, by month, with what is included to date.
        WinnowError where nothing has been searched."""
        from winnow_sr.screening.updates import updates_of

        now = self._session.state()
        check_may_count(now, self._session.plan_of(now), viewer)
        state = self._session.replayed(as_of)
        found = updates_of(state, self._session.plan_of(state), tail=tail)
        if not found:
            raise WinnowError("no search has been imported: there is no column to draw")
        return found

    def explain(self, key: str, *, as_of: str | None = None, tail: str | None = None) -> Members:
        """What stands behind one number of the flow."""
        from winnow_sr.prisma import explain

        return explain(self.prisma(as_of=as_of, tail=tail), key)

    def draw(
        self,
        files: Sequence[AnyPath] | AnyPath,
        flow: Flow | None = None,
        *,
        title: str = "",
        **options: Any,
    ) -> list[str]:
        """Draw the flow (the present one if not given) into files, by their endings."""
        from winnow_sr.prisma.rendering import render

        paths = paths_of(files)
        check_outputs(*paths)
        state = self._session.state()
        html = any(path.suffix.lower() == ".html" for path in paths)
        behind = self.behind(state) if html else None
        drawn = flow or self.prisma()
        for path in paths:
            extra: dict[str, Any] = {"records": behind} if path.suffix.lower() == ".html" else {}
            render(drawn, path, title=title, name=state.title, **extra, **options)
        return [str(path) for path in paths]

    def write_legend(
        self, path: AnyPath, flow: Flow | None = None, *, title: str = "", **options: Any
    ) -> None:
        """Write the legend of a drawing of the flow, Markdown or Word by its ending."""
        from winnow_sr.prisma.legends import look_of, write_legend

        state = self._session.replayed()
        stop = state.stop.text if state.stop and state.stop.unread else ""
        drawn = flow or self.prisma()
        write_legend(drawn, str(path), look_of(options), title=title or state.title, stop=stop)

    def export_behind(self, records: Sequence[str], path: AnyPath) -> None:
        """Write records (ids) as imported, with our notes: what stands behind a number."""
        from pathlib import Path

        from winnow_sr.records import write_export

        wanted = {parse_record(record) for record in records}
        rows = (
            (record, notes)
            for number, record, notes in self._exchange.export_records()
            if number in wanted
        )
        write_export(rows, Path(path))

    def behind(self, state: ReviewState) -> dict[str, dict[str, Json]]:
        """citation id -> key, title, authors, year, for the lists behind an interactive diagram."""
        citations = list(state.citations())
        texts = self._lookup.composed(citations, state)
        briefs = self._session.store.briefs()
        return {
            citation_id(c): {
                "key": self._lookup.key_of(c, state, briefs),
                "title": texts[c].title,
                "authors": list(texts[c].authors[:3]),
                "year": texts[c].year,
            }
            for c in citations
        }
