"""The identities of spec 3.2, evaluated one by one. Each says its sum in words and numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from pipeline.prisma.classify import DATABASE_LANES, Trouble
from pipeline.prisma.flow import LISTS, Breakdown, Check, Template, reason_total

Boxes = Mapping[str, int | str | None]


class Term(NamedTuple):
    """One number of a sum: its name, its value (None: missing), and whether 0 is worth saying."""

    name: str
    value: int | None
    always: bool = True


@dataclass(frozen=True, slots=True)
class Numbers:
    """Everything the identities look at."""

    template: Template
    boxes: Boxes
    reasons: Mapping[str, Sequence[Mapping[str, Any]]]
    sources: Sequence[Mapping[str, Any]]
    more: Breakdown
    trouble: Trouble
    faults: tuple[str, ...]
    from_file: bool

    def n(self, key: str) -> int | None:
        value = self.boxes.get(key)
        return value if isinstance(value, int) else None

    def term(self, key: str, sign: int = 1) -> Term:
        value = self.n(key)
        return Term(key, None if value is None else sign * value)


def identities(
    template: Template,
    boxes: Boxes,
    reasons: Mapping[str, Sequence[Mapping[str, Any]]],
    sources: Sequence[Mapping[str, Any]],
    more: Breakdown,
    trouble: Trouble | None = None,
    faults: Sequence[str] = (),
    from_file: bool = False,
) -> list[Check]:
    """Every identity that applies to the template, A0 to D2, in the order of the specification.

    faults: what is wrong with the numbers as written (negative, missing), for A0. from_file: the
    numbers came from a CSV, where D1, D2 and C3 cannot be seen.
    """
    numbers = Numbers(
        template, boxes, reasons, sources, more, trouble or Trouble(), tuple(faults), from_file
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


def _equal(numbers: Numbers, name: str, left: Term, right: Sequence[Term]) -> Check:
    """left = sum of right. A missing number fails: what cannot be added up cannot be right."""
    missing = [t.name for t in (left, *right) if t.value is None]
    if missing:
        return Check(name, False, f"cannot be checked: no number for {', '.join(missing)}")
    total = sum(t.value or 0 for t in right)
    ok = left.value == total
    shown = [t for t in right if t.always or t.value]
    sum_text = " ".join(_signed(t, first=i == 0) for i, t in enumerate(shown)) or "0"
    text = f"{left.name} {left.value} {'=' if ok else '≠'} {sum_text}"
    if not ok:
        text += f" = {total} (off by {(left.value or 0) - total:+d})"
    trouble = numbers.trouble.text(name)
    if trouble:
        return Check(name, False, f"{text}; {trouble}", members=numbers.trouble.members(name))
    return Check(name, ok, text)


def _signed(term: Term, first: bool) -> str:
    value = term.value or 0
    minus = value < 0 or term.name.startswith("-")
    name = term.name.removeprefix("-")
    sign = ("-" if minus else "") if first else ("- " if minus else "+ ")
    return f"{sign}{name} {abs(value)}"


def _at_most(name: str, small: Term, large: Term, kind: Any = "inequality") -> Check:
    if small.value is None or large.value is None:
        missing = small.name if small.value is None else large.name
        return Check(name, False, f"cannot be checked: no number for {missing}", kind)
    ok = small.value <= large.value
    sign = "≤" if ok else ">"
    return Check(name, ok, f"{small.name} {small.value} {sign} {large.name} {large.value}", kind)


def _minus(term: Term) -> Term:
    return Term(f"-{term.name}", None if term.value is None else -term.value, term.always)


def _add(name: str, *terms: Term) -> Term:
    values = [t.value for t in terms]
    known = [v for v in values if v is not None]
    return Term(name, sum(known) if len(known) == len(values) else None)


def _natural(numbers: Numbers) -> list[Check]:
    """A0: counts are natural numbers, and the parts per source add up to their box."""
    faults = list(numbers.faults)
    faults += [f"{key} is {n}" for key, n in numbers.boxes.items() if isinstance(n, int) and n < 0]
    faults += [
        f"{row['label'] or 'a reason'} is {row['n']}"
        for rows in numbers.reasons.values()
        for row in rows
        if row["n"] is not None and row["n"] < 0
    ]
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
    found = _add("records identified", term("database_results"), term("register_results"))
    gone = [term("duplicates"), term("excluded_automatic"), term("excluded_other")]
    unscreened = Term("-not yet screened", -more.unscreened, always=False)
    screened, excluded = term("records_screened"), term("records_excluded")
    checks = [
        _at_most("A1", _add("records removed before screening", *gone), found),
        _equal(
            numbers,
            "A2",
            screened,
            [
                term("database_results"),
                term("register_results"),
                *map(_minus, gone),
                unscreened,
            ],
        ),
        _at_most("A3", excluded, screened),
        _equal(
            numbers,
            "A4",
            term("dbr_sought_reports"),
            [
                screened,
                _minus(excluded),
                Term("declared splits and merges", more.dbr_adjustment, always=False),
                Term("-not yet sought", -more.dbr_not_yet_sought, always=False),
            ],
        ),
    ]
    if more.human or more.automation:
        split = [Term("by a human", more.human), Term("by automation tools", more.automation)]
        whole = _equal(numbers, "A3", excluded, split)
        bound = checks[2]
        checks[2] = Check("A3", whole.ok and bound.ok, f"{whole.text}; {bound.text}")
    return checks + _reading(numbers, "dbr", ("A5", "A6", "A7"), "databases")


def _reading(numbers: Numbers, lane: str, names: tuple[str, str, str], column: str) -> list[Check]:
    """Assessed, excluded by reason, and what became of every report assessed."""
    term, more = numbers.term, numbers.more
    assessed, excluded = term(f"{lane}_assessed"), term(f"{lane}_excluded")
    sought, missing = term(f"{lane}_sought_reports"), term(f"{lane}_notretrieved_reports")
    rows = numbers.reasons.get(column, [])
    checks = [
        _equal(numbers, names[0], assessed, [sought, _minus(missing)]),
        _equal(numbers, names[1], excluded, [Term("sum over the reasons", reason_total(rows))]),
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
    return [*checks, _equal(numbers, names[2], assessed, parts)]


def _others(numbers: Numbers) -> list[Check]:
    """B1 to B4, the other-methods column."""
    term, more = numbers.term, numbers.more
    keys = ("website_results", "organisation_results", "citations_results")
    found = _add("records identified by other methods", *map(term, keys))
    rows = [row for row in numbers.sources if row["lane"] not in DATABASE_LANES]
    total = Term("sum over the sources", sum(row["n"] for row in rows))
    b1 = _equal(numbers, "B1", found, list(map(term, keys)))
    if rows and b1.ok and total.value != found.value:
        b1 = _equal(numbers, "B1", found, [total])
    room = _add("records identified by other methods", found, Term("", more.other_adjustment))
    assessed, by_reason, *outcome = _reading(numbers, "other", ("B3", "B4", "B4"), "other")
    checks = [b1, _at_most("B2", term("other_sought_reports"), room), assessed]
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
            excluded = _minus(term(f"{lane}_excluded"))
            left = _add("", term(f"{lane}_assessed"), excluded, *waiting)
            known = left.value
        parts.append(Term(f"included from {names[lane]}", known))
    checks = [_equal(numbers, "C1", term("new_reports"), parts)]
    studies, reports = n("new_studies"), n("new_reports")
    if studies is not None and reports is not None:
        ok = studies <= reports and (studies == 0 or reports > 0)
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
    return [
        _equal(
            numbers,
            name,
            numbers.term(f"total_{what}"),
            [
                numbers.term(f"previous_{what}"),
                numbers.term(f"new_{what}"),
                Term("-declared as excluded now", -dropped, always=False),
            ],
        )
        for name, what, dropped in (
            ("U1", "studies", numbers.more.dropped_studies),
            ("U2", "reports", numbers.more.dropped_reports),
        )
    ]


def _meta(numbers: Numbers) -> list[Check]:
    """M1: no more studies in the meta-analysis than in the review."""
    group = "total" if numbers.template in ("U1", "U2") else "new"
    bounds = [
        _at_most("M1", numbers.term(f"total_{what}_ma"), numbers.term(f"{group}_{what}"))
        for what in ("studies", "reports")
        if numbers.n(f"total_{what}_ma") is not None
    ]
    if not bounds:
        return []
    ok = all(bound.ok for bound in bounds)
    return [Check("M1", ok, "; ".join(bound.text for bound in bounds), "inequality")]


def _data(numbers: Numbers) -> list[Check]:
    """D1 and D2, which only the ledger can answer."""
    found = _add("", numbers.term("database_results"), numbers.term("register_results"))
    citations = numbers.more.database_citations
    d1 = _equal(
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
