"""RefWorks tagged text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from winnow_sr.records.format import Entry, Evidence, Format, Row, Sample, Source
from winnow_sr.records.tagged import Dialect, read_tagged, tagged_evidence

ROWS = (
    Row("RT", "kind", "reference type; starts an entry"),
    Row("T1", "title", "title", "main"),
    Row("TI", "title", "title (older)"),
    Row("OT", "original_title", "original title"),
    Row("T3", "original_title", "title in translation"),
    Row("AB", "abstract", "abstract"),
    Row("A1", "authors", "author", "own-tag"),
    Row("AU", "authors", "author (older)", "own-tag"),
    Row("YR", "year", "year", "year"),
    Row("FD", "year", "date, free form", "year"),
    Row("JF", "journal", "journal"),
    Row("JO", "journal", "journal, abbreviated"),
    Row("T2", "journal", "book or proceedings that hold the work"),
    Row("VO", "volume", "volume"),
    Row("IS", "issue", "issue"),
    Row("SP", "pages", "first page"),
    Row("OP", "pages", "last page", "pages-end"),
    Row("SN", "issn", "ISSN or ISBN"),
    Row("DO", "doi", "DOI", "doi"),
    Row("UL", "doi", "DOI, where the address resolves one", "doi-address"),
    Row("LK", "doi", "DOI, where the address resolves one", "doi-address"),
    Row("NO", "doi", "DOI in a note that starts with `doi`", "labelled-doi"),
    Row("NO", "pmid", "PubMed id in a note `PMID: ...`", "labelled-pmid"),
    Row("AN", "registry_number", "trial number, where the value is one", "registry"),
    Row("AN", "accession", "accession number"),
    Row("ID", "accession", "number in RefWorks, where there is no other"),
    Row("LA", "language", "language"),
    Row("OL", "language", "output language, where there is no other"),
    Row("K1", "keywords", "keyword", "not-mesh"),
    Row("KW", "keywords", "keyword", "not-mesh"),
    Row("DB", "source_database", "database"),
    Row("DS", "source_database", "data source"),
    Row("UL", "urls", "address", "address"),
    Row("LK", "urls", "link", "address"),
)
DIALECT = Dialect(
    name="refworks",
    rows=ROWS,
    pattern=re.compile(r"([A-Z][A-Z0-9])(?: (?! ?- )|$)(.*)"),
    loose=re.compile(r"([A-Z][A-Z0-9])\t(.*)"),
    start="RT",
    blank_ends=True,
    once=frozenset(("RT", "T1", "AB", "YR", "JF", "DO")),
)


def evidence(sample: Sample) -> Evidence:
    return tagged_evidence(DIALECT, sample)


def read(source: Source) -> Iterator[Entry]:
    return read_tagged(DIALECT, source)


FORMAT = Format(
    name="refworks",
    title="RefWorks tagged",
    written_by="RefWorks, ProQuest, HighWire, Magtech journals",
    rows=ROWS,
    evidence=evidence,
    read=read,
    sample="layout after the tests of the Zotero translator RefWorks Tagged",
)
