"""Mutated and spliced files: never a traceback, and every entry is accounted for."""

from __future__ import annotations

import importlib.util
import random
import re
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from winnow_sr.errors import WinnowError
from winnow_sr.records import (
    CODES,
    content_digest,
    earlier_decisions,
    read_export,
    record_from_json,
    record_to_json,
    write_export,
)

_spec = importlib.util.spec_from_file_location("samples", Path(__file__).with_name("samples.py"))
assert _spec
assert _spec.loader
samples = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(samples)

SEEDS = {name: text.encode() for name, text in samples.BY_FORMAT.items()}
FILES = [text.encode(code) for text in samples.BY_FORMAT.values() for code in ("utf-8", "utf-16")]
PIECES = [
    b"\nER  - \n", b"\nTY  - JOUR\n", b"\r", b"\r\n", b"\n\n", b"\x00", b"\xff\xfe", b"\xe9", b"\"", b"{",
    b"}", b"<record>", b"</record>", b"&nbsp;", b"&#xd800;", b"&lt;p&gt;", b",", b"\t", b"\nPMID- 1\n",
    b"\nPT J\n", b"\nEF\n", b"@article{", b"\xef\xbb\xbf", b"ER", b"  - ", b"\xe2\x80\xa8", b"=1+1",
]  # fmt: skip


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """One to three files, cut, repeated and joined, with bytes changed and pieces put in."""
    data = b""
    for _ in range(draw(st.integers(1, 3))):
        part = draw(st.sampled_from(FILES))
        start = draw(st.integers(0, len(part) - 1)) if draw(st.booleans()) else 0
        data += part[start:] * draw(st.integers(1, 2))
    for _ in range(draw(st.integers(0, 6))):
        at = draw(st.integers(0, len(data)))
        cut = draw(st.integers(0, 4))
        data = data[:at] + draw(st.sampled_from(PIECES) | st.binary(max_size=3)) + data[at + cut :]
    return data


def check(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export.txt"
        path.write_bytes(data)
        try:
            parsed = read_export(path, even_so=True)
        except WinnowError as error:
            assert "\n" not in str(error)  # noqa: PT017
            return
        assert parsed.entries == len(parsed.records) + len(parsed.quarantined) > 0
        assert {note.code for note in parsed.notes} <= set(CODES)
        if parsed.format == "ris" and parsed.encoding.startswith("utf-8"):
            text = re.sub("\r\n?", "\n", data.decode("utf-8", "replace"))
            inside = sum(note.code in ("end-inside", "other-format") for note in parsed.notes)
            assert parsed.entries + inside >= len(re.findall(r"(?m)^ER  -", text))
        for record in parsed.records:
            stored = record_to_json(record)
            stored.encode()
            assert record_from_json(stored) == record
            content_digest(record)
            earlier_decisions(record)
            assert "\x00" not in record.title + record.abstract
        write_export(
            [(record, [("note", "x")]) for record in parsed.records], path.with_suffix(".ris")
        )
        if parsed.records:
            again = read_export(path.with_suffix(".ris"), format="ris", even_so=True)
            assert again.entries == len(parsed.records)
            assert not again.quarantined


def test_zero_bytes_do_not_make_our_export_a_binary_file() -> None:
    check("\ufeffTitle\tPage end\tDOI\nSleep\t{}\t10.5555/x\n".format("\0" * 20).encode())


def mutated(data: bytes, rng: random.Random) -> bytes:
    """The file with bytes changed, cut out, repeated, joined with others or their lines shuffled."""
    for _ in range(rng.choice((1, 1, 2, 3, 6))):
        at = rng.randrange(len(data) + 1)
        other = rng.choice(list(SEEDS.values()))
        data = rng.choice(
            (
                data[:at] + bytes(rng.randrange(256) for _ in range(3)) + data[at + 3 :],
                data[:at] + data[at + rng.choice((1, 5, 50)) :],
                data[:at] + data[at : at + 200] * 3 + data[at:],
                data[:at] + rng.choice(PIECES) + data[at:],
                data[:at] + other[rng.randrange(len(other)) :] + data[at:],
                data[:at],
                b"\n".join(rng.sample(lines := data.split(b"\n"), len(lines))),
                data.decode("utf-8", "replace").encode(
                    rng.choice(("utf-16", "utf-16-le", "utf-8-sig"))
                ),
            )
        )
    return data


@pytest.mark.parametrize("name", SEEDS)
def test_mutated_files_of_every_format_are_read_or_refused(name: str) -> None:
    rng = random.Random(name)
    for _ in range(100):
        check(mutated(SEEDS[name] * rng.choice((1, 3)), rng))


@settings(
    max_examples=250, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck)
)
@given(damaged())
def test_damaged_files_are_read_or_refused(data: bytes) -> None:
    check(data)


@pytest.mark.slow
@settings(
    max_examples=3_000, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck)
)
@given(damaged())
def test_thousands_of_damaged_files_are_read_or_refused(data: bytes) -> None:
    check(data)
