"""Errata, retractions and the like: which publication a notice is about."""

from __future__ import annotations

import re

from winnow_sr.dedupe.folding import fold

_FIRM = r"(?:erratum|errata|corrigend(?:um|a)|addend(?:um|a)|expressions? of concern)"
_LOOSE = r"(?:corrections?|retractions?|withdrawal|clarification)"
_WHOSE = r"(?:(?:publisher|author|editorial|editor)(?:'?s)?\s+)?"
_WHAT = rf"{_WHOSE}(?:{_FIRM}|{_LOOSE})"
_NOTE = r"(?:\s*(?:notice|note|statement))"
_LINK = r"(?:\s*[:.\-\"“«‘']|\s*\b(?:to|of|for|on|in|regarding|concerning|about)\b)"
_CAREFUL = r"(?:\s*(?:to|of|for)?\s*[:.\-\"“«‘']|\s+to\b|(?=\s+(?:for|to) [^:]{3,60} et al\b)\s+(?:for|to)\b)"
"""Refractive errors and deformities are corrected too, so a correction needs more than `of`."""
_AHEAD = re.compile(
    rf"^\W*(?:(?:notice|statement|note) of {_WHAT}{_LINK}+|{_WHOSE}{_FIRM}{_NOTE}?{_LINK}+"
    rf"|{_WHOSE}{_LOOSE}(?:{_NOTE}{_LINK}+|{_CAREFUL}))"
    r"(?:\s*(?:the|an?) (?:article|paper|publication|study)(?:\s*(?:titled|entitled|by))?)?"
    r"[\s:\"'“”«‘’]*"
)
_BEHIND = re.compile(rf"(?:\s*[:.\[(]|\s-)\s*{_WHAT}(?:\s*(?:notice|note))?\s*[\])]?\W*$")
_CITED = re.compile(
    r"[\"”»’']*\s*[\[(][^\[\]()]*(?:\([^()]*\)[^\[\]()]*)*\b\d+\b[^\[\]()]*[\])]\W*$"
)
_BY = re.compile(r"^(?:[^:\"“]{3,60}? et al\.?,?|by [^:\"“]{3,60}?)[,:]?\s*[\"“]?(?=\w)")
_CITES_PLACE = re.compile(
    r"\((?:vol\.?|v\.?) \d+[^()]{0,60}\)\W*$"
    r"|[\[(](?:erratum|errata|corrigendum|corrigenda|correction|addendum)[\])]\W*$"
)
_EDITORS = re.compile(r"\b(?:editors?|editorial|publishers?|staff|office|board|journal|press)\b")
_LEAST = 12


def subject_of(folded: str) -> str:
    """The title of the publication a notice is about, folded; '' where the notice does not name it.

    `folded` is the notice's own title: "Correction to: ...", "Retraction notice to “...” [J 12
    (2018) 45-52]", "... (vol 12, pg 45, 2018)", "...: Erratum".
    """
    ahead = _AHEAD.match(folded)
    rest = folded[ahead.end() :] if ahead else _BEHIND.sub("", folded)
    cut = _CITED.sub("", rest)
    subject = _BY.sub("", cut).strip(" .\"'“”")
    if subject == folded.strip(" .\"'“”") or len(subject) < _LEAST:
        return ""
    return subject


def heads_a_notice(folded: str) -> bool:
    """Whether a title is that of an article with a mark behind it that makes it a notice.

    Web of Science adds the article's place, "Sleep in owls (vol 12, pg 45, 2018)", others the bare
    word, "Sleep in owls [Corrigendum]". "[Erratum appears in ...]" marks the article itself.
    """
    return folded[-1:] in ")]." and _CITES_PLACE.search(folded) is not None


def by_the_editors(authors: tuple[str, ...]) -> bool:
    """Whether a notice is signed by the journal ("PLOS ONE Editors"), not by the article's authors."""
    return bool(authors) and all(_EDITORS.search(fold(author)) for author in authors)
