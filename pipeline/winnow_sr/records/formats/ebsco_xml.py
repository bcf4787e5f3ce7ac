"""EBSCOhost XML."""

from __future__ import annotations

from collections.abc import Iterator

from winnow_sr.records.format import Entry, Evidence, Format, Row, Sample, Source
from winnow_sr.records.xmlfiles import XmlKind, read_xml, xml_evidence

_INFO = "header/controlInfo"
ROWS = (
    Row(f"{_INFO}/artinfo/pubtype", "kind", "publication type"),
    Row(f"{_INFO}/artinfo/tig/atl", "title", "title"),
    Row(f"{_INFO}/bkinfo/btl", "title", "title of a book"),
    Row(f"{_INFO}/dissinfo/disstl", "title", "title of a dissertation"),
    Row(f"{_INFO}/artinfo/ab", "abstract", "abstract"),
    Row(f"{_INFO}/artinfo/aug/au", "authors", "author", "own-tag"),
    Row(f"{_INFO}/bkinfo/aug/au", "authors", "author of a book", "own-tag"),
    Row(f"{_INFO}/pubinfo/dt@year", "year", "year", "year"),
    Row(f"{_INFO}/pubinfo/dt", "year", "date", "year"),
    Row(f"{_INFO}/jinfo/jtl", "journal", "journal"),
    Row(f"{_INFO}/pubinfo/vid", "volume", "volume"),
    Row(f"{_INFO}/pubinfo/iid", "issue", "issue"),
    Row(f"{_INFO}/artinfo/ppf", "pages", "first page"),
    Row(f"{_INFO}/artinfo/ppct", "pages", "number of pages", "pages-count"),
    Row(f"{_INFO}/jinfo/issn", "issn", "ISSN"),
    Row(f"{_INFO}/bkinfo/isbn", "issn", "ISBN"),
    Row(f"{_INFO}/artinfo/ui[doi]", "doi", "DOI", "doi"),
    Row(f"{_INFO}/artinfo/ui[pmid]", "pmid", "PubMed id", "number"),
    Row("header@uiTerm", "accession", "accession number"),
    Row(f"{_INFO}/artinfo/ui[]", "accession", "accession number"),
    Row(f"{_INFO}/language", "language", "language"),
    Row(f"{_INFO}/artinfo/doctype", "publication_types", "document type"),
    Row(f"{_INFO}/artinfo/pubtype", "publication_types", "publication type"),
    Row(f"{_INFO}/artinfo/sug/subj", "keywords", "subject", "not-mesh"),
    Row(f"{_INFO}/artinfo/keyword", "keywords", "keyword", "not-mesh"),
    Row("header@longDbName", "source_database", "database"),
    Row("header@shortDbName", "source_database", "database, short name"),
    Row("plink", "urls", "address", "address"),
)
KIND = XmlKind(
    name="ebsco-xml",
    rows=ROWS,
    entries="rec",
    keyed={"ui": "type"},
    attributes={"header": ("uiTerm", "longDbName", "shortDbName"), "dt": ("year",)},
)


def evidence(sample: Sample) -> Evidence:
    return xml_evidence(KIND, sample, r"<controlInfo\b|<artinfo\b")


def read(source: Source) -> Iterator[Entry]:
    return read_xml(KIND, source)


FORMAT = Format(
    name="ebsco-xml",
    title="EBSCOhost XML",
    written_by="EBSCOhost (CINAHL, PsycINFO, MEDLINE...)",
    rows=ROWS,
    evidence=evidence,
    read=read,
    sample="layout after answers of EBSCO's search service in public client libraries",
    more="Tags are the path from the entry down; the kind of an identifier stands in brackets.",
)
