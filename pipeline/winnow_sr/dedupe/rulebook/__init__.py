"""The rules, in the order they are tried: what forbids a merge before what allows it.

A chapter is about one situation (`KIND`: two kinds of publication; `DOI`: the same DOI; ...). The
first rule that holds decides; a chapter that ends with an unconditional rule lets no pair through
to the next. Each rule's sentence is read by people (`why-same`, the methods text), so it says what
was seen, not how. Numbers are similarities from 0 to 1; docs/dedupe.md says where they come from.
"""

from __future__ import annotations

from winnow_sr.dedupe.rulebook.doi import DOI
from winnow_sr.dedupe.rulebook.kinds import COCHRANE, ENTRY, KIND, RETITLED_PREPRINT
from winnow_sr.dedupe.rulebook.place import PLACE
from winnow_sr.dedupe.rulebook.registrations import REGISTRATION
from winnow_sr.dedupe.rulebook.short import SHORT
from winnow_sr.dedupe.rulebook.title import EXACT, TITLE
from winnow_sr.dedupe.rulebook.words import NUMBERS, WORDS
from winnow_sr.dedupe.rules import DIFFERENT, Chapter

BOOK: tuple[Chapter, ...] = (
    COCHRANE,
    REGISTRATION,
    ENTRY,
    KIND,
    RETITLED_PREPRINT,
    NUMBERS,
    WORDS,
    SHORT,
    DOI,
    EXACT,
    TITLE,
    PLACE,
)

REASONS: dict[str, str] = {
    **{rule.name: rule.reason for chapter in BOOK for rule in chapter.rules},
    DIFFERENT.name: DIFFERENT.reason,
}
"""Rule name -> the reason in words."""
