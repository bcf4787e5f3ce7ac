"""The 34-row CSV of the PRISMA2020 R package, written (spec 3.3). `csv_reader` reads it."""

from __future__ import annotations

import csv
import io

from winnow_sr.prisma.csv_rows import COLUMNS, ROWS, Row
from winnow_sr.prisma.flow import Flow
from winnow_sr.prisma.labels import NA, named_counts
from winnow_sr.prisma.wording import words

PSEUDO_REASONS = {"awaiting": "Awaiting classification", "ongoing": "Ongoing study"}
"""Reports assessed, neither excluded nor included: the CSV has no other place for them (A7)."""


_SPLIT_WORDS = ("head.databases", "head.other", "box.studies", "box.reports")
"""Worded differently in new and in updated reviews."""


def flow_to_csv(flow: Flow, language: str = "en", spelling: str = "british") -> str:
    """The 34 rows the PRISMA2020 R package, its Shiny app and prisma-flowchart read.

    What the format has no key for (the split of exclusions by hand and by tool, declared splits
    and merges, work still open) is added to `description`, which no program draws, so that
    `flow_from_csv` gets back what was written.
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
        writer.writerow(
            (
                row.key,
                row.node,
                row.box,
                described,
                text,
                row.told or NA,
                row.url,
                _value(flow, row),
            )
        )
    return out.getvalue()


def _boxtext(flow: Flow, row: Row, table: dict[str, str]) -> str:
    word = row.word
    if word in _SPLIT_WORDS:
        word += "_updated" if flow.updated else "_new"
    text = table[word] if word else row.text
    if row.key == "records_excluded" and flow.breakdown.automation:
        human = f"{table['box.by_human']} {flow.breakdown.human}"
        tools = f"{table['box.by_automation']} {flow.breakdown.automation}"
        text = f"{text} ({human}; {tools})".replace("By ", "by ")
    return text.replace("'", "’")


def _value(flow: Flow, row: Row) -> str:
    """The `n` of a row. NA where a box does not apply: the package then leaves the line out."""
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


def _remarks(flow: Flow) -> dict[str, str]:
    """What `description` carries beyond the package's text, by key or box."""
    more = flow.breakdown
    wanted: dict[str, dict[str, int | str]] = {
        "newstud": {"template": flow.template},
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
