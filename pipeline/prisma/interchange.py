"""The 34-row CSV of the PRISMA2020 R package, written (spec 3.3). `csv_reader` reads it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import NamedTuple

from pipeline.prisma.flow import Flow
from pipeline.prisma.wording import words

COLUMNS = ("data", "node", "box", "description", "boxtext", "tooltips", "url", "n")
NA = "NA"
PSEUDO_REASONS = {"awaiting": "Awaiting classification", "ongoing": "Ongoing study"}
"""Reports assessed, neither excluded nor included: the CSV has no other place for them (A7)."""


class Row(NamedTuple):
    """One row of the file. `word`: where its boxtext comes from ('' = not worded by us);
    `text`: the package's own wording; `told`: the tooltip, '' for the package's NA."""

    key: str
    node: str
    box: str
    told: str
    word: str
    text: str
    url: str


_DBR, _OTHER = " (databases and registers)", " (other)"
ROWS: tuple[Row, ...] = tuple(
    Row(*line)
    for line in (
        (NA, "node4", "prevstud", "Grey title box; Previous studies", "head.previous", "Previous studies", "prevstud.html"),
        ("previous_studies", "node5", "box1", "Studies included in previous version of review", "box.previous_studies", "Studies included in previous version of review", "previous_studies.html"),
        ("previous_reports", NA, "box1", "", "box.previous_reports", "Reports of studies included in previous version of review", "previous_studies.html"),
        (NA, "node6", "newstud", "Yellow title box; Identification of new studies via databases and registers", "head.databases", "Identification of new studies via databases and registers", "newstud.html"),
        ("database_results", "node7", "box2", "Records identified from: Databases and Registers", "box.database_results", "Databases", "database_results.html"),
        ("database_specific_results", NA, "box2", "", "", "Specific Databases", "database_results.html"),
        ("register_results", NA, "box2", "", "box.register_results", "Registers", NA),
        ("register_specific_results", NA, "box2", "", "", "Specific Registers", "database_results.html"),
        (NA, "node16", "othstud", "Grey title box; Identification of new studies via other methods", "head.other", "Identification of new studies via other methods", "othstud.html"),
        ("website_results", "node17", "box11", "Records identified from: Websites; Organisations and Citation Searching", "box.website_results", "Websites", "website_results.html"),
        ("organisation_results", "", "box11", "", "box.organisation_results", "Organisations", NA),
        ("citations_results", NA, "box11", "", "box.citations_results", "Citation searching", NA),
        ("duplicates", "node8", "box3", "Duplicate records", "box.duplicates", "Duplicate records", "duplicates.html"),
        ("excluded_automatic", NA, "box3", "", "box.excluded_automatic", "Records marked as ineligible by automation tools", NA),
        ("excluded_other", NA, "box3", "", "box.excluded_other", "Records removed for other reasons", NA),
        ("records_screened", "node9", "box4", f"Records screened{_DBR}", "box.records_screened", "Records screened", "records_screened.html"),
        ("records_excluded", "node10", "box5", f"Records excluded{_DBR}", "box.records_excluded", "Records excluded", "records_excluded.html"),
        ("dbr_sought_reports", "node11", "box6", f"Reports sought for retrieval{_DBR}", "box.sought", "Reports sought for retrieval", "dbr_sought_reports.html"),
        ("dbr_notretrieved_reports", "node12", "box7", f"Reports not retrieved{_DBR}", "box.notretrieved", "Reports not retrieved", "dbr_notretrieved_reports.html"),
        ("other_sought_reports", "node18", "box12", f"Reports sought for retrieval{_OTHER}", "box.sought", "Reports sought for retrieval", "other_sought_reports.html"),
        ("other_notretrieved_reports", "node19", "box13", f"Reports not retrieved{_OTHER}", "box.notretrieved", "Reports not retrieved", "other_notretrieved_reports.html"),
        ("dbr_assessed", "node13", "box8", f"Reports assessed for eligibility{_DBR}", "box.assessed", "Reports assessed for eligibility", "dbr_assessed.html"),
        ("dbr_excluded", "node14", "box9", f"Reports excluded{_DBR}", "box.excluded", "Reports excluded", "dbrexcludedrecords.html"),
        ("other_assessed", "node20", "box14", f"Reports assessed for eligibility{_OTHER}", "box.assessed", "Reports assessed for eligibility", "other_assessed.html"),
        ("other_excluded", "node21", "box15", f"Reports excluded{_OTHER}", "box.excluded", "Reports excluded", "other_excluded.html"),
        ("new_studies", "node15", "box10", "New studies included in review", "box.studies", "New studies included in review", "new_studies.html"),
        ("new_reports", NA, "box10", "", "box.reports", "Reports of new included studies", NA),
        ("total_studies", "node22", "box16", "Total studies included in review", "box.total_studies", "Total studies included in review", "total_studies.html"),
        ("total_reports", NA, "box16", "", "box.total_reports", "Reports of total included studies", NA),
        ("identification", "node1", "identification", "Blue identification box", "side.identification", "Identification", "identification.html"),
        ("screening", "node2", "screening", "Blue screening box", "side.screening", "Screening", "screening.html"),
        ("included", "node3", "included", "Blue included box", "side.included", "Included", "included.html"),
        ("total_studies_ma", "node23", "box17", "Total studies included in meta-analysis", "box.total_studies_ma", "Total studies included in meta-analysis", "total_studies_meta_analysis.html"),
        ("total_reports_ma", NA, "box17", "", "box.total_reports_ma", "Reports of total included studies in meta-analysis", NA),
    )
)  # fmt: skip
_SPLIT_WORDS = ("head.databases", "head.other", "box.studies", "box.reports")
"""Worded differently in new and in updated reviews."""


def plain_label(label: str) -> str:
    """A label as the package can read it: no comma, semicolon or straight quote, one line."""
    text = label.replace("'", "’").replace('"', "”")
    for mark in (";", ","):
        text = text.replace(mark, " –")
    return " ".join(text.split())


def named_counts(pairs: Iterable[tuple[str, int | None]]) -> str:
    """Sources or reasons the package's way: "Name, n; Name, n"."""
    return "; ".join(f"{plain_label(name)}, {NA if n is None else n}" for name, n in pairs)


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
    wanted = {
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
