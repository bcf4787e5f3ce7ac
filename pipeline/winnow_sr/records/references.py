"""References for reference managers and tools of meta-analysis: one entry a publication, of plain
attributes only. RIS as RevMan, EndNote, Zotero and Mendeley read it; CSL-JSON.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TypeAlias

from winnow_sr.errors import WinnowError
from winnow_sr.files import whole_file
from winnow_sr.records.model import Record
from winnow_sr.records.ris_lines import fields_of_attributes, ris_entry, ris_type
from winnow_sr.records.writing import Rows, open_out

Csl: TypeAlias = dict[str, "str | list[dict[str, str]] | dict[str, list[list[int]]]"]
TYPES: dict[str, str] = {
    "JOUR": "article-journal",
    "EJOUR": "article-journal",
    "BOOK": "book",
    "CHAP": "chapter",
    "CPAPER": "paper-conference",
    "CONF": "paper-conference",
    "THES": "thesis",
    "RPRT": "report",
    "ELEC": "webpage",
    "UNPB": "manuscript",
    "PAT": "patent",
}
"""RIS type -> CSL type; others are `document`."""
PLAIN: tuple[tuple[str, str], ...] = (
    ("title", "title"),
    ("container-title", "journal"),
    ("volume", "volume"),
    ("issue", "issue"),
    ("page", "pages"),
    ("DOI", "doi"),
    ("PMID", "pmid"),
    ("PMCID", "pmcid"),
    ("ISSN", "issn"),
    ("abstract", "abstract"),
    ("language", "language"),
    ("number", "registry_number"),
)
"""CSL variable, attribute."""


def write_references(records: Rows, path: Path) -> None:
    """Write references with our notes; the ending says how: `.ris`, or `.json` for CSL-JSON.

    The note `id` is the entry's id in CSL-JSON. WinnowError for another ending.
    """
    ending = path.suffix.lower()
    if ending not in (".ris", ".json"):
        raise WinnowError(f"{path}: references are written as .ris or .json (CSL-JSON)")
    with whole_file(path) as part, open_out(part) as out:
        if ending == ".ris":
            for record, notes in records:
                fields = [
                    (tag, value) for tag, value in fields_of_attributes(record) if tag != "AN"
                ]
                number = [("AN", record.accession)] if record.accession else []
                out.write(ris_entry([*fields, *number], notes))
        else:
            json.dump([csl(record, dict(notes)) for record, notes in records], out, indent=1)
            out.write("\n")


def csl(record: Record, notes: dict[str, str]) -> Csl:
    """A record as an item of CSL-JSON."""
    found: Csl = {
        "id": notes.get("id", record.key),
        "type": TYPES.get(ris_type(record), "document"),
    }
    found |= {name: value for name, at in PLAIN if (value := getattr(record, at))}
    if record.authors:
        found["author"] = [person(name) for name in record.authors]
    if record.year is not None:
        found["issued"] = {"date-parts": [[record.year]]}
    if keywords := [*record.keywords, *record.mesh]:
        found["keyword"] = "; ".join(keywords)
    if record.urls:
        found["URL"] = record.urls[0]
    said = [f"{name}: {value}" for name, value in notes.items() if value and name != "id"]
    if said:
        found["note"] = "\n".join(said)
    return found


def person(name: str) -> dict[str, str]:
    """`Family, Given` apart; a group, or a name without a comma, as it is."""
    family, comma, given = (part.strip() for part in name.partition(","))
    return {"family": family, "given": given} if comma and given else {"literal": name.strip()}
