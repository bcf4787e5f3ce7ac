"""The ways databases write one and the same thing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from winnow_sr.dedupe import names, place, text
from winnow_sr.dedupe.folding import fold, words


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("221-8", ("221", "228", "")),
        ("1341–53", ("1341", "1353", "")),
        ("pp. 12-19.", ("12", "19", "")),
        ("S442-S443", ("442", "443", "s")),
        ("e98734", ("98734", "", "e")),
        ("07-Dec", ("7", "12", "")),
        ("Nov-26", ("11", "26", "")),
        ("2010-2Feb", ("", "", "")),
        ("vii-xiii", ("vii", "xiii", "")),
        ("no pagination", ("", "", "")),
        ("", ("", "", "")),
    ],
)
def test_pages(written: str, read: tuple[str, str, str]) -> None:
    assert place.page_range(written) == read


@pytest.mark.parametrize(
    ("written", "read"),
    [("012", "12"), ("88 Suppl 1", "88"), ("01-Feb", "1"), ("1)", ""), ("", ""), ("UNKNOWN", "")],
)
def test_volumes(written: str, read: str) -> None:
    assert place.volume_number(written) == read


@pytest.mark.parametrize(
    ("journal", "inside"),
    [
        ("Brain Research.1581 ()(pp 117-128) 2014.Date", ("1581", "", "117-128")),
        ("L'Encephale.20 Spec No 4 ()(pp 619-712) 1994", ("20", "Spec No 4", "619-712")),
        ("New Scientist (1971).144 (1953) ()(pp 3) 1994", ("144", "1953", "3")),
        ("PLoS ONE.9 (6) (no pagination) 2014.Article Number: e99.Date", ("9", "6", "e99")),
        ("29 ()(pp 222-226) 2015.Date of Publication: 01 Jan 2015.", ("29", "", "222-226")),
        ("Journal of Imagined Medicine", None),
    ],
)
def test_places_written_into_a_journal_name(
    journal: str, inside: tuple[str, str, str] | None
) -> None:
    assert place.place_in_journal(journal) == inside


def test_volume_and_pages_alone_name_no_journal() -> None:
    assert place.journal_words("29 ()(pp 222-226) 2015.Date of Publication: 01 Jan 2015.") == ()


@pytest.mark.parametrize(
    "written",
    [
        "10.5555/ABC.1",
        "https://doi.org/10.5555/abc.1",
        "doi:10.5555/abc.1.",
        "http://dx.doi.org/10.5555%2Fabc.1",
        "S0016508594002283 [pii];10.5555/abc.1 [doi]",
    ],
)
def test_dois(written: str) -> None:
    assert place.bare_doi(written).startswith("10.5555/abc.1")


@pytest.mark.parametrize(
    ("one", "two", "alike"),
    [
        ("Journal of Imagined Medicine", "J Imagined Med", True),
        ("The Lancet", "Lancet (London, England)", True),
        ("British Medical Journal", "BMJ", True),
        ("Biochim.Biophys.Acta", "Biochimica et biophysica acta", True),
        ("Journal of Sleep Research", "Addiction", False),
        ("Circulation", "Circulation Research", False),
    ],
)
def test_journals(one: str, two: str, alike: bool) -> None:
    similarity = place.journal_similarity(place.journal_words(one), place.journal_words(two))
    assert (similarity >= 0.85) == alike


@pytest.mark.parametrize(
    ("author", "surname"),
    [
        ("Müller-Lüdenscheidt, Karl", "mullerludenscheidt"),
        ("van der Berg AB", "vanderberg"),
        ("Nwando Abara", "abara"),
        ("Smith J. R.", "smith"),
        ("Anonymous", ""),
    ],
)
def test_surnames(author: str, surname: str) -> None:
    assert names.surname(author) == surname


def test_names_turned_round_still_count() -> None:
    one, two = ("Xu, J. M.", "Altenried, Moritz"), ("Jun-Mei, Xu", "Moritz, Altenried")
    alike = names.authors_similarity(names.surnames(one), names.surnames(two), one, two)
    assert alike > 0.55
    strangers = ("Abara, N.", "Brandt, J.")
    other = names.authors_similarity(names.surnames(one), names.surnames(strangers), one, strangers)
    assert other < 0.4


@pytest.mark.parametrize(
    "written",
    [
        "Sleep and Melatonin in the β-Cell.",
        "[Sleep and melatonin in the &#946;-cell]",
        "Sleep and melatonin in the <i>β</i>-cell. [Chinese]",
        "Sleep and melatonin in the beta-cell (author's transl)",
        "Sleep and melatonin in the beta-cell [Erratum appears in Sleep 2015;3:7]",
        "RETRACTED: Sleep and melatonin in the beta-cell",
    ],
)
def test_titles(written: str) -> None:
    assert text.title_forms(fold(written))[0] == "sleep and melatonin in the beta cell"


def test_other_scripts_are_kept() -> None:
    assert words(fold("Платформенная занятость: масштабы")) == ("платформенная занятость масштабы")


def test_numbers_in_titles_are_read_in_any_dress() -> None:
    assert text.numerals("part ii of three trials in 12 rats") == ("12", "2", "3")


@given(st.text())
def test_no_text_breaks_a_normal_form(anything: str) -> None:
    text.title_forms(fold(anything))
    text.abstract_opening(anything)
    place.page_range(anything)
    place.volume_number(anything)
    place.journal_words(anything)
    place.place_in_journal(anything)
    place.bare_doi(anything)
    names.surnames((anything,))
