"""Invented records for the stories of this room."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from winnow_sr.records.model import Record

TITLE = "Melatonin for sleep disturbance during opioid withdrawal in adults"
ABSTRACT = (
    "Background: Poor sleep is common when adults stop taking opioids. We asked whether melatonin "
    "helps. Methods: Sixty invented patients received melatonin or placebo for fourteen nights. "
    "Results: Sleep improved by half an hour. Conclusion: A larger trial is worth its cost."
)
OTHER_ABSTRACT = (
    "Kratom leaves were boiled for tea in nine households. Plasma levels of mitragynine rose within "
    "an hour and fell by the evening; nobody reported withdrawal. Interviews in three villages "
    "describe who drinks, when, why, and what neighbours think about it over the years."
)
_ARTICLE: dict[str, Any] = {
    "title": TITLE,
    "authors": ("Abara, Nwando", "Brandt, Jonas", "Ceesay, Fatou"),
    "year": 2014,
    "journal": "Journal of Imagined Medicine",
    "volume": "12",
    "issue": "3",
    "pages": "101-109",
    "doi": "10.5555/jim.2014.0101",
    "abstract": ABSTRACT,
}


def build(**changes: Any) -> Record:
    """One invented article, with some fields changed (None or '' empties a field)."""
    return Record(**{**_ARTICLE, **changes})


@pytest.fixture(scope="session")
def article() -> Callable[..., Record]:
    """Builds an invented article; keyword arguments change its fields."""
    return build


@pytest.fixture(scope="session")
def other_abstract() -> str:
    """An abstract about something else."""
    return OTHER_ABSTRACT


@pytest.fixture(scope="session")
def abstract() -> str:
    """The abstract of the invented article."""
    return ABSTRACT
