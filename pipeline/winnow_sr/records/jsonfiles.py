"""Exports in JSON: lists of objects, each read on its own, its leaves becoming fields.

The path from the entry down is the tag. msgspec cuts the list into its objects without building
them, so that a large file takes little more memory than its text.
"""

from __future__ import annotations

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
    """The entries of a JSON file. Raises `WinnowError` where the file as a whole is damaged."""
    data = _text(source).encode("utf-8", "replace")
    mapper = Mapper(kind.name, kind.rows)
    at, line = 0, 1
    for raw in _objects(kind, source, data):
        piece = bytes(raw)
        place = data.find(piece, at)
        line += data.count(b"\n", at, place)
        at = place
        try:
            found = msgspec.json.decode(piece)
            fields = tuple(_leaves(kind, found, "", 0)) if isinstance(found, dict) else ()
        except (msgspec.MsgspecError, RecursionError, ValueError) as error:
            source.book.add(line, "broken-entry", brief(error))
            yield Quarantined(line, piece[:2000].decode("utf-8", "replace"), brief(error))
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


def _objects(kind: JsonKind, source: Source, data: bytes) -> list[msgspec.Raw]:
    """The text of each entry."""
    try:
        if data[:1] == b"[":
            return msgspec.json.decode(data, type=list[msgspec.Raw])
        whole = msgspec.json.decode(data, type=dict[str, msgspec.Raw])
        for name in kind.lists:
            if name in whole:
                return msgspec.json.decode(whole[name], type=list[msgspec.Raw])
        return [msgspec.Raw(data)]
    except (msgspec.MsgspecError, RecursionError, ValueError) as error:
        raise WinnowError(
            f"{source.path}: the JSON is damaged ({brief(error)}); export the results again"
        ) from error


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
