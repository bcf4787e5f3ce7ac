"""Web of Science tagged text and CIW."""

from __future__ import annotations

import re
from collections.abc import Iterator

from winnow_sr.records.format import NONE, Entry, Evidence, Format, Row, Sample, Source
from winnow_sr.records.tagged import Dialect, read_tagged, tagged_evidence

ROWS = (
    Row("PT", "kind", "publication type; starts an entry"),
    Row("TI", "title", "title", "main"),
    Row("FT", "original_title", "foreign title"),
    Row("AB", "abstract", "abstract"),
    Row("AF", "authors", "author, full name (one a line)", "lines"),
    Row("AU", "authors", "author, where there is no full name (one a line)", "lines-instead"),
    Row("CA", "authors", "group author (one a line)", "lines"),
    Row("PY", "year", "publication year", "year"),
    Row("EY", "year", "early access year", "year"),
    Row("PD", "year", "publication date", "year"),
    Row("SO", "journal", "publication name"),
    Row("JI", "journal", "ISO abbreviation"),
    Row("J9", "journal", "29-character abbreviation"),
    Row("VL", "volume", "volume"),
    Row("IS", "issue", "issue"),
    Row("BP", "pages", "first page"),
    Row("EP", "pages", "last page", "pages-end"),
    Row("AR", "pages", "article number, where there is no page"),
    Row("SN", "issn", "ISSN"),
    Row("EI", "issn", "electronic ISSN"),
    Row("BN", "issn", "ISBN"),
    Row("DI", "doi", "DOI", "doi"),
    Row("D2", "doi", "book DOI", "doi"),
    Row("PM", "pmid", "PubMed id", "number"),
    Row("UT", "accession", "accession number"),
    Row("LA", "language", "language"),
    Row("DT", "publication_types", "document type", "semicolons"),
    Row("DE", "keywords", "author keywords", "semicolons"),
    Row("ID", "keywords", "Keywords Plus", "semicolons"),
    Row("MH", "mesh", "MeSH headings", "semicolons"),
)


DIALECT = Dialect(
    name="wos",
    rows=ROWS,
    pattern=re.compile(r"([A-Z][A-Z0-9])(?: (?! ?- )|$)(.*)"),
    loose=re.compile(r"([A-Z][A-Z0-9])(?:\t| - |$)(.*)"),
    start="PT",
    end="ER",
    header=frozenset(("FN", "VR", "EF")),
    once=frozenset(("TI", "SO", "AB", "UT", "DI", "PY")),
    marks=frozenset(("UT", "SO")),
)


def evidence(sample: Sample) -> Evidence:
    return NONE if sample.suffix == ".ciw" else tagged_evidence(DIALECT, sample)


def evidence_ciw(sample: Sample) -> Evidence:
    return tagged_evidence(DIALECT, sample) if sample.suffix == ".ciw" else NONE


def read(source: Source) -> Iterator[Entry]:
    return read_tagged(DIALECT, source)


def read_ciw(source: Source) -> Iterator[Entry]:
    return read_tagged(DIALECT, source, "ciw")


FORMAT = Format(
    name="wos",
    title="Web of Science tagged text",
    written_by="Web of Science",
    rows=ROWS,
    evidence=evidence,
    read=read,
    sample="tried on ASReview web_of_science.txt",
)
CIW = Format(
    name="ciw",
    title="Web of Science tagged text for EndNote",
    written_by="Web of Science",
    rows=ROWS,
    evidence=evidence_ciw,
    read=read_ciw,
    sample="tried on synthesisr WoS_ciw_example.ciw",
)
