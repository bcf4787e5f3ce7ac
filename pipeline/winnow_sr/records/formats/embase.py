"""Embase beside RIS: tables on their side (CSV), and XML."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from winnow_sr.records import vertical
from winnow_sr.records.format import Entry, Evidence, Format, Row, Sample, Source
from winnow_sr.records.xmlfiles import XmlKind, read_xml, text_of, xml_evidence

_HEAD = "bibrecord/head"
_ITEM = "bibrecord/item-info"
_SOURCE = f"{_HEAD}/source"
ROWS = (
    Row(f"{_HEAD}/citation-info/citation-type@code", "kind", "publication type"),
    Row(f"{_HEAD}/citation-title/titletext", "title", "title"),
    Row(f"{_HEAD}/abstracts/abstract/ce-para", "abstract", "abstract"),
    Row(f"{_HEAD}/abstracts/abstract/abstract-sec/ce-para", "abstract", "abstract, by sections"),
    Row(f"{_HEAD}/author-group/author", "authors", "author"),
    Row(f"{_HEAD}/author-group/collaboration", "authors", "group"),
    Row(f"{_SOURCE}/publicationyear@first", "year", "year", "year"),
    Row(f"{_SOURCE}/publicationdate/year", "year", "year", "year"),
    Row(f"{_SOURCE}/sourcetitle", "journal", "journal"),
    Row(f"{_SOURCE}/sourcetitle-abbrev", "journal", "journal, abbreviated"),
    Row(f"{_SOURCE}/volisspag/voliss@volume", "volume", "volume"),
    Row(f"{_SOURCE}/volisspag/voliss@issue", "issue", "issue"),
    Row(f"{_SOURCE}/volisspag/pagerange@first", "pages", "first page"),
    Row(f"{_SOURCE}/volisspag/pagerange@last", "pages", "last page", "pages-end"),
    Row(f"{_SOURCE}/volisspag/pages", "pages", "pages", "pages"),
    Row(f"{_SOURCE}/issn", "issn", "ISSN"),
    Row(f"{_ITEM}/itemidlist/ce-doi", "doi", "DOI", "doi"),
    Row(f"{_ITEM}/itemidlist/itemid[MEDL]", "pmid", "PubMed id", "number"),
    Row(f"{_ITEM}/itemidlist/itemid[PUI]", "accession", "number in Embase (PUI)"),
    Row(f"{_ITEM}/itemidlist/itemid[EMBASE]", "accession", "number in Embase"),
    Row(f"{_HEAD}/citation-info/citation-language", "language", "language"),
    Row(f"{_HEAD}/citation-info/citation-type@code", "publication_types", "publication type"),
    Row(f"{_HEAD}/citation-info/author-keywords/author-keyword", "keywords", "author keyword"),
    Row(f"{_HEAD}/enhancement/descriptorgroup/descriptors/descriptor/mainterm", "keywords", "term"),
)


def _author(element: Element) -> str:
    """`Surname, First` or `Surname Initials`."""
    parts = {str(child.tag): text_of(child) for child in element}
    last, first = parts.get("ce-surname", ""), parts.get("ce-given-name", "")
    first = first or parts.get("ce-initials", "")
    return ", ".join(filter(None, (last, first))) or parts.get("ce-indexed-name", "")


KIND = XmlKind(
    name="embase-xml",
    rows=ROWS,
    entries="item",
    keyed={"itemid": "idtype"},
    composed={"author": _author},
    attributes={
        "voliss": ("volume", "issue"),
        "pagerange": ("first", "last"),
        "publicationyear": ("first",),
        "citation-type": ("code",),
    },
)


def evidence(sample: Sample) -> Evidence:
    return xml_evidence(KIND, sample, r"<bibrecord\b")


def read(source: Source) -> Iterator[Entry]:
    return read_xml(KIND, source)


FORMAT = Format(
    name=vertical.NAME,
    title="table on its side (CSV), one field a row",
    written_by="Embase (CSV, fields by row), Ovid",
    evidence=vertical.evidence,
    read=vertical.read,
    sample="layout after public tests of Embase importers",
    more="Labels as in the header names of tables, below.",
)
XML = Format(
    name="embase-xml",
    title="Embase XML",
    written_by="Embase",
    rows=ROWS,
    evidence=evidence,
    read=read,
    more="Tags are the path from the entry down; the kind of an identifier stands in brackets.",
)
