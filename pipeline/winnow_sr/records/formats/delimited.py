"""Tables with a header: CSV, TSV, XLSX. Their rows are in `columns`, found by the header."""

from __future__ import annotations

from winnow_sr.records.format import NONE, Evidence, Format, Sample
from winnow_sr.records.tables import read_table, table_evidence
from winnow_sr.records.workbooks import read_workbook


def csv_evidence(sample: Sample) -> Evidence:
    return table_evidence(sample, "csv")


def tsv_evidence(sample: Sample) -> Evidence:
    return table_evidence(sample, "tsv")


def no_text(sample: Sample) -> Evidence:
    """A workbook is known by its bytes, not by text."""
    return NONE


_WRITTEN = (
    "Scopus, Web of Science, Embase, EBSCO, Cochrane, PubMed, OpenAlex, Dimensions, Lens, Semantic "
    "Scholar, Publish or Perish, LILACS, IEEE, ProQuest, ClinicalTrials.gov, WHO ICTRP, Zotero, "
    "ASReview, Rayyan, Covidence"
)
CSV = Format(
    name="csv",
    title="tables with a header, between commas, semicolons or bars",
    written_by=_WRITTEN,
    evidence=csv_evidence,
    read=read_table,
    sample="layouts after the public files and documents of each exporter below",
)
TSV = Format(
    name="tsv",
    title="tables with a header, between tabs",
    written_by="Web of Science (UTF-8 and UTF-16) and the same",
    evidence=tsv_evidence,
    read=read_table,
    sample="layout after wosfile wos_tab_delimited_win_utf16.txt",
)
XLSX = Format(
    name="xlsx",
    title="workbooks with a header",
    written_by="the same",
    evidence=no_text,
    read=read_workbook,
    sample="as CSV",
)
