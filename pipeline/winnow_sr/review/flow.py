"""The PRISMA flow of the review: counts, checks, who is behind a number, drawings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from winnow_sr.ledger.state import ReviewState
from winnow_sr.review.stopping import Stopping

if TYPE_CHECKING:
    from pathlib import Path

    from winnow_sr.prisma import Flow, Members, Previous
    from winnow_sr.protocol.plan import Plan


class Flowing(Stopping):
    """From decisions to the diagram."""

    def prisma(
        self, *, as_of: str | None = None, tail: str | None = None, template: str | None = None
    ) -> Flow:
        """The flow now, or at a moment; `tail` is the box that an unread tail is counted in."""
        from functools import partial

        from winnow_sr.prisma import MetaAnalysis, flow_counts
        from winnow_sr.screening.fates import fates

        state = self.state(as_of)
        plan = self.plan_of(state)
        found = fates(state, plan)
        sources = [(s.name, s.lane) for s in plan.sources if self._imported(state, s.name)]
        for search in (*state.searches, *state.repairs):
            pair = (search["source"], search["lane"])
            if pair not in sources:
                sources.append(pair)
        counted = partial(
            flow_counts,
            found,
            sources=sources,
            reasons=[(reason.code, reason.label or reason.code) for reason in plan.reasons],
            tail=tail or "box5",  # type: ignore[arg-type]
            template=template,  # type: ignore[arg-type]
            previous=previous_version(plan),
            finished=state.compared_upto == state.n_records,
            notes=doubt_note(len(state.doubtful)),
        )
        flow = counted()
        if state.meta:
            reports = [flow.citations_of_study.get(study, ()) for study in state.meta]
            flow = counted(meta_analysis=MetaAnalysis(len(reports), sum(map(len, reports))))
        return flow

    @staticmethod
    def _imported(state: ReviewState, source: str) -> bool:
        return any(search["source"] == source for search in state.searches)

    def explain(self, key: str, *, as_of: str | None = None, tail: str | None = None) -> Members:
        """What stands behind one number of the flow."""
        from winnow_sr.prisma import explain

        return explain(self.prisma(as_of=as_of, tail=tail), key)

    def draw(
        self, paths: Sequence[Path], flow: Flow, *, title: str = "", **options: Any
    ) -> list[str]:
        """Draw the flow into files, by their endings."""
        from winnow_sr.prisma.render import render

        state = self.state()
        html = any(path.suffix.lower() == ".html" for path in paths)
        behind = self.behind(state) if html else None
        for path in paths:
            extra: dict[str, Any] = {"records": behind} if path.suffix.lower() == ".html" else {}
            render(flow, path, title=title, name=state.title, **extra, **options)
        return [str(path) for path in paths]

    def export_behind(self, records: Sequence[str], path: Path) -> None:
        """Write records (ids) as imported, with our notes: what stands behind a number."""
        from winnow_sr.records import write_export

        wanted = {int(record[1:]) for record in records}
        rows = (
            (record, notes) for number, record, notes in self.export_records() if number in wanted
        )
        write_export(rows, path)

    def behind(self, state: ReviewState) -> dict[str, dict[str, Any]]:
        """citation id -> key, title, authors, year, for the lists behind an interactive diagram."""
        from winnow_sr.screening.deciding import citation_id

        citations = list(state.citations())
        texts = self.composed(citations, state)
        briefs = self.store.briefs()
        return {
            citation_id(c): {
                "key": self.key_of(c, state, briefs), "title": texts[c].title,
                "authors": list(texts[c].authors[:3]), "year": texts[c].year,
            }
            for c in citations
        }  # fmt: skip


def previous_version(plan: Plan) -> Previous | None:
    """What an updated review builds on."""
    from winnow_sr.prisma import Previous

    if plan.previous is None:
        return None
    old = plan.previous
    return Previous(
        old.studies, old.reports, frozenset(old.study_ids), old.dropped_studies, old.dropped_reports
    )


def doubt_note(pairs: int) -> list[str]:
    """What to print where possible duplicates were not judged by a person."""
    if not pairs:
        return []
    what = "pair of possible duplicates was" if pairs == 1 else "pairs of possible duplicates were"
    return [f"{pairs} {what} not judged by a person and count as different publications."]
