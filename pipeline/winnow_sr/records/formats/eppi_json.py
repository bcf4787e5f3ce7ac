"""EPPI-Reviewer JSON: its references, with the codes given to them kept as fields."""

from __future__ import annotations

import re
from collections.abc import Iterator

from winnow_sr.records.format import NONE, Entry, Evidence, Format, Row, Sample, Source
from winnow_sr.records.jsonfiles import JsonKind, read_json

ROWS = (
    Row("TypeName", "kind", "type"),
    Row("Title", "title", "title"),
    Row("ShortTitle", "title", "short title, where there is no other"),
    Row("Abstract", "abstract", "abstract"),
    Row("Authors", "authors", "authors", "people"),
    Row("Year", "year", "year", "year"),
    Row("ParentTitle", "journal", "journal or book that holds the work"),
    Row("Volume", "volume", "volume"),
    Row("Issue", "issue", "issue"),
    Row("Pages", "pages", "pages", "pages"),
    Row("StandardNumber", "issn", "ISSN or ISBN"),
    Row("DOI", "doi", "DOI", "doi"),
    Row("URL", "doi", "DOI, where the address resolves one", "doi-address"),
    Row("URL", "pmid", "PubMed id, where the address is PubMed's", "pmid-address"),
    Row("OldItemId", "registry_number", "trial number, where the value is one", "registry"),
    Row("ItemId", "accession", "number in EPPI-Reviewer"),
    Row("TypeName", "publication_types", "type"),
    Row("Keywords", "keywords", "keywords", "not-mesh"),
    Row("URL", "urls", "address", "address"),
)
KIND = JsonKind(name="eppi-json", rows=ROWS, lists=("References",))


def evidence(sample: Sample) -> Evidence:
    if sample.start[:1] not in ("{", "["):
        return NONE
    items = len(re.findall(r'"ItemId"\s*:', sample.text))
    known = '"ParentTitle"' in sample.text or '"CodeSets"' in sample.text
    if not items and '"CodeSets"' in sample.text and '"SetName"' in sample.text:
        items = 1  # the code sets fill the beginning
    return Evidence(items, 0.9) if items and known else NONE


def read(source: Source) -> Iterator[Entry]:
    return read_json(KIND, source)


FORMAT = Format(
    name="eppi-json",
    title="EPPI-Reviewer JSON",
    written_by="EPPI-Reviewer",
    rows=ROWS,
    evidence=evidence,
    read=read,
    sample="layout after what is published of eppi_export_162.json (Empirical-Retraction-Lit)",
)
