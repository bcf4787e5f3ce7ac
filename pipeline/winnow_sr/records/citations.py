"""Journal, volume, issue, pages and year out of a line that gives the source in one piece.

Dummy Journal. 12(3):45-52, 2018 Mar.            (Ovid)
Dummy Journal (2018) 12:3 (45-52). Date of ...   (Embase)
Rev. dummy;5(1): 1-9, 2019                       (LILACS, BVS)
Dummy J. 2018 Mar;12(3):45-52. doi: ...          (PubMed)
Dummy Journal; 12(3): 45-52                      (ProQuest)
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from winnow_sr.records.normal_forms import find_year


class Cited(NamedTuple):
    """What a source line says; empty where it says nothing."""

    journal: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    year: str = ""


_PAGES = r"(?P<pages>[A-Za-z]{0,3}\d[\w.-]*(?:\s?[-\u2013]\s?[A-Za-z]{0,3}\d\w*)?)"
_VOLUME = r"(?P<volume>(?:[A-Z]{1,3}|(?i:suppl|spec|vol|no)\.?\s?)?\d[\w/-]*)"
_ISSUE = r"\((?P<issue>[^()]{1,40})\)"
_EMBASE = re.compile(
    rf"(?P<journal>.{{2,300}}?)\s*\((?:19|20)\d\d\)\s*(?:{_VOLUME}(?:\s?:\s?(?P<issue>[\w. -]{{1,30}}?))?\s*)?"
    rf"(?:\({_PAGES}\))?(?:\.|,|$|\s)"
)
_PROQUEST = re.compile(
    rf"(?P<journal>.{{2,300}}?),?\s+{_VOLUME}(?:\.(?P<issue>[\w/-]+))?\s\([^()]{{0,30}}(?:19|20)\d\d[^()]{{0,10}}\)"
    rf"(?:\s?:\s?{_PAGES})?"
)
_PUBMED = re.compile(
    rf"(?P<journal>[^;]{{2,300}}?)[.,]?\s+(?:19|20)\d\d[^;:]{{0,16}};\s?(?:{_VOLUME})?(?:{_ISSUE})?(?:\s?:\s?{_PAGES})?"
)
_COMMON = re.compile(
    rf"(?P<journal>[^;]{{2,300}}?)[.;,]?\s*\b{_VOLUME}\s?(?:{_ISSUE})?\s?(?::\s?{_PAGES}?|,|\(no pag)"
)
_VOL_NO = re.compile(
    rf"(?P<journal>[^;]{{2,300}}?)[.,;]\s+vol\.?\s*{_VOLUME}(?:,?\s*(?:no|iss)\.?\s*(?P<issue>[\w-]+))?"
    rf"(?:,?\s*(?:pp?\.?)\s*{_PAGES})?",
    re.IGNORECASE,
)


@lru_cache(maxsize=64)
def cited(line: str) -> Cited:
    """What the line says."""
    text = " ".join(line.split())[:600]
    year = find_year(text)
    found = None
    for pattern in (_PROQUEST, _EMBASE, _VOL_NO, _PUBMED, _COMMON):
        if found := pattern.match(text):
            break
    if not found:
        journal = re.split(r"\.\s|;|,\s(?=(?:19|20)\d\d)", text, maxsplit=1)[0].strip(" .")
        return Cited(journal=journal if len(journal) < 200 else "", year=str(year or ""))
    parts = {name: (text or "").strip() for name, text in found.groupdict().items()}
    journal = parts["journal"].split(". Conference", 1)[0].strip(" .,;")
    volume, pages = parts["volume"], parts["pages"].strip(" .")
    if not pages and volume.isdigit() and year == int(volume):
        volume = ""
    return Cited(journal, volume, parts["issue"], pages, str(year or ""))
