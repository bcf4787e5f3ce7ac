"""Bringing words to a common form: case, accents, Greek, mark-up, translated titles, notes."""

from __future__ import annotations

import re

from winnow_sr.dedupe.folding import fold, words
from winnow_sr.dedupe.marks import PREPRINT_TITLE

_LANGUAGE = (
    "chinese|french|german|spanish|japanese|italian|portuguese|russian|polish|turkish|korean|"
    "dutch|danish|swedish|czech|hungarian|hebrew|persian|norwegian|finnish|croatian|serbian|"
    "ukrainian|english"
)
_IN_LANGUAGE = re.compile(rf"[\[(](?:article )?in (?:{_LANGUAGE})[\])]")
_LANGUAGE_AT_END = re.compile(
    rf"\.\s*[\[(]?(?:{_LANGUAGE})[\])]?\.?$"
    r"|\s*\[(?:review|\d+ refs?|references)\]\.?(?:\s*\[\d+ refs?\]\.?)?$"
)
_NOTE_AT_END = re.compile(
    r"[\[(](?:erratum|errata|corrigendum|correction|comment|reply|see comment|retraction|"
    r"republished|summary for patients|update|original|reprint|conference abstract)"
    r"[^\])]{0,40}(?: appears| in|:|\b).*$"
    r"|\b(?:erratum|corrigendum) appears in.*$"
)
_RETRACTION_MARK = re.compile(
    r"^\W*(?:retracted|withdrawn|removed)(?: article| paper| publication)?\W*(?:[:.\-\]]|\s-)\W*"
    r"|\s*[\[(](?:retracted article|retracted|withdrawn)\b[^\])]*[\])]\W*$"
)
_TRANSLATED = re.compile(r"\s*[\[(]author'?s'? transl(?:ation)?\.?[\])]|\s*[\[(]transl[\])]")
_WHOLLY_BRACKETED = re.compile(r"^\[(.{10,})\][ .]*$")
_SECOND_IN_BRACKETS = re.compile(r"^(.{20,}?)\s*[\[(]([^\])]{20,})[\])][ .]*$")
_ORIGINAL_AFTER_LANGUAGE = re.compile(rf"^(.{{20,}}?)\.\s*(?:{_LANGUAGE})\s+(.{{20,}})$")
_ABSTRACT_LABEL = re.compile(
    r"^(?:abstract|background|objectives?|aims?|purpose|introduction|context|summary|importance|"
    r"methods?|study objective)(?: and [a-z]+)?[ :.\-]+"
)

_WRITTEN = {
    numeral: str(n)
    for words_ in (
        "i ii iii iv v vi vii viii ix x xi xii",
        "one two three four five six seven eight nine ten eleven twelve",
        "first second third fourth fifth sixth seventh eighth ninth tenth",
    )
    for n, numeral in enumerate(words_.split(), 1)
}
_DIGITS = re.compile(r"\d+")


def title_forms(folded: str) -> tuple[str, tuple[str, ...]]:
    """The (folded) title as bare words, and the two halves when it holds original and translation.

    Language notes ("[Chinese]", ". Japanese", "(in German)") and notes about other publications
    ("[Erratum appears in ...]", "RETRACTED:") are cut: one database writes them, another does not.
    """
    text = _IN_LANGUAGE.sub(" ", folded).strip()
    if "preprint" in text:
        text = PREPRINT_TITLE.sub("", text) or text
    if "transl" in text:
        text = _TRANSLATED.sub("", text)
    text = _LANGUAGE_AT_END.sub("", text).strip()
    for note in (_NOTE_AT_END, _RETRACTION_MARK):
        shorter = note.sub("", text).strip()
        if len(shorter) > 20:
            text = shorter
    halves: tuple[str, ...] = ()
    if bracketed := _WHOLLY_BRACKETED.match(text):
        text = bracketed.group(1)
    elif two := _SECOND_IN_BRACKETS.match(text) or _ORIGINAL_AFTER_LANGUAGE.match(text):
        halves = (words(two.group(1)), words(two.group(2)))
    elif " = " in text:
        halves = tuple(words(half) for half in text.split(" = ") if len(half) > 20)
    return words(text), halves


def numerals(title: str) -> tuple[str, ...]:
    """Every number a title names, also written as a Roman numeral or a word, sorted.

    Serial publications (part I and II, 10 mg and 20 mg) differ by nothing else.
    """
    found = _DIGITS.findall(title)
    found += [_WRITTEN[word] for word in title.split() if word in _WRITTEN]
    return tuple(sorted(found)) if found else ()


def abstract_opening(abstract: str) -> str:
    """The first 400 letters or so of an abstract, without its first label; '' when too short.

    Enough to tell one abstract from another, and small enough to keep for a million records.
    """
    text = words(_ABSTRACT_LABEL.sub("", fold(abstract[:640])))[:400]
    return "" if len(text) < 60 or text.startswith("no abstract") else text
