"""Whose table it is, by columns that no other export has; and what is different in it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Column(NamedTuple):
    """Header names for one attribute, in order of preference; `shape` as in `format.Row`."""

    attribute: str
    meaning: str
    names: tuple[str, ...]
    shape: str = ""


def folded(name: str) -> str:
    """A header name for comparing: lower case, letters and digits only."""
    return "".join(c for c in name.lower() if c.isalnum())


class Exporter(NamedTuple):
    """A table known by columns that no other export has."""

    name: str
    marks: frozenset[str]
    """Names, folded, that are all in its header."""
    rows: tuple[Column, ...] = ()
    """Columns that come before those of `COLUMN_TABLE`."""


def _marks(*names: str) -> frozenset[str]:
    return frozenset(map(folded, names))


_WOS = (
    Column("title", "title", ("TI",)),
    Column("abstract", "abstract", ("AB",)),
    Column("authors", "author, full name", ("AF",), "people"),
    Column("authors", "author, where there is no full name", ("AU",), "people-instead"),
    Column("authors", "group author", ("CA",), "semicolons"),
    Column("year", "year", ("PY", "EY", "PD"), "year"),
    Column("journal", "journal", ("SO", "JI", "J9")),
    Column("issue", "issue", ("IS",)),
    Column("pages", "first page or article number", ("BP", "AR")),
    Column("pages", "last page", ("EP",), "pages-end"),
    Column("issn", "ISSN or ISBN", ("SN", "EI", "BN")),
    Column("doi", "DOI", ("DI", "D2"), "doi"),
    Column("kind", "publication type", ("PT",)),
    Column("publication_types", "document type", ("DT",), "semicolons"),
    Column("keywords", "keywords", ("DE", "ID"), "semicolons"),
    Column("mesh", "MeSH headings", ("MH",), "semicolons"),
)
_SEMANTIC_SCHOLAR = (
    Column("journal", "journal or conference", ("venue",)),
    Column("doi", "DOI among other ids", ("externalIds",), "doi"),
    Column("pmid", "PubMed id among other ids", ("externalIds",), "labelled-pmid"),
)
EXPORTERS: tuple[Exporter, ...] = (
    Exporter("Web of Science, tab-delimited", _marks("PT", "AU", "TI", "SO"), _WOS),
    Exporter("Cochrane Library, trials", _marks("Cochrane Trial ID")),
    Exporter("Cochrane Library, reviews", _marks("Cochrane Review ID")),
    Exporter("Scopus", _marks("EID", "Source title")),
    Exporter("Embase", _marks("PUI", "Source title")),
    Exporter("EBSCOhost", _marks("PLink", "Doctype")),
    Exporter("Lens", _marks("Lens ID")),
    Exporter("Dimensions", _marks("Publication ID", "PubYear")),
    Exporter("OpenAlex", _marks("id", "publication_year", "cited_by_count")),
    Exporter("Semantic Scholar", _marks("paperId", "title"), _SEMANTIC_SCHOLAR),
    Exporter("Publish or Perish", _marks("Cites", "GSRank")),
    Exporter("LILACS / BVS", _marks("Descriptor(s)", "Publication Country")),
    Exporter("ClinicalTrials.gov", _marks("NCT Number")),
    Exporter("WHO ICTRP", _marks("TrialID", "Public title")),
    Exporter("ProQuest", _marks("StoreId", "pubtitle")),
    Exporter("PubMed", _marks("PMID", "Journal/Book", "NIHMS ID")),
    Exporter("IEEE Xplore", _marks("Document Title", "IEEE Terms")),
    Exporter("Zotero", _marks("Item Type", "Abstract Note", "Publication Title")),
    Exporter("Covidence", _marks("Covidence #")),
)


def exporter(names: Iterable[str]) -> Exporter | None:
    """Whose table has these columns."""
    found = {folded(name) for name in names}
    return next((known for known in EXPORTERS if known.marks <= found), None)
