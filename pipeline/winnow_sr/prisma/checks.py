"""The identities of spec 3.2, evaluated one by one. Each says its sum in words and numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from winnow_sr.prisma.classify import DATABASE_LANES, Trouble
from winnow_sr.prisma.flow import LISTS, MAY_LACK, reason_total
from winnow_sr.prisma.flow_parts import (
    After,
    Breakdown,
    Check,
    OwnLine,
    ReasonRow,
    SourceRow,
    Template,
)
from winnow_sr.prisma.named_sums import Boxes, Numbers, Term, add_up, at_most, equal, minus


def identities(
    template: Template,
    boxes: Boxes,
    reasons: Mapping[str, Sequence[ReasonRow]],
    sources: Sequence[SourceRow],
    more: Breakdown,
    trouble: Trouble | None = None,
    faults: Sequence[str] = (),
    from_file: bool = False,
    own_lines: Sequence[OwnLine] = (),
    after: After | None = None,
    screening_reasons: Sequence[ReasonRow] = (),
) -> list[Check]:
    """Every identity that applies to the template, A0 to D2, in the order of the specification.

    faults: what is wrong with the numbers as written (negative, missing), for A0. from_file: the
    numbers came from a file, where D1, D2 and C3 cannot be seen. Lines that are absent
    (`MAY_LACK`) count as nothing.
    """
    numbers = Numbers(
        template,
        boxes,
        reasons,
        sources,
        more,
        trouble or Trouble(),
        tuple(faults),
        from_file,
        tuple(own_lines),
        after or After(),
        tuple(screening_reasons),
    )
    groups: list[Callable[[Numbers], list[Check]]] = [_natural, _databases]
    if template in ("N2", "U2"):
        groups.append(_others)
    groups.append(_included)
    if template in ("U1", "U2"):
        groups.append(_totals)
    groups.append(_meta)
    if not from_file:
        groups.append(_data)
    return [check for group in groups for check in group(numbers)]


def _natural(numbers: Numbers) -> list[Check]:
    """A0: counts are natural numbers, and the parts per source add up to their box."""
    faults = list(numbers.faults)
    if not numbers.from_file:  # the reader of a file has named them, with their lines
        counts = numbers.boxes.items()
        faults += [f"{key} is {n}" for key, n in counts if isinstance(n, int) and n < 0]
    trouble = numbers.trouble.text("A0")
    faults += [trouble] if trouble else []
    for key, lane in zip(LISTS, DATABASE_LANES, strict=True):
        total_key = key.replace("_specific", "")
        rows = [row for row in numbers.sources if row["lane"] == lane]
        total, whole = sum(row["n"] for row in rows), numbers.n(total_key)
        if rows and whole is not None and total != whole:
            faults.append(f"{total_key} is {whole}, but its sources add up to {total}")
    text = "; ".join(faults) or "all counts are natural numbers; sources add up to their boxes"
    return [Check("A0", not faults, text, members=numbers.trouble.members("A0"))]


def _databases(numbers: Numbers) -> list[Check]:
    """A1 to A7, the databases and registers column."""
    term, more = numbers.term, numbers.more
    identified = [term("database_results"), term("register_results"), *numbers.own("box2")]
    found = add_up("records identified", *identified)
    gone = [term("duplicates"), term("excluded_automatic"), term("excluded_other")]
    gone += numbers.own("box3")
    left = [*identified, *map(minus, gone)]
    screened, excluded = term("records_screened"), term("records_excluded")
    checks = [at_most("A1", add_up("records removed before screening", *gone), found)]
    if not numbers.unscreened_layer:
        unscreened = Term("-not yet screened", -more.unscreened, always=False)
        checks.append(equal(numbers, "A2", screened, [*left, unscreened]))
        checks.append(_excluded(numbers))
        left = [screened, minus(excluded)]
    left += [
        Term("declared splits and merges", more.dbr_adjustment, always=False),
        Term("-not yet sought", -more.dbr_not_yet_sought, always=False),
    ]
    checks.append(equal(numbers, "A4", term("dbr_sought_reports"), left))
    return checks + _reading(numbers, "dbr", ("A5", "A6", "A7"), "databases")


def _excluded(numbers: Numbers) -> Check:
    """A3: no more excluded than screened; who excluded, and why, add up to it."""
    excluded, more = numbers.term("records_excluded"), numbers.more
    parts = [at_most("A3", excluded, numbers.term("records_screened"))]
    if more.human or more.automation:
        split = [Term("by a human", more.human), Term("by automation tools", more.automation)]
        parts.insert(0, equal(numbers, "A3", excluded, split))
    if numbers.screening_reasons:
        why = Term("reasons on title and abstract", reason_total(numbers.screening_reasons))
        parts.append(at_most("A3", why, excluded))
    if len(parts) == 1:
        return parts[0]
    return Check("A3", all(part.ok for part in parts), "; ".join(part.text for part in parts))


def _reading(numbers: Numbers, lane: str, names: tuple[str, str, str], column: str) -> list[Check]:
    """Assessed, excluded by reason, and what became of every report assessed."""
    term, more = numbers.term, numbers.more
    assessed, excluded = term(f"{lane}_assessed"), term(f"{lane}_excluded")
    sought, missing = term(f"{lane}_sought_reports"), term(f"{lane}_notretrieved_reports")
    rows = numbers.reasons.get(column, [])
    reasons = Term("sum over the reasons", reason_total(rows))
    if numbers.from_file and not rows:  # a total alone: there is nothing to compare it with
        reasons = Term("a total without reasons", excluded.value)
    checks = [
        equal(numbers, names[0], assessed, [sought, minus(missing)]),
        equal(numbers, names[1], excluded, [reasons]),
    ]
    included: int | None = getattr(more, f"{lane}_included")
    if included is None:
        return checks
    parts = [
        excluded,
        Term("included", included),
        Term("awaiting classification", getattr(more, f"{lane}_awaiting"), always=False),
        Term("ongoing", getattr(more, f"{lane}_ongoing"), always=False),
        Term("not yet judged", getattr(more, f"{lane}_unread_reports"), always=False),
    ]
    return [*checks, equal(numbers, names[2], assessed, parts)]


def _others(numbers: Numbers) -> list[Check]:
    """B1 to B4, the other-methods column."""
    term, more = numbers.term, numbers.more
    keys = ("website_results", "organisation_results", "citations_results")
    lines = [*map(term, keys), *numbers.own("box11")]
    found = add_up("records identified by other methods", *lines)
    rows = [row for row in numbers.sources if row["lane"] not in DATABASE_LANES]
    b1 = equal(numbers, "B1", found, lines)
    if rows:
        own = sum(line.n for line in numbers.own_lines if line.box == "box11")
        total = [Term("sum over the sources", sum(row["n"] for row in rows) + own)]
        whole = equal(numbers, "B1", found, total)
        b1 = b1 if whole.ok else whole
    room = add_up("records identified by other methods", found, Term("", more.other_adjustment))
    assessed, by_reason, *outcome = _reading(numbers, "other", ("B3", "B4", "B4"), "other")
    checks = [b1, at_most("B2", term("other_sought_reports"), room), assessed]
    if outcome and by_reason.ok:
        return [*checks, outcome[0]]
    return [*checks, by_reason]


def _included(numbers: Numbers) -> list[Check]:
    """C1 to C3: reports and studies included."""
    n, term, more = numbers.n, numbers.term, numbers.more
    lanes = ["dbr", "other"] if numbers.template in ("N2", "U2") else ["dbr"]
    names = {"dbr": "databases", "other": "other methods"}
    parts: list[Term] = []
    for lane in lanes:
        known: int | None = getattr(more, f"{lane}_included")
        if known is None:
            waiting = [
                Term("", -getattr(more, f"{lane}_{state}"))
                for state in ("awaiting", "ongoing", "unread_reports")
            ]
            excluded = minus(term(f"{lane}_excluded"))
            left = add_up("", term(f"{lane}_assessed"), excluded, *waiting)
            known = left.value
        parts.append(Term(f"included from {names[lane]}", known))
    studies, reports = n("new_studies"), n("new_reports")
    if reports is None and numbers.from_file:
        text = "cannot be checked: the line of reports is left out"
        checks = [Check("C1", False, text, "warning")]
    else:
        checks = [equal(numbers, "C1", Term("new_reports", reports), parts)]
    if studies is not None and reports is not None:
        ok = studies <= reports
        text = f"new_studies {studies} {'≤' if studies <= reports else '>'} new_reports {reports}"
        if numbers.template in ("N1", "N2") and reports and not studies:
            ok, text = False, f"{text}: reports are included, but no study"
        elif studies > reports:
            text += ": right only if one report describes several studies"
        checks.append(Check("C2", ok, text, "warning"))
    if not numbers.from_file:
        trouble = numbers.trouble.text("C3")
        text = trouble or "every included study has a report, every included report a study"
        checks.append(Check("C3", not trouble, text, members=numbers.trouble.members("C3")))
    return checks


def _totals(numbers: Numbers) -> list[Check]:
    """U1 and U2: previous plus new."""
    checks: list[Check] = []
    for name, what, dropped in (
        ("U1", "studies", numbers.more.dropped_studies),
        ("U2", "reports", numbers.more.dropped_reports),
    ):
        if numbers.n(f"total_{what}") is None and f"total_{what}" in MAY_LACK:
            text = f"cannot be checked: the line of total {what} is left out"
            checks.append(Check(name, False, text, "warning"))
            continue
        terms = [
            numbers.term(f"previous_{what}"),
            numbers.term(f"new_{what}"),
            Term("-declared as excluded now", -dropped, always=False),
        ]
        checks.append(equal(numbers, name, numbers.term(f"total_{what}"), terms))
    return checks


def _meta(numbers: Numbers) -> list[Check]:
    """M1: no more studies in the meta-analysis than in the review."""
    group = "total" if numbers.template in ("U1", "U2") else "new"
    bounds: list[Check] = []
    for what in ("studies", "reports"):
        bound = f"{group}_{what}"
        left_out = numbers.n(bound) is None and bound in MAY_LACK
        if numbers.n(f"total_{what}_ma") is not None and not left_out:
            bounds.append(at_most("M1", numbers.term(f"total_{what}_ma"), numbers.term(bound)))
    checks: list[Check] = []
    if bounds:
        ok = all(bound.ok for bound in bounds)
        checks.append(Check("M1", ok, "; ".join(bound.text for bound in bounds), "inequality"))
    return checks + _after(numbers, group)


def _after(numbers: Numbers, group: str) -> list[Check]:
    """M2: appraisal and narrative synthesis take no more studies than there are left."""
    after = numbers.after
    bounds: list[Check] = []
    left = numbers.term(f"{group}_studies")
    if after.appraised_studies is not None:
        bounds.append(at_most("M2", Term("appraised_studies", after.appraised_studies), left))
        gone = reason_total(after.removed)
        left = Term("studies left after appraisal", after.appraised_studies - gone)
    if after.narrative_studies is not None:
        bounds.append(at_most("M2", Term("narrative_studies", after.narrative_studies), left))
    if not bounds:
        return []
    ok = all(bound.ok for bound in bounds)
    return [Check("M2", ok, "; ".join(bound.text for bound in bounds), "inequality")]


def _data(numbers: Numbers) -> list[Check]:
    """D1 and D2, which only the ledger can answer."""
    found = add_up("", numbers.term("database_results"), numbers.term("register_results"))
    citations = numbers.more.database_citations
    d1 = equal(
        numbers,
        "D1",
        numbers.term("duplicates"),
        [
            Term("records from databases and registers", found.value),
            Term("-the citations they describe", None if citations is None else -citations),
        ],
    )
    trouble = numbers.trouble.text("D2")
    text = trouble or "no record is both removed before screening and decided by a person"
    return [d1, Check("D2", not trouble, text, members=numbers.trouble.members("D2"))]
