"""The 34 rows of the PRISMA2020 R package's CSV (v1.1.4), as spec 3.3 lists them.

They stand in `csv_rows.psv`, one line a row; a blank cell is the package's NA.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from winnow_sr.prisma.labels import NA

COLUMNS = ("data", "node", "box", "description", "boxtext", "tooltips", "url", "n")

TITLES = {
    "box2": "box.identified",
    "box3": "box.removed",
    "box11": "box.identified",
    "waiting": "box.pending",
    "appraisal_removed": "box.appraisal_removed",
}
"""Titles inside boxes, which the package words itself: rows of ours at the end of the file, written
only where an author has worded them."""

SCREENING_REASONS = "title_abstract_reasons"
"""Our row for reasons on title and abstract. No key of the package is part of its name, nor of the
next ones: the package finds its rows by regular expression."""
STEPS = {
    "appraised_studies": "box18",
    "appraised_reports": "box18",
    "appraisal_removed": "box19",
    "narrative_studies": "box20",
    "narrative_reports": "box20",
}
"""Our rows for steps after the full text, and the boxes they are drawn in."""


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


def _rows() -> tuple[Row, ...]:
    text = Path(__file__).with_suffix(".psv").read_text(encoding="utf-8")
    rows = [Row(*(cell.strip() for cell in line.split("|"))) for line in text.splitlines()[1:]]
    return tuple(
        row._replace(key=row.key or NA, node=_node(row), url=row.url or NA) for row in rows
    )


def _node(row: Row) -> str:
    """The package's file has an empty node in one row, NA in the others without one."""
    return "" if row.key == "organisation_results" else row.node or NA


ROWS = _rows()


def row_name(row: Row) -> str:
    """What a row is known by: its key, or its box where it is a title."""
    return row.box if row.key == NA else row.key
