"""The identities as data, for the form: `left` and `right` are sums of signed keys of the CSV.

A test holds them against `winnow_sr.prisma.checks` on random numbers: one rule, two writers.
"""

from __future__ import annotations

from typing import NamedTuple


class Identity(NamedTuple):
    """Two sums that must be equal, or of which the first may not be larger.

    only: the templates it holds for, by their letters (`2`: with other methods, `U`: updated; '': all).
    layer: only where the two boxes of screening are there (`with`), or are not (`without`).
    """

    id: str
    left: str
    relation: str
    right: str
    only: str = ""
    layer: str = ""

    def as_json(self) -> dict[str, object]:
        """`left` and `right` as lists of [sign, key]."""
        return self._asdict() | {"left": terms(self.left), "right": terms(self.right)}


def terms(text: str) -> list[tuple[int, str]]:
    """`a -b` -> [(1, a), (-1, b)]."""
    return [(-1, t[1:]) if t.startswith("-") else (1, t) for t in text.split()]


_FOUND = "database_results register_results"
_LEFT = f"{_FOUND} -duplicates -excluded_automatic -excluded_other"
_GONE = "duplicates excluded_automatic excluded_other"
IDENTITIES = (
    Identity("A0", "database_specific_results", "list", "database_results"),
    Identity("A0", "register_specific_results", "list", "register_results"),
    Identity("A1", _GONE, "<=", _FOUND),
    Identity("A2", "records_screened", "=", _LEFT, layer="with"),
    Identity("A3", "records_excluded", "<=", "records_screened", layer="with"),
    Identity("A4", "dbr_sought_reports", "=", "records_screened -records_excluded", layer="with"),
    Identity("A4", "dbr_sought_reports", "=", _LEFT, layer="without"),
    Identity("A5", "dbr_assessed", "=", "dbr_sought_reports -dbr_notretrieved_reports"),
    Identity(
        "B2",
        "other_sought_reports",
        "<=",
        "website_results organisation_results citations_results",
        "2",
    ),
    Identity("B3", "other_assessed", "=", "other_sought_reports -other_notretrieved_reports", "2"),
    Identity("C1", "new_reports", "=", "dbr_assessed -dbr_excluded", "1"),
    Identity(
        "C1",
        "new_reports",
        "=",
        "dbr_assessed -dbr_excluded other_assessed -other_excluded",
        "2",
    ),
    Identity("C2", "new_studies", "warn<=", "new_reports"),
    Identity("U1", "total_studies", "=", "previous_studies new_studies", "U"),
    Identity("U2", "total_reports", "=", "previous_reports new_reports", "U"),
    Identity("M1", "total_studies_ma", "<=", "new_studies", "N"),
    Identity("M1", "total_studies_ma", "<=", "total_studies", "U"),
    Identity("M1", "total_reports_ma", "<=", "new_reports", "N"),
    Identity("M1", "total_reports_ma", "<=", "total_reports", "U"),
)
