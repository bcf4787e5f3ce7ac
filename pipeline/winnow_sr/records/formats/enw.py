"""EndNote tagged text (Refer)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from winnow_sr.records.format import Entry, Evidence, Format, Row, Sample, Source
from winnow_sr.records.tagged import Dialect, read_tagged, tagged_evidence

ROWS = (
    Row("%0", "kind", "reference type; starts an entry"),
    Row("%T", "title", "title", "main"),
    Row("%Q", "original_title", "translated or original title"),
    Row("%X", "abstract", "abstract"),
    Row("%A", "authors", "author", "own-tag"),
    Row("%D", "year", "year", "year"),
    Row("%8", "year", "date", "year"),
    Row("%J", "journal", "journal"),
    Row("%B", "journal", "book or conference that holds the work"),
    Row("%V", "volume", "volume"),
    Row("%N", "issue", "issue"),
    Row("%P", "pages", "pages", "pages"),
    Row("%@", "issn", "ISSN or ISBN"),
    Row("%R", "doi", "electronic resource number", "doi"),
    Row("%U", "doi", "DOI, where the address resolves one", "doi-address"),
    Row("%2", "pmcid", "PMCID, where the value is one", "pmcid"),
    Row("%M", "registry_number", "trial number, where the value is one", "registry"),
    Row("%M", "accession", "accession number"),
    Row("%G", "language", "language"),
    Row("%9", "publication_types", "type of work"),
    Row("%K", "keywords", "keywords (one a line, or between semicolons)", "not-mesh"),
    Row("%W", "source_database", "database provider"),
    Row("%~", "source_database", "name of database"),
    Row("%U", "urls", "address"),
)


DIALECT = Dialect(
    name="enw",
    rows=ROWS,
    pattern=re.compile(r"(%[0-9A-Z?@!#$\]&(){}>\[=~^+*<])(?: |$)(.*)"),
    loose=re.compile(r"(%[0-9A-Z?@!#$\]&(){}>\[=~^+*<])\t?(.*)"),
    start="%0",
    blank_ends=True,
    once=frozenset(("%0", "%T", "%D", "%X", "%J", "%V", "%P", "%R", "%8")),
    marks=frozenset(("%T", "%A")),
)


def evidence(sample: Sample) -> Evidence:
    return tagged_evidence(DIALECT, sample)


def read(source: Source) -> Iterator[Entry]:
    return read_tagged(DIALECT, source)


FORMAT = Format(
    name="enw",
    title="EndNote tagged (Refer)",
    written_by="EndNote, Google Scholar, bepress and Digital Commons, AIS eLibrary, CNKI, Wanfang",
    rows=ROWS,
    evidence=evidence,
    read=read,
    sample="layout after CoLRev ais_enl.txt",
    more="The start tag `%0` may come late or not at all (bepress): then a title after a blank line "
    "starts an entry.",
)
