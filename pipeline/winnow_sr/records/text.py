"""From bytes to text: encodings, line ends, and how far the reading has come."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from winnow_sr.records.encodings import codec_of
from winnow_sr.records.notes import NoteBook

CHUNK = 1 << 20
SAMPLE = 1 << 18

_CONTROLS = bytes(set(range(32)) - {9, 10, 13}) + b"\x7f"


def _windows_1252(byte: int) -> str:
    """The character of a byte; the five that Windows-1252 leaves open are read as Latin-1."""
    try:
        return bytes([byte]).decode("cp1252")
    except UnicodeDecodeError:
        return chr(byte)


_TABLE_1252 = "".join(_windows_1252(byte) for byte in range(256))
_UNESCAPE = {0xDC00 + byte: _TABLE_1252[byte] for byte in range(128, 256)}
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_ESCAPED = re.compile("[\udc80-\udcff]+")


def _decoder(encoding: str) -> codecs.IncrementalDecoder:
    """A decoder that never fails, but for UTF-8: there it is strict, which is faster, up to the first
    bytes that make no sense; then it is made to escape such bytes as U+DC80 to U+DCFF."""
    if encoding == "windows-1252":
        return _Table()
    errors = "strict" if encoding.startswith("utf-8") else "replace"
    return codecs.getincrementaldecoder(codec_of(encoding).removesuffix("-sig"))(errors)


def _is_sound(text: str) -> bool:
    """Whether no byte of the text had to be escaped."""
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


class TextFile:
    """The text of a file in chunks of about a megabyte, line ends as `\\n`.

    `encoding` is the name found; `progress` is (bytes read so far, bytes in all).
    """

    def __init__(self, stream: BinaryIO, size: int, encoding: str, book: NoteBook) -> None:
        self.encoding = encoding
        self.controls = False
        """Whether a control character has been seen in what was read so far."""
        self._stream = stream
        self._size = size
        self._read = 0
        self._book = book

    @classmethod
    def open(cls, path: Path, encoding: str, book: NoteBook) -> TextFile:
        return cls(path.open("rb"), path.stat().st_size, encoding, book)

    @classmethod
    def of_text(cls, text: str, book: NoteBook) -> TextFile:
        data = text.encode("utf-8", "replace")
        return cls(io.BytesIO(data), len(data), "utf-8", book)

    @classmethod
    def of_bytes(cls, data: bytes, encoding: str) -> TextFile:
        return cls(io.BytesIO(data), len(data), encoding, NoteBook())

    @property
    def progress(self) -> tuple[int, int]:
        return self._read, self._size

    def chunks(self) -> Iterator[str]:
        """The text from the start, piece by piece; notes what had to be repaired."""
        inner = _decoder(self.encoding)
        decoder = io.IncrementalNewlineDecoder(inner, translate=True)
        errors = inner.errors
        line = 1
        first = True
        with self._stream as stream:
            while True:
                raw = stream.read(CHUNK)
                self._read += len(raw)
                try:
                    text = decoder.decode(raw, final=not raw)
                except UnicodeDecodeError:
                    inner.errors = "surrogateescape"
                    text = decoder.decode(raw, final=not raw)
                if first:
                    text = text.lstrip("\ufeff")
                    first = False
                if inner.errors == "surrogateescape" and not _is_sound(text):
                    text = self._repaired(text, line)
                elif errors == "replace" and "\ufffd" in text:
                    self._note_replaced(text, line)
                if not self.controls and len(raw.translate(None, _CONTROLS)) != len(raw):
                    self._look_for_controls(text, line)
                if text:
                    yield text
                    line += text.count("\n")
                if not raw:
                    break
        if isinstance(decoder.newlines, tuple):
            self._book.add(0, "mixed-line-ends")

    def _look_for_controls(self, text: str, line: int) -> None:
        """Whether a control byte is one in the text too (in UTF-16 it may be half a character)."""
        found = _CONTROL.search(text)
        if found:
            self.controls = True
            at = line + text.count("\n", 0, found.start())
            self._book.add(at, "control-character", f"U+{ord(found[0]):04X}")

    def _note_replaced(self, text: str, line: int) -> None:
        at = text.index("\ufffd")
        self._book.once(line + text.count("\n", 0, at), "unknown-byte", self.encoding)

    def _repaired(self, text: str, line: int) -> str:
        """The text with each escaped byte as its Windows-1252 character, each line noted once."""
        noted = seen = 0
        for found in _ESCAPED.finditer(text):
            line += text.count("\n", seen, found.start())
            seen = found.start()
            if line != noted:
                self._book.add(line, "bad-byte", found[0].translate(_UNESCAPE))
                noted = line
        return text.translate(_UNESCAPE)

    def lines(self) -> Iterator[str]:
        """The lines of the text without their ends. Only `\\n` ends a line."""
        rest: list[str] = []
        for chunk in self.chunks():
            if "\n" not in chunk:
                rest.append(chunk)
                continue
            parts = ("".join(rest) + chunk).split("\n")
            rest = [parts.pop()]
            yield from parts
        if last := "".join(rest):
            yield last


class _Table(codecs.IncrementalDecoder):
    """Windows-1252 with its five open bytes read as Latin-1: every byte has a character."""

    def decode(self, data: bytes, final: bool = False) -> str:  # type: ignore[override]
        return codecs.charmap_decode(data, "strict", _TABLE_1252)[0]
