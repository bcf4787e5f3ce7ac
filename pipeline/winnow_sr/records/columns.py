"""Where the columns of a table go: header names of the exports people bring, in one table.

Names are compared in lower case, letters and digits only (`folded`). A name that means different
things in different exports is settled by the other columns: `EXPORTERS` knows whose table it is,
and `source` is the journal where no other column names one (Cochrane, Publish or Perish).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from winnow_sr.records.format import Row


class Column(NamedTuple):
    """Header names for one attribute, in order of preference; `shape` as in `format.Row`."""

    attribute: str
    meaning: str
    names: tuple[str, ...]
    shape: str = ""


COLUMN_TABLE: tuple[Column, ...] = (
    Column(
        "title",
        "title",
        ("title", "article title", "primary title", "document title", "study title",
         "public title", "brief title", "scientific title", "item title", "titles", "display name",
         "paper title", "official title"),
    ),
    Column(
        "original_title",
        "original or translated title",
        ("original title", "translated title", "foreign title", "title original",
         "original non-english title", "scientific title", "official title"),
    ),
    Column(
        "abstract",
        "abstract",
        ("abstract", "abstract note", "abstract text", "notes abstract", "summary",
         "brief summary", "abstract summary", "abstracts", "abstract english"),
    ),
    Column(
        "authors",
        "authors, in one cell",
        ("authors", "author/s"),
        "people",
    ),
    Column(
        "authors",
        "authors, where there is no column above",
        ("author", "author full names", "author names", "first authors", "creators", "author(s)",
         "authorships author display name", "authorships raw author name", "authors full name"),
        "people-instead",
    ),
    Column(
        "year",
        "year",
        ("year", "publication year", "published year", "pub year", "year of publication", "py",
         "pubyear", "date", "publication date", "cover date", "date published", "pubdate",
         "publication date (print)", "date of publication", "start date", "date registration",
         "date of registration", "date registration3", "date enrollment", "first posted"),
        "year",
    ),
    Column(
        "journal",
        "journal, book or conference",
        ("journal", "journal title", "source title", "publication title", "publication",
         "publication name", "journal/book", "journal name", "secondary title", "container title",
         "pubtitle", "venue", "journals", "primary location source display name",
         "host venue display name", "anthology title", "full journal title"),
        "journal",
    ),
    Column("volume", "volume", ("volume", "vl", "volume number", "biblio volume")),
    Column("issue", "issue", ("issue", "number", "issue number", "biblio issue")),
    Column(
        "pages",
        "pages, first page or article number",
        ("pages", "page range", "pagination", "page numbers", "page start", "start page",
         "first page", "startpage", "biblio first page", "article number", "art. no."),
        "pages",
    ),
    Column(
        "pages",
        "last page",
        ("page end", "end page", "last page", "endpage", "biblio last page"),
        "pages-end",
    ),
    Column("pages", "number of pages, behind a first page", ("page count",), "pages-count"),
    Column("issn", "ISSN or ISBN", ("issn", "eissn", "isbn", "issns", "issn/isbn", "isbns")),
    Column("doi", "DOI", ("doi", "digital object identifier", "book doi", "ids doi", "dois"), "doi"),
    Column(
        "doi",
        "DOI, where the address resolves one",
        ("url", "link", "urls", "full text link", "external url", "articleurl", "source linkout"),
        "doi-address",
    ),
    Column("doi", "DOI in the line that cites the work", ("citation",), "labelled-doi"),
    Column(
        "pmid",
        "PubMed id",
        ("pmid", "pubmed id", "pubmed", "medline pmid", "ids pmid", "pubmedid", "pm"),
        "number",
    ),
    Column(
        "pmcid", "PMCID", ("pmcid", "pmc", "pmc id", "ids pmcid", "pubmed central id"), "pmcid"
    ),
    Column(
        "registry_number",
        "trial number",
        ("nct number", "trial id", "registration number", "registration id", "main id",
         "registry number", "study id", "trialid", "clinical trial numbers",
         "clinical trial number"),
        "registry",
    ),
    Column(
        "registry_number",
        "trial number in a registry's address",
        ("source", "web address", "study url"),
        "registry-address",
    ),
    Column(
        "accession",
        "accession number, or the exporting tool's own number",
        ("accession number", "accession", "an", "ut (unique wos id)", "ut (unique id)", "ut", "eid",
         "nct number", "trial id", "trialid", "cochrane trial id", "cochrane review id", "lens id",
         "embase accession id", "pui", "publication id", "paperid", "corpusid", "storeid",
         "unique identifier", "covidence #", "covidence number", "ref id", "reference id",
         "record id", "key"),
    ),
    Column(
        "accession", "accession number, or number in OpenAlex", ("id", "ids openalex"), "openalex-id"
    ),
    Column("accession", "PubMed id, where there is no other number", ("pmid",)),
    Column(
        "language",
        "language",
        ("language", "language of original document", "la", "article language",
         "language of publication", "languages"),
    ),
    Column(
        "publication_types",
        "publication type",
        ("publication type", "publication types", "document type", "item type", "type of work",
         "study type", "doctype", "documenttype", "type", "publicationtype"),
        "semicolons",
    ),
    Column(
        "keywords",
        "keywords, in one cell",
        ("keywords", "author keywords", "keywords plus", "index keywords", "manual tags",
         "automatic tags", "kw", "conditions", "descriptor(s)", "subjects", "subjectterms",
         "emtree drug index terms (major focus)", "emtree drug index terms",
         "emtree medical index terms (major focus)", "emtree medical index terms", "condition",
         "identifierkeywords", "keywords display name", "concepts display name", "ieee terms",
         "interventions", "fields of study"),
        "keyword-list",
    ),
    Column(
        "mesh",
        "MeSH headings, in one cell",
        ("mesh", "mesh terms", "mesh headings", "mesh descriptor name"),
        "semicolons",
    ),
    Column(
        "source_database",
        "database",
        ("source database", "database", "name of database", "library catalog", "db",
         "source register"),
    ),
    Column("urls", "address",
           ("url", "urls", "link", "study url", "articleurl", "fulltext url", "plink",
            "documenturl", "web address", "external url", "embase link", "full text link",
            "dimensions url", "landing page url"), "address"),
    Column("volume", "volume in the line that gives the source", ("source",), "source-volume"),
    Column("issue", "issue in the line that gives the source", ("source",), "source-issue"),
    Column("pages", "pages in the line that gives the source", ("source",), "source-pages"),
    Column("year", "year in the line that gives the source", ("source",), "source-year"),
)  # fmt: skip

SOURCE_IS_JOURNAL = Column(
    "journal", "journal, where no other column names one", ("source",), "source-journal"
)
SOURCE_IS_DATABASE = Column("source_database", "database, where a journal is named", ("source",))


class Exporter(NamedTuple):
    """A table known by columns that no other export has."""

    name: str
    marks: frozenset[str]
    """Names, folded, that are all in its header."""
    rows: tuple[Column, ...] = ()
    """Columns that come before those of `COLUMN_TABLE`."""


def _marks(*names: str) -> frozenset[str]:
    return frozenset(map(folded, names))


def folded(name: str) -> str:
    """A header name for comparing: lower case, letters and digits only."""
    return "".join(c for c in name.lower() if c.isalnum())


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
    Exporter("Semantic Scholar", _marks("paperId", "title")),
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

_BY_NAME: dict[str, list[tuple[int, Column, str]]] = {}
for _place, (_column, _name) in enumerate((c, n) for c in COLUMN_TABLE for n in c.names):
    _BY_NAME.setdefault(folded(_name), []).append((_place, _column, _name))

IDENTIFYING = frozenset(
    folded(name)
    for column in COLUMN_TABLE
    if column.attribute in ("title", "abstract", "doi", "pmid")
    for name in column.names
    if name not in ("source", "url", "link", "urls", "citation", "pm", "external url")
)
"""A line is a header only if one of these is in it."""
KNOWN = frozenset(_BY_NAME)


def exporter(names: Iterable[str]) -> Exporter | None:
    """Whose table has these columns."""
    found = {folded(name) for name in names}
    return next((known for known in EXPORTERS if known.marks <= found), None)


def rows_for(names: Iterable[str], is_row: bool = False) -> tuple[tuple[Row, ...], list[str]]:
    """(the rows of a table with these column names, in order of preference; unknown names).

    is_row: the names label the rows of a table on its side; there `source` is never a database.
    """
    by_fold: dict[str, str] = {}
    for name in names:
        by_fold.setdefault(folded(name), name)
    known = exporter(by_fold)
    first = [
        Row(by_fold[folded(name)], column.attribute, column.meaning, column.shape)
        for column in (known.rows if known else ())
        for name in column.names
        if folded(name) in by_fold
    ]
    settled = {row.tag for row in first}
    order = sorted(
        (place, Row(name, column.attribute, column.meaning, column.shape))
        for fold, name in by_fold.items()
        if name not in settled
        for place, column, _ in _BY_NAME.get(fold, ())
    )
    rows = first + [row for _, row in order]
    homes = {row.attribute for row in rows if not row.shape.startswith("source-")}
    if "source" in by_fold:
        column = SOURCE_IS_DATABASE if "journal" in homes else SOURCE_IS_JOURNAL
        if column.attribute not in homes and not (is_row and column is SOURCE_IS_DATABASE):
            rows.append(Row(by_fold["source"], column.attribute, column.meaning, column.shape))
    placed = {row.tag for row in rows}
    return tuple(rows), [name for name in by_fold.values() if name and name not in placed]
