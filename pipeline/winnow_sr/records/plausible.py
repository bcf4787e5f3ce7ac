"""Whether what was read looks like a database export at all, judged when all of it is read.

A file of one kind read as another gives entries without titles, or one entry in place of many.
Such a file is refused as a whole, since each of its entries would count.
"""

from __future__ import annotations

import re

from winnow_sr.records.format import Sample
from winnow_sr.records.notes import NoteBook, Quarantined

_FEW = 4
"""Entries from which missing titles count."""
_MANY_BROKEN = 20_000
_BETWEEN = tuple(
    re.compile(rf"(?m)^(?:{line})[ \t]*$")
    for line in (
        r"<\s*\d+\s*\.?\s*>",
        r"\d+\.",
        r"Record #?\d+ of \d+",
        r"_{10,}",
        r"TY  - .*",
        r"PMID- ?\d+",
        r"%0 .*",
        r"PT [A-Z]",
        r"@(?!(?i:string|comment|preamble))[A-Za-z]+\{.*",
    )
)
"""Lines that stand at the beginning of each entry in one format or another."""


class Plausibility:
    """Counts what the entries of a file hold."""

    def __init__(self, book: NoteBook, sample: Sample, weak: bool) -> None:
        self.book = book
        self.sample = sample
        self.weak = weak
        """Whether the format is one that much could be taken for: then one entry is enough."""
        self.records = 0
        self.titled = 0
        self.quarantined = 0
        self.broken = 0

    def hopeless(self, entry: Quarantined, records: int) -> bool:
        """Count an entry in quarantine, of which `records` entries were none; whether so many are
        damaged that it is of no use to go on."""
        self.quarantined += 1
        if "a row without" not in entry.reason:
            self.broken += 1
        return self.broken > _MANY_BROKEN and self.broken > 20 * (records + 1)

    def doubt(self) -> str:
        """What speaks against the entries as a whole; empty if nothing does."""
        n = self.records
        if self.broken > _MANY_BROKEN and self.broken > 20 * (n + 1):
            return f"{self.broken:,} entries are damaged and only {n:,} are not"
        if n and self.titled * 2 < n and (n >= _FEW or (self.weak and not self.titled)):
            return f"{n - self.titled:,} of its {n:,} entries have no title"
        if n and self.book.crowded * 2 > n:
            return f"{self.book.crowded:,} of its {n:,} entries have three titles or more"
        if n == 1 and not self.broken:
            found = max(len(line.findall(self.sample.text)) for line in _BETWEEN)
            if found > 2:
                return f"it gave one entry, but {found} lines in it look like starts of entries"
        return ""
