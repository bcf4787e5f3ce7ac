"""Tables keep every label as it is, run no formula, and have as many rows as the diagram counts."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from tests.report.conftest import FORMULA, NO_TEA, TRIAL, Tea
from winnow_sr.report.csvs import to_csv
from winnow_sr.report.document import Document, Table
from winnow_sr.report.markdown import to_markdown

Kit = Callable[[str], str]


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_excluded_reports_have_their_reference_and_the_reason_that_is_counted(kit: Kit) -> None:
    found = rows(kit("full-text-exclusions.csv"))
    assert [(r["key"], r["code"]) for r in found] == [("K3", "no-tea"), ("K4", "formula")]
    assert found[0]["reason"] == NO_TEA  # commas and quotes survive
    assert found[1]["reason"] == f"'{FORMULA}"  # a spreadsheet will show it, not run it
    # entry(3): its authors, its year, its title, its journal
    assert found[0]["report"] == (
        "Author3, A.; Second3, B. (1993). Trial 3 of treatment d3 for anxiety. Journal of Studies 3."
    )


def test_included_studies_are_listed_by_report(kit: Kit) -> None:
    found = rows(kit("included-studies.csv"))
    assert [(r["study"], r["key"]) for r in found] == [
        (TRIAL, "K1"), (TRIAL, "K2"), ("Author21 2011", "K21"),
    ]  # fmt: skip


def test_what_was_not_retrieved_is_listed_with_the_reason(kit: Kit) -> None:
    found = rows(kit("reports-not-settled.csv"))
    assert [(r["key"], r["state"], r["reason"]) for r in found] == [
        ("K5", "not retrieved", "the library, 'alas', has none")
    ]


def test_the_skeleton_has_a_row_for_each_study_and_guesses_nothing(kit: Kit) -> None:
    found = rows(kit("characteristics.csv"))
    assert [r["study"] for r in found] == [TRIAL, "Author21 2011"]
    assert found[0]["reports"] == "K1; K2"
    assert all(r[column] == "" for r in found for column in ("country", "participants", "funding"))


def test_the_flow_table_prints_what_prisma_counts(finished: Tea, kit: Kit) -> None:
    boxes = finished.team.json("prisma")["boxes"]
    found = {r["box of the PRISMA 2020 diagram"]: r["n"] for r in rows(kit("flow.csv"))}
    assert found["– Duplicate records removed"] == str(boxes["duplicates"]) == "1"
    assert found["Records screened"] == str(boxes["records_screened"]) == "12"
    assert found["Studies included in review"] == str(boxes["new_studies"]) == "2"
    assert found["Reports of included studies"] == str(boxes["new_reports"]) == "3"


def test_every_file_is_in_the_list_of_searches_with_its_digest(finished: Tea, kit: Kit) -> None:
    from hashlib import sha256

    found = {r["source"]: r for r in rows(kit("searches.csv"))}
    digest = sha256((finished.folder / "reg.ris").read_bytes()).hexdigest()
    assert found["TeaReg"]["sha256"] == digest
    assert [found["PubTea"][k] for k in ("entries", "imported", "quarantined")] == ["10", "10", "0"]


TEXT = st.text(max_size=60)


@given(st.lists(st.tuples(TEXT, TEXT, st.integers()), max_size=6))
def test_no_text_can_break_a_csv_or_become_a_formula(cells: list[tuple[str, str, int]]) -> None:
    content = to_csv(Table("t", ("one", "two", "n"), tuple(cells))).decode("utf-8-sig")
    back = list(csv.reader(io.StringIO(content, newline="")))
    assert len(back) == len(cells) + 1
    for row, (_, _, n) in zip(back[1:], cells, strict=True):
        assert len(row) == 3
        assert row[2] == str(n)
        assert not any(cell.lstrip(" ")[:1] in ("=", "+", "@", "\t") for cell in row[:2] if cell)


@given(st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=6))
def test_no_text_can_break_a_markdown_table(cells: list[tuple[str, str]]) -> None:
    import re

    text = to_markdown(Document("d", (Table("t", ("one", "two"), tuple(cells)),)))
    lines = text.rstrip("\n").split("\n")
    assert len(lines) == len(cells) + 2
    # three bars that are not escaped: left, middle, right
    assert all(len(re.findall(r"(?<!\\)(?:\\\\)*\|", line)) == 3 for line in lines)
