"""Which encoding a file is in: by its mark, by being valid UTF-8, else by charset-normalizer.

What is neither marked nor UTF-8 is never certain: a `Guess` says so, and the reader notes it.
"""

from __future__ import annotations

import codecs
import re
from typing import BinaryIO, NamedTuple

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LATIN = ("cp1252", "cp1250", "cp1254", "mac_roman")
_OTHERS = (
    "gb18030",
    "big5",
    "shift_jis",
    "cp949",
    "euc_jp",
    "cp1251",
    "koi8_r",
    "cp1253",
    "cp1255",
    "cp1256",
)
"""Scripts of their own: their letters stand side by side, not one here and there."""
_NAMES = {
    "cp1250": "windows-1250",
    "cp1251": "windows-1251",
    "cp1252": "windows-1252",
    "cp1253": "windows-1253",
    "cp1254": "windows-1254",
    "cp1255": "windows-1255",
    "cp1256": "windows-1256",
    "cp949": "euc-kr (cp949)",
    "koi8_r": "koi8-r",
    "mac_roman": "mac-roman",
    "shift_jis": "shift-jis",
    "euc_jp": "euc-jp",
}
_CODECS = {name: codec for codec, name in _NAMES.items()}
_HIGH = re.compile(rb"[\x80-\xff]+")
_EVIDENCE = 1 << 15
"""Bytes of lines with letters beyond ASCII that are shown to charset-normalizer."""
_INSIDE = re.compile(
    r"(?<=[a-z])[^\w\s.,;:!?'’‘“”\"()\[\]/&%+*=<>–—·-](?=[a-z])|[\u00b9\u00b2\u00b3\u00bc-\u00be](?=[a-z])"
)
"""A sign between two letters or a raised figure before one: no word has them."""


class Guess(NamedTuple):
    """An encoding, and whether it is certain."""

    name: str
    certain: bool


def codec_of(name: str) -> str:
    """The name by which Python knows an encoding of ours."""
    return _CODECS.get(name, name)


def guess_encoding(sample: bytes) -> Guess:
    """The encoding of a file that starts with `sample`.

    UTF-8 unless most of its bytes beyond ASCII make no sense as UTF-8; UTF-16 without a mark
    shows in its zero bytes; the rest is judged by charset-normalizer.
    """
    for mark, name in _MARKS:
        if sample.startswith(mark):
            return Guess(name, True)
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > max(3, len(sample) / 50) and even < odd / 10:
        return Guess("utf-16-le", False)
    if even > max(3, len(sample) / 50) and odd < even / 10:
        return Guess("utf-16-be", False)
    try:
        codecs.getincrementaldecoder("utf-8")("strict").decode(sample)
        return Guess("utf-8", True)
    except UnicodeDecodeError:
        pass
    high = len(sample) - len(sample.translate(None, bytes(range(128, 256))))
    good = sum(len(c.encode()) for c in sample.decode("utf-8", "ignore") if c > "\x7f")
    if good >= high / 2:
        return Guess("utf-8", True)
    return Guess(_by_letters(sample), False)


def first_letters(stream: BinaryIO, sample: bytes) -> bytes:
    """`sample`, or the first later piece of the file that is not ASCII, if it is ASCII alone.

    `stream` stands behind the sample. At most 256 MB are looked at.
    """
    piece = sample
    for _ in range(256):
        if not piece.isascii() or b"\x00" in piece:
            return piece
        following = stream.read(1 << 20)
        if not following:
            break
        piece = following
    return sample


def _by_letters(sample: bytes) -> str:
    """The encoding that makes the most likely text of the lines with letters beyond ASCII."""
    from charset_normalizer import from_bytes

    text = b"\n".join(line for line in sample.splitlines() if not line.isascii())[:_EVIDENCE]
    text = text[: text.rfind(b"\n")] if text.count(b"\n") > 1 else text
    runs = [len(found) for found in _HIGH.findall(text)]
    dense = sum(n for n in runs if n > 2) > sum(runs) / 2
    try:
        found = from_bytes(text, cp_isolation=list(_OTHERS if dense else _LATIN), threshold=0.5)
        ranked = {match.encoding: (match.chaos, match.coherence) for match in found}
    except Exception:  # whatever a library meets in such bytes, they are read
        ranked = {}
    if dense:
        best = min(
            ranked,
            key=lambda name: (ranked[name][0] + _mixed(text, name), -ranked[name][1]),
            default="cp1252",
        )
    else:
        best = _latin(text, ranked)
    return _NAMES.get(best, best)


def _mixed(text: bytes, name: str) -> float:
    """The share of letters in the rarer of Hangul and Han (no language writes half of each), and of
    letters that are hardly used."""
    letters = [c for c in text.decode(name, "replace") if c > "\u2e7f"]
    hangul = sum("\uac00" <= c <= "\ud7a3" for c in letters)
    han = sum("\u4e00" <= c <= "\u9fff" for c in letters)
    rare = sum(not _encodes(c, _COMMON[name]) for c in letters) if name in _COMMON else 0
    return (min(hangul, han) + 0.5 * rare) / len(letters) if letters else 0.0


_COMMON = {"cp949": "euc_kr", "gb18030": "gb2312"}
"""Encoding -> a smaller one that holds its common letters."""


def _encodes(letter: str, codec: str) -> bool:
    try:
        return len(letter.encode(codec)) == 2
    except UnicodeEncodeError:
        return False


def _latin(text: bytes, ranked: dict[str, tuple[float, float]]) -> str:
    """Among alphabets of Latin letters: the one with fewest signs inside words, then by language.
    Windows-1252 unless another is better."""
    scores = {}
    for name in _LATIN:
        if name not in ranked and name != "cp1252":
            continue
        chaos, coherence = ranked.get(name, (0.0, 0.0))
        signs = len(_INSIDE.findall(text.decode(name, "replace").lower()))
        bonus = 0.01 if name == "cp1252" else 0.0
        scores[name] = (signs, round(chaos, 1), -(coherence + bonus))
    best = min(scores, key=lambda name: scores[name])
    same = text.decode(best, "replace") == text.decode("cp1252", "replace")
    return "cp1252" if same else best
