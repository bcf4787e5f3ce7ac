"""What Ovid writes beside RIS: tagged text (Reprint/Medlars, Citavi, EndNote) and labelled text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from winnow_sr.records.format import Entry, Evidence, Format, Row, Sample, Source
from winnow_sr.records.tagged import Dialect, read_tagged, tagged_evidence

TAGGED = (
    Row("PT", "kind", "publication type"),
    Row("TI", "title", "title", "main"),
    Row("BT", "title", "book title"),
    Row("TT", "original_title", "title in the original language"),
    Row("OT", "original_title", "original title"),
    Row("AB", "abstract", "abstract"),
    Row("FA", "authors", "author, full name", "own-tag"),
    Row("AU", "authors", "author, where there is no full name", "people-instead"),
    Row("AS", "authors", "author, where there is no other", "people-instead"),
    Row("CA", "authors", "corporate author"),
    Row("YR", "year", "year", "year"),
    Row("DP", "year", "date of publication", "year"),
    Row("DG", "year", "date of issue", "year"),
    Row("SO", "year", "year in the source", "source-year"),
    Row("JT", "journal", "journal"),
    Row("JN", "journal", "journal"),
    Row("TA", "journal", "journal, abbreviated"),
    Row("SO", "journal", "journal in the source", "source-journal"),
    Row("VI", "volume", "volume"),
    Row("VO", "volume", "volume"),
    Row("SO", "volume", "volume in the source", "source-volume"),
    Row("IP", "issue", "issue"),
    Row("SO", "issue", "issue in the source", "source-issue"),
    Row("PG", "pages", "pages", "pages"),
    Row("SO", "pages", "pages in the source", "source-pages"),
    Row("IS", "issn", "ISSN"),
    Row("IB", "issn", "ISBN"),
    Row("DO", "doi", "DOI", "doi"),
    Row("DI", "doi", "DOI", "doi"),
    Row("PM", "pmid", "PubMed id", "number"),
    Row("SI", "registry_number", "secondary source id, where it is a trial number", "registry"),
    Row("CN", "registry_number", "clinical trial number", "registry"),
    Row("NT", "registry_number", "clinical trial number", "registry"),
    Row("UI", "accession", "unique identifier"),
    Row("AN", "accession", "accession number"),
    Row("LG", "language", "language"),
    Row("PT", "publication_types", "publication type"),
    Row("ST", "publication_types", "status or type (Embase)"),
    Row("MH", "mesh", "subject heading"),
    Row("SH", "mesh", "subject heading"),
    Row("KW", "keywords", "keyword", "not-mesh"),
    Row("HW", "keywords", "heading word", "not-mesh"),
    Row("ID", "keywords", "key concept", "not-mesh"),
    Row("DB", "source_database", "database"),
    Row("XL", "urls", "link", "address"),
    Row("VN", "source_database", "vendor, where there is no database"),
)

_NUMBER = re.compile(r"<\s*\d+\s*\.?\s*>")

TAGGED_DIALECT = Dialect(
    name="ovid-tagged",
    rows=TAGGED,
    pattern=re.compile(r"([A-Z][A-Z0-9]{1,2}) {1,2}- ?(.*)"),
    start="VN",
    blank_ends=True,
    separator=_NUMBER,
    once=frozenset(("VN", "TI", "AN", "UI", "SO", "AB", "DB")),
)

LABELLED = (
    Row("Publication Type", "kind", "publication type"),
    Row("Title", "title", "title", "main"),
    Row("Title Comment", "original_title", "comment on the title"),
    Row("Original Title", "original_title", "original title"),
    Row("Abstract", "abstract", "abstract"),
    Row("Authors", "authors", "authors", "people"),
    Row("Author", "authors", "authors", "people"),
    Row("Authors Full Name", "authors", "authors", "people-instead"),
    Row("Author NameID", "authors", "authors", "people-instead"),
    Row("Corporate Author", "authors", "group", "people"),
    Row("Institution Author", "authors", "group, where there is no author", "people-instead"),
    Row("Year of Publication", "year", "year", "year"),
    Row("Date of Publication", "year", "date", "year"),
    Row("Publication Date", "year", "date", "year"),
    Row("Source", "year", "year in the source", "source-year"),
    Row("Status", "year", "year in the status", "year"),
    Row("Journal Name", "journal", "journal"),
    Row("Source", "journal", "journal in the source", "source-journal"),
    Row("Volume", "volume", "volume"),
    Row("Source", "volume", "volume in the source", "source-volume"),
    Row("Issue", "issue", "issue"),
    Row("Issue/Part", "issue", "issue"),
    Row("Source", "issue", "issue in the source", "source-issue"),
    Row("Page", "pages", "pages", "pages"),
    Row("Source", "pages", "pages in the source", "source-pages"),
    Row("ISSN", "issn", "ISSN"),
    Row("ISSN Print", "issn", "ISSN"),
    Row("ISSN Electronic", "issn", "ISSN"),
    Row("ISBN", "issn", "ISBN"),
    Row("DOI", "doi", "DOI", "doi"),
    Row("DOI Number", "doi", "DOI", "doi"),
    Row("Digital Object Identifier", "doi", "DOI", "doi"),
    Row("Article Identifier", "doi", "DOI", "doi"),
    Row("PMID", "pmid", "PubMed id", "number"),
    Row("Clinical Trial Number", "registry_number", "trial number", "registry"),
    Row("Secondary Source ID", "registry_number", "trial number", "registry"),
    Row("Unique Identifier", "accession", "unique identifier"),
    Row("Accession Number", "accession", "accession number"),
    Row("Language", "language", "language"),
    Row("Publication Type", "publication_types", "publication type"),
    Row("Document Type", "publication_types", "document type"),
    Row("MeSH Subject Headings", "mesh", "MeSH headings", "lines"),
    Row("Subject Headings", "mesh", "subject headings", "lines"),
    Row("Keyword Heading", "keywords", "keywords", "not-mesh"),
    Row("Keywords", "keywords", "keywords", "not-mesh"),
    Row("Author Keywords", "keywords", "author keywords", "not-mesh"),
    Row("Key Concepts", "keywords", "key concepts", "not-mesh"),
    Row("Database", "source_database", "database"),
    Row("Link to the Ovid Full Text or citation", "urls", "link", "address"),
    Row("URL", "urls", "link", "address"),
)

LABELLED_DIALECT = Dialect(
    name="ovid-labelled",
    rows=LABELLED,
    pattern=re.compile(r"([A-Z][^:<>\t]{1,58}?):?()"),
    separator=_NUMBER,
)


def tagged(sample: Sample) -> Evidence:
    return tagged_evidence(TAGGED_DIALECT, sample)


def labelled(sample: Sample) -> Evidence:
    return tagged_evidence(LABELLED_DIALECT, sample)


def read_tagged_text(source: Source) -> Iterator[Entry]:
    return read_tagged(TAGGED_DIALECT, source)


def read_labelled(source: Source) -> Iterator[Entry]:
    return read_tagged(LABELLED_DIALECT, source)


FORMAT = Format(
    name="ovid-tagged",
    title="Ovid tagged text",
    written_by="Ovid (MEDLINE, Embase, PsycINFO...): Reprint/Medlars, Citavi, EndNote, BRS",
    rows=TAGGED,
    evidence=tagged,
    read=read_tagged_text,
    sample="layout after the tests of the Zotero translator OVID Tagged and commandline4expertsearchers *.ovd, *.cgi",
    more="A new entry at each `<12. >` line, else at each `VN`.",
)
LABELLED_FORMAT = Format(
    name="ovid-labelled",
    title="Ovid labelled text",
    written_by="Ovid: Citation with field labels",
    rows=LABELLED,
    evidence=labelled,
    read=read_labelled,
    sample="layout after JabRef OvidImporterTest3.txt",
    more="A new entry at each `<12>` line; a label stands on a line of its own, its value indented "
    "below it.",
)
