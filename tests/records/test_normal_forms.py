"""Normal forms: the same thing written differently is the same; different things stay different."""

from __future__ import annotations

import pytest

from winnow_sr.records import normalise_doi, normalise_title, plain_text


@pytest.mark.parametrize(
    "written",
    [
        "10.1016/J.AddBeh.2022.107538", "https://doi.org/10.1016/j.addbeh.2022.107538",
        "http://dx.doi.org/10.1016/j.addbeh.2022.107538", "doi: 10.1016/j.addbeh.2022.107538.",
        "10.1016/j.addbeh.2022.107538 [doi]", "10.1016%2fj.addbeh.2022.107538",
        "(10.1016/j.addbeh.2022.107538)", "<a>10.1016/j.addbeh.2022.107538</a>",
    ],
)  # fmt: skip
def test_one_doi_in_all_its_forms(written: str) -> None:
    assert normalise_doi(written) == "10.1016/j.addbeh.2022.107538"


@pytest.mark.parametrize(
    "doi",
    [
        "10.1002/(sici)1097-4571(199806)49:8<693::aid-asi4>3.0.co;2-o",
        "10.1016/s0140-6736(05)66912-7", "10.1000/456#789", "10.31234/osf.io/fu4mj",
    ],
)  # fmt: skip
def test_unusual_but_valid_dois_stay_whole(doi: str) -> None:
    assert normalise_doi(doi) == doi
    assert normalise_doi(doi.replace("<", "&lt;").replace(">", "&gt;")) == doi


@pytest.mark.parametrize("no_doi", ["", "Article", "10.1", "10 1016/abc", "10.1016/", "110.10/2"])
def test_what_is_no_doi_gives_nothing(no_doi: str) -> None:
    assert normalise_doi(no_doi) == ""


def test_titles_compare_without_accents_case_markup_and_punctuation() -> None:
    title = "melatonin 5 mg a cafe study of co2"
    assert normalise_title("Melatonin (5\u00a0mg): a Café study of CO<sub>2</sub>.") == title
    assert normalise_title("MELATONIN 5 mg &ndash; a cafe\u0301 study of CO\u2082") == title
    assert normalise_title("Платформенная занятость.") == "платформенная занятость"
    assert normalise_title("睡眠の研究") == "睡眠の研究"
    assert normalise_title("Study 1") != normalise_title("Study 2")


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("p<0.05 and x>3", "p<0.05 and x>3"),
        ("a <b and c> d", "a <b and c> d"),
        ("R&D; AT&T", "R&D; AT&T"),
        ("&amp;lt;i&amp;gt;in vivo&amp;lt;/i&amp;gt;", "in vivo"),
        ('<p class="x">One</p><p>Two</p>', "One Two"),
        ("<jats:p>Text <jats:italic>here</jats:italic></jats:p>", "Text here"),
        ("zero\u200bwidth\ufeff and\u00a0hard", "zerowidth and hard"),
        ("&#xd800;&#0;", "\ufffd\ufffd"),
    ],
)
def test_plain_text_takes_out_markup_and_nothing_else(written: str, plain: str) -> None:
    assert plain_text(written) == plain
    assert plain_text(plain) == plain
