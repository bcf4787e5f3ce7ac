"""Words of the author's own in a PRISMA2020 CSV: told apart from the package's and from ours."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from winnow_sr.prisma.csv_rows import ROWS, TITLES, row_name
from winnow_sr.prisma.wording import LANGUAGES, SPELLINGS, words

_SPLIT = re.compile(r"\s*\([^()]*\d[^()]*\)$")
"""The bracket in which our export says who excluded how many."""

_UNDRAWN = frozenset(row.key for row in ROWS if not row.word)


def own_wording(texts: Mapping[str, str]) -> tuple[dict[str, str], str]:
    """Of the texts in `boxtext` by row, those that are the author's; and the language of the rest.

    A row that holds the package's default or a wording table's text is ours to word; where most
    are those of one language, that is what the file speaks.
    """
    texts = {row: text for row, text in texts.items() if row not in _UNDRAWN}
    known = {row: _known(row) for row in texts}
    votes: Counter[str] = Counter()
    for row, text in texts.items():
        votes.update(set(known[row].get(_plain(row, text), ())))
    english = votes.pop("en", 0)
    spoken, most = max(votes.items(), key=lambda vote: vote[1], default=("", 0))
    spoken = spoken if most > english and most >= 3 else "en"
    own = {
        row: text
        for row, text in texts.items()
        if _plain(row, text) and spoken not in known[row].get(_plain(row, text), ())
    }
    return own, "" if spoken == "en" else spoken


def _plain(row: str, text: str) -> str:
    if row == "records_excluded":
        text = _SPLIT.sub("", text)
    return " ".join(text.replace("’", "'").split()).strip(" :*").lower()


def _known(row: str) -> dict[str, list[str]]:
    """Known texts of a row, and the languages they are in."""
    found: dict[str, list[str]] = {}
    word = TITLES.get(row, "")
    for entry in ROWS:
        if row_name(entry) == row:
            found.setdefault(_plain(row, entry.text), []).append("en")
            word = entry.word
    if not word:
        return found
    for language in LANGUAGES:
        for spelling in SPELLINGS:
            table = words(language, spelling)
            for ending in ("", "_new", "_updated"):
                if word + ending in table:
                    found.setdefault(_plain(row, table[word + ending]), []).append(language)
    return found
