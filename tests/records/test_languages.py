"""Languages as databases write them."""

from __future__ import annotations

import pytest

from winnow_sr.records.languages import languages


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("eng", ["en"]),
        ("English", ["en"]),
        ("en-GB", ["en"]),
        ("zh_CN", ["zh"]),
        ("fre; eng", ["fr", "en"]),
        ("French (abstract in English)", ["fr"]),
        ("Spanish and Portuguese", ["es", "pt"]),
        ("ger/deu", ["de"]),
        ("Klingon.", ["klingon"]),
        ("", []),
        (" ; ", []),
    ],
)
def test_names_and_codes_are_one(text: str, codes: list[str]) -> None:
    assert languages(text) == codes
