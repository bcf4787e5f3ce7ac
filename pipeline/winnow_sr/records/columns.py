"""Where the columns of a table go: header names of the exports people bring, in one table.

Names are compared in lower case, letters and digits only (`folded`). A name that means different
things in different exports is settled by the other columns: `exporters` knows whose table it is,
and `source` is the journal where no other column names one (Cochrane, Publish or Perish).
"""

from __future__ import annotations

from collections.abc import Iterable

from winnow_sr.records.exporters import Column, exporter, folded
from winnow_sr.records.format import Row


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split(", "))


COLUMN_TABLE: tuple[Column, ...] = (
    Column(
        "title",
        "title",
        _names(
            "title, article title, primary title, document title, study title, public title, "
            "brief title, scientific title, item title, titles, display name, paper title, "
            "official title"
        ),
    ),
    Column(
        "original_title",
        "original or translated title",
        _names(
            "original title, translated title, foreign title, title original, original non- "
            "english title, scientific title, official title"
        ),
    ),
    Column(
        "abstract",
        "abstract",
        _names(
            "abstract, abstract note, abstract text, notes abstract, summary, brief summary, "
            "abstract summary, abstracts, abstract english"
        ),
    ),
    Column("authors", "authors, in one cell", _names("authors, author/s"), "people"),
    Column(
        "authors",
        "authors, where there is no column above",
        _names(
            "author, author full names, author names, first authors, creators, author(s), "
            "authorships author display name, authorships raw author name, authors full name"
        ),
        "people-instead",
    ),
    Column(
        "year",
        "year",
        _names(
            "year, publication year, published year, pub year, year of publication, py, pubyear, "
            "date, publication date, cover date, date published, pubdate, publication date "
            "(print), date of publication, start date, date registration, date of registration, "
            "date registration3, date enrollment, first posted"
        ),
        "year",
    ),
    Column(
        "journal",
        "journal, book or conference",
        _names(
            "journal, journal title, source title, publication title, publication, publication "
            "name, journal/book, journal name, secondary title, container title, pubtitle, venue, "
            "journals, primary location source display name, host venue display name, anthology "
            "title, full journal title"
        ),
        "journal",
    ),
    Column("volume", "volume", _names("volume, vl, volume number, biblio volume")),
    Column("issue", "issue", _names("issue, number, issue number, biblio issue")),
    Column(
        "pages",
        "pages, first page or article number",
        _names(
            "pages, page range, pagination, page numbers, page start, start page, first page, "
            "startpage, biblio first page, article number, art. no."
        ),
        "pages",
    ),
    Column(
        "pages",
        "last page",
        _names("page end, end page, last page, endpage, biblio last page"),
        "pages-end",
    ),
    Column("pages", "number of pages, behind a first page", _names("page count"), "pages-count"),
    Column("issn", "ISSN or ISBN", _names("issn, eissn, isbn, issns, issn/isbn, isbns")),
    Column("doi", "DOI", _names("doi, digital object identifier, book doi, ids doi, dois"), "doi"),
    Column(
        "doi",
        "DOI, where the address resolves one",
        _names("url, link, urls, full text link, external url, articleurl, source linkout"),
        "doi-address",
    ),
    Column("doi", "DOI in the line that cites the work", _names("citation"), "labelled-doi"),
    Column(
        "pmid",
        "PubMed id",
        _names(
            "pmid, pubmed id, pubmed, medline pmid, ids pmid, pubmedid, pm, medline pmid "
            "(source), ext ids pubmed"
        ),
        "number",
    ),
    Column("pmcid", "PMCID", _names("pmcid, pmc, pmc id, ids pmcid, pubmed central id"), "pmcid"),
    Column(
        "registry_number",
        "trial number",
        _names(
            "nct number, trial id, registration number, registration id, main id, registry "
            "number, study id, trialid, clinical trial numbers, clinical trial number"
        ),
        "registry",
    ),
    Column(
        "registry_number",
        "trial number in a registry's address",
        _names("source, web address, study url"),
        "registry-address",
    ),
    Column(
        "accession",
        "accession number, or the exporting tool's own number",
        _names(
            "accession number, accession, an, ut (unique wos id), ut (unique id), ut, eid, nct "
            "number, trial id, trialid, cochrane trial id, cochrane review id, lens id, embase "
            "accession id, pui, publication id, paperid, corpusid, storeid, unique identifier, "
            "covidence #, covidence number, ref id, reference id, record id, key"
        ),
    ),
    Column(
        "accession",
        "accession number, or number in OpenAlex",
        _names("id, ids openalex"),
        "openalex-id",
    ),
    Column("accession", "PubMed id, where there is no other number", _names("pmid")),
    Column(
        "language",
        "language",
        _names(
            "language, language of original document, la, article language, language of "
            "publication, languages"
        ),
    ),
    Column(
        "publication_types",
        "publication type",
        _names(
            "publication type, publication types, document type, item type, type of work, study "
            "type, doctype, documenttype, type, publicationtype"
        ),
        "semicolons",
    ),
    Column(
        "keywords",
        "keywords, in one cell",
        _names(
            "keywords, author keywords, keywords plus, index keywords, manual tags, automatic "
            "tags, kw, conditions, descriptor(s), subjects, subjectterms, emtree drug index terms "
            "(major focus), emtree drug index terms, emtree medical index terms (major focus), "
            "emtree medical index terms, condition, identifierkeywords, keywords display name, "
            "concepts display name, ieee terms, interventions"
        ),
        "keyword-list",
    ),
    Column(
        "mesh",
        "MeSH headings, in one cell",
        _names("mesh, mesh terms, mesh headings, mesh descriptor name"),
        "semicolons",
    ),
    Column(
        "source_database",
        "database",
        _names("source database, database, name of database, library catalog, db, source register"),
    ),
    Column(
        "urls",
        "address",
        _names(
            "url, urls, link, study url, articleurl, fulltext url, plink, documenturl, web "
            "address, external url, embase link, full text link, dimensions url, landing page url"
        ),
        "address",
    ),
    Column(
        "volume",
        "volume in the line that gives the source",
        _names("source, citation"),
        "source-volume",
    ),
    Column(
        "issue",
        "issue in the line that gives the source",
        _names("source, citation"),
        "source-issue",
    ),
    Column(
        "pages",
        "pages in the line that gives the source",
        _names("source, citation"),
        "source-pages",
    ),
    Column("year", "year in the line that gives the source", _names("source"), "source-year"),
)

SOURCE_IS_JOURNAL = Column(
    "journal", "journal, where no other column names one", ("source",), "source-journal"
)
SOURCE_IS_DATABASE = Column(
    "source_database", "database, where a journal is named", ("source",), "database"
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
