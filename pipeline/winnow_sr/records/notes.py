"""What a reader has to say about a file: the codes of deviations, and the book that keeps them."""

from __future__ import annotations

import msgspec

from winnow_sr.text import one_line

CODES: dict[str, str] = {
    "bad-byte": "a byte that is not valid in the file's encoding; read as Windows-1252",
    "unknown-byte": "a byte that is not valid in the file's encoding; shown as \ufffd",
    "encoding-guessed": "the file does not say in which encoding it is; look whether names and titles are right, else save it as UTF-8. It was read as",
    "mixed-line-ends": "the file mixes line ends (CRLF, CR, LF); all are read as line ends",
    "control-character": "a control character (only the first is noted); kept in the entry, not in the record's text",
    "missing-start": "an entry without its start tag; read as an entry all the same",
    "missing-end": "an entry without its end tag; ended where the next one starts",
    "text-after-end": "text on the line of the end tag; read as if it stood on the next line",
    "loose-tag": "a tag with wrong white space, dash or letter case; read as that tag",
    "wrapped-line": "a line without a tag inside an entry; read as part of the value above",
    "stray-text": "text outside any entry; not part of any record",
    "unknown-tag": "a tag that the format does not know; kept with the entry and exported again",
    "placeholder": "a value that only says there is none; empty in the record, kept with the entry",
    "outside-entry": "lines with tags behind the end of an entry or before any; not part of a record",
    "end-inside": "an end tag inside an entry; read as text, since the entry goes on",
    "early-tags": "tags before the start tag of their entry; read as part of it",
    "other-format": "entries of another format in the same file; read as that",
    "second-title": "a second, different title; the first one is the record's title",
    "second-abstract": "a second abstract or abstract line; joined to the first",
    "impossible-year": "a year that is none; the record has no year, the value is kept",
    "impossible-doi": "a DOI that is none; the record has no DOI, the value is kept",
    "markup": "HTML or XML mark-up or entities in the text; removed from the record's text",
    "repeated-accession": "an accession number that an earlier entry of the file has too",
    "no-title": "an entry without a title",
    "empty-entry": "an entry with nothing in it; quarantined",
    "broken-entry": "an entry that cannot be read; quarantined with its text",
    "short-row": "a row with fewer cells than the header; the missing cells are empty",
    "long-row": "a row with more cells than the header; the cells beyond are kept without a name",
    "repeated-column": "two columns with the same name; both are kept",
    "unclosed-quote": "a quotation mark that is never closed; the row is quarantined",
    "raw-latex": "LaTeX that could not be turned into text; kept as written",
    "macro-too-long": "a macro that grows beyond measure; not put in",
    "too-deep": "elements nested too deeply; the entry is quarantined",
    "exported-by": "whose table this is, by its columns",
    "unmapped-column": "a column with no place in the record; kept with the entry",
    "other-sheet": "a further sheet of the workbook; not read",
    "broken-file": "the file breaks off or is damaged here; what could be read was read",
}
"""Every code a note may carry, with its meaning (docs/formats.md lists the same)."""

KEPT_PER_CODE = 1000
"""Notes of one code that are kept one by one; the rest are counted in one summary."""


class Note(msgspec.Struct, frozen=True):
    """One deviation: the line (from 1; 0: the file as a whole), its code, and plain words."""

    line: int
    code: str
    text: str


class Quarantined(msgspec.Struct, frozen=True):
    """An entry that is no record: its first line, its text as it stands in the file, and why."""

    line: int
    raw: str
    reason: str


def brief(error: BaseException) -> str:
    """What an error of a library says, on one short line."""
    return one_line(str(error) or type(error).__name__, 160)


class NoteBook:
    """Keeps notes in bounded memory: `KEPT_PER_CODE` of a kind, then only their number."""

    def __init__(self) -> None:
        self.notes: list[Note] = []
        self.counts: dict[str, int] = {}
        self.crowded = 0
        """Entries with three titles or more: several in one, most likely."""
        self._once: set[tuple[str, str]] = set()

    def add(self, line: int, code: str, detail: str = "") -> None:
        """Note a deviation; `detail` (shortened) follows the code's own words."""
        count = self.counts.get(code, 0) + 1
        self.counts[code] = count
        if count <= KEPT_PER_CODE:
            text = CODES[code]
            if detail:
                text += ": " + (detail if len(detail) <= 80 else detail[:77] + "...")
            self.notes.append(Note(line, code, text.replace("\n", " ")))

    def once(self, line: int, code: str, detail: str) -> None:
        """As `add`, but only the first time for this code and detail."""
        if (code, detail) not in self._once:
            self._once.add((code, detail))
            self.add(line, code, detail)

    def close(self) -> None:
        """Add one note per code for those that were only counted."""
        for code, count in self.counts.items():
            if count > KEPT_PER_CODE:
                more = f"{count - KEPT_PER_CODE:,} more of this kind, {count:,} in all"
                self.notes.append(Note(0, code, f"{CODES[code]}: {more}"))
