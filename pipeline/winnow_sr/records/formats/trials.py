"""Registers of trials: WHO ICTRP (XML), ClinicalTrials.gov (JSON)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from winnow_sr.records.format import NONE, Entry, Evidence, Format, Row, Sample, Source
from winnow_sr.records.jsonfiles import JsonKind, read_json
from winnow_sr.records.xmlfiles import XmlKind, read_xml, xml_evidence

ICTRP = (
    Row("Study_type", "kind", "study type"),
    Row("Public_title", "title", "public title"),
    Row("Scientific_title", "title", "scientific title, where there is no public one"),
    Row("Scientific_title", "original_title", "scientific title"),
    Row("Intervention", "abstract", "intervention"),
    Row("Primary_outcome", "abstract", "primary outcome, where there is no intervention"),
    Row("Date_registration3", "year", "date of registration", "year"),
    Row("Date_registration", "year", "date of registration", "year"),
    Row("Date_enrollement", "year", "date of enrolment", "year"),
    Row("TrialID", "registry_number", "trial number", "registry"),
    Row("Main_ID", "registry_number", "trial number", "registry"),
    Row("web_address", "registry_number", "trial number in the address", "registry-address"),
    Row("TrialID", "accession", "trial number"),
    Row("Study_type", "publication_types", "study type"),
    Row("Condition", "keywords", "condition", "semicolons"),
    Row("Source_Register", "source_database", "register"),
    Row("web_address", "urls", "address", "address"),
)
ICTRP_KIND = XmlKind(name="ictrp-xml", rows=ICTRP, entries="Trial")


def ictrp(sample: Sample) -> Evidence:
    return xml_evidence(ICTRP_KIND, sample, r"<TrialID\b")


def read_ictrp(source: Source) -> Iterator[Entry]:
    return read_xml(ICTRP_KIND, source)


_ID = "protocolSection/identificationModule"
_STATUS = "protocolSection/statusModule"
_ABOUT = "protocolSection/descriptionModule"
CTGOV = (
    Row("protocolSection/designModule/studyType", "kind", "study type"),
    Row(f"{_ID}/briefTitle", "title", "brief title"),
    Row(f"{_ID}/officialTitle", "title", "official title, where there is no brief one"),
    Row(f"{_ID}/officialTitle", "original_title", "official title"),
    Row(f"{_ABOUT}/briefSummary", "abstract", "brief summary"),
    Row(f"{_ABOUT}/detailedDescription", "abstract", "description, where there is no summary"),
    Row(
        "protocolSection/contactsLocationsModule/overallOfficials/name",
        "authors",
        "responsible persons",
    ),
    Row(f"{_STATUS}/startDateStruct/date", "year", "start", "year"),
    Row(f"{_STATUS}/studyFirstSubmitDate", "year", "first submitted", "year"),
    Row(f"{_ID}/nctId", "registry_number", "trial number", "registry"),
    Row(f"{_ID}/nctId", "accession", "trial number"),
    Row("protocolSection/designModule/studyType", "publication_types", "study type"),
    Row("protocolSection/conditionsModule/conditions", "keywords", "condition"),
    Row("protocolSection/conditionsModule/keywords", "keywords", "keyword"),
    Row("protocolSection/armsInterventionsModule/interventions/name", "keywords", "intervention"),
)
CTGOV_KIND = JsonKind(name="ctgov-json", rows=CTGOV, lists=("studies", "Studies"))


def ctgov(sample: Sample) -> Evidence:
    if sample.start[:1] not in ("{", "[") or '"protocolSection"' not in sample.text:
        return NONE
    return Evidence(len(re.findall(r'"protocolSection"\s*:', sample.text)), 0.9)


def read_ctgov(source: Source) -> Iterator[Entry]:
    return read_json(CTGOV_KIND, source)


FORMAT = Format(
    name="ictrp-xml",
    title="WHO ICTRP XML",
    written_by="WHO International Clinical Trials Registry Platform",
    rows=ICTRP,
    evidence=ictrp,
    read=read_ictrp,
    sample="layout after exports of 2026 in tests of public readers",
)
CTGOV_FORMAT = Format(
    name="ctgov-json",
    title="ClinicalTrials.gov JSON",
    written_by="ClinicalTrials.gov: download and API, version 2",
    rows=CTGOV,
    evidence=ctgov,
    read=read_ctgov,
    sample="layout of the API, version 2",
    more="Tags are the path from the entry down.",
)
