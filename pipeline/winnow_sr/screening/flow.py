"""The PRISMA flow of a state: what a review, or the events of one, comes to in numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from winnow_sr.ledger.state import ReviewState
from winnow_sr.protocol.plan import Plan
from winnow_sr.vocabulary import Lane

if TYPE_CHECKING:
    from winnow_sr.prisma import Flow, Previous
    from winnow_sr.prisma.flow_parts import Tail, Template


def flow_of(
    state: ReviewState, plan: Plan, *, tail: str | None = None, template: str | None = None
) -> Flow:
    """The flow of a state under a plan.

    tail: the box that an unread tail is counted in (`box5` if None, or `box3`). template: the
    PRISMA template (chosen from the review if None). WinnowError for another box or template.
    """
    from functools import partial

    from msgspec import structs

    from winnow_sr.prisma import MetaAnalysis, flow_counts
    from winnow_sr.screening.fates import fates
    from winnow_sr.screening.tagging import tag_notes
    from winnow_sr.stopping.labels import known_label

    counted = partial(
        flow_counts,
        fates(state, plan),
        sources=sources_of(state, plan),
        reasons=[(reason.code, reason.label or reason.code) for reason in plan.reasons],
        tail=cast("Tail", tail or "box5"),
        template=cast("Template | None", template),
        previous=previous_version(plan),
        finished=not state.uncompared(),
        notes=doubt_note(len(state.doubtful)) + tag_notes(state, plan),
        stop=(known_label(state.stop.label) or "") if state.stop else "",
    )
    flow = counted()
    if state.meta:
        reports = [flow.citations_of_study.get(study, ()) for study in state.meta]
        flow = counted(meta_analysis=MetaAnalysis(len(reports), sum(map(len, reports))))
    return structs.replace(flow, head=state.hash)


def sources_of(state: ReviewState, plan: Plan) -> list[tuple[str, Lane]]:
    """(source, lane) of everything imported, in the protocol's order, then in that of the imports."""
    imported = {search.source for search in state.searches}
    planned = [(s.name, s.lane) for s in plan.sources if s.name in imported]
    brought = [(found.source, found.lane) for found in state.imports()]
    return list(dict.fromkeys([*planned, *brought]))


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
