"""PRISMA2020 CSV files as authors have them: the package's template, filled in and changed."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path

from winnow_sr.prisma.csv_rows import COLUMNS, ROWS, row_name

N2 = {
    "previous_studies": "NA",
    "previous_reports": "NA",
    "database_results": "1250",
    "database_specific_results": "MEDLINE, 700; Embase, 550",
    "register_results": "50",
    "register_specific_results": "ClinicalTrials.gov, 50",
    "website_results": "10",
    "organisation_results": "5",
    "citations_results": "15",
    "duplicates": "300",
    "records_screened": "1000",
    "records_excluded": "900",
    "dbr_sought_reports": "100",
    "dbr_notretrieved_reports": "5",
    "other_sought_reports": "20",
    "other_notretrieved_reports": "2",
    "dbr_assessed": "95",
    "dbr_excluded": "Wrong population, 40; Wrong outcome, 25",
    "other_assessed": "18",
    "other_excluded": "Wrong population, 10; No data, 3",
    "new_studies": "30",
    "new_reports": "35",
    "total_studies": "NA",
    "total_reports": "NA",
    "total_studies_ma": "NA",
    "total_reports_ma": "NA",
}
"""1300 found - 300 copies = 1000 screened; 100 sought, 95 read, 65 excluded: 30 reports. By other
methods 30 found, 20 sought, 18 read, 13 excluded: 5 reports. 35 reports of 30 studies."""


def sheet(
    changes: Mapping[str, str] | None = None,
    texts: Mapping[str, str] | None = None,
    more: tuple[tuple[str, ...], ...] = (),
    separator: str = ",",
) -> str:
    """The package's 34 rows with the numbers of `N2`, changed: n by row, boxtext by row, and rows
    put below."""
    numbers = {**N2, **(changes or {})}
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in ROWS:
        name = row_name(row)
        text = (texts or {}).get(name, row.text)
        n = numbers.get(name, "0")
        writer.writerow((row.key, row.node, row.box, row.told, text, row.told or "NA", row.url, n))
    writer.writerows(more)
    return out.getvalue()


def saved(folder: Path, content: str | bytes, name: str = "PRISMA.csv") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path
