"""BibTeX and BibLaTeX."""

from __future__ import annotations

from collections.abc import Iterator

from winnow_sr.records.bibtex import BibtexReader, bibtex_evidence
from winnow_sr.records.format import Entry, Format, Row, Source

ROWS = (
    Row("type", "kind", "entry type (`@article`)"),
    Row("title", "title", "title"),
    Row("abstract", "abstract", "abstract"),
    Row("author", "authors", "authors, ` and ` between them outside braces", "lines"),
    Row("year", "year", "year", "year"),
    Row("date", "year", "date", "year"),
    Row("journal", "journal", "journal"),
    Row("journaltitle", "journal", "journal (biblatex)"),
    Row("booktitle", "journal", "book or proceedings that hold the work"),
    Row("volume", "volume", "volume"),
    Row("number", "issue", "issue"),
    Row("issue", "issue", "issue"),
    Row("pages", "pages", "pages", "pages"),
    Row("article_number", "pages", "article number (Web of Science, Scopus)"),
    Row("art_number", "pages", "article number (Scopus)"),
    Row("article-number", "pages", "article number"),
    Row("issn", "issn", "ISSN"),
    Row("isbn", "issn", "ISBN"),
    Row("doi", "doi", "DOI", "doi"),
    Row("url", "doi", "DOI, where the address resolves one", "doi-address"),
    Row("note", "doi", "DOI in a note that starts with `doi`", "labelled-doi"),
    Row("pmid", "pmid", "PubMed id", "number"),
    Row("pubmed_id", "pmid", "PubMed id", "number"),
    Row("note", "pmid", "PubMed id in a note `PMID: ...`", "labelled-pmid"),
    Row("pmcid", "pmcid", "PMCID", "pmcid"),
    Row("pmc", "pmcid", "PMCID", "pmcid"),
    Row("unique-id", "accession", "accession number (Web of Science)"),
    Row("accession", "accession", "accession number"),
    Row("language", "language", "language"),
    Row("type-of-work", "publication_types", "type of work"),
    Row("document_type", "publication_types", "document type (Scopus)"),
    Row("keywords", "keywords", "keywords", "keyword-list"),
    Row("keyword", "keywords", "keywords", "keyword-list"),
    Row("author_keywords", "keywords", "author keywords (Scopus)", "keyword-list"),
    Row("mesh", "mesh", "MeSH headings", "keyword-list"),
    Row("source", "source_database", "database (Scopus)"),
    Row("url", "urls", "address"),
)


def read(source: Source) -> Iterator[Entry]:
    return BibtexReader(source.book, ROWS).records(source.lines_of_text)


FORMAT = Format(
    name="bibtex",
    title="BibTeX, BibLaTeX",
    written_by="reference managers, Scopus, Web of Science, ACM",
    rows=ROWS,
    evidence=bibtex_evidence,
    read=read,
    sample="layout after synthesisr Scopus_bib_example.bib, CoLRev scopus_bib.bib and the tests of the Zotero translator BibTeX",
    more="LaTeX becomes Unicode in the record; the entry keeps it as written.",
)
