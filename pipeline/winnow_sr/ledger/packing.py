"""Long columns of numbers as short text: a kept state of 10,000 opens in a millisecond or two."""

from __future__ import annotations

import sys
from array import array
from binascii import a2b_base64, b2a_base64
from collections.abc import Iterable


def pack(numbers: Iterable[int]) -> str:
    """Numbers from 0 to 2^32 - 1 as base64 of four bytes each, lowest first."""
    return b2a_base64(_turned(array("I", numbers)).tobytes(), newline=False).decode()


def unpack(text: str) -> list[int]:
    """What `pack` wrote; ValueError where the text is nothing of the kind."""
    numbers = array("I")
    numbers.frombytes(a2b_base64(text))
    return _turned(numbers).tolist()


def _turned(numbers: array[int]) -> array[int]:
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers
