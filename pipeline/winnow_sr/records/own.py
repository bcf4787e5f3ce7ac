"""What winnow writes beside a record in an export, and how it is read back.

In RIS every item is a line `N1  - winnow NAME: VALUE`, in a table a column NAME. A review that was
exported and exported again holds several sets in one RIS entry: each begins with the item `export`,
and only the last counts. A value that is no plain line (a note of several lines) is written as a
JSON text in quotes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence

import msgspec

from winnow_sr.records.exporters import folded
from winnow_sr.records.model import Record
from winnow_sr.records.ris_lines import MARK
from winnow_sr.vocabulary import STAGES, VERDICTS

FORM = "winnow 2"
"""Value of `export`, the first item: raised when what is written means something else."""

Items = list[tuple[str, str]]
"""(name, value), in the order written."""


class OwnVote(msgspec.Struct, frozen=True):
    """A verdict as an export states it. resolution: an adjudicator's, which ended a conflict."""

    stage: str
    reader: str
    verdict: str
    reason: str = ""
    note: str = ""
    resolution: bool = False


class OwnNotes(msgspec.Struct, frozen=True, kw_only=True):
    """Everything an export says of a record beside its fields; empty where it says nothing."""

    record: str = ""
    citation: str = ""
    source: str = ""
    lane: str = ""
    status: str = ""
    """The one word for how far its citation came."""
    title_abstract: str = ""
    full_text: str = ""
    reason: str = ""
    """Of an exclusion at the full text: the one that is counted."""
    report: str = ""
    """sought, retrieved, not-retrieved."""
    report_said: str = ""
    put_aside: str = ""
    """awaiting, ongoing."""
    removed: str = ""
    """By automation, or other."""
    removed_because: str = ""
    tags: tuple[str, ...] = ()
    studies: tuple[str, ...] = ()
    votes: tuple[OwnVote, ...] = ()
    """Readers' verdicts in the order of their names, then resolutions, stage by stage."""


PLAIN: tuple[tuple[str, str], ...] = (
    ("record", "record"),
    ("citation", "citation"),
    ("source", "source"),
    ("lane", "lane"),
    ("status", "status"),
    ("title-abstract", "title_abstract"),
    ("full-text", "full_text"),
    ("reason", "reason"),
    ("report", "report"),
    ("report said", "report_said"),
    ("put aside", "put_aside"),
    ("removed", "removed"),
    ("removed because", "removed_because"),
)
"""Name -> attribute, of items that are one text."""
LISTS: tuple[tuple[str, str], ...] = (("tags", "tags"), ("study", "studies"))
_NAMES = frozenset(name for name, _ in (*PLAIN, *LISTS))
_VOTE = re.compile(rf"({'|'.join(STAGES)}) (vote of|resolved by) (.+)")
_LINE = re.compile(rf"{MARK} (.+)", re.DOTALL)
_NOTE_TAGS = frozenset(("n1", "notes", "note", "%z", "researchnotes", "extra"))


def to_items(own: OwnNotes) -> Items:
    """The items to be written, in order; nothing for what is empty."""
    found: Items = [("export", FORM)]
    found += [(name, quoted(str(getattr(own, at)))) for name, at in PLAIN if getattr(own, at)]
    for vote in own.votes:
        who = quoted(vote.reader)
        how, about = ("resolved by", "resolution ") if vote.resolution else ("vote of", "")
        link = "by" if vote.resolution else "of"
        found.append((f"{vote.stage} {how} {who}", vote.verdict))
        for what in ("reason", "note"):
            if said := getattr(vote, what):
                found.append((f"{vote.stage} {about}{what} {link} {who}", quoted(said)))
    for name, attribute in LISTS:
        if values := getattr(own, attribute):
            found.append((name, joined(values)))
    return found


def quoted(text: str) -> str:
    """The text, as JSON where it would not come back as it is."""
    if text == " ".join(text.split(" ")).strip() and text.isprintable() and text[:1] not in "\"'[":
        return text
    made = json.dumps(text, ensure_ascii=False)
    return made if made.isprintable() else json.dumps(text)


def unquoted(text: str) -> str:
    """What `quoted` was given."""
    if text.startswith('"') and text.endswith('"') and len(text) > 1:
        try:
            said = json.loads(text)
        except ValueError:
            return text
        return said if isinstance(said, str) else text
    return text


def joined(values: Sequence[str]) -> str:
    """Several texts as one: with semicolons, or as a JSON list where one has a semicolon."""
    if all(";" not in value and quoted(value) == value for value in values):
        return "; ".join(values)
    return json.dumps(list(values))


def parted(text: str) -> tuple[str, ...]:
    """What `joined` was given."""
    if text.startswith("["):
        try:
            return tuple(str(value) for value in json.loads(text))
        except ValueError:
            pass
    return tuple(part.strip() for part in text.split(";") if part.strip())


def own_notes(record: Record) -> OwnNotes | None:
    """What an earlier export of winnow said of the record; None where it is from elsewhere, or from
    an export that named no readers (before `export` was written)."""
    in_columns = dict(record.fields).get("export") == FORM
    if in_columns and record.format != "ris":
        return from_items(record.fields)
    lines = [
        found[1]
        for tag, value in record.fields
        if (tag.lower() if tag.startswith("%") else folded(tag)) in _NOTE_TAGS
        if (found := _LINE.fullmatch(value)) is not None
    ]
    starts = [place for place, line in enumerate(lines) if line == f"export: {FORM}"]
    if not starts:
        return None
    return from_lines(lines[starts[-1] :])


def from_lines(lines: Sequence[str]) -> OwnNotes:
    """The notes of lines `NAME: VALUE`. A name may hold a colon (a reader's): it is known by the
    verdict at the end of its first line."""
    items: Items = []
    names = set(_NAMES)
    for line in lines:
        name, _, value = line.rpartition(": ")
        if value in VERDICTS and (found := _VOTE.fullmatch(name)) is not None:
            items.append((name, value))
            names |= set(_about(found[1], found[2], found[3]))
    for line in lines:
        close = [name for name in names if line.startswith(f"{name}: ")]
        if close:
            name = max(close, key=len)
            items.append((name, line[len(name) + 2 :]))
    return from_items(items)


def _about(stage: str, how: str, who: str) -> tuple[str, str]:
    """The names of the reason and the note that go with a verdict."""
    if how == "vote of":
        return f"{stage} reason of {who}", f"{stage} note of {who}"
    return f"{stage} resolution reason by {who}", f"{stage} resolution note by {who}"


def from_items(items: Iterable[tuple[str, str]]) -> OwnNotes:
    """The notes of (name, value)s, those of columns among them."""
    said = {name: value for name, value in items if value}
    votes = []
    for name, verdict in said.items():
        found = _VOTE.fullmatch(name)
        if found is not None and verdict in VERDICTS:
            reason, note = _about(found[1], found[2], found[3])
            votes.append(
                OwnVote(
                    stage=found[1],
                    reader=unquoted(found[3]),
                    verdict=verdict,
                    reason=unquoted(said.get(reason, "")),
                    note=unquoted(said.get(note, "")),
                    resolution=found[2] == "resolved by",
                )
            )
    votes.sort(key=lambda vote: (STAGES.index(vote.stage), vote.resolution, vote.reader))
    values: dict[str, object] = {at: unquoted(said.get(name, "")) for name, at in PLAIN}
    values |= {attribute: parted(said.get(name, "")) for name, attribute in LISTS}
    return msgspec.convert(values | {"votes": votes}, OwnNotes)


def is_of_a_reader(name: str) -> bool:
    """Is it the name of an item that tells one reader's verdict, reason or note?"""
    return _READERS.fullmatch(name) is not None


_READERS = re.compile(
    rf"({'|'.join(STAGES)}) (vote of|resolved by|(resolution )?(reason|note) (of|by)) .+"
)
