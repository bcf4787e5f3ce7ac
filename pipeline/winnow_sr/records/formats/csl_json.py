"""CSL-JSON: what Zotero, Mendeley and Crossref write for citation processors."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from winnow_sr.records.format import NONE, Entry, Evidence, Format, Row, Sample, Source
from winnow_sr.records.jsonfiles import JsonKind, read_json

ROWS = (
    Row("type", "kind", "type"),
    Row("title", "title", "title"),
    Row("title-short", "title", "short title, where there is no other"),
    Row("original-title", "original_title", "original title"),
    Row("abstract", "abstract", "abstract"),
    Row("author", "authors", "author"),
    Row("issued", "year", "date of issue", "year"),
    Row("issued/date-parts", "year", "date of issue", "year"),
    Row("published-print", "year", "date of print (Crossref)", "year"),
    Row("container-title", "journal", "journal or book that holds the work"),
    Row("container-title-short", "journal", "the same, short"),
    Row("volume", "volume", "volume"),
    Row("issue", "issue", "issue"),
    Row("page", "pages", "pages", "pages"),
    Row("article-number", "pages", "article number"),
    Row("ISSN", "issn", "ISSN"),
    Row("ISBN", "issn", "ISBN"),
    Row("DOI", "doi", "DOI", "doi"),
    Row("URL", "doi", "DOI, where the address resolves one", "doi-address"),
    Row("PMID", "pmid", "PubMed id", "number"),
    Row("note", "pmid", "PubMed id in a note `PMID: ...`", "labelled-pmid"),
    Row("PMCID", "pmcid", "PMCID", "pmcid"),
    Row("note", "pmcid", "PMCID in a note", "pmcid"),
    Row("number", "registry_number", "trial number, where the value is one", "registry"),
    Row("id", "accession", "number in the reference manager"),
    Row("language", "language", "language"),
    Row("genre", "publication_types", "genre"),
    Row("keyword", "keywords", "keywords", "keyword-list"),
    Row("source", "source_database", "database"),
    Row("URL", "urls", "address", "address"),
)


def _name(person: dict[str, Any]) -> str:
    """`Family, Given`, with particles; or a group's name."""
    family = " ".join(
        str(person[part])
        for part in ("dropping-particle", "non-dropping-particle", "family")
        if person.get(part)
    )
    given = " ".join(str(person[part]) for part in ("given", "suffix") if person.get(part))
    return ", ".join(filter(None, (family, given))) or str(
        person.get("literal", "") or person.get("name", "")
    )


def _date(date: dict[str, Any]) -> str:
    """`2018-3-1` of the first date, or as written."""
    parts = date.get("date-parts")
    first = parts[0] if isinstance(parts, list) and parts else []
    if isinstance(first, list) and first:
        return "-".join(str(part) for part in first)
    return str(date.get("literal") or date.get("raw") or "")


KIND = JsonKind(
    name="csl-json",
    rows=ROWS,
    lists=("items", "references"),
    composed={"author": _name, "issued": _date, "published-print": _date},
)


def evidence(sample: Sample) -> Evidence:
    text = sample.text
    if sample.start[:1] not in ("{", "[") or '"itemType"' in text:
        return NONE
    marks = len(re.findall(r'"(?:issued|container-title|family|DOI|page)"\s*:', text))
    entries = len(re.findall(r'"title"\s*:', text))
    typed = len(re.findall(r'"type"\s*:\s*"(?:article|book|chapter|paper|report|thesis|web)', text))
    return Evidence(entries, 0.8) if entries and marks and typed else NONE


def read(source: Source) -> Iterator[Entry]:
    return read_json(KIND, source)


FORMAT = Format(
    name="csl-json",
    title="CSL-JSON",
    written_by="Zotero, Mendeley, Crossref",
    rows=ROWS,
    evidence=evidence,
    read=read,
    sample="layout of the CSL schema",
    more="Tags are the path from the entry down.",
)
