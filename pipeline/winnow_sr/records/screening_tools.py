"""Files for other screening tools: ASReview, Rayyan, Covidence."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

from winnow_sr.errors import WinnowError
from winnow_sr.files import whole_file
from winnow_sr.records.model import Record
from winnow_sr.records.ris_lines import Notes, fields_of_attributes, ris_entry
from winnow_sr.records.writing import Rows, open_out
from winnow_sr.text import safe_cell

Labelled = Iterable[tuple[Record, int | None]]

_LABELS = {1: "ASReview_relevant", 0: "ASReview_irrelevant", None: "ASReview_not_seen"}
_ASREVIEW = ("title", "abstract", "authors", "keywords", "year", "doi", "url", "included", "key")
_RAYYAN = (
    "key", "title", "year", "month", "day", "journal", "issn", "volume", "issue", "pages",
    "authors", "url", "language", "publisher", "location", "abstract", "notes", "pubmed_id",
    "pmc_id",
)  # fmt: skip


def write_asreview(records: Labelled, path: Path) -> None:
    """Write a dataset that ASReview 3 loads, with its label: 1 relevant, 0 irrelevant, None unseen.

    `.csv`: the label is the column `included`. `.ris`: the label is a note; the fields are the
    record's plain attributes, since ASReview refuses a file for one year it cannot read.
    """
    write = {".csv": _asreview_csv, ".ris": _asreview_ris}.get(path.suffix.lower())
    if write is None:
        raise WinnowError(f"{path}: a dataset for ASReview is named .csv or .ris")
    with whole_file(path) as part:
        write(records, part)


def _asreview_csv(records: Labelled, path: Path) -> None:
    with open_out(path, newline="") as out:
        writer = csv.writer(out)
        writer.writerow(_ASREVIEW)
        for record, label in records:
            row = [
                record.title, record.abstract, ";".join(record.authors),
                ";".join(record.keywords + record.mesh), str(record.year or ""), record.doi,
                record.urls[0] if record.urls else "", "" if label is None else str(label),
                record.key,
            ]  # fmt: skip
            writer.writerow([safe_cell(cell.replace("\x00", "")) for cell in row])


def _asreview_ris(records: Labelled, path: Path) -> None:
    with open_out(path) as out:
        for record, label in records:
            fields = fields_of_attributes(record)
            out.write(ris_entry([*fields, ("N1", _LABELS[label])], ()))


def write_rayyan(records: Rows, path: Path) -> None:
    """Write a file that Rayyan imports: `.csv` with its columns, or `.ris`."""
    write = {".csv": _rayyan_csv, ".ris": _plain_ris}.get(path.suffix.lower())
    if write is None:
        raise WinnowError(f"{path}: a file for Rayyan is named .csv or .ris")
    with whole_file(path) as part:
        write(records, part)


def write_covidence(records: Rows, path: Path) -> None:
    """Write a RIS file that Covidence imports: one value a line, the abstract in AB."""
    if path.suffix.lower() != ".ris":
        raise WinnowError(f"{path}: a file for Covidence is named .ris")
    with whole_file(path) as part:
        _plain_ris(records, part)


def _plain_ris(records: Rows, path: Path) -> None:
    with open_out(path) as out:
        for record, notes in records:
            out.write(ris_entry(fields_of_attributes(record), notes))


def _rayyan_csv(records: Rows, path: Path) -> None:
    with open_out(path, newline="") as out:
        writer = csv.DictWriter(out, _RAYYAN, restval="")
        writer.writeheader()
        for number, (record, notes) in enumerate(records, 1):
            cells = {
                "key": record.key or str(number), "title": record.title,
                "year": str(record.year or ""), "journal": record.journal, "issn": record.issn,
                "volume": record.volume, "issue": record.issue, "pages": record.pages,
                "authors": " and ".join(record.authors),
                "url": record.urls[0] if record.urls else "", "language": record.language,
                "abstract": record.abstract, "notes": _notes_text(notes),
                "pubmed_id": record.pmid, "pmc_id": record.pmcid,
            }  # fmt: skip
            writer.writerow({k: safe_cell(v.replace("\x00", "")) for k, v in cells.items()})


def _notes_text(notes: Notes) -> str:
    return "; ".join(f"{name}: {value}" for name, value in notes if value)
