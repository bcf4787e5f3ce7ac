"""Checklists that can be submitted: all items, short answers, and what only the authors know left open."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.report.conftest import PROTOCOL, Tea
from tests.winnow import Team, entry, ris
from winnow_sr.report.checklist import ALWAYS, FILLS, OF_KIND, checklist

Kit = Callable[[str], str]
EVERY = (*ALWAYS, *OF_KIND.values())
UNKNOWN = "Not known to winnow."


def items(text: str) -> dict[str, dict[str, str]]:
    return {row["item"]: row for row in csv.DictReader(io.StringIO(text, newline=""))}


def numbers(name: str) -> list[str]:
    return [item.number for item in checklist(name).items]


def test_the_checklists_have_all_their_items() -> None:
    """27 items, 42 with their parts; 12; 16; 17, ten of them mandatory; 17 items, 26 with their parts;
    22; 27 and 5; 27 and 4; 27 of which two were dropped and two are new (the papers of each)."""
    assert len({n.rstrip("abcdef") for n in numbers("prisma-2020-checklist")}) == 27
    assert len(set(numbers("prisma-2020-checklist"))) == 42
    assert numbers("prisma-2020-abstract") == [str(n) for n in range(1, 13)]
    assert numbers("prisma-s") == [str(n) for n in range(1, 17)]
    assert len({n.rstrip("abcd") for n in numbers("prisma-p-checklist")}) == 17
    assert len(set(numbers("prisma-p-checklist"))) == 26
    assert numbers("prisma-scr") == [str(n) for n in range(1, 23)]
    assert sorted(numbers("prisma-nma")) == sorted(
        [*map(str, range(1, 28)), "S1", "S2", "S3", "S4", "S5"]
    )
    assert sorted(numbers("prisma-ipd")) == sorted(
        [*map(str, range(1, 28)), "A1", "A2", "A3", "A4"]
    )
    dropped = {15, 22}
    assert sorted(numbers("prisma-dta")) == sorted(
        [*(str(n) for n in range(1, 28) if n not in dropped), "D1", "D2"]
    )
    levels = [item.level for item in checklist("prisma-traice").items]
    assert len(levels) == 17
    assert [levels.count(x) for x in ("mandatory", "highly recommended", "recommended", "optional")] == [10, 1, 3, 3]  # fmt: skip


@pytest.mark.parametrize("name", EVERY)
def test_every_item_has_its_wording_and_an_answer_that_exists(name: str) -> None:
    found = checklist(name)
    assert found.title
    assert "10." in found.source or "20" in found.source
    for item in found.items:
        assert item.wording.strip()
        assert not item.answer or item.answer in FILLS, item


def test_the_columns_are_those_that_journals_ask_for(kit: Kit) -> None:
    rows = items(kit("prisma-2020-checklist.csv"))
    assert list(rows["8"]) == [
        "section and topic",
        "item",
        "checklist item",
        "location where item is reported",
        "page",
        "state",
        "answer",
    ]
    assert rows["8"]["checklist item"].startswith(
        "Specify the methods used to decide whether a study"
    )
    assert rows["8"]["location where item is reported"].startswith("Methods: Selection")
    assert {row["page"] for row in rows.values()} == {""}, "pages are the authors'"


def test_synthesis_and_discussion_are_never_filled(kit: Kit) -> None:
    found = items(kit("prisma-2020-checklist.csv"))
    for number in ("12", "13a", "18", "19", "20b", "22", "23a", "23d", "26"):
        assert found[number]["state"] == "not known"
        assert found[number]["answer"] == UNKNOWN
        assert found[number]["location where item is reported"] == ""


def test_a_plan_is_called_a_plan(kit: Kit) -> None:
    found = items(kit("prisma-2020-checklist.csv"))["11"]
    assert found["state"] == "planned"
    assert found["answer"].startswith(
        "RoB 2 will be used. As planned in the protocol; to be confirmed"
    )


def test_answers_are_short(begun: Tea) -> None:
    """No answer of a full review is longer than a paragraph, the statement of every item included."""
    begun.searched().screened().read()
    out = begun.report()
    for name in ALWAYS:
        for number, row in items((out / f"{name}.csv").read_text("utf-8-sig")).items():
            assert len(row["answer"].split()) <= 90, (name, number, row["answer"])


def test_the_flow_and_the_exclusions_are_filled_from_the_ledger(kit: Kit) -> None:
    found = items(kit("prisma-2020-checklist.csv"))
    assert found["16a"]["state"] == "filled"
    assert "Included: 2 studies reported in 3 reports." in found["16a"]["answer"]
    assert found["16b"]["answer"].startswith("2 reports excluded at full text")
    assert found["24a"]["answer"] == "None."
    assert found["24a"]["state"] == "filled"
    assert found["24c"]["answer"].startswith("No amendment has been recorded.")


def test_prisma_s_says_what_was_searched_and_what_was_not_recorded(kit: Kit) -> None:
    found = items(kit("prisma-s.csv"))
    assert found["1"]["answer"] == "PubTea (TeaMed)."
    assert found["1"]["state"] == "filled"
    assert found["3"]["state"] == "partly"  # no platform was given for the register
    assert found["13"]["answer"].startswith(
        "PubTea: 2026-05-04; TeaReg: date not recorded (imported "
    )
    assert found["15"]["answer"].startswith("PubTea 10; TeaReg 3; Hand search 3.")
    assert found["10"]["state"] == "not known"
    # nobody said that the protocol's strategy was run: it is printed, and called a plan
    assert "as run" not in found["8"]["answer"].replace("strategies as run", "")
    assert found["8"]["answer"].startswith("Planned, not known whether run so: PubTea.")
    text = kit("prisma-s.md")
    assert "Strategy: PubTea (as planned; whether it was run so is not known to winnow)" in text
    assert "````text\ntea OR chai\n```\n#1 AND #2\n````" in text


def test_a_strategy_given_with_the_import_is_as_run(begun: Tea, tmp_path: Path) -> None:
    run = tmp_path / "run.txt"
    run.write_text("tea OR chai OR mate", "utf-8")
    export = ris(tmp_path / "x.ris", [entry(n) for n in range(1, 4)])
    begun.team("add", export, "--source", "PubTea", "--strategy", run, "--hits", 5)
    out = begun.report()
    found = items((out / "prisma-s.csv").read_text("utf-8-sig"))["8"]
    assert (found["state"], found["answer"]) == ("filled", "As run: PubTea.")
    text = (out / "prisma-s.md").read_text("utf-8")
    assert "Strategy: PubTea (as run)" in text
    assert "tea OR chai OR mate" in text
    assert "The platform reported 5 results; the files hold 3." in text
    differs = (out / "deviations.csv").read_text("utf-8-sig")
    assert "Strategy: PubTea,as in the protocol,another text was recorded as run" in differs


def test_traice_tells_people_and_automation_apart(kit: Kit) -> None:
    found = items(kit("prisma-traice.csv"))
    assert found["R1"]["answer"].startswith("Records excluded by reviewers: 7.")
    assert found["M4"]["answer"] == "No ranking was made."
    assert "no generative model" in found["M6"]["answer"]
    assert found["I1"]["state"] == "not known"


def test_a_date_of_the_plan_is_not_taken_for_a_date_of_the_search(begun: Tea) -> None:
    begun.searched()
    out = begun.report()
    again = begun.folder / "more.ris"
    again.write_text("TY  - JOUR\nAN  - K90\nTI  - A later cup of tea\nER  - \n", "utf-8")
    assert items((out / "prisma-s.csv").read_text("utf-8-sig"))["13"]["answer"].startswith(
        "PubTea: 2026-05-04"
    )
    begun.team("add", again, "--source", "PubTea")  # no date: the protocol's `Whenever.` is taken
    found = items((begun.report("two") / "prisma-s.csv").read_text("utf-8-sig"))["13"]["answer"]
    assert found.startswith("PubTea: 2026-05-04; ")
    assert "Whenever" not in found


@pytest.mark.parametrize("name", ["prisma-2020-checklist", "prisma-s", "prisma-traice", "raise"])
def test_an_unfinished_review_is_marked_and_nothing_is_final(begun: Tea, name: str) -> None:
    begun.searched()
    text = (begun.report() / f"{name}.md").read_text("utf-8")
    assert "**INTERIM.**" in text
    assert "14 citations not yet screened" in text


@pytest.mark.parametrize("kind", sorted(OF_KIND))
def test_a_review_of_another_kind_has_its_checklist_too(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    path.write_text(f"kind: {kind}\n{PROTOCOL}", "utf-8")
    team = Team(tmp_path / "review", path)
    team("report", "-o", tmp_path / "out")
    name = OF_KIND[kind]
    rows = items((tmp_path / "out" / f"{name}.csv").read_text("utf-8-sig"))
    assert len(rows) == len(numbers(name))
    assert (tmp_path / "out" / f"{name}.docx").is_file()
    others = set(OF_KIND.values()) - {name}
    assert not any((tmp_path / "out" / f"{other}.md").exists() for other in others)
