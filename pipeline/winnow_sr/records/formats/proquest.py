"""ProQuest text: `Label: value`, entries between lines of underscores."""

from __future__ import annotations

import re
from collections.abc import Iterator

from winnow_sr.records.format import NONE, Entry, Evidence, Format, Row, Sample, Source
from winnow_sr.records.tagged import Dialect, read_tagged, tagged_evidence

ROWS = (
    Row("Title", "title", "title", "main"),
    Row("Document title", "title", "title", "main"),
    Row("Alternate title", "original_title", "other title"),
    Row("Abstract", "abstract", "abstract"),
    Row("Abstract (summary)", "abstract", "abstract"),
    Row("Author", "authors", "authors", "people"),
    Row("Authors", "authors", "authors", "people-instead"),
    Row("Publication year", "year", "year", "year"),
    Row("Year", "year", "year", "year"),
    Row("Publication date", "year", "date", "year"),
    Row("Publication info", "year", "year in the source", "source-year"),
    Row("Publication title", "journal", "journal"),
    Row("Journal", "journal", "journal"),
    Row("Publication info", "journal", "journal in the source", "source-journal"),
    Row("Volume", "volume", "volume"),
    Row("Publication info", "volume", "volume in the source", "source-volume"),
    Row("Issue", "issue", "issue"),
    Row("Publication info", "issue", "issue in the source", "source-issue"),
    Row("Pages", "pages", "pages", "pages"),
    Row("First page", "pages", "first page"),
    Row("Publication info", "pages", "pages in the source", "source-pages"),
    Row("ISSN", "issn", "ISSN"),
    Row("ISBN", "issn", "ISBN"),
    Row("Digital Object Identifier", "doi", "DOI", "doi"),
    Row("DOI", "doi", "DOI", "doi"),
    Row("PMID", "pmid", "PubMed id", "number"),
    Row("Accession number", "accession", "accession number"),
    Row("ProQuest document ID", "accession", "number in ProQuest"),
    Row("Language of publication", "language", "language"),
    Row("Language", "language", "language"),
    Row("Document type", "publication_types", "document type", "semicolons"),
    Row("Source type", "publication_types", "source type", "semicolons"),
    Row("MeSH subject", "mesh", "MeSH headings", "semicolons"),
    Row("Subject", "keywords", "subjects", "semicolons"),
    Row("Identifier / keyword", "keywords", "keywords", "semicolons"),
    Row("Identifiers / Keywords", "keywords", "keywords", "semicolons"),
    Row("Database", "source_database", "database"),
    Row("Document URL", "urls", "address", "address"),
)
DIALECT = Dialect(
    name="proquest",
    rows=ROWS,
    pattern=re.compile(r"([A-Z][A-Za-z /()]{2,40}): ?(.*)"),
    separator=re.compile(r"_{10,}|Document \d+ of \d+"),
    known_only=True,
    marks=frozenset(("ProQuest document ID",)),
)


def evidence(sample: Sample) -> Evidence:
    if "ProQuest" not in sample.text and "Document URL: " not in sample.text:
        return NONE
    return tagged_evidence(DIALECT, sample)


def read(source: Source) -> Iterator[Entry]:
    return read_tagged(DIALECT, source)


FORMAT = Format(
    name="proquest",
    title="ProQuest text",
    written_by="ProQuest: text only (RIS is better)",
    rows=ROWS,
    evidence=evidence,
    read=read,
    sample="layout from memory of ProQuest's text export; no public sample found",
)
