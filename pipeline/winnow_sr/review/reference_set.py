"""A set of citations for reference managers and tools of meta-analysis: RIS, CSL-JSON, and a CSV
that says which study each report is of."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from winnow_sr.errors import WinnowError
from winnow_sr.files import cannot_write, check_outputs, whole_file
from winnow_sr.ledger.state import Described, ReviewState
from winnow_sr.review.answers import Exported
from winnow_sr.review.lookup import CHUNK, Lookup
from winnow_sr.review.picking import Picker
from winnow_sr.vocabulary import CitationId, citation_id

if TYPE_CHECKING:
    from winnow_sr.records import Record

COLUMNS = (
    "study",
    "citation",
    "key",
    "status",
    "authors",
    "year",
    "title",
    "journal",
    "volume",
    "issue",
    "pages",
    "doi",
    "pmid",
    "registry_number",
    "language",
    "design",
    "substances",
    "tags",
    "source",
)


class ReferenceSet:
    """The citations that are picked, one entry each."""

    def __init__(self, lookup: Lookup, picker: Picker) -> None:
        self._lookup, self._picker, self._state = lookup, picker, picker.state
        self._studies: dict[CitationId, list[str]] = {}
        for study, linked in self._state.studies.items():
            for record in linked:
                self._studies.setdefault(self._state.citation_of(record), []).append(study)
        wanted = [c for c in self._state.citations() if picker.by_ledger(c)]
        if picker.needs_text:
            texts = lookup.composed(wanted, self._state)
            wanted = [c for c in wanted if picker.by_text(texts[c])]
        self.citations: list[CitationId] = wanted

    def write(self, path: Path) -> Exported:
        """One file, RIS or CSL-JSON by its ending."""
        from winnow_sr.records.references import write_references

        check_outputs(path)
        rows = ((record, self._notes(c)) for c, record in self._records())
        write_references(rows, path)
        return Exported(file=str(path), records=len(self.citations), citations=len(self.citations))

    def write_folder(self, folder: Path) -> Exported:
        """references.ris, references.json and studies.csv in a folder, which is made."""
        names = ("references.ris", "references.json", "studies.csv")
        check_outputs(*(folder / name for name in names))
        if folder.exists() and not folder.is_dir():
            raise WinnowError(
                f"{folder} is a file: name a folder, or a file .ris, .csv, .xlsx, .jsonl"
            )
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise cannot_write(folder, error) from error
        for name in names[:2]:
            self.write(folder / name)
        self._write_studies(folder / names[2])
        return Exported(
            file=str(folder), records=len(self.citations), citations=len(self.citations)
        )

    def _records(self) -> Iterator[tuple[CitationId, Record]]:
        for start in range(0, len(self.citations), CHUNK):
            part = self.citations[start : start + CHUNK]
            texts = self._lookup.composed(part, self._state)
            yield from ((c, texts[c]) for c in part)

    def _studies_of(self, citation: CitationId) -> Sequence[str]:
        """The studies that a report is of; one linked to none is a study of its own."""
        return self._studies.get(citation) or [citation_id(citation)]

    def _notes(self, citation: CitationId) -> list[tuple[str, str]]:
        return [
            ("id", citation_id(citation)),
            ("study", "; ".join(self._studies_of(citation))),
            ("tags", "; ".join(self._state.tags_of(citation))),
        ]

    def _write_studies(self, path: Path) -> None:
        from winnow_sr.text import safe_cell

        with whole_file(path) as part, part.open("w", encoding="utf-8-sig", newline="") as out:
            writer = csv.writer(out, lineterminator="\r\n")
            writer.writerow(COLUMNS)
            for citation, record in self._records():
                for study in self._studies_of(citation):
                    row = self._row(study, citation, record)
                    writer.writerow([safe_cell(row[name]) for name in COLUMNS])

    def _row(self, study: str, citation: CitationId, record: Record) -> dict[str, str]:
        state = self._state
        described = described_as(state, study, citation)
        origins = {state.origin(n).source for n in state.members(citation)}
        return {
            "study": study,
            "citation": citation_id(citation),
            "key": record.key,
            "status": self._picker.standing(citation).word,
            "authors": "; ".join(record.authors),
            "year": str(record.year or ""),
            "title": record.title,
            "journal": record.journal,
            "volume": record.volume,
            "issue": record.issue,
            "pages": record.pages,
            "doi": record.doi,
            "pmid": record.pmid,
            "registry_number": record.registry_number,
            "language": record.language,
            "design": described.design if described else "",
            "substances": "; ".join(described.substances) if described else "",
            "tags": "; ".join(state.tags_of(citation)),
            "source": "; ".join(sorted(origins)),
        }


def described_as(state: ReviewState, study: str, citation: CitationId) -> Described | None:
    """What people said of a study, by its name or by the report that it was before it had one."""
    said = [
        found
        for name in (study, *(citation_id(n) for n in state.members(citation)))
        if (found := state.described.get(name)) is not None
    ]
    return max(said, key=lambda found: found.seq, default=None)
