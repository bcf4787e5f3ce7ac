"""EndNote XML."""

from __future__ import annotations

from collections.abc import Iterator

from winnow_sr.records.format import Entry, Evidence, Format, Row, Sample, Source
from winnow_sr.records.xmlfiles import XmlKind, read_xml, xml_evidence

ROWS = (
    Row("ref-type@name", "kind", "reference type"),
    Row("titles/title", "title", "title"),
    Row("titles/translated-title", "original_title", "translated or original title"),
    Row("abstract", "abstract", "abstract"),
    Row("contributors/authors/author", "authors", "author", "own-tag"),
    Row("dates/year", "year", "year", "year"),
    Row("dates/pub-dates/date", "year", "date", "year"),
    Row("periodical/full-title", "journal", "journal"),
    Row("titles/secondary-title", "journal", "journal or book that holds the work"),
    Row("periodical/abbr-1", "journal", "journal, abbreviated"),
    Row("volume", "volume", "volume"),
    Row("number", "issue", "issue"),
    Row("pages", "pages", "pages"),
    Row("isbn", "issn", "ISSN or ISBN"),
    Row("electronic-resource-num", "doi", "DOI", "doi"),
    Row("urls/related-urls/url", "doi", "DOI, where the address resolves one", "doi-address"),
    Row(
        "urls/related-urls/url", "pmid", "PubMed id, where the address is PubMed's", "pmid-address"
    ),
    Row("notes", "pmid", "PubMed id in a note `PMID: ...`", "labelled-pmid"),
    Row("custom2", "pmcid", "PMCID, where the value is one", "pmcid"),
    Row("accession-num", "registry_number", "trial number, where the value is one", "registry"),
    Row("accession-num", "accession", "accession number"),
    Row("language", "language", "language"),
    Row("work-type", "publication_types", "type of work"),
    Row("keywords/keyword", "mesh", "index term that is MeSH with a qualifier", "mesh-qualified"),
    Row("keywords/keyword", "keywords", "keyword", "not-mesh"),
    Row("remote-database-name", "source_database", "name of database"),
    Row("remote-database-provider", "source_database", "database provider"),
    Row("urls/related-urls/url", "urls", "address"),
)
KIND = XmlKind(
    name="endnote-xml",
    rows=ROWS,
    entries="record",
    attributes={"ref-type": ("name",)},
)


def evidence(sample: Sample) -> Evidence:
    marks = r"<ref-type\b|<rec-number\b|<contributors\b|<titles\b|<record>\s*<database\b"
    return xml_evidence(KIND, sample, marks)


def read(source: Source) -> Iterator[Entry]:
    return read_xml(KIND, source)


FORMAT = Format(
    name="endnote-xml",
    title="EndNote XML",
    written_by="EndNote, Zotero, Citavi",
    rows=ROWS,
    evidence=evidence,
    read=read,
    sample="layout after EndNote X9 and Zotero",
    more="Tags are the path from the entry down.",
)
