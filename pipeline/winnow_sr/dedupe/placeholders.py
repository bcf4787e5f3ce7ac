"""Words that stand where a value is missing: they are never evidence for or against anything."""

from __future__ import annotations

_WORDS = frozenset(
    word.strip()
    for word in """
    na, n/a, n.a, n. a, n.d, nd, n/d, n/k, n/r, n.r, nan, nil, none, null, void, empty, blank, missing
    unknown, undefined, unspecified, anonymous, unavailable, inapplicable, pending, tba, tbd, tbc
    x, xx, xxx, xxxx, not available, not applicable, not given, not stated, not known, not reported
    not specified, not provided, not recorded, not found, not assigned, no data, no value
    no information, no doi, no pmid, no accession, no accession number, no id, no year, no date
    no pages, no pagination, no volume, no issue, no journal, no source, no title, untitled
    no title available, title not available, no author, no authors, no author listed
    no authors listed, no abstract, no abstract available, abstract not available, #n/a, #name
    #value!, #ref!, #null!
    """.replace("\n", ",").split(",")
    if word.strip()
)
_LONGEST = 40
_BEGIN_A_NUMBER = frozenset("123456789")
_EDGES = " \t\r\n.,;:-–—_[](){}<>\"'*?"


def given(text: str) -> str:
    """The text, or '' when it only says that there is nothing (`NA`, `n/a`, `[Null]`, `-`, `000`)."""
    if not text or len(text) > _LONGEST or text[0] in _BEGIN_A_NUMBER:
        return text
    bare = text.strip(_EDGES).lower()
    return "" if not bare.strip("0") or bare in _WORDS else text


def identifier(text: str) -> str:
    """`given` for what identifies an entry: nor is one sign a number, or three alike (`1`, `9999`)."""
    text = given(text)
    return "" if text and text == text[0] * len(text) and len(text) != 2 else text
