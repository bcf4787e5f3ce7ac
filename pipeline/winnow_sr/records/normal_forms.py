"""Values in their normal form: DOIs, titles, years, plain text. Plain functions, no state."""

from __future__ import annotations

import html
import re
import unicodedata
from urllib.parse import unquote

from winnow_sr.vocabulary import find_doi

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_ATTRIBUTES = r"(?:\s+[\w:.-]+\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'>]+)){0,8}"
_INLINE = "a|abbr|b|big|bold|em|font|i|inf|italic|mark|q|s|sc|small|span|strong|sub|sup|tt|u"
_BLOCK = (
    "abstract|abstracttext|article-title|br|caption|div|dd|dl|dt|h[1-6]|hr|label|li|list|"
    "list-item|math|ol|p|sec|section|table|tbody|td|th|tr|title|ul"
)
_TAG = re.compile(
    rf"</?(?:(?P<inline>(?:jats:)?(?:{_INLINE}))|(?:jats:|mml:)?(?:{_BLOCK})|mml:[\w-]+|jats:[\w-]+)"
    rf"{_ATTRIBUTES}\s*/?>",
    re.IGNORECASE,
)
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1b\x7f\x80-\x84\x86-\x9f\u200b\u2060\ufeff\ud800-\udfff]")
_WORDS = re.compile(r"[^\W_]+")

_DOI_TAIL = ".,;:'\"”’>]}"
_YEAR = re.compile(
    r"(?<!\d)(1[4-9]\d\d|20\d\d)(?:(?!\d)|(?=(?:0[1-9]|1[0-2])(?:0\d|[12]\d|3[01])?(?!\d)))"
)
"""Four digits alone, or before a month (201803) or a day (20180301)."""


def has_markup(text: str) -> bool:
    """Whether entities or mark-up stand in the text."""
    return ("&" in text and _ENTITY.search(text) is not None) or (
        "<" in text and _TAG.search(text) is not None
    )


def plain_text(text: str) -> str:
    """The text as a person reads it: no mark-up, no entities, no control characters, single spaces.

    Only names that are known to be mark-up count, so `p<0.05` and `a <b and c> d` stay whole.
    """
    if "&" in text:
        for _ in range(2):  # `&amp;lt;` is common: exports escape what was escaped already
            unescaped = _ENTITY.sub(lambda entity: html.unescape(entity[0]), text)
            if unescaped == text:
                break
            text = unescaped
    if "<" in text:
        text = _TAG.sub(lambda tag: "" if tag["inline"] else " ", text)
    if not text.isprintable():
        return " ".join(_UNSEEN.sub("", text).split())
    while "  " in text:
        text = text.replace("  ", " ")
    return text.strip()


def needs_tidying(text: str) -> bool:
    """Whether a text without control characters holds anything to clean (most do not).

    Runs of spaces alone are left: to look for them takes longer than all the rest.
    """
    return (
        "&" in text
        or "<" in text
        or (("\n" in text or "\t" in text) if text.isascii() else not text.isprintable())
    )


def normalise_title(title: str) -> str:
    """A title for comparing: plain, compatibility-folded, no accents, lower case, words only."""
    text = unicodedata.normalize("NFKD", plain_text(title))
    if not text.isascii():
        text = "".join(c for c in text if not unicodedata.combining(c))
    return " ".join(_WORDS.findall(text.casefold()))


def normalise_doi(value: str) -> str:
    """The DOI in `value` in lower case without resolver address; empty if there is none."""
    if "10." not in value:
        return ""
    text = html.unescape(value) if "&" in value else value
    doi = find_doi(unquote(text) if "%" in text else text).lower()
    for stop in ("[doi]", "[pii]", "</", "<", '"'):
        if stop in doi[8:] and not (stop == "<" and ">" in doi):
            doi = doi[: doi.index(stop, 8)]
    while doi and (doi[-1] in _DOI_TAIL or (doi[-1] == ")" and doi.count(")") > doi.count("("))):
        # Old DOIs may end in `>` or `]` when they opened before: 10.1002/(SICI)...3.0.CO;2-<
        if (doi[-1] == ">" and "<" in doi) or (doi[-1] == "]" and "[" in doi):
            break
        doi = doi[:-1]
    return "" if doi.endswith("/") and doi.count("/") == 1 else doi


def find_year(value: str) -> int | None:
    """The first four-digit year from 1400 to 2099 in `value`."""
    if len(value) == 4 and value.isascii() and value.isdigit() and "1400" <= value <= "2099":
        return int(value)
    found = _YEAR.search(value)
    return int(found[0]) if found else None
