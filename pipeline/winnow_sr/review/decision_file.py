"""Verdicts from files: a CSV of them, or those that came with the records from another tool."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from winnow_sr.errors import WinnowError
from winnow_sr.protocol.plan import Plan
from winnow_sr.screening.deciding import record_id

if TYPE_CHECKING:
    from winnow_sr.records import Record

Row = tuple[str, str, str, str, str]
"""Id, verdict, reason, note, and where it stands."""


def read_decisions(path: Path) -> list[dict[str, str]]:
    """Rows of a decisions CSV: key, verdict, reason, note, and where each stands."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise WinnowError(f"{path}: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise WinnowError(f"{path} is not UTF-8 text: save it as CSV UTF-8") from error
    reader = csv.DictReader(io.StringIO(text, newline=""))
    columns = [(name or "").strip().lower() for name in reader.fieldnames or []]
    missing = {"key", "verdict"} - set(columns)
    if missing:
        raise WinnowError(
            f"{path} lacks the column {' and '.join(sorted(missing))}: key, verdict, reason"
        )
    rows = []
    reader.fieldnames = columns
    try:
        for row in reader:
            if not any((value or "").strip() for key, value in row.items() if key is not None):
                continue
            rows.append(
                {
                    "key": (row["key"] or "").strip(),
                    "verdict": row["verdict"] or "",
                    "reason": row.get("reason") or "",
                    "note": row.get("note") or "",
                    "where": f"{path.name}, line {reader.line_num}: ",
                }
            )
    except csv.Error as error:
        raise WinnowError(f"{path}, line {reader.line_num}: {error}") from error
    if not rows:
        raise WinnowError(f"{path} holds no decision")
    return rows


def earlier_rows(
    records: Iterable[tuple[int, Record]], plan: Plan, screening: str
) -> dict[str, list[Row]]:
    """Verdicts that came with (number, record)s: who (`screening`, or `screening/reviewer` where a
    file names its reviewers) -> rows, the last verdict of each on a record."""
    from winnow_sr.records import earlier_decisions

    found: dict[str, dict[str, Row]] = {}
    for number, record in records:
        for made in earlier_decisions(record):
            who = f"{screening}/{made.reviewer}" if made.reviewer else screening
            known = plan.reason(made.reason) if made.verdict == "exclude" and made.reason else None
            note = "; ".join(x for x in (f"from {made.tool}", made.reason, made.note) if x)
            row = (record_id(number), made.verdict, known.code if known else "", note, "")
            found.setdefault(who, {})[row[0]] = row
    return {who: list(rows.values()) for who, rows in found.items()}
