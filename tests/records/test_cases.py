"""The import cases of ../shared/cases/imports: each file with the value its README expects."""

from __future__ import annotations

from pathlib import Path

import pytest

from winnow_sr.errors import WinnowError
from winnow_sr.records import Parsed, Record, read_export

MELATONIN = "Melatonin for sleep in methadone patients: a randomized trial"
KRATOM = "Kratom and opioid withdrawal: a survey"
CRAVING = "A third dummy paper about craving"


@pytest.fixture(scope="session")
def cases(corpora: Path) -> Path:
    folder = corpora.parent / "cases" / "imports"
    if not folder.is_dir():
        pytest.skip("../shared/cases/imports is not here")
    return folder


EXPECTED: dict[str, tuple[dict[str, object], ...]] = {
    "ovid_tagged.txt": (
        {
            "accession": "2001111111",
            "title": MELATONIN + ".",
            "authors": ("Alpha A.", "Beta B."),
            "journal": "Dummy Journal of Sleep",
            "volume": "12",
            "issue": "3",
            "pages": "45-52",
            "doi": "10.1000/dummy.1",
            "year": 2018,
            "source_database": "Embase",
        },
        {"accession": "2002222222", "title": KRATOM + ".", "authors": ("Gamma G.", "Delta D.")},
        {"accession": "2003333333", "title": CRAVING + ".", "year": 2020, "doi": ""},
    ),
    "ovid_labelled.txt": (
        {
            "accession": "30000001",
            "title": MELATONIN + ".",
            "authors": ("Alpha A", "Beta B"),
            "year": 2018,
            "journal": "Dummy Journal of Sleep",
            "pages": "45-52",
            "abstract": "People on methadone sleep badly. We gave melatonin. They slept better, and so on.",
        },
        {"accession": "30000002", "title": KRATOM + ".", "year": 2019},
    ),
    "embase_vertical.csv": (
        {
            "title": MELATONIN,
            "authors": ("Alpha A.", "Beta B."),
            "year": 2018,
            "pages": "45-52",
            "doi": "10.1000/dummy.1",
            "pmid": "30000001",
            "journal": "Dummy Journal of Sleep",
        },
        {
            "title": KRATOM,
            "authors": ("Gamma G.",),
            "year": 2019,
            "doi": "10.1000/dummy.2",
            "pmid": "",
        },
    ),
    "wos_tab_utf16.txt": (
        {
            "title": MELATONIN,
            "authors": ("Alpha, Ann", "Beta, Ben"),
            "year": 2018,
            "accession": "WOS:000400000000001",
            "pmid": "30000001",
            "pages": "45-52",
        },
        {"title": KRATOM, "authors": ("Gamma, Gus",), "doi": "10.1000/dummy.2"},
    ),
    "lens_na.csv": (
        {"accession": "000-000-000-000-001", "pmid": "", "pmcid": "", "doi": "10.1000/dummy.1"},
        {"accession": "000-000-000-000-002", "keywords": (), "issn": "", "urls": ()},
        {"accession": "000-000-000-000-003", "abstract": "", "doi": "", "year": 2020},
    ),
    "scopus.bib": (
        {"title": MELATONIN, "authors": ("Alpha, A.", "Beta, B."), "doi": "10.1000/dummy.1"},
        {"title": KRATOM, "authors": ("de Gamma, G.",), "year": 2019},
        {"title": CRAVING, "year": 2020},
    ),
    "bepress.enw": (
        {
            "title": MELATONIN,
            "authors": ("Alpha, Ann", "Beta, Ben"),
            "year": 2018,
            "abstract": "People on methadone sleep badly.",
        },
        {
            "title": KRATOM,
            "authors": ("Gamma, Gus",),
            "year": 2019,
            "kind": "Thesis",
            "abstract": "We asked people about kratom.",
        },
        {"title": "Table of Contents", "authors": (), "year": 2020, "abstract": ""},
    ),
    "pmc.txt": (
        {"pmcid": "PMC1000001", "pmid": "30000001", "title": MELATONIN + "."},
        {"pmcid": "PMC1000002", "pmid": "30000002", "title": KRATOM + "."},
        {"pmcid": "PMC1000003", "pmid": "", "authors": ("Epsilon, Eva",), "year": 2020},
    ),
    "latex_garbled.bib": (
        {
            "title": "Skuteczność melatoniny in vivo: 5µg and E. coli naïve p < 0.05",
            "authors": ("Derbis, Romuald", "Bańka, Augustyn", "Council on Sleep and Pain"),
        },
    ),
    "ris_ty_in_middle.ris": (
        {
            "title": MELATONIN,
            "journal": "Dummy Journal of Sleep",
            "authors": ("Alpha, A.", "Beta, B."),
            "abstract": "People on methadone sleep badly.",
            "source_database": "Scopus",
        },
        {"title": KRATOM, "abstract": "We asked people about kratom.", "source_database": ""},
    ),
    "ris_na_semicolon.ris": (
        {
            "authors": ("Alpha, Ann", "Beta, Ben", "de Gamma, Gus"),
            "abstract": "",
            "volume": "",
            "issue": "",
            "pages": "",
            "doi": "",
            "journal": "Dummy Journal of Sleep",
        },
        {"authors": ("Delta, Dan",), "abstract": "", "journal": ""},
    ),
    "noteexpress.net": (
        {
            "title": "褪黑素治疗美沙酮维持患者睡眠障碍的随机试验",
            "authors": ("王一", "李二"),
            "pages": "45-52",
        },
        {"title": "阿片戒断的虚构调查", "authors": ("张三",), "year": 2019},
    ),
    "cnki_endnote_gbk.txt": (
        {"title": "褪黑素治疗美沙酮维持患者睡眠障碍的随机试验", "keywords": ("褪黑素", "美沙酮")},
    ),
    "cyrillic_1251.ris": (
        {"title": "Мелатонин при опиоидной зависимости", "authors": ("Иванов, И.",)},
    ),
    "ovid_trailers_xt_xl.ris": (
        {"title": MELATONIN + ".", "pmid": "30000001", "pages": "45-52"},
        {"title": KRATOM + ".", "pmid": "30000002"},
    ),
    "central.ris": (
        {"journal": "Dummy journal of sleep", "pmid": "30000001", "doi": "10.1000/dummy.1"},
        {"journal": "", "registry_number": "NCT00000001", "accession": "CN-01500002"},
    ),
    "cochrane.csv": (
        {"journal": "Cochrane Database of Systematic Reviews", "accession": "CD001333.PUB5"},
    ),
    "central.csv": (
        {"journal": "Dummy journal of sleep", "accession": "CN-01500001", "pmid": "30000001"},
    ),
    "embase_columns.csv": (
        {
            "pages": "45-52",
            "pmid": "30000001",
            "accession": "2018000001",
            "authors": ("Alpha A.", "Beta B."),
            "keywords": ("melatonin", "methadone", "human", "sleep"),
        },
        {"pages": "1-9", "pmid": "", "authors": ("Gamma G.",)},
    ),
    "ebsco_cinahl.csv": (
        {"year": 2018, "pages": "45-52", "accession": "100000001"},
        {"year": 2019, "pages": "1-9", "authors": ("Gamma, Gus",)},
    ),
    "pubmed_vernacular_title.xml": (
        {"title": "Melatonin för sömn hos metadonpatienter - Inget säkert."},
    ),
    "lilacs.csv": ({"volume": "5", "issue": "1", "source_database": "LILACS", "pages": "1-9"},),
    "na_accession.ris": (
        {"accession": "", "doi": "10.1000/1"},
        {"accession": "", "doi": "10.1000/2"},
    ),
}


def said(record: Record, expected: dict[str, object]) -> dict[str, object]:
    return {name: getattr(record, name) for name in expected}


@pytest.mark.parametrize("name", EXPECTED)
def test_a_case_gives_what_its_readme_expects(cases: Path, name: str) -> None:
    parsed = read_export(cases / name)
    assert not parsed.quarantined
    expected = list(EXPECTED[name])
    assert [said(r, e) for r, e in zip(parsed.records, expected, strict=True)] == expected


def codes(parsed: Parsed) -> set[str]:
    return {note.code for note in parsed.notes}


def test_what_was_not_certain_or_not_there_is_noted(cases: Path) -> None:
    for name in ("cnki_endnote_gbk.txt", "cyrillic_1251.ris"):
        assert "encoding-guessed" in codes(read_export(cases / name))
    for name in ("ris_na_semicolon.ris", "lens_na.csv", "na_accession.ris"):
        assert "placeholder" in codes(read_export(cases / name))
    assert "outside-entry" in codes(read_export(cases / "ovid_trailers_xt_xl.ris"))


def test_a_placeholder_is_still_exported(cases: Path) -> None:
    record = read_export(cases / "ris_na_semicolon.ris").records[0]
    assert ("AB", "NA") in record.fields


def test_json_of_better_bibtex_is_refused_with_the_way_out(cases: Path) -> None:
    with pytest.raises(WinnowError, match=r"JSON of Zotero.*RIS or CSL JSON"):
        read_export(cases / "zotero_betterbibtex.json")
