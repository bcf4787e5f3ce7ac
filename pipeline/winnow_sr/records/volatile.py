"""What changes in an entry from one export to the next: left out of the digest of its content."""

from __future__ import annotations

VOLATILE: dict[str, dict[str, tuple[str, ...]]] = {
    "ris": {
        "Y2": ("",),
        "ID": ("",),
        "N1": ("Export Date", "Cited By", "ASReview_", "winnow"),
        "ER": ("",),
    },
    "wos": dict.fromkeys(("DA", "TC", "Z9", "NR", "U1", "U2", "HC", "HP"), ("",)),
    "nbib": {"LR": ("",), "STAT": ("",)},
    "enw": {},
    "ovid-tagged": {"XL": ("",), "UP": ("",)},
    "ictrp-xml": {"Export_date": ("",), "Internal_Number": ("",), "Last_Refreshed_on": ("",)},
}
"""Format -> tag -> beginnings of values that change from one export of an entry to the next."""
VOLATILE["ciw"] = VOLATILE["wos"]
