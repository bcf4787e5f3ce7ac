"""A ledger can grow older: every format ever written opens, verifies and counts as it did."""

from __future__ import annotations

import json
import tarfile
from pathlib import Path

import pytest

from tests.winnow import winnow

HERE = Path(__file__).parent
NAMES = sorted(path.name.removesuffix(".tar.gz") for path in HERE.glob("*.tar.gz"))
DEMO = {
    "database_results": 202,
    "dbr_sought_reports": 37,
    "other_sought_reports": 2,
    "records_screened": 207,
    "records_excluded": 170,
    "total_studies": 22,
    "total_reports": 23,
}
"""What the demo's own tree said; 255 records and 3 duplicates stand in `status`."""


def opened(name: str, folder: Path) -> Path:
    with tarfile.open(HERE / f"{name}.tar.gz") as archive:
        archive.extractall(folder, filter="data")
    return next(folder.iterdir())


def expected(name: str) -> dict[str, object]:
    if name.startswith("demo"):
        return {"boxes": DEMO}
    found: dict[str, object] = json.loads((HERE / f"{name}.json").read_text("utf-8"))
    return found


@pytest.mark.parametrize("name", NAMES)
def test_an_old_ledger_is_intact_and_counts_as_it_did(name: str, tmp_path: Path) -> None:
    review = opened(name, tmp_path)
    said = expected(name)
    intact = winnow("-C", review, "verify", "--json").json
    assert intact["ok"], intact["problems"]
    flow = winnow("-C", review, "prisma", "--json", code=(0, 1)).json
    boxes: dict[str, object] = said["boxes"]  # type: ignore[assignment]
    assert {key: flow["boxes"][key] for key in boxes} == boxes
    if name.startswith("demo"):
        status = winnow("-C", review, "status", "--json").json
        assert (status["records"], status["duplicates"]) == (255, 3)
    if "head" in said:
        assert (intact["head"], intact["events"]) == (said["head"], said["events"])
        assert flow["reasons"] == said["reasons"]


@pytest.mark.parametrize("name", NAMES)
def test_work_goes_on_in_an_old_ledger(name: str, tmp_path: Path) -> None:
    review = opened(name, tmp_path)
    before = winnow("-C", review, "verify", "--json").json["events"]
    row = winnow("-C", review, "records", "--json").json[0]
    winnow(
        "-C", review, "edit", row["record"], "journal", "Elsewhere", "--reason", "x", "--as", "ana"
    )
    after = winnow("-C", review, "verify", "--json").json
    assert (after["ok"], after["events"]) == (True, before + 1)
    winnow("-C", review, "status")
