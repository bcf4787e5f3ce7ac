"""Reads and writes export files: what comes in is a file from a database, register or reference
manager; what goes out is a stream of `Record`s (see model.py), the entries that could not be read
(`Quarantined`), and a `Note` for everything that deviates. Nothing of an entry is lost: all its
tags, repeats and their order stay in `Record.fields`. The way back out (RIS, CSV, XLSX, JSONL,
and files for other screening tools) starts from the same records.
"""

from pipeline.records.decisions import EarlierDecision, earlier_decisions
from pipeline.records.model import Record
from pipeline.records.normal import normalise_doi, normalise_title, plain_text
from pipeline.records.notes import CODES, Note, Quarantined
from pipeline.records.partners import write_asreview, write_covidence, write_rayyan
from pipeline.records.reading import ExportReader, Parsed, open_export, read_export, read_text
from pipeline.records.stored import content_digest, record_from_json, record_to_json
from pipeline.records.writing import write_export

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
