"""The sentences under the drawing, as ids and numbers; the wording tables hold the words."""

from __future__ import annotations

from collections.abc import Mapping

from winnow_sr.prisma.classify import Tally
from winnow_sr.prisma.flow import UNFINISHED
from winnow_sr.prisma.flow_parts import Breakdown, Note, Tail
from winnow_sr.prisma.wording import number, words

GAP = ("already_in_databases", "copies", "excluded", "unread", "removed", "open")
"""Why a record identified by other methods was not sought (spec B2), in printing order."""


def flow_notes(
    tail: Tail, tally: Tally, more: Breakdown, unfinished: Mapping[str, int], stop: str = ""
) -> tuple[Note, ...]:
    """The notes a flow from a ledger needs: conventions used, rules applied, what is left.

    stop: label of the declared stop, told where it left something unread.
    """
    notes = breakdown_notes(tail, more, unfinished)
    if stop and more.unread:
        notes.append(Note(f"stopped_{stop.replace(' ', '_').replace('-', '_')}", {}))
    cross = tally.n("other_gap:already_in_databases")
    if cross:
        notes.append(Note("cross_lane", {"n": cross}))
    gap = {part: tally.n(f"other_gap:{part}") for part in GAP}
    if any(gap.values()):
        notes.append(Note("other_gap", {"n": sum(gap.values()), **gap}))
    skipped = tally.n("sought_without_screening")
    if skipped:
        notes.append(Note("not_screened", {"n": skipped}))
    return tuple(notes)


def breakdown_notes(tail: Tail, more: Breakdown, unfinished: Mapping[str, int]) -> list[Note]:
    """The notes that follow from the numbers alone."""
    left = {key: unfinished.get(key, 0) for key in UNFINISHED}
    notes = [Note("interim", left)] if any(left.values()) else []
    counts = {
        f"tail_{tail}": more.unread,
        "awaiting": more.dbr_awaiting + more.other_awaiting,
        "ongoing": more.dbr_ongoing + more.other_ongoing,
    }
    notes += [Note(name, {"n": n}) for name, n in counts.items() if n]
    for adjustment in (more.dbr_adjustment, more.other_adjustment):
        if adjustment:
            which = "more_reports" if adjustment > 0 else "fewer_reports"
            notes.append(Note(which, {"n": abs(adjustment)}))
    if more.dropped_studies or more.dropped_reports:
        dropped: dict[str, int | str] = {
            "studies": more.dropped_studies,
            "reports": more.dropped_reports,
        }
        notes.append(Note("dropped", dropped))
    return notes


def note_text(note: Note, language: str = "en", spelling: str = "british") -> str:
    """The sentence in a language. A note with parts lists those that are not 0."""
    table = words(language, spelling)
    values = {
        key: number(value, language) if isinstance(value, int) else value
        for key, value in note.values.items()
    }
    parts = [
        f"{table[f'{note.id}.{key}']} {values[key]}"
        for key, value in note.values.items()
        if value and f"{note.id}.{key}" in table
    ]
    return table[f"note.{note.id}"].format(**values, parts="; ".join(parts))
