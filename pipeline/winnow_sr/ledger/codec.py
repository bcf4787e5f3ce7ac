"""Events as the store holds them, and back: JSON with a version, one line each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import msgspec

from winnow_sr.errors import WinnowError
from winnow_sr.ledger.events import KIND_OF, KINDS, Event
from winnow_sr.ledger.upcasts import lifted

_VERSION = re.compile(r'\{"v":(\d{1,9})[,}]')


class StoredEvent(NamedTuple):
    """One event as stored: `payload` is the JSON text that the hash covers."""

    seq: int
    at: str
    actor: str
    actor_kind: str
    kind: str
    payload: str
    tool_version: str
    prev_hash: str
    hash: str


class Entry(NamedTuple):
    """One event as it is replayed: what happened, when, by whom, and the hash it leads to."""

    seq: int
    at: str
    actor: str
    event: Event
    hash: str


def encode(event: Event, clock: str = "") -> tuple[str, str]:
    """(kind, payload) of an event: the payload is its fields as JSON, `v` first where the version
    is not 1; `clock` last where the machine's own clock was behind the moment of the event."""
    cls = type(event)
    text = _encoder.encode(event).decode()
    if clock:
        text = f'{text[:-1]}{"," if len(text) > 2 else ""}"clock":"{clock}"}}'
    if cls.version > 1:
        text = f'{{"v":{cls.version},{text[1:]}'
    return KIND_OF[cls], text


_encoder = msgspec.json.Encoder()
_decoders: dict[str, msgspec.json.Decoder[Event]] = {}


def _decoder(kind: str) -> msgspec.json.Decoder[Event]:
    found = _decoders.get(kind)
    if found is None:
        found = _decoders[kind] = msgspec.json.Decoder(KINDS[kind])
    return found


def decode(kind: str, payload: str, seq: int = 0) -> Event:
    """The event that a kind and a payload say. seq: for the message.

    WinnowError for a kind or a version that only a newer winnow knows, and for damage.
    """
    cls = KINDS.get(kind)
    if cls is None:
        raise newer(seq, kind)
    found = _VERSION.match(payload)
    version = int(found[1]) if found else 1
    if version > cls.version:
        raise newer(seq, f"{kind}, version {version}")
    try:
        if version == cls.version:
            return _decoder(kind).decode(payload)
        old = msgspec.json.decode(payload, type=dict[str, object])
        return msgspec.convert(lifted(kind, old, version, cls.version), cls)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise damaged(seq, kind, error) from error


def newer(seq: int, what: str) -> WinnowError:
    """An event from the future."""
    return WinnowError(
        f"event {seq} was written by a newer winnow ({what}): upgrade winnow to open this review; "
        "nothing was changed"
    )


def damaged(seq: int, kind: str, error: Exception) -> WinnowError:
    """An event that does not say what its kind must say."""
    line = " ".join(str(error).split())[:120]
    return WinnowError(
        f"event {seq} ({kind}) is damaged ({line}): run `winnow verify`, restore from a copy"
    )


def entries(stored: Iterable[StoredEvent]) -> Iterator[Entry]:
    """Stored events as `ReviewState.replay` takes them."""
    for seq, at, actor, _, kind, payload, _, _, hash_ in stored:
        yield Entry(seq, at, actor, decode(kind, payload, seq), hash_)
