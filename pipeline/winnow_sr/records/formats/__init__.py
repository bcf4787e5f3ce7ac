"""The formats that are read: one module per family, each a table of tags and a few hooks.

`FORMATS` holds them by name, in the order in which equal evidence is settled; `register` takes
another one.
"""

from __future__ import annotations

from winnow_sr.records.format import FORMATS as FORMATS
from winnow_sr.records.format import register as register
from winnow_sr.records.formats import (
    bibtex,
    csl_json,
    delimited,
    ebsco_xml,
    embase,
    endnote_xml,
    enw,
    eppi_json,
    nbib,
    noteexpress,
    ovid,
    ovid_xml,
    proquest,
    pubmed_xml,
    refworks,
    ris,
    trials,
    winnow_jsonl,
    wos,
)

for _format in (
    ris.FORMAT,
    nbib.FORMAT,
    wos.FORMAT,
    wos.CIW,
    enw.FORMAT,
    ovid.FORMAT,
    ovid.LABELLED_FORMAT,
    refworks.FORMAT,
    noteexpress.FORMAT,
    proquest.FORMAT,
    bibtex.FORMAT,
    endnote_xml.FORMAT,
    pubmed_xml.FORMAT,
    trials.FORMAT,
    ebsco_xml.FORMAT,
    ovid_xml.FORMAT,
    embase.XML,
    trials.CTGOV_FORMAT,
    csl_json.FORMAT,
    eppi_json.FORMAT,
    winnow_jsonl.FORMAT,
    embase.FORMAT,
    delimited.CSV,
    delimited.TSV,
    delimited.XLSX,
):
    register(_format)
