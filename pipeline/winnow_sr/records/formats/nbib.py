"""PubMed and MEDLINE text, and what PubMed Central and ERIC write like it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from winnow_sr.records.format import Entry, Evidence, Format, Row, Sample, Source
from winnow_sr.records.tagged import Dialect, read_tagged, tagged_evidence

ROWS = (
    Row("PMID", "accession", "PubMed id; starts an entry"),
    Row("OID", "accession", "accession number (ERIC)"),
    Row("AN", "accession", "accession number"),
    Row("PMID", "pmid", "PubMed id", "number"),
    Row("TI", "title", "title", "main"),
    Row("BTI", "title", "book title"),
    Row("TT", "original_title", "title in the original language"),
    Row("AB", "abstract", "abstract"),
    Row("OAB", "abstract", "other abstract, where there is no AB"),
    Row("FAU", "authors", "author, full name"),
    Row("AU", "authors", "author, where there is no full name", "instead"),
    Row("CN", "authors", "corporate author"),
    Row("DP", "year", "date of publication", "year"),
    Row("DEP", "year", "date of electronic publication", "year-in-date"),
    Row("SO", "year", "source, where there is no date", "year"),
    Row("JT", "journal", "journal, full name"),
    Row("TA", "journal", "journal, abbreviated"),
    Row("VI", "volume", "volume"),
    Row("IP", "issue", "issue"),
    Row("PG", "pages", "pages"),
    Row("IS", "issn", "ISSN"),
    Row("ISSN", "issn", "ISSN (ERIC)"),
    Row("ISBN", "issn", "ISBN"),
    Row("LID", "doi", "location id, where it is a DOI", "doi-not-pii"),
    Row("AID", "doi", "article id, where it is a DOI", "doi-not-pii"),
    Row("SO", "doi", "DOI in the source", "labelled-doi"),
    Row("PMC", "pmcid", "PMCID", "pmcid"),
    Row("SI", "registry_number", "secondary source id, where it is a trial number", "registry"),
    Row("LA", "language", "language"),
    Row("PT", "publication_types", "publication type"),
    Row("OT", "keywords", "author keyword"),
    Row("KW", "keywords", "keyword"),
    Row("MH", "mesh", "MeSH heading"),
    Row("OWN", "source_database", "owner of the entry"),
    Row("LID", "urls", "location id, where it is an address", "address"),
)


DIALECT = Dialect(
    name="nbib",
    rows=ROWS,
    pattern=re.compile(r"(?=.{4}-)([A-Z][A-Z0-9]{1,3}) {0,2}-(?: |$)(.*)"),
    loose=re.compile(r"([A-Z][A-Z0-9]{1,3})[ \t]{0,4}-[ \t]*(.*)"),
    start="PMID",
    blank_ends=True,
    once=frozenset(("PMID", "PMC", "OWN", "TI", "AB", "JT", "TA", "DP")),
    marks=frozenset(("PMC", "FAU", "JT", "OWN", "STAT", "DCOM", "OID", "LID")),
)


def evidence(sample: Sample) -> Evidence:
    return tagged_evidence(DIALECT, sample)


def read(source: Source) -> Iterator[Entry]:
    return read_tagged(DIALECT, source)


FORMAT = Format(
    name="nbib",
    title="PubMed / MEDLINE",
    written_by="PubMed, PubMed Central, ERIC",
    rows=ROWS,
    evidence=evidence,
    read=read,
    sample="tried on synthesisr PubMed_example.txt and CoLRev eric_nbib.nbib; PubMed Central after nbib pmc_medlars.txt",
    more="An entry begins at its `PMID`, or at what stands before it (PubMed Central), or after a "
    "blank line where a tag comes again that an entry has once.",
)
