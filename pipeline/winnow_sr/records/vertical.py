"""Tables on their side: one field a row, its label in the first cell (Embase, Ovid)."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from winnow_sr.records.columns import KNOWN, rows_for
from winnow_sr.records.exporters import folded
from winnow_sr.records.format import NONE, Entry, Evidence, Sample, Source
from winnow_sr.records.mapping import Mapper
from winnow_sr.records.notes import Quarantined
from winnow_sr.records.tables import RowLines

NAME = "vertical-csv"
LABELS = KNOWN | {
    "publicationyear",
    "dateofpublication",
    "authoraddresses",
    "correspondenceaddress",
    "source",
    "conferencename",
    "languageofarticle",
    "languageofsummary",
    "copyright",
    "editors",
    "coden",
    "bookpublisher",
    "aipentrydate",
    "fullrecordentrydate",
    "casregistrynumbers",
    "openurllink",
}
"""Labels, folded, that a first cell may hold."""


def delimiter_of(sample: Sample) -> str:
    """The delimiter with which most lines begin with a label; empty if few do."""
    best, most = "", 0
    for delimiter in ",;\t":
        found = sum(_label(line, delimiter) for line in sample.lines[:500])
        if found > most:
            best, most = delimiter, found
    return best


def _label(line: str, delimiter: str) -> bool:
    label = line.split(delimiter, 1)[0].strip().strip('"')
    return delimiter in line and 0 < len(label) < 60 and folded(label) in LABELS


def evidence(sample: Sample) -> Evidence:
    """Rows that begin with a label, again and again."""
    delimiter = delimiter_of(sample)
    if not delimiter:
        return NONE
    labels = [
        folded(line.split(delimiter, 1)[0].strip().strip('"'))
        for line in sample.lines
        if _label(line, delimiter)
    ]
    titles = labels.count("title")
    if not titles or len(labels) < 3 or len(set(labels)) < 3:
        return NONE
    return Evidence(titles, len(labels) / len(sample.lines))


def read(source: Source) -> Iterator[Entry]:
    """The entries: a new one at each title, or where a label comes again after an empty row."""
    csv.field_size_limit(4 << 20)
    delimiter = delimiter_of(source.sample) or ","
    lines = RowLines(source.lines_of_text, delimiter)
    mappers: dict[tuple[str, ...], Mapper] = {}
    fields: list[tuple[str, str]] = []
    raw: list[str] = []
    first = 0
    gap = False

    def entry() -> Entry:
        names = tuple(dict.fromkeys(tag for tag, _ in fields))
        if names not in mappers:
            if len(mappers) > 500:
                mappers.clear()
            mappers[names] = Mapper(NAME, rows_for(names, is_row=True)[0])
        return mappers[names].record(tuple(fields), first, source.book)

    while (cells := lines.row()) is not None:
        number = lines.number - len(lines.taken) + 1
        text = "\n".join(lines.taken)
        if lines.unclosed and len(lines.taken) > 1:
            source.book.add(number, "unclosed-quote")
            yield Quarantined(number, lines.taken[0], "a quote never closed")
            lines.put_back(lines.taken[1:])
            continue
        values = [cell.strip() for cell in cells]
        if not any(values):
            gap = True
            continue
        label = values[0]
        if folded(label) not in LABELS and not (fields and label.isupper() and len(values) > 1):
            code = "wrapped-line" if fields and not gap else "stray-text"
            source.book.add(number, code, text)
            if code == "wrapped-line":
                fields[-1] = (fields[-1][0], f"{fields[-1][1]}\n{text}")
            continue
        seen = {folded(tag) for tag, _ in fields}
        if fields and folded(label) in seen and (gap or folded(label) == "title"):
            yield entry()
            fields, raw = [], []
        if not fields:
            first = number
        raw.append(text)
        fields += [(label, value) for value in values[1:] if value] or [(label, "")]
        gap = False
    if fields:
        yield entry()
