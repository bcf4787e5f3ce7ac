"""The 34-row CSV of the PRISMA2020 R package, written (spec 3.3). `csv_reader` reads it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from winnow_sr.prisma.csv_rows import COLUMNS, ROWS, SCREENING_REASONS, STEPS, TITLES, Row, row_name
from winnow_sr.prisma.flow import KEYS, Flow
from winnow_sr.prisma.flow_parts import ReasonRow
from winnow_sr.prisma.labels import NA, curly, named_counts
from winnow_sr.prisma.wording import words

PSEUDO_REASONS = {"awaiting": "Awaiting classification", "ongoing": "Ongoing study"}
"""Reports assessed, neither excluded nor included: the CSV has no other place for them (A7)."""

_SPLIT_WORDS = ("head.databases", "head.other", "box.studies", "box.reports")
"""Worded differently in new and in updated reviews."""


def flow_to_csv(flow: Flow, language: str = "en", spelling: str = "british") -> str:
    """The 34 rows the PRISMA2020 R package, its Shiny app and prisma-flowchart read.

    What the format has no key for (the split of exclusions by hand and by tool, declared splits
    and merges, work still open) is added to `description`, which no program draws, so that
    `flow_from_csv` gets back what was written. Rows of our own follow at the end only where there
    is something to say in them: the author's lines and titles, reasons on title and abstract,
    steps after the full text.
    """
    table = words(language, spelling)
    remarks = _remarks(flow)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in ROWS:
        described = row.told or row.text
        if row.key in remarks or row.box in remarks:
            remark = remarks.get(row.key) or remarks[row.box]
            described = f"{described} [winnow {remark}]"
        text = _boxtext(flow, row, table)
        told, url = flow.links.get(row_name(row), (row.told, row.url))
        cells = (row.key, row.node, row.box, described, text, curly(told) or NA, url)
        writer.writerow((*cells, _value(flow, row)))
    writer.writerows(_more_rows(flow))
    return out.getvalue()


def _boxtext(flow: Flow, row: Row, table: dict[str, str]) -> str:
    word = row.word
    if word in _SPLIT_WORDS:
        word += "_updated" if flow.updated else "_new"
    text = flow.wording.get(row_name(row)) or (table[word] if word else row.text)
    if row.key == "records_excluded" and flow.breakdown.automation:
        human = f"{table['box.by_human']} {flow.breakdown.human}"
        tools = f"{table['box.by_automation']} {flow.breakdown.automation}"
        text = f"{text} ({human}; {tools})".replace("By ", "by ")
    return curly(text)


def _value(flow: Flow, row: Row) -> str:
    """The `n` of a row. NA where a line is absent: the package then leaves it out."""
    if flow.wording.get(row_name(row)) == "":
        return NA
    lane = {"dbr_excluded": "databases", "other_excluded": "other"}.get(row.key)
    if lane:
        pairs = [(r["label"] or r["reason"], r["n"]) for r in flow.reasons[lane]]
        prefix = row.key.removesuffix("_excluded")
        waiting = {s: getattr(flow.breakdown, f"{prefix}_{s}") for s in PSEUDO_REASONS}
        pairs += [(PSEUDO_REASONS[state], n) for state, n in waiting.items() if n]
        if pairs:
            return named_counts(pairs)
    value = flow.boxes.get(row.key, 0)
    if row.box in ("box11", "box12", "box13", "box14", "box15") and not flow.with_other:
        return NA
    if row.box == "box16" and not flow.updated:
        return NA
    return NA if value in (None, "") else str(value)


def _more_rows(flow: Flow) -> Iterable[tuple[str, ...]]:
    """Rows that the package passes over, for what it has no place for."""
    if flow.screening_reasons:
        listed = _listed(flow.screening_reasons)
        yield (SCREENING_REASONS, NA, "box5", "Reasons on title and abstract", "", NA, NA, listed)
    for i, line in enumerate(flow.own_lines, 1):
        clash = any(key in line.key for key in (*KEYS, "identification", "screening", "included"))
        text = curly(line.text)
        yield (
            f"own_line_{i}" if clash else line.key,
            NA,
            line.box,
            text,
            text,
            NA,
            NA,
            str(line.n),
        )
    for key, box in STEPS.items():
        if key == "appraisal_removed":
            value = _listed(flow.after.removed)
        else:
            n = getattr(flow.after, key)
            value = "" if n is None else str(n)
        if value:
            yield (key, NA, box, "", curly(flow.wording.get(key, "")), NA, NA, value)
    for title in TITLES:
        if flow.wording.get(title) and title not in STEPS:
            yield (NA, NA, title, "", curly(flow.wording[title]), NA, NA, NA)


def _listed(rows: Iterable[ReasonRow]) -> str:
    return named_counts((row["label"] or row["reason"], row["n"]) for row in rows)


def _remarks(flow: Flow) -> dict[str, str]:
    """What `description` carries beyond the package's text, by key or box."""
    more = flow.breakdown
    wanted: dict[str, dict[str, int | str]] = {
        "newstud": {"template": flow.template, "interim": 0 if flow.finished else 1},
        "excluded_automatic": {"unread": more.unread} if flow.tail == "box3" else {},
        "records_screened": {"unscreened": more.unscreened},
        "records_excluded": {
            "human": more.human,
            "automation": more.automation,
            "unread": more.unread if flow.tail == "box5" else 0,
        },
        "dbr_sought_reports": {
            "adjustment": more.dbr_adjustment,
            "not_yet_sought": more.dbr_not_yet_sought,
        },
        "other_sought_reports": {"adjustment": more.other_adjustment},
        "dbr_assessed": {"unread_reports": more.dbr_unread_reports},
        "other_assessed": {"unread_reports": more.other_unread_reports},
        "total_studies": {"dropped": more.dropped_studies},
        "total_reports": {"dropped": more.dropped_reports},
    }
    return {
        key: " ".join(f"{name}={value}" for name, value in values.items() if value)
        for key, values in wanted.items()
        if any(values.values())
    }
