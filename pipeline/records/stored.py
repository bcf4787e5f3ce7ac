"""The stored form of a record: canonical JSON, and the digest that recognises an entry again."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from dataclasses import fields as dataclass_fields
from operator import attrgetter
from typing import Any

from pipeline.records.model import Record
from pipeline.records.tags import VOLATILE

_NAMES = tuple(f.name for f in dataclass_fields(Record) if f.name != "fields")
_DEFAULTS = {f.name: f.default for f in dataclass_fields(Record)}
_NOTHING: dict[str, tuple[str, ...]] = {}
_CONTROLS = bytes(range(32)) + b"\x7f"
_SHARED = ("title", "abstract")
"""Attributes that are most often one of the values as they stand: long texts are stored once."""
_values = attrgetter(*_NAMES)
_MANY = tuple(name for name in _NAMES if isinstance(_DEFAULTS[name], tuple))


def record_to_json(record: Record) -> str:
    """The record as one line of JSON: keys in fixed order, empty attributes left out.

    `fields` is a flat list: tag, value, tag, value... A title or abstract that is one of these
    values word for word is its place in that list. Lossless with `record_from_json`. The text can
    always be stored: control characters are escaped, and so is everything beyond ASCII where the
    record holds half a surrogate pair.
    """
    # The same as `json.dumps(_stored(record), ensure_ascii=False, separators=(",", ":"))`, three
    # times as fast: put together with U+007F for the quotation marks, then escaped in one go.
    flat = [part for pair in record.fields for part in pair]
    marks = 0
    pieces: list[str] = []
    if flat:
        pieces.append("\x7ffields\x7f:[\x7f" + "\x7f,\x7f".join(flat) + "\x7f]")
        marks = 2 + 2 * len(flat)
    for name, value in zip(_NAMES, _values(record), strict=True):
        if not value and value == _DEFAULTS[name]:
            continue
        if name in _SHARED and value in flat:
            value = flat.index(value)
        if isinstance(value, str):
            pieces.append(f"\x7f{name}\x7f:\x7f{value}\x7f")
            marks += 4
        elif isinstance(value, tuple):
            pieces.append(f"\x7f{name}\x7f:[\x7f" + "\x7f,\x7f".join(value) + "\x7f]")
            marks += 2 + 2 * len(value)
        else:
            pieces.append(f"\x7f{name}\x7f:{value}")
            marks += 2
    text = ",".join(pieces)
    try:
        raw = text.encode()
    except UnicodeEncodeError:
        return json.dumps(_stored(record), separators=(",", ":"))
    if len(raw.translate(None, _CONTROLS)) != len(raw) - marks:
        return json.dumps(_stored(record), ensure_ascii=False, separators=(",", ":"))
    if "\\" in text:
        text = text.replace("\\", "\\\\")
    if '"' in text:
        text = text.replace('"', '\\"')
    return "{" + text.replace("\x7f", '"') + "}"


def document(record: Record) -> dict[str, Any]:
    """The record for other programs: every attribute that is not empty, in full."""
    flat = [part for pair in record.fields for part in pair]
    found: dict[str, Any] = {"fields": flat} if flat else {}
    for name, value in zip(_NAMES, _values(record), strict=True):
        if value != _DEFAULTS[name]:
            found[name] = value
    return found


def _stored(record: Record) -> dict[str, Any]:
    """What the stored form says, as JSON knows it."""
    found = document(record)
    flat = found.get("fields", ())
    for name in _SHARED:
        if name in found and found[name] in flat:
            found[name] = flat.index(found[name])
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
    flat = [part for pair in record.fields for part in pair]
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
    elif "\n" in text or "\t" in text:
        text = "".join(text.split())
    else:
        text = text.replace(" ", "")
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
