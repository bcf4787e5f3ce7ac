"""Exports in JSON: lists of objects, each read on its own, its leaves becoming fields.

The path from the entry down is the tag. msgspec cuts the list into its objects without building
them, so that a large file takes little more memory than its text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import msgspec

from winnow_sr.errors import WinnowError
from winnow_sr.records.format import Entry, Row, Source
from winnow_sr.records.mapping import Mapper
from winnow_sr.records.notes import Quarantined, brief

_LARGEST = 256 << 20
"""Characters of a file."""
_DEEPEST = 60


class JsonKind(msgspec.Struct, frozen=True, kw_only=True):
    """What sets one JSON export apart from another."""

    name: str
    rows: tuple[Row, ...]
    lists: tuple[str, ...] = ()
    """Keys of the whole under which the entries may stand; a bare list is always taken."""
    composed: Mapping[str, Callable[[Any], str]] = {}
    """Keys whose objects mean something only as a whole: a name, a date."""


def read_json(kind: JsonKind, source: Source) -> Iterator[Entry]:
    """The entries of a JSON file; a damaged object costs itself. Raises `WinnowError` where no
    list of entries can be made out."""
    data = _text(source).encode("utf-8", "replace")
    mapper = Mapper(kind.name, kind.rows)
    at, line = 0, 1
    for piece in _objects(kind, source, data):
        place = data.find(piece, at)
        line += data.count(b"\n", at, place)
        at = place
        try:
            found = msgspec.json.decode(piece)
            fields = tuple(_leaves(kind, found, "", 0)) if isinstance(found, dict) else ()
        except (msgspec.MsgspecError, RecursionError, ValueError) as error:
            source.book.add(line, "broken-entry", brief(error))
            text = piece[:2000].decode("utf-8", "replace")
            yield Quarantined(line, text, f"the JSON of this entry is damaged: {brief(error)}")
            continue
        if any(value for _, value in fields):
            yield mapper.record(fields, line, source.book)
        else:
            source.book.add(line, "empty-entry")
            text = piece[:2000].decode("utf-8", "replace")
            yield Quarantined(line, text, "an entry without any value")


def _text(source: Source) -> str:
    pieces, size = [], 0
    for chunk in source.lines_of_text.chunks():
        pieces.append(chunk)
        size += len(chunk)
        if size > _LARGEST:
            raise WinnowError(
                f"{source.path}: JSON of more than {_LARGEST >> 20} MB; export the results in parts, "
                "or as CSV"
            )
    return "".join(pieces).strip("\ufeff \n\r\t\x00")


def _objects(kind: JsonKind, source: Source, data: bytes) -> Iterator[bytes]:
    """The text of each entry."""
    try:
        if data[:1] == b"[":
            found = msgspec.json.decode(data, type=list[msgspec.Raw])
        else:
            whole = msgspec.json.decode(data, type=dict[str, msgspec.Raw])
            name = next((name for name in kind.lists if name in whole), "")
            found = (
                msgspec.json.decode(whole[name], type=list[msgspec.Raw])
                if name
                else [msgspec.Raw(data)]
            )
    except (msgspec.MsgspecError, RecursionError, ValueError) as error:
        source.book.add(0, "broken-file", brief(error))
        start = _list_start(kind, data)
        if start < 0:
            raise WinnowError(
                f"{source.path}: the JSON is damaged ({brief(error)}); export the results again"
            ) from error
        yield from _cut(data, start)
        return
    yield from map(bytes, found)


def _list_start(kind: JsonKind, data: bytes) -> int:
    """Where the list of entries begins in a damaged file; -1 if nowhere."""
    if data[:1] == b"[":
        return 1
    names = "|".join(map(re.escape, kind.lists)) or "$^"
    found = re.search(rf'"(?:{names})"\s*:\s*\['.encode(), data)
    return found.end() if found else -1


def _cut(data: bytes, start: int) -> Iterator[bytes]:
    """The objects of a list, each by itself: where one is damaged, the next `}, {` at which a whole
    one begins goes on."""
    text = data.decode("utf-8", "replace")
    decoder = json.JSONDecoder()
    at = len(data[:start].decode("utf-8", "replace"))
    while (at := text.find("{", at)) >= 0:
        try:
            _, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            end = _next_object(text, at)
        yield text[at:end].strip().removesuffix(",").encode()
        at = end


def _next_object(text: str, at: int) -> int:
    """Where the object after the damaged one at `at` begins, by the keys that it begins with."""
    first = re.compile(r'\{\s*"[^"\n]{1,40}"').match(text, at)
    start = (
        re.compile(r"\}\s*(?:,\s*)?(?=" + re.escape(first[0]).replace("\\ ", r"\s*") + ")")
        if first
        else None
    )
    found = start.search(text, at + 1) if start else None
    return found.end() if found else len(text)


def _leaves(kind: JsonKind, value: object, path: str, depth: int) -> Iterator[tuple[str, str]]:
    """(path, text) of everything under a value, in order."""
    if depth > _DEEPEST:
        raise ValueError(f"nested more than {_DEEPEST} deep")
    if isinstance(value, dict):
        composed = kind.composed.get(path)
        if composed and (text := composed(value)):
            yield path, text
        for name, below in value.items():
            yield from _leaves(kind, below, f"{path}/{name}" if path else str(name), depth + 1)
    elif isinstance(value, list):
        for item in value:
            yield from _leaves(kind, item, path, depth + 1)
    elif value is not None and value != "":
        text = str(value).lower() if isinstance(value, bool) else str(value)
        yield path, text.strip()
