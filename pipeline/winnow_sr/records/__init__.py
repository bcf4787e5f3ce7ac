"""Reads and writes export files: what comes in is a file from a database, register or reference
manager; what goes out is a stream of `Record`s (see model.py), the entries that could not be read
(`Quarantined`), and a `Note` for everything that deviates. Nothing of an entry is lost: all its
tags, repeats and their order stay in `Record.fields`. The way back out (RIS, CSV, XLSX, JSONL,
and files for other screening tools) starts from the same records.
"""

from typing import TYPE_CHECKING

from winnow_sr.later import later
from winnow_sr.records.canonical_json import content_digest, record_from_json, record_to_json
from winnow_sr.records.model import Record

if TYPE_CHECKING:
    from winnow_sr.records.decisions import EarlierDecision, earlier_decisions
    from winnow_sr.records.normal_forms import normalise_doi, normalise_title, plain_text
    from winnow_sr.records.notes import CODES, Note, Quarantined
    from winnow_sr.records.reading import ExportReader, Parsed, open_export, read_export, read_text
    from winnow_sr.records.screening_tools import write_asreview, write_covidence, write_rayyan
    from winnow_sr.records.writing import write_export

LATER = {
    "CODES": "notes",
    "Note": "notes",
    "Quarantined": "notes",
    "EarlierDecision": "decisions",
    "earlier_decisions": "decisions",
    "normalise_doi": "normal_forms",
    "normalise_title": "normal_forms",
    "plain_text": "normal_forms",
    "write_asreview": "screening_tools",
    "write_covidence": "screening_tools",
    "write_rayyan": "screening_tools",
    "ExportReader": "reading",
    "Parsed": "reading",
    "open_export": "reading",
    "read_export": "reading",
    "read_text": "reading",
    "write_export": "writing",
}
"""Names that are imported when first asked for: a queue reads records, but no file."""

__all__ = [
    "CODES",
    "EarlierDecision",
    "ExportReader",
    "Note",
    "Parsed",
    "Quarantined",
    "Record",
    "content_digest",
    "earlier_decisions",
    "normalise_doi",
    "normalise_title",
    "open_export",
    "plain_text",
    "read_export",
    "read_text",
    "record_from_json",
    "record_to_json",
    "write_asreview",
    "write_covidence",
    "write_export",
    "write_rayyan",
]

__getattr__ = later(__name__, LATER)
