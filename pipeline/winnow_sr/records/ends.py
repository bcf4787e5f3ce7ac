"""Where the entries of a RIS file really end.

The end tag is `ER  -` on a line of its own. But `ER` also stands for the oestrogen receptor, and
wrapped abstracts have lines that begin with it; so what looks like an end tag and is not written
by the book is judged by what follows it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

HOLD = 8 << 20
"""Characters without an end tag after which entries are cut at start tags."""
MOST = 64 << 20
"""Characters of one entry: more than that is no entry, nor is the file an export."""
_END = re.compile(r"\nER(?:  -|[ \t]*-?[ \t]*(?=\n))")
_LAST_END = re.compile(r"\nER(?:  -|[ \t]*-?[ \t]*(?=\n|\Z))")
FAR = 1 << 14
"""Characters behind a doubtful end that are looked at."""
_TAG = re.compile(r"([A-Z][A-Z0-9]{1,2})[ \t]{1,4}-(?:[ \t]|$)")
_NEXT = re.compile(r"[ \t]*\n\s*TY  - ")
_START = re.compile(r"\s*TY[ \t]{0,4}-")
_FOLLOWING = re.compile(r"\n([ \t]*\n\s*)?([^\n]*)")
_COUNTER = re.compile(r"<?\d+\s*\.?\s*>?|Record #\d+.*|Provider: .*")


class Ends:
    """Finds the ends of entries. content: tags that say something of an entry; titles: those of
    its title."""

    def __init__(self, content: Collection[str], titles: Collection[str]) -> None:
        self.content = content
        self.titles = titles

    def found(self, text: str, final: bool, first: int = 0) -> Iterator[tuple[int, int]]:
        """(start, end) of each end tag from `first` on that ends an entry; one that cannot be
        judged yet, since the text goes on (not `final`), and all behind it are left."""
        for found in (_LAST_END if final else _END).finditer(text, first):
            start, at = found.span()
            if _NEXT.match(text, at):
                yield start, at
                continue
            if not final and len(text) - at < FAR and "\nTY  - " not in text[at:]:
                return
            if self._ends(text, start + 1, at):
                yield start, at

    def _ends(self, text: str, start: int, at: int) -> bool:
        """Whether the end tag at text[start:at] ends the entry."""
        line_end = text.find("\n", at)
        behind = text[at : line_end if line_end >= 0 else len(text)].strip()
        if line_end < 0 or (behind.startswith("TY") and _TAG.match(behind)):
            return True
        following = _FOLLOWING.match(text, line_end)
        first = following[2] if following else ""
        if not first or _COUNTER.fullmatch(first.strip()) or _START.match(first):
            return True
        exact = text.startswith("ER  -", start) and not behind
        blank = bool(following and following[1])
        least = 1
        if exact:
            found = _TAG.match(first)
            if blank or not found or found[1] not in self.content:
                return True
            least = 2
        return not self._goes_on(text[line_end + 1 : line_end + FAR].split("\n"), least)

    def _goes_on(self, lines: list[str], least: int = 1) -> bool:
        """Whether the lines up to the next start or end tag are the rest of an entry: tags that
        say something, at least so many, and no title of an entry of their own."""
        tags = 0
        for line in lines:
            found = _TAG.match(line)
            if not found:
                continue
            if found[1] in ("TY", "ER"):
                return tags >= least and found[1] == "ER"
            if found[1] in self.titles:
                return False
            tags += found[1] in self.content
        return tags >= least
