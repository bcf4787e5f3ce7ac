"""Where in the literature a record says it is: journal, volume, issue, pages, identifiers."""

from __future__ import annotations

import re
from functools import lru_cache

from winnow_sr.dedupe.folding import fold, words
from winnow_sr.dedupe.placeholders import given

_LITTLE_WORDS = frozenset(
    {"the", "of", "and", "in", "for", "a", "an", "on", "official", "publication"}
    | {"de", "la", "le", "et", "du", "und", "der", "die", "das", "des"}
)
_JOURNAL_TAIL = re.compile(
    r"\.\s?\d.*$|\.\s?conference.*$|\(.*?\)|\[.*?\]|\s:\s.*$|=.*$|/.*$|\.?date of publ.*$"
)
_MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = {month: str(n) for n, month in enumerate(_MONTH_NAMES, 1)}
_EXCEL_DATE = re.compile(r"(\d{1,2})-([a-z]{3})(?:-\d+)?|([a-z]{3})-(\d{1,2})")
_DATE_WITH_YEAR = re.compile(rf"(?:19|20)\d\d-\d{{0,2}}(?:{'|'.join(_MONTH_NAMES)})")
_TORN = re.compile(r"\s*\d*\)\s*")
_DASH = re.compile(r"[‐-―−]|--+")
_PAGES = re.compile(r"^([a-z]{0,4})\s*(\d+)([a-z]?)\s*(?:-\s*[a-z]{0,4}\s*(\d+))?")
_IN_JOURNAL = re.compile(
    r"(?:^|[.\s])(\d+)(?: ((?:Suppl|Spec)[^()]*?))?\s?(?:\(([^()]+)\)\s?)?(?:\([^()]*\)\s?)?"
    r"\(pp ([^()]*)\)?"
)
_ARTICLE_IN_JOURNAL = re.compile(
    r"[.\s](\d+)\s?(?:\((?!no)([^()]+)\)\s?)?\(no pagination\).*Article Number: ?(\w+)"
)
_ROMAN_PAGES = re.compile(r"^([ivxlc]+)(?:\s?-\s?([ivxlc]+))?(?:$|[;,])")
_DOI = re.compile(r"10\.\d{4,9}/[^\s\]>\"]+")
_ISSN = re.compile(r"\b(\d{4})-?(\d{3}[\dxX])\b")
_COCHRANE = re.compile(r"14651858\.(cd\d+|mr\d+)(?:\.pub(\d+))?")
_PROTOCOL = re.compile(r"^(?:\w+://)?(?:www\.)?")
_PAGE_NAME = 4
"""Letters behind the site's name from which an address is that of a page."""
_DIGITS = re.compile(r"\d+")


@lru_cache(maxsize=100_000)
def journal_words(name: str) -> tuple[str, ...]:
    """The telling words of a journal's name, without conference tails, places and numbers."""
    text = fold(given(name))
    kept = [
        word
        for word in words(_JOURNAL_TAIL.sub(" ", text) or text).split()
        if word not in _LITTLE_WORDS and not word.isdigit()
    ]
    if not kept and "(pp" in text:
        return ()  # only volume and pages were written where the journal's name should be
    return tuple(kept) or tuple(words(text).split())


def _abbreviates(short: tuple[str, ...], long: tuple[str, ...]) -> float:
    """Share of the words of `short` that abbreviate, in order, words of `long`."""
    at = hits = 0
    for word in short:
        for k in range(at, len(long)):
            other = long[k]
            if (
                other.startswith(word)
                or word.startswith(other)
                or (
                    min(len(word), len(other)) > 3
                    and word[:3] == other[:3]
                    and word[-1] == other[-1]
                )
            ):
                hits += 1
                at = k + 1
                break
    return hits / len(short)


@lru_cache(maxsize=200_000)
def journal_similarity(a: tuple[str, ...], b: tuple[str, ...]) -> float:
    """0..1; 1.0 for the same words, abbreviations and acronyms count; -1.0 when one is missing."""
    if not a or not b:
        return -1.0
    if a == b:
        return 1.0
    from rapidfuzz import fuzz  # composing a citation reads places without comparing any

    short, long = sorted((a, b), key=lambda w: (len(w), w))
    best = fuzz.token_sort_ratio(" ".join(short), " ".join(long)) / 100
    if len(short) == 1 < len(long) and short[0] == long[0]:
        best = max(best, 0.6)  # Circulation and Circulation Research are two journals
    elif _abbreviates(short, long) == 1.0:
        best = max(best, 0.75 + 0.25 * len(short) / len(long))
    if len(short) == 1 and len(long) > 2 and short[0] == "".join(w[0] for w in long):
        best = max(best, 0.95)
    return best


def _excel_date(text: str) -> tuple[str, str] | None:
    """The two numbers a spreadsheet turned into a date: `01-Feb` was 1-2, `Nov-26` was 11-26."""
    date = _EXCEL_DATE.fullmatch(text)
    if date is None:
        return None
    first = date.group(1) or _MONTHS.get(date.group(3) or "", "")
    second = date.group(4) or _MONTHS.get(date.group(2) or "", "")
    return (first.lstrip("0"), second.lstrip("0")) if first and second else None


def volume_number(text: str) -> str:
    """The first number in a volume or issue; '' when there is none, or only a torn rest (`1)`)."""
    if not text or _TORN.fullmatch(text):
        return ""
    text = fold(text).strip()
    if date := _excel_date(text):
        return date[0]
    number = _DIGITS.search(text)
    return number.group(0).lstrip("0") if number else ""


def page_range(text: str) -> tuple[str, str, str]:
    """First page, last page and the first page's letters (`S12` -> `s`), '' where unknown.

    `221-8` is expanded to 221 and 228; spreadsheet dates are turned back into pages, but a date
    with its year (`2010-2Feb`) is when the issue came out and no page.
    """
    text = _DASH.sub("-", fold(text)).replace("pp", "").strip(" .;")
    if not text:
        return "", "", ""
    if date := _excel_date(text):
        return date[0], date[1], ""
    if _DATE_WITH_YEAR.match(text):
        return "", "", ""
    found = _PAGES.match(text)
    if found is None:
        roman = _ROMAN_PAGES.match(text)
        return (roman.group(1), roman.group(2) or "", "") if roman else ("", "", "")
    first = found.group(2).lstrip("0")
    last = found.group(4) or ""
    if last and len(last) < len(first):
        last = first[: len(first) - len(last)] + last
    return first, last.lstrip("0"), found.group(1)


def place_in_journal(journal: str) -> tuple[str, str, str] | None:
    """Volume, issue and pages that an export wrote into the journal's name, or None.

    `Brain Research.1581 ()(pp 117-128) 2014.Date of Publication: ...` as Ovid writes it.
    """
    if "(pp" in journal:
        found = _IN_JOURNAL.search(journal)
        return (found[1], found[2] or found[3] or "", found[4]) if found else None
    if "Article Number:" in journal and (found := _ARTICLE_IN_JOURNAL.search(journal)):
        return found.group(1), found.group(2) or "", found.group(3)
    return None


def bare_doi(text: str) -> str:
    """The DOI in lower case without resolver, escapes or final punctuation; '' when none."""
    text = text.lower()
    if "10." not in text:
        return ""
    if "%" in text or "&" in text:
        from html import unescape

        text = unescape(text)
        for escaped, plain in (
            ("%2f", "/"),
            ("%28", "("),
            ("%29", ")"),
            ("%3c", "<"),
            ("%3e", ">"),
        ):
            text = text.replace(escaped, plain)
    found = _DOI.search(text)
    return found.group(0).rstrip(".,;") if found else ""


def addresses(urls: tuple[str, ...]) -> tuple[str, ...]:
    """Web addresses that name one page, without protocol: not the front door of a site."""
    found = {_PROTOCOL.sub("", url.strip().lower()).rstrip("/") for url in urls if url}
    return tuple(sorted(a for a in found if len(a.partition("/")[2]) >= _PAGE_NAME))


def issns(text: str) -> tuple[str, ...]:
    """The ISSNs in a text, without hyphen, in lower case."""
    found = {a + b.lower() for a, b in _ISSN.findall(text)} if text else set()
    return tuple(sorted(issn for issn in found if len(set(issn)) > 1))


def cochrane_version(doi: str) -> tuple[str, int] | None:
    """Review number and version of a Cochrane DOI (`...CD001869.pub5` -> `cd001869`, 5)."""
    found = _COCHRANE.search(doi)
    return (found.group(1), int(found.group(2) or 1)) if found else None
