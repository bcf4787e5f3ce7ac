"""Checklists: all items, filled only where the ledger knows, and left to the authors elsewhere."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest

from tests.report.conftest import Tea
from winnow_sr.report import prisma2020, prisma_s, traice

Kit = Callable[[str], str]


def items(text: str) -> dict[str, dict[str, str]]:
    return {row["item"]: row for row in csv.DictReader(io.StringIO(text, newline=""))}


def test_the_checklists_have_all_their_items() -> None:
    """27 items with their parts, 16, and 17 of which ten are mandatory (Page 2021, Rethlefsen 2021,
    Holst 2025)."""
    numbers = [i.number for i in prisma2020.ITEMS]
    assert len({n.rstrip("abcdef") for n in numbers}) == 27
    assert len(numbers) == len(set(numbers)) == 42
    assert [i.number for i in prisma_s.ITEMS] == [str(n) for n in range(1, 17)]
    levels = [i.level for i in traice.ITEMS]
    assert len(levels) == 17
    assert [levels.count(x) for x in ("mandatory", "highly recommended", "recommended", "optional")] == [10, 1, 3, 3]  # fmt: skip


def test_synthesis_and_discussion_are_never_filled(kit: Kit) -> None:
    found = items(kit("prisma-2020-checklist.csv"))
    for number in ("12", "13a", "18", "19", "20b", "22", "23a", "23d", "26"):
        assert found[number]["state"] == "to write"
        assert found[number]["reported"] == "To be written by the authors."


def test_a_plan_is_called_a_plan(kit: Kit) -> None:
    found = items(kit("prisma-2020-checklist.csv"))["11"]
    assert found["state"] == "planned"
    assert found["reported"].startswith(
        "RoB 2 will be used. As planned in the protocol; to be confirmed"
    )


def test_the_flow_and_the_exclusions_are_filled_from_the_ledger(kit: Kit) -> None:
    found = items(kit("prisma-2020-checklist.csv"))
    assert found["16a"]["state"] == "filled"
    assert "Included: 2 studies reported in 3 reports." in found["16a"]["reported"]
    assert found["16b"]["reported"].endswith("2 reports.")
    assert found["24a"]["reported"] == "None."
    assert found["24c"]["reported"] == "No amendment has been recorded."


def test_prisma_s_says_what_was_searched_and_what_was_not_recorded(kit: Kit) -> None:
    found = items(kit("prisma-s.csv"))
    assert found["1"]["reported"] == "PubTea (TeaMed)."
    assert found["1"]["state"] == "filled"
    assert found["3"]["state"] == "partly"  # no platform was given for the register
    assert found["13"]["reported"].startswith(
        "PubTea: 2026-05-04; TeaReg: date not recorded (imported "
    )
    assert found["15"]["reported"].startswith("PubTea 10; TeaReg 3; Hand search 3.")
    assert found["10"]["state"] == "to write"
    # the strategy as it was run, its own backticks and all
    assert "````text\ntea OR chai\n```\n#1 AND #2\n````" in kit("prisma-s.md")


def test_traice_tells_people_and_automation_apart(kit: Kit) -> None:
    found = items(kit("prisma-traice.csv"))
    assert found["R1"]["reported"].startswith(
        "Records excluded: 7, by reviewers 7, by automation tools 0."
    )
    assert found["M4"]["reported"] == "No ranking was made so far."
    assert "no generative model" in found["M6"]["reported"]
    assert found["I1"]["state"] == "to write"


def test_a_date_of_the_plan_is_not_taken_for_a_date_of_the_search(begun: Tea) -> None:
    begun.searched()
    out = begun.report()
    again = begun.folder / "more.ris"
    again.write_text("TY  - JOUR\nAN  - K90\nTI  - A later cup of tea\nER  - \n", "utf-8")
    assert items((out / "prisma-s.csv").read_text("utf-8-sig"))["13"]["reported"].startswith(
        "PubTea: 2026-05-04"
    )
    begun.team("add", again, "--source", "PubTea")  # no date: the protocol's `Whenever.` is taken
    found = items((begun.report("two") / "prisma-s.csv").read_text("utf-8-sig"))["13"]["reported"]
    assert found.startswith("PubTea: 2026-05-04; ")
    assert "Whenever" not in found


@pytest.mark.parametrize("name", ["prisma-2020-checklist", "prisma-s", "prisma-traice"])
def test_an_unfinished_review_is_marked_and_nothing_is_final(begun: Tea, name: str) -> None:
    begun.searched()
    text = (begun.report() / f"{name}.md").read_text("utf-8")
    assert "**INTERIM.**" in text
    assert "14 citations not yet screened" in text
