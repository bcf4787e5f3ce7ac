"""Which report a PDF belongs to, told by names that people's computers give to files."""

from __future__ import annotations

import pytest

from winnow_sr.review.answers import QueueRow
from winnow_sr.review.pdf_matching import match


def report(citation: str, key: str, title: str, doi: str = "") -> QueueRow:
    return QueueRow(
        citation=citation, key=key, rank=None, score=None, title=title, abstract="", year=2020,
        keywords=[], authors=[], journal="", doi=doi, report="sought", ranking="",
    )  # fmt: skip


REPORTS = [
    report("C000001", "K1", "Warm milk at bedtime for nurses on night shifts", "10.1000/milk.1"),
    report("C000002", "K12", "Malted milk for older adults in care homes", "10.1000/milk.12"),
    report("C000003", "K3", "Malted milk for older adults in care homes", ""),
]


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("C000002.pdf", b"", ["C000002"]),
        ("Smith 2020 K12.pdf", b"", ["C000002"]),
        ("10.1000_milk.1.pdf", b"", ["C000001"]),
        ("doi-10.1000-milk.12.pdf", b"", ["C000002"]),
        ("download(3).pdf", b"/doi (10.1000/milk.1) x", ["C000001"]),
        ("download.pdf", b"see 10.1000/milk.123", []),
        ("Warm Milk at Bedtime for Nurses on Night.pdf", b"", ["C000001"]),
        ("Hill - Warm milk at bedtime for nurses on night shifts.pdf", b"", ["C000001"]),
        ("Malted milk for older adults in care homes.pdf", b"", ["C000002", "C000003"]),
        ("Milk.pdf", b"", []),
        ("", b"", []),
    ],
)
def test_a_file_is_matched_or_asked_about(name: str, content: bytes, expected: list[str]) -> None:
    assert match(name, content, REPORTS).citations == expected
