"""The stored form of a record: canonical JSON, and the digest that recognises an entry again."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import fields as dataclass_fields
from itertools import chain
from operator import attrgetter
from typing import Any

from winnow_sr.records.model import Record
from winnow_sr.records.tags import VOLATILE

_NAMES = tuple(f.name for f in dataclass_fields(Record) if f.name != "fields")
_DEFAULTS = {f.name: f.default for f in dataclass_fields(Record)}
_NOTHING: dict[str, tuple[str, ...]] = {}
_ESCAPED = bytes(range(32)) + b'"\\'
_SHARED = ("title", "abstract")
"""Attributes that are most often one of the values as they stand: long texts are stored once."""
_EMPTY = tuple(_DEFAULTS[name] for name in _NAMES)
_values = attrgetter(*_NAMES)
_MANY = tuple(name for name in _NAMES if isinstance(_DEFAULTS[name], tuple))


def record_to_json(record: Record) -> str:
    """The record as one line of JSON: keys in fixed order, empty attributes left out.

    `fields` is a flat list: tag, value, tag, value... A title or abstract that is one of these
    values word for word is its place in that list. Lossless with `record_from_json`. The text can
    always be stored: control characters are escaped, and so is everything beyond ASCII where the
    record holds half a surrogate pair.
    """
    # The same as `json.dumps(_stored(record), ensure_ascii=False, separators=(",", ":"))`, but put
    # together as if nothing had to be escaped, which is so for most records, then checked.
    marks = 0
    pieces: list[str] = []
    fields = record.fields
    if fields:
        pieces.append('"fields":["' + '","'.join(chain.from_iterable(fields)) + '"]')
        marks = 2 + 4 * len(fields)
    for name, value in _filled(record):
        if isinstance(value, str):
            if name in _SHARED and (place := _place(value, fields)):
                pieces.append(f'"{name}":{place}')
                marks += 2
            else:
                pieces.append(f'"{name}":"{value}"')
                marks += 4
        elif isinstance(value, tuple):
            pieces.append(f'"{name}":["' + '","'.join(value) + '"]')
            marks += 2 + 2 * len(value)
        else:
            pieces.append(f'"{name}":{value}')
            marks += 2
    text = "{" + ",".join(pieces) + "}"
    try:
        raw = text.encode()
    except UnicodeEncodeError:
        return json.dumps(_stored(record), separators=(",", ":"))
    # What JSON escapes, the text may hold only where we put it.
    if len(raw) - len(raw.translate(None, _ESCAPED)) != marks:
        return json.dumps(_stored(record), ensure_ascii=False, separators=(",", ":"))
    return text


def _place(text: str, fields: tuple[tuple[str, str], ...]) -> int:
    """Where a value stands in the flat list of fields; 0 if it is none of them."""
    place = 1
    for _, value in fields:
        if value == text:
            return place
        place += 2
    return 0


def document(record: Record) -> dict[str, Any]:
    """The record for other programs: every attribute that is not empty, in full."""
    flat = list(chain.from_iterable(record.fields))
    found: dict[str, Any] = {"fields": flat} if flat else {}
    found.update(_filled(record))
    return found


def _filled(record: Record) -> list[tuple[str, Any]]:
    """(name, value) of the attributes that are not empty, but for the fields."""
    values = zip(_NAMES, _values(record), _EMPTY, strict=True)
    return [(name, value) for name, value, empty in values if value != empty]


def _stored(record: Record) -> dict[str, Any]:
    """What the stored form says, as JSON knows it."""
    found = document(record)
    for name in _SHARED:
        if place := _place(found.get(name, ""), record.fields):
            found[name] = place
    return found


def record_from_json(text: str) -> Record:
    """The record that `record_to_json` wrote. Keys it does not know are ignored."""
    found = json.loads(text)
    flat = found.pop("fields", ())
    known = {name: found[name] for name in _NAMES if name in found}
    for name in _MANY:
        if name in known:
            known[name] = tuple(known[name])
    for name in _SHARED:
        if isinstance(known.get(name), int):
            known[name] = flat[known[name]]
    return Record(fields=tuple(zip(flat[::2], flat[1::2], strict=True)), **known)


def content_digest(record: Record) -> str:
    """32 hexadecimal digits that are the same for the same entry exported again.

    Of the fields only, in NFC and without white space: line, file, wrapping and encoding do not
    matter, nor what changes with the day of the export (`tags.VOLATILE`).
    """
    volatile = VOLATILE.get(record.format, _NOTHING)
    flat = list(chain.from_iterable(record.fields))
    if not volatile.keys().isdisjoint(flat[::2]):
        flat = [
            part
            for pair in record.fields
            if pair[0] not in volatile or not pair[1].startswith(volatile[pair[0]])
            for part in pair
        ]
    text = "\x00".join(flat)
    if not text.isascii():
        text = "".join(unicodedata.normalize("NFC", text).split())
    raw = text.encode("utf-8", "surrogatepass").translate(None, b" \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f")
    from hashlib import sha256  # a queue reads records without hashing any

    return sha256(raw).hexdigest()[:32]
