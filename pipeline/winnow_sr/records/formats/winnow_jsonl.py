"""winnow's own JSON lines: records as they were, whatever format they came in, and what was said."""

from __future__ import annotations

import json
from collections.abc import Iterator

from msgspec.structs import replace

from winnow_sr.records.canonical_json import record_from_json
from winnow_sr.records.format import NONE, Entry, Evidence, Format, Sample, Source
from winnow_sr.records.notes import Quarantined

START = '{"fields":['


def evidence(sample: Sample) -> Evidence:
    if not sample.start.startswith(START):
        return NONE
    lines = sample.lines
    found = sum(line.startswith(START) for line in lines)
    return Evidence(found, found / max(1, len(lines)))


def read(source: Source) -> Iterator[Entry]:
    from winnow_sr.records.ris_lines import MARK  # which knows the table of RIS

    for number, line in enumerate(source.lines_of_text.lines(), 1):
        if not line.strip():
            continue
        try:
            record = record_from_json(line)
            notes = json.loads(line).get("notes", [])
            said = tuple(("N1", f"{MARK} {name}: {value}") for name, value in notes)
        except (ValueError, TypeError, AttributeError):
            yield Quarantined(number, line, "a line that is no record of winnow's JSON lines")
            continue
        yield replace(record, line=number, fields=(*record.fields, *said))


FORMAT = Format(
    name="winnow-jsonl",
    title="JSON lines of winnow",
    written_by="`winnow export x.jsonl`",
    evidence=evidence,
    read=read,
    sample="tried on exports of this version",
    more="A record is what it was in the review that wrote it, with all its tags.",
)
