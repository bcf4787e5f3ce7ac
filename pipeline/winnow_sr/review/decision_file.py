"""Verdicts from a CSV file."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from winnow_sr.errors import WinnowError


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
