"""Hostile and damaged files: refused or in quarantine, in one line, never at the cost of others."""

from __future__ import annotations

import io
import itertools
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from winnow_sr.errors import WinnowError
from winnow_sr.records import Parsed, read_export

GOOD = "<record><ref-type name='x'>17</ref-type><titles><title>Good</title></titles></record>"


def read(tmp_path: Path, text: str) -> Parsed:
    path = tmp_path / "x.txt"
    path.write_text(text, encoding="utf-8", newline="")
    return read_export(path)


def counts(parsed: Parsed) -> tuple[int, int]:
    return len(parsed.records), len(parsed.quarantined)


@pytest.mark.parametrize("depth", [100, 991, 50_000])
def test_deep_nesting_costs_its_entry_only(tmp_path: Path, depth: int) -> None:
    deep = f"<record><titles><title>{'<i>' * depth}x{'</i>' * depth}</title></titles></record>"
    parsed = read(tmp_path, f"<xml><records>{GOOD}{deep}{GOOD}</records></xml>")
    assert counts(parsed) == (2, 1)
    assert "too-deep" in {n.code for n in parsed.notes}


def test_fifty_thousand_starts_without_an_end(tmp_path: Path) -> None:
    with pytest.raises(WinnowError, match="are damaged"):
        read(tmp_path, "<xml><records><ref-type/>" + "<record>" * 50_000)


def test_entities_do_not_grow(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    parsed = read(tmp_path, f"{bomb}<xml><records>{GOOD.replace('Good', '&b;')}</records></xml>")
    assert [r.title for r in parsed.records] == ["&b;"]


def test_a_macro_that_doubles_itself_is_left_out(tmp_path: Path) -> None:
    names = [f"m{'x' * n}" for n in range(40)]
    strings = "".join(f"@string{{{b} = {a} # {a}}}\n" for a, b in itertools.pairwise(names))
    text = (
        f'@string{{m = "0123456789"}}\n{strings}@article{{k, title = {{T}}, note = {names[-1]}}}\n'
    )
    parsed = read(tmp_path, text)
    assert counts(parsed) == (1, 0)
    assert "macro-too-long" in {n.code for n in parsed.notes}
    assert sum(len(value) for _, value in parsed.records[0].fields) < 1_000_000


def test_a_macro_of_latex_that_no_library_knows_costs_nothing(tmp_path: Path) -> None:
    text = "".join(
        f"@article{{k{n}, title = {{Dose ${latex}$ given}}, year = 2020}}\n"
        for n, latex in enumerate((r"5\;mg", r"\nleqslant", r"\not\preceq", "\\", r"\frac{1", "^"))
    )
    parsed = read(tmp_path, text)
    assert parsed.entries == 6
    assert all(r.title.startswith("Dose") for r in parsed.records)


def test_a_cell_beyond_measure_costs_its_row_only(tmp_path: Path) -> None:
    cell = '"' + "x" * (5 << 20) + '"'
    parsed = read(tmp_path, f"Title,Abstract\nOne,a\nTwo,{cell}\nThree,c\n")
    assert [r.title for r in parsed.records] == ["One", "Three"]
    assert len(parsed.quarantined) == 1
    assert len(parsed.quarantined[0].raw) < 300_000


def workbook(tmp_path: Path, sheet: bytes) -> Path:
    book = Workbook()
    out = io.BytesIO()
    book.save(out)
    path = tmp_path / "x.xlsx"
    with (
        zipfile.ZipFile(io.BytesIO(out.getvalue())) as old,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, sheet if "sheet1" in name else old.read(name))
    return path


SHEET = (
    b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    b'<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>Title</t></is></c></row>%b</sheetData></worksheet>'
)


def test_a_workbook_that_swells_is_refused_before_it_is_read(tmp_path: Path) -> None:
    cell = (
        b'<row r="2"><c r="A2" t="inlineStr"><is><t>' + b"x" * (40 << 20) + b"</t></is></c></row>"
    )
    with pytest.raises(WinnowError, match="save the table as CSV"):
        read_export(workbook(tmp_path, SHEET % cell))


@pytest.mark.parametrize(
    "rows",
    [
        b'<row r="99999999"><c r="ZZZZZZZ9" t="inlineStr"><is><t>x</t></is></c></row>',
        b'<row r="2"><c r="A2" t="inlineStr"><is><t>One</t></is></c></row><row',
        b"<row r='x'/>",
    ],
)
def test_a_damaged_sheet_ends_in_one_line(tmp_path: Path, rows: bytes) -> None:
    said = ""
    try:
        parsed = read_export(workbook(tmp_path, SHEET % rows), even_so=True)
        said = parsed.quarantined[0].reason
    except WinnowError as error:
        said = str(error)
    assert 0 < len(said) < 500
    assert "\n" not in said


def test_a_damaged_object_of_json_costs_itself(tmp_path: Path) -> None:
    start = '[{"type": "article", "title": "One", "issued": {}}, {"title": "x", "page": '
    assert counts(read(tmp_path, start + "[" * 100_000)) == (1, 1)
    parsed = read(tmp_path, start + "[" * 80 + "]" * 80 + "}]")
    assert counts(parsed) == (1, 1)
    whole = '{"type": "article", "title": "%s", "issued": {"date-parts": [[2019]]}}'
    text = "[" + ",\n".join(whole % n for n in ("One", "Two", "Three")) + "]"
    parsed = read(tmp_path, text.replace('"Two",', '"Two'))
    assert [r.title for r in parsed.records] == ["One", "Three"]
    assert [q.line for q in parsed.quarantined] == [2]
