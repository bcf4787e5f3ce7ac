"""Ovid XML: the fields of labelled text as elements `F`, called by their label."""

from __future__ import annotations

from collections.abc import Iterator

from winnow_sr.records.format import Entry, Evidence, Format, Sample, Source
from winnow_sr.records.formats.ovid import LABELLED
from winnow_sr.records.xmlfiles import XmlKind, read_xml, xml_evidence

KIND = XmlKind(name="ovid-xml", rows=LABELLED, entries="record", named={"F": "L"})


def evidence(sample: Sample) -> Evidence:
    return xml_evidence(KIND, sample, r"<F\s[^<>]*\bL=")


def read(source: Source) -> Iterator[Entry]:
    return read_xml(KIND, source)


FORMAT = Format(
    name="ovid-xml",
    title="Ovid XML",
    written_by="Ovid",
    rows=LABELLED,
    evidence=evidence,
    read=read,
    more="Tags are the labels of the fields.",
)
