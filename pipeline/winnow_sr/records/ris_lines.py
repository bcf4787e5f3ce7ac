"""An entry as RIS lines again: as it came, or from the record's attributes for other formats."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from winnow_sr.records.formats.ris import ROWS
from winnow_sr.records.mapping import Mapper
from winnow_sr.records.model import Record
from winnow_sr.records.notes import NoteBook

Notes = Sequence[tuple[str, str]]

MARK = "winnow"
"""How every note line of ours begins: `N1  - winnow NAME: VALUE`."""

TYPES: dict[str, str] = {
    "j": "JOUR", "b": "BOOK", "s": "SER", "p": "PAT", "c": "CONF",
    "article": "JOUR", "journal article": "JOUR", "journalarticle": "JOUR", "review": "JOUR",
    "book": "BOOK", "incollection": "CHAP", "inbook": "CHAP", "book section": "CHAP",
    "booksection": "CHAP", "inproceedings": "CPAPER", "conference": "CONF",
    "conference paper": "CPAPER", "conference proceedings": "CONF", "conferencepaper": "CPAPER",
    "phdthesis": "THES", "mastersthesis": "THES", "thesis": "THES", "techreport": "RPRT",
    "report": "RPRT", "patent": "PAT", "unpublished": "UNPB", "web page": "ELEC",
    "electronic article": "EJOUR", "generic": "GEN", "misc": "GEN",
}  # fmt: skip
"""Entry types of other formats, in lower case -> RIS type; others are GEN, with a journal JOUR."""

ATTRIBUTES: tuple[tuple[str, str], ...] = (
    ("TI", "title"),
    ("TT", "original_title"),
    ("AU", "authors"),
    ("PY", "year"),
    ("T2", "journal"),
    ("VL", "volume"),
    ("IS", "issue"),
    ("SP", "pages"),
    ("SN", "issn"),
    ("DO", "doi"),
    ("AB", "abstract"),
    ("KW", "keywords"),
    ("KW", "mesh"),
    ("LA", "language"),
    ("M3", "publication_types"),
    ("DB", "source_database"),
    ("AN", "accession"),
    ("C2", "pmcid"),
    ("CN", "registry_number"),
    ("UR", "urls"),
)
"""RIS tag for each attribute of a record that did not come from RIS, in the order written."""

_MAPPER = Mapper("ris", ROWS)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")


def fields_of_attributes(record: Record) -> list[tuple[str, str]]:
    """The record's attributes as RIS fields: every value on one line, no mark-up."""
    fields = [("TY", ris_type(record))]
    for tag, attribute in ATTRIBUTES:
        value = getattr(record, attribute)
        if attribute == "pages" and value.count("-") == 1:
            start, end = value.split("-")
            fields += [("SP", start.strip()), ("EP", end.strip())]
        elif isinstance(value, tuple):
            fields += [(tag, one_line(item)) for item in value]
        elif value:
            fields.append((tag, one_line(str(value))))
    if record.pmid:
        fields.append(("N1", f"PMID: {record.pmid}"))
    return [(tag, value) for tag, value in fields if value]


def ris_type(record: Record) -> str:
    """The RIS type of a record of any format."""
    kind = record.kind.strip()
    if record.format == "ris" and kind:
        return one_line(kind)
    found = TYPES.get(kind.lower(), "")
    return found or ("JOUR" if record.journal else "GEN")


def fields_as_imported(record: Record) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """(fields, notes) of a record for RIS: its own fields, all of them, and what was edited since.

    A value that was filled in where the export had none becomes a field and a note; one that was
    changed becomes a note, so that the entry stays as its database wrote it.
    """
    if record.format not in ("ris", "") or not record.fields:
        return fields_of_attributes(record), []
    fields = list(record.fields)
    notes: list[tuple[str, str]] = []
    if fields[0][0] != "TY":
        place = next((i for i, (tag, _) in enumerate(fields) if tag == "TY"), None)
        if place is None:
            notes.append(("added", "TY (the entry had none)"))
        fields.insert(0, fields.pop(place) if place is not None else ("TY", ris_type(record)))
    imported = _MAPPER.record(record.fields, record.line, NoteBook())
    for tag, attribute in ATTRIBUTES:
        was, now = getattr(imported, attribute), getattr(record, attribute)
        if not now or _same(was, now):
            continue
        values = [one_line(v) for v in now] if isinstance(now, tuple) else [one_line(str(now))]
        if not was:
            fields += [(tag, value) for value in values]
            notes.append(("added", f"{tag} ({attribute})"))
        else:
            notes.append((f"edited {attribute}", "; ".join(values)))
    return fields, notes


def _same(was: Any, now: Any) -> bool:
    """Whether nothing but white space differs."""
    return was == now or (
        isinstance(was, str) and isinstance(now, str) and was.split() == now.split()
    )


def ris_entry(fields: Sequence[tuple[str, str]], notes: Notes) -> str:
    """The lines of one entry, our notes last, with its end tag and a blank line.

    Without control characters: they say nothing, and programs take a file with some for binary.
    """
    lines = [f"{tag}  - {value}" for tag, value in fields]
    lines += [note_line(name, value) for name, value in notes if value]
    text = "\n".join(lines) + "\nER  - \n\n"
    return _CONTROL.sub("", text) if _CONTROL.search(text) else text


def note_line(name: str, value: str) -> str:
    """One note of ours."""
    return f"N1  - {MARK} {one_line(name)}: {one_line(value)}"


def one_line(text: str) -> str:
    """The text on one line, so that nothing in it can be taken for a tag."""
    return " ".join(text.split()) if not text.isprintable() else text.strip()
