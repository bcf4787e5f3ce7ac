"""The 34-row CSV: ours as the R package needs it, and anybody's as authors have it."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Any

import pytest

from winnow_sr.errors import WinnowError
from winnow_sr.prisma import KEYS, explain, flow_counts, flow_from_csv, flow_to_csv
from winnow_sr.prisma.csv_rows import ROWS
from winnow_sr.prisma.csv_writer import PSEUDO_REASONS

from .conftest import READ, REASONS, SOURCES, Book, out
from .sheets import saved
from .sheets import sheet as sheet_of
from .test_shapes import hard_flow, plain_flow

GOOD = {
    "database_results": "1,200",
    "register_results": "34",
    "duplicates": "234",
    "excluded_automatic": "0",
    "excluded_other": "0",
    "records_screened": "1000",
    "records_excluded": "900",
    "dbr_sought_reports": "100",
    "dbr_notretrieved_reports": "10",
    "dbr_assessed": "90",
    "dbr_excluded": "Wrong population, 50; Wrong dose, 30",
    "new_studies": "8",
    "new_reports": "10",
}
"""1234 records - 234 copies = 1000 screened; 100 sought, 90 read, 80 excluded, 10 left."""


@pytest.fixture
def sheet(tmp_path: Path):  # type: ignore[no-untyped-def]
    """Writes a CSV as an author would: GOOD, changed; None drops the row."""

    def write(changes: dict[str, str | None] | None = None, **how: str) -> Path:
        values: dict[str, str | None] = {**GOOD, **(changes or {})}
        sep = how.get("sep", ",")
        out = io.StringIO()
        writer = csv.writer(out, delimiter=sep)
        writer.writerow(["data", "node", "box", "description", "boxtext", "tooltips", "url", "n"])
        known = {row.key: row for row in ROWS}
        for key, n in values.items():
            if n is not None:
                box = known[key].box if key in known else "box3"
                writer.writerow([key, "", box, "", "", "", "", n])
        path = tmp_path / "PRISMA.csv"
        path.write_text(out.getvalue(), encoding=how.get("encoding", "utf-8"))
        return path

    return write


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_ours_obeys_every_quirk_of_the_package(book: Book) -> None:
    book.add("PubMed", **out("I"))
    book.add("PubMed", **out("D"))
    book.add("PubMed", n=3, screening="unread")
    text = flow_to_csv(flow_counts(book.fates, sources=SOURCES[:2], reasons=REASONS))
    rows = rows_of(text)
    assert text.splitlines()[0] == "data,node,box,description,boxtext,tooltips,url,n"
    assert len(rows) == 34
    # columns 1 and 3 are read by position, and rows 1, 4, 9 need NA, not an empty cell
    assert [i + 1 for i, row in enumerate(rows) if row["data"] == "NA"] == [1, 4, 9]
    # keys are found by regular expression: each must hit one row only
    for key in KEYS:
        pattern = f"{key}$" if key in ("total_studies", "total_reports") else key
        assert sum(bool(re.search(pattern, row["data"])) for row in rows) == 1, key
    assert "'" not in text  # DOT strings are single-quoted
    found = {row["data"]: row for row in rows}
    assert (
        found["dbr_excluded"]["n"]
        == "Wrong intervention – or dose, 1; Author’s reply – no study, 1"
    )
    assert found["dbr_excluded"]["url"] == "dbrexcludedrecords.html"
    assert found["previous_studies"]["n"] == found["citations_results"]["n"] == "NA"
    assert found["duplicates"]["boxtext"] == "Duplicate records removed"
    assert found["new_studies"]["boxtext"] == "Studies included in review"
    assert found["records_excluded"]["boxtext"] == (
        "Records excluded (by a human 0; by automation tools 3)"
    )


def test_an_author_without_a_review_can_check_and_draw(sheet) -> None:  # type: ignore[no-untyped-def]
    flow = flow_from_csv(sheet())
    assert flow.failures == []
    assert flow.final
    assert flow.template == "N1"
    assert flow.boxes["database_results"] == 1200
    assert flow.boxes["dbr_excluded"] == 80
    assert [row["n"] for row in flow.reasons["databases"]] == [50, 30]
    with pytest.raises(WinnowError, match="came from a CSV file"):
        explain(flow, "duplicates")


@pytest.mark.parametrize(
    ("written", "read"),
    [("1 200", 1200), ("1.200", 1200), ("1’200", 1200), ("1\u202f200", 1200), ("1200.0", 1200)],
)
def test_thousands_separators_of_all_countries(sheet, written: str, read: int) -> None:  # type: ignore[no-untyped-def]
    assert flow_from_csv(sheet({"database_results": written})).boxes["database_results"] == read


@pytest.mark.parametrize(
    ("changes", "identity", "said"),
    [
        ({"records_screened": "990"}, "A2", "off by -10"),
        ({"dbr_sought_reports": "120"}, "A4", "off by +20"),
        ({"dbr_assessed": "95"}, "A5", "off by +5"),
        ({"dbr_excluded": "Wrong population, 50"}, "C1", "off by -30"),
        ({"duplicates": "-234"}, "A0", "duplicates is negative (-234)"),
        ({"duplicates": "some"}, "A0", "duplicates is not a whole number: 'some'"),
        ({"dbr_assessed": ""}, "A0", "dbr_assessed has no number"),
        ({"dbr_assessed": None}, "A0", "there is no row dbr_assessed"),
        ({"dbr_asessed": "90"}, "A0", "no such key as 'dbr_asessed'"),
        ({"dbr_asessed": "90"}, "A0", "did you mean dbr_assessed?"),
        ({"dbr_excluded": "Wrong population, 50; Dose, lots"}, "A0", "no number for 'Dose'"),
        ({"database_specific_results": "PubMed, 100; Embase, 9"}, "A0", "add up to 109"),
        ({"total_studies_ma": "12", "total_reports_ma": "12"}, "M1", "12 > new_studies 8"),
        (
            {
                "previous_studies": "5",
                "previous_reports": "6",
                "total_studies": "99",
                "total_reports": "16",
            },
            "U1",
            "off by +86",
        ),
        (
            {
                "citations_results": "4",
                "other_sought_reports": "9",
                "other_assessed": "9",
                "other_notretrieved_reports": "0",
                "other_excluded": "0",
            },
            "B2",
            "9 > ",
        ),
    ],
)
def test_impossible_numbers_fail_by_name(sheet, changes, identity, said) -> None:  # type: ignore[no-untyped-def]
    flow = flow_from_csv(sheet(changes))
    failed = {check.id: check.text for check in flow.failures}
    assert said in failed[identity]
    assert not flow.final


def test_faults_say_the_line(sheet) -> None:  # type: ignore[no-untyped-def]
    flow = flow_from_csv(sheet({"duplicates": "-1"}))
    assert "line 4: duplicates is negative" in flow.checks[0].text


def test_spreadsheets_save_semicolons_and_old_encodings(sheet) -> None:  # type: ignore[no-untyped-def]
    changes = {"dbr_excluded": "Étude non trouvée, 80"}
    flow = flow_from_csv(sheet(changes, sep=";", encoding="cp1252"))
    assert flow.reasons["databases"] == [
        {"reason": "Étude non trouvée", "label": "Étude non trouvée", "n": 80}
    ]
    assert flow.failures == []


def test_a_comma_in_a_reason_is_read_as_its_author_meant(sheet) -> None:  # type: ignore[no-untyped-def]
    flow = flow_from_csv(sheet({"dbr_excluded": "Wrong dose, route, 50; Other, 30"}))
    assert [(row["label"], row["n"]) for row in flow.reasons["databases"]] == [
        ("Wrong dose, route", 50),
        ("Other", 30),
    ]


def test_a_lone_number_is_one_reason_without_a_name(sheet) -> None:  # type: ignore[no-untyped-def]
    flow = flow_from_csv(sheet({"dbr_excluded": "80"}))
    assert flow.boxes["dbr_excluded"] == 80
    assert flow.failures == []


def test_the_packages_untouched_template_is_an_empty_review(tmp_path: Path) -> None:
    lines = ["data,node,box,description,boxtext,tooltips,url,n"]
    for row in ROWS:
        lists = {"dbr_excluded", "other_excluded"}
        n = '"Reason1, xxx; Reason2, xxx"' if row.key in lists else "0"
        n = '"Database 1, xxx; Database 2, xxx"' if "specific" in row.key else n
        lines.append(f"{row.key},{row.node},{row.box},,,,,{n}")
    path = tmp_path / "PRISMA.csv"
    path.write_text("\n".join(lines))
    flow = flow_from_csv(path)
    assert flow.template == "N1"
    assert flow.failures == []


@pytest.mark.parametrize("content", ["", "\x00\x00", "a,b\n1,2\n", "data,n\nfoo,1\n", '"'])
def test_a_file_that_is_no_such_csv_is_refused_in_one_line(tmp_path: Path, content: str) -> None:
    path = tmp_path / "x.csv"
    path.write_text(content)
    with pytest.raises(WinnowError) as error:
        flow_from_csv(path)
    assert str(path) in str(error.value)
    assert "\n" not in str(error.value)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WinnowError, match="cannot be read"):
        flow_from_csv(tmp_path / "none.csv")


def test_reports_in_waiting_travel_as_reasons_of_their_own(book: Book, tmp_path: Path) -> None:
    book.add("PubMed", **READ["included"])
    book.add("PubMed", n=2, screening="included", report="retrieved", full_text="awaiting")
    text = flow_to_csv(flow_counts(book.fates, sources=SOURCES[:1]))
    assert next(r for r in rows_of(text) if r["data"] == "dbr_excluded")["n"] == (
        "Awaiting classification, 2"
    )
    path = tmp_path / "f.csv"
    path.write_text(text, encoding="utf-8")
    assert flow_from_csv(path).breakdown.dbr_awaiting == 2


def as_the_package_reads(text: str) -> dict[str, str | None]:
    """What `PRISMA_data()` finds: rows by regular expression over column 1, the first hit; commas
    out of numbers; blank and NA as missing. (R itself: read.csv, grep, gsub, as.numeric.)"""
    table = list(csv.reader(io.StringIO(text)))
    n = table[0].index("n")
    found: dict[str, str | None] = {}
    for key in KEYS:
        pattern = f"{key}$" if key in ("total_studies", "total_reports") else key
        (row,) = (row for row in table[1:] if row[0] != "NA" and re.search(pattern, row[0]))
        found[key] = None if row[n] in ("", "NA") else row[n]
    return found


def test_the_packages_reader_finds_each_row_once_among_rows_of_ours(tmp_path: Path) -> None:
    rows = (
        ("screening_retractions", "NA", "box3", "", 'It\'s "retracted"', "NA", "NA", "3"),
        ("own_duplicates", "NA", "box3", "", "More copies", "NA", "NA", "4"),
        ("title_abstract_reasons", "NA", "box5", "", "", "NA", "NA", "Not human, 9"),
        ("appraised_studies", "NA", "box18", "", "", "NA", "NA", "30"),
        ("narrative_studies", "NA", "box20", "", "", "NA", "NA", "30"),
    )
    changes = {"register_results": "", "excluded_other": "NA", "total_studies_ma": "9"}
    flow = flow_from_csv(saved(tmp_path, sheet_of(changes, more=rows)))
    text = flow_to_csv(flow)
    assert "'" not in text
    read = as_the_package_reads(text)
    assert read["register_results"] is None  # the line is left out there too
    assert read["excluded_other"] is None
    for key, value in flow.boxes.items():
        if isinstance(value, int) and not key.endswith("_excluded") and "total" not in key:
            assert read[key] == str(value), key
    assert read["dbr_excluded"] == "Wrong population, 40; Wrong outcome, 25"
    assert read["total_studies_ma"] == "9"
    port: Any = pytest.importorskip("prisma_flow_diagram", reason="prisma-flowchart is missing")
    theirs = port.load_prisma_csv(saved(tmp_path, text, "theirs.csv"))
    assert (theirs.register_results, theirs.database_results) == (None, 1250)
    assert [row.count for row in theirs.dbr_excluded] == [40, 25]


@pytest.mark.parametrize("template", ["N1", "N2", "U1", "U2", "hard"])
def test_an_independent_program_reads_and_draws_the_same_numbers(
    tmp_path: Path, template: str
) -> None:
    """prisma-flowchart (PyPI) was written from the R package, not from us."""
    other: Any = pytest.importorskip(
        "prisma_flow_diagram",
        reason="prisma-flowchart is not installed: pip install prisma-flowchart",
    )
    flow = hard_flow() if template == "hard" else plain_flow(template)
    path = tmp_path / "flow.csv"
    path.write_text(flow_to_csv(flow), encoding="utf-8")
    read = other.load_prisma_csv(path)
    for key, n in flow.boxes.items():
        if key.endswith("_excluded") and key != "records_excluded":
            rows = [row for row in getattr(read, key) if row.reason not in PSEUDO_REASONS.values()]
            assert sum(row.count or 0 for row in rows) == (n or 0)
        elif isinstance(n, int) and getattr(read, key) is not None:
            assert getattr(read, key) == n, key
    drawing = other.render_prisma(read, previous=flow.updated, other=flow.with_other)
    drawing.save(tmp_path / "flow.svg")
    assert (tmp_path / "flow.svg").stat().st_size > 1000
