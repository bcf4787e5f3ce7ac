"""Names of authors out of one value: every convention that exports use, none of them guessed at.

Splitting what is one name does more harm than leaving two names together, so a comma or ` and `
separates names only where both sides have the shape of whole names.
"""

from __future__ import annotations

import re

_SEPARATORS = re.compile(r"[;\uff1b\n\u3001]|//|\|\|?")
"""Semicolons (also full width), line breaks, `|` (OpenAlex), `//`, the Chinese list comma."""
_AND = re.compile(r",?\s+(?:and|AND|&)\s+")
_INITIALS = r"(?!I{2,3}\b|IV\b)(?:[A-Z\u00c0-\u00de]\.?[ -]?){1,4}"
_SURNAME = r"[^\s,.;0-9]{2,}(?: [^\s,.;0-9]+){0,3}"
_NAME_INITIALS = re.compile(rf"{_SURNAME},? {_INITIALS}(?: ?(?:Jr|Sr|II|III|2nd|3rd)\.?)?")
"""`Alpha A.`, `de Gamma GH`"""
_INITIALS_NAME = re.compile(
    rf"(?:[A-Z\u00c0-\u00de]{{1,4}}|(?:[A-Z\u00c0-\u00de]\.[ -]?){{1,4}}|(?:[A-Z\u00c0-\u00de] ){{1,3}}[A-Z\u00c0-\u00de])"
    rf"(?:(?<=\.)|\s){_SURNAME}"
)
"""`A Alpha`, `G.H. de Gamma`"""
_PAIRS = re.compile(rf"\s*({_SURNAME}, (?:[A-Z\u00c0-\u00de]\.[ -]?)+)(?:,|$)")
"""`Alpha, A., Beta, B.`: surname and initials between commas, and names too."""
_SENTENCES = re.compile(r"(?<=[ .][A-Z])\. +(?=[^\s.]{2})|(?<=[A-Z][A-Z])\. +(?=[^\s.]{2})")
"""`Alpha A. Beta B.` (Ovid): a full stop behind initials ends a name."""
_NOTHING = frozenset(("et al", "et al.", "others", ""))
_GROUP = re.compile(r"\b(?:of|for|the|on|in|and|to)\b|\d| [-\u2013] ")
"""Words of the names of groups, and what no name has."""
_SCHOLAR = re.compile(r"(.{3,300}?)\u2026? [-\u2013] (?:.*, )?(?:19|20)\d\d\b.*")
"""`A Alpha, B Beta… - Journal, 2016 - Publisher`: a line of Google Scholar."""
_SPACES = re.compile(r"[ \t]{2,}")
_LONGEST = 20_000
"""Characters of a value in which names are told apart by commas."""
_RAISED = re.compile(r"\s\d{1,2}(?:,\d{1,2})*$")
"""Numbers of affiliations behind a name (Ovid)."""
_ROLE = re.compile(r"\[(?:[^\]]*\b(?:Author|Inventor|Editor|E-mail)\b[^\]]*)\]\s*$")


def names_in(value: str) -> list[str]:
    """The names in one value that may hold any number of them."""
    value = _SPACES.sub(" ", _ROLE.sub("", value))
    if len(value) < _LONGEST and (found := _SCHOLAR.fullmatch(value)):
        value = found[1]
    parts = _SEPARATORS.split(value) if _SEPARATORS.search(value) else _unmarked(value)
    names = (_RAISED.sub("", _ROLE.sub("", part.strip())).strip(" ,\u2026") for part in parts)
    return [name for name in names if name.casefold() not in _NOTHING]


def names_in_own_tag(value: str) -> list[str]:
    """The names in a value whose tag stands for one author: only what cannot be one name."""
    if _SEPARATORS.search(value):
        return names_in(value)
    if len(value) < _LONGEST and (value.count(" ") > 2 or value.count(",") > 1):
        found = _SCHOLAR.fullmatch(value)
        return _unmarked(found[1] if found else value)
    return [value]


def _unmarked(value: str) -> list[str]:
    """Names between commas, ` and `, or full stops, where each part is a whole name."""
    if len(value) > _LONGEST:
        return [value]
    pairs = _PAIRS.findall(value)
    if len(pairs) > 1 and _PAIRS.sub("", value).strip(" ,.&").casefold() in (*_NOTHING, "and"):
        return pairs
    parts = _AND.split(value)
    if len(parts) > 1:
        alike = all("," in part for part in parts) or all(_whole(part) for part in parts)
        listed = [*parts[0].split(", "), *parts[1:]]
        several = len(parts) == 2 and len(listed) > 2 and _alike(listed)
        if alike:
            return [name for part in parts for name in _by_commas(part)]
        if several:
            return listed
        return [value]
    if value.endswith(".") and len(parts := _SENTENCES.split(value)) > 1:
        names = [part if part.endswith(".") else part + "." for part in parts]
        if all(_NAME_INITIALS.fullmatch(name) for name in names):
            return names
    return _by_commas(value)


def _by_commas(value: str) -> list[str]:
    """`A B, C D, E F` or `Alpha A, Beta B`; one name for anything else."""
    parts = [part.strip() for part in value.split(",") if part.strip()]
    return parts if len(parts) > 1 and _alike(parts) else [value]


def _alike(parts: list[str]) -> bool:
    """Whether all parts are whole names: with initials, or three and more with a space inside."""
    kept = [part for part in parts if part.casefold() not in _NOTHING]
    return (
        all(_NAME_INITIALS.fullmatch(part) for part in kept)
        or all(_INITIALS_NAME.fullmatch(part) for part in kept)
        or (len(kept) > 2 and all(" " in part and not _GROUP.search(part) for part in kept))
    )


def _whole(part: str) -> bool:
    """Whether a part without comma is a person's name: initials and surname, in any order."""
    return bool(_NAME_INITIALS.fullmatch(part) or _INITIALS_NAME.fullmatch(part))
