"""Where the columns of a table go: header names of the exports people bring, in one table.

Names are compared in lower case, letters and digits only (`folded`).
"""

from __future__ import annotations

from typing import NamedTuple

from winnow_sr.records.tags import Row


class Column(NamedTuple):
    """Header names for one attribute, in order of preference; `shape` as in `tags.Row`."""

    attribute: str
    meaning: str
    names: tuple[str, ...]
    shape: str = ""


COLUMN_TABLE: tuple[Column, ...] = (
    Column(
        "title",
        "title",
        ("title", "article title", "primary title", "document title", "study title",
         "public title", "brief title", "scientific title", "item title"),
    ),
    Column(
        "original_title",
        "original or translated title",
        ("original title", "translated title", "foreign title", "title original"),
    ),
    Column(
        "abstract",
        "abstract",
        ("abstract", "abstract note", "abstract text", "notes abstract", "summary",
         "brief summary", "abstract summary"),
    ),
    Column(
        "authors",
        "authors, in one cell",
        ("authors", "author", "author full names", "author names", "first authors", "creators"),
        "people-instead",
    ),
    Column(
        "year",
        "year",
        ("year", "publication year", "published year", "pub year", "year of publication", "py",
         "date", "publication date", "cover date", "date published", "start date",
         "date registration"),
        "year",
    ),
    Column(
        "journal",
        "journal, book or conference",
        ("journal", "journal title", "source title", "publication title", "publication",
         "publication name", "journal/book", "journal name", "secondary title", "container title"),
    ),
    Column("volume", "volume", ("volume", "vl")),
    Column("issue", "issue", ("issue", "number", "issue number")),
    Column(
        "pages",
        "pages, first page or article number",
        ("pages", "page range", "page start", "start page", "article number", "art. no."),
    ),
    Column("pages", "last page", ("page end", "end page"), "pages-end"),
    Column("issn", "ISSN or ISBN", ("issn", "eissn", "isbn")),
    Column("doi", "DOI", ("doi", "digital object identifier", "book doi"), "doi"),
    Column("doi", "DOI, where the address resolves one", ("url", "link", "urls"), "doi-address"),
    Column("pmid", "PubMed id", ("pmid", "pubmed id", "pubmed"), "number"),
    Column("pmcid", "PMCID", ("pmcid", "pmc", "pmc id"), "pmcid"),
    Column(
        "registry_number",
        "trial number",
        ("nct number", "trial id", "registration number", "registration id", "main id",
         "registry number", "study id"),
        "registry",
    ),
    Column(
        "accession",
        "accession number, or the exporting tool's own number",
        ("accession number", "accession", "an", "ut (unique wos id)", "ut", "eid",
         "nct number", "trial id", "covidence #", "covidence number", "ref id", "reference id",
         "record id", "key", "id", "pmid"),
    ),
    Column("language", "language", ("language", "language of original document", "la")),
    Column(
        "publication_types",
        "publication type",
        ("publication type", "publication types", "document type", "item type", "type of work",
         "study type"),
        "semicolons",
    ),
    Column(
        "keywords",
        "keywords, in one cell",
        ("keywords", "author keywords", "keywords plus", "index keywords", "manual tags",
         "automatic tags", "kw", "conditions"),
        "semicolons",
    ),
    Column("mesh", "MeSH headings, in one cell", ("mesh", "mesh terms", "mesh headings"), "semicolons"),
    Column(
        "source_database",
        "database",
        ("source database", "database", "name of database", "library catalog", "source", "db"),
    ),
    Column("urls", "address", ("url", "urls", "link", "study url"), "address"),
)  # fmt: skip


def folded(name: str) -> str:
    """A header name for comparing: lower case, letters and digits only."""
    return "".join(c for c in name.lower() if c.isalnum())


TABLE = tuple(
    Row(name, column.attribute, column.meaning, column.shape)
    for column in COLUMN_TABLE
    for name in column.names
)
"""A row per known header name, in order of preference."""

IDENTIFYING = frozenset(
    folded(row.tag) for row in TABLE if row.attribute in ("title", "abstract", "doi", "pmid")
)
"""A first line is a header only if one of these is in it."""
KNOWN = frozenset(folded(row.tag) for row in TABLE)
