"""The words on the drawing: one small table per language (`en.json`, `fr.json`, ...).

To add a language, copy `en.json`, translate the right-hand sides and keep `{...}` as they are.
"""

from __future__ import annotations

import json
import os
from functools import cache
from typing import Any

from winnow_sr.errors import WinnowError

_HERE = os.path.dirname(__file__)
LANGUAGES: tuple[str, ...] = ("en", "fr", "de", "es", "pt")
SPELLINGS: tuple[str, ...] = ("british", "american")


def words(language: str = "en", spelling: str = "british") -> dict[str, str]:
    """The wording table, keys such as `box.records_screened`. Raises WinnowError if unknown."""
    if language not in LANGUAGES:
        raise WinnowError(f"no wording for language '{language}': use {', '.join(LANGUAGES)}")
    if spelling not in SPELLINGS:
        raise WinnowError(f"no spelling '{spelling}': use {' or '.join(SPELLINGS)}")
    return _table(language, spelling)


@cache
def _table(language: str, spelling: str) -> dict[str, str]:
    with open(os.path.join(_HERE, f"{language}.json"), encoding="utf-8") as file:
        table = _flat(json.load(file))
    american = {k: v for k, v in table.items() if k.startswith("american.")}
    for key in american:
        del table[key]
    if spelling == "american":
        table |= {key.removeprefix("american."): text for key, text in american.items()}
    return table


def _flat(table: dict[str, Any], prefix: str = "") -> dict[str, str]:
    flat: dict[str, str] = {}
    for key, value in table.items():
        if isinstance(value, dict):
            flat |= _flat(value, f"{prefix}{key}.")
        else:
            flat[f"{prefix}{key}"] = str(value)
    return flat


def number(n: int, language: str = "en") -> str:
    """A count as the language groups digits: 1,234 in English, 1.234 in German, 1234 in Spanish
    (which groups from five digits on)."""
    if language == "es" and abs(n) < 10_000:
        return str(n)
    return f"{n:,}".replace(",", words(language)["number.group"])
