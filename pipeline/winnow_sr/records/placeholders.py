"""Values that only say that there is no value: `NA`, `null`, `[No abstract available]`...

They are empty in the record, and kept with the entry. What is a placeholder in one column is a
value in another (an author may be called Na, an issue may be 0), so each attribute has its own.
"""

from __future__ import annotations

_ANYWHERE = (
    "NA",
    "N/A",
    "n/a",
    "N.A.",
    "n.a.",
    "#N/A",
    "NULL",
    "null",
    "Null",
    "NaN",
    "nan",
    "None",
    "none",
    "-",
    "--",
    "---",
    "\u2013",
    "\u2014",
    ".",
    "?",
    "<NA>",
    "[]",
    "{}",
    "undefined",
    "Not available",
    "not available",
    "[Not available]",
    "[not available]",
    "[Not Available]",
    "[Not Available].",
    "Not applicable",
    "not applicable",
)
_ZERO = ("0", "0.0", "00000000")
_OWN: dict[str, tuple[str, ...]] = {
    "abstract": (
        "[No abstract available]",
        "No abstract available",
        "No abstract available.",
        "[No abstract available.]",
        "No abstract",
        "[No abstract]",
        "No Abstract Available",
        "Abstract not available",
        "Abstract not available.",
        "[Abstract not available]",
        "No abstract provided",
        "No abstract provided.",
        "No Abstract",
        "ABSTRACT NOT AVAILABLE",
        "[ABSTRACT NOT AVAILABLE]",
        "Abstract unavailable",
        "no abstract",
    ),
    "authors": (
        "[No author name available]",
        "No author name available",
        "[No authors listed]",
        "No authors listed",
        "[No author listed]",
        "[no author]",
        "[no authors]",
    ),
    "title": ("[No title available]", "No title available", "No title", "[No title]", "Untitled"),
    "doi": ("No DOI", "no doi"),
}
_NO_ZERO = frozenset(
    (
        "title",
        "abstract",
        "authors",
        "year",
        "journal",
        "volume",
        "issn",
        "doi",
        "pmid",
        "pmcid",
        "pages",
        "registry_number",
        "accession",
        "language",
        "publication_types",
        "keywords",
        "mesh",
        "urls",
        "source_database",
    )
)
"""Attributes for which zero is impossible; an issue may be 0."""
_NOT_NAMES = frozenset(("Null", "None", "none"))
"""Placeholders elsewhere that a person may be called."""

ALL = frozenset((*_ANYWHERE, *_ZERO, *(value for values in _OWN.values() for value in values)))
"""Every value that may be a placeholder somewhere: a quick look says whether there is any."""


def says_nothing(value: str, attribute: str) -> bool:
    """Whether the value is a placeholder in this attribute."""
    if value in _ZERO:
        return attribute in _NO_ZERO
    if attribute in ("authors", "keywords") and value in _NOT_NAMES:
        return False
    return value in _ANYWHERE or value in _OWN.get(attribute, ())
