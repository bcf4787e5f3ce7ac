"""Identifiers where exports hide them: DOIs, PubMed ids, PMCIDs, trial numbers, accession numbers.

Readers of values as in `shapes`: they take the values of one tag and return what they find.
"""

from __future__ import annotations

import re

from winnow_sr.records.normal_forms import normalise_doi

_LABELLED_DOI = re.compile(r"(?:^|\s)doi\s*(?:[:=]\s*)?(?=10\.|https?://)", re.IGNORECASE)
_LABELLED_ACCESSION = re.compile(r"\bAccession Number:\s*([A-Za-z0-9][\w:-]*)", re.IGNORECASE)
_LABELLED_PMID = re.compile(
    r"\b(?:PMID|PubMed)['\"]?\s*(?:[:=]\s*)?['\"]?(\d{4,9})\b|\b(\d{4,9})\s*\[pmid\]", re.IGNORECASE
)
_BEFORE_PMID = re.compile(
    r"^(?:PUBMED|MEDLINE|PMID)\s*[:;]?\s*|^https?://(?:www\.)?(?:pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/pubmed)/"
    r"|\.0$",
    re.IGNORECASE,
)
_PMID_ADDRESS = re.compile(
    r"(?:pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/(?:m/)?pubmed)/(\d{4,9})\b", re.IGNORECASE
)
_PMCID = re.compile(
    r"(?<![A-Za-z0-9])PMC\s?(\d{3,9})(?!\d)|/pmc/articles/(\d{3,9})(?!\d)", re.IGNORECASE
)
_REGISTRY = re.compile(
    r"(?<![A-Za-z0-9])(?:NCT\d{8}|ISRCTN\d{4,10}|ACTRN\d{14}p?|ChiCTR[-A-Za-z]{0,6}-?\d{6,12}|"
    r"CTRI/\d{4}/\d{2,3}/\d{4,6}|DRKS\d{8}|EUCTR\d{4}-\d{6}-\d{2}(?:-[A-Z]{2,3})?|"
    r"\d{4}-\d{6}-\d{2}|IRCT\d{8,20}N?\d*|JPRN-[A-Za-z]+\d+|jRCTs?\d{9,10}|JapicCTI-\d{6}|"
    r"KCT\d{7}|LBCTR\d{10}|NL-?OMON\d+|NTR\d{3,5}|PACTR\d{15,16}|PER-\d{3}-\d{2}|RBR-[a-z0-9]{6,8}|"
    r"RPCEC\d{8}|SLCTR/\d{4}/\d{3}|TCTR\d{11}|UMIN\d{9}|CRD42\d{9,12})(?![A-Za-z0-9])"
)
_MAYBE_REGISTRY = re.compile(r"[A-Z]{2}|RBR-|jRCT|Chi|Japic|\d{4}-\d{6}-")
_REGISTRIES = (
    "trial",
    "isrctn",
    "anzctr",
    "chictr",
    "ctri.nic",
    "drks",
    "umin.ac",
    "jrct",
    "irct.",
    "cris.nih",
    "onderzoekmetmensen",
    "ensaiosclinicos",
    "rpcec",
    "slctr",
    "pactr",
    "crd.york",
)
"""Parts of registries' addresses."""


def dois(values: list[str]) -> list[str]:
    return [doi for value in values if "10." in value and (doi := normalise_doi(value))]


def dois_in_addresses(values: list[str]) -> list[str]:
    return dois([value for value in values if "doi.org/" in value])


def dois_not_pii(values: list[str]) -> list[str]:
    return dois([value for value in values if not value.endswith("[pii]")])


def labelled_dois(values: list[str]) -> list[str]:
    return [
        doi
        for value in values
        if "10." in value
        and (found := _LABELLED_DOI.search(value))
        and (doi := normalise_doi(value[found.end() :]))
    ]


def numbers(values: list[str]) -> list[str]:
    """Bare PubMed ids; Cochrane writes `PUBMED` before them, others `PMID:` or an address."""
    bare = [_BEFORE_PMID.sub("", value, count=1).strip().split(" (")[0] for value in values]
    return [value for value in bare if 4 <= len(value) <= 9 and value.isascii() and value.isdigit()]


def labelled_accessions(values: list[str]) -> list[str]:
    return [
        found[1]
        for value in values
        if "ccession" in value and (found := _LABELLED_ACCESSION.search(value))
    ]


def labelled_pmids(values: list[str]) -> list[str]:
    return [found[1] or found[2] for value in values if (found := _LABELLED_PMID.search(value))]


def pmids_in_addresses(values: list[str]) -> list[str]:
    return [
        found[1] for value in values if "pubmed" in value and (found := _PMID_ADDRESS.search(value))
    ]


def pmcids(values: list[str]) -> list[str]:
    return [
        f"PMC{found[1] or found[2]}"
        for value in values
        if ("PMC" in value or "pmc" in value) and (found := _PMCID.search(value))
    ]


def registry_numbers(values: list[str]) -> list[str]:
    return [
        found[0]
        for value in values
        if not value.isdigit()
        and _MAYBE_REGISTRY.search(value, 0, 200)
        and (found := _REGISTRY.search(value, 0, 200))
    ]


def registry_addresses(values: list[str]) -> list[str]:
    """Trial numbers in the addresses of registries."""
    return registry_numbers([value for value in values if _AT_REGISTRY.search(value)])


_AT_REGISTRY = re.compile("|".join(map(re.escape, _REGISTRIES)))


def openalex_ids(values: list[str]) -> list[str]:
    """`W123` of an address at OpenAlex, or any other id as it stands."""
    return [
        value.rsplit("/", 1)[-1] if "openalex.org/" in value else value for value in values if value
    ]


def pubmed_labels(values: list[str]) -> list[str]:
    """PubMed ids behind `PUBMED` (Cochrane XR)."""
    return numbers([value for value in values if value.startswith("PUBMED")])
