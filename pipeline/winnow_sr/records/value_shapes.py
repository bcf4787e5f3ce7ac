"""Readers of values that count only if they have a certain shape: a DOI, a PubMed id, a year.

Each takes the values of one tag in an entry and returns what it finds in them, in order.
`SHAPES` is the table of their names, used in `tags.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from winnow_sr.records.citations import Cited, cited
from winnow_sr.records.identifiers import (
    dois,
    dois_in_addresses,
    dois_not_pii,
    labelled_accessions,
    labelled_dois,
    labelled_pmids,
    numbers,
    openalex_ids,
    pmcids,
    pmids_in_addresses,
    pubmed_labels,
    registry_addresses,
    registry_numbers,
)
from winnow_sr.records.normal_forms import find_year, normalise_doi
from winnow_sr.records.people import names_in, names_in_own_tag

Reader = Callable[[list[str]], list[str]]

# fmt: off
_MESH_QUALIFIERS = frozenset((
    "abnormalities", "administration & dosage", "adverse effects", "agonists",
    "analogs & derivatives", "analysis", "anatomy & histology", "antagonists & inhibitors",
    "biosynthesis", "blood", "blood supply", "cerebrospinal fluid", "chemical synthesis",
    "chemically induced", "chemistry", "classification", "complications", "congenital",
    "cytology", "deficiency", "diagnosis", "diagnostic imaging", "diet therapy", "drug effects",
    "drug therapy", "economics", "education", "embryology", "enzymology", "epidemiology",
    "ethics", "ethnology", "etiology", "genetics", "growth & development", "history",
    "immunology", "injuries", "innervation", "instrumentation", "isolation & purification",
    "legislation & jurisprudence", "manpower", "metabolism", "methods", "microbiology",
    "mortality", "nursing", "organization & administration", "parasitology", "pathogenicity",
    "pathology", "pharmacokinetics", "pharmacology", "physiology", "physiopathology", "poisoning",
    "prevention & control", "psychology", "radiation effects", "radiotherapy", "rehabilitation",
    "secondary", "standards", "statistics & numerical data", "supply & distribution", "surgery",
    "therapeutic use", "therapy", "toxicity", "transmission", "transplantation", "trends",
    "ultrastructure", "urine", "utilization", "veterinary", "virology",
))
# fmt: on
_OVID_QUALIFIER = re.compile(r"\*?[a-z]{2} \[[A-Z][^\]]*\]")
_ARTICLE_NUMBER = re.compile(r"[A-Za-z]{0,6}\s?[\d.-]*\d[A-Za-z]?")


def texts(values: list[str]) -> list[str]:
    return values if all(values) else [value for value in values if value]


def lines(values: list[str]) -> list[str]:
    """One item a line."""
    return [part for value in values for line in value.split("\n") if (part := line.strip())]


def people(values: list[str]) -> list[str]:
    """Authors in one cell, by any convention."""
    return [name for value in values for name in names_in(value)]


def one_each(values: list[str]) -> list[str]:
    """Authors one a tag, unless a value cannot be one name."""
    whole = "\x00".join(values)
    if whole.count(" ") > 2 * len(values) or _SEVERAL.search(whole):
        return [name for value in values if value for name in names_in_own_tag(value)]
    return texts(values)


_SEVERAL = re.compile(r"[;\n|\uff1b\u3001]|//")
"""What stands between names where a tag holds several; many spaces speak for several as well."""


def keyword_list(values: list[str]) -> list[str]:
    """Keywords between semicolons, else bars, else commas."""
    return [
        part
        for value in values
        for item in value.split(next((mark for mark in ";\uff1b|" if mark in value), ","))
        if (part := item.strip())
    ]


def pages(values: list[str]) -> list[str]:
    """Pages without `pp.`, with one hyphen: `1--9`, `pp. 1 \u2013 9` are `1-9`."""
    return [
        _DASH.sub("-", text)
        for value in values
        if (text := _PP.sub("", " ".join(value.split()), count=1).strip())
    ]


_DASH = re.compile(r"\s*[-\u2010-\u2015\u2212]+\s*(?=\S)")
_PP = re.compile(r"^\s*(?:pp?|pages?|S)[.:]?\s+(?=\S*\d)|^\s*pp?[.:]?(?=\d)", re.IGNORECASE)


def source_line(part: str) -> Reader:
    """The reader of one part of a source line; see `citations`."""
    place = Cited._fields.index(part)
    return lambda values: [text for value in values if (text := cited(value)[place])]


def journals(values: list[str]) -> list[str]:
    """Names of journals: not the addresses that some exports put in their place."""
    return [value for value in values if value and not value.lower().startswith(_ADDRESS)]


_ADDRESS = ("http://", "https://", "www.")


def databases(values: list[str]) -> list[str]:
    """Names of databases: not a line that gives the source of an article."""
    return [value for value in values if value and not _CITES.search(value)]


_CITES = re.compile(r"\d{4}|\d\s?[(:]|;")


def semicolons(values: list[str]) -> list[str]:
    """Items between semicolons; a line break inside is white space."""
    joined = "; ".join(" ".join(value.split()) for value in values)
    return [part for item in joined.split(";") if (part := item.strip())]


def keywords(values: list[str]) -> list[str]:
    """Keywords one a tag, one a line, or between semicolons: exports use all three."""
    whole = "\x00".join(values)
    if ";" in whole or "\n" in whole:
        return [
            part
            for value in values
            for line in value.split("\n")
            for item in (line.split(";") if "&" not in line else re.split(r";(?<!&\w\w;)\s", line))
            if (part := item.strip())
        ]
    return texts(values)


def is_mesh_with_qualifier(keyword: str) -> bool:
    """`Gambling/psychology`, `*Melatonin/tu [Therapeutic Use]`: only MeSH is written so."""
    heading, slash, rest = keyword.partition("/")
    if not slash or not heading:
        return False
    first = rest.split("/")[0].split(",")[0].strip()
    return first.lstrip("*").lower() in _MESH_QUALIFIERS or (
        _OVID_QUALIFIER.match(first) is not None
    )


def mesh_qualified(values: list[str]) -> list[str]:
    if "/" not in "\x00".join(values):
        return []
    return [keyword for keyword in keywords(values) if is_mesh_with_qualifier(keyword)]


def not_mesh(values: list[str]) -> list[str]:
    found = keywords(values)
    if "/" not in "\x00".join(values):
        return found
    return [keyword for keyword in found if not is_mesh_with_qualifier(keyword)]


def years(values: list[str]) -> list[str]:
    first = values[0]
    if len(first) == 4 and first.isascii() and first.isdigit() and "1400" <= first <= "2099":
        return [first]
    return [str(year) for value in values if (year := find_year(value)) is not None]


def year_in_date(values: list[str]) -> list[str]:
    """Dates written 20170415."""
    return [value[:4] for value in values if value[:8].isdigit() and find_year(value[:4])]


def not_dois(values: list[str]) -> list[str]:
    return [value for value in values if value and not ("10." in value and normalise_doi(value))]


def l_numbers(values: list[str]) -> list[str]:
    return [value for value in values if value[:1] == "L" and value[1:].isdigit()]


def article_numbers(values: list[str]) -> list[str]:
    return [value for value in values if _ARTICLE_NUMBER.fullmatch(value)]


def addresses(values: list[str]) -> list[str]:
    return [value for value in values if value.lower().startswith(_ADDRESS)]


SHAPES: dict[str, Reader] = {
    "": texts,
    "address": addresses,
    "article-number": article_numbers,
    "journal": journals,
    "openalex-id": openalex_ids,
    "own-tag": one_each,
    "own-tag-instead": one_each,
    "pages": pages,
    "pages-count": texts,
    "people": people,
    "pubmed-label": pubmed_labels,
    "database": databases,
    "doi": dois,
    "doi-address": dois_in_addresses,
    "doi-not-pii": dois_not_pii,
    "instead": texts,
    "keyword-list": keyword_list,
    "l-number": l_numbers,
    "labelled-accession": labelled_accessions,
    "labelled-doi": labelled_dois,
    "labelled-pmid": labelled_pmids,
    "lines": lines,
    "lines-instead": lines,
    "main": texts,
    "mesh-qualified": mesh_qualified,
    "not-doi": not_dois,
    "not-mesh": not_mesh,
    "number": numbers,
    "people-instead": people,
    "pages-end": texts,
    "pmcid": pmcids,
    "pmid-address": pmids_in_addresses,
    "registry": registry_numbers,
    "registry-address": registry_addresses,
    "semicolons": semicolons,
    "year": years,
    "year-in-date": year_in_date,
}
SHAPES.update({f"source-{part}": source_line(part) for part in Cited._fields})
"""Name of a shape -> its reader. `...-instead` rows count only where rows above found nothing."""
