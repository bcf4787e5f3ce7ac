"""PubMed XML: articles and books."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from winnow_sr.records.format import Entry, Evidence, Format, Row, Sample, Source
from winnow_sr.records.xmlfiles import XmlKind, read_xml, text_of, xml_evidence

ROWS = (
    Row("MedlineCitation/PMID", "accession", "PubMed id"),
    Row("BookDocument/PMID", "accession", "PubMed id of a book"),
    Row("MedlineCitation/PMID", "pmid", "PubMed id", "number"),
    Row("BookDocument/PMID", "pmid", "PubMed id of a book", "number"),
    Row("MedlineCitation/Article/ArticleTitle", "title", "title"),
    Row("BookDocument/ArticleTitle", "title", "chapter title"),
    Row("BookDocument/Book/BookTitle", "title", "book title"),
    Row(
        "MedlineCitation/Article/VernacularTitle",
        "title",
        "title in its own language, where there is no other",
    ),
    Row("BookDocument/VernacularTitle", "title", "title in its own language"),
    Row("MedlineCitation/Article/VernacularTitle", "original_title", "title in its own language"),
    Row("MedlineCitation/Article/Abstract/AbstractText", "abstract", "abstract, by sections"),
    Row("BookDocument/Abstract/AbstractText", "abstract", "abstract, by sections"),
    Row("MedlineCitation/OtherAbstract/AbstractText", "abstract", "other abstract"),
    Row("MedlineCitation/Article/AuthorList/Author", "authors", "author"),
    Row("BookDocument/AuthorList/Author", "authors", "author"),
    Row("BookDocument/Book/AuthorList/Author", "authors", "author of the book", "instead"),
    Row("MedlineCitation/Article/Journal/JournalIssue/PubDate/Year", "year", "year", "year"),
    Row("MedlineCitation/Article/Journal/JournalIssue/PubDate/MedlineDate", "year", "date", "year"),
    Row("MedlineCitation/Article/ArticleDate/Year", "year", "year of the article", "year"),
    Row("BookDocument/ContributionDate/Year", "year", "year of the chapter", "year"),
    Row("BookDocument/Book/PubDate/Year", "year", "year of the book", "year"),
    Row("MedlineCitation/Article/Journal/Title", "journal", "journal"),
    Row("MedlineCitation/Article/Journal/ISOAbbreviation", "journal", "journal, abbreviated"),
    Row("MedlineCitation/Article/Journal/JournalIssue/Volume", "volume", "volume"),
    Row("MedlineCitation/Article/Journal/JournalIssue/Issue", "issue", "issue"),
    Row("MedlineCitation/Article/Pagination/MedlinePgn", "pages", "pages"),
    Row("MedlineCitation/Article/Journal/ISSN", "issn", "ISSN"),
    Row("PubmedData/ArticleIdList/ArticleId[doi]", "doi", "DOI", "doi"),
    Row("MedlineCitation/Article/ELocationID[doi]", "doi", "DOI", "doi"),
    Row("BookDocument/ArticleIdList/ArticleId[doi]", "doi", "DOI of a book", "doi"),
    Row("BookDocument/Book/ELocationID[doi]", "doi", "DOI of a book", "doi"),
    Row("PubmedBookData/ArticleIdList/ArticleId[doi]", "doi", "DOI of a book", "doi"),
    Row("PubmedData/ArticleIdList/ArticleId[pmc]", "pmcid", "PMCID", "pmcid"),
    Row(
        "MedlineCitation/Article/DataBankList/DataBank/AccessionNumberList/AccessionNumber",
        "registry_number",
        "trial number, where the value is one",
        "registry",
    ),
    Row("BookDocument/Language", "language", "language of a book"),
    Row("BookDocument/PublicationType", "publication_types", "publication type of a book"),
    Row("BookDocument/KeywordList/Keyword", "keywords", "keyword of a book"),
    Row("BookDocument/Book/Isbn", "issn", "ISBN"),
    Row("BookDocument/Pagination/MedlinePgn", "pages", "pages of a chapter"),
    Row("BookDocument/Book/Volume", "volume", "volume of a book"),
    Row("MedlineCitation/Article/Language", "language", "language"),
    Row(
        "MedlineCitation/Article/PublicationTypeList/PublicationType",
        "publication_types",
        "publication type",
    ),
    Row("MedlineCitation/KeywordList/Keyword", "keywords", "author keyword"),
    Row("MedlineCitation/MeshHeadingList/MeshHeading", "mesh", "MeSH heading with qualifiers"),
)


def _author(element: Element) -> str:
    """`Last, First` of an author, or the group's name."""
    parts = [
        text_of(found)
        for tag in ("LastName", "ForeName")
        if (found := element.find(tag)) is not None
    ]
    group = element.find("CollectiveName")
    return ", ".join(part for part in parts if part) or (
        text_of(group) if group is not None else ""
    )


def _heading(element: Element) -> str:
    """`Descriptor/qualifier/*qualifier` of a MeSH heading, as MEDLINE writes it."""
    return "/".join(
        ("*" if part.get("MajorTopicYN") == "Y" else "") + text_of(part) for part in element
    )


KIND = XmlKind(
    name="pubmed-xml",
    rows=ROWS,
    entries="PubmedArticle|PubmedBookArticle",
    keyed={"ArticleId": "IdType", "ELocationID": "EIdType", "OtherID": "Source"},
    composed={"Author": _author, "MeshHeading": _heading},
    labels={"AbstractText": "Label"},
)


def evidence(sample: Sample) -> Evidence:
    return xml_evidence(KIND, sample, r"<(?:PubmedArticleSet|PubmedArticle|PubmedBookArticle)\b")


def read(source: Source) -> Iterator[Entry]:
    return read_xml(KIND, source)


FORMAT = Format(
    name="pubmed-xml",
    title="PubMed XML",
    written_by="PubMed, E-utilities",
    rows=ROWS,
    evidence=evidence,
    read=read,
    sample="layout after the tests of the Zotero translator PubMed XML",
    more="Tags are the path from the entry down; the kind of an identifier stands in brackets.",
)
