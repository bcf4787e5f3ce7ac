"""The stored form of a record: canonical JSON, and the digest that recognises an entry again."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from dataclasses import fields as dataclass_fields
from typing import Any

from pipeline.records.model import Record
from pipeline.records.tags import VOLATILE

_NAMES = tuple(f.name for f in dataclass_fields(Record) if f.name != "fields")
_DEFAULTS = {f.name: f.default for f in dataclass_fields(Record)}
_MANY = tuple(name for name in _NAMES if isinstance(_DEFAULTS[name], tuple))


def record_to_json(record: Record) -> str:
    """The record as one line of JSON: keys in fixed order, empty attributes left out.

    `fields` is a flat list: tag, value, tag, value... Lossless with `record_from_json`. The text
    can always be stored: zero bytes are escaped, and so is everything beyond ASCII where the
    record holds half a surrogate pair.
    """
    text = json.dumps(document(record), ensure_ascii=False, separators=(",", ":"))
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            return json.dumps(document(record), separators=(",", ":"))
    return text


def document(record: Record) -> dict[str, Any]:
    """The record as what JSON holds."""
    flat: list[str] = []
    for pair in record.fields:
        flat += pair
    found: dict[str, Any] = {"fields": flat} if flat else {}
    for name in _NAMES:
        value = getattr(record, name)
        if value != _DEFAULTS[name]:
            found[name] = value
    return found


def record_from_json(text: str) -> Record:
    """The record that `record_to_json` wrote. Keys it does not know are ignored."""
    document = json.loads(text)
    flat = iter(document.pop("fields", ()))
    known = {name: document[name] for name in _NAMES if name in document}
    for name in _MANY:
        if name in known:
            known[name] = tuple(known[name])
    return Record(fields=tuple(zip(flat, flat, strict=True)), **known)


def content_digest(record: Record) -> str:
    """32 hexadecimal digits that are the same for the same entry exported again.

    Of the fields only, in NFC with white space folded: line, file and encoding do not matter, nor
    what changes with the day of the export (`tags.VOLATILE`).
    """
    volatile = VOLATILE.get(record.format, {})
    parts = [
        f"{tag}\x1e{value}"
        for tag, value in record.fields
        if tag not in volatile or not value.startswith(volatile[tag])
    ]
    text = "\x1f".join(parts)
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    if "  " in text or "\n" in text or "\t" in text or not text.isascii():
        text = "\x1f".join([" ".join(part.split()) for part in text.split("\x1f")])
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
