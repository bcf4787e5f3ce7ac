"""From the fates of all citations to the flow (spec 3.1, 3.2)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import msgspec

from winnow_sr.errors import WinnowError
from winnow_sr.prisma.checks import identities
from winnow_sr.prisma.classify import DATABASE_LANES, SCREENED_OUT, Tally, Trouble, count_fate
from winnow_sr.prisma.fate import LANES, Fate, Lane
from winnow_sr.prisma.flow import KEYS, LANE_KEYS, LISTS, UNFINISHED, Flow, source_key
from winnow_sr.prisma.flow_parts import (
    TEMPLATES,
    Breakdown,
    Members,
    MetaAnalysis,
    Previous,
    ReasonRow,
    SourceRow,
    Tail,
    Template,
    Unit,
)
from winnow_sr.prisma.labels import named_counts
from winnow_sr.prisma.notes import flow_notes, note_text

_CITATIONS = ("excluded_automatic", "excluded_other", "records_screened", "records_excluded")
_UNITS: dict[str, Unit] = {
    **dict.fromkeys((*LANE_KEYS.values(), "duplicates"), "records"),
    **dict.fromkeys(_CITATIONS, "citations"),
}
"""What is counted where; reports everywhere else."""


def flow_counts(
    fates: Sequence[Fate],
    *,
    sources: Sequence[tuple[str, Lane]] = (),
    reasons: Sequence[tuple[str, str]] = (),
    tail: Tail = "box5",
    template: Template | None = None,
    previous: Previous | None = None,
    finished: bool = True,
    meta_analysis: MetaAnalysis | None = None,
    notes: Sequence[str] = (),
    stop: str = "",
) -> Flow:
    """Count a review.

    sources: names and lanes searched, in the order they are to be printed; one without records
    counts 0, and a lane without any source or record was not searched: its number is None.
    reasons: (code, label) of exclusion in protocol order. tail: the box in which the citations left
    unread by a declared stop are counted. finished: False marks the flow interim for a reason the
    fates do not show. notes: further sentences for the legend. stop: the label of the declared stop.
    Raises WinnowError when `template` cannot hold these numbers.
    """
    if tail not in ("box3", "box5"):
        raise WinnowError(f"the unread tail goes in box3 or box5, not '{tail}'")
    chosen = _template(fates, sources, template, previous)
    tally, trouble = Tally(), Trouble()
    for fate in fates:
        count_fate(tally, trouble, fate, tail)
    _twice(fates, trouble)
    members = {key: tally.members(key) for key in tally.names()}
    for key in KEYS:
        members.setdefault(key, Members(unit=_UNITS.get(key, "reports")))
    members |= _studies(tally, previous, meta_analysis, trouble)
    per_source, found = _per_source(fates, sources)
    members |= found
    members |= dict(
        zip(LISTS, (members["database_results"], members["register_results"]), strict=True)
    )
    boxes: dict[str, int | str | None] = {key: members[key].n for key in KEYS}
    for key, lane in zip(LISTS, DATABASE_LANES, strict=True):
        boxes[key] = named_counts((s["source"], s["n"]) for s in per_source if s["lane"] == lane)
    boxes |= _absent({row["lane"] for row in per_source}, chosen)
    if previous is None:
        boxes |= {"previous_studies": None, "previous_reports": None}
    if meta_analysis is None:
        boxes |= {"total_studies_ma": None, "total_reports_ma": None}
    rows = {
        "databases": _reasons(members, "dbr_excluded:", reasons),
        "other": _reasons(members, "other_excluded:", reasons),
    }
    breakdown = _breakdown(tally, previous)
    unfinished = {key: tally.n(f"unfinished:{key}") for key in UNFINISHED}
    checks = identities(chosen, boxes, rows, per_source, breakdown, trouble)
    items = flow_notes(tail, tally, breakdown, unfinished, stop)
    return Flow(
        template=chosen,
        boxes=boxes,
        reasons=rows,
        sources=per_source,
        checks=checks,
        final=finished and not any(unfinished.values()) and not any(c.failed for c in checks),
        unfinished=unfinished,
        notes=[note_text(item) for item in items] + list(notes),
        members=members,
        tail=tail,
        finished=finished,
        note_items=items,
        extra_notes=tuple(notes),
        breakdown=breakdown,
        fates=fates,
        screening_reasons=tuple(_reasons(members, SCREENED_OUT, reasons)),
        citations_of_study={
            study: tuple(fate.citation for fate in linked)
            for study, linked in _linked(tally).items()
        },
    )


def _absent(searched: set[str], template: Template) -> Mapping[str, None]:
    """The keys of what was not searched: their lines and boxes are absent, not 0."""
    lacking = [LANE_KEYS[lane] for lane in LANES if lane not in searched]
    if template.endswith("1"):
        lacking += [key for key in KEYS if key.startswith("other_")]
    return dict.fromkeys(lacking)


def _template(
    fates: Sequence[Fate],
    sources: Sequence[tuple[str, Lane]],
    wanted: Template | None,
    previous: Previous | None,
) -> Template:
    """The template the review needs, or the wanted one if it can hold the review."""
    listed = any(lane not in DATABASE_LANES for _, lane in sources)
    others = sum(
        len(fate.citations) for fate in fates for m in fate.members if m.lane not in DATABASE_LANES
    )
    if wanted is None:
        return _template_of(previous is not None, listed or others > 0)
    if wanted not in TEMPLATES:
        raise WinnowError(f"no template '{wanted}': the four are {', '.join(TEMPLATES)}")
    if wanted.endswith("1") and others:
        raise WinnowError(
            f"template {wanted} shows databases and registers only, but {others} records came "
            f"from other methods: use {wanted[0]}2"
        )
    if wanted.startswith("U") != (previous is not None):
        raise WinnowError(
            f"template {wanted} is for an updated review: state the studies and reports of the "
            f"previous version, or use N{wanted[1]}"
            if previous is None
            else f"template {wanted} has no place for the previous version: use U{wanted[1]}"
        )
    return wanted


def _template_of(updated: bool, others: bool) -> Template:
    return TEMPLATES[2 * updated + others]


def _twice(fates: Sequence[Fate], trouble: Trouble) -> None:
    """A record or citation counted twice breaks D1; so does a citation without records."""
    ids_of = {
        "citation listed twice": [c for fate in fates for c in fate.citations],
        "record in two citations": [r for fate in fates for r in fate.record_ids],
    }
    for what, ids in ids_of.items():
        if len(ids) > len(set(ids)):
            for item, n in Counter(ids).items():
                if n > 1:
                    trouble.add("D1", what, item)
    for fate in fates:
        if not fate.members:
            trouble.add("D1", "citation without a record", fate.citation)
        if fate.reports < 0:
            trouble.add("A0", "a negative number of reports", fate.citation)


def _per_source(
    fates: Sequence[Fate], sources: Sequence[tuple[str, Lane]]
) -> tuple[list[SourceRow], dict[str, Members]]:
    """Records per source, in the given order (sources not listed come last), and who they are."""
    found: dict[tuple[str, Lane], tuple[list[str], list[str]]] = {s: ([], []) for s in sources}
    for fate in fates:
        told: set[tuple[str, Lane]] = set()
        for place, member in enumerate(fate.members):
            source = (member.source, member.lane)
            citations, records = found.setdefault(source, ([], []))
            if source not in told:
                citations.extend(fate.citations)
            told.add(source)
            records.extend(fate.records_at(place))
    rows: list[SourceRow] = [
        {"source": name, "lane": lane, "n": len(records)}
        for (name, lane), (_, records) in found.items()
    ]
    members = {
        source_key(rows, row): Members(tuple(citations), tuple(records), "records")
        for row, (citations, records) in zip(rows, found.values(), strict=True)
    }
    return rows, members


def _reasons(
    members: dict[str, Members], prefix: str, reasons: Sequence[tuple[str, str]]
) -> list[ReasonRow]:
    """Reasons with at least one report, in protocol order; codes the protocol lacks come last."""
    labels = dict(reasons)
    used = [key.removeprefix(prefix) for key in members if key.startswith(prefix)]
    order = list(labels) + [code for code in used if code not in labels]
    rows: list[ReasonRow] = [
        {"reason": c, "label": labels.get(c, c) or "No reason given", "n": members[prefix + c].n}
        for c in order
        if prefix + c in members
    ]
    return [row for row in rows if row["n"]]


def _studies(
    tally: Tally, previous: Previous | None, meta: MetaAnalysis | None, trouble: Trouble
) -> dict[str, Members]:
    """Previous, new and total studies and reports. A new report of an old study adds no study."""
    old = previous or Previous(0, 0)
    behind = _linked(tally)
    for study, fates in behind.items():
        if sum(fate.reports for fate in fates) < 1:
            trouble.add("C3", "study without an included report", study)
    new = {study: fates for study, fates in behind.items() if study not in old.study_ids}
    linked = list(dict.fromkeys(fate for fates in new.values() for fate in fates))
    citations = tuple(fate.citation for fate in linked)
    records = tuple(m.record for fate in linked for m in fate.members)
    reports = tally.members("new_reports", "reports")
    kept_studies = old.studies - old.dropped_studies
    kept_reports = old.reports - old.dropped_reports
    table: dict[str, Members] = {
        "previous_studies": Members(unit="studies", elsewhere=old.studies),
        "previous_reports": Members(unit="reports", elsewhere=old.reports),
        "new_studies": Members(citations, records, "studies", tuple(new)),
        "total_studies": Members(citations, records, "studies", tuple(new), kept_studies),
        "total_reports": msgspec.structs.replace(reports, elsewhere=kept_reports),
        "total_studies_ma": Members(unit="studies", elsewhere=meta.studies if meta else 0),
        "total_reports_ma": Members(unit="reports", elsewhere=meta.reports if meta else 0),
    }
    return table


def _linked(tally: Tally) -> dict[str, list[Fate]]:
    """Included citations by study. A report linked to none is a study of its own."""
    behind: dict[str, list[Fate]] = {}
    for fate in tally.included:
        for study in fate.studies or ((fate.citation,) if fate.reports else ()):
            behind.setdefault(study, []).append(fate)
    return behind


def _breakdown(tally: Tally, previous: Previous | None) -> Breakdown:
    n = tally.n
    old = previous or Previous(0, 0)
    return Breakdown(
        human=n("records_excluded:human"),
        automation=n("records_excluded:automation"),
        unread=n("unread"),
        unscreened=n("not_yet_screened"),
        dbr_not_yet_sought=n("dbr_not_yet_sought"),
        dbr_adjustment=n("dbr_sought_reports") - n("dbr_sought_citations"),
        other_adjustment=n("other_sought_reports") - n("other_sought_citations"),
        dbr_unread_reports=n("dbr_unread_reports"),
        other_unread_reports=n("other_unread_reports"),
        dbr_awaiting=n("dbr_awaiting"),
        dbr_ongoing=n("dbr_ongoing"),
        other_awaiting=n("other_awaiting"),
        other_ongoing=n("other_ongoing"),
        dbr_included=n("dbr_included"),
        other_included=n("other_included"),
        dropped_studies=old.dropped_studies,
        dropped_reports=old.dropped_reports,
        database_citations=n("database_citations"),
    )
