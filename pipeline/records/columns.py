"""Where the columns of a table go: header names of the exports people bring, in one table.

Names are compared in lower case, letters and digits only (`columns.folded`).
"""

from __future__ import annotations

from pipeline.records.tags import Row

_NAMES: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    (
        "title",
        "",
        "title",
        ("title", "article title", "primary title", "document title", "publication title*", "name"),
    ),
    (
        "original_title",
        "",
        "original title",
        ("original title", "translated title", "foreign title"),
    ),
    (
        "abstract",
        "",
        "abstract",
        ("abstract", "abstract note", "abstract text", "notes abstract", "summary"),
    ),
    (
        "authors",
        "people",
        "authors",
        ("authors", "author", "author full names", "author names", "first authors"),
    ),
    (
        "year",
        "year",
        "year",
        (
            "year",
            "publication year",
            "published year",
            "py",
            "pub year",
            "date",
            "publication date",
            "cover date",
        ),
    ),
    (
        "journal",
        "",
        "journal",
        (
            "journal",
            "journal title",
            "source title",
            "publication",
            "publication name",
            "secondary title",
            "journal book",
            "journal/book",
            "source",
            "t2",
            "jo",
        ),
    ),
    ("volume", "", "volume", ("volume", "vl")),
    ("issue", "", "issue", ("issue", "number", "issue number")),
    (
        "pages",
        "",
        "pages",
        (
            "pages",
            "page range",
            "page start",
            "start page",
            "start_page",
            "article number",
            "art. no.",
        ),
    ),
    ("pages", "pages-end", "last page", ("page end", "end page", "end_page")),
    ("issn", "", "ISSN or ISBN", ("issn", "isbn", "eissn")),
    ("doi", "doi", "DOI", ("doi", "do", "digital object identifier")),
    ("doi", "doi-address", "DOI, where the address resolves one", ("url", "link", "urls")),
    ("pmid", "number", "PubMed id", ("pmid", "pubmed id", "pubmedid", "pubmed_id")),
    ("pmcid", "pmcid", "PMCID", ("pmcid", "pmc", "pmc id")),
    (
        "registry_number",
        "registry",
        "trial number",
        (
            "nct number",
            "trial id",
            "trialid",
            "registration number",
            "registration id",
            "study id",
            "main id",
            "ref #",
        ),
    ),
    (
        "accession",
        "",
        "accession number",
        (
            "accession number",
            "accession",
            "an",
            "ut (unique wos id)",
            "ut unique id",
            "eid",
            "ref",
            "ref id",
            "reference id",
            "covidence #",
            "covidence number",
            "key",
            "record id",
            "id",
        ),
    ),
    ("language", "", "language", ("language", "language of original document", "la")),
    (
        "publication_types",
        "semicolons",
        "publication type",
        (
            "publication type",
            "publication types",
            "document type",
            "item type",
            "type of work",
            "study type",
        ),
    ),
    (
        "keywords",
        "semicolons",
        "keywords",
        (
            "keywords",
            "author keywords",
            "keywords plus",
            "index keywords",
            "manual tags",
            "automatic tags",
            "kw",
        ),
    ),
    ("mesh", "semicolons", "MeSH", ("mesh", "mesh terms", "mesh headings")),
    (
        "source_database",
        "",
        "database",
        ("database", "name of database", "source database", "library catalog", "db"),
    ),
    ("urls", "address", "address", ("url", "urls", "link")),
)


def folded(name: str) -> str:
    """A header name for comparing: lower case, letters and digits only."""
    return "".join(c for c in name.lower() if c.isalnum())


TABLE = tuple(
    Row(name, attribute, meaning, shape)
    for attribute, shape, meaning, names in _NAMES
    for name in names
)
"""A row per known header name, in order of preference."""
