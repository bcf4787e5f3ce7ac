"""Verdicts from files: a CSV of them, or those that came with the records from another tool."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from winnow_sr.errors import WinnowError
from winnow_sr.protocol.plan import Plan
from winnow_sr.review.answers import VerdictRow
from winnow_sr.vocabulary import RecordId, record_id

if TYPE_CHECKING:
    from winnow_sr.records import Record


def read_decisions(path: Path) -> list[VerdictRow]:
    """Rows of a decisions CSV: key, verdict, reason, note, and where each stands."""
    reader = csv.DictReader(io.StringIO(_text_of(path), newline=""))
    columns = [(name or "").strip().lower() for name in reader.fieldnames or []]
    missing = {"key", "verdict"} - set(columns)
    if missing:
        raise WinnowError(
            f"{path} lacks the column {' and '.join(sorted(missing))}: key, verdict, reason"
        )
    rows: list[VerdictRow] = []
    reader.fieldnames = columns
    try:
        for row in reader:
            if not any((value or "").strip() for key, value in row.items() if key is not None):
                continue
            rows.append(
                VerdictRow(
                    key=(row["key"] or "").strip(),
                    verdict=row["verdict"] or "",
                    reason=row.get("reason") or "",
                    note=row.get("note") or "",
                    where=f"{path.name}, line {reader.line_num}: ",
                )
            )
    except csv.Error as error:
        raise WinnowError(f"{path}, line {reader.line_num}: {error}") from error
    if not rows:
        raise WinnowError(f"{path} holds no decision")
    return rows


def _text_of(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise WinnowError(f"{path}: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise WinnowError(f"{path} is not UTF-8 text: save it as CSV UTF-8") from error


def earlier_rows(
    records: Iterable[tuple[RecordId, Record]], plan: Plan, screening: str
) -> dict[str, list[VerdictRow]]:
    """Verdicts that came with (number, record)s: who (`screening`, or `screening/reviewer` where a
    file names its reviewers) -> rows, the last verdict of each on a record."""
    from winnow_sr.records import earlier_decisions

    found: dict[str, dict[RecordId, VerdictRow]] = {}
    for number, record in records:
        for made in earlier_decisions(record):
            who = f"{screening}/{made.reviewer}" if made.reviewer else screening
            known = plan.reason(made.reason) if made.verdict == "exclude" and made.reason else None
            note = "; ".join(x for x in (f"from {made.tool}", made.reason, made.note) if x)
            found.setdefault(who, {})[number] = VerdictRow(
                key=record_id(number),
                verdict=made.verdict,
                reason=known.code if known else "",
                note=note,
            )
    return {who: list(rows.values()) for who, rows in found.items()}
