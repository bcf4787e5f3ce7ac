"""The stored form of a record: canonical JSON, and the digest that recognises an entry again."""

from __future__ import annotations

import json
import unicodedata
from itertools import chain
from operator import attrgetter
from typing import Any

import msgspec

from winnow_sr.records.model import Record
from winnow_sr.records.volatile import VOLATILE

_NAMES = Record.__struct_fields__[1:]
_values = attrgetter(*_NAMES)
_NOTHING: dict[str, tuple[str, ...]] = {}


class _Stored(msgspec.Struct, omit_defaults=True, gc=False):
    """A record as it is stored: `Record` with its fields in one flat list, and with the place in
    that list for a title or abstract that stands there word for word (long texts are stored once).
    """

    fields: list[str] = []
    line: int = 0
    kind: str = ""
    title: str | int = ""
    original_title: str = ""
    abstract: str | int = ""
    authors: tuple[str, ...] = ()
    year: int | None = None
    journal: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    issn: str = ""
    doi: str = ""
    pmid: str = ""
    pmcid: str = ""
    registry_number: str = ""
    accession: str = ""
    language: str = ""
    publication_types: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    mesh: tuple[str, ...] = ()
    source_database: str = ""
    urls: tuple[str, ...] = ()
    format: str = ""


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(_Stored).decode


def record_to_json(record: Record) -> str:
    """The record as one line of JSON: keys in fixed order, empty attributes left out.

    `fields` is a flat list: tag, value, tag, value... A title or abstract that is one of these
    values word for word is its place in that list. Lossless with `record_from_json`. The text can
    always be stored: control characters are escaped, and so is everything beyond ASCII where the
    record holds half a surrogate pair. The same record gives the same bytes for ever, since
    ledgers carry digests over them.
    """
    flat = list(chain.from_iterable(record.fields))
    stored = _Stored(flat, *_values(record))
    if record.title:
        stored.title = _place(record.title, flat) or record.title
    if record.abstract:
        stored.abstract = _place(record.abstract, flat) or record.abstract
    try:
        return _encode(stored).decode()
    except UnicodeEncodeError:
        return json.dumps(msgspec.to_builtins(stored), separators=(",", ":"))


def _place(text: str, flat: list[str]) -> int:
    """Where a value stands in the flat list of tags and values; 0 if it is none of the values."""
    at = -1
    try:
        while True:
            at = flat.index(text, at + 1)
            if at % 2:
                return at
    except ValueError:
        return 0


def document(record: Record) -> dict[str, Any]:
    """The record for other programs: every attribute that is not empty, in full."""
    flat = list(chain.from_iterable(record.fields))
    found: dict[str, Any] = msgspec.to_builtins(_Stored(flat, *_values(record)))
    return found


def record_from_json(text: str) -> Record:
    """The record that `record_to_json` wrote. Keys it does not know are ignored.

    Raises `ValueError` if the text is no such record.
    """
    try:
        stored = _decode(text)
    except msgspec.ValidationError:
        raise
    except (msgspec.DecodeError, UnicodeEncodeError):
        stored = msgspec.convert(json.loads(text), _Stored)  # half a surrogate pair
    flat = stored.fields
    for name in ("title", "abstract"):
        place = getattr(stored, name)
        if isinstance(place, int):
            setattr(stored, name, flat[place])
    return Record(tuple(zip(flat[::2], flat[1::2], strict=True)), *_values(stored))


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
