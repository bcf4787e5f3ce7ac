"""Values kept beside the ledger to be quicker: believed only where they are whole.

A kept file says what wrote it and carries a digest of its content. It may make an answer quicker,
never different: whatever will be published is computed from the events.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TypeVar

import msgspec

from winnow_sr import __version__

FORMAT = 9
"""Raised whenever the shape or the meaning of something kept changes."""
T = TypeVar("T")


def _head(kind: str) -> bytes:
    return f"winnow-{kind} {FORMAT} {__version__}\n".encode()


def to_kept(kind: str, value: msgspec.Struct) -> bytes:
    """A value as bytes: what wrote it, the digest of the rest, the value as MessagePack."""
    content = msgspec.msgpack.encode(value)
    return _head(kind) + sha256(content).digest() + content


def from_kept(kind: str, data: bytes, cls: type[T]) -> T | None:
    """The value that `to_kept` wrote; None where anything about it is not as it was written."""
    head = _head(kind)
    start = len(head) + 32
    content = data[start:]
    if not data.startswith(head) or sha256(content).digest() != data[len(head) : start]:
        return None
    try:
        return msgspec.msgpack.decode(content, type=cls)
    except (msgspec.MsgspecError, RecursionError):
        return None


class _Basis(msgspec.Struct):
    """The number of the last event that a kept value rests on, under either of its names."""

    seq: int = 0
    basis: int = 0


def kept_head(kind: str, data: bytes) -> int | None:
    """The number of the last event that a kept value knows; None where it is not whole."""
    found = from_kept(kind, data, _Basis)
    return None if found is None else max(found.seq, found.basis)


def of_another_version(kind: str, data: bytes) -> bool:
    """Was a kept value written by another version, which this one does not read?"""
    return data.startswith(f"winnow-{kind} ".encode()) and not data.startswith(_head(kind))
