"""NoteExpress: what CNKI, Wanfang and VIP write, `{Label}: value`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from winnow_sr.records.format import Entry, Evidence, Format, Row, Sample, Source
from winnow_sr.records.tagged import Dialect, read_tagged, tagged_evidence

ROWS = (
    Row("Reference Type", "kind", "reference type; starts an entry"),
    Row("Title", "title", "title", "main"),
    Row("Translated Title", "original_title", "title in translation"),
    Row("Abstract", "abstract", "abstract"),
    Row("Author", "authors", "author", "own-tag"),
    Row("Year", "year", "year", "year"),
    Row("Date", "year", "date", "year"),
    Row("Publish Date", "year", "date", "year"),
    Row("Journal", "journal", "journal"),
    Row("Source", "journal", "journal"),
    Row("Secondary Title", "journal", "book or proceedings that hold the work"),
    Row("Tertiary Title", "journal", "series, where there is no other"),
    Row("Volume", "volume", "volume"),
    Row("Issue", "issue", "issue"),
    Row("Pages", "pages", "pages", "pages"),
    Row("ISBN/ISSN", "issn", "ISSN or ISBN"),
    Row("ISSN", "issn", "ISSN"),
    Row("DOI", "doi", "DOI", "doi"),
    Row("URL", "doi", "DOI, where the address resolves one", "doi-address"),
    Row("Accession Number", "accession", "accession number"),
    Row("Language", "language", "language"),
    Row("Type of Work", "publication_types", "type of work"),
    Row("Keywords", "keywords", "keywords", "keyword-list"),
    Row("Database Provider", "source_database", "database"),
    Row("URL", "urls", "address", "address"),
)
DIALECT = Dialect(
    name="noteexpress",
    rows=ROWS,
    pattern=re.compile(r"\{([A-Z][^{}:]{1,40})\}[:\uff1a][ \t]*(.*)"),
    start="Reference Type",
    blank_ends=True,
    once=frozenset(("Reference Type", "Title", "Abstract", "Year")),
    marks=frozenset(("Title",)),
)


def evidence(sample: Sample) -> Evidence:
    return tagged_evidence(DIALECT, sample)


def read(source: Source) -> Iterator[Entry]:
    return read_tagged(DIALECT, source)


FORMAT = Format(
    name="noteexpress",
    title="NoteExpress",
    written_by="CNKI, Wanfang, VIP",
    rows=ROWS,
    evidence=evidence,
    read=read,
    sample="layout after samples of CNKI and Wanfang in public converters (cnki2bib)",
)
