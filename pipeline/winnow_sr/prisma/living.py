"""A living review: one column for each search, and what is included to date after each.

(Kahale 2022, F1000Research 11:1079, compares six ways; this is the one with a column per update and
a running total.)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import msgspec

from winnow_sr.errors import WinnowError
from winnow_sr.prisma.box_lines import Line, Writer, mark, side_text
from winnow_sr.prisma.boxes import heading, make_box, side_label
from winnow_sr.prisma.columns import POINTS, Plan, least_width, place, too_narrow
from winnow_sr.prisma.counting import flow_counts
from winnow_sr.prisma.fate import Fate, Lane
from winnow_sr.prisma.flow import LANE_KEYS, Flow
from winnow_sr.prisma.flow_parts import Previous, ReasonRow, Tail
from winnow_sr.prisma.shapes import Arrow, Drawing, Kind, Look, Shape
from winnow_sr.prisma.text_widths import tidy

_ROWS = {
    "head": "",
    "identified": "identification",
    "removed": "identification",
    "screened": "screening",
    "sought": "screening",
    "assessed": "screening",
    "included": "included",
    "to_date": "included",
}
"""The rows from top to bottom, and the blue label each belongs to."""
_WIDTH, _GAP = 170.0, 30.0


class Update(msgspec.Struct, frozen=True):
    """One search: what it is called, the flow of the citations it was the first to find, and how
    many of its records, by lane, describe citations that an earlier search had found."""

    label: str
    flow: Flow
    again: Mapping[str, int]

    def as_json(self) -> dict[str, Any]:
        """The flow's JSON (`boxes`, `reasons` ...), the search's name, and what came again."""
        return {"search": self.label, "again": dict(self.again), **self.flow.as_json()}


def by_update(
    fates: Sequence[Fate],
    update_of: Callable[[str], int],
    labels: Sequence[str],
    *,
    sources: Sequence[Sequence[tuple[str, Lane]]] = (),
    reasons: Sequence[tuple[str, str]] = (),
    tail: Tail = "box5",
    previous: Previous | None = None,
) -> list[Update]:
    """Count every search of a living review by itself.

    update_of: the place in `labels` of the search that brought a record (by its id). sources: per
    search, the names and lanes searched. previous: what was included before the first. A citation
    belongs to the search that found it first; a study to the one that brought its first report.
    """
    found: list[list[Fate]] = [[] for _ in labels]
    again: list[Counter[str]] = [Counter() for _ in labels]
    for fate in fates:
        for one in _each(fate):
            places = [update_of(member.record) for member in one.members]
            first = min(places, default=0)
            mine = tuple(m for m, at in zip(one.members, places, strict=True) if at == first)
            found[first].append(one._replace(members=mine))
            for member, at in zip(one.members, places, strict=True):
                if at != first:
                    again[at][member.lane] += 1
    before = previous or Previous(0, 0)
    updates: list[Update] = []
    for i, label in enumerate(labels):
        flow = flow_counts(
            found[i],
            sources=sources[i] if i < len(sources) else (),
            reasons=reasons,
            tail=tail,
            previous=before,
        )
        updates.append(Update(label, flow, dict(again[i])))
        held = before.study_ids | set(flow.members["new_studies"].studies)
        before = Previous(flow.n("total_studies") or 0, flow.n("total_reports") or 0, held)
    return updates


def _each(fate: Fate) -> list[Fate]:
    """One fate for every citation that it stands for."""
    if not fate.alike[0]:
        return [fate]
    return [
        fate._replace(
            citation=citation,
            members=tuple(
                member._replace(record=fate.records_at(place)[i])
                for place, member in enumerate(fate.members)
            ),
            alike=((), ()),
        )
        for i, citation in enumerate(fate.citations)
    ]


def lay_out_living(updates: Sequence[Update], look: Look | None = None) -> Drawing:
    """Place one column per search, in the given order. Errors as in `lay_out`; WinnowError also
    where there is no search."""
    if not updates:
        raise WinnowError("there is no search to draw a column for")
    look = look or Look()
    columns = {f"u{i}": _column(update, look) for i, update in enumerate(updates)}
    contents = {f"{row}-{c}": lines for c, rows in columns.items() for row, lines in rows.items()}
    boxes = {c: tuple(f"{row}-{c}" for row in rows) for c, rows in columns.items()}
    plan = Plan(dict.fromkeys(columns, _WIDTH), (_GAP,) * (len(columns) - 1), boxes)
    width = None if look.width is None else look.width * POINTS
    placed = place(plan, contents, width)
    if placed is None:
        raise too_narrow(width or 0, least_width(plan, contents))
    sizes = placed.sizes
    head, y = heading(tidy(look.title), placed.width, sizes)
    shapes: list[Shape] = []
    spans: dict[str, tuple[float, float]] = {}
    for row, side in _ROWS.items():
        kind: Kind = "yellow-head" if row == "head" else "grey" if row == "to_date" else "box"
        names = [(f"{row}-{c}", c) for c in columns if f"{row}-{c}" in contents]
        if not names:
            continue
        made = [
            make_box(
                name, kind, (placed.columns[c][0], y, placed.columns[c][1]), contents[name], sizes
            )
            for name, c in names
        ]
        high = max(shape.height for shape in made)
        if row in ("head", "to_date"):
            made = [
                make_box(s.name, kind, (s.x, y, s.width), contents[s.name], sizes, high)
                for s in made
            ]
        shapes += made
        if side:
            spans[side] = (spans.get(side, (y, y))[0], y + high)
        y += high + (14 if row == "head" else sizes.row_gap * 0.8)
    for side, span in spans.items():
        text = side_text(updates[0].flow, side, look.language, look.spelling)
        shapes.append(side_label(side, text, *span, sizes))
    table = Writer(updates[0].flow, look.language, look.spelling, look.per_source).words
    return Drawing(
        width=placed.width,
        height=max(shape.bottom for shape in shapes) + sizes.margin,
        name=table["living.title"],
        language=look.language,
        title=tidy(look.title),
        shapes=tuple(shapes),
        arrows=tuple(_arrows(shapes, list(columns))),
        heading=head,
        sizes=sizes,
        about=tidy(look.name),
        author=tidy(look.author),
    )


def _column(update: Update, look: Look) -> dict[str, list[Line]]:
    """The lines of one search's boxes. Both lanes are added up: their parts are the main diagram's."""
    flow = update.flow
    w = Writer(flow, look.language, look.spelling, look.per_source)

    def both(key: str) -> int:
        return sum(flow.n(f"{lane}_{key}") or 0 for lane in ("dbr", "other"))

    identified = [w.title("box2", "identified")]
    for lane, key in LANE_KEYS.items():
        n = flow.n(key)
        more = update.again.get(lane, 0)
        if n is not None or more:
            identified.append(w.counted(w.words[f"box.{key}"], (n or 0) + more, indent=1))
    removed = w.removed()
    more = sum(update.again.values())
    if more:
        removed.append(w.counted(w.words["living.again"], more, indent=1))
    warning = mark(flow, look.language, look.spelling)
    rows = {
        "head": [Line(tidy(update.label), bold=True), *([Line(warning)] if warning else [])],
        "identified": identified,
        "removed": removed,
        "screened": [
            *w.box("records_screened"),
            *w.screened_out(bool(look.screening_reasons)),
        ],
        "sought": [
            w.counted(w.words["box.sought"], both("sought_reports")),
            w.counted(w.words["box.notretrieved"], both("notretrieved_reports")),
        ],
        "assessed": [
            w.counted(w.words["box.assessed"], both("assessed")),
            *_reasons(w, flow, both("excluded")),
        ],
        "included": [
            *w.box("new_studies", "studies_updated"),
            *w.box("new_reports", "reports_updated"),
        ],
        "to_date": [
            w.counted(w.words["living.studies"], flow.n("total_studies")),
            w.counted(w.words["living.reports"], flow.n("total_reports")),
        ],
    }
    return {row: lines for row, lines in rows.items() if lines}


def _reasons(w: Writer, flow: Flow, n: int) -> list[Line]:
    """Reports excluded, both lanes' reasons together, and those that wait."""
    rows: dict[str, ReasonRow] = {}
    for lane in ("databases", "other"):
        for row in flow.reasons[lane]:
            have = rows.get(row["reason"])
            rows[row["reason"]] = {**row, "n": row["n"] + (have["n"] if have else 0)}
    lines = [w.title("dbr_excluded", "excluded"), *w.listed(list(rows.values()), "")]
    if not rows:
        lines = [w.counted(w.words["box.excluded"], n)]
    return lines + w.waiting("dbr") + w.waiting("other")


def _arrows(shapes: Sequence[Shape], columns: Sequence[str]) -> list[Arrow]:
    """Down each column, and from what is included to date to the next."""
    arrows: list[Arrow] = []
    for column in columns:
        chain = [s for s in shapes if s.name.endswith(f"-{column}") and s.kind in ("box", "grey")]
        for a, b in pairwise(chain):
            arrows.append(Arrow(a.name, b.name, ((a.middle, a.bottom), (a.middle, b.y))))
    totals = [shape for shape in shapes if shape.name.startswith("to_date-")]
    for a, b in pairwise(totals):
        y = a.y + min(a.height, b.height) / 2
        arrows.append(Arrow(a.name, b.name, ((a.right, y), (b.x, y))))
    return arrows
