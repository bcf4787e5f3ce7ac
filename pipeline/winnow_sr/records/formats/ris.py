"""RIS in every dialect."""

from __future__ import annotations

import re
from collections.abc import Iterator

from winnow_sr.records.format import NONE, Entry, Evidence, Format, Row, Sample, Source
from winnow_sr.records.ris import LosslessRisParser

ROWS = (
    Row("TY", "kind", "type of reference; starts an entry"),
    Row("TI", "title", "title", "main"),
    Row("T1", "title", "primary title", "main"),
    Row("CT", "title", "title of an unpublished work (older dialects)"),
    Row("BT", "title", "book title (older dialects)"),
    Row("ST", "title", "short title, where there is no other"),
    Row("TT", "original_title", "translated or original title"),
    Row("OT", "original_title", "original title"),
    Row("AB", "abstract", "abstract"),
    Row("N2", "abstract", "abstract, where there is no AB"),
    Row("AU", "authors", "author", "own-tag"),
    Row("A1", "authors", "primary author", "own-tag"),
    Row("PY", "year", "publication year", "year"),
    Row("Y1", "year", "primary date", "year"),
    Row("YR", "year", "year (older dialects)", "year"),
    Row("DA", "year", "date", "year"),
    Row("JF", "journal", "journal, full name"),
    Row("JO", "journal", "journal"),
    Row("T2", "journal", "journal, book or conference that holds the work"),
    Row("JA", "journal", "journal, abbreviated"),
    Row("J2", "journal", "journal, other abbreviation"),
    Row("J1", "journal", "journal, other name"),
    Row("SO", "journal", "journal (Cochrane, CiteSource), unless it is an address", "journal"),
    Row("VL", "volume", "volume"),
    Row("VO", "volume", "volume (older dialects)"),
    Row("IS", "issue", "issue"),
    Row("CP", "issue", "issue (older dialects)"),
    Row("NO", "issue", "issue (Cochrane)"),
    Row("SP", "pages", "first page, or all pages"),
    Row("EP", "pages", "last page", "pages-end"),
    Row("PG", "pages", "pages (Cochrane)"),
    Row("AR", "pages", "article number, where there is no page"),
    Row("SE", "pages", "article number, where there is no page", "article-number"),
    Row("C7", "pages", "article number, where there is no page", "article-number"),
    Row("SN", "issn", "ISSN or ISBN"),
    Row("DO", "doi", "DOI", "doi"),
    Row("DI", "doi", "DOI (older dialects)", "doi"),
    Row("DOI", "doi", "DOI (Cochrane)", "doi"),
    Row("L3", "doi", "DOI, where the link is one", "doi"),
    Row("M3", "doi", "DOI, where the value is one", "doi"),
    Row("N1", "doi", "DOI in a note that starts with `doi`", "labelled-doi"),
    Row("L2", "doi", "DOI, where the link resolves one", "doi-address"),
    Row("UR", "doi", "DOI, where the address resolves one", "doi-address"),
    Row("LK", "doi", "DOI, where the address resolves one", "doi-address"),
    Row("PM", "pmid", "PubMed id", "number"),
    Row("XR", "pmid", "PubMed id behind `PUBMED` (Cochrane)", "pubmed-label"),
    Row("C2", "pmid", "PubMed id, where the value is a number", "number"),
    Row("C5", "pmid", "PubMed id, where the value is a number", "number"),
    Row("N1", "pmid", "PubMed id in a note `PMID: ...`", "labelled-pmid"),
    Row("U1", "pmid", "PubMed id written `...[pmid]`", "labelled-pmid"),
    Row("UR", "pmid", "PubMed id, where the address is PubMed's", "pmid-address"),
    Row("C2", "pmcid", "PMCID, where the value is one", "pmcid"),
    Row("N1", "pmcid", "PMCID in a note `PMCID: ...`", "pmcid"),
    Row("UR", "pmcid", "PMCID, where the address holds one", "pmcid"),
    Row("AN", "registry_number", "trial number, where the value is one", "registry"),
    Row("ID", "registry_number", "trial number, where the value is one", "registry"),
    Row("CN", "registry_number", "trial number, where the value is one", "registry"),
    Row("UR", "registry_number", "trial number in a registry's address", "registry-address"),
    Row("SO", "registry_number", "trial number in a registry's address", "registry-address"),
    Row("AN", "accession", "accession number in the database"),
    Row("UT", "accession", "accession number (Web of Science)"),
    Row("N1", "accession", "accession number in a note that says so (EBSCO)", "labelled-accession"),
    Row("U2", "accession", "accession number (Embase), where it is `L` and digits", "l-number"),
    Row("LA", "language", "language"),
    Row("M3", "publication_types", "type of work, unless it is a DOI", "not-doi"),
    Row("PT", "publication_types", "publication type"),
    Row("KW", "mesh", "index term that is MeSH with a qualifier", "mesh-qualified"),
    Row("KW", "keywords", "keyword; MeSH terms with a qualifier go to `mesh`", "not-mesh"),
    Row("KY", "keywords", "keyword (Cochrane)", "not-mesh"),
    Row("DB", "source_database", "name of database"),
    Row("DP", "source_database", "database provider, where there is no DB"),
    Row("UR", "urls", "address"),
    Row("LK", "urls", "address"),
    Row("US", "urls", "address (Cochrane)", "address"),
    Row("L1", "urls", "link to a PDF", "address"),
    Row("L2", "urls", "link to full text", "address"),
)


_TAG = re.compile(r"[A-Z][A-Z0-9]{1,2}[ \t]{1,4}-(?:[ \t]|$)|(?:TY|ER)[ \t]*-")


def ris_evidence(sample: Sample) -> Evidence:
    """Start and end tags, and the share of lines from one to the other."""
    starts = ends = inside = tags = 0
    open_ = False
    for line in sample.lines:
        text = line.strip()
        if _TAG.match(text):
            tags += 1
            if text.startswith("TY"):
                starts += 1
                open_ = True
            elif text.startswith("ER"):
                ends += 1
                inside += 1
                open_ = False
                continue
            inside += 1
        elif open_:
            inside += 1
    entries = max(starts, ends)
    return Evidence(entries, inside / len(sample.lines)) if entries and tags > 1 else NONE


def read_ris(source: Source) -> Iterator[Entry]:
    """The entries of a RIS file."""
    return LosslessRisParser(source.book, ROWS).records(source.lines_of_text)


FORMAT = Format(
    name="ris",
    title="RIS in every dialect",
    written_by="Ovid, Embase, Scopus, Web of Science, ProQuest, EBSCO, Cochrane, IEEE, JSTOR, LILACS, "
    "Zotero, EndNote, Mendeley, ClinicalTrials.gov, ASReview, Rayyan",
    rows=ROWS,
    evidence=ris_evidence,
    read=read_ris,
    sample="tried on exports and test files of ASReview, rispy, ASySD, CoLRev and CiteSource",
    more="An accession number that consists of digits is also the PubMed id if the entry names "
    "MEDLINE or PubMed as its database. An entry ends at its end tag, unless what follows shows that "
    "`ER` was a word of a wrapped text. Tags before a start tag belong to the entry it starts, tags "
    "behind an end tag (`NL`, `XT`, `XL`, links) to none; all of them are noted.",
)
