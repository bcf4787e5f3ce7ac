"""Which records are studies that the protocol names as known."""

from __future__ import annotations

from winnow_sr.protocol.plan import KnownStudy
from winnow_sr.protocol.searching.checking import is_study, known_among
from winnow_sr.records.model import Record

STUDIES = (
    KnownStudy("Peles 2007", doi="10.1111/J.1360-0443.2007.02007.x"),
    KnownStudy("Ghaderi 2019", pmid="29949232"),
    KnownStudy("Nobody"),
)
RECORDS = (
    Record(title="Another"),
    Record(title="Peles", doi="10.1111/j.1360-0443.2007.02007.X"),
    Record(title="Ghaderi", pmid="29949232"),
    Record(title="Ghaderi by accession number", accession="29949232"),
    Record(title="Another one", doi="10.1/x", pmid="29949233", accession="A1"),
)


def test_known_studies_are_found_by_doi_or_number_as_one_by_one() -> None:
    assert known_among(RECORDS, STUDIES) == [1, 2, 3]
    assert known_among(RECORDS, STUDIES) == [
        i for i, record in enumerate(RECORDS) if any(is_study(record, s) for s in STUDIES)
    ]


def test_a_study_without_ids_is_nobody() -> None:
    assert known_among(RECORDS, (KnownStudy("Nobody"),)) == []
